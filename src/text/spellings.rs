//! Secrets found in whatever spelling a server echoes them. What can't be read letter by letter (base64, hex) is
//! derived once for each secret; what can (escapes of any kind, some letters or all) is decoded where it is found.
//! The cost is a pass over the bytes and one for each layer of escapes, whatever is in them.

use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use zeroize::Zeroizing;

use super::redact::MASK;
use super::spelled::Spelled;

/// Shorter secrets are left alone: masking them would garble ordinary text.
const SHORTEST: usize = 6;
/// Shorter spellings are met by accident.
const SHORTEST_SPELLING: usize = 8;
/// Escapes of escapes of escapes.
const LAYERS: usize = 3;
/// So much is decoded at once.
const PIECE: usize = 1 << 20;
/// The most bytes in which one is spelled: an entity whose marks are escaped once more.
const WIDEST: usize = 24;

/// Secrets in all their spellings, ready to be looked for.
#[derive(Default)]
pub struct Needles {
    search: Option<AhoCorasick>,
    longest: usize,
}

impl std::fmt::Debug for Needles {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(MASK)
    }
}

impl Needles {
    /// All spellings of these secrets.
    pub fn of<'a>(secrets: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let long = secrets.into_iter().filter(|secret| secret.len() >= SHORTEST);
        let spellings: Vec<_> = long.flat_map(spellings).collect();
        let longest = spellings.iter().map(|spelling| spelling.len()).max().unwrap_or(0);
        let search = (!spellings.is_empty()).then(|| {
            AhoCorasick::builder()
                .match_kind(MatchKind::Standard)
                // So many texts begin in so many ways that looking for a beginning first costs more than it saves.
                .prefilter(false)
                .kind(Some(AhoCorasickKind::ContiguousNFA))
                .build(spellings.iter().map(|spelling| spelling.as_slice()))
        });
        // It fails for gigabytes of patterns alone.
        Self { search: search.and_then(Result::ok), longest }
    }

    /// `bytes` with every secret replaced by [`MASK`]; `None` if none was found.
    pub fn mask(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        replaced(bytes, &self.places(bytes))
    }

    /// Where secrets are, in order, none touching the next.
    fn places(&self, bytes: &[u8]) -> Vec<Range<usize>> {
        let Some(search) = &self.search else { return Vec::new() };
        let mut found = Vec::new();
        for hit in search.find_overlapping_iter(bytes) {
            add(&mut found, hit.range());
        }
        let overlap = (self.longest * WIDEST).min(PIECE / 2);
        let mut start = 0;
        while start < bytes.len() {
            let end = bytes.len().min(start + PIECE);
            let piece = &bytes[start..end];
            self.look_below(piece, |place| add(&mut found, place.start + start..place.end + start));
            start = if end == bytes.len() { end } else { end - overlap };
        }
        merged(found)
    }

    /// Looks for secrets in a piece, below its escapes.
    fn look_below(&self, piece: &[u8], mut found: impl FnMut(Range<usize>)) {
        let Some(search) = &self.search else { return };
        let mut layers: Vec<Spelled> = Vec::new();
        for _ in 0..LAYERS {
            let Some(below) = Spelled::of(layers.last().map_or(piece, |layer| &layer.bytes)) else { return };
            layers.push(below);
            let bytes = layers.last().map_or(piece, |layer| &layer.bytes);
            for hit in search.find_overlapping_iter(bytes) {
                found(layers.iter().rev().fold(hit.range(), |place, layer| layer.place(place)));
            }
        }
    }
}

/// Adds a place; one that touches the last one becomes one with it, so that a text full of them takes no room.
fn add(found: &mut Vec<Range<usize>>, place: Range<usize>) {
    match found.last_mut() {
        Some(last) if place.start <= last.end && last.start <= place.end => {
            *last = last.start.min(place.start)..last.end.max(place.end);
        }
        _ => found.push(place),
    }
}

fn merged(mut found: Vec<Range<usize>>) -> Vec<Range<usize>> {
    found.sort_unstable_by_key(|place| place.start);
    found.into_iter().fold(Vec::new(), |mut merged, place| {
        add(&mut merged, place);
        merged
    })
}

