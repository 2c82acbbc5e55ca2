//! Pages as they should not be: each way in which real pages are broken, what is read of it, and that every place still holds.

#![allow(missing_docs, reason = "a test")]

use encoding_rs::Encoding;
use onrecord::ingest::{self, Kind, Page, PartKind};
use onrecord::{Document, verify};

const FIRST: &str =
    "<p>The old wall of the harbour fell into the sea on Monday night, after two storms in one week had shaken it.</p>";
const SECOND: &str =
    "<p>“Nobody was hurt,” said Zoë Müller, who keeps the southern gate, and “the boats were all at sea”.</p>";

fn read(bytes: &[u8], label: Option<&str>) -> Page {
    let page = ingest::read(bytes, Kind::Html, label, None).expect("a page");
    let trace = page.trace.as_ref().expect("a web page has places");
    // Every word that has a place stands there, by the same proof that `verify` gives.
    let document = Document::new(&page, &mut Vec::new());
    let mut spans = Vec::new();
    for token in document.tokens() {
        if let Some(pieces) = trace.pieces(token.span) {
            let point = |byte: usize| page.text[..byte].chars().count();
            let pieces: Vec<String> =
                pieces.iter().map(|p| format!("{{\"start\":{},\"end\":{}}}", p.start, p.end)).collect();
            let (from, to) = (point(token.span.start()), point(token.span.end()));
            spans.push(format!("{{\"start\":{from},\"end\":{to},\"page\":[{}]}}", pieces.join(",")));
        }
    }
    let text = serde_json::to_string(&page.text).expect("a string");
    let reading = format!(
        "{{\"producer\":{{\"extractor\":\"x\"}},\"document\":{{\"id\":\"{}\",\"charset\":\"{}\",\"text\":{text}}},\"spans\":[{}]}}",
        page.id,
        page.charset,
        spans.join(",")
    );
    let proof = verify(&reading, bytes).expect("a reading");
    let failures: Vec<&String> = proof.failures.iter().filter(|f| !f.contains("text_sha256")).collect();
    assert!(failures.is_empty(), "{failures:?}");
    assert_eq!(proof.spans, spans.len());
    page
}

fn html(inner: &str) -> String {
    format!(
        "<!doctype html><html><head><title>Wall falls</title></head><body><article><h1>Wall falls</h1>{inner}</article></body></html>"
    )
}

fn notes(page: &Page) -> Vec<&'static str> {
    page.notes.iter().map(|n| n.code).collect()
}

/// Whether all words of both paragraphs are there, and all have a place.
fn is_whole(page: &Page) -> bool {
    page.text.contains("after two storms in one week had shaken it.")
        && page.text.contains("“Nobody was hurt,” said Zoë Müller, who keeps the southern gate")
        && !notes(page).contains(&"untraced-words")
}

