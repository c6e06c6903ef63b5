//! Words that write or hand out a secret, found in a text whether it parses or not. Salesforce's own reader is not
//! known in every corner: it reads `LIMIT 1FOR VIEW` as a statement. So in a text that is no statement for our
//! parser the words count wherever some reader could see them: after a digit or a quotation mark, in either case,
//! with any blank or comment between, in an escape that is still there.

use super::lexer::{TokenKind, tokens};
use super::read::Refusal;
use crate::salesforce::secret_columns;

const CLAUSES: &[(&str, &str, Refusal)] = &[
    ("FOR", "VIEW", Refusal::ForView),
    ("FOR", "REFERENCE", Refusal::ForReference),
    ("FOR", "UPDATE", Refusal::ForUpdate),
    ("UPDATE", "TRACKING", Refusal::UpdateTracking),
    ("UPDATE", "VIEWSTAT", Refusal::UpdateViewstat),
];

/// Looks at a statement from byte `start` on, without its texts in quotation marks.
pub(super) fn outside_of_texts(statement: &str, start: usize) -> Option<Refusal> {
    let pieces = tokens(statement, start).into_iter().map(|token| match token.kind {
        TokenKind::Text { .. } => "''",
        TokenKind::Comment => " ",
        _ => token.span.of(statement),
    });
    in_words(&folded(&pieces.collect::<String>()))
}

/// Looks at a text that may be anything. Texts in quotation marks are left out where no reader could end them
/// elsewhere.
pub(super) fn anywhere(text: &str) -> Option<Refusal> {
    let text = &folded(text);
    let text = without_texts(text).unwrap_or_else(|| text.clone());
    let decoded = text.contains('%').then(|| folded(&decoded(&text)));
    let forms = [Some(without_comments(&text)), decoded, Some(text)];
    forms.iter().flatten().find_map(|form| in_words(form))
}

/// Text as a reader sees it that takes letters without regard to case and width: `ı` and `ſ` have I and S for their
/// capitals, and full-width letters are made plain by some servers.
fn folded(text: &str) -> String {
    let fold = |c: char| match c {
        c if c.is_ascii() => c.to_ascii_uppercase(),
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).map_or(c, |c| c.to_ascii_uppercase()),
        c => {
            let one = |mut cased: Box<dyn Iterator<Item = char>>| match (cased.next(), cased.next()) {
                (Some(c), None) if c.is_ascii() => Some(c.to_ascii_uppercase()),
                _ => None,
            };
            one(Box::new(c.to_uppercase())).or_else(|| one(Box::new(c.to_lowercase()))).unwrap_or(c)
        }
    };
    text.chars().map(fold).collect()
}

/// The text without what is between quotation marks; `None` if it depends on the reader where that ends.
fn without_texts(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split('\'').collect();
    let is_clear = parts.len() % 2 == 1
        && !text.contains(['\\', '"', '`', '%', '‘', '’'])
        && !text.contains("/*")
        && !text.contains("//")
        && !text.contains("--")
        && !parts.iter().skip(1).step_by(2).any(|inside| inside.contains(|c: char| c.is_control()));
    is_clear.then(|| parts.iter().step_by(2).copied().collect::<Vec<_>>().join("''"))
}

fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        out.push(' ');
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    let line = |line: &str| line.split("//").next().unwrap_or_default().split("--").next().map(str::to_owned);
    out.lines().filter_map(line).collect::<Vec<_>>().join("\n")
}

/// The text with its escapes of percent signs decoded until none is left.
fn decoded(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    loop {
        let mut out = Vec::with_capacity(bytes.len());
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            let digit = |at: usize| bytes.get(at).and_then(|b| char::from(*b).to_digit(16));
            match (byte, digit(at + 1), digit(at + 2)) {
                (b'%', Some(high), Some(low)) => {
                    out.push((high * 16 + low) as u8);
                    at += 3;
                }
                _ => {
                    out.push(*byte);
                    at += 1;
                }
            }
        }
        if out.len() == bytes.len() {
            return String::from_utf8_lossy(&out).into_owned();
        }
        bytes = out;
    }
}

/// A run of letters, digits and `_`, and what is between it and the next.
struct Word<'a> {
    text: &'a str,
    after: &'a str,
}

fn words(text: &str) -> Vec<Word<'_>> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut found = Vec::new();
    let mut rest = text.trim_start_matches(|c| !is_word(c));
    while !rest.is_empty() {
        let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        let next = rest[end..].find(is_word).map_or(rest.len(), |at| end + at);
        found.push(Word { text: &rest[..end], after: &rest[end..next] });
        rest = &rest[next..];
    }
    found
}

