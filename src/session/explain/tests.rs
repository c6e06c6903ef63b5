mod way;

use super::*;
use crate::client::failure::{CaFault, ConnectKind, Failure, LookupKind, Phase, TlsFault};
use crate::client::proxy::{Named, Source, Way};
use crate::client::request::Get;
use crate::salesforce::path::PathFault;

const LIMITS: &str = "/services/data/v64.0/limits";

fn seen(status: Option<u16>, path: &str, body: &str) -> Exchange {
    Exchange {
        number: 7,
        method: "GET",
        url: format!("https://acme.my.salesforce.com{path}"),
        started_at: jiff::Timestamp::UNIX_EPOCH,
        ms: 77,
        phases: Default::default(),
        status,
        http: None,
        headers: vec![("content-type".into(), "application/json".into())],
        body: body.to_owned().into(),
        is_masked: false,
        wire_bytes: Some(1_300),
        let_go: None,
        failure: None,
        calls: 0,
        address: None,
        tls: None,
        certificate: None,
        way: Default::default(),
    }
}

fn known() -> Known {
    Known { is_listed: true, ..Known::default() }
}

/// As [`seen`], through a proxy.
fn through(proxy: &str, failure: Option<Failure>) -> Exchange {
    let proxy = Named { address: proxy.into(), from: Source::Variable("HTTPS_PROXY") };
    let way = Way { proxy: Some(proxy), ..Way::default() };
    Exchange { failure, way, ..seen(None, LIMITS, "") }
}

fn failed(failure: Failure, known: &Known) -> Trouble {
    exchange(&Exchange { failure: Some(failure), ..seen(None, LIMITS, "") }, known)
}

#[test]
fn a_failing_network_is_told_and_is_no_fault_of_the_pair() {
    let said = || "os words".to_owned();
    let silent = |phase| Failure::Silent { phase, limit_ms: 10_000 };
    let connect = |kind| Failure::Connect { host: "acme.example:443".into(), kind, said: said() };
    let dns = |kind| Failure::Dns { host: "acme.my.salesforce.com".into(), kind, said: said() };
    let at = Some("2020-01-01T00:00:00Z".parse().unwrap());
    for (failure, id, words) in [
        (
            dns(LookupKind::NoSuchName),
            "network.my_domain_not_found",
            "No host of the name acme.my.salesforce.com exists.",
        ),
        (
            dns(LookupKind::NoOutsideNames),
            "network.dns_failed",
            "can't resolve acme.my.salesforce.com or login.salesforce.com",
        ),
        (dns(LookupKind::NoAnswer), "network.dns_failed", "the name service does not answer"),
        (connect(ConnectKind::Refused), "network.connect_failed", "acme.example:443 refused the connection."),
        (connect(ConnectKind::Unreachable), "network.connect_failed", "There is no way from here"),
        (silent(Phase::Connect), "network.timeout", "did not take the connection in time."),
        (
            silent(Phase::Wait),
            "network.timeout",
            "did not answer in time. The proxy in use is p:1 (HTTPS_PROXY).",
        ),
        (silent(Phase::Read), "network.timeout", "stopped sending in the middle"),
        (
            Failure::Broken { phase: Phase::Read, said: said() },
            "network.connection_lost",
            "in the middle of the answer.",
        ),
        (
            Failure::Broken { phase: Phase::Wait, said: said() },
            "network.connection_lost",
            "without an answer",
        ),
        (
            Failure::Tls(TlsFault::UnknownIssuer { issuer: "CN=Zscaler".into(), extra: None }),
            "network.tls_intercepted",
            "issued by “CN=Zscaler”, which this machine does not trust.",
        ),
        (
            Failure::Tls(TlsFault::WrongName { asked: "x".into(), names: vec!["other.example".into()] }),
            "network.tls_failed",
            "is for other.example.",
        ),
        (Failure::Tls(TlsFault::Expired { not_after: at }), "network.clock_skew", "ended on "),
        (Failure::NoTrustStore("none".into()), "network.no_trust_store", "no certificate authorities"),
        (Failure::NotHttp("x".into()), "network.not_http", "does not speak HTTP"),
    ] {
        let trouble = exchange(&through("p:1", Some(failure.clone())), &known());
        assert_eq!((trouble.id.as_str(), trouble.exit), (id, Exit::Network), "{failure:?}");
        assert!(trouble.what.contains(words), "{}", trouble.what);
        let all = format!("{} {:?}", trouble.what, trouble.causes).to_lowercase();
        for blamed in ["consumer key", "secret", "credential", "password"] {
            assert!(!all.contains(blamed), "{all}");
        }
        assert!(trouble.what.ends_with('.') && !trouble.next.is_empty(), "{trouble:?}");
        assert_eq!(trouble.evidence.exchange, Some(7));
    }
}

#[test]
fn words_of_a_library_do_not_reach_a_person() {
    let said = "client error (Connect): tcp connect error: Connection refused (os error 111)".to_owned();
    let failure = Failure::Connect { host: "a.example".into(), kind: ConnectKind::Refused, said };
    let trouble = failed(failure, &Known::default());
    assert_eq!(trouble.evidence.message.as_deref(), Some("connection refused"));
}

#[test]
fn what_is_no_matter_of_the_network_has_another_exit() {
    for (failure, id, exit) in [
        (Failure::Stopped, "request.stopped", Exit::Interrupted),
        (Failure::TooBig { cap: 256_000_000, unpacked: true }, "api.answer_too_big", Exit::Refused),
        (
            Failure::CaFile { file: "ca.pem".into(), fault: CaFault::Empty },
            "network.ca_file_unusable",
            Exit::Setup,
        ),
        (Failure::NotGzip, "token.answer_unreadable", Exit::Refused),
        (Failure::NotSent(Refusal::RunsCode("/x".into())), "request.runs_code", Exit::Usage),
        (
            Failure::TokenOfOther { token: "https://a".into(), asked: "https://b".into() },
            "request.other_host",
            Exit::Refused,
        ),
    ] {
        let trouble = failed(failure, &known());
        assert_eq!((trouble.id.as_str(), trouble.exit), (id, exit), "{}", trouble.what);
    }
}