/// `bytes` with these places replaced by [`MASK`]; `None` if there are none.
pub(crate) fn replaced(bytes: &[u8], places: &[Range<usize>]) -> Option<Vec<u8>> {
    if places.is_empty() {
        return None;
    }
    let mut out = Vec::with_capacity(bytes.len());
    let mut from = 0;
    for place in places {
        out.extend_from_slice(&bytes[from..place.start]);
        out.extend_from_slice(MASK.as_bytes());
        from = place.end;
    }
    out.extend_from_slice(&bytes[from..]);
    Some(out)
}

/// A secret in plain, in hex, and in base64 of both alphabets, wherever it begins in what was encoded.
fn spellings(secret: &[u8]) -> Vec<Zeroizing<Vec<u8>>> {
    let hex = |digits: &[u8; 16]| {
        let pair = |byte: &u8| [digits[usize::from(byte >> 4)], digits[usize::from(byte & 15)]];
        Zeroizing::new(secret.iter().flat_map(pair).collect::<Vec<u8>>())
    };
    let mut all = vec![Zeroizing::new(secret.to_vec()), hex(b"0123456789abcdef"), hex(b"0123456789ABCDEF")];
    for (before, skipped) in [(0, 0), (1, 2), (2, 3)] {
        let mut text = Zeroizing::new(vec![0; before]);
        text.extend_from_slice(secret);
        // Letters that hold bits of a neighbour differ from place to place.
        let whole = text.len() * 8 / 6;
        for engine in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
            let encoded = Zeroizing::new(engine.encode(text.as_slice()));
            all.push(Zeroizing::new(encoded.as_bytes()[skipped..whole].to_vec()));
        }
    }
    // A blank in a form is a plus sign, and a plus sign is one elsewhere: so this can't be decoded.
    let in_a_form = secret.iter().map(|byte| if *byte == b' ' { b'+' } else { *byte }).collect();
    all.push(Zeroizing::new(in_a_form));
    all.retain(|spelling| spelling.len() >= SHORTEST_SPELLING || spelling.len() == secret.len());
    all.sort_unstable_by(|a, b| a.as_slice().cmp(b.as_slice()));
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::{STANDARD, URL_SAFE};
    use proptest::prelude::*;

    use super::*;

    const TOKEN: &str = "00D5g000008XyZa!AQEAQ.abc_def+ghi/jk=<\"&'>?x~";

    fn masked(text: &str) -> String {
        let needles = Needles::of([TOKEN.as_bytes()]);
        let masked = needles.mask(text.as_bytes());
        String::from_utf8(masked.unwrap_or_else(|| panic!("not found in {text}"))).unwrap()
    }

    fn each(spell: impl Fn(char) -> String) -> String {
        TOKEN.chars().map(spell).collect()
    }

    #[test]
    fn every_spelling_of_a_secret_is_masked() {
        let named = |c: char| match c {
            '!' => "&excl;".into(),
            '<' => "&lt;".into(),
            '"' => "&quot;".into(),
            '&' => "&amp;".into(),
            '\'' => "&apos;".into(),
            '>' => "&gt;".into(),
            c => c.to_string(),
        };
        let every_other = |spell: &dyn Fn(u8) -> String| {
            TOKEN
                .bytes()
                .enumerate()
                .map(|(i, b)| if i % 2 == 0 { spell(b) } else { char::from(b).to_string() })
                .collect::<String>()
        };
        let mut spellings = vec![
            TOKEN.to_owned(),
            each(|c| format!("%{:02X}", c as u32)),
            each(|c| format!("%{:02x}", c as u32)),
            every_other(&|b| format!("%{b:02x}")),
            each(|c| format!("\\u{:04x}", c as u32)),
            each(|c| format!("\\u{:04X}", c as u32)),
            every_other(&|b| format!("\\u{b:04X}")),
            each(|c| format!("\\x{:02x}", c as u32)),
            each(|c| format!("&#{};", c as u32)),
            each(|c| format!("&#x{:x};", c as u32)),
            each(|c| format!("&#X{:04X};", c as u32)),
            every_other(&|b| format!("&#{b};")),
            each(named),
            each(|c| if c == '/' || c == '"' { format!("\\{c}") } else { c.to_string() }),
            // Escapes of escapes: a page within JSON, an address within a page within an address.
            each(|c| format!("\\u0026#{};", c as u32)),
            each(|c| format!("%25{:02X}", c as u32)),
            each(|c| format!("%26%23x{:x}%3B", c as u32)),
            TOKEN.bytes().map(|b| format!("{b:02x}")).collect(),
            TOKEN.bytes().map(|b| format!("{b:02X}")).collect(),
        ];
        // Ways mixed in one.
        spellings.push(
            TOKEN
                .char_indices()
                .map(|(i, c)| match i % 4 {
                    0 => format!("%{:02X}", c as u32),
                    1 => format!("&#{};", c as u32),
                    2 => format!("\\u{:04x}", c as u32),
                    _ => c.to_string(),
                })
                .collect(),
        );
        for spelled in &spellings {
            assert_eq!(masked(&format!("say {spelled} end")), "say ••• end", "{spelled}");
        }
    }

    #[test]
    fn base64_is_masked_wherever_the_secret_begins() {
        for before in ["", "k", "ke", "key", "key:", "Basic "] {
            for after in ["", ".", "..", "..."] {
                for engine in [STANDARD, URL_SAFE] {
                    let encoded = engine.encode(format!("{before}{TOKEN}{after}"));
                    let clean = masked(&format!("say {encoded} end"));
                    // What stays are letters with bits of the neighbours, and the neighbours.
                    let most = (before.len() + after.len()) * 2 + 10 + "say ••• end".len();
                    assert!(clean.contains(MASK) && clean.len() <= most, "{before} {after}: {clean}");
                    let in_url = encoded.replace('+', "%2B").replace('/', "%2f").replace('=', "%3D");
                    assert!(masked(&in_url).contains(MASK), "{in_url}");
                }
            }
        }
    }

    #[test]
    fn many_and_touching_and_none() {
        let two = Needles::of([b"secret-one".as_slice(), b"one-secret-two"]);
        assert_eq!(two.mask(b"a secret-one-secret-two b").as_deref(), Some("a ••• b".as_bytes()));
        assert_eq!(two.mask(b"secret-one secret-one").as_deref(), Some("••• •••".as_bytes()));
        assert_eq!(two.mask(b"nothing %20 here &amp; \\u0041"), None);
        assert_eq!(Needles::default().mask(b"x"), None);
        assert_eq!(Needles::of([b"short".as_slice()]).mask(b"short"), None);
    }

    #[test]
    fn a_secret_across_two_pieces_is_found() {
        let spelled: String = TOKEN.bytes().map(|b| format!("%{b:02X}")).collect();
        for before in [PIECE - 1, PIECE - 40, PIECE - spelled.len(), PIECE, 2 * PIECE - 3000] {
            let text = format!("{}{spelled}!", " ".repeat(before));
            let clean = Needles::of([TOKEN.as_bytes()]).mask(text.as_bytes()).unwrap();
            assert_eq!(clean.len(), before + MASK.len() + 1, "{before}");
        }
    }

    proptest! {
        #[test]
        fn each_letter_may_be_spelled_in_its_own_way(ways in proptest::collection::vec(0_u8..7, TOKEN.len())) {
            let spell = |(c, way): (char, &u8)| match way {
                0 => format!("%{:02X}", c as u32),
                1 => format!("%{:02x}", c as u32),
                2 => format!("&#{};", c as u32),
                3 => format!("&#x{:X};", c as u32),
                4 => format!("\\u{:04x}", c as u32),
                5 => format!("%26%23{};", c as u32),
                _ => c.to_string(),
            };
            let spelled: String = TOKEN.chars().zip(&ways).map(spell).collect();
            prop_assert_eq!(masked(&format!("[{spelled}]")), "[•••]");
        }

        #[test]
        fn nothing_else_is_changed(text in "[ -~é\\n]{0,200}") {
            prop_assert_eq!(Needles::of([TOKEN.as_bytes()]).mask(text.as_bytes()), None);
        }
    }
}