impl Word<'_> {
    /// Whether some reader could see `word` at the end of this run: what is before it can be a token of its own.
    fn ends_as(&self, word: &str) -> bool {
        let Some(before) = self.text.strip_suffix(word) else { return false };
        let is_digit = |c: char| c.is_ascii_digit();
        !before.contains(|c: char| c.is_ascii_alphabetic())
            || before.starts_with(is_digit)
            || before.ends_with(is_digit)
    }

    /// Whether the two words of a clause can be on both sides of what follows: no reader skips these marks.
    fn can_go_on(&self) -> bool {
        !self.after.contains([',', '.', '=', '(', ')', '<', '>', ':'])
    }
}

fn in_words(text: &str) -> Option<Refusal> {
    let words = words(text);
    let clause = words.windows(2).filter(|pair| pair[0].can_go_on()).find_map(|pair| {
        let is_it =
            |(first, second, _): &&(&str, &str, Refusal)| pair[1].text == *second && pair[0].ends_as(first);
        CLAUSES.iter().find(is_it).map(|(_, _, refusal)| *refusal)
    });
    let secret = || {
        let mut columns = secret_columns::columns();
        columns
            .find(|column| {
                let column = column.to_ascii_uppercase();
                words.iter().any(|word| word.ends_as(&column))
            })
            .map(Refusal::SecretColumn)
    };
    let all_fields = || {
        let is_all = |pair: &[Word<'_>]| {
            pair[0].ends_as("FIELDS")
                && pair[0].after.contains('(')
                && matches!(pair[1].text, "ALL" | "STANDARD")
        };
        let object = words.iter().find_map(|word| secret_columns::object(word.text))?;
        words.windows(2).any(is_all).then_some(Refusal::AllFieldsOf(object))
    };
    clause.or_else(secret).or_else(all_fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_glued_to_anything_are_seen() {
        for glued in [
            "LIMIT 1FOR VIEW",
            "limit 1for view",
            "LIMIT 1e5FOR VIEW",
            "LIMIT 1LFOR VIEW",
            "LIMIT 1_FOR VIEW",
            "WHERE D > 2026-01-01T00:00:00ZFOR VIEW",
            "WHERE A > USD5FOR VIEW",
            "WHERE N = 'x'FOR VIEW",
            "WHERE N = 'x\\'FOR VIEW",
            "WHERE N = \"x\"FOR VIEW",
            ")FOR VIEW",
            "éFOR VIEW",
            "FOR\u{a0}VIEW",
            "FOR\u{2003}VIEW",
            "FOR\u{200b}VIEW",
            "FOR\u{feff}VIEW",
            "FOR\u{0}VIEW",
            "FOR\u{b}VIEW",
            "FOR\u{85}VIEW",
            "FOR + VIEW",
            "FOR+VIEW",
            "FOR%20VIEW",
            "FOR%2520VIEW",
            "F%4fR VIEW",
            "FOR/**/VIEW",
            "FOR/* a comment */VIEW",
            "FOR // to the end\nVIEW",
            "FOR -- to the end\nVIEW",
            "/* FOR VIEW",
            "FOR V\u{131}EW",
            "\u{ff26}\u{ff2f}\u{ff32} \u{ff36}\u{ff29}\u{ff25}\u{ff37}",
            "FOR VIEWé",
            "'unclosed FOR VIEW",
            "'a\nFOR VIEW\n'",
        ] {
            assert_eq!(anywhere(glued), Some(Refusal::ForView), "{glued:?}");
        }
        for (text, refusal) in [
            ("1FOR REFERENCE", Refusal::ForReference),
            ("1FOR UPDATE", Refusal::ForUpdate),
            ("1UPDATE TRACKING", Refusal::UpdateTracking),
            ("1UPDATE V\u{131}EW\u{17f}TAT", Refusal::UpdateViewstat),
            ("UPDATE TRAC\u{212a}ING", Refusal::UpdateTracking),
            ("SELECT 1AccessToken x", Refusal::SecretColumn("AccessToken")),
            ("SELECT Parent . deletetoken", Refusal::SecretColumn("DeleteToken")),
            ("SELECT FIELDS /**/ ( all ) FROM OauthTokens", Refusal::AllFieldsOf("OauthToken")),
        ] {
            assert_eq!(anywhere(text), Some(refusal), "{text:?}");
        }
    }

    #[test]
    fn the_words_alone_or_in_names_and_texts_are_let_be() {
        for plain in [
            "",
            "FOR",
            "VIEW FOR",
            "Wait_For View",
            "Waitfor View",
            "FOR_VIEW__c",
            "FORVIEW",
            "FOR VIEW__c",
            "FOR VIEWS",
            "Update, Tracking",
            "For.View",
            "for = view",
            "Name = 'FOR VIEW' AND",
            "Name = 'update tracking' OR OR",
            "AccessToken__c",
            "MyAccessToken",
            "OauthToken",
            "'AccessToken'",
            "FIELDS(CUSTOM) FROM OauthToken",
            "FIELDS(ALL) FROM Account",
        ] {
            assert_eq!(anywhere(plain), None, "{plain:?}");
        }
    }
}
