//! The address of a proxy as people and systems write it, and why one can't be used. What is shown of it never
//! holds user name or password.

use url::Url;

/// Why an address can't be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unusable {
    /// It is no address. A password with `/`, `?` or `#` in it is the usual reason.
    NotAnAddress,
    /// It is that of a SOCKS proxy.
    Socks,
}

/// Reads an address: `http://user:password@proxy:3128`; without a scheme it is http.
pub(super) fn read(text: &str) -> Result<Url, Unusable> {
    let text = text.trim();
    let whole = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
    let url = Url::parse(&whole).map_err(|_| Unusable::NotAnAddress)?;
    if url.scheme().starts_with("socks") {
        return Err(Unusable::Socks);
    }
    // `http://svc:12/34@proxy:3128`: the password's slash ended the address, and its host is the user's name.
    let rest = &url[url::Position::BeforePath..];
    let is_sound = matches!(url.scheme(), "http" | "https")
        && !rest.contains('@')
        // `https=proxy:3128` is Windows' list of addresses, `proxy:3128;proxy2:3128` a list of another kind.
        && url.host_str().is_some_and(|host| !host.is_empty() && !host.contains(['=', ';', ',', '*']));
    if is_sound { Ok(url) } else { Err(Unusable::NotAnAddress) }
}

/// Host and port of an address, and its scheme where it is the unusual one; user name and password are left out.
pub(super) fn shown(url: &Url) -> String {
    let (scheme, usual) = if url.scheme() == "https" { ("https://", 443) } else { ("", 80) };
    format!("{scheme}{}:{}", url.host_str().unwrap_or_default(), url.port().unwrap_or(usual))
}

/// What may be shown of an address that can't be read: all of it where it can't hold a password, else nothing.
pub(super) fn shown_unread(text: &str) -> String {
    if text.contains('@') { String::new() } else { text.chars().take(80).collect() }
}

/// The part of Windows' setting that is for https: the setting is one address for everything, or a list
/// `http=proxy:80;https=proxy:8080;socks=proxy:1080`. Nothing where https goes without a proxy.
// Microsoft Learn, WinINet: 'INTERNET_PROXY_INFO', lpszProxy.
pub(super) fn for_https(setting: &str) -> Option<Result<String, Unusable>> {
    let parts = || setting.split([';', ' ']).filter(|part| !part.is_empty());
    let of = |protocol: &str| {
        parts().find_map(|part| {
            let (name, address) = part.split_once('=')?;
            name.eq_ignore_ascii_case(protocol).then(|| address.to_owned())
        })
    };
    if let Some(address) = of("https") {
        return Some(Ok(address));
    }
    match parts().find(|part| !part.contains('=')) {
        Some(address) => Some(Ok(address.to_owned())),
        None => of("socks").map(|_| Err(Unusable::Socks)),
    }
}

/// Whether a host is one of the exceptions of the system's settings: `*.example.com`, `10.*`.
pub(super) fn is_exception(host: &str, patterns: &[String]) -> bool {
    patterns.iter().any(|pattern| fits(pattern.trim().as_bytes(), host.as_bytes()))
}

/// A pattern in which `*` is any text.
fn fits(pattern: &[u8], text: &[u8]) -> bool {
    match (pattern.first(), text.first()) {
        (None, None) => true,
        (Some(b'*'), _) => fits(&pattern[1..], text) || (!text.is_empty() && fits(pattern, &text[1..])),
        (Some(a), Some(b)) => a.eq_ignore_ascii_case(b) && fits(&pattern[1..], &text[1..]),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_people_write_it() {
        for (text, host) in [
            ("http://proxy.acme.example:3128", "proxy.acme.example:3128"),
            (" proxy.acme.example:3128\n", "proxy.acme.example:3128"),
            ("proxy", "proxy:80"),
            ("https://proxy.acme.example", "https://proxy.acme.example:443"),
            ("http://me:secret@proxy.acme.example:3128/", "proxy.acme.example:3128"),
            // An @ in the password: the last one ends the login.
            ("http://svc:p@ss@127.0.0.1:3128", "127.0.0.1:3128"),
            ("http://[::1]:3128", "[::1]:3128"),
        ] {
            assert_eq!(read(text).map(|url| shown(&url)), Ok(host.to_owned()), "{text}");
        }
        let url = read("http://svc:p@ss%2Fx@proxy:3128").unwrap();
        assert_eq!((url.username(), url.password()), ("svc", Some("p%40ss%2Fx")));
    }

    #[test]
    fn what_is_no_address_is_none() {
        for text in [
            "http://svc:p/ss@proxy:3128",
            "http://svc:12/34@proxy:3128",
            "http://svc:12?34@proxy:3128",
            "http://svc:12#34@proxy:3128",
            "ftp://proxy:3128",
            "http=proxy:80;https=proxy:8080",
            "https=proxy:8080",
            "proxy:3128;other:3128",
            "http://",
            "http://pro xy",
            "",
        ] {
            assert_eq!(read(text), Err(Unusable::NotAnAddress), "{text}");
        }
        assert_eq!(read("socks5h://proxy:1080"), Err(Unusable::Socks));
        assert_eq!(shown_unread("http://svc:p/ss@proxy:3128"), "");
        assert_eq!(shown_unread("proxy;3128"), "proxy;3128");
    }

    #[test]
    fn the_list_of_windows_has_an_address_for_https_or_none() {
        let https = |setting: &str| for_https(setting).map(|found| found.unwrap_or_default());
        assert_eq!(https("proxy:8080").as_deref(), Some("proxy:8080"));
        assert_eq!(https("http=a:80;https=b:8080;ftp=c:21").as_deref(), Some("b:8080"));
        assert_eq!(https("HTTP=a:80 HTTPS=b:8080").as_deref(), Some("b:8080"));
        assert_eq!(https("http=a:80"), None);
        assert_eq!(https(""), None);
        assert_eq!(https("http=a:80;other:8080").as_deref(), Some("other:8080"));
        assert_eq!(for_https("socks=a:1080"), Some(Err(Unusable::Socks)));
    }

    #[test]
    fn exceptions_are_patterns() {
        let patterns = ["<local>", "*.corp.example", "*salesforce.com", "10.*"].map(str::to_owned);
        for host in ["a.corp.example", "acme.my.salesforce.com", "10.1.2.3", "A.CORP.example"] {
            assert!(is_exception(host, &patterns), "{host}");
        }
        for host in ["corp.example", "acme.my.salesforce.com.evil.example", "110.1.2.3"] {
            assert!(!is_exception(host, &patterns), "{host}");
        }
    }
}