#[test]
fn an_answer_is_explained_by_the_catalogue_or_in_its_own_words() {
    let limit = r#"[{"message":"TotalRequests Limit exceeded.","errorCode":"REQUEST_LIMIT_EXCEEDED"}]"#;
    let field = r#"[{"message":"\nFoo FROM A\n^\nERROR at Row:1:Column:8\nNo such column 'Foo'","errorCode":"X_NEW_CODE"}]"#;
    let page = "<html><head><title>Down\u{202e} for a while</title></head></html>";
    for (status, path, body, id, words) in [
        (403, LIMITS, limit, "limits.daily_limit_reached", "used up"),
        (
            400,
            "/services/data/v64.0/query?q=x",
            field,
            "api.unrecognised",
            "with X_NEW_CODE, which orgscope does not know: ",
        ),
        (
            500,
            LIMITS,
            "{}",
            "api.unrecognised",
            "acme.my.salesforce.com answered 500 to the request, in a way that orgscope does not know.",
        ),
        (418, LIMITS, page, "token.html_instead_of_json", "web page"),
    ] {
        let trouble = exchange(&seen(Some(status), path, body), &known());
        assert_eq!(trouble.id, id, "{}", trouble.what);
        assert!(trouble.what.contains(words), "{}", trouble.what);
        assert_eq!((trouble.evidence.status, trouble.evidence.ms), (Some(status), Some(77)));
        assert!(!format!("{trouble:?}").contains('\u{202e}'));
    }
}

#[test]
fn a_field_or_object_that_is_not_seen_is_named() {
    let user = Known { user: Some("svc@acme.com".into()), ..known() };
    let caret = "\\nSELECT Foo FROM Account\\n       ^\\nERROR at Row:1:Column:8\\n";
    for (code, message, what, said) in [
        (
            "INVALID_FIELD",
            format!("{caret}No such column 'Foo' on entity 'Account'. If you are"),
            "No field Foo of Account is visible to svc@acme.com.",
            "No such column 'Foo' on entity 'Account'. If you are (row 1, column 8)",
        ),
        (
            "INVALID_FIELD",
            "No such column 'Foo' on sobject of type Account".into(),
            "No field Foo of Account is visible to svc@acme.com.",
            "No such column 'Foo' on sobject of type Account",
        ),
        (
            "INVALID_TYPE",
            format!("{caret}sObject type 'Accout' is not supported. If"),
            "No object Accout is visible to svc@acme.com.",
            "sObject type 'Accout' is not supported. If (row 1, column 8)",
        ),
    ] {
        let body = format!(r#"[{{"message":"{message}","errorCode":"{code}"}}]"#);
        let trouble = exchange(&seen(Some(400), "/services/data/v64.0/query?q=x", &body), &user);
        assert_eq!(trouble.what, what);
        assert_eq!(trouble.evidence.message.as_deref(), Some(said));
    }
}

#[test]
fn what_is_not_there_may_be_hidden() {
    let body = r#"[{"errorCode":"NOT_FOUND","message":"The requested resource does not exist"}]"#;
    let root = "/services/data/v64.0";
    let user = Known { user: Some("svc@acme.com".into()), ..known() };
    for (path, id, words) in [
        ("/sobjects/Acount/describe", "api.no_such_object", "No object Acount is visible to svc@acme.com."),
        ("/sobjects/Acount", "api.no_such_object", "No object Acount"),
        ("/sobjects/Account/0015g?fields=Id", "api.no_such_record", "No record 0015g of Account is visible"),
        ("/nonsense", "api.no_such_resource", "There is no resource /services/data/v64.0/nonsense."),
    ] {
        let trouble = exchange(&seen(Some(404), &format!("{root}{path}"), body), &user);
        assert_eq!(trouble.id, id);
        assert!(trouble.what.contains(words), "{}", trouble.what);
        let pinned = Known { is_listed: false, ..user.clone() };
        let pinned = exchange(&seen(Some(404), &format!("{root}{path}"), body), &pinned);
        assert!(pinned.causes.iter().any(|cause| cause.contains("API version")), "{pinned:?}");
    }
}

#[test]
fn what_is_not_sent_says_why() {
    for (path, id) in [
        ("/services/apexrest/x", "request.runs_code"),
        ("/secur/logout.jsp", "request.unknown_root"),
        ("/services/data/v64.0/../x", "request.path"),
        ("/services/data/v64.0/query?q=SELECT+Id+FROM+A+FOR+VIEW", "request.writes"),
        ("/services/data/v64.0/limits?sid=x", "request.carries_secret"),
    ] {
        let refused = refusal(&Get::at(path).unwrap_err());
        assert_eq!((refused.id.as_str(), refused.exit), (id, Exit::Usage));
        assert!(refused.what.ends_with('.'), "{}", refused.what);
    }
    assert_eq!(refusal(&PathFault::Empty.into()).id, "request.path");
}

#[test]
fn a_cookie_of_whoever_answered_is_not_kept_beside_the_trouble() {
    let mut refused = seen(Some(403), LIMITS, "{}");
    refused.headers.push(("set-cookie".into(), "sid=somebody".into()));
    let came = exchange(&refused, &known()).answer.unwrap();
    assert_eq!(came.headers, ["content-type: application/json"]);
}
