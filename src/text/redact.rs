//! Secrets and names taken out of text and bytes.

/// What stands where a secret stood.
pub const MASK: &str = "•••";

/// `bytes` with every occurrence of every needle replaced by [`MASK`]; `None` where nothing was found.
/// Needles shorter than 6 bytes are left alone: masking them would garble ordinary text.
pub fn mask_bytes<'a>(bytes: &[u8], needles: impl IntoIterator<Item = &'a [u8]>) -> Option<Vec<u8>> {
    let mut masked: Option<Vec<u8>> = None;
    for needle in needles.into_iter().filter(|n| n.len() >= 6) {
        let current = masked.as_deref().unwrap_or(bytes);
        let mut hits = memchr::memmem::find_iter(current, needle).peekable();
        if hits.peek().is_none() {
            continue;
        }
        let mut out = Vec::with_capacity(current.len());
        let mut from = 0;
        for at in hits {
            out.extend_from_slice(&current[from..at]);
            out.extend_from_slice(MASK.as_bytes());
            from = at + needle.len();
        }
        out.extend_from_slice(&current[from..]);
        masked = Some(out);
    }
    masked
}

/// Text with whatever looks like a Salesforce secret masked: session ids (`00D…!…`), JSON Web Tokens,
/// consumer keys (`3MVG9…`) and the values of parameters that carry secrets. For texts that may come from
/// anywhere (a panic, a proxy's page), where the live secrets are not at hand.
pub fn mask_lookalikes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (i, word) in text.split_inclusive(|c: char| !is_token_char(c)).enumerate() {
        let _ = i;
        let trimmed = word.trim_end_matches(|c: char| !is_token_char(c));
        let rest = &word[trimmed.len()..];
        match split_secret(trimmed) {
            Some(keep) => {
                out.push_str(&trimmed[..keep]);
                out.push_str(MASK);
            }
            None => out.push_str(trimmed),
        }
        out.push_str(rest);
    }
    out
}

fn is_token_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '!' | '.' | '_' | '-' | '=' | '+' | '/' | '%')
}

/// How many leading bytes of a word may stay when the word holds a secret; `None` where it holds none.
fn split_secret(word: &str) -> Option<usize> {
    let lower = word.to_ascii_lowercase();
    for name in
        ["client_secret=", "client_id=", "access_token=", "token=", "sid=", "signature=", "assertion="]
    {
        if let Some(at) = lower.find(name)
            && word.len() > at + name.len()
        {
            return Some(at + name.len());
        }
    }
    if let Some(bang) = word.find('!')
        && let Some(start) = word[..bang].rfind("00D")
        && bang - start >= 12
        && word.len() > bang + 8
    {
        return Some(bang + 1);
    }
    if let Some(at) = word.find("eyJ")
        && word.len() - at > 40
        // Two dots in the token; a full stop may follow, and an encrypted one has four.
        && word[at..].matches('.').count() >= 2
    {
        return Some(at);
    }
    if let Some(at) = word.find("3MVG9")
        && word.len() - at > 20
    {
        return Some(at);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const JWT: &str =
        "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJleHAiOjE4MDAwMDAwMDB9.c2lnbmF0dXJlLXRoYXQtaXMtbG9uZw";

    #[test]
    fn live_secrets_are_masked_wherever_they_stand() {
        let out = mask_bytes(b"{\"a\":\"topsecret\",\"b\":\"xtopsecrety\"}", [b"topsecret".as_slice()]);
        assert_eq!(out.as_deref(), Some("{\"a\":\"•••\",\"b\":\"x•••y\"}".as_bytes()));
        assert_eq!(mask_bytes(b"nothing", [b"topsecret".as_slice()]), None);
    }

    #[test]
    fn lookalikes_are_masked() {
        for (raw, clean) in [
            ("token 00D5g000008XyZa!AQEAQabcdefghij end", "token 00D5g000008XyZa!••• end"),
            ("?client_secret=ABCDEF&x=1", "?client_secret=•••&x=1"),
            ("key 3MVG9xOCXq4ID1uE_d2mVh8Zb.wQ7pLr4, yes", "key •••, yes"),
            ("ordinary text, 100% safe!", "ordinary text, 100% safe!"),
            // A JSON Web Token: alone, at the end of a sentence, in a header, in JSON, in an address, encrypted.
            (&format!("token {JWT} end"), "token ••• end"),
            (&format!("It was {JWT}."), "It was •••"),
            (&format!("Bearer {JWT}, no"), "Bearer •••, no"),
            (&format!("{{\"t\":\"{JWT}\"}}"), "{\"t\":\"•••\"}"),
            (&format!("/x?jwt={JWT}&y=1"), "/x?jwt=•••&y=1"),
            (&format!("{JWT}.part.part"), "•••"),
            // what only begins like one
            ("eyJhbGciOiJub25lIn0", "eyJhbGciOiJub25lIn0"),
        ] {
            assert_eq!(mask_lookalikes(raw), clean);
        }
    }
}
