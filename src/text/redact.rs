//! Secrets and names taken out of text and bytes.

use std::borrow::Cow;

/// What is where a secret stood.
pub const MASK: &str = "•••";

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

/// Text with every run of letters and digits masked that is too long for a word: what a program complains of may be
/// the secret itself. A run with a digit in it counts from 16 on, as old consumer secrets are as short.
pub fn mask_runs(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let start = rest.find(|c: char| c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let (before, run) = rest.split_at(start);
        let end = run.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(run.len());
        let (run, after) = run.split_at(end);
        let has_digit = run.contains(|c: char| c.is_ascii_digit());
        out.push_str(before);
        out.push_str(if run.len() >= 24 || run.len() >= 16 && has_digit { MASK } else { run });
        rest = after;
    }
    out
}

/// Text with what URLs in it may hold of secrets masked: a user name and password before the host, and a query or
/// fragment that carries a session id, a token or a password. For words that repeat what a person typed.
pub fn mask_urls(text: &str) -> Cow<'_, str> {
    if !text.to_ascii_lowercase().contains("http") {
        return Cow::Borrowed(text);
    }
    let is_end = |c: char| c.is_whitespace() || "\"'<>“”‘’".contains(c);
    Cow::Owned(text.split_inclusive(is_end).map(mask_url).collect())
}

/// A word with the URL in it masked.
fn mask_url(word: &str) -> String {
    const SECRETS: [&str; 8] =
        ["sid=", "token=", "secret=", "pw=", "password=", "session", "signature=", "assertion="];
    let lower = word.to_ascii_lowercase();
    let Some(at) = lower.find("http") else { return word.to_owned() };
    let scheme = lower[at..].trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let host = word.len() - scheme.trim_start_matches([':', '/', '\\', ';']).len();
    let (before, rest) = word.split_at(host);
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let port = authority.split_once(':').map_or("", |(_, port)| port);
    let is_port = port.bytes().take_while(|b| b.is_ascii_alphanumeric()).all(|b| b.is_ascii_digit());
    let login = match authority.rfind('@') {
        Some(end) => Some(end),
        // A password with a slash in it.
        None if !is_port && !authority.starts_with('[') => rest.rfind('@'),
        None => None,
    };
    let (login, rest) = match login {
        Some(end) => (MASK, &rest[end..]),
        // What follows a colon and is no port can be a password, whatever follows it.
        None if !is_port && !authority.starts_with('[') => {
            let end = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric()).len();
            return format!(
                "{before}{}:{MASK}{}",
                authority.split(':').next().unwrap_or_default(),
                &word[end..]
            );
        }
        None => ("", rest),
    };
    let query = rest.find(['?', '#']).unwrap_or(rest.len());
    let (path, query) = rest.split_at(query);
    let has_secret = SECRETS.iter().any(|name| query.to_ascii_lowercase().contains(name));
    if !has_secret {
        let (query, fragment) = query.split_at(query.find('#').unwrap_or(query.len()));
        return format!("{before}{login}{path}{query}{}", mask_runs(fragment));
    }
    let end = query.trim_end_matches(|c: char| !c.is_ascii_alphanumeric()).len();
    format!("{before}{login}{path}{}{MASK}{}", &query[..1], &query[end..])
}

fn is_token_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '!' | '.' | '_' | '-' | '=' | '+' | '/' | '%')
}

/// How many leading bytes of a word may stay when the word holds a secret; `None` if it holds none.
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
    fn what_a_url_holds_of_secrets_is_masked() {
        for (raw, clean) in [
            (
                "No org named https://user:p-w@acme.example/x is stored.",
                "No org named https://•••@acme.example/x is stored.",
            ),
            ("\"https://user:p/w@acme.example\" is none", "\"https://•••@acme.example\" is none"),
            ("https//user:pw@acme.example", "https//•••@acme.example"),
            ("HTTPS://pw@acme.example", "HTTPS://•••@acme.example"),
            (
                "see https://acme.example/secur/frontdoor.jsp?sid=00D!x&y=1.",
                "see https://acme.example/secur/frontdoor.jsp?•••.",
            ),
            ("“https://acme.example?a=b&PW=x”", "“https://acme.example?•••”"),
            ("https://acme.example/x#access_token=abc", "https://acme.example/x#•••"),
            ("https://acme.example/x?y#abcdefgh12345678.", "https://acme.example/x?y#•••."),
            (
                "https://acme.example:443/a?q=SELECT+Id#x, and",
                "https://acme.example:443/a?q=SELECT+Id#x, and",
            ),
            ("http://127.0.0.1:8080/services/data: refused", "http://127.0.0.1:8080/services/data: refused"),
            ("http://[::1]:80/x@y", "http://[::1]:80/x@y"),
            ("https://acme.example:pass-word is none", "https://acme.example:••• is none"),
            ("https://acme.example: no host", "https://acme.example: no host"),
            ("no URL: a@b.example", "no URL: a@b.example"),
        ] {
            assert_eq!(mask_urls(raw), clean);
        }
    }

    #[test]
    fn long_runs_are_masked() {
        for (raw, clean) in [
            ("cannot parse entry RELSECRETa1b2c3d4e5f60718: no", "cannot parse entry •••: no"),
            ("1234567890123456789", "•••"),
            ("'1234567890123456'", "'•••'"),
            ("abcdefghijklmnopqrstuvwx", "•••"),
            ("no such entry: internationalization", "no such entry: internationalization"),
            ("/home/me/.password-store/acme-2026.gpg", "/home/me/.password-store/acme-2026.gpg"),
            ("", ""),
            ("ärger 42", "ärger 42"),
        ] {
            assert_eq!(mask_runs(raw), clean);
        }
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
