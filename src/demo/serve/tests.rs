//! What goes over the wire, asked by a client that knows nothing: a socket and bytes.

use std::io::Read as _;

use tokio::io::AsyncReadExt;

use super::*;
use crate::demo::faults::{Fault, Thrown};

/// An answer as it came: status, head, body.
#[derive(Debug)]
struct Got {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Got {
    fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    fn header(&self, name: &str) -> Option<&str> {
        let line =
            self.head.lines().find(|line| line.to_ascii_lowercase().starts_with(&format!("{name}:")))?;
        Some(line.split_once(':')?.1.trim())
    }
}

async fn org() -> Running {
    start(Options::default()).await.unwrap()
}

/// All bytes that come for a request, until the org closes.
async fn bytes(base_url: &str, request: &str) -> io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(base_url.trim_start_matches("http://")).await?;
    stream.write_all(request.as_bytes()).await?;
    let mut out = Vec::new();
    stream.read_to_end(&mut out).await?;
    Ok(out)
}

async fn ask(base_url: &str, verb: &str, target: &str, headers: &str, body: &str) -> Got {
    let request = format!(
        "{verb} {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {}\r\n{headers}\r\n{body}",
        body.len()
    );
    let bytes = bytes(base_url, &request).await.unwrap();
    let split = bytes
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&bytes)));
    let head = String::from_utf8(bytes[..split].to_vec()).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Got { status, head, body: bytes[split + 4..].to_vec() }
}

