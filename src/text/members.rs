//! Values of an answer masked by the name that they have in it: `"AccessToken": "…"`, `<AccessToken>…`. The document is
//! not read as a whole: it may be cut off, or large.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::redact::MASK;
use super::spellings::replaced;

/// Names whose values are masked.
#[derive(Default)]
pub struct Members {
    search: Option<AhoCorasick>,
    /// From this name on only what follows the first `:` of a value is masked.
    halves_from: usize,
}

impl std::fmt::Debug for Members {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Members").finish_non_exhaustive()
    }
}

impl Members {
    /// Names whose whole values are masked, and names of whose values the part after the first `:` is. Names are
    /// compared without regard to case.
    pub fn of(whole: &[&str], halves: &[&str]) -> Self {
        let search = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .kind(Some(AhoCorasickKind::DFA))
            .build(whole.iter().chain(halves));
        Self { search: search.ok(), halves_from: whole.len() }
    }

    /// `bytes` with the values of these names replaced by [`MASK`]; `None` if there are none.
    pub fn mask(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        let mut places = Vec::new();
        let mut done = 0;
        for hit in self.search.iter().flat_map(|search| search.find_iter(bytes)) {
            if hit.start() < done {
                continue;
            }
            let Some((mut start, end)) = value(bytes, hit.start(), hit.end()) else { continue };
            if hit.pattern().as_usize() >= self.halves_from {
                let Some(colon) = memchr::memchr(b':', &bytes[start..end]) else { continue };
                start += colon + 1;
            }
            if start < end && &bytes[start..end] != MASK.as_bytes() {
                places.push(start..end);
                done = end;
            }
        }
        replaced(bytes, &places)
    }
}

/// Where the value of a name is, if what is found is the name of a value.
fn value(bytes: &[u8], start: usize, end: usize) -> Option<(usize, usize)> {
    let before = bytes.get(start.checked_sub(1)?)?;
    match (before, bytes.get(end)?) {
        (b'"', b'"' | b'\\') => of_json(bytes, end),
        (b'<' | b':', b'>') => {
            let end_of_value = memchr::memchr(b'<', &bytes[end..]).map_or(bytes.len(), |at| end + at);
            Some((end + 1, end_of_value))
        }
        _ => None,
    }
}

/// A text after `name": `; in a document within a text its quotation marks are escaped.
fn of_json(bytes: &[u8], name_end: usize) -> Option<(usize, usize)> {
    let quote: &[u8] = if bytes.get(name_end) == Some(&b'\\') { b"\\\"" } else { b"\"" };
    let blanks = |from: usize| {
        from + bytes[from..].iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n')).count()
    };
    let colon = blanks(bytes.get(name_end..)?.strip_prefix(quote).map(|_| name_end + quote.len())?);
    if bytes.get(colon) != Some(&b':') {
        return None;
    }
    let opens = blanks(colon + 1);
    bytes.get(opens..)?.strip_prefix(quote)?;
    let start = opens + quote.len();
    let mut at = start;
    while at < bytes.len() {
        if bytes[at..].starts_with(quote) {
            return Some((start, at));
        }
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    Some((start, bytes.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_masked_by_its_name() {
        let members = Members::of(&["AccessToken", "client_secret"], &["OauthLink"]);
        for (came, shown) in [
            (r#"{"AccessToken":"a.b","Id":"x"}"#, Some(r#"{"AccessToken":"•••","Id":"x"}"#)),
            (r#"{"accesstoken" : "a\"b\\" , "Id":1}"#, Some(r#"{"accesstoken" : "•••" , "Id":1}"#)),
            ("{\"AccessToken\":\n\t\"ab\"}", Some("{\"AccessToken\":\n\t\"•••\"}")),
            (
                r#"[{"AccessToken":"a"},{"AccessToken":"b"}]"#,
                Some(r#"[{"AccessToken":"•••"},{"AccessToken":"•••"}]"#),
            ),
            (r#"{"AccessToken":"cut of"#, Some(r#"{"AccessToken":"•••"#)),
            (r#"{"AccessToken":"cut\"#, Some(r#"{"AccessToken":"•••"#)),
            (
                r#"{"x":"{\"AccessToken\":\"ab\",\"Id\":1}"}"#,
                Some(r#"{"x":"{\"AccessToken\":\"•••\",\"Id\":1}"}"#),
            ),
            ("<AccessToken>ab</AccessToken>", Some("<AccessToken>•••</AccessToken>")),
            ("<sf:AccessToken>ab</sf:AccessToken>", Some("<sf:AccessToken>•••</sf:AccessToken>")),
            (r#"{"OauthLink":"00D5g:888abc"}"#, Some(r#"{"OauthLink":"00D5g:•••"}"#)),
            (r#"{"OauthLink":"00D5g"}"#, None),
            (r#"{"AccessToken":null}"#, None),
            (r#"{"AccessToken":""}"#, None),
            (r#"{"AccessToken":"•••"}"#, None),
            (r#"{"AccessToken__c":"ab"}"#, None),
            (r#"{"MyAccessToken":"ab"}"#, None),
            (r#"{"name":"AccessToken","type":"string"}"#, None),
            (r#"["AccessToken","x"]"#, None),
            ("AccessToken", None),
            ("\"AccessToken\"", None),
            ("\"AccessToken\":", None),
            ("", None),
        ] {
            let clean = members.mask(came.as_bytes()).map(|clean| String::from_utf8(clean).unwrap());
            assert_eq!(clean.as_deref(), shown, "{came}");
        }
    }
}
