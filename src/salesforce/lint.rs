//! What is wrong with a pasted consumer key or secret on sight, as values with sentences. Only what the text
//! itself shows: whether Salesforce knows the pair is asked of Salesforce. Sentences never repeat the text.
//!
//! Hints and warnings block nothing; the one thing that fails is a pair that can't be one (a field is empty,
//! or the secret is a consumer key).

use zeroize::Zeroizing;

/// Which of the two fields a text is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pasted {
    /// The consumer key.
    Key,
    /// The consumer secret.
    Secret,
}

impl Pasted {
    /// As Setup says: `consumer key`.
    pub fn words(self) -> &'static str {
        match self {
            Self::Key => "consumer key",
            Self::Secret => "consumer secret",
        }
    }
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// Something was left out or noticed; nothing to do.
    Hint,
    /// Probably wrong.
    Warning,
    /// Certainly wrong.
    Error,
}

/// One thing that is odd about a pasted text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Stable id, for an error the cause id of the check.
    pub id: &'static str,
    /// Which field; `None` if it is about both.
    pub field: Option<Pasted>,
    /// How much it matters.
    pub weight: Weight,
    /// One sentence without the text itself.
    pub sentence: String,
}

/// The text without what came along when it was copied (blanks, line breaks, quotes, invisible characters),
/// and what was left out.
pub fn clean(field: Pasted, raw: &str) -> (Zeroizing<String>, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut cut = |id, sentence: String| {
        findings.push(Finding { id, field: Some(field), weight: Weight::Hint, sentence });
    };
    let mut kept = Zeroizing::new(String::with_capacity(raw.len()));
    kept.extend(raw.chars().filter(|c| !is_line_break(*c) && !is_invisible(*c)));
    if raw.chars().any(is_invisible) {
        cut("invisible_cut", "An invisible character was left out.".to_owned());
    }
    let body = raw.trim_matches(|c: char| is_line_break(c) || is_invisible(c));
    if body.chars().any(is_line_break) {
        cut("line_break_cut", "A line break in the middle was left out.".to_owned());
    }
    if raw.ends_with(is_line_break) {
        cut("line_break_cut", "A line break at its end was left out.".to_owned());
    } else if raw.starts_with(is_line_break) {
        cut("line_break_cut", "A line break at its beginning was left out.".to_owned());
    }
    let mut text = kept.trim();
    if text.len() < kept.len() {
        cut("blank_cut", "Blanks around it were left out.".to_owned());
    }
    let bare = text.trim_matches(is_quote).trim();
    if bare.len() < text.len() && !bare.is_empty() {
        cut("quote_cut", "Quotation marks around it were left out.".to_owned());
        text = bare;
    }
    let text = Zeroizing::new(text.to_owned());
    (text, findings)
}

/// What is odd about a cleaned consumer key.
pub fn key(text: &str) -> Vec<Finding> {
    let mut findings = Findings::new(Pasted::Key);
    if text.is_empty() {
        return findings.error("key_missing", "The consumer key is missing.");
    }
    findings.characters(text);
    if text.contains('@') {
        return findings
            .warn("looks_like_user", "This is an e-mail address or user name, not a consumer key.");
    }
    if text.contains("://") {
        return findings.warn("looks_like_url", "This is a URL, not a consumer key.");
    }
    if looks_like_token(text) {
        return findings
            .warn("looks_like_token", "This is a session id or access token, not a consumer key.");
    }
    if looks_like_id(text) {
        return findings.warn("looks_like_id", "This is a record id, not a consumer key.");
    }
    // Consumer keys of every public example begin so and have 80 to 90 characters; neither is promised.
    if !text.starts_with("3MVG9") {
        findings.odd("unusual_key", "A consumer key of Salesforce begins with 3MVG9.");
    } else if text.len() < 60 {
        findings.odd(
            "too_short",
            &format!("{}: a consumer key has about 85, so a part may be missing.", length(text)),
        );
    }
    if text.len() > 300 {
        findings.odd("too_long", "Longer than any consumer key: was it pasted twice?");
    }
    findings.found
}

/// `1 character`, `40 characters`
fn length(text: &str) -> String {
    match text.len() {
        1 => "1 character".to_owned(),
        n => format!("{n} characters"),
    }
}

