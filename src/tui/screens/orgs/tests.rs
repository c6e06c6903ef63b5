//! The picker on a stage.

use jiff::{SignedDuration, Timestamp};

use crate::store::OrgSort;
use crate::trouble::{Exit, Trouble};
use crate::tui::screens::stage::Stage;
use crate::tui::work::{Answer, Ask, Environment, Keep, LastCheck, OrgRow};

fn org(name: &str, host: &str, environment: Environment, last: Option<(bool, i64)>) -> OrgRow {
    let now = Timestamp::from_second(1_795_000_000).unwrap();
    OrgRow {
        name: name.into(),
        login_url: format!("https://{host}"),
        environment,
        api_version: None,
        is_default: name == "acme",
        keep: Keep::Keyring,
        places: Vec::new(),
        last: last.map(|(passed, minutes)| LastCheck {
            passed,
            headline: if passed { "The app works" } else { "token failed: The app has no Run As user." }
                .into(),
            at: now.saturating_sub(SignedDuration::from_mins(minutes)).unwrap(),
            run_as: Some(format!("svc.orgscope@{name}.com")),
            org: Some("00D5g000008XyZaEAK · Enterprise Edition".into()),
            app: Some("Orgscope Reader".into()),
            scopes: vec!["api".into(), "id".into()],
            api: Some((if passed { 1204 } else { 81_400 }, 100_000)),
        }),
    }
}

pub(in crate::tui::screens) fn orgs() -> Vec<OrgRow> {
    use Environment as E;
    vec![
        org("acme", "acme.my.salesforce.com", E::Production, Some((true, 120))),
        org("acme-uat", "acme--uat.sandbox.my.salesforce.com", E::Sandbox, Some((false, 5))),
        org("acme-dev2", "acme--dev2.sandbox.my.salesforce.com", E::Sandbox, Some((true, 4320))),
        org("山田製作所", "yamada.my.salesforce.com", E::Production, Some((true, 1500))),
        org("scratch-q3", "ruby-lake-1207-dev-ed.scratch.my.salesforce.com", E::Scratch, Some((true, 60))),
        org("trailhead", "mindful-otter-rt7-dev-ed.trailblaze.my.salesforce.com", E::Trailhead, None),
    ]
}

pub(in crate::tui::screens) fn picker(columns: u16, rows: u16, orgs: Vec<OrgRow>) -> Stage {
    let mut stage = Stage::new(columns, rows);
    stage.answer(|ask| matches!(ask, Ask::First), Answer::First(None));
    stage.answer(|ask| matches!(ask, Ask::Orgs), Answer::Orgs(orgs, OrgSort::LastUse));
    stage
}

fn has(stage: &Stage, text: &str) -> bool {
    stage.lines().iter().any(|line| line.contains(text))
}

fn opens(stage: &Stage) -> Option<String> {
    stage.asked().into_iter().find_map(|ask| match ask {
        Ask::Open(name) => Some(name.clone()),
        _ => None,
    })
}

#[test]
fn the_picker_shows_orgs_and_what_is_known_of_them() {
    for (columns, rows) in [(120, 36), (80, 24), (60, 16)] {
        picker(columns, rows, orgs()).shoot("orgs__picker");
    }
}

#[test]
fn the_first_run_shows_two_ways_to_start() {
    for (columns, rows) in [(120, 36), (60, 16)] {
        picker(columns, rows, Vec::new()).shoot("orgs__first_run");
    }
    let mut stage = picker(80, 24, Vec::new());
    stage.keys("<down><enter>");
    assert!(stage.asked().iter().any(|ask| matches!(ask, Ask::OpenDemo)));
    let mut stage = picker(80, 24, Vec::new());
    stage.keys("<enter>");
    assert!(has(&stage, "Add an org"));
}

#[test]
fn nothing_is_sent_before_enter() {
    let mut stage = picker(120, 36, orgs());
    stage.keys("jj/q<enter>");
    assert!(opens(&stage).is_none());
    stage.keys("<enter>");
    assert_eq!(opens(&stage).as_deref(), Some("scratch-q3"));
}

#[test]
fn filtering_finds_by_name_and_host() {
    let mut stage = picker(120, 36, orgs());
    stage.keys("/yamada");
    assert!(has(&stage, "1 of 6 orgs") && has(&stage, "▸ 山田製作所") && !has(&stage, "scratch-q3"));
    stage.keys("<esc><esc>");
    assert!(has(&stage, "6 orgs · sorted by last use"));
    stage.keys("/zzz");
    assert!(has(&stage, "No org has “zzz” in its name or host."));
}

#[test]
fn removing_needs_the_name() {
    let mut stage = picker(120, 36, orgs());
    stage.keys("jXacme<enter>");
    assert!(has(&stage, "That is not acme-uat. Nothing was removed."));
    stage.keys("Xacme-uat<enter>");
    assert!(stage.asked().iter().any(|ask| matches!(ask, Ask::Remove(name) if name == "acme-uat")));
}

#[test]
fn an_org_that_does_not_open_says_why_where_it_stands() {
    let mut stage = picker(120, 36, orgs());
    stage.keys("<enter>");
    let trouble = Trouble::new(Exit::Setup, "keyring.locked", "The keyring is locked.");
    stage.fail(|ask| matches!(ask, Ask::Open(_)), trouble);
    assert!(has(&stage, "✗ The keyring is locked.") && has(&stage, "▸ acme "));
    stage.keys("<esc>");
    assert!(!has(&stage, "The keyring is locked."));
}

#[test]
fn many_orgs_scroll_and_the_cursor_stays_when_they_are_read_anew() {
    let many: Vec<OrgRow> = (0..60)
        .map(|n| org(&format!("org-{n}"), "a.my.salesforce.com", Environment::Sandbox, None))
        .collect();
    let mut stage = picker(80, 24, many.clone());
    stage.keys("G");
    assert!(has(&stage, "▸ org-59"));
    stage.keys("r");
    stage.answer(|ask| matches!(ask, Ask::Orgs), Answer::Orgs(many, OrgSort::LastUse));
    assert!(has(&stage, "▸ org-59"));
}