#[test]
fn twelve_encodings_are_read_by_their_label_and_without_one() {
    let latin = html(&format!("{FIRST}{SECOND}{FIRST}"));
    let greek =
        "<p>Το παλιό τείχος του λιμανιού έπεσε στη θάλασσα το βράδυ της Δευτέρας, είπε ο δήμαρχος της πόλης.</p>";
    let russian =
        "<p>Старая стена гавани обрушилась в море в понедельник ночью, сказала мэр города после двух бурь.</p>";
    let polish =
        "<p>„Nikt nie został ranny” – powiedziała burmistrz Łucja Źródlana, która strzeże południowej bramy portu.</p>";
    let turkish =
        "<p>Limanın eski duvarı pazartesi gecesi denize yıkıldı, dedi güney kapısının bekçisi Işıl Şahin.</p>";
    let japanese =
        "<p>港の古い壁は月曜日の夜に海に崩れ落ちたと市長は述べた。けが人はなく、船はすべて沖に出ていた。</p>";
    let chinese = "<p>市长说，港口的旧墙星期一晚上倒入海中，没有人受伤，所有的船当时都在海上。</p>";
    let korean = "<p>시장은 항구의 오래된 벽이 월요일 밤 바다로 무너졌다고 말했다. 다친 사람은 없었다.</p>";
    for (label, inner) in [
        ("utf-8", latin.as_str()),
        ("windows-1252", &latin),
        ("iso-8859-7", greek),
        ("windows-1251", russian),
        ("koi8-r", russian),
        ("iso-8859-2", polish),
        ("windows-1254", turkish),
        ("shift_jis", japanese),
        ("euc-jp", japanese),
        ("gbk", chinese),
        ("big5", "<p>市長說，港口的舊牆星期一晚上倒入海中，沒有人受傷，所有的船當時都在海上。</p>"),
        ("euc-kr", korean),
    ] {
        let page = if inner.starts_with("<p>") { html(&inner.repeat(4)) } else { inner.to_owned() };
        let encoding = Encoding::for_label(label.as_bytes()).expect("a label");
        let bytes = encoding.encode(&page).0;
        let sentence = inner.trim_start_matches("<p>").trim_end_matches("</p>");
        let expected = if inner.starts_with("<p>") { sentence } else { "said Zoë Müller, who keeps" };
        let labelled = read(&bytes, Some(label));
        assert!(labelled.text.contains(expected), "{label}: {}", labelled.text);
        let meta = page.replace("<head>", &format!("<head><meta charset={label}>"));
        assert!(read(&encoding.encode(&meta).0, None).text.contains(expected), "{label} by its meta element");
        let guessed = read(&bytes, None);
        // Two encodings of one family may share all letters of the page; the words must be right.
        assert!(guessed.text.contains(expected), "{label} guessed as {}: {}", guessed.charset, guessed.text);
    }
    for wide in ["utf-16le", "utf-16be"] {
        let units = latin.encode_utf16();
        let big = wide.ends_with("be");
        let mut bytes: Vec<u8> = if big { vec![0xfe, 0xff] } else { vec![0xff, 0xfe] };
        bytes.extend(units.flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }));
        assert!(is_whole(&read(&bytes, Some("utf-8"))), "{wide}: the mark goes before the label");
    }
}

#[test]
fn a_label_that_lies_is_noted_and_not_believed() {
    let bytes = html(&format!("{FIRST}{SECOND}")).into_bytes();
    for label in ["windows-1252", "koi8-r", "shift_jis", "euc-kr", "iso-8859-7", "no-such-charset"] {
        let page = read(&bytes, Some(label));
        assert!(is_whole(&page), "{label}: {}", page.text);
        assert!(notes(&page).iter().any(|n| n.ends_with("charset-label")), "{label}: {:?}", page.notes);
    }
}

#[test]
fn null_bytes_and_broken_bytes_stay_in_their_words() {
    let mut bytes = html(&format!("{FIRST}{SECOND}{FIRST}")).into_bytes();
    let at = bytes.windows(6).position(|w| w == b"Monday").expect("a word");
    bytes.splice(at + 3..at + 3, [0, 0xff]);
    let page = read(&bytes, None);
    assert!(page.text.contains("Mon\u{fffd}\u{fffd}day night"), "{}", page.text);
    assert!(is_whole(&page) && notes(&page).contains(&"undecodable-bytes"), "{:?}", page.notes);
}

#[test]
fn unclosed_elements_several_bodies_and_a_base_cost_no_words() {
    let unclosed = format!(
        "<html><head><title>Wall falls<body></title><div><article><h1>Wall falls{}{}",
        FIRST.replace("</p>", ""),
        SECOND.replace("</p>", "")
    );
    assert!(read(unclosed.as_bytes(), None).text.contains("said Zoë Müller"));
    let bodies = format!(
        "<html><body><article>{FIRST}</article></body><body class=b><article>{SECOND}{FIRST}</article></body></html>"
    );
    assert!(is_whole(&read(bodies.as_bytes(), None)));
    let based = html(&format!("{FIRST}{SECOND}"))
        .replace("<head>", "<head><base href='https://courier.example/x/'><link rel=canonical href='wall'>");
    let page = read(based.as_bytes(), None);
    assert!(is_whole(&page));
    assert_eq!(page.canonical_url.as_deref(), Some("https://courier.example/x/wall"));
}

#[test]
fn references_marks_and_hyphens_lead_back_to_their_bytes() {
    let odd = "<p>The coun&shy;sel &amp the b\u{ad}oard&nbsp;met at M&uumlller&#8217s, \u{202e}and\u{202c} \u{200f}said &#x201Cno&#x201D to &notit; and &lt;b&gt it was over.</p>";
    let page = read(html(&format!("{FIRST}{odd}{SECOND}")).as_bytes(), None);
    assert!(page.text.contains("& the b"), "{}", page.text);
    assert!(
        page.text.contains("Müller’s") && page.text.contains("“no” to") && page.text.contains("<b> it was over."),
        "{}",
        page.text
    );
    assert!(is_whole(&page), "{:?}", page.notes);
}

