//! What must hold for any text as a path or an address: what is sent is what was looked at, and nothing that a GET must
//! not ask gets through in any spelling.

use orgscope::client::Get;
use orgscope::salesforce::hosts;
use orgscope::salesforce::path::{Origin, Path};

/// Words of paths whose GET runs code.
const RUNS: &[&str] = &["executeanonymous", "runtestsasynchronous", "runtestssynchronous"];

/// A word without what some server may not see.
fn bare(word: &str) -> String {
    word.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

/// Reads the text; panics with the sentence that does not hold.
pub fn check(bytes: &[u8]) {
    let text = &*String::from_utf8_lossy(bytes);
    let acme = Origin::parse("https://acme.my.salesforce.com").expect("an origin");
    for path in [Path::parse(text).ok(), Path::parse_on(text, &acme).ok()].into_iter().flatten() {
        is_sent_as_looked_at(&path);
    }
    for get in [Get::at(text).ok(), Get::on(text, &acme).ok()].into_iter().flatten() {
        let shown = get.path().to_string();
        assert!(Get::at(&shown).is_ok(), "let through, and not as it is sent: {text:?} as {shown:?}");
        let words: Vec<String> = get.path().segments().iter().map(|word| bare(word)).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let is_known =
            matches!(words[..], ["id", _, _] | ["services", "oauth2", "userinfo"] | ["services", "data", ..]);
        assert!(is_known, "{shown:?} is let through");
        // Below `tooling`, but for the names and values below `sobjects`.
        let tooling = if words.get(3) == Some(&"tooling") { &words[4..] } else { &[] };
        let runs = !tooling.contains(&"sobjects") && tooling.iter().any(|word| RUNS.contains(word));
        assert!(!runs, "{shown:?} is let through, and runs code");
        for (name, _) in get.path().query() {
            let lower = name.to_ascii_lowercase();
            assert!(
                !["access_token", "oauth_token", "client_secret", "sid"].contains(&lower.as_str()),
                "{shown:?}"
            );
        }
    }
    if let Ok(origin) = Origin::parse(text) {
        assert!(origin.is_https() || origin.is_loopback(), "{text:?} goes out in the clear");
        assert_eq!(Origin::parse(origin.as_str()).as_ref(), Ok(&origin), "{text:?}");
        assert!(!origin.as_str().contains('@'), "{text:?}");
    }
    match hosts::derive(text) {
        Ok(derived) => {
            let base = derived.host.base_url();
            let url = url::Url::parse(&base).unwrap_or_else(|e| panic!("{text:?} as {base:?}: {e}"));
            assert_eq!((url.path(), url.query(), url.username()), ("/", None, ""), "{text:?} as {base:?}");
            assert!(derived.host.is_loopback() || url.scheme() == "https", "{text:?} as {base:?}");
            assert!(derived.sentences().iter().all(|sentence| !sentence.is_empty()));
        }
        Err(refusal) => assert!(!refusal.sentence().is_empty(), "{text:?} is refused without a word"),
    }
}

fn is_sent_as_looked_at(path: &Path) {
    let shown = path.to_string();
    assert_eq!(Path::parse(&shown).as_ref(), Ok(path), "another path when it is read again: {shown:?}");
    let sent = url::Url::parse(&format!("https://acme.my.salesforce.com{shown}")).expect("an address");
    assert_eq!(sent.host_str(), Some("acme.my.salesforce.com"), "{shown:?}");
    let as_sent = &sent[url::Position::BeforePath..url::Position::AfterQuery];
    assert_eq!(as_sent, shown, "the address that is sent differs");
}
