mod refused;
mod tokens;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::*;
use crate::client::failure::Failure;
use crate::client::request::GrantStyle;
use crate::client::test_server::{Reply, Seen, Server};
use crate::client::token::TokenFault;
use crate::client::{How, Limits, Patience};
use crate::salesforce::credentials::Pair;
use crate::salesforce::hosts;
use crate::trouble::Exit;

pub(super) const TOKEN: &str = "/services/oauth2/token";
pub(super) const DATA: &str = "/services/data";
pub(super) const LIMITS: &str = "/services/data/v64.0/limits";
const KEY: &str = "3MVG9.the+consumer/key";
const SECRET: &str = "the secret & nothing=else";

pub(super) fn session(server: &Server) -> Session {
    session_at(&server.url())
}

fn session_at(url: &str) -> Session {
    session_of(url, Patience { first: Duration::from_millis(1), ..Patience::default() })
}

/// A session that asks again with that patience.
pub(super) fn session_of(url: &str, patience: Patience) -> Session {
    let quick = Duration::from_millis(150);
    let limits = Limits {
        connect: quick,
        certificate: Duration::ZERO,
        wait: quick,
        token: quick,
        read: quick,
        total: quick * 4,
    };
    let client = crate::client::Options { limits, patience, cap: 1 << 20, ..Default::default() };
    let profile = Profile::new("acme", hosts::derive(url).unwrap().host);
    let pair = Credentials::Pair(Arc::new(Pair::new(KEY, SECRET)));
    Session::open(profile, pair, Options { client, places: None })
}

/// A token answer of `server`, with the `n`th token.
pub(super) fn granted(instance: &str, n: usize) -> Reply {
    Reply::json(
        200,
        &format!(
            r#"{{"access_token":"00D5g000008XyZa!token-{n}","signature":"the/signature=","scope":"api id","instance_url":"{instance}","id":"https://login.salesforce.com/id/00D5g000008XyZaEAK/0055g00000AbCdEAAV","token_type":"Bearer","issued_at":"1278448832702"}}"#
        ),
    )
}

fn versions() -> Reply {
    Reply::json(
        200,
        r#"[{"label":"x","url":"/services/data/v63.0","version":"63.0"},{"label":"y","url":"/services/data/v64.0","version":"64.0"}]"#,
    )
}

