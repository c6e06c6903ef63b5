//! What is between here and the org: proxies, scripts that name them, files of authorities.

use super::*;
use crate::client::failure::{ExtraHolds, ProxyFault, ProxyWhy};
use crate::salesforce::catalogue::proxy as rows;
use crate::trouble::{AppKind, Step};

fn all_words(trouble: &Trouble) -> String {
    let steps: Vec<_> = trouble.steps(AppKind::ConnectedApp).iter().map(Step::line).collect();
    let seen = &trouble.evidence.seen;
    format!("{}\n{}\n{}\n{}", trouble.what, trouble.causes.join("\n"), steps.join("\n"), seen.join("\n"))
}

fn of_proxy(address: &str, from: Source, why: ProxyWhy) -> Trouble {
    let proxy = Named { address: address.into(), from };
    failed(Failure::Proxy(Box::new(ProxyFault { proxy, why })), &known())
}

#[test]
fn each_fault_of_a_proxy_is_its_own_and_never_the_orgs() {
    let takes = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let login = |names: &[&str], gave_login| ProxyWhy::WantsLogin { takes: takes(names), gave_login };
    let variable = Source::Variable("HTTPS_PROXY");
    for (address, from, why, cause, says, also) in [
        (
            "p.acme:3128",
            variable,
            ProxyWhy::NoSuchName,
            &rows::PROXY_NOT_FOUND,
            "The proxy p.acme:3128 was not found",
            "Correct the address in HTTPS_PROXY",
        ),
        (
            "p.acme:3128",
            Source::Windows,
            ProxyWhy::NotReached(ConnectKind::Refused),
            &rows::PROXY_NOT_REACHED,
            "The proxy p.acme:3128 refused the connection.",
            "its port in the proxy settings of Windows is wrong",
        ),
        (
            "p.acme:3128",
            variable,
            ProxyWhy::Silent { limit_ms: 10_000 },
            &rows::PROXY_NOT_REACHED,
            "did not answer in time.",
            "nothing came within 10.0 s",
        ),
        (
            "https://p.acme:3128",
            variable,
            ProxyWhy::Silent { limit_ms: 10_000 },
            &rows::PROXY_TLS_FAILED,
            "did not answer in time.",
            "Begin the address in HTTPS_PROXY with http://",
        ),
        (
            "p.acme:3128",
            variable,
            login(&["Basic"], false),
            &rows::PROXY_AUTH_REQUIRED,
            "The proxy p.acme:3128 wants a login",
            "HTTPS_PROXY names the proxy without user name and password",
        ),
        (
            "p.acme:3128",
            Source::Variable("https_proxy"),
            login(&["Negotiate", "basic"], true),
            &rows::PROXY_AUTH_REQUIRED,
            "refused the user name and password that https_proxy gives.",
            "@ is %40",
        ),
        (
            "p.acme:3128",
            variable,
            login(&["Negotiate", "NTLM"], true),
            &rows::PROXY_AUTH_REQUIRED,
            "takes a login by Negotiate or NTLM alone, which orgscope cannot do.",
            "Px or Cntlm",
        ),
        (
            "p.acme:3128",
            variable,
            ProxyWhy::Refused { status: Some(403), title: Some("Blocked".into()) },
            &rows::PROXY_REFUSED,
            "does not let a connection to acme.my.salesforce.com through (it answered 403: “Blocked”).",
            "Ask whoever runs the proxy to let acme.my.salesforce.com through",
        ),
        (
            "p.acme:3128",
            variable,
            ProxyWhy::Refused { status: Some(503), title: None },
            &rows::PROXY_REFUSED,
            "could not reach acme.my.salesforce.com (it answered 503).",
            "acme.my.salesforce.com is mistyped",
        ),
        (
            "p.acme:3128",
            variable,
            ProxyWhy::Closed,
            &rows::PROXY_REFUSED,
            "ended the connection",
            "Ask whoever",
        ),
        (
            "",
            variable,
            ProxyWhy::NotAnAddress,
            &rows::PROXY_NOT_USABLE,
            "HTTPS_PROXY is set and names no address of a proxy.",
            "%2F",
        ),
        (
            "p;3128",
            Source::Windows,
            ProxyWhy::NotAnAddress,
            &rows::PROXY_NOT_USABLE,
            "The proxy settings of Windows name no address of a proxy: “p;3128”.",
            "Correct the address",
        ),
        (
            "",
            Source::MacOs,
            ProxyWhy::Socks,
            &rows::PROXY_NOT_USABLE,
            "name a SOCKS proxy",
            "http://proxy:3128",
        ),
        (
            "https://p.acme:443",
            variable,
            ProxyWhy::Tls(TlsFault::UnknownIssuer { issuer: "CN=Acme".into(), extra: None }),
            &rows::PROXY_TLS_FAILED,
            "of the proxy https://p.acme:443 itself was issued by “CN=Acme”",
            "ORGSCOPE_CA_FILE",
        ),
    ] {
        let trouble = of_proxy(address, from, why.clone());
        assert_eq!((trouble.cause_id(), trouble.exit), (cause.id, Exit::Network), "{why:?}");
        assert!(trouble.what.contains(says), "{}", trouble.what);
        let words = all_words(&trouble);
        assert!(words.contains(also), "{words}");
        assert!(words.contains(from.words()), "where it is named: {words}");
        for blamed in ["My Domain Details", "No host of the name", "{proxy", "consumer"] {
            assert!(!words.contains(blamed), "{words}");
        }
    }
}

