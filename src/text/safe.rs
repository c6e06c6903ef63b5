//! Text from an org made safe to show: control, bidi and zero-width characters become visible marks and
//! never reach the terminal.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether a terminal or a reader could be misled by `c`: control characters, bidi controls, zero-width
/// and invisible characters, line and paragraph separators, noncharacters of the private interface kind.
/// Zero width (non-)joiners count as well: where a script needs them, the mark is the lesser evil.
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

/// `text` with every unsafe character replaced by its [`mark`]. Borrowed where nothing is to do.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_unsafe(c) { out.push_str(&mark(c)) } else { out.push(c) }
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
        ] {
            assert_eq!(visible(raw), shown);
        }
        assert_eq!(visible_bytes(b"ok \xff\xc3"), "ok \\xFF\\xC3");
    }
}
