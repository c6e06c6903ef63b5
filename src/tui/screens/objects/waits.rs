//! A read that waits before its next try: what the panes say of it, and that Esc ends it.

use std::time::Duration;

use jiff::SignedDuration;

use super::tests::{is_describe, listed, opened};
use crate::client::again::Reason;
use crate::explore;
use crate::session::{Again, Wait};
use crate::tui::screens::stage::Stage;
use crate::tui::work::{Answer, Ask, Progress};

const BUSY: &str = "Salesforce is busy: asks again in";

fn is_objects(ask: &Ask) -> bool {
    matches!(ask, Ask::Explore(explore::Ask::Objects))
}

fn is_version(ask: &Ask) -> bool {
    matches!(ask, Ask::Version)
}

/// What was asked waits so long before it is asked again.
fn waits(stage: &mut Stage, which: fn(&Ask) -> bool, seconds: i64) {
    let wait = Wait {
        reason: Reason::Busy,
        host: "acme.my.salesforce.com".into(),
        until: stage.now().saturating_add(SignedDuration::from_secs(seconds)).unwrap(),
        limit: Duration::from_secs(30),
    };
    stage.news(which, Progress::Again(Again::Waits(wait)));
}

/// Whether a pane says these words, however they are broken into lines.
fn has(stage: &Stage, words: &str) -> bool {
    let lines = stage.lines();
    (0..3).any(|pane| {
        let rows = lines.iter().filter_map(|line| line.split('│').nth(pane));
        let words_of = rows.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ");
        words_of.contains(words)
    })
}

#[test]
fn a_pane_counts_down_until_it_is_asked_again() {
    for (columns, rows) in [(160, 40), (80, 24), (60, 16)] {
        let mut stage = opened(columns, rows);
        waits(&mut stage, is_objects, 4);
        assert!(has(&stage, &format!("{BUSY} 4 s")), "{:#?}", stage.lines());
        assert!(has(&stage, "count as an API call"), "{:#?}", stage.lines());
        stage.wait(1000);
        assert!(has(&stage, &format!("{BUSY} 3 s")));
        stage.news(is_objects, Progress::Again(Again::Asks));
        assert!(!has(&stage, BUSY), "it is asked now");
    }
}

#[test]
fn esc_ends_a_wait_that_has_only_begun() {
    let mut stage = listed(120, 36);
    stage.wait(150);
    waits(&mut stage, is_describe, 20);
    stage.keys("<esc>");
    assert!(!stage.asked().into_iter().any(is_describe), "{:?}", stage.asked());
    assert!(has(&stage, "Stopped after") && !has(&stage, BUSY));
}

#[test]
fn what_the_app_itself_waits_for_is_seen_where_one_is() {
    // Everything that is asked needs the version first.
    let mut stage = opened(120, 36);
    waits(&mut stage, is_version, 4);
    assert!(has(&stage, &format!("{BUSY} 4 s, Esc stops")), "in the pane that waits for it");
    let last = stage.lines().pop().unwrap();
    assert!(!last.contains(BUSY), "{last}");
    // Where nothing else is awaited the last line says it.
    let mut stage = listed(120, 36);
    waits(&mut stage, is_version, 4);
    let last = stage.lines().pop().unwrap();
    assert!(last.contains(&format!("{BUSY} 4 s. Each try may count as an API call")), "{last}");
}

#[test]
fn what_hangs_is_what_the_pane_names_and_esc_is_in_the_line_of_keys() {
    for (columns, rows) in [(120, 36), (80, 24), (60, 16)] {
        let mut stage = opened(columns, rows);
        let footer = |stage: &Stage| stage.lines().pop().unwrap();
        assert!(!footer(&stage).contains("Esc stop"), "{}", footer(&stage));
        stage.wait(1100);
        assert!(footer(&stage).contains("Esc stop"), "{}", footer(&stage));
        assert!(has(&stage, "GET /services/data"), "{:#?}", stage.lines());
        stage.answer(is_version, Answer::Version("v64.0".into()));
        assert!(has(&stage, "POST …/oauth2/token") && !has(&stage, "sobjects"), "{:#?}", stage.lines());
        assert!(!has(&stage, "What you see stays usable"), "nothing is to be seen");
        stage.news(is_objects, Progress::Bytes(31_000, None));
        assert!(has(&stage, "GET …/sobjects"), "{:#?}", stage.lines());
    }
    let mut stage = listed(120, 36);
    stage.wait(150);
    stage.wait(1100);
    assert!(has(&stage, "GET …/sobjects/Account/describe"), "there is a token: {:#?}", stage.lines());
}