/// What is odd about a cleaned consumer secret.
pub fn secret(text: &str) -> Vec<Finding> {
    let mut findings = Findings::new(Pasted::Secret);
    if text.is_empty() {
        return findings.error("secret_missing", "The consumer secret is missing.");
    }
    if looks_like_key(text) {
        return findings.error("secret_is_a_key", "This is a consumer key, not a secret.");
    }
    findings.characters(text);
    if text.contains('@') {
        return findings.warn("looks_like_user", "This is an e-mail address or user name, not a secret.");
    }
    if text.contains("://") {
        return findings.warn("looks_like_url", "This is a URL, not a secret.");
    }
    if looks_like_token(text) {
        return findings
            .warn("looks_like_token", "This is a session id or access token, not a consumer secret.");
    }
    // 64 hexadecimal digits today; apps of the first years have 19 decimal ones.
    if text.len() < 15 {
        findings.odd(
            "too_short",
            &format!("{}: a consumer secret has 64, in old apps 19; a part may be missing.", length(text)),
        );
    } else if text.len() > 60 && text.len() < 64 && text.bytes().all(|b| b.is_ascii_hexdigit()) {
        findings.odd(
            "too_short",
            &format!("{}: a consumer secret of this kind has 64, so the end may be missing.", length(text)),
        );
    }
    if text.len() > 300 {
        findings.odd("too_long", "Longer than any consumer secret: was it pasted twice?");
    }
    findings.found
}

/// What is odd about the two together.
pub fn pair(key: &str, secret: &str) -> Vec<Finding> {
    let both =
        |id, weight, sentence: &str| vec![Finding { id, field: None, weight, sentence: sentence.to_owned() }];
    if key.is_empty() || secret.is_empty() {
        Vec::new()
    } else if key == secret && looks_like_key(secret) {
        // said of the secret alone, and more telling
        Vec::new()
    } else if key == secret && secret.starts_with("3MVG9") {
        both("secret_is_a_key", Weight::Error, "This is a consumer key, not a secret.")
    } else if key == secret {
        both("same_twice", Weight::Warning, "Key and secret are the same text.")
    } else if looks_like_key(secret) && !looks_like_key(key) {
        both(
            "pair_swapped",
            Weight::Error,
            "Key and secret are swapped: the secret begins like a consumer key.",
        )
    } else {
        Vec::new()
    }
}

struct Findings {
    field: Pasted,
    found: Vec<Finding>,
}

impl Findings {
    fn new(field: Pasted) -> Self {
        Self { field, found: Vec::new() }
    }

    fn push(&mut self, id: &'static str, weight: Weight, sentence: &str) {
        self.found.push(Finding { id, field: Some(self.field), weight, sentence: sentence.to_owned() });
    }

    fn odd(&mut self, id: &'static str, sentence: &str) {
        self.push(id, Weight::Warning, sentence);
    }

    /// The last finding: what it is makes further ones pointless.
    fn warn(&mut self, id: &'static str, sentence: &str) -> Vec<Finding> {
        self.odd(id, sentence);
        std::mem::take(&mut self.found)
    }

    fn error(&mut self, id: &'static str, sentence: &str) -> Vec<Finding> {
        self.push(id, Weight::Error, sentence);
        std::mem::take(&mut self.found)
    }

    /// Characters that neither a key nor a secret has.
    fn characters(&mut self, text: &str) {
        let blanks = text.chars().filter(|c| c.is_whitespace()).count();
        if blanks > 0 {
            self.odd("blank_inside", &format!("There {} inside.", count(blanks, "blank")));
        }
        if text.chars().any(|c| matches!(c, '\u{ff01}'..='\u{ff5e}')) {
            self.odd("full_width", "It has full-width letters or digits (ＡＢＣ instead of ABC).");
        } else if !text.is_ascii() {
            let sentence = if text.chars().any(|c| matches!(c, '•' | '●' | '∙' | '…')) {
                "It has dots in place of hidden characters: the page showed it masked or cut."
            } else {
                "It has characters outside ASCII, which neither a key nor a secret has."
            };
            self.odd("not_ascii", sentence);
        }
        if text.chars().any(char::is_control) {
            self.odd("control", "It has a control character inside.");
        }
        if text.len() > 3 && text.bytes().all(|b| b == b'*') {
            self.odd("masked", "These are asterisks: the page showed it masked.");
        }
        if has_percent_code(text) {
            self.odd(
                "percent_encoded",
                "It has %-codes as in a URL: paste it as Setup shows it, orgscope encodes it.",
            );
        }
        let lower = text.to_ascii_lowercase();
        if ["consumer key", "consumer secret", "client_id", "client_secret"]
            .iter()
            .any(|name| lower.contains(name))
        {
            self.odd("label_inside", "Its label was copied along with it.");
        }
    }
}

fn count(n: usize, what: &str) -> String {
    if n == 1 { format!("is 1 {what}") } else { format!("are {n} {what}s") }
}

fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '`' | '“' | '”' | '„' | '‘' | '’' | '«' | '»' | '<' | '>')
}

fn looks_like_key(text: &str) -> bool {
    text.starts_with("3MVG9") && text.len() > 40
}

/// `00D…!…`, or a JSON Web Token.
fn looks_like_token(text: &str) -> bool {
    (text.starts_with("00D") && text.contains('!'))
        || (text.starts_with("eyJ") && text.matches('.').count() == 2)
}