pub(super) fn dead() -> Reply {
    Reply::json(401, r#"[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]"#)
}

/// A server that grants tokens 1, 2, 3… and answers data by `data`.
pub(super) async fn org(data: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Server {
    let count = AtomicUsize::new(0);
    Server::start(move |seen| match seen.target.as_str() {
        TOKEN => {
            let instance = format!("http://{}", seen.header("host").unwrap());
            granted(&instance, count.fetch_add(1, Ordering::SeqCst) + 1)
        }
        DATA => versions(),
        _ => data(seen),
    })
    .await
}

pub(super) fn get(path: &str) -> crate::client::Get {
    crate::client::Get::at(path).unwrap()
}

#[tokio::test]
async fn a_resource_is_read_with_a_token_that_is_got_once() {
    let server = org(|_| {
        Reply::Http(
            200,
            vec![
                ("content-type", "application/json".into()),
                ("sforce-limit-info", "api-usage=18/5000".into()),
            ],
            b"{ \"a\" : 1 }".to_vec(),
        )
    })
    .await;
    let session = session(&server);
    assert!(session.budget().is_none() && session.token_in_use().is_none());
    for _ in 0..2 {
        let exchange = session.get(get(LIMITS)).await.unwrap();
        assert_eq!(exchange.body.as_ref(), b"{ \"a\" : 1 }");
        assert_eq!((exchange.status, exchange.calls), (Some(200), 1));
    }
    assert_eq!(session.version().await.unwrap().to_string(), "v64.0");
    assert_eq!(session.budget().map(|usage| (usage.used, usage.max)), Some((18, 5000)));
    let facts = session.token().await.unwrap();
    assert_eq!(facts.org_id.as_deref(), Some("00D5g000008XyZaEAK"));
    assert_eq!(facts.user_id.as_deref(), Some("0055g00000AbCdEAAV"));
    assert_eq!(server.count(TOKEN), 1);
    let seen = server.seen();
    assert_eq!(
        seen[0].body,
        "grant_type=client_credentials&client_id=3MVG9.the%2Bconsumer%2Fkey&client_secret=the+secret+%26+nothing%3Delse"
    );
    assert_eq!(seen[0].header("authorization"), None);
    assert_eq!(seen[1].header("authorization"), Some("Bearer 00D5g000008XyZa!token-1"));
    assert_eq!(seen[1].header("user-agent"), Some(concat!("orgscope/", env!("CARGO_PKG_VERSION"))));
    assert_eq!(seen[1].header("accept-encoding"), Some("gzip"));
    // The list of versions needs no token and gets none.
    let list = seen.iter().find(|seen| seen.target == DATA).unwrap();
    assert_eq!(list.header("authorization"), None);
}

#[tokio::test]
async fn twenty_that_wait_send_one_token_request() {
    let server = org(|_| Reply::json(200, "{}")).await;
    let session = session(&server);
    let all = (0..20).map(|_| session.get(get(LIMITS)));
    for answer in futures_util::future::join_all(all).await {
        answer.unwrap();
    }
    assert_eq!((server.count(TOKEN), server.count(LIMITS)), (1, 20));
}

#[tokio::test]
async fn a_dead_token_is_renewed_once_however_many_notice() {
    let server = org(|seen| match seen.header("authorization") {
        Some("Bearer 00D5g000008XyZa!token-1") => dead(),
        _ => Reply::json(200, "{}"),
    })
    .await;
    let session = session(&server);
    let all = (0..8).map(|_| session.get(get(LIMITS)));
    for answer in futures_util::future::join_all(all).await {
        answer.unwrap();
    }
    assert_eq!(server.count(TOKEN), 2);
}

#[tokio::test]
async fn a_token_that_stays_dead_is_explained_after_one_retry() {
    let server = org(|_| dead()).await;
    let session = session(&server);
    let trouble = session.get(get(LIMITS)).await.unwrap_err();
    assert_eq!((server.count(TOKEN), server.count(LIMITS)), (2, 2));
    assert_eq!(trouble.id, "api.token_rejected");
    assert_eq!(trouble.evidence.code.as_deref(), Some("INVALID_SESSION_ID"));
    assert_eq!(trouble.exit, Exit::Refused);
}

#[tokio::test]
async fn a_refused_grant_is_not_hammered() {
    let server = Server::start(|_| {
        Reply::json(
            400,
            r#"{"error":"invalid_grant","error_description":"no client credentials user enabled"}"#,
        )
    })
    .await;
    let session = session(&server);
    let all = (0..5).map(|_| session.get(get(LIMITS)));
    for answer in futures_util::future::join_all(all).await {
        assert_eq!(answer.unwrap_err().id, "token.no_run_as_user");
    }
    let again = session.get(get(LIMITS)).await.unwrap_err();
    assert!(
        again.evidence.seen.iter().any(|seen| seen.contains("just now and was not asked for again")),
        "{again:?}"
    );
    assert_eq!(server.count(TOKEN), 1);
    // A step of the check asks all the same, and four more refusals reach the ceiling.
    for _ in 0..2 {
        let step = session.grant_step(GrantStyle::Form).await.unwrap();
        assert!(matches!(step.result, Err(TokenFault::Refused { .. })), "{step:?}");
    }
    assert_eq!(server.count(TOKEN), 3);
    session.forget_refusals().await;
    session.get(get(LIMITS)).await.unwrap_err();
    assert_eq!(server.count(TOKEN), 4);
}

#[tokio::test]
async fn a_failing_network_fails_all_that_wait_with_one_request() {
    let server = Server::start(|_| Reply::Stall(Vec::new())).await;
    let session = session(&server);
    let all = (0..6).map(|_| session.get(get(LIMITS)));
    for answer in futures_util::future::join_all(all).await {
        let trouble = answer.unwrap_err();
        assert_eq!((trouble.id.as_str(), trouble.exit), ("network.timeout", Exit::Network));
        assert!(!trouble.what.contains("key") && !trouble.what.contains("secret"), "{}", trouble.what);
    }
    assert_eq!(server.count(TOKEN), 1);
}

#[tokio::test]
async fn a_token_goes_to_no_stranger() {
    for instance in [
        "https://evil.example",
        "http://evil.example",
        "https://acme.my.salesforce.com",
        "http://127.0.0.1:1",
        "http://127.0.0.1.evil.example",
    ] {
        let server = Server::start(move |_| granted(instance, 1)).await;
        let session = session(&server);
        let trouble = session.get(get(LIMITS)).await.unwrap_err();
        assert!(trouble.id.ends_with("instance_url_suspicious"), "{instance}: {}", trouble.id);
        assert!(session.token_in_use().is_none());
        assert_eq!(server.seen().len(), 1, "{instance}");
    }
}

#[tokio::test]
async fn a_token_answer_with_something_missing_is_named() {
    for (body, id) in [
        (r#"{"access_token":"00D!x","token_type":"Bearer"}"#, "token_without_instance_url"),
        (r#"{"instance_url":"https://acme.my.salesforce.com"}"#, "token_missing"),
        ("<html><title>Sign in</title></html>", "html_instead_of_json"),
        ("", "empty_body"),
    ] {
        let server = Server::start(move |_| Reply::json(200, body)).await;
        let trouble = session(&server).get(get(LIMITS)).await.unwrap_err();
        assert!(trouble.id.ends_with(id), "{body}: {} {}", trouble.id, trouble.what);
        assert!(!trouble.what.contains("credentials"), "{}", trouble.what);
    }
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_nothing_follows_it() {
    let other = Server::start(|_| Reply::json(200, "{}")).await;
    for status in [301, 302, 303, 307, 308] {
        let to = format!("{}/services/data", other.url());
        let elsewhere = to.clone();
        let server =
            org(move |_| Reply::Http(status, vec![("location", elsewhere.clone())], Vec::new())).await;
        let trouble = session(&server).get(get(LIMITS)).await.unwrap_err();
        assert_eq!(trouble.evidence.status, Some(status));
        assert!(trouble.evidence.seen.iter().any(|seen| seen.contains(&to)), "{:?}", trouble.evidence);
        let asked = to.clone();
        let server =
            Server::start(move |_| Reply::Http(status, vec![("location", asked.clone())], Vec::new())).await;
        let trouble = session(&server).token().await.unwrap_err();
        // Both servers are on loopback: the same host, so no My Domain was renamed.
        assert_eq!(trouble.id, "token.redirected");
        assert_eq!(server.seen().len(), 1);
    }
    assert!(other.seen().is_empty());
}

#[tokio::test]
async fn html_and_nothing_where_json_should_be_are_named() {
    for (body, id, words) in [
        ("<!doctype html><html><head><title>Log in | Acme</title>", "html_instead_of_json", "Log in | Acme"),
        ("", "empty_body", "nothing in it"),
        (
            "{\"records\":[",
            "answer_unreadable",
            "line 1, column 13: expected a value or ], found the end of the document",
        ),
        (
            "{}",
            "api.answer_of_another_kind",
            "/services/data/v64.0/limits with an empty object, {}, which is no list of limits",
        ),
        ("[]", "api.answer_of_another_kind", "an empty list, []"),
    ] {
        let server = org(move |_| Reply::json(200, body)).await;
        let trouble =
            session(&server).get_json::<crate::salesforce::limits::Limits>(get(LIMITS)).await.unwrap_err();
        assert!(trouble.id.ends_with(id), "{body}: {}", trouble.id);
        assert!(trouble.what.contains(words), "{}", trouble.what);
        assert_eq!(trouble.evidence.status, Some(200));
    }
}

#[tokio::test]
async fn an_error_of_the_api_names_code_and_words() {
    let body = r#"[{"message":"\nName,Foo FROM Account\n     ^\nERROR at Row:1:Column:12\nNo such column 'Foo' on entity 'Account'.","errorCode":"INVALID_FIELD"}]"#;
    let server = org(move |_| Reply::json(400, body)).await;
    let trouble = session(&server).get(get(LIMITS)).await.unwrap_err();
    assert_eq!(trouble.evidence.code.as_deref(), Some("INVALID_FIELD"));
    assert_eq!(trouble.what, "No field Foo of Account is visible to the Run As user.");
    assert!(trouble.evidence.message.unwrap().ends_with("(row 1, column 12)"));
}

#[tokio::test]
async fn no_secret_is_kept_or_shown() {
    let server = org(|seen| {
        // A server that echoes whatever it got, in body and header.
        let header = seen.header("authorization").unwrap_or_default().to_owned();
        let echo =
            format!(r#"{{"auth":"{header}","key":"{KEY}","secret":"{SECRET}","form":"{}"}}"#, seen.body);
        Reply::Http(
            200,
            vec![("content-type", "application/json".into()), ("x-echo", header)],
            echo.into_bytes(),
        )
    })
    .await;
    let session = session(&server);
    session.get(get(LIMITS)).await.unwrap();
    session.introspect_step().await.unwrap().unwrap();
    session.end(true).await.unwrap();
    let shown = format!("{session:?} {:?}", session.log().all());
    let bodies: String = session
        .log()
        .all()
        .iter()
        .map(|e| format!("{} {:?} {}\n", e.url, e.headers, String::from_utf8_lossy(&e.body)))
        .collect();
    for secret in [KEY, SECRET, "token-1", "the/signature", "the+secret", "the%2Bconsumer"] {
        assert!(!shown.contains(secret) && !bodies.contains(secret), "{secret} in {bodies}");
    }
    let masked = session.log().all()[0].clone();
    assert!(String::from_utf8_lossy(&masked.body).contains(r#""access_token":"•••""#));
    assert!(masked.is_masked);
    assert_eq!(server.seen().last().unwrap().body, "token=00D5g000008XyZa%21token-1");
    assert_eq!(server.seen().last().unwrap().target, "/services/oauth2/revoke");
    assert!(session.token_in_use().is_none());
}

#[tokio::test]
async fn basic_style_sends_the_pair_in_a_header() {
    let server = org(|_| Reply::json(200, "{}")).await;
    let session = session(&server);
    let step = session.grant_step(GrantStyle::Basic).await.unwrap();
    assert_eq!(step.result.unwrap().exchange, step.exchange.number);
    let seen = &server.seen()[0];
    assert_eq!(seen.body, "grant_type=client_credentials");
    use base64::Engine as _;
    let pair = base64::engine::general_purpose::STANDARD.encode(format!("{KEY}:{SECRET}"));
    assert_eq!(seen.header("authorization"), Some(format!("Basic {pair}").as_str()));
    session.get(get(LIMITS)).await.unwrap();
    assert_eq!(server.count(TOKEN), 1);
}

#[tokio::test]
async fn a_kept_connection_that_is_over_is_tried_once_more() {
    let count = AtomicUsize::new(0);
    let server = org(move |_| match count.fetch_add(1, Ordering::SeqCst) {
        1 => Reply::Raw(Vec::new()),
        _ => Reply::json(200, "{}"),
    })
    .await;
    let session = session(&server);
    session.get(get(LIMITS)).await.unwrap();
    session.get(get(LIMITS)).await.unwrap();
    assert_eq!(server.count(LIMITS), 3);
}

#[tokio::test]
async fn key_and_secret_are_loaded_once_and_off_the_thread() {
    let server = org(|_| Reply::json(200, "{}")).await;
    let loads = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&loads);
    let load = Credentials::Load(Arc::new(move || {
        counted.fetch_add(1, Ordering::SeqCst);
        Ok(Arc::new(Pair::new(KEY, SECRET)))
    }));
    let profile = Profile::new("acme", hosts::derive(&server.url()).unwrap().host);
    let session = Session::open(profile, load, Options::default());
    assert_eq!(loads.load(Ordering::SeqCst), 0);
    let all = (0..5).map(|_| session.get(get(LIMITS)));
    for answer in futures_util::future::join_all(all).await {
        answer.unwrap();
    }
    assert_eq!(loads.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn stopping_closes_the_connection_and_leaves_an_exchange() {
    let server = org(|_| Reply::Stall(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nab".to_vec())).await;
    let session = session(&server);
    session.token().await.unwrap();
    let stopped = tokio::time::timeout(Duration::from_millis(60), session.get(get(LIMITS))).await;
    assert!(stopped.is_err());
    let last = session.log().all().pop().unwrap();
    assert_eq!(last.failure, Some(Failure::Stopped));
    assert!(last.url.ends_with(LIMITS));
    for _ in 0..50 {
        if server.closed() > 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(server.closed(), 1);
}

#[tokio::test]
async fn a_batch_is_sent_as_one_and_read_apart() {
    let server = org(|_| {
        Reply::json(
            200,
            r#"{"hasErrors":true,"results":[{"statusCode":200,"result":{"a":1}},{"statusCode":404,"result":[{"errorCode":"NOT_FOUND","message":"m"}]}]}"#,
        )
    })
    .await;
    let session = session(&server);
    let gets = vec![get(LIMITS), get("/services/data/v64.0/sobjects/Nope")];
    let version = session.version().await.unwrap();
    let batch = crate::client::Batch::new(version, gets).unwrap();
    let answered = session.batch(batch, How::default()).await.unwrap();
    assert_eq!(answered.value.parts().map(|part| part.status).collect::<Vec<_>>(), [Some(200), Some(404)]);
    assert_eq!(answered.exchange.calls, 2);
    let seen = server.seen().pop().unwrap();
    assert_eq!(
        (seen.method.as_str(), seen.target.as_str()),
        ("POST", "/services/data/v64.0/composite/batch")
    );
    assert_eq!(
        seen.body,
        r#"{"haltOnError":false,"batchRequests":[{"method":"GET","url":"v64.0/limits"},{"method":"GET","url":"v64.0/sobjects/Nope"}]}"#
    );
}

#[tokio::test]
async fn a_url_that_a_person_types_must_be_the_orgs_own() {
    let server = org(|_| Reply::json(200, "{}")).await;
    let session = session(&server);
    let own = format!("{}{LIMITS}", server.url());
    assert_eq!(session.getting_typed(&own).await.unwrap().path().to_string(), LIMITS);
    assert_eq!(session.getting_typed(LIMITS).await.unwrap().path().to_string(), LIMITS);
    for typed in
        ["https://evil.example/services/data", "limits", "/services/data/v64.0/tooling/executeAnonymous"]
    {
        let trouble = session.getting_typed(typed).await.unwrap_err();
        assert_eq!(trouble.exit, Exit::Usage, "{typed}");
    }
}

#[tokio::test]
async fn whoever_stops_waiting_for_the_token_holds_up_nobody() {
    let server = Server::start(|seen| match seen.target.as_str() {
        TOKEN => {
            let granted = granted(&format!("http://{}", seen.header("host").unwrap()), 1);
            Reply::After(Duration::from_millis(60), Box::new(granted))
        }
        _ => Reply::json(200, "{}"),
    })
    .await;
    let session = session(&server);
    let soon = Duration::from_millis(20);
    let (gone, stays) =
        tokio::join!(tokio::time::timeout(soon, session.get(get(LIMITS))), session.get(get(LIMITS)));
    assert!(gone.is_err());
    stays.unwrap();
    assert_eq!(server.count(TOKEN), 2);
}

proptest::proptest! {
    #[test]
    fn whatever_answers_is_explained(status in 100u16..600, kind in 0..4usize, body: Vec<u8>, text: String) {
        let kinds = ["application/json", "text/html", "", "\u{fffd}"];
        let exchange = crate::client::Exchange {
            number: 1,
            method: "GET",
            url: format!("https://acme.my.salesforce.com/services/data/{}", text.replace('/', "x")),
            started_at: jiff::Timestamp::UNIX_EPOCH,
            ms: 1,
            phases: Default::default(),
            status: Some(status),
            http: None,
            headers: vec![("content-type".into(), kinds[kind].into()), ("location".into(), text)],
            body: body.into(),
            is_masked: false,
            wire_bytes: None,
            let_go: None,
            failure: None,
            calls: 0,
            address: None,
            tls: None,
            certificate: None,
            way: Default::default(),
        };
        let trouble = explain::exchange(&exchange, &explain::Known::default());
        proptest::prop_assert!(!trouble.what.is_empty() && !trouble.id.is_empty());
        proptest::prop_assert!(!trouble.what.contains(|c: char| c.is_control() && c != '\n'), "{}", trouble.what);
    }
}
