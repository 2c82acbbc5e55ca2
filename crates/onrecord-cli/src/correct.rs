//! `onrecord correct` and `onrecord review`: what a person says of quotations in, kept in the record.
//!
//! A review shows one quotation after the other, the least certain first, and takes a key for each: `y` keeps it as right, `n` as no
//! quotation, `s` and `a` ask for a speaker and a standing, space goes on, `q` ends.

use std::io::{IsTerminal, stdin, stdout};
use std::process::ExitCode;

use anyhow::{Result, bail};
use console::{Key, Term};
use onrecord_store::{ASSERTED, Correction, Field, Record, Shown, Writer};

use crate::arguments::record::{Answer, Correct, Review};
use crate::sink::Sink;
use crate::text::Look;
use crate::{failure, found, record, show};

/// Runs `onrecord correct`.
pub fn correct(asked: &Correct) -> Result<ExitCode> {
    if asked.list {
        return list(&record::open(&asked.place)?, asked);
    }
    let Some(key) = asked.key.clone() else { bail!("which quotation? give its key") };
    let (form, look) = record::shape(&asked.shape);
    let (field, value) = if asked.undo {
        let mut writer = record::writer(&asked.place, false)?;
        match writer.undo(&key, &record::now())? {
            Some(last) => failure::print(&format!("taken back: {}", show::correction_line(&last))),
            None => bail!("cannot take back a correction of {key:?}: there is none"),
        }
        return Ok(ExitCode::SUCCESS);
    } else if !asked.speaker.is_empty() {
        (Field::Speaker, asked.speaker.clone())
    } else if !asked.addressee.is_empty() {
        (Field::Addressee, asked.addressee.clone())
    } else if let Some(word) = &asked.asserted {
        (Field::Asserted, vec![word.clone()])
    } else if asked.not_a_quotation {
        (Field::NotAQuotation, Vec::new())
    } else if asked.confirm {
        (Field::Confirmed, Vec::new())
    } else {
        bail!(
            "what is to be set right? give --speaker, --addressee, --asserted, --not-a-quotation, --confirm or --undo"
        );
    };
    let author = record::author(asked.author.as_ref())?;
    let mut writer = record::writer(&asked.place, false)?;
    let kept = writer.correct(said(&key, field, value, &author, asked.reason.clone()))?;
    let shown = writer.quotation(&kept.key)?;
    let mut out = Sink::open(None)?;
    out.write(&found::write(std::slice::from_ref(&shown), "", false, form, look))?;
    out.finish()?;
    Ok(ExitCode::SUCCESS)
}

fn said(key: &str, field: Field, value: Vec<String>, author: &str, reason: Option<String>) -> Correction {
    Correction {
        key: key.to_owned(),
        field,
        value,
        words: String::new(),
        author: author.to_owned(),
        time: record::now(),
        reason,
    }
}

fn list(record: &Record, asked: &Correct) -> Result<ExitCode> {
    let (form, _) = record::shape(&asked.shape);
    let adrift = record.adrift()?;
    let mut out = Sink::open(None)?;
    for correction in record.corrections()? {
        let lost = adrift.contains(&correction);
        if form == Answer::Text {
            let mark = if lost { " [no longer anchors]" } else { "" };
            let words = crate::wrap::shortened(&crate::visible::line(&correction.words), 60);
            out.write(&format!(
                "{} {}{mark}\n  “{words}”\n",
                &correction.key[..12],
                show::correction_line(&correction)
            ))?;
        } else {
            let mut json = correction.json();
            json["anchors"] = (!lost).into();
            out.write(&(crate::format::safe_json(json.to_string()) + "\n"))?;
        }
    }
    out.finish()?;
    Ok(ExitCode::SUCCESS)
}

/// Runs `onrecord review`.
pub fn review(asked: &Review) -> Result<ExitCode> {
    let (form, look) = record::shape(&asked.shape);
    let limit = asked.limit as usize;
    let at_terminal = asked.shape.format.is_none() && stdin().is_terminal() && stdout().is_terminal();
    if !at_terminal {
        let shown = record::open(&asked.place)?.doubtful(limit, 0)?;
        let mut out = Sink::open(None)?;
        out.write(&found::write(&shown, "", false, form, look))?;
        out.finish()?;
        return Ok(ExitCode::SUCCESS);
    }
    let author = record::author(asked.author.as_ref())?;
    let mut writer = record::writer(&asked.place, false)?;
    let term = Term::stdout();
    let done = go_through(&mut writer, &mut Keyboard(term), limit, &author, look)?;
    failure::print(&format!("{done} looked at"));
    Ok(ExitCode::SUCCESS)
}

/// A person at a keyboard.
trait Person {
    fn show(&mut self, text: &str) -> Result<()>;
    fn key(&mut self) -> Result<char>;
    fn line(&mut self, question: &str) -> Result<String>;
}

struct Keyboard(Term);

impl Person for Keyboard {
    fn show(&mut self, text: &str) -> Result<()> {
        Ok(self.0.write_str(text)?)
    }