#[test]
fn an_answer_that_asks_for_a_login_says_which() {
    let asked = |logins: &[&str]| {
        let mut seen = seen(Some(407), LIMITS, "");
        seen.headers
            .extend(logins.iter().map(|login| ("proxy-authenticate".to_owned(), (*login).to_owned())));
        exchange(&seen, &known())
    };
    let basic = asked(&["Basic realm=\"x\""]);
    assert_eq!(basic.id, "network.proxy_auth_required");
    assert!(basic.what.starts_with("A proxy on the way to acme.my.salesforce.com wants a login"));
    assert!(asked(&["NTLM"]).what.contains("a login by NTLM alone, which orgscope cannot do"));
}

#[test]
fn a_script_is_named_where_the_host_is_out_of_reach_without_a_proxy() {
    let script = Named { address: "http://wpad/proxy.pac".into(), from: Source::Windows };
    let way = Way { script: Some(script), ..Way::default() };
    let with = |failure| {
        exchange(&Exchange { failure: Some(failure), way: way.clone(), ..seen(None, LIMITS, "") }, &known())
    };
    let said = || "os words".to_owned();
    let dns = Failure::Dns {
        host: "acme.my.salesforce.com".into(),
        kind: LookupKind::NoOutsideNames,
        said: said(),
    };
    for failure in [dns, Failure::Silent { phase: Phase::Connect, limit_ms: 10_000 }] {
        let trouble = with(failure);
        assert_eq!(trouble.cause_id(), "proxy_script_not_read");
        let words = all_words(&trouble);
        for part in
            ["http://wpad/proxy.pac", "Set HTTPS_PROXY", "the proxy settings of Windows name a script"]
        {
            assert!(words.contains(part), "{words}");
        }
    }
    // The host answers: the script is not what is missing.
    assert_eq!(with(Failure::NotHttp("x".into())).cause_id(), "not_http");
}

#[test]
fn a_host_that_is_kept_from_the_proxy_says_by_what() {
    let way = Way { exempt_by: Some("NO_PROXY"), ..Way::default() };
    let failure = Failure::Silent { phase: Phase::Connect, limit_ms: 10_000 };
    let trouble = exchange(&Exchange { failure: Some(failure), way, ..seen(None, LIMITS, "") }, &known());
    assert!(all_words(&trouble).contains("NO_PROXY keeps acme.my.salesforce.com from the proxy"));
}

#[test]
fn the_static_build_says_that_it_looks_names_up_by_itself() {
    let mut trouble = Trouble::new(Exit::Network, "network.dns_failed", "No.");
    super::super::network::say_static(&mut trouble);
    let words = all_words(&trouble);
    assert!(words.contains("static build") && words.contains("glibc") && words.contains(".local"), "{words}");
}

#[test]
fn a_file_of_authorities_that_is_none_says_what_it_is_and_how_to_convert_it() {
    let holds = |labels: &[&str]| labels.iter().map(|label| (*label).to_owned()).collect();
    for (fault, says, step) in [
        (CaFault::Empty, "is empty", "PEM"),
        (CaFault::Der, "binary form (DER)", "openssl x509 -inform der -in my.cer -out my.cer.pem"),
        (CaFault::Pkcs7 { is_der: true }, "PKCS #7", "openssl pkcs7 -print_certs -inform der"),
        (CaFault::Pkcs7 { is_der: false }, "PKCS #7", "openssl pkcs7 -print_certs -in"),
        (CaFault::Pkcs12, "private key", "openssl pkcs12 -nokeys"),
        (CaFault::NoCertificate { holds: holds(&["PRIVATE KEY"]) }, "but PRIVATE KEY", "PEM"),
        (CaFault::NoCertificate { holds: holds(&[]) }, "-----BEGIN CERTIFICATE-----", "PEM"),
        (CaFault::Damaged("bad base64".into()), "damaged certificate: bad base64", "PEM"),
    ] {
        let trouble = failed(Failure::CaFile { file: "my.cer".into(), fault }, &known());
        assert_eq!((trouble.id.as_str(), trouble.exit), ("network.ca_file_unusable", Exit::Setup));
        assert!(trouble.what.starts_with("my.cer, which ORGSCOPE_CA_FILE names, "), "{}", trouble.what);
        let words = all_words(&trouble);
        assert!(words.contains(says) && words.contains(step), "{words}");
    }
    let spaced = failed(Failure::CaFile { file: "my ca.cer".into(), fault: CaFault::Der }, &known());
    assert!(all_words(&spaced).contains("-in \"my ca.cer\" -out \"my ca.cer.pem\""));
}

#[test]
fn a_file_that_holds_another_issuer_is_named() {
    let subjects = ["CN=Other Root", "CN=B", "CN=C", "CN=D"].map(str::to_owned);
    let extra =
        |count: usize| Some(ExtraHolds { file: "ca.pem".into(), subjects: subjects[..count].to_vec() });
    let issuer = || "CN=Bugs Root".to_owned();
    let unknown = |extra| failed(Failure::Tls(TlsFault::UnknownIssuer { issuer: issuer(), extra }), &known());
    assert!(unknown(extra(1)).what.ends_with(
        "issued by “CN=Bugs Root”, which this machine does not trust; ORGSCOPE_CA_FILE names ca.pem, which holds “CN=Other Root”, not this issuer."
    ));
    assert!(unknown(extra(4)).what.contains("“CN=C”, 1 more, not"));
    assert!(!unknown(None).what.contains("ORGSCOPE_CA_FILE"));
    let other = failed(Failure::Tls(TlsFault::OtherKey { issuer: issuer(), extra: extra(1) }), &known());
    assert_eq!(other.cause_id(), "tls_intercepted");
    assert!(other.what.contains("with another key") && other.what.ends_with("perhaps a former one."));
}
