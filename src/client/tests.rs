mod bounds;
mod kept;
mod proxies;

use std::io::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::PrivateKeyDer;

use super::failure::{ConnectKind, LookupKind, Phase, TlsFault};
use super::request::{Grant, GrantStyle};
use super::test_server::{Reply, Seen, Server};
use super::tls::ExtraCa;
use super::*;
use crate::salesforce::credentials::{AccessToken, Pair};
use crate::salesforce::path::Origin;

const PATH: &str = "/services/data/v64.0/limits";
const ORG: &str = "https://acme.my.salesforce.com";

fn options() -> Options {
    let quick = Duration::from_millis(200);
    let limits = Limits {
        connect: quick,
        certificate: Duration::ZERO,
        wait: quick,
        token: quick,
        read: quick,
        total: quick * 3,
    };
    Options { limits, cap: 1 << 20, ..Options::default() }
}

fn origin(url: &str) -> Origin {
    Origin::parse(url).unwrap()
}

fn read() -> Request {
    Request::Get(Get::at(PATH).unwrap())
}

async fn ask(url: &str, options: Options) -> Arc<Exchange> {
    Line::new(options).send(&origin(url), &read(), None, How::default()).await
}

async fn answer_of(reply: Reply) -> Arc<Exchange> {
    let server = Server::start(move |_| reply.clone()).await;
    ask(&server.url(), options()).await
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn gzipped(body: Vec<u8>) -> Reply {
    Reply::Http(200, vec![("content-encoding", "gzip".into())], body)
}

#[tokio::test]
async fn the_body_is_exact_and_the_size_on_the_wire_is_known() {
    let body = "{ \"ä\" : 1.0E7,\t\"x\":\"\\u0000\" }\n".repeat(20);
    let packed = gzip(body.as_bytes());
    let size = packed.len() as u64;
    let exchange = answer_of(gzipped(packed)).await;
    assert_eq!(exchange.body.as_ref(), body.as_bytes());
    assert_eq!(exchange.wire_bytes, Some(size));
    assert_eq!(exchange.header("content-encoding"), Some("gzip"));
    assert_eq!(exchange.header("content-length"), Some(size.to_string().as_str()));
    assert_eq!((exchange.status, exchange.http, exchange.method), (Some(200), Some("HTTP/1.1"), "GET"));
    assert!(exchange.url.ends_with(PATH) && exchange.target() == PATH);
}

#[tokio::test]
async fn silence_is_named_by_where_it_is() {
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc";
    for (sent, phase) in [("", Phase::Wait), (head, Phase::Read)] {
        let silent = answer_of(Reply::Stall(sent.into())).await;
        let Some(Failure::Silent { phase: found, .. }) = silent.failure else { panic!("{silent:?}") };
        assert_eq!(found, phase);
    }
    // What came before the silence is kept as it is.
    assert_eq!(answer_of(Reply::Stall(head.into())).await.body.as_ref(), b"abc");
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_no_answer() {
    for (sent, word) in [
        ("", "broken"),
        ("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc", "broken"),
        ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nabcde\r\n", "broken"),
        ("SSH-2.0-OpenSSH_9.6\r\n", "not_http"),
    ] {
        let exchange = answer_of(Reply::Raw(sent.into())).await;
        assert_eq!(exchange.failure.as_ref().map(Failure::word), Some(word), "{sent}: {exchange:?}");
    }
    let not_gzip = answer_of(gzipped(b"{}".to_vec())).await;
    assert_eq!(not_gzip.failure, Some(Failure::NotGzip));
    let refused = ask("http://127.0.0.1:1", options()).await;
    let Some(Failure::Connect { host, kind, .. }) = &refused.failure else { panic!("{refused:?}") };
    assert_eq!((host.as_str(), *kind), ("127.0.0.1:1", ConnectKind::Refused));
    assert_eq!((refused.status, refused.calls), (None, 0));
}

#[tokio::test]
async fn a_name_that_does_not_exist_is_told_from_a_machine_that_knows_no_names() {
    let kind = async |known: &'static [&'static str]| {
        let names = options::Names::Listed(Arc::new(known.to_vec()));
        let extra_ca = Some(authority("Acme Root").ca);
        let exchange =
            ask(ORG, Options { names, extra_ca, proxies: Some(Default::default()), ..options() }).await;
        match &exchange.failure {
            Some(Failure::Dns { host, kind, .. }) if host == "acme.my.salesforce.com" => *kind,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(kind(&["login.salesforce.com"]).await, LookupKind::NoSuchName);
    assert_eq!(kind(&["localhost"]).await, LookupKind::NoOutsideNames);
    // The system's resolver, wherever this runs: a name that can't exist, or nobody to ask.
    let exchange =
        ask("https://nobody.invalid", Options { proxies: Some(Default::default()), ..options() }).await;
    let is_dns = matches!(
        exchange.failure,
        Some(Failure::Dns { .. } | Failure::Silent { phase: Phase::Dns, .. } | Failure::NoTrustStore(_))
    );
    assert!(is_dns, "{exchange:?}");
}

#[tokio::test]
async fn a_token_is_not_sent_to_another_origin() {
    let server = Server::start(|_| Reply::json(200, "{}")).await;
    let line = Line::new(options());
    for origin_of_token in [ORG, "http://127.0.0.1:1", "http://localhost", "https://127.0.0.1"] {
        let token = AccessToken::new("00D!secret", origin_of_token);
        let exchange = line.send(&origin(&server.url()), &read(), Some(&token), How::default()).await;
        assert_eq!(exchange.failure.as_ref().map(Failure::word), Some("token_of_other"));
    }
    let token = Arc::new(AccessToken::new("00D!secret", ORG));
    let revoke = Request::Revoke(token);
    let exchange = line.send(&origin(&server.url()), &revoke, None, How::default()).await;
    assert_eq!(exchange.failure.as_ref().map(Failure::word), Some("token_of_other"));
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn a_token_behind_a_byte_order_mark_is_found_and_masked() {
    let body = "\u{feff}{\"access_token\":\"00D5g000008XyZa!AQEAQhidden\",\"instance_url\":\"https://acme.my.salesforce.com\"}";
    let server = Server::start(move |_| Reply::json(200, body)).await;
    let pair = Arc::new(Pair::new("3MVG9key", "0123456789ABCDEF"));
    let line = Line::new(options());
    let answer = line.grant(&origin(&server.url()), Grant { pair, style: GrantStyle::Form }).await;
    assert!(answer.has_token() && answer.granted.as_ref().unwrap().instance_url.is_some());
    let kept = String::from_utf8_lossy(&answer.exchange.body).into_owned();
    assert!(kept.starts_with('\u{feff}') && answer.exchange.is_masked && !kept.contains("hidden"), "{kept}");
}

#[tokio::test]
async fn progress_is_told_piece_by_piece() {
    let server = Server::start(|_| Reply::Http(200, vec![], vec![b' '; 300_000])).await;
    let heard = Mutex::new(Vec::new());
    let progress = |received: Received| heard.lock().unwrap().push(received);
    let how = How { progress: Some(&progress), ..How::default() };
    Line::new(options()).send(&origin(&server.url()), &read(), None, how).await;
    let heard = heard.lock().unwrap();
    assert!(heard.windows(2).all(|pair| pair[0].bytes < pair[1].bytes));
    assert_eq!(heard.last(), Some(&Received { bytes: 300_000, of: Some(300_000) }));
}

#[tokio::test]
async fn phases_are_none_on_a_connection_that_was_kept() {
    let pause = Duration::from_millis(30);
    let server = Server::start(move |_| Reply::After(pause, Box::new(Reply::json(200, "{}")))).await;
    let line = Line::new(options());
    let to = origin(&server.url());
    let first = line.send(&to, &read(), None, How::default()).await.phases;
    let second = line.send(&to, &read(), None, How::default()).await.phases;
    assert!(first.connect.is_some() && first.tls.is_none() && !first.is_kept(), "{first:?}");
    assert!(second.connect.is_none() && second.is_kept(), "{second:?}");
    assert!(first.wait.unwrap() >= 29 && second.wait.unwrap() >= 29, "{first:?} {second:?}");
}

struct Authority {
    issuer: Issuer<'static, KeyPair>,
    ca: Arc<ExtraCa>,
}

fn authority(name: &str) -> Authority {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let pem = params.self_signed(&key).unwrap().pem().into_bytes();
    Authority { issuer: Issuer::new(params, key), ca: Arc::new(ExtraCa { file: "ca.pem".into(), pem }) }
}

fn server_config(authority: &Authority, name: &str, until: i32) -> rustls::ServerConfig {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_after = date_time_ymd(until, 1, 1);
    let leaf = params.signed_by(&key, &authority.issuer).unwrap();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![leaf.der().clone()], key)
        .unwrap()
}

async fn failure(url: &str, options: Options) -> Option<Failure> {
    ask(url, options).await.failure.clone()
}

#[tokio::test]
async fn a_company_authority_is_trusted_where_it_is_given() {
    let acme = authority("Acme Root");
    let server = Server::start_tls(server_config(&acme, "localhost", 2100), |_| Reply::json(200, "{}")).await;
    let url = format!("https://localhost:{}", server.port);
    let trusting = Options { extra_ca: Some(Arc::clone(&acme.ca)), ..options() };
    let line = Line::new(trusting);
    let exchange = line.send(&origin(&url), &read(), None, How::default()).await;
    assert_eq!((exchange.status, &exchange.failure), (Some(200), &None));
    let phases = exchange.phases;
    assert!(phases.dns.is_some() && phases.connect.is_some() && phases.tls.is_some(), "{phases:?}");
    assert_eq!(exchange.tls, Some("TLS 1.3"));
    assert_eq!(exchange.address.map(|address| address.port()), Some(server.port));
    let certificate = exchange.certificate.clone().unwrap();
    assert_eq!(certificate.names, ["localhost"]);
    assert!(certificate.issuer.contains("Acme Root") && certificate.subject.contains("localhost"));
    assert_eq!(certificate.not_after.unwrap().to_string(), "2100-01-01T00:00:00Z");
    // Something else in the place of an authority.
    let wrong = Arc::new(ExtraCa { file: "ca.pem".into(), pem: b"nothing".to_vec() });
    let failure = failure(&url, Options { extra_ca: Some(wrong), ..options() }).await;
    let fault = failure::CaFault::NoCertificate { holds: Vec::new() };
    assert_eq!(failure, Some(Failure::CaFile { file: "ca.pem".into(), fault }));
}

#[tokio::test]
async fn what_is_wrong_with_a_certificate_is_named() {
    let (acme, other) = (authority("Acme Root"), authority("Inspecting Proxy CA"));
    let trusting = |a: &Authority| Options { extra_ca: Some(Arc::clone(&a.ca)), ..options() };

    let server = Server::start_tls(server_config(&other, "localhost", 2100), |_| Reply::json(200, "")).await;
    let url = format!("https://localhost:{}", server.port);
    let exchange = ask(&url, trusting(&acme)).await;
    let Some(Failure::Tls(TlsFault::UnknownIssuer { issuer, extra })) = &exchange.failure else {
        panic!("{exchange:?}")
    };
    assert!(issuer.contains("Inspecting Proxy CA"), "{issuer}");
    let extra = extra.as_ref().unwrap();
    assert!(extra.file == "ca.pem" && extra.subjects[0].contains("Acme Root"), "{extra:?}");
    // An authority of the same name, with another key: an old one.
    let failed = failure(&url, trusting(&authority("Inspecting Proxy CA"))).await;
    let Some(Failure::Tls(TlsFault::OtherKey { issuer, .. })) = &failed else { panic!("{failed:?}") };
    assert!(issuer.contains("Inspecting Proxy CA"), "{issuer}");
    assert_eq!(exchange.certificate.as_ref().unwrap().names, ["localhost"]);
    assert!(server.seen().is_empty());

    let server =
        Server::start_tls(server_config(&acme, "other.example", 2100), |_| Reply::json(200, "")).await;
    let url = format!("https://localhost:{}", server.port);
    let names = vec!["other.example".to_owned()];
    let asked = "localhost".to_owned();
    assert_eq!(
        failure(&url, trusting(&acme)).await,
        Some(Failure::Tls(TlsFault::WrongName { asked, names }))
    );

    let server = Server::start_tls(server_config(&acme, "localhost", 2020), |_| Reply::json(200, "")).await;
    let url = format!("https://localhost:{}", server.port);
    let not_after = Some("2020-01-01T00:00:00Z".parse().unwrap());
    assert_eq!(failure(&url, trusting(&acme)).await, Some(Failure::Tls(TlsFault::Expired { not_after })));

    // Plain HTTP where TLS should be.
    let server = Server::start(|_| Reply::json(200, "")).await;
    let url = format!("https://localhost:{}", server.port);
    let failure = failure(&url, trusting(&acme)).await;
    assert!(matches!(failure.as_ref().map(Failure::word), Some("tls" | "broken" | "silent")), "{failure:?}");
}

/// Salesforce's hosts behind a content delivery network speak HTTP/2 (help article 005318663), others HTTP/1.1.
#[tokio::test]
async fn over_http2_all_is_as_over_http1() {
    let acme = authority("Acme Root");
    let behave = |seen: &Seen| match seen.target.as_str() {
        "/services/data/v64.0/limits" => {
            let pause = Duration::from_millis(30);
            let packed = gzip(b"{\"a\": 1.0E7}");
            let headers =
                vec![("content-encoding", "gzip".into()), ("sforce-limit-info", "api-usage=1/9".into())];
            Reply::After(pause, Box::new(Reply::Http(200, headers, packed)))
        }
        "/services/oauth2/token" => Reply::json(400, r#"{"error":"invalid_grant"}"#),
        "/services/data/v64.0/broken" => Reply::Raw(b"{\"a\":".to_vec()),
        "/services/data/v64.0/reset" => Reply::Raw(Vec::new()),
        "/services/data/v64.0/silent" => Reply::Stall(Vec::new()),
        "/services/data/v64.0/half" => Reply::Stall(b"abc".to_vec()),
        _ => Reply::json(404, "[]"),
    };
    let server = Server::start_http2(server_config(&acme, "localhost", 2100), behave).await;
    let to = origin(&format!("https://localhost:{}", server.port));
    let line = Line::new(Options { extra_ca: Some(Arc::clone(&acme.ca)), ..options() });
    let get = |path: &str| Request::Get(Get::at(path).unwrap());

    let first = line.send(&to, &read(), None, How::default()).await;
    assert_eq!((first.status, first.http, &first.failure), (Some(200), Some("HTTP/2"), &None));
    assert_eq!(first.body.as_ref(), b"{\"a\": 1.0E7}");
    assert_eq!(first.header("sforce-limit-info"), Some("api-usage=1/9"));
    assert!(first.phases.tls.is_some() && first.phases.wait.unwrap() >= 29, "{:?}", first.phases);
    assert_eq!((first.tls, first.address.map(|to| to.port())), (Some("TLS 1.3"), Some(server.port)));

    let pair = Pair::new("3MVG9key", "0123456789ABCDEF");
    let refused = line.grant(&to, Grant { pair: Arc::new(pair), style: GrantStyle::Form }).await;
    assert_eq!((refused.exchange.status, refused.has_token()), (Some(400), false));
    let asked = server.seen().pop().unwrap();
    assert_eq!(asked.method, "POST");
    assert!(asked.body.contains("client_secret=0123456789ABCDEF"));

    // What goes wrong on one stream is no trouble of the others, which share its connection.
    for (path, word, phase, came) in [
        ("/services/data/v64.0/broken", "broken", Phase::Read, "{\"a\":"),
        ("/services/data/v64.0/reset", "broken", Phase::Wait, ""),
        ("/services/data/v64.0/silent", "silent", Phase::Wait, ""),
        ("/services/data/v64.0/half", "silent", Phase::Read, "abc"),
    ] {
        let (one, other) = (get(path), read());
        let (wrong, right) = tokio::join!(
            line.send(&to, &one, None, How::default()),
            line.send(&to, &other, None, How::default())
        );
        let failure = wrong.failure.as_ref().unwrap_or_else(|| panic!("{path}: {wrong:?}"));
        let (Failure::Broken { phase: at, .. } | Failure::Silent { phase: at, .. }) = failure else {
            panic!("{path}: {failure:?}")
        };
        assert_eq!((failure.word(), *at), (word, phase), "{path}: {failure:?}");
        assert_eq!(wrong.body.as_ref(), came.as_bytes(), "{path}");
        assert_eq!(
            (right.status, &right.failure, right.phases.is_kept()),
            (Some(200), &None, true),
            "{path}"
        );
    }
    assert_eq!(server.closed(), 0, "one connection for all of it");
}