    fn key(&mut self) -> Result<char> {
        Ok(match self.0.read_key()? {
            Key::Char(c) => c.to_ascii_lowercase(),
            Key::Enter => ' ',
            Key::Escape | Key::CtrlC => 'q',
            _ => '?',
        })
    }

    fn line(&mut self, question: &str) -> Result<String> {
        self.0.write_str(question)?;
        Ok(self.0.read_line()?.trim().to_owned())
    }
}

const KEYS: &str = "  y right · s speaker · a asserted · n no quotation · space next · q end\n";

/// Shows doubtful quotations until the person ends it; how many were looked at.
fn go_through(writer: &mut Writer, person: &mut impl Person, limit: usize, author: &str, look: Look) -> Result<usize> {
    let (mut done, mut passed) = (0, 0);
    while done + passed < limit {
        let Some(shown) = writer.doubtful(1, passed)?.pop() else { break };
        let mut text = String::from("\n");
        found::one(&mut text, &shown, &[], look);
        person.show(&(text + KEYS))?;
        match ask(person, &shown, author)? {
            Answered::End => break,
            Answered::Next => passed += 1,
            Answered::Said(correction) => {
                writer.correct(correction)?;
                done += 1;
            }
        }
    }
    Ok(done)
}

enum Answered {
    Said(Correction),
    Next,
    End,
}

fn ask(person: &mut impl Person, shown: &Shown, author: &str) -> Result<Answered> {
    let said = |field, value| Answered::Said(said(&shown.key, field, value, author, Some("review".to_owned())));
    loop {
        match person.key()? {
            'y' => return Ok(said(Field::Confirmed, Vec::new())),
            'n' => return Ok(said(Field::NotAQuotation, Vec::new())),
            's' => {
                let names = person.line("  speakers, apart by semicolons: ")?;
                let names: Vec<String> =
                    names.split(';').map(|n| n.trim().to_owned()).filter(|n| !n.is_empty()).collect();
                if !names.is_empty() {
                    return Ok(said(Field::Speaker, names));
                }
            }
            'a' => {
                let word = person.line(&format!("  {}: ", ASSERTED.join(", ")))?;
                if ASSERTED.contains(&word.as_str()) {
                    return Ok(said(Field::Asserted, vec![word]));
                }
            }
            ' ' => return Ok(Answered::Next),
            'q' => return Ok(Answered::End),
            _ => person.show(KEYS)?,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wrap::Paint;

    struct Script {
        keys: std::vec::IntoIter<char>,
        lines: std::vec::IntoIter<&'static str>,
        shown: String,
    }

    impl Person for Script {
        fn show(&mut self, text: &str) -> Result<()> {
            self.shown += text;
            Ok(())
        }

        fn key(&mut self) -> Result<char> {
            Ok(self.keys.next().unwrap_or('q'))
        }

        fn line(&mut self, question: &str) -> Result<String> {
            self.shown += question;
            Ok(self.lines.next().unwrap_or_default().to_owned())
        }
    }

    #[test]
    fn keys_become_corrections_and_each_quotation_is_shown_once() -> Result<()> {
        let folder = tempfile::tempdir()?;
        let mut writer = Writer::open(&folder.path().join("r.db"), true)?;
        let page = "“We will appeal the ruling,” said Ana Ruiz, counsel for the town.\n\n\
                    “The ferry sails at dawn,” said Bo Lund, its captain.\n\n\
                    “Nobody asked the engineers,” said Lena Vos of the union.\n\n\
                    “Bread is dearer than last year,” said Di Marko, a baker.\n";
        let reading = onrecord::Reader::new()?.read(page.as_bytes(), &onrecord::About::default())?;
        writer.add(&onrecord_store::Arrival {
            bytes: page.as_bytes(),
            reading: &onrecord::reading::json::line(&reading),
            name: "a",
            kind: None,
            charset: None,
            published: None,
            url: None,
            retrieved: None,
            now: "2026-03-14T09:00:00Z",
        })?;
        writer.commit()?;
        let count = writer.doubtful(99, 0)?.len();
        assert_eq!(count, 4, "four quotations");
        let keys: Vec<char> = "x s y a n ".chars().filter(|c| *c != ' ').chain([' ', 'q']).collect();
        let mut person = Script {
            keys: keys.into_iter(),
            lines: vec!["Ana Ruiz; Bo Lund", "perhaps"].into_iter(),
            shown: String::new(),
        };
        let done = go_through(&mut writer, &mut person, 9, "tk", Look { paint: Paint(false), width: 80 })?;
        assert_eq!(done, 3);
        assert_eq!(writer.doubtful(99, 0)?.len(), 1, "one was passed over");
        let fields: Vec<&str> = writer.corrections()?.iter().map(|c| c.field.word()).collect();
        assert_eq!(fields, ["speakers", "confirmed", "not_a_quotation"]);
        assert_eq!(
            person.shown.matches(KEYS).count(),
            5,
            "four quotations, and once more for a key that means nothing"
        );
        Ok(())
    }
}
