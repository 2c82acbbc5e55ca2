//! The command `onrecord`.
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let reader = onrecord::Reader::new()?;
    for path in std::env::args().skip(1) {
        let reading = reader.read(&std::fs::read(path)?, &onrecord::About::default())?;
        println!("{}", onrecord::reading::json::line(&reading));
    }
    Ok(())
}
