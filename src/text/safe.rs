//! Text from an org made safe to show: control, bidi and zero-width characters become visible marks and
//! never reach the terminal.

use std::borrow::Cow;
use std::fmt::Write as _;

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};
use unicode_width::UnicodeWidthChar;

use crate::cells::ELLIPSIS;

/// The most marks on one letter. Hebrew with vowels and accents has four, Tibetan's tallest syllable eight; what has
/// more would only paint over the lines around it.
const MARKS: usize = 8;

const NON_JOINER: char = '\u{200c}';
const JOINER: char = '\u{200d}';

/// Whether a terminal or a reader could be misled by `c`: control characters, bidi controls, zero-width
/// and invisible characters, line and paragraph separators, noncharacters of the private interface kind.
/// Zero width joiners and non-joiners count as well; whether they do their work where they are can only be told
/// from what is around them: see [`find`].
pub fn is_unsafe(c: char) -> bool {
    matches!(c,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// The mark that stands for an unsafe character: `⟨U+202E⟩`; the usual ones by their escapes.
pub fn mark(c: char) -> String {
    match c {
        '\n' => "\\n".into(),
        '\r' => "\\r".into(),
        '\t' => "\\t".into(),
        c => {
            let mut out = String::with_capacity(10);
            let _ = write!(out, "⟨U+{:04X}⟩", u32::from(c));
            out
        }
    }
}

/// The first unsafe character in `text`, and the byte at which it is. A joiner that joins emoji or letters of a
/// script that needs it is part of the writing, and safe there: `👩‍💻`, `می‌خواهم`.
pub fn find(text: &str) -> Option<(usize, char)> {
    text.char_indices().find(|&(at, c)| is_unsafe(c) && !is_writing(text, at, c))
}

/// Whether a joiner or non-joiner does what it is for. Between Latin letters it does nothing but hide.
fn is_writing(text: &str, at: usize, c: char) -> bool {
    if !matches!(c, JOINER | NON_JOINER) {
        return false;
    }
    let after = at + c.len_utf8();
    let (Some(before), Some(next)) = (text[..at].chars().next_back(), text[after..].chars().next()) else {
        return false;
    };
    needs_joiners(before) && needs_joiners(next) || c == JOINER && is_joined(text, after, next)
}

/// Scripts whose letters change with their neighbors: Arabic to N’Ko, those of India and their kin, Tibetan,
/// Myanmar, Khmer, Mongolian, and the presentation forms of Arabic. (RFC 5892, appendix A, allows the joiners there.)
fn needs_joiners(c: char) -> bool {
    matches!(c,
        '\u{620}'..='\u{7ff}' | '\u{840}'..='\u{dff}' | '\u{f00}'..='\u{109f}' | '\u{1780}'..='\u{18af}'
        | '\u{1a20}'..='\u{1bff}' | '\u{a840}'..='\u{a87f}' | '\u{a8e0}'..='\u{a8ff}'
        | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}')
        && !is_unsafe(c)
}

/// Whether what comes after a joiner forms one character with what is before it, as with emoji (UAX 29, GB11).
fn is_joined(text: &str, after: usize, next: char) -> bool {
    // A mark goes on any character, joined or not.
    let is_mark = format!("x{next}").graphemes(true).count() == 1;
    !is_mark && matches!(GraphemeCursor::new(after, text.len(), true).is_boundary(text, 0), Ok(false))
}

/// Counts the marks on a letter.
#[derive(Default)]
struct Stack(usize);

impl Stack {
    /// Takes the next character; whether it is a mark too many, and how many of them there are by now.
    fn too_many(&mut self, c: char) -> Option<usize> {
        let is_mark = c >= '\u{300}' && c.width() == Some(0);
        self.0 = if is_mark { self.0 + 1 } else { 0 };
        self.0.checked_sub(MARKS).filter(|&over| over > 0)
    }
}

/// The byte at which the first mark too many on one letter is.
pub fn stacked(text: &str) -> Option<usize> {
    if text.is_ascii() {
        return None;
    }
    let mut stack = Stack::default();
    text.char_indices().find(|(_, c)| stack.too_many(*c).is_some()).map(|(at, _)| at)
}

/// `text` with every unsafe character replaced by its [`mark`], and `…` for marks too many on one letter. Borrowed
/// where nothing is to do.
pub fn visible(text: &str) -> Cow<'_, str> {
    if find(text).is_none() && stacked(text).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut stack = Stack::default();
    for (at, c) in text.char_indices() {
        match stack.too_many(c) {
            _ if is_unsafe(c) && !is_writing(text, at, c) => out.push_str(&mark(c)),
            None => out.push(c),
            Some(1) => out.push(ELLIPSIS),
            Some(_) => {}
        }
    }
    Cow::Owned(out)
}

/// Bytes that may not be UTF-8, as safe text: a byte that belongs to no character shows as `\xNN`.
pub fn visible_bytes(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        out.push_str(&visible(chunk.valid()));
        for byte in chunk.invalid() {
            let _ = write!(out, "\\x{byte:02X}");
        }
    }
    out
}

