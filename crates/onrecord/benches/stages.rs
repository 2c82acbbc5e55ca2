//! How long each stage of the road takes: `just bench`. One item is one word of the report, so `Kitem/s` are thousands of words
//! per second and core.
//!
//! The report is `examples/harbour.txt`, and the same as a page, repeated to about 1,000 words. Let nothing else run meanwhile.

#![allow(clippy::disallowed_macros, reason = "a benchmark prints what it reads")]

use std::sync::LazyLock;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use onrecord::analyse;
use onrecord::ingest::{self, Kind, Page};
use onrecord::model::{LENGTH, Model, Window};
use onrecord::reading::{Reading, json};
use onrecord::text::TokenKind;
use onrecord::{About, Document, Reader, resolve};

/// The report has at least so many words.
const WORDS: usize = 1_000;

static PLAIN: LazyLock<String> =
    LazyLock::new(|| repeated(include_str!("../../../examples/harbour.txt").trim()).join("\n\n"));
static HTML: LazyLock<String> = LazyLock::new(|| {
    let page = include_str!("../../../examples/harbour.html");
    let (head, rest) = page.split_once("<p>").expect("a first paragraph");
    let (body, tail) = rest.split_once("</article>").expect("the end of the article");
    format!("{head}<p>{}</article>{tail}", repeated(body).join("<p>"))
});
static PAGE: LazyLock<Page> = LazyLock::new(|| page(&PLAIN, Kind::Plain));
static DOCUMENT: LazyLock<Document> = LazyLock::new(|| Document::new(&PAGE, &mut Vec::new()));
static MODEL: LazyLock<Model> = LazyLock::new(|| Model::embedded().expect("the model"));
/// The window that comes nearest to the length that paragraphs are joined to, 128 pieces.
static WINDOW: LazyLock<Window> = LazyLock::new(|| {
    let windows = analyse::windows(&DOCUMENT, &MODEL);
    windows.into_iter().min_by_key(|w| w.ids.len().abs_diff(LENGTH / 2)).expect("a window")
});
static READING: LazyLock<Reading> = LazyLock::new(|| {
    let reader = Reader::new().expect("the model");
    reader.read(PLAIN.as_bytes(), &About::default()).expect("a reading")
});

fn repeated(text: &str) -> Vec<&str> {
    vec![text; WORDS.div_ceil(text.split_whitespace().count())]
}

fn page(text: &str, kind: Kind) -> Page {
    ingest::read(text.as_bytes(), kind, None, None).expect("a page")
}

/// Words of the report, as a counter.
fn words(document: &Document) -> ItemsCount {
    ItemsCount::new(document.text().split_whitespace().count())
}

fn main() {
    println!(
        "one item is one word; {} words, a window of {} pieces",
        DOCUMENT.text().split_whitespace().count(),
        WINDOW.ids.len()
    );
    divan::main();
}

#[divan::bench]
fn a_ingest_plain(bencher: Bencher) {
    bencher.counter(words(&DOCUMENT)).bench(|| page(black_box(&PLAIN), Kind::Plain));
}

#[divan::bench]
fn b_ingest_html(bencher: Bencher) {
    let document = Document::new(&page(&HTML, Kind::Html), &mut Vec::new());
    bencher.counter(words(&document)).bench(|| page(black_box(&HTML), Kind::Html));
}

#[divan::bench]
fn c_text(bencher: Bencher) {
    bencher.counter(words(&DOCUMENT)).bench(|| Document::new(black_box(&PAGE), &mut Vec::new()));
}

#[divan::bench]
fn d_model_window(bencher: Bencher) {
    let tokens = WINDOW.token.iter().flatten();
    let words = tokens.filter(|t| DOCUMENT.tokens()[**t as usize].kind != TokenKind::Symbol).count();
    bencher.counter(ItemsCount::new(words)).bench(|| MODEL.engine().read(black_box(&WINDOW)));
}

#[divan::bench(max_time = 10)]
fn e_analyse(bencher: Bencher) {
    bencher.counter(words(&DOCUMENT)).bench(|| analyse::analyse(black_box(&DOCUMENT), &MODEL));
}

#[divan::bench]
fn ea_resolve(bencher: Bencher) {
    let findings = analyse::analyse(&DOCUMENT, &MODEL).expect("findings");
    bencher.counter(words(&DOCUMENT)).bench(|| resolve::resolve(black_box(&DOCUMENT), &findings, &MODEL));
}

/// A hundred people, twelve hundred mentions: the cost of a word must stay near that of the report above.
#[divan::bench(max_time = 10)]
fn eb_resolve_a_hundred_people(bencher: Bencher) {
    let given = ["Ana", "Tom", "Lin", "Dele", "Ingrid", "Kofi", "Leyla", "Sam", "Priya", "Murat"];
    let family = ["Ruiz", "Okafor", "Xu", "Solheim", "Kaya", "Hale", "Nair", "Ansah", "Dogan", "Moreau"];
    let people = given.iter().flat_map(|g| family.map(|f| format!("{g} {f}")));
    let said = people.map(|p| {
        format!(
            "{p}, a clerk, met the mayor. He told {p} and her friends that they had seen it. “I saw him,” she said.\n\n"
        )
    });
    let text: String = said.collect();
    let document = Document::new(&page(&text, Kind::Plain), &mut Vec::new());
    let findings = analyse::analyse(&document, &MODEL).expect("findings");
    bencher.counter(words(&document)).bench(|| resolve::resolve(black_box(&document), &findings, &MODEL));
}

#[divan::bench]
fn f_json(bencher: Bencher) {
    LazyLock::force(&READING);
    bencher.counter(words(&DOCUMENT)).bench(|| json::line(black_box(&READING)));
}

#[divan::bench(max_time = 10)]
fn g_whole_road(bencher: Bencher) {
    let reader = Reader::new().expect("the model");
    bencher.counter(words(&DOCUMENT)).bench(|| reader.read(black_box(PLAIN.as_bytes()), &About::default()));
}