/// 15 or 18 letters and digits that begin with a digit, as ids do.
fn looks_like_id(text: &str) -> bool {
    matches!(text.len(), 15 | 18)
        && text.starts_with('0')
        && text.bytes().all(|b| b.is_ascii_alphanumeric())
        && text.bytes().any(|b| b.is_ascii_alphabetic())
}

fn has_percent_code(text: &str) -> bool {
    text.as_bytes().windows(3).any(|w| w[0] == b'%' && w[1].is_ascii_hexdigit() && w[2].is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KEY: &str = "3MVG9xOCXq4ID1uE_d2mVh8Zb.Wv0aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uV1wX2yZ3aB4cD5eF6gwQ7pLr4";
    const SECRET: &str = "0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF";

    fn ids(found: &[Finding]) -> Vec<&'static str> {
        found.iter().map(|finding| finding.id).collect()
    }

    #[test]
    fn a_sound_pair_has_no_findings() {
        assert_eq!((key(KEY), secret(SECRET), pair(KEY, SECRET)), (vec![], vec![], vec![]));
        assert_eq!(secret("1234567890123456789"), vec![]);
    }

    #[test]
    fn what_came_along_is_cut_and_said() {
        for (raw, cut) in [
            (format!("{SECRET}\n"), vec!["line_break_cut"]),
            (format!("\r\n{SECRET}"), vec!["line_break_cut"]),
            (format!("{}\n{}", &SECRET[..20], &SECRET[20..]), vec!["line_break_cut"]),
            (format!("  {SECRET}\t"), vec!["blank_cut"]),
            (format!("\u{a0}{SECRET}"), vec!["blank_cut"]),
            (format!("“{SECRET}”"), vec!["quote_cut"]),
            (format!("\u{feff}{SECRET}"), vec!["invisible_cut"]),
            (format!(" \"{SECRET}\" \n"), vec!["line_break_cut", "blank_cut", "quote_cut"]),
            (SECRET.to_owned(), vec![]),
        ] {
            let (text, found) = clean(Pasted::Secret, &raw);
            assert_eq!((text.as_str(), ids(&found)), (SECRET, cut), "{raw:?}");
        }
    }

    #[test]
    fn an_odd_key_is_noticed() {
        for (text, id) in [
            ("", "key_missing"),
            ("admin@example.com", "looks_like_user"),
            ("https://acme.my.salesforce.com", "looks_like_url"),
            ("00D5g000008XyZa!AQEAQabcdef", "looks_like_token"),
            ("0H45g000000XyZaEAK", "looks_like_id"),
            (SECRET, "unusual_key"),
            (&KEY[..40], "too_short"),
            (&KEY.repeat(4), "too_long"),
            (&KEY.replace("ID1", "ID 1"), "blank_inside"),
            (&KEY.replace("ID1", "ID%2E"), "percent_encoded"),
            (&KEY.replace('x', "ｘ"), "full_width"),
            (&KEY.replace("ID1", "ÏD1"), "not_ascii"),
            (&KEY.replace("ID1", "…"), "not_ascii"),
            ("Consumer Key: 3MVG9", "label_inside"),
        ] {
            assert!(ids(&key(text)).contains(&id), "{text}: {:?}", key(text));
        }
    }

    #[test]
    fn an_odd_secret_is_noticed() {
        for (text, id) in [
            ("", "secret_missing"),
            (KEY, "secret_is_a_key"),
            ("ABC", "too_short"),
            (&SECRET[..62], "too_short"),
            ("a b", "blank_inside"),
            ("****************", "masked"),
            ("••••••••••••••••", "not_ascii"),
            ("svc@example.com", "looks_like_user"),
        ] {
            assert!(ids(&secret(text)).contains(&id), "{text}: {:?}", secret(text));
        }
    }

    #[test]
    fn a_swapped_pair_is_certain() {
        assert_eq!(ids(&pair(SECRET, KEY)), ["pair_swapped"]);
        assert_eq!(ids(&pair(SECRET, SECRET)), ["same_twice"]);
        assert_eq!(
            ids(&pair("3MVG9xO", "3MVG9xO")),
            ["secret_is_a_key"],
            "too short to be whole, still a key"
        );
        assert_eq!(ids(&pair(KEY, KEY)), Vec::<&str>::new(), "said of the secret");
        assert_eq!(ids(&pair("", KEY)), Vec::<&str>::new());
    }

    proptest! {
        #[test]
        fn no_text_breaks_it_and_no_sentence_repeats_it(raw in "\\PC{0,60}[\r\n ]{0,2}") {
            for field in [Pasted::Key, Pasted::Secret] {
                let (text, mut found) = clean(field, &raw);
                found.extend(if field == Pasted::Key { key(&text) } else { secret(&text) });
                if text.len() > 12 {
                    for finding in found {
                        prop_assert!(!finding.sentence.contains(text.as_str()));
                    }
                }
            }
        }
    }
}
