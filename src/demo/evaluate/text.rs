//! How text compares: without regard to case, but for fields that are case-sensitive (SOQL reference,
//! "Comparison Operators"; ORDER BY: English locales sort by upper case).

use std::borrow::Cow;

/// The text in the case in which it is compared.
pub(super) fn fold(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| b.is_ascii() && !b.is_ascii_lowercase()) {
        Cow::Borrowed(text)
    } else if text.is_ascii() {
        Cow::Owned(text.to_ascii_uppercase())
    } else {
        Cow::Owned(text.to_uppercase())
    }
}

/// Folded where case does not count.
pub(super) fn folded(text: &str, exact: bool) -> Cow<'_, str> {
    if exact { Cow::Borrowed(text) } else { fold(text) }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    One(char),
    AnyOne,
    AnyRun,
}

/// What stands right of LIKE.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pattern {
    pieces: Vec<Piece>,
    exact: bool,
}

impl Pattern {
    /// From the text between the quotes as typed: `\%` and `\_` mean the characters themselves.
    pub(super) fn new(raw: &str, exact: bool) -> Self {
        let mut pieces = Vec::new();
        let mut rest = raw.chars();
        let mut plain = String::new();
        let settle = |plain: &mut String, pieces: &mut Vec<Piece>| {
            let text = crate::soql::parse::unescape(plain).unwrap_or_else(|_| plain.clone());
            pieces.extend(folded(&text, exact).chars().map(Piece::One));
            plain.clear();
        };
        while let Some(c) = rest.next() {
            match c {
                '%' | '_' => {
                    settle(&mut plain, &mut pieces);
                    pieces.push(if c == '%' { Piece::AnyRun } else { Piece::AnyOne });
                }
                '\\' => {
                    plain.push(c);
                    plain.extend(rest.next());
                }
                c => plain.push(c),
            }
        }
        settle(&mut plain, &mut pieces);
        Self { pieces, exact }
    }

    /// Whether the whole text fits.
    pub(super) fn fits(&self, text: &str) -> bool {
        let text: Vec<char> = folded(text, self.exact).chars().collect();
        let (mut at, mut piece) = (0, 0);
        // Where to go on when what follows the last `%` does not fit.
        let mut retry: Option<(usize, usize)> = None;
        while at < text.len() {
            match self.pieces.get(piece) {
                Some(Piece::AnyRun) => {
                    retry = Some((piece + 1, at));
                    piece += 1;
                }
                Some(Piece::AnyOne) => (at, piece) = (at + 1, piece + 1),
                Some(Piece::One(c)) if text.get(at) == Some(c) => (at, piece) = (at + 1, piece + 1),
                _ => match retry {
                    Some((after, from)) => {
                        retry = Some((after, from + 1));
                        (at, piece) = (from + 1, after);
                    }
                    None => return false,
                },
            }
        }
        self.pieces.iter().skip(piece).all(|rest| *rest == Piece::AnyRun)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn like_fits_the_whole_text_whatever_the_case() {
        let table = [
            ("acme", "ACME", true),
            ("acme", "Acme Inc", false),
            ("ac%", "Acme Inc", true),
            ("%INC", "Acme Inc", true),
            ("%m%", "Acme", true),
            ("a_me", "Acme", true),
            ("a_e", "Acme", false),
            ("%a%b%c", "xaxbxbc", true),
            (r"100\%", "100%", true),
            (r"100\%", "1000", false),
            (r"a\_b", "axb", false),
            (r"it\'s%", "It's so", true),
            ("%", "", true),
            ("", "", true),
            ("_", "", false),
            ("É%", "école", true),
        ];
        for (pattern, text, wanted) in table {
            assert_eq!(Pattern::new(pattern, false).fits(text), wanted, "{text} LIKE {pattern}");
        }
        assert!(!Pattern::new("acme", true).fits("ACME"));
    }
}
