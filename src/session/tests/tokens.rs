//! What becomes of a token: masked whatever it looks like, never used again once it died, fresh until the API took it.

use super::*;

/// An org that grants this token, then answers data by `data`.
async fn granting(token: &'static str, data: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Server {
    Server::start(move |seen| match seen.target.as_str() {
        TOKEN => {
            let instance = format!("http://{}", seen.header("host").unwrap());
            let text = format!(r#"{{"access_token":"{token}","scope":"api","instance_url":"{instance}"}}"#);
            Reply::json(200, &text)
        }
        DATA => versions(),
        _ => data(seen),
    })
    .await
}

#[tokio::test]
async fn a_token_of_either_kind_is_masked_wherever_it_comes_back() {
    let jwt = "eyJ0eXAiOiJKV1QifQ.eyJleHAiOjQ3NjQ1NTM2MDB9.c2lnbmF0dXJl";
    for token in ["00D5g000008XyZa!AQ.opaque", jwt] {
        let server = granting(token, |seen| {
            let header = seen.header("authorization").unwrap_or_default().to_owned();
            Reply::Http(
                200,
                vec![("x-echo", header.clone())],
                format!(r#"{{"auth":"{header}"}}"#).into_bytes(),
            )
        })
        .await;
        let session = session(&server);
        let exchange = session.get(get(LIMITS)).await.unwrap();
        assert_eq!(exchange.body.as_ref(), "{\"auth\":\"Bearer •••\"}".as_bytes());
        assert!(exchange.is_masked);
        let kept = format!("{session:?} {:?}", session.log().all());
        assert!(!kept.contains(token), "{kept}");
        for exchange in session.log().all() {
            let body = String::from_utf8_lossy(&exchange.body).into_owned();
            assert!(!body.contains(token), "{body}");
        }
    }
}

#[tokio::test]
async fn a_dead_token_is_not_sent_again_after_its_renewal_was_refused() {
    let grants = AtomicUsize::new(0);
    let server = Server::start(move |seen| match seen.target.as_str() {
        TOKEN if grants.fetch_add(1, Ordering::SeqCst) == 0 => {
            granted(&format!("http://{}", seen.header("host").unwrap()), 1)
        }
        TOKEN => Reply::json(400, r#"{"error":"invalid_client"}"#),
        DATA => versions(),
        _ => dead(),
    })
    .await;
    let session = session(&server);
    for _ in 0..2 {
        session.get(get(LIMITS)).await.unwrap_err();
        assert_eq!((server.count(TOKEN), server.count(LIMITS)), (2, 1));
    }
}

#[tokio::test]
async fn a_token_is_fresh_until_the_api_took_it() {
    let server = org(|_| Reply::json(200, "{}")).await;
    let session = session(&server);
    session.token().await.unwrap();
    assert!(session.known().is_fresh);
    session.get(get(LIMITS)).await.unwrap();
    assert!(!session.known().is_fresh, "if it is refused now, it died since");
}
