use super::*;

#[test]
fn a_path_is_decoded_once_and_written_encoded() {
    for (typed, written) in [
        ("/services/data/v64.0/sobjects?x=y", "/services/data/v64.0/sobjects?x=y"),
        ("/services/data/", "/services/data"),
        ("/", "/"),
        (
            "/services/data/v64.0/query?q=SELECT+Id%20FROM+Account%2BX",
            "/services/data/v64.0/query?q=SELECT%20Id%20FROM%20Account%2BX",
        ),
        ("/services/data/v64.0/%73objects", "/services/data/v64.0/sobjects"),
        ("/a/Ä b?n=ü#part", "/a/%C3%84%20b?n=%C3%BC"),
        ("/a?explain", "/a?explain="),
        ("/a?q=x=y&z=%25", "/a?q=x%3Dy&z=%25"),
        ("/a/b,c:d@e", "/a/b,c:d@e"),
    ] {
        let path = Path::parse(typed).unwrap();
        assert_eq!(path.to_string(), written, "{typed}");
        assert_eq!(Path::parse(&path.to_string()).unwrap(), path, "reading back {typed}");
    }
}

#[test]
fn a_disguised_path_is_refused() {
    for (typed, fault) in [
        ("", PathFault::Empty),
        ("services/data", PathFault::NoSlash),
        ("/a//b", PathFault::EmptySegment),
        ("//evil.example/a", PathFault::EmptySegment),
        ("/a/../b", PathFault::DotSegment),
        ("/a/%2e%2E/b", PathFault::Disguise("an encoded dot")),
        ("/a/x%2ejson", PathFault::Disguise("an encoded dot")),
        ("/a/tooling./b", PathFault::Disguise("a dot at an end")),
        ("/a/.tooling/b", PathFault::Disguise("a dot at an end")),
        ("/a/tooling%20/b", PathFault::Disguise("a blank at an end")),
        ("/a/%20tooling/b", PathFault::Disguise("a blank at an end")),
        ("/a/tooling%C2%A0/b", PathFault::Disguise("a blank that is no plain one")),
        ("/a/too%E2%80%8Bling", PathFault::Disguise("a character that no path of Salesforce has")),
        ("/a/tooling\u{ff0f}x", PathFault::Disguise("a character that no path of Salesforce has")),
        ("/a/\u{ff54}ooling/x", PathFault::Disguise("a character that no path of Salesforce has")),
        ("/a/tooling\u{2215}x", PathFault::Disguise("a character that no path of Salesforce has")),
        ("/a/x%3Fy=z", PathFault::Disguise("an encoded question mark")),
        ("/a/50%25", PathFault::Disguise("a percent sign")),
        ("/a/x%7F", PathFault::Disguise("a control character")),
        ("/a/./b", PathFault::DotSegment),
        ("/a/x%2fb", PathFault::Disguise("an encoded slash")),
        ("/a/x%5cb", PathFault::Disguise("a backslash")),
        ("/a/tooling;x=1/b", PathFault::Disguise("a semicolon")),
        ("/a/tooling%3Bx/b", PathFault::Disguise("a semicolon")),
        ("/a/%252e%252e/b", PathFault::Disguise("an escape that was escaped again")),
        ("/a/x%00", PathFault::Disguise("a control character")),
        ("/a?q%20=x", PathFault::ParameterName("q ".into())),
        ("/a?q%00=x", PathFault::ParameterName("q⟨U+0000⟩".into())),
        ("/a?\u{ff51}=x", PathFault::ParameterName("\u{ff51}".into())),
        ("/a?b?q=x", PathFault::ParameterName("b?q".into())),
        ("/a?=x", PathFault::ParameterName(String::new())),
        ("/a?q=x&Q=y", PathFault::Twice("Q".into())),
        ("/a?q=x&n=1&%71=y", PathFault::Twice("q".into())),
        ("/a/x%zz", PathFault::BadEscape),
        ("/a/x%f", PathFault::BadEscape),
        ("/a/%ff", PathFault::BadEscape),
    ] {
        assert_eq!(Path::parse(typed), Err(fault), "{typed}");
    }
    assert_eq!(Path::of(["a", "b/c"]), Err(PathFault::Disguise("an encoded slash")));
    assert_eq!(Path::of(["a", ".."]), Err(PathFault::DotSegment));
}

#[test]
fn an_origin_is_https_or_this_machine() {
    for (url, origin) in [
        ("https://ACME.my.salesforce.com/x?y#z", Ok("https://acme.my.salesforce.com")),
        ("https://acme.my.salesforce.com:443", Ok("https://acme.my.salesforce.com")),
        ("https://acme.my.salesforce.com.", Ok("https://acme.my.salesforce.com")),
        ("https://acme.example:8443", Ok("https://acme.example:8443")),
        ("http://127.0.0.1:8080/x", Ok("http://127.0.0.1:8080")),
        ("http://localhost:8080", Ok("http://localhost:8080")),
        ("http://[::1]:8080", Ok("http://[::1]:8080")),
        ("http://acme.my.salesforce.com", Err(PathFault::PlainHttp)),
        ("http://127.0.0.1.evil.example", Err(PathFault::PlainHttp)),
        ("https://acme.my.salesforce.com@evil.example/", Err(PathFault::UserInfo)),
        ("ftp://acme.example", Err(PathFault::NoHost)),
        ("acme", Err(PathFault::NoHost)),
    ] {
        let found = Origin::parse(url);
        assert_eq!(found.as_ref().map(Origin::as_str), origin.as_ref().copied(), "{url}");
    }
}

#[test]
fn a_url_of_another_host_is_refused() {
    let org = Origin::parse("https://acme.my.salesforce.com").unwrap();
    let on = |text: &str| Path::parse_on(text, &org).map(|path| path.to_string());
    assert_eq!(on("https://acme.my.salesforce.com/id/00D/005").as_deref(), Ok("/id/00D/005"));
    assert_eq!(on("/id/00D/005").as_deref(), Ok("/id/00D/005"));
    assert_eq!(on("https://acme.my.salesforce.com").as_deref(), Ok("/"));
    assert_eq!(on("https://acme.my.salesforce.com/a/../b"), Err(PathFault::DotSegment));
    for other in ["https://evil.example/a", "https://acme.my.salesforce.com:444/a", "//evil.example/a"] {
        assert!(on(other).is_err(), "{other}");
    }
}

proptest::proptest! {
    /// What is decided on decoded words must be what a server reads: no URL library finds another path in
    /// the text that is sent.
    #[test]
    fn what_is_sent_is_what_was_looked_at(typed in "[/a-z.%0-9;?&=\\\\ +ü2Fe5C-]{0,40}") {
        if let Ok(path) = Path::parse(&typed) {
            let written = path.to_string();
            proptest::prop_assert_eq!(Path::parse(&written), Ok(path.clone()));
            let url = url::Url::parse(&format!("https://acme.example{written}")).unwrap();
            proptest::prop_assert_eq!(url.path(), written.split('?').next().unwrap());
            let read: Vec<(String, String)> = url.query_pairs().into_owned().collect();
            proptest::prop_assert_eq!(read, path.query());
        }
    }
}
