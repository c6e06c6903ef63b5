//! Another org is opened, or is being added, beside the one that is open: nothing of the one is told of the other.

use std::sync::Arc;

use crate::check::{Event, Status, Verdict};
use crate::store::OrgSort;
use crate::trouble::{Exit, Trouble};
use crate::tui::screens::stage::Stage;
use crate::tui::screens::{add_org, check, check_all, objects, orgs, record};
use crate::tui::work::{Answer, Ask, Environment, Head, Progress};

const ID: &str = "0011700000r5ucfAAA";

fn verdict(org: &str, worst: Option<(&'static str, Status, &str)>) -> Verdict {
    check_all::tests::verdict(org, worst, Some("svc.orgscope@acme.com"), 0)
}

fn checked(verdict: Verdict) -> Answer {
    Answer::Check(Arc::new(verdict))
}

const REFUSED: Option<(&str, Status, &str)> = Some(("token", Status::Fail, "The secret is refused."));

/// The row of the tabs, with the sign of the check.
fn tabs(stage: &Stage) -> String {
    stage.lines()[1].clone()
}

fn is_draft(ask: &Ask) -> bool {
    matches!(ask, Ask::CheckDraft(_))
}

fn is_version(ask: &Ask) -> bool {
    matches!(ask, Ask::Version)
}

fn has(stage: &Stage, text: &str) -> bool {
    stage.lines().iter().any(|line| line.contains(text))
}

/// To the picker, which then knows these orgs.
fn to_the_orgs(stage: &mut Stage) {
    stage.keys("o");
    stage.answer(|ask| matches!(ask, Ask::Orgs), Answer::Orgs(orgs::tests::orgs(), OrgSort::LastUse));
}

/// Opens the second org of the picker.
fn switch(stage: &mut Stage) {
    to_the_orgs(stage);
    stage.keys("j<enter>");
    let head = Head {
        name: "acme-uat".into(),
        host: "acme--uat.sandbox.my.salesforce.com".into(),
        environment: Environment::Sandbox,
        has_switches: false,
        stars: Default::default(),
    };
    stage.answer(|ask| matches!(ask, Ask::Open(_)), Answer::Opened(Arc::new(head)));
}

/// Begins the test of an org that is added while acme is open and works.
fn adding() -> Stage {
    let mut stage = objects::tests::opened(120, 36);
    stage.answer(check::tests::is_check, checked(verdict("acme", None)));
    assert!(tabs(&stage).contains("1 Check ✓"), "{}", tabs(&stage));
    to_the_orgs(&mut stage);
    stage.keys("a");
    add_org::tests::fill(&mut stage);
    stage.keys("<c-r>");
    stage
}

#[test]
fn forward_does_not_lead_into_the_org_that_was_open_before() {
    let mut stage = record::tests::shown(120, 36);
    let title = format!("Account {ID}");
    let is_record = |stage: &Stage| has(stage, &title) || has(stage, "山田製作所");
    assert!(is_record(&stage), "{:#?}", stage.lines());
    stage.keys("<");
    assert!(!is_record(&stage));
    stage.keys(">");
    assert!(is_record(&stage), "forward again leads to the record");
    stage.keys("<");
    switch(&mut stage);
    stage.keys(">");
    assert!(!is_record(&stage), "{:#?}", stage.lines());
    assert!(!stage.asked().into_iter().any(record::tests::is_record));
}

#[test]
fn the_header_tells_of_the_check_of_the_open_org_alone() {
    // While the other one's check runs, and once it ended.
    for has_ended in [false, true] {
        let mut stage = adding();
        let other = verdict("acme-uat", REFUSED);
        if has_ended {
            stage.answer(is_draft, checked(other));
        } else {
            stage.news(is_draft, Progress::Check(Event::Verdict(Box::new(other))));
        }
        for _ in 0..4 {
            if !has(&stage, "Leave the form?") {
                stage.keys("<esc>");
            }
        }
        // Out of the form to the picker, and from there back to the org that is open.
        stage.keys("l<esc>");
        assert!(tabs(&stage).contains("1 Check ✓"), "{has_ended}: {:#?}", stage.lines());
    }
}

#[test]
fn an_org_that_was_opened_has_no_sign_before_its_own_check_ended() {
    let mut stage = objects::tests::opened(120, 36);
    stage.answer(check::tests::is_check, checked(verdict("acme", REFUSED)));
    assert!(tabs(&stage).contains("Check ✗"), "{}", tabs(&stage));
    switch(&mut stage);
    assert!(!tabs(&stage).contains("Check ✗"), "{}", tabs(&stage));
    stage.answer(check::tests::is_check, checked(verdict("acme-uat", None)));
    assert!(tabs(&stage).contains("Check ✓"), "{}", tabs(&stage));
}

#[test]
fn what_is_not_known_is_asked_again_once_the_open_org_works_and_no_other() {
    let no_token = || Trouble::new(Exit::Refused, "token.x", "No token.");
    for (name, asks) in [("acme", true), ("acme-uat", false)] {
        let mut stage = adding();
        stage.fail(is_version, no_token());
        stage.answer(is_draft, checked(verdict(name, None)));
        assert_eq!(stage.asked().into_iter().any(is_version), asks, "{name}");
    }
}

#[test]
fn a_check_that_did_not_come_as_far_as_the_host_changes_no_badge() {
    let host = "acme--uat.sandbox.my.salesforce.com";
    let mut stage = Stage::opened(120, 36, "acme-uat", host, Environment::Sandbox);
    let badge = stage.lines()[0].clone();
    assert!(badge.contains("SANDBOX"), "{badge}");
    stage.answer(check::tests::is_check, checked(verdict("acme-uat", REFUSED)));
    assert!(stage.lines()[0].contains("SANDBOX"), "{}", stage.lines()[0]);
}
