//! From page to page of rows against the demo org over real HTTP: a page that is waited for, one whose place is gone,
//! one that leads back. Whatever happens, the rows that came stay, and what did not come is said.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use orgscope::demo::exchange::{Answer, Asked};
use orgscope::demo::faults::{Before, Fault, Faults, Place, Thrown};
use orgscope::demo::org::Org;
use orgscope::demo::serve::{self, Options};

use crate::support::home::{Home, Ran};

/// Runs words of `--plain` against an org with a fault of the test's own.
async fn said(before: Before, words: &str) -> Ran {
    let faults = Faults::default();
    faults.switch_on(Fault { name: "own", before: Some(before), ..Fault::NONE }, None);
    let demo = serve::start(Options { faults: Arc::new(faults), ..Options::default() }).await.unwrap();
    let mut home = Home::new();
    home.variables = vec![
        ("ORGSCOPE_LOGIN_URL".into(), demo.base_url.clone()),
        ("ORGSCOPE_CLIENT_ID".into(), demo.client_id.into()),
        ("ORGSCOPE_CLIENT_SECRET".into(), demo.client_secret.into()),
    ];
    let words = format!("{words}\nquit\n");
    tokio::task::spawn_blocking(move || home.run(&["--plain"], &words)).await.unwrap()
}

/// Rows are said 20 at a time, so that the eleventh word asks for the second page.
fn eleven(statement: &str) -> String {
    format!("soql {statement}\n{}", ["more"; 10].join("\n"))
}

#[test]
fn a_place_that_is_gone_keeps_the_rows_and_says_how_many_are_missing() {
    let words = eleven("SELECT Id FROM Contact LIMIT 1000") + "\nmore\nquit\n";
    let ran = Home::new().run(&["demo", "--plain", "--fault", "query_locator_gone"], &words);
    assert_eq!(ran.code, 5, "{ran:?}");
    for says in [
        "200 of 1,000 loaded; more asks for the next page.",
        "Salesforce no longer knows the place from which this result goes on.",
        "Incomplete: the rest of this result can no longer be asked for; 800 rows were not loaded.",
        // The second time nothing is asked: there is no place to ask for.
        "No more came than 200 loaded rows. Incomplete: the rest",
    ] {
        assert!(ran.out.contains(says), "nothing says {says:?}:\n{}", ran.out);
    }
    assert!(!ran.out.contains("That is all"), "{}", ran.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_busy_is_waited_for_and_the_rows_go_on() {
    fn busy(_: &Org, asked: &Asked, thrown: &Thrown) -> Option<Answer> {
        let is_first = Place::More.takes(asked) && thrown.count() == 0;
        is_first.then(|| Answer::error(503, "SERVER_UNAVAILABLE", "busy").with("Retry-After", "1"))
    }
    let ran = said(busy, &eleven("SELECT Id FROM Contact LIMIT 1000")).await;
    let waits = "Salesforce is busy: asks again in 1 second, Ctrl-C stops.";
    let (before, after) = ran.out.split_once(waits).unwrap_or_else(|| panic!("{}", ran.out));
    assert!(before.contains("\n200. ") && after.contains("\n201. "), "{}", ran.out);
    assert_eq!(ran.code, 0, "{}", ran.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_fails_can_be_asked_for_again() {
    fn fails(_: &Org, asked: &Asked, thrown: &Thrown) -> Option<Answer> {
        let is_first = Place::More.takes(asked) && thrown.count() == 0;
        is_first.then(|| Answer::error(500, "ODD", "not now"))
    }
    let statement = "SELECT Id FROM Contact LIMIT 1000";
    let short = said(fails, &eleven(statement)).await;
    assert_eq!(short.code, 5, "rows that were asked for are missing: {short:?}");
    assert!(short.out.contains("200 of 1,000 loaded; more asks for the next page."), "{}", short.out);
    let whole = said(fails, &(eleven(statement) + "\nmore")).await;
    assert_eq!(whole.code, 0, "they came in the end: {whole:?}");
    assert!(whole.out.contains("\n201. "), "{}", whole.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_leads_back_is_not_followed_for_ever() {
    static ASKED: AtomicUsize = AtomicUsize::new(0);
    fn back(_: &Org, asked: &Asked, _: &Thrown) -> Option<Answer> {
        let page = r#"{"totalSize":-1,"done":false,"nextRecordsUrl":"/services/data/v64.0/query/0r8-2",
            "records":[{"Name":"one"},{"Name":"two"}]}"#;
        let is_rows = Place::Query.takes(asked);
        ASKED.fetch_add(usize::from(is_rows), Ordering::SeqCst);
        is_rows.then(|| Answer::json(page))
    }
    let ran = said(back, "soql SELECT Name FROM Account\nmore\nmore\nmore").await;
    assert_eq!((ran.code, ASKED.load(Ordering::SeqCst)), (5, 2), "{ran:?}");
    assert!(ran.out.contains("2 loaded, Salesforce does not say of how many"), "{}", ran.out);
    let missing = "Incomplete: the next page that Salesforce names is one that was read already; the rows after these \
                   were not loaded.";
    assert!(ran.out.contains(missing), "{}", ran.out);
}