async fn token(running: &Running) -> String {
    let form = format!("grant_type=client_credentials&client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}");
    let got = ask(&running.base_url, "POST", "/services/oauth2/token", "", &form).await;
    assert_eq!(got.status, 200, "{}", got.text());
    let answer: serde_json::Value = serde_json::from_slice(&got.body).unwrap();
    answer["access_token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_token_opens_the_data_and_every_call_is_counted() {
    let running = org().await;
    let header = format!("Authorization: Bearer {}\r\n", token(&running).await);
    for n in 1..=3 {
        let got = ask(&running.base_url, "GET", "/services/data/v60.0/limits", &header, "").await;
        assert_eq!(got.status, 200);
        assert_eq!(got.header("sforce-limit-info"), Some(format!("api-usage={n}/15000").as_str()));
        assert!(
            got.text().contains(&format!(r#""DailyApiRequests":{{"Max":15000,"Remaining":{}}}"#, 15_000 - n))
        );
    }
    let got = ask(&running.base_url, "GET", "/services/data", "", "").await;
    assert_eq!((got.status, got.header("sforce-limit-info")), (200, None));
    let got =
        ask(&running.base_url, "GET", "/services/data/v60.0/limits", "Authorization: Bearer x\r\n", "").await;
    assert_eq!(got.text(), r#"[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]"#);
    assert_eq!((got.status, running.org.calls()), (401, 3));
}

#[tokio::test]
async fn a_body_is_compressed_or_indented_when_that_is_asked_for() {
    let running = org().await;
    let header = format!("Authorization: Bearer {}\r\n", token(&running).await);
    let plain = ask(&running.base_url, "GET", "/services/data/v60.0/sobjects", &header, "").await;
    let gzip = ask(
        &running.base_url,
        "GET",
        "/services/data/v60.0/sobjects",
        &format!("{header}Accept-Encoding: gzip\r\n"),
        "",
    )
    .await;
    assert_eq!((plain.header("content-encoding"), gzip.header("content-encoding")), (None, Some("gzip")));
    let mut unpacked = Vec::new();
    flate2::read::GzDecoder::new(&gzip.body[..]).read_to_end(&mut unpacked).unwrap();
    assert_eq!(unpacked, plain.body);
    let pretty = ask(
        &running.base_url,
        "GET",
        "/services/data/v60.0/sobjects",
        &format!("{header}X-PrettyPrint: 1\r\n"),
        "",
    )
    .await;
    assert!(pretty.text().starts_with("{\n  \"encoding\" : \"UTF-8\",\n  \"maxBatchSize\" : 200,\n  \"sobjects\" : [ {\n    \"activateable\" : false,"), "{}", pretty.text());
}

#[tokio::test]
async fn heads_that_are_too_long_get_the_servers_page() {
    let running = org().await;
    let got =
        ask(&running.base_url, "GET", &format!("/services/data?q={}", "x".repeat(17_000)), "", "").await;
    assert_eq!(
        (got.status, got.text().as_str()),
        (414, "<h1>Bad Message 414</h1><pre>reason: URI Too Long</pre>")
    );
    let got =
        ask(&running.base_url, "GET", "/services/data", &format!("X-Long: {}\r\n", "x".repeat(17_000)), "")
            .await;
    assert_eq!(got.status, 431);
}

#[tokio::test]
async fn a_head_has_no_body_and_nonsense_no_answer_that_breaks_the_org() {
    let running = org().await;
    let head = ask(&running.base_url, "HEAD", "/services/data", "", "").await;
    assert_eq!((head.status, head.body.len()), (200, 0));
    let odd = [
        "GET / HTTP/1.1\r\n\r\n",
        "\u{16}\u{3}\u{1}",
        "GET /services/data HTTP/1.1\r\nContent-Length: 99\r\n\r\n",
        "POST /services/oauth2/token HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "GET /services/data/v60.0/sobjects/%ff%00%2e%2e/describe HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        "GET http://elsewhere/services/data HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        "BREW /services/data HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    ];
    for request in odd {
        let _ = tokio::time::timeout(Duration::from_millis(60), bytes(&running.base_url, request)).await;
    }
    assert_eq!(ask(&running.base_url, "GET", "/services/data", "", "").await.status, 200);
}

fn half(_: &Org, _: &Asked, _: &Thrown, answer: &mut Answer) {
    answer.delivery = Delivery::Cut(50);
}

fn cut_off(_: &Org, _: &Asked, _: &Thrown) -> Option<Answer> {
    Some(Answer { delivery: Delivery::Reset, ..Answer::empty(200) })
}

fn not_http(_: &Org, asked: &Asked, thrown: &Thrown) -> Option<Answer> {
    let late = thrown.count() >= thrown.number(0) && asked.verb == "GET";
    late.then(|| Answer {
        delivery: Delivery::Raw(Bytes::from_static(b"SSH-2.0-x\r\n")),
        ..Answer::empty(200)
    })
}

fn slowly(_: &Org, _: &Asked, _: &Thrown, answer: &mut Answer) {
    answer.delivery = Delivery::Trickle(700, Duration::from_millis(1));
}

#[tokio::test]
async fn a_fault_changes_the_answer_or_the_connection_and_can_be_switched_off() {
    let running = org().await;
    let base = running.base_url.clone();
    let request = "GET /services/data HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let whole = bytes(&base, request).await.unwrap();

    running.faults.switch_on(Fault { name: "half", after: Some(half), ..Fault::NONE }, None);
    let part = bytes(&base, request).await.unwrap();
    assert!(part.len() < whole.len() && part.starts_with(b"HTTP/1.1 200 OK"));
    running.faults.clear("half");

    running.faults.switch_on(Fault { name: "slowly", after: Some(slowly), ..Fault::NONE }, None);
    assert!(bytes(&base, request).await.unwrap().ends_with(&whole[whole.len() - 100..]));
    running.faults.clear("slowly");

    running.faults.switch_on(Fault { name: "reset", before: Some(cut_off), ..Fault::NONE }, None);
    let reset = bytes(&base, request).await;
    assert_eq!(reset.unwrap_err().kind(), io::ErrorKind::ConnectionReset);
    running.faults.clear("reset");

    running.faults.switch_on(Fault { name: "not_http", before: Some(not_http), ..Fault::NONE }, Some("1"));
    assert!(bytes(&base, request).await.unwrap().starts_with(b"HTTP/1.1"), "the first call is answered");
    assert_eq!(bytes(&base, request).await.unwrap(), b"SSH-2.0-x\r\n");
    running.faults.clear("not_http");

    let greets = |_: &Thrown| Greeting::Say(Bytes::from_static(b"220 mail"));
    running.faults.switch_on(Fault { name: "mail", greets: Some(greets), ..Fault::NONE }, None);
    assert!(
        bytes(&base, request).await.is_ok_and(|got| got == b"220 mail")
            || bytes(&base, request).await.is_err()
    );
    running.faults.clear("mail");

    assert_eq!(bytes(&base, request).await.unwrap().len(), whole.len());
    assert_eq!(
        running.faults.throw("no such", None).unwrap_err().to_string(),
        r#"the demo org knows no fault "no such""#
    );
}

#[tokio::test]
async fn a_stopped_org_gives_its_port_back() {
    let running = org().await;
    let port: u16 = running.base_url.rsplit_once(':').unwrap().1.parse().unwrap();
    running.stop().await;
    let again = start(Options { port, ..Options::default() }).await.unwrap();
    assert!(again.base_url.ends_with(&format!(":{port}")));
    let error = start(Options { port, ..Options::default() }).await.unwrap_err();
    assert!(error.to_string().starts_with(&format!("127.0.0.1:{port} can't be listened on")));
}

#[tokio::test]
async fn with_tls_only_who_trusts_its_authority_gets_an_answer() {
    let folder = tempfile::tempdir().unwrap();
    let running = start(Options { tls: Some(folder.path().to_owned()), ..Options::default() }).await.unwrap();
    let address = running.base_url.strip_prefix("https://").unwrap().to_owned();
    let pem = std::fs::read(running.ca_file.as_ref().unwrap()).unwrap();
    let expired = Fault { name: "expired", certificate: Some(tls::Flaw::Expired), ..Fault::NONE };
    let faults = Arc::new(Faults::default());
    faults.switch_on(expired, None);
    let elsewhere = tempfile::tempdir().unwrap();
    let flawed = Options { tls: Some(elsewhere.path().to_owned()), faults, ..Options::default() };
    let flawed = start(flawed).await.unwrap();
    let flawed_pem = std::fs::read(flawed.ca_file.as_ref().unwrap()).unwrap();
    let flawed_address = flawed.base_url.strip_prefix("https://").unwrap().to_owned();
    for (trusts, sound) in [(true, true), (false, true), (true, false)] {
        let (address, pem) = if sound { (&address, &pem) } else { (&flawed_address, &flawed_pem) };
        let mut roots = rustls::RootCertStore::empty();
        if trusts {
            use rustls::pki_types::pem::PemObject;
            roots.add(rustls::pki_types::CertificateDer::from_pem_slice(pem).unwrap()).unwrap();
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap();
        let config = config.with_root_certificates(roots).with_no_client_auth();
        let connector = tokio_rustls::TlsConnector::from(Arc::new(config));
        let stream = TcpStream::connect(address).await.unwrap();
        let name = rustls::pki_types::ServerName::try_from("127.0.0.1").unwrap();
        let stream = connector.connect(name, stream).await;
        assert_eq!(stream.is_ok(), trusts && sound);
        let Ok(mut stream) = stream else { continue };
        stream
            .write_all(b"GET /services/data HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            .await
            .unwrap();
        let mut got = Vec::new();
        let _ = stream.read_to_end(&mut got).await;
        assert!(got.starts_with(b"HTTP/1.1 200 OK"));
    }
}
