//! What was meant by something that is no URL as it stands: a scheme with a slip in it, the My Domain name alone. Both
//! are offered for a person to confirm; nothing is sent on them.

use super::suffixes::{GENERIC_LOGINS, SUFFIXES};

/// A scheme that is mistyped, and what follows it: `https//acme…`, `htps://acme…`, `https:\\acme…`, `https:acme…`.
/// Nothing where the scheme is right, another one, or missing.
pub(super) fn scheme(text: &str) -> Option<(&str, &str)> {
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let after = &text[letters..];
    let rest = after.trim_start_matches([':', ';', '.', '/', '\\', ' ', '：']);
    let marks = &after[..after.len() - rest.len()];
    let is_right =
        marks == "://" && ["http", "https"].iter().any(|s| text[..letters].eq_ignore_ascii_case(s));
    // A dot alone ends a label: a My Domain may be called https.
    let is_end = marks.contains(['/', '\\', ':', ';', '：']);
    let is_near = slips(&text[..letters], "https") <= 2 || slips(&text[..letters], "http") <= 1;
    let is_port = marks == ":" && rest.bytes().next().is_some_and(|b| b.is_ascii_digit());
    (is_end && is_near && !is_right && !is_port && !rest.is_empty())
        .then(|| (&text[..letters + marks.len()], rest))
}

/// How many letters are to be changed, added, left out or swapped with their neighbour to make one word of another.
fn slips(word: &str, meant: &str) -> usize {
    let (word, meant): (Vec<u8>, Vec<u8>) =
        (word.bytes().map(|b| b.to_ascii_lowercase()).collect(), meant.bytes().collect());
    if word.len() > 10 {
        return usize::MAX;
    }
    let mut rows = vec![vec![0; meant.len() + 1]; word.len() + 1];
    for i in 0..=word.len() {
        for j in 0..=meant.len() {
            rows[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let change = usize::from(word[i - 1] != meant[j - 1]);
                let mut least = (rows[i - 1][j - 1] + change).min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
                if i > 1 && j > 1 && word[i - 1] == meant[j - 2] && word[i - 2] == meant[j - 1] {
                    least = least.min(rows[i - 2][j - 2] + 1);
                }
                least
            };
        }
    }
    rows[word.len()][meant.len()]
}

/// The host that a single word means: the My Domain name, which many programs ask for. And why that is a guess.
pub(super) fn bare(name: &str) -> Option<(String, &'static str)> {
    if name.contains('.') || GENERIC_LOGINS.contains(&name) || matches!(name, "http" | "https") {
        return None;
    }
    Some(if name.contains("--") {
        (format!("{name}.sandbox.my.salesforce.com"), "a name alone with -- in it is usually a sandbox's")
    } else if name.ends_with("-dev-ed") {
        (
            format!("{name}.develop.my.salesforce.com"),
            "a name alone that ends in -dev-ed is usually a Developer org's; an older one has no .develop in its host",
        )
    } else {
        (format!("{name}.my.salesforce.com"), "a name alone is usually the My Domain name")
    })
}

/// A host of Salesforce of which the end is missing: `acme.my.salesforce`.
pub(super) fn cut(name: &str) -> Option<String> {
    let whole = format!("{name}.com");
    SUFFIXES
        .iter()
        .any(|row| row.sure && whole.ends_with(row.ends) && whole.len() > row.ends.len())
        .then_some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_in_the_scheme_is_seen() {
        for (text, typed) in [
            ("https//acme.x", "https//"),
            ("http//acme.x", "http//"),
            ("https:/acme.x", "https:/"),
            ("https:acme.x", "https:"),
            ("htps://acme.x", "htps://"),
            ("htp://acme.x", "htp://"),
            ("HTTTPS://acme.x", "HTTTPS://"),
            ("ttps://acme.x", "ttps://"),
            ("hhtps://acme.x", "hhtps://"),
            ("tps://acme.x", "tps://"),
            ("htpps://acme.x", "htpps://"),
            ("https;//acme.x", "https;//"),
            ("https:\\\\acme.x", "https:\\\\"),
            ("https: //acme.x", "https: //"),
            ("https.//acme.x", "https.//"),
            ("https:///acme.x", "https:///"),
            ("httpss://acme.x", "httpss://"),
        ] {
            assert_eq!(scheme(text), Some((typed, "acme.x")), "{text}");
        }
    }

    #[test]
    fn what_is_right_or_something_else_is_left_alone() {
        for text in [
            "https://acme.x",
            "HTTP://acme.x",
            "acme.my.salesforce.com/https",
            "https.my.salesforce.com",
            "https",
            "ftp://acme.x",
            "ssh://acme.x",
            "file:///acme",
            "localhost:8443",
            "http:8080",
            "acme",
            "",
            "https://",
        ] {
            assert_eq!(scheme(text), None, "{text}");
        }
    }
}