#[test]
fn scripts_that_look_like_text_are_none() {
    let script = "<script>document.write('<p>\"We never said so,\" said the minister of the interior on Monday evening.</p>')</script>\
        <style>p:after{content:'said nobody at all'}</style><template><p>A template said that it was never shown to anybody.</p></template>\
        <noscript><img src=x></noscript>";
    let page = read(html(&format!("{FIRST}{script}{SECOND}")).as_bytes(), None);
    assert!(!page.text.contains("minister") && !page.text.contains("nobody at all"), "{}", page.text);
    assert!(is_whole(&page), "{} {:?}", page.text, page.notes);
}

#[test]
fn an_article_in_embedded_data_has_no_places() {
    let body =
        "The old wall of the harbour fell into the sea on Monday night, after two storms in one week had shaken it. \
        Nobody was hurt, said the woman who keeps the southern gate, and the boats were all at sea when it fell. "
            .repeat(4);
    let page = format!(
        "<!doctype html><html><head><title>Wall falls</title><script type='application/ld+json'>{{\"@context\":\"https://schema.org\",\
         \"@type\":\"NewsArticle\",\"headline\":\"Wall falls\",\"articleBody\":\"{body}\"}}</script></head><body><div id=root></div></body></html>"
    );
    let page = read(page.as_bytes(), None);
    assert!(page.text.contains("Nobody was hurt, said the woman"), "{}", page.text);
    assert!(notes(&page).contains(&"text-not-in-markup"), "{:?}", page.notes);
    let document = Document::new(&page, &mut Vec::new());
    let woman = document.tokens().iter().find(|t| document.slice(t.span) == "woman").expect("a word");
    assert_eq!(page.trace.as_ref().and_then(|t| t.pieces(woman.span)), None);
}

#[test]
fn stubs_and_error_pages_are_noted() {
    let closed = "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"Wall falls\",\"isAccessibleForFree\": \"False\"}</script>";
    assert!(notes(&read(html(&format!("{closed}{FIRST}")).as_bytes(), None)).contains(&"paywall"));
    assert!(!notes(&read(html(&format!("{closed}{}", FIRST.repeat(20))).as_bytes(), None)).contains(&"paywall"));
    let gone = html(&format!("{FIRST}{SECOND}")).replace("Wall falls", "404 - Page not found");
    assert!(notes(&read(gone.as_bytes(), None)).contains(&"error-page"));
}

#[test]
fn files_that_are_no_pages_are_refused_by_name() {
    for (bytes, name) in [
        (&b"%PDF-1.7\n%\xe2\xe3\xcf\xd3 1 0 obj <html>"[..], "a PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a PNG image"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "a JPEG image"),
        (b"GIF89a\x01\0\x01\0", "a GIF image"),
        (b"PK\x03\x04\x14\0\x06\0", "a ZIP archive or office document"),
        (b"\x1f\x8b\x08\0\0\0\0\0", "gzip data"),
    ] {
        let error = ingest::read(bytes, Kind::Html, Some("text/html"), None).map(|p| p.text).expect_err("no page");
        assert_eq!(error.to_string(), format!("cannot read bytes as text: found {name}, expected text or HTML"));
    }
}

#[test]
fn a_posts_day_and_a_corrections_day_are_their_own() {
    let page = html(&format!(
        "{FIRST}<blockquote class='twitter-tweet'><p>We are all safe here.</p>— Kofi Mensah (@kofi) March 3, 2024</blockquote>{SECOND}\
         <p>Correction, March 5, 2024: The wall is of stone, not of wood, as was written here.</p>"
    ));
    let page = read(page.as_bytes(), None);
    let of = |kind| page.parts.iter().find(|p| p.kind == kind).expect("a part");
    let post = of(PartKind::EmbeddedPost);
    assert_eq!(post.author.as_deref(), Some("Kofi Mensah"));
    assert_eq!(post.published.as_ref().map(|d| d.value.as_str()), Some("2024-03-03"));
    assert_eq!(of(PartKind::Correction).published.as_ref().map(|d| d.value.as_str()), Some("2024-03-05"));
    assert_eq!(page.published, None, "the report itself names no day");
}