/// Lines of text for a terminal: bytes as in [`visible_bytes`], with line breaks and tabs as they are.
pub fn lines(bytes: &[u8]) -> Cow<'_, [u8]> {
    told(bytes, |out, c, over| match over {
        None => out.push_str(&mark(c)),
        Some(1) => out.push(ELLIPSIS),
        Some(_) => {}
    })
}

/// JSON for a terminal, and still the same JSON: what could mislead is written by its escape, as `\u202e`.
pub fn escaped(bytes: &[u8]) -> Cow<'_, [u8]> {
    told(bytes, |out, c, _| {
        for unit in c.encode_utf16(&mut [0; 2]) {
            let _ = write!(out, "\\u{unit:04x}");
        }
    })
}

/// A document that may be JSON, for a terminal: JSON as the same JSON, anything else as lines.
pub fn document(bytes: &[u8]) -> Cow<'_, [u8]> {
    let is_json = matches!(bytes.trim_ascii_start().first(), Some(b'{' | b'[' | b'"'));
    if is_json { escaped(bytes) } else { lines(bytes) }
}

/// `bytes` with what is unsafe told otherwise, but for line breaks and tabs; a mark too many on one letter with how
/// many of them there are. Borrowed where nothing is to do.
fn told(bytes: &[u8], tell: impl Fn(&mut String, char, Option<usize>)) -> Cow<'_, [u8]> {
    let is_plain = |c: char| matches!(c, '\n' | '\t' | '\r') || !is_unsafe(c);
    // A line that goes back to its beginning could write over itself.
    let goes_back = |rest: &str| rest.starts_with('\r') && !rest.starts_with("\r\n");
    let is_safe = |text: &str| {
        text.chars().all(is_plain)
            && !text.match_indices('\r').any(|(at, _)| goes_back(&text[at..]))
            && stacked(text).is_none()
    };
    if std::str::from_utf8(bytes).is_ok_and(is_safe) {
        return Cow::Borrowed(bytes);
    }
    let mut out = String::with_capacity(bytes.len() + 64);
    for chunk in bytes.utf8_chunks() {
        let valid = chunk.valid();
        let mut stack = Stack::default();
        for (at, c) in valid.char_indices() {
            let over = stack.too_many(c);
            if !is_plain(c) || goes_back(&valid[at..]) {
                tell(&mut out, c, None);
            } else if over.is_some() {
                tell(&mut out, c, over);
            } else {
                out.push(c);
            }
        }
        for byte in chunk.invalid() {
            let _ = write!(out, "\\x{byte:02X}");
        }
    }
    Cow::Owned(out.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_mislead_is_shown() {
        for (raw, shown) in [
            ("plain", "plain"),
            ("a\u{202e}b", "a⟨U+202E⟩b"),
            ("\u{1b}[31m", "⟨U+001B⟩[31m"),
            ("line\nnext\ttab", "line\\nnext\\ttab"),
            ("zero\u{200b}width", "zero⟨U+200B⟩width"),
            ("製作所 é", "製作所 é"),
            // Joiners that are part of the writing.
            (
                "👩\u{200d}💻 👨\u{200d}👩\u{200d}👧 🏳\u{fe0f}\u{200d}🌈 👩🏽\u{200d}🚀",
                "👩\u{200d}💻 👨\u{200d}👩\u{200d}👧 🏳\u{fe0f}\u{200d}🌈 👩🏽\u{200d}🚀",
            ),
            ("می\u{200c}خواهم", "می\u{200c}خواهم"),
            ("ශ්\u{200d}රී ක්\u{200c}ෂ", "ශ්\u{200d}රී ක්\u{200c}ෂ"),
            // And those that only hide.
            ("Ac\u{200d}count a\u{200c}b", "Ac⟨U+200D⟩count a⟨U+200C⟩b"),
            ("👩\u{200d}", "👩⟨U+200D⟩"),
            ("👩\u{200d} 💻 a\u{200d}\u{301} \u{200d}💻", "👩⟨U+200D⟩ 💻 a⟨U+200D⟩\u{301} ⟨U+200D⟩💻"),
            ("می\u{200c} \u{200c}\u{200c}", "می⟨U+200C⟩ ⟨U+200C⟩⟨U+200C⟩"),
        ] {
            assert_eq!(visible(raw), shown);
        }
        assert_eq!(visible_bytes(b"ok \xff\xc3"), "ok \\xFF\\xC3");
    }

    #[test]
    fn what_goes_to_a_terminal_cannot_steer_it_and_json_stays_the_same_json() {
        let evil = "Acc\u{1b}]52;c;ZXZpbA==\u{7}\u{9b}31m\u{202e}\u{e0041}\tend\r\nnext\n";
        let shown = String::from_utf8(lines(evil.as_bytes()).into_owned()).unwrap();
        let marks = "Acc⟨U+001B⟩]52;c;ZXZpbA==⟨U+0007⟩⟨U+009B⟩31m⟨U+202E⟩⟨U+E0041⟩\tend\r\nnext\n";
        assert_eq!(shown, marks);
        assert_eq!(lines(b"over\rwritten \x9b"), b"over\\rwritten \\x9B".as_slice());
        for plain in ["plain\r\n製作所 é\n", ""] {
            assert!(matches!(lines(plain.as_bytes()), Cow::Borrowed(_)));
        }
        let json = "[\"a\u{7f}\u{9b}31m\u{202e}\u{e0041}\",\n \"製作所\"]";
        let same = "[\"a\\u007f\\u009b31m\\u202e\\udb40\\udc41\",\n \"製作所\"]";
        assert_eq!(escaped(json.as_bytes()), same.as_bytes());
    }

    #[test]
    fn marks_past_a_sane_number_on_one_letter_are_cut_with_a_sign() {
        let towers = |n: usize| format!("a{}b e\u{301}", "\u{30d}".repeat(n));
        assert!(matches!(visible(&towers(MARKS)), Cow::Borrowed(_)));
        let cut = format!("a{}…b e\u{301}", "\u{30d}".repeat(MARKS));
        for n in [MARKS + 1, MARKS + 2, 10_000] {
            assert_eq!(visible(&towers(n)), cut, "{n}");
            assert_eq!(lines(towers(n).as_bytes()), cut.as_bytes(), "{n}");
            // JSON stays the same JSON.
            let json = String::from_utf8(escaped(towers(n).as_bytes()).into_owned()).unwrap();
            assert_eq!(json.matches("\\u030d").count(), n - MARKS);
            assert_eq!(json.replace("\\u030d", "\u{30d}"), towers(n));
            assert_eq!(stacked(&json), None);
        }
        // Joiners and selectors between them begin no new letter.
        let mixed = format!("ب{}", "\u{64b}\u{200d}\u{fe0f}".repeat(50));
        assert!(visible(&mixed).chars().count() < 10 + 50 * mark('\u{200d}').len());
        assert_eq!(stacked(&visible(&mixed).replace('…', "")), None);
        // Writing as it is: Hebrew, Thai, Tibetan, Hangul in its parts, flags and families.
        for written in ["בְּרֵאשִׁ֖ית", "ที่นี่", "ཧྐྵྨླྺྼྻྂ", "\u{1112}\u{1161}\u{11ab}", "👨\u{200d}👩\u{200d}👧", "🇩🇪"]
        {
            assert_eq!(visible(written), written);
        }
    }
}
