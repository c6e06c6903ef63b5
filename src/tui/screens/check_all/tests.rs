//! The table on a stage: news of orgs go in, rows come out.

use std::sync::Arc;

use crate::check::rungs::RUNGS;
use crate::check::{Cost, RunAs, RungResult, Status, Verdict};
use crate::handoff::sequence::Sequence;
use crate::salesforce::hosts::Environment;
use crate::store::OrgSort;
use crate::trouble::{Evidence, Exit, Step, Trouble};
use crate::tui::screens::stage::Stage;
use crate::tui::work::{Answer, Ask, Head, Keep, OrgNews, OrgRow, Progress};

fn org(name: &str, host: &str, environment: Environment) -> OrgRow {
    OrgRow {
        name: name.into(),
        login_url: format!("https://{host}"),
        environment,
        api_version: None,
        is_default: false,
        keep: Keep::Keyring,
        places: Vec::new(),
        last: None,
    }
}

pub(in crate::tui::screens) fn verdict(
    org: &str,
    worst: Option<(&'static str, Status, &str)>,
    user: Option<&str>,
    used: u64,
) -> Verdict {
    let failed = worst.filter(|(_, status, _)| *status == Status::Fail).map(|(id, ..)| id);
    let failed_at = RUNGS.iter().position(|rung| Some(rung.id) == failed).unwrap_or(RUNGS.len());
    let result = |(at, id): (usize, &'static str)| {
        let said = worst.filter(|(of, ..)| *of == id);
        let status = said.map_or(Status::Pass, |(_, status, _)| status);
        let diagnosis = said.map(|(_, _, says)| {
            let evidence = Evidence {
                status: Some(400),
                code: Some("invalid_grant".into()),
                message: Some("no client credentials user enabled".into()),
                ..Evidence::default()
            };
            let step = Step::of("Setup → External Client App Manager → the app");
            let why = Trouble::new(Exit::Refused, "token.no_run_as_user", says).with(evidence);
            Box::new(why.step(step))
        });
        let status = if at > failed_at { Status::NotTested } else { status };
        RungResult {
            id,
            status,
            ms: Some(1),
            summary: String::new(),
            detail: Vec::new(),
            diagnosis,
            exchanges: Default::default(),
        }
    };
    Verdict {
        org: org.into(),
        login_url: format!("https://{org}.my.salesforce.com"),
        host: None,
        started_at: "2026-11-18T10:00:00Z".into(),
        ms: 1100,
        rungs: RUNGS.iter().map(|rung| rung.id).enumerate().map(result).collect(),
        instance: None,
        app: None,
        key_end: None,
        run_as: RunAs { username: user.map(str::to_owned), ..RunAs::default() },
        since: None,
        cost: Cost { after: Some(used).filter(|n| *n > 0), limit: Some(100_000), ..Cost::default() },
        sequence: Sequence::default(),
    }
}

fn table(columns: u16, rows: u16) -> Stage {
    use Environment as E;
    let mut stage = Stage::new(columns, rows);
    stage.answer(|ask| matches!(ask, Ask::First), Answer::First(None));
    let orgs = vec![
        org("acme", "acme.my.salesforce.com", E::Production),
        org("acme-uat", "acme--uat.sandbox.my.salesforce.com", E::Sandbox),
        org("acme-dev2", "acme--dev2.sandbox.my.salesforce.com", E::Sandbox),
        org("山田製作所", "yamada.my.salesforce.com", E::Production),
        org("trailhead", "mindful-otter-rt7-dev-ed.trailblaze.my.salesforce.com", E::Trailhead),
    ];
    stage.answer(|ask| matches!(ask, Ask::Orgs), Answer::Orgs(orgs, OrgSort::LastUse));
    stage.keys("C");
    stage
}

fn is_all(ask: &Ask) -> bool {
    matches!(ask, Ask::CheckAll(_))
}

fn news(stage: &mut Stage, org: &str, news: OrgNews) {
    stage.news(is_all, Progress::Org(org.into(), news));
}

fn ended(stage: &mut Stage, verdict: Verdict) {
    let org = verdict.org.clone();
    news(stage, &org, OrgNews::Ended(Arc::new(verdict)));
}

const NO_USER: &str = "The app has no Run As user, so Salesforce does not know whom to act as.";

/// Three ended, one climbs, one waits.
pub(in crate::tui::screens) fn half_way(columns: u16, rows: u16) -> Stage {
    let mut stage = table(columns, rows);
    for org in ["acme", "acme-uat", "acme-dev2", "山田製作所"] {
        news(&mut stage, org, OrgNews::Climbs("input"));
    }
    stage.wait(1100);
    ended(&mut stage, verdict("acme", None, Some("svc.orgscope@acme.com"), 1204));
    ended(&mut stage, verdict("acme-uat", Some(("token", Status::Fail, NO_USER)), None, 0));
    let used = "81.4 % of the day's calls are used.";
    let yamada =
        verdict("山田製作所", Some(("limits", Status::Warn, used)), Some("integration@yamada.co.jp"), 81_400);
    ended(&mut stage, yamada);
    news(&mut stage, "acme-dev2", OrgNews::Climbs("network"));
    stage.wait(7300);
    stage
}

fn has(stage: &Stage, text: &str) -> bool {
    stage.lines().iter().any(|line| line.contains(text))
}

fn names(stage: &Stage) -> Vec<String> {
    let all = ["acme-uat", "acme-dev2", "acme", "山田製作所", "trailhead"];
    let lines = stage.lines();
    let table = lines.iter().skip(3).take(6);
    let name = |line: &String| all.iter().find(|name| line.contains(&format!(" {name} ")));
    table.filter_map(name).map(|name| (*name).to_owned()).collect()
}

#[test]
fn the_table_stands_while_checks_run() {
    for (columns, rows) in [(120, 36), (80, 24), (60, 16)] {
        half_way(columns, rows).shoot("check_all__half_way");
    }
}

#[test]
fn all_orgs_are_asked_at_once_and_the_worst_comes_first() {
    let mut stage = table(120, 36);
    let asked = stage.asked();
    let asked = asked.iter().find_map(|ask| match ask {
        Ask::CheckAll(names) => Some(names.as_slice()),
        _ => None,
    });
    assert_eq!(asked.unwrap(), ["acme", "acme-uat", "acme-dev2", "山田製作所", "trailhead"]);
    assert!(has(&stage, "0 of 5 done · 4 at a time"));
    ended(&mut stage, verdict("acme", None, None, 0));
    ended(&mut stage, verdict("trailhead", Some(("token", Status::Fail, NO_USER)), None, 0));
    let locked = Trouble::new(Exit::Setup, "keyring.locked", "The keyring is locked.");
    news(&mut stage, "acme-dev2", OrgNews::NotBegun(Box::new(locked)));
    assert_eq!(names(&stage), ["acme-dev2", "trailhead", "acme", "acme-uat", "山田製作所"]);
    assert!(has(&stage, "3 of 5 done") && has(&stage, "its turn comes"));
    stage.keys("<enter>");
    assert!(
        has(&stage, "The keyring is locked.") && !stage.asked().iter().any(|ask| matches!(ask, Ask::Open(_)))
    );
}

#[test]
fn the_cursor_stays_with_its_org_while_rows_move() {
    let mut stage = table(120, 36);
    ended(&mut stage, verdict("acme", None, None, 0));
    stage.keys("j");
    assert!(has(&stage, "▸○ "));
    let chosen = stage.lines().into_iter().find(|line| line.contains('▸')).unwrap();
    assert!(chosen.contains("acme-uat"), "{chosen}");
    ended(&mut stage, verdict("trailhead", Some(("token", Status::Fail, NO_USER)), None, 0));
    ended(&mut stage, verdict("山田製作所", None, None, 0));
    let chosen = stage.lines().into_iter().find(|line| line.contains('▸')).unwrap();
    assert!(chosen.contains("acme-uat"), "{chosen}");
}

#[test]
fn enter_opens_the_ladder_that_was_climbed_and_esc_leads_back() {
    let mut stage = half_way(120, 36);
    stage.keys("<enter>");
    let head = Head {
        name: "acme-uat".into(),
        host: "acme--uat.sandbox.my.salesforce.com".into(),
        environment: Environment::Sandbox,
        has_switches: false,
        stars: Default::default(),
    };
    stage.answer(|ask| matches!(ask, Ask::Open(name) if name == "acme-uat"), Answer::Opened(Arc::new(head)));
    assert!(has(&stage, "The app has no Run As user") && has(&stage, "External Client App Manager"));
    assert!(!stage.asked().iter().any(|ask| matches!(ask, Ask::Check)), "it is not checked twice");
    assert!(stage.asked().iter().any(|ask| is_all(ask)), "the others go on");
    ended(&mut stage, verdict("acme-dev2", None, None, 0));
    stage.keys("<esc>");
    assert!(has(&stage, "Check all orgs") && has(&stage, "4 of 5 done"));
}

#[test]
fn esc_stops_first_and_leaves_then_and_what_was_found_stays() {
    let mut stage = half_way(120, 36);
    stage.keys("<esc>");
    assert!(!stage.asked().iter().any(|ask| is_all(ask)) && has(&stage, "Stopped. What was found stays"));
    assert!(has(&stage, "not checked") && has(&stage, "3 of 5 done"));
    stage.keys("<esc>");
    assert!(has(&stage, "Choose an org"));
    stage.answer(
        |ask| matches!(ask, Ask::Orgs),
        Answer::Orgs(vec![org("acme", "acme.my.salesforce.com", Environment::Production)], OrgSort::LastUse),
    );
    stage.keys("C");
    assert!(has(&stage, "0 of 1 done"), "other orgs are checked anew");
}

#[test]
fn the_report_has_what_ended() {
    let mut stage = table(80, 24);
    stage.keys("x");
    assert!(has(&stage, "nothing to report"));
    ended(&mut stage, verdict("acme", None, None, 0));
    ended(&mut stage, verdict("acme-uat", Some(("token", Status::Fail, NO_USER)), None, 0));
    stage.keys("x");
    let asked = stage.asked();
    let verdicts = asked.iter().find_map(|ask| match ask {
        Ask::Report(verdicts) => Some(verdicts.iter().map(|v| v.org.as_str()).collect::<Vec<_>>()),
        _ => None,
    });
    assert_eq!(verdicts.unwrap(), ["acme-uat", "acme"]);
}

#[test]
fn any_size_can_be_drawn() {
    for (columns, rows) in [(60, 16), (61, 17), (99, 20), (260, 70)] {
        let mut stage = half_way(columns, rows);
        for _ in 0..6 {
            stage.keys("j");
            stage.lines();
        }
    }
}
