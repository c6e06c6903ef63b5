//! Rows come page by page: when the next one is asked for, and what is said if it does not come.

use super::tests::{account, has, is_rows, page};
use crate::explore;
use crate::trouble::{Exit, Trouble};
use crate::tui::work::Ask;

fn is_more(ask: &Ask) -> bool {
    matches!(ask, Ask::Explore(explore::Ask::MoreRows(_)))
}

#[test]
fn rows_are_asked_when_their_tab_has_the_focus_and_pages_follow() {
    let mut stage = account(120, 36);
    assert!(!stage.asked().into_iter().any(is_rows));
    stage.keys(".");
    let asked = stage.asked().into_iter().find(|ask| is_rows(ask)).cloned();
    let Some(Ask::Explore(explore::Ask::Rows { object, columns, order, of })) = asked else { panic!() };
    assert_eq!((object.as_str(), columns[0].as_str(), of), ("Account", "Id", None));
    assert_eq!(order, Some(("LastModifiedDate".into(), true)));
    page(&mut stage, is_rows, 0, 200, 300);
    assert!(has(&stage, "200 of 300 loaded"));
    assert!(!stage.asked().into_iter().any(is_more), "the end is far");
    stage.keys("G");
    assert!(stage.asked().into_iter().any(is_more), "the end is near");
    page(&mut stage, is_more, 200, 300, 300);
    assert!(has(&stage, "all 300 loaded") && !stage.asked().into_iter().any(is_more));
    stage.keys("G");
    assert!(has(&stage, "row 300 of 300 loaded"));
}

#[test]
fn a_further_page_that_arrives_after_a_new_query_is_dropped() {
    let mut stage = account(120, 36);
    stage.keys(".");
    page(&mut stage, is_rows, 0, 40, 300);
    assert!(stage.asked().into_iter().any(is_more));
    stage.keys("r");
    assert!(!stage.asked().into_iter().any(is_more), "the new query ends the waiting for the old one's page");
    page(&mut stage, is_rows, 0, 40, 41);
    assert!(has(&stage, "40 of 41 loaded"));
}

#[test]
fn rows_stay_if_the_next_page_does_not_come_and_what_is_missing_is_said() {
    let mut stage = account(120, 36);
    stage.keys(".");
    page(&mut stage, is_rows, 0, 40, 300);
    stage.fail(is_more, Trouble::new(Exit::Network, "network.silent", "acme did not answer."));
    assert!(has(&stage, "40 of 300 loaded") && has(&stage, "acme did not answer. r tries again."));
    assert!(!has(&stage, "Incomplete:"), "it can still be had");
    stage.keys("r");
    assert!(!stage.asked().into_iter().any(is_rows));
    stage.fail(is_more, Trouble::new(Exit::Refused, "read.query_locator_gone", "Gone."));
    assert!(has(&stage, "40 of 300 loaded") && has(&stage, "Gone. r begins anew."));
    assert!(has(&stage, "Incomplete: the rest of this result"), "{:#?}", stage.lines());
    stage.keys("G");
    assert!(!stage.asked().into_iter().any(is_more), "its place is gone");
    stage.keys("r");
    assert!(stage.asked().into_iter().any(is_rows));
    page(&mut stage, is_rows, 0, 40, 40);
    assert!(has(&stage, "all 40 loaded") && !has(&stage, "Incomplete:"));
}
