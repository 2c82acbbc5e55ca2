//! Invented reports in any number, the same for the same seed: words by Zipf's law, readings without a model.

use std::fmt::Write;

use sha2::{Digest, Sha256};

/// Types of words.
const TYPES: usize = 60_000;
/// Names of speakers.
const SPEAKERS: usize = 20_000;
/// Reports that a later one may copy.
const COPIED: usize = 500;

/// Numbers that only look like chance (SplitMix64).
pub struct Chance(pub u64);

impl Chance {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }
}

/// A page with its reading and the words of its quotations.
pub struct Report {
    pub page: String,
    pub reading: String,
    pub url: String,
    pub quotations: Vec<String>,
}

/// Makes reports.
pub struct World {
    pub chance: Chance,
    words: Vec<String>,
    sums: Vec<f64>,
    recent: Vec<Vec<Vec<usize>>>,
    made: usize,
}

impl World {
    pub fn new(seed: u64) -> Self {
        let mut sum = 0.0;
        let sums = (1..=TYPES).map(|rank| {
            sum += 1.0 / rank as f64;
            sum
        });
        Self {
            chance: Chance(seed),
            sums: sums.collect(),
            words: (0..TYPES).map(spelled).collect(),
            recent: Vec::new(),
            made: 0,
        }
    }

    /// A word by its frequency.
    pub fn word(&mut self) -> usize {
        let at = (self.chance.next() >> 11) as f64 / (1_u64 << 53) as f64 * self.sums[TYPES - 1];
        self.sums.partition_point(|s| *s < at).min(TYPES - 1)
    }

    pub fn spell(&self, words: &[usize]) -> String {
        words.iter().map(|w| self.words[*w].as_str()).collect::<Vec<_>>().join(" ")
    }

    fn sentence(&mut self, least: usize, more: usize) -> Vec<usize> {
        let length = least + self.chance.below(more);
        (0..length).map(|_| self.word()).collect()
    }

    /// A report with four quotations; one in five is a copy of an earlier one with a word in thirty changed.
    pub fn report(&mut self) -> Report {
        let mut sentences: Vec<Vec<usize>> = if !self.recent.is_empty() && self.chance.below(5) == 0 {
            let at = self.chance.below(self.recent.len());
            self.recent[at].clone()
        } else {
            // Quotations and the prose after each.
            (0..8).map(|i| if i % 2 == 0 { self.sentence(6, 28) } else { self.sentence(15, 30) }).collect()
        };
        for sentence in &mut sentences {
            for word in sentence {
                if self.chance.below(30) == 0 {
                    *word = self.word();
                }
            }
        }
        let slot = if self.recent.len() < COPIED { self.recent.len() } else { self.chance.below(COPIED) };
        if slot == self.recent.len() {
            self.recent.push(sentences.clone());
        } else {
            self.recent[slot].clone_from(&sentences);
        }
        self.made += 1;
        self.write(&sentences)
    }

    fn write(&mut self, sentences: &[Vec<usize>]) -> Report {
        let number = self.made;
        let url = format!("https://example.org/{}/{number}", number % 97);
        let day = format!("20{:02}-{:02}-{:02}", 10 + number % 16, 1 + number % 12, 1 + number % 28);
        let (mut page, mut places) = (String::new(), Vec::new());
        for pair in sentences.chunks(2) {
            let quoted = self.spell(&pair[0]);
            let speaker = name(self.chance.below(SPEAKERS));
            page.push('"');
            let start = page.len();
            page.push_str(&quoted);
            let end = page.len();
            page.push_str(",\" ");
            let mention = page.len();
            page.push_str(&speaker);
            places.push((start, end, mention, page.len(), quoted, self.chance.below(10)));
            let _ = write!(page, " said. {}.\n\n", self.spell(&pair[1]));
        }
        let hex = |bytes: &[u8]| Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect::<String>();
        let document = hex(page.as_bytes());
        let mut quotations = String::new();
        for (at, (start, end, mention, stop, _, odd)) in places.iter().enumerate() {
            let key = &hex(format!("{document} {at}").as_bytes())[..32];
            let asserted = if *odd == 0 { "no" } else { "yes" };
            let confidence = 0.5 + 0.05 * *odd as f64;
            let _ = write!(
                quotations,
                "{}{{\"id\":\"q{}\",\"key\":\"{key}\",\"part\":0,\"kind\":\"direct\",\"marking\":\"marks\",\"act\":\"speech\",\
                 \"content\":[{{\"start\":{start},\"end\":{end}}}],\"quoted\":[{{\"start\":{start},\"end\":{end}}}],\
                 \"cue\":[{{\"start\":{},\"end\":{}}}],\"asserted\":\"{asserted}\",\"asserted_by\":[],\"speakers\":[{{\"status\":\"named\",\
                 \"mention\":[{{\"start\":{mention},\"end\":{stop}}}],\"entity\":null,\"on_behalf_of\":null,\"confidence\":{confidence}}}],\
                 \"via\":[],\"addressees\":[],\"said\":null,\"communication\":null,\"parent\":null,\"repeats\":null,\"cites\":[],\
                 \"language\":null,\"translated\":\"unknown\",\"confidence\":{confidence},\"by\":\"model\"}}",
                if at > 0 { "," } else { "" },
                at + 1,
                stop + 1,
                stop + 5,
            );
        }
        let text = serde_json::to_string(&page).unwrap_or_default();
        let reading = format!(
            "{{\"schema\":\"onrecord/0\",\"producer\":{{\"name\":\"onrecord\",\"version\":\"0\",\"engine\":\"invented\",\
             \"model_sha256\":\"none\",\"extractor\":null,\"editions\":[]}},\"document\":{{\"id\":\"{document}\",\"text_sha256\":\"{document}\",\
             \"url\":\"{url}\",\"canonical_url\":null,\"outlet\":\"Outlet {}\",\"title\":null,\"byline\":[],\
             \"published\":{{\"value\":\"{day}\",\"from\":\"argument\"}},\"updated\":null,\"retrieved\":null,\"language\":\"en\",\
             \"charset\":\"UTF-8\",\"text\":{text}}},\"parts\":[{{\"kind\":\"body\",\"start\":0,\"end\":{},\"author\":null,\"published\":null}}],\
             \"entities\":[],\"quotations\":[{quotations}],\"communications\":[],\"times\":[],\"citations\":[],\"notes\":[]}}",
            number % 300,
            page.len(),
        );
        Report { page, reading, url, quotations: places.into_iter().map(|p| p.4).collect() }
    }
}

/// A name that can be said; the most frequent words are the shortest.
fn spelled(mut number: usize) -> String {
    const FIRST: [&str; 20] =
        ["b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "ch", "st", "tr", "pl", "th", "sh"];
    const VOWELS: [&str; 5] = ["a", "e", "i", "o", "u"];
    let mut word = String::new();
    loop {
        word.push_str(FIRST[number % 20]);
        number /= 20;
        word.push_str(VOWELS[number % 5]);
        number /= 5;
        if number == 0 {
            return word;
        }
        number -= 1;
    }
}

pub fn name(number: usize) -> String {
    let big = |word: String| word[..1].to_uppercase() + &word[1..];
    format!("{} {}", big(spelled(number % 199 + 100)), big(spelled(number / 3 + 10_100)))
}
