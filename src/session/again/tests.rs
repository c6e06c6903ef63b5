use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::*;
use crate::client::test_server::{Reply, Server};
use crate::client::{Batch, How};
use crate::session::tests::{DATA, LIMITS, TOKEN, dead, get, granted, org, session, session_of};
use crate::soql::ReadQuery;
use crate::trouble::Exit;

fn error(status: u16, code: &str) -> Reply {
    Reply::json(status, &format!(r#"[{{"message":"m","errorCode":"{code}"}}]"#))
}

fn busy(after: &str) -> Reply {
    Reply::Http(503, vec![("retry-after", after.to_owned())], b"busy".to_vec())
}

/// An org that answers data by `first` so many times, and well after that.
async fn then_fine(times: usize, first: Reply) -> Server {
    let count = AtomicUsize::new(0);
    org(
        move |_| {
            if count.fetch_add(1, Ordering::SeqCst) < times { first.clone() } else { Reply::json(200, "{}") }
        },
    )
    .await
}

/// The session, and what it tells.
fn told(session: &Session) -> (Session, Arc<Mutex<Vec<Again>>>) {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let ear = Arc::clone(&heard);
    (session.telling(move |again| ear.lock().unwrap().push(again)), heard)
}

#[tokio::test]
async fn a_read_is_asked_again_until_it_is_answered_and_each_wait_is_told() {
    let past = "Sun, 06 Nov 1994 08:49:37 GMT";
    for (times, reply, reason) in [
        (2, busy("0"), Reason::Busy),
        (2, busy(past), Reason::Busy),
        (3, Reply::json(429, ""), Reason::Busy),
        (2, error(500, "SERVER_UNAVAILABLE"), Reason::Busy),
        (4, error(400, "UNABLE_TO_LOCK_ROW"), Reason::Locked),
        (1, error(500, "UNKNOWN_EXCEPTION"), Reason::Fault),
        (1, Reply::json(502, "<html>"), Reason::Fault),
    ] {
        let server = then_fine(times, reply.clone()).await;
        let (session, heard) = told(&session(&server));
        let exchange = session.get(get(LIMITS)).await.unwrap();
        assert_eq!(exchange.status, Some(200));
        assert_eq!((server.count(LIMITS), server.count(TOKEN)), (times + 1, 1), "{reply:?}");
        let heard = heard.lock().unwrap();
        assert_eq!(heard.len(), 2 * times, "{reply:?}");
        for pair in heard.chunks(2) {
            let [Again::Waits(wait), Again::Asks] = pair else { panic!("{pair:?}") };
            assert_eq!((wait.reason, wait.host.as_str()), (reason, "127.0.0.1"));
        }
    }
}

#[tokio::test]
async fn a_connection_that_is_lost_before_an_answer_is_tried_three_times_in_all() {
    // One more than the tries: the first goes out on the connection that was kept from the token, and one that ends
    // is replaced at once, since its end says nothing of the org.
    for (times, is_answered) in [(3, true), (9, false)] {
        let server = then_fine(times, Reply::Raw(Vec::new())).await;
        let (session, heard) = told(&session(&server));
        let asked = session.get(get(LIMITS)).await;
        assert_eq!(asked.is_ok(), is_answered);
        let heard = heard.lock().unwrap();
        assert!(
            heard
                .iter()
                .all(|again| matches!(again, Again::Asks | Again::Waits(Wait { reason: Reason::Lost, .. })))
        );
        assert_eq!((heard.len(), server.count(LIMITS)), (4, 4), "two waits: {heard:?}");
        if let Err(trouble) = asked {
            assert_eq!((trouble.id.as_str(), trouble.exit), ("network.connection_lost", Exit::Network));
            assert!(trouble.retryable && trouble.retry_after_s.is_none());
            assert!(trouble.next[0].line().contains("it was asked 3 times in"), "{:?}", trouble.next);
        }
    }
}

#[tokio::test]
async fn what_must_not_be_asked_again_is_asked_once() {
    let half = b"HTTP/1.1 503 Busy\r\ncontent-length: 100\r\n\r\nabc".to_vec();
    for (reply, retryable) in [
        (error(400, "INVALID_FIELD"), false),
        (error(400, "QUERY_TIMEOUT"), false),
        (error(400, "INVALID_QUERY_LOCATOR"), false),
        (error(403, "REQUEST_LIMIT_EXCEEDED"), true),
        (error(404, "NOT_FOUND"), false),
        (Reply::json(420, ""), false),
        (Reply::json(500, "{}"), false),
        (Reply::json(504, ""), false),
        (Reply::json(503, "<html><body>We are down for maintenance.</body></html>"), true),
        (Reply::Raw(half), true),
        (Reply::Stall(Vec::new()), true),
        (busy("31"), true),
    ] {
        let server = then_fine(1, reply.clone()).await;
        let (session, heard) = told(&session(&server));
        let trouble = session.get(get(LIMITS)).await.unwrap_err();
        assert_eq!((server.count(LIMITS), heard.lock().unwrap().len()), (1, 0), "{reply:?}");
        assert_eq!(trouble.retryable, retryable, "{reply:?}: {trouble:?}");
    }
}

#[tokio::test]
async fn a_post_is_sent_once() {
    let server = org(|_| busy("0")).await;
    let session = session(&server);
    let version = session.version().await.unwrap();
    let batch = Batch::new(version, vec![get(LIMITS)]).unwrap();
    assert!(session.batch(batch, How::default()).await.unwrap_err().retryable);
    let query = ReadQuery::new("SELECT Id FROM Account").unwrap();
    assert!(session.long_query(query, How::default()).await.unwrap_err().retryable);
    let posts = server.seen().iter().filter(|seen| seen.method == "POST" && seen.target != TOKEN).count();
    assert_eq!(posts, 2);
}

#[tokio::test]
async fn the_token_is_asked_for_once_however_busy_its_endpoint_is() {
    for reply in
        [busy("0"), busy("60"), Reply::json(429, ""), error(500, "UNKNOWN_EXCEPTION"), Reply::Raw(Vec::new())]
    {
        let server = Server::start(move |_| reply.clone()).await;
        let (session, heard) = told(&session(&server));
        session.get(get(LIMITS)).await.unwrap_err();
        assert_eq!((server.count(TOKEN), heard.lock().unwrap().len()), (1, 0));
    }
    // What was refused so is remembered, and the pair is not blamed.
    let server = Server::start(|_| busy("60")).await;
    let session = session(&server);
    let first = session.get(get(LIMITS)).await.unwrap_err();
    assert_eq!((first.retryable, first.retry_after_s), (true, Some(60)));
    let second = session.get(get(LIMITS)).await.unwrap_err();
    assert_eq!((second.retryable, second.retry_after_s), (true, Some(60)));
    let words = second.evidence.seen.join("\n");
    assert!(words.contains("was not asked for again: it asks to wait 60 s"), "{words}");
    assert!(!words.contains("the same pair"), "{words}");
    assert_eq!(server.count(TOKEN), 1);
}

#[tokio::test]
async fn it_is_given_up_at_the_limit_and_what_was_tried_is_said() {
    let ms = Duration::from_millis;
    let server = org(|_| error(503, "SERVER_UNAVAILABLE")).await;
    let session = session_of(&server.url(), Patience { first: ms(1), most: ms(10), limit: ms(400) });
    let (session, heard) = told(&session);
    let trouble = session.get(get(LIMITS)).await.unwrap_err();
    let tries = server.count(LIMITS);
    assert!(tries > 3 && heard.lock().unwrap().len() == 2 * (tries - 1), "{tries} tries");
    assert!(trouble.next[0].line().contains(&format!("it was asked {tries} times in")), "{:?}", trouble.next);
    // Longer than the limit is not waited at all, and the answer's own wish is handed on.
    let server = org(|_| busy("31")).await;
    let trouble = crate::session::tests::session(&server).get(get(LIMITS)).await.unwrap_err();
    assert_eq!((server.count(LIMITS), trouble.retry_after_s), (1, Some(31)));
    assert_eq!(trouble.next[0].line(), "Wait 31 s, as the answer asks, then ask again");
    let server = org(|_| busy("0")).await;
    let never = session_of(&server.url(), Patience { limit: Duration::ZERO, ..Patience::default() });
    never.get(get(LIMITS)).await.unwrap_err();
    assert_eq!(server.count(LIMITS), 1);
}

#[tokio::test]
async fn stopping_ends_the_wait_at_once_and_nothing_more_is_sent() {
    let server = then_fine(1, busy("20")).await;
    let (session, heard) = told(&session(&server));
    let (waits, mut is_waiting) = tokio::sync::mpsc::unbounded_channel();
    let session = session.telling(move |again| {
        heard.lock().unwrap().push(again.clone());
        waits.send(again).unwrap();
    });
    let asking = tokio::spawn(async move { session.get(get(LIMITS)).await });
    let Some(Again::Waits(wait)) = is_waiting.recv().await else { panic!("it waits") };
    assert!((19..=21).contains(&wait.seconds_left(clock::now())), "{wait:?}");
    asking.abort();
    assert!(asking.await.unwrap_err().is_cancelled());
    assert!(is_waiting.recv().await.is_none(), "nobody waits any more");
    assert_eq!(server.count(LIMITS), 1);
}

#[tokio::test]
async fn the_list_of_versions_is_asked_again_too_and_a_token_may_die_meanwhile() {
    let (lists, reads) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let server = Server::start(move |seen| match seen.target.as_str() {
        TOKEN => granted(&format!("http://{}", seen.header("host").unwrap()), 1),
        DATA if lists.fetch_add(1, Ordering::SeqCst) == 0 => busy("0"),
        DATA => Reply::json(200, r#"[{"label":"x","url":"/services/data/v64.0","version":"64.0"}]"#),
        _ => match reads.fetch_add(1, Ordering::SeqCst) {
            0 => busy("0"),
            1 => dead(),
            2 => busy("0"),
            _ => Reply::json(200, "{}"),
        },
    })
    .await;
    let (session, heard) = told(&session(&server));
    assert_eq!(session.version().await.unwrap().to_string(), "v64.0");
    assert_eq!((server.count(DATA), heard.lock().unwrap().len()), (2, 2));
    session.get(get(LIMITS)).await.unwrap();
    assert_eq!((server.count(LIMITS), server.count(TOKEN)), (4, 2));
    assert_eq!(heard.lock().unwrap().len(), 6);
}

#[test]
fn a_wait_says_why_for_how_long_and_on_what_terms() {
    let now: Timestamp = "2026-11-24T10:00:00Z".parse().unwrap();
    let wait = |reason, ms| Wait {
        reason,
        host: "acme.my.salesforce.com".into(),
        until: now.checked_add(SignedDuration::from_millis(ms)).unwrap(),
        limit: Duration::from_secs(30),
    };
    for (reason, ms, words) in [
        (Reason::Busy, 4000, "Salesforce is busy: asks again in 4 s"),
        (Reason::Busy, 4400, "Salesforce is busy: asks again in 4 s"),
        (Reason::Busy, 300, "Salesforce is busy: asks again in 1 s"),
        (Reason::Busy, -300, "Salesforce is busy: asks again in 1 s"),
        (Reason::Locked, 1600, "A row is locked by somebody else's change: asks again in 2 s"),
        (
            Reason::Lost,
            600,
            "acme.my.salesforce.com closed the connection without an answer: asks again in 1 s",
        ),
        (Reason::Fault, 900, "Salesforce answered with a fault of its own: asks again in 1 s"),
    ] {
        assert_eq!(wait(reason, ms).words(now), words);
    }
    assert_eq!(
        wait(Reason::Busy, 1).terms(),
        "Each try may count as an API call; after 30 seconds it gives up."
    );
}
