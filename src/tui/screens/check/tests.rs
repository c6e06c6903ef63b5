//! The check on a stage: the engine's events go in, screens come out.

use std::sync::Arc;

use crate::check::rungs::RUNGS;
use crate::check::{Arrow, Change, Cost, Event, Lane, RunAs, RungResult, Since, Status, Verdict};
use crate::handoff::sequence::{Outcome, Sequence};
use crate::handoff::{FORMS, Target};
use crate::salesforce::{hosts, scopes};
use crate::trouble::{Came, Evidence, Exit, Step, Trouble};
use crate::tui::effect::Effect;
use crate::tui::screens::stage::Stage;
use crate::tui::work::{Answer, Ask, Environment, Progress};

pub(in crate::tui::screens) fn is_check(ask: &Ask) -> bool {
    matches!(ask, Ask::Check)
}

fn rung(id: &'static str, status: Status, ms: u64, summary: &str) -> RungResult {
    let ms = (status != Status::NotTested).then_some(ms);
    RungResult {
        id,
        status,
        ms,
        summary: summary.into(),
        detail: Vec::new(),
        diagnosis: None,
        exchanges: Default::default(),
    }
}

fn arrow(number: u32, to: Lane, verb: &'static str, path: &str, outcome: Outcome) -> Arrow {
    Arrow { number, to, verb, path: path.into(), note: None, outcome, exchange: None }
}

fn answered(status: u16, ms: u64, words: &str) -> Outcome {
    let status = (status > 0).then_some(status);
    Outcome::Answered { status, ms, words: words.into() }
}

fn sequence(arrows: Vec<Arrow>) -> Sequence {
    let mut sequence = Sequence::default();
    for arrow in arrows {
        sequence.put(arrow);
    }
    sequence
}

fn verdict(org: &str, rungs: Vec<RungResult>, arrows: Vec<Arrow>, ms: u64) -> Verdict {
    let login_url = format!("https://{}.my.salesforce.com", org.replace("-uat", "--uat.sandbox"));
    let host = hosts::derive(&login_url).unwrap().host;
    Verdict {
        org: org.into(),
        login_url,
        run_as: RunAs { environment: Some(host.environment()), ..RunAs::default() },
        host: Some(host),
        started_at: "2026-11-18T10:00:00Z".into(),
        ms,
        rungs,
        instance: None,
        app: None,
        key_end: None,
        since: None,
        cost: Cost::default(),
        sequence: sequence(arrows),
    }
}

pub(in crate::tui::screens) fn no_run_as_user() -> Verdict {
    let says = "The app has no Run As user, so Salesforce does not know whom to act as.";
    let why = Trouble {
        next_connected: vec![Step::of("Setup → App Manager → Orgscope Reader → Manage → Edit Policies")],
        next: [
            "Setup → External Client App Manager → Orgscope Reader",
            "Policies → Edit → OAuth Policies → OAuth Flows and External Client App Enhancements",
            "Tick Enable Client Credentials Flow → Run As (Username): svc.orgscope@acme.com.uat (the full username, not an e-mail address)",
            "Save. A change can need 2 to 10 minutes to spread: orgscope check --watch waits for it",
        ]
        .map(Step::of)
        .to_vec(),
        evidence: Evidence {
            status: Some(400),
            code: Some("invalid_grant".into()),
            ms: Some(210),
            ..Evidence::default()
        },
        answer: Some(Arc::new(Came {
            headers: vec!["content-type: application/json;charset=UTF-8".into()],
            body: br#"{"error":"invalid_grant","error_description":"no client credentials user enabled"}"#
                .to_vec(),
            content_type: Some("application/json".into()),
        })),
        source: "a note",
        ..Trouble::new(Exit::Refused, "token.no_run_as_user", says)
    };
    let mut rungs: Vec<RungResult> =
        RUNGS.iter().map(|r| rung(r.id, Status::NotTested, 0, "not tested")).collect();
    rungs[0] = rung("input", Status::Pass, 0, "pair, URL");
    rungs[1] = rung("host", Status::Pass, 0, "My Domain");
    rungs[2] = rung("network", Status::Pass, 31, "TLS 1.3");
    rungs[3] =
        RungResult { diagnosis: Some(Box::new(why)), ..rung("token", Status::Fail, 210, "invalid_grant") };
    let mut post = arrow(
        1,
        Lane::Login,
        "POST",
        "/services/oauth2/token",
        Outcome::Broken { status: Some(400), ms: 210, words: "invalid_grant".into() },
    );
    post.note = Some("grant_type=client_credentials".into());
    let arrows = vec![
        arrow(0, Lane::Login, "connect", "TLS 1.3", answered(0, 31, "")),
        post,
        arrow(2, Lane::Api, "GET", "/services/data/v64.0/limits", Outcome::NotSent),
    ];
    let mut verdict = verdict("acme-uat", rungs, arrows, 241);
    verdict.since = Some(Since {
        at: "2026-11-18T09:26:40Z".into(),
        compared: vec![
            Change {
                what: "org id",
                was: "00D5g000008XyZaEAK".into(),
                is: Some("00D5g000008XyZaEAK".into()),
            },
            Change {
                what: "Run As user",
                was: "svc.orgscope@acme.com.uat".into(),
                is: Some("nobody".into()),
            },
        ],
        meaning: Some("taken away in Setup since then".into()),
    });
    verdict
}

/// A check that passed, its evidence read in part.
pub fn all_passed() -> Verdict {
    let results = [
        ("pair, URL", 0),
        ("My Domain", 0),
        ("TLS 1.3", 28),
        ("granted", 184),
        ("api, id", 0),
        ("user found", 96),
        ("200", 141),
        ("v64.0", 74),
        ("98.8 % left", 88),
        ("1,412 objects", 402),
        ("1 row", 133),
    ];
    let mut rungs: Vec<RungResult> =
        RUNGS.iter().zip(results).map(|(r, (summary, ms))| rung(r.id, Status::Pass, ms, summary)).collect();
    let says = "LoginHistory is readable, ConnectedApplication is not. Unknown, not a fault.";
    let why = Trouble::new(Exit::Refused, "evidence.evidence_not_readable", says);
    rungs
        .push(RungResult { diagnosis: Some(Box::new(why)), ..rung("evidence", Status::Warn, 118, "partly") });
    let api = |n, path: &str, ms, words| arrow(n, Lane::Api, "GET", path, answered(200, ms, words));
    let arrows = vec![
        arrow(0, Lane::Login, "connect", "TLS 1.3", answered(0, 28, "")),
        arrow(1, Lane::Login, "POST", "/services/oauth2/token", answered(200, 184, "token")),
        arrow(2, Lane::Login, "GET", "/services/oauth2/userinfo", answered(200, 96, "Integration User")),
        api(3, "/services/data", 74, "newest v64.0"),
        api(4, "/services/data/v64.0", 141, "scope api holds"),
        api(5, "/services/data/v64.0/limits", 88, "98.8 % left"),
        api(6, "/services/data/v64.0/sobjects", 402, "1,412 objects"),
        api(7, "/services/data/v64.0/query?q=SELECT%20Id%20FROM%20User%20LIMIT%201", 133, "1 row"),
    ];
    let mut verdict = verdict("acme", rungs, arrows, 1100);
    verdict.run_as = RunAs {
        username: Some("svc.orgscope@acme.com".into()),
        name: Some("Integration User".into()),
        active: Some(true),
        api_only: Some(true),
        profile: Some("Minimum Access - API Only Integrations".into()),
        licence: Some("Salesforce Integration".into()),
        org_name: Some("Acme GmbH".into()),
        org_id: Some("00D5g000008XyZaEAK".into()),
        edition: Some("Enterprise Edition".into()),
        locale: Some("de_DE".into()),
        time_zone: Some("Europe/Berlin".into()),
        scopes: Some(scopes::explain("api id")),
        ..RunAs::default()
    };
    verdict.cost =
        Cost { requests: 8, api_calls: 6, before: Some(1198), after: Some(1204), limit: Some(100_000) };
    verdict
}

pub(in crate::tui::screens) fn failed(columns: u16, rows: u16) -> Stage {
    failed_as(columns, rows, no_run_as_user())
}

pub(in crate::tui::screens) fn failed_as(columns: u16, rows: u16, verdict: Verdict) -> Stage {
    let host = "acme--uat.sandbox.my.salesforce.com";
    let mut stage = Stage::opened(columns, rows, "acme-uat", host, Environment::Sandbox);
    stage.keys("1");
    stage.wait(240);
    stage.answer(is_check, Answer::Check(Arc::new(verdict)));
    stage
}

pub(in crate::tui::screens) fn passed(columns: u16, rows: u16) -> Stage {
    let host = "acme.my.salesforce.com";
    let mut stage = Stage::opened(columns, rows, "acme", host, Environment::Production);
    stage.keys("1");
    stage.wait(1100);
    stage.answer(is_check, Answer::Check(Arc::new(all_passed())));
    stage
}

#[test]
fn a_failed_rung_shows_its_clicks() {
    for (columns, rows) in [(120, 36), (80, 24), (60, 16), (200, 50)] {
        failed(columns, rows).shoot("check__fail");
    }
}

#[test]
fn a_passed_check_shows_whom_the_app_acts_as() {
    for (columns, rows) in [(120, 36), (80, 24)] {
        passed(columns, rows).shoot("check__pass");
    }
}

#[test]
fn the_picture_grows_while_it_climbs() {
    let host = "acme.my.salesforce.com";
    let mut stage = Stage::opened(120, 36, "acme", host, Environment::Production);
    stage.keys("1");
    let passed = all_passed();
    for result in &passed.rungs[..3] {
        stage.news(is_check, Progress::Check(Event::Started(result.id)));
        stage.news(is_check, Progress::Check(Event::Ended(Box::new(result.clone()))));
    }
    stage.news(is_check, Progress::Check(Event::Arrow(passed.sequence.arrows[0].clone())));
    stage.news(is_check, Progress::Check(Event::Started("token")));
    let post = Arrow { outcome: Outcome::Waiting, ..passed.sequence.arrows[1].clone() };
    stage.news(is_check, Progress::Check(Event::Arrow(post)));
    stage.wait(400);
    stage.shoot("check__climbing");
    stage.keys("<esc>");
    assert!(stage.lines().last().unwrap().contains("Stopped after 0.4 s. r tries again."));
    assert!(!stage.asked().iter().any(|ask| is_check(ask)));
}

#[test]
fn watching_tries_again_until_the_answer_changes() {
    let mut stage = failed(120, 36);
    stage.keys("w");
    for _ in 0..2 {
        stage.wait(14_900);
        assert!(!stage.asked().iter().any(|ask| is_check(ask)), "not before its time");
        stage.wait(50_000);
        stage.answer(is_check, Answer::Check(Arc::new(no_run_as_user())));
    }
    stage.wait(15_000);
    stage.shoot("check__watch");
    stage.wait(60_000);
    stage.answer(is_check, Answer::Check(Arc::new(all_passed())));
    let lines = stage.lines().join("\n");
    assert!(lines.contains("The check passes.") && lines.contains("The app works"), "{lines}");
    assert!(lines.contains("✗ invalid_grant") && lines.contains("✓ works"), "the tries stay: {lines}");
    assert!(lines.contains("changed after 3:"), "{lines}");
    stage.keys("<down>");
    assert!(!stage.lines().join("\n").contains("changed after"), "until the next key");
}

#[test]
fn the_last_tries_of_a_watch_are_read_at_80_columns() {
    let mut stage = failed(80, 24);
    stage.keys("w");
    for _ in 0..3 {
        stage.wait(130_000);
        stage.answer(is_check, Answer::Check(Arc::new(no_run_as_user())));
    }
    let lines = stage.lines().join("\n");
    assert_eq!(lines.matches("✗ the same").count(), 3, "{lines}");
    assert!(lines.contains("4 of 12, Esc stops") && lines.contains("Esc stop "), "{lines}");
    stage.keys("<esc>");
    let lines = stage.lines().join("\n");
    assert!(lines.contains("stopped at 6:30 min") && lines.contains("✗ the same"), "{lines}");
}

#[test]
fn a_watch_names_as_many_tries_as_there_will_be() {
    let mut refused = no_run_as_user();
    refused.rungs[3].diagnosis.as_mut().unwrap().id = "token.invalid_client_secret".into();
    let mut stage = failed_as(120, 36, refused);
    stage.keys("w");
    assert!(stage.lines().join("\n").contains("1 of at most 3 tries"));
}

#[test]
fn clicks_come_into_sight_before_likely_causes_and_picture() {
    let mut verdict = no_run_as_user();
    let why = verdict.rungs[3].diagnosis.as_mut().unwrap();
    why.causes =
        (1..6).map(|n| format!("likely cause {n}, long enough that it takes two lines at 80")).collect();
    let steps = why.steps(Default::default()).len();
    for (columns, rows) in [(80, 24), (120, 36)] {
        let mut stage = failed_as(columns, rows, verdict.clone());
        let lines = stage.lines().join("\n");
        let is_step = |n: usize| lines.lines().any(|l| l.contains(&format!("│  {n} ")));
        assert!((1..=steps).all(is_step), "{lines}");
        assert!(lines.contains("✗ 400 invalid_grant"), "the picture's end stays: {lines}");
        assert!(lines.contains(r#"{"error":"invalid_grant""#), "the answer begins: {lines}");
        stage.keys("<tab>");
    }
}

#[test]
fn a_warning_is_seen_when_the_check_ends() {
    let mut verdict = all_passed();
    let why = Trouble {
        next: (1..10).map(|n| Step::of(format!("step {n} of the clicks"))).collect(),
        ..Trouble::new(Exit::Refused, "limits.limit_near", "Most of the day's API calls are used.")
    };
    let limits = RUNGS.iter().position(|r| r.id == "limits").unwrap();
    verdict.rungs[limits].status = Status::Warn;
    verdict.rungs[limits].diagnosis = Some(Box::new(why));
    let stage = failed_as(80, 24, verdict);
    let lines = stage.lines().join("\n");
    assert!(
        lines.contains("▸! limits") && lines.contains("Most of the day's API calls are used."),
        "{lines}"
    );
    assert!(lines.contains("! The app works") && lines.contains("step 9 of the clicks"), "{lines}");
}

#[test]
fn a_stopped_check_turns_no_more_and_says_after_how_long() {
    let host = "acme.my.salesforce.com";
    for keys in ["<esc>", "<c-c>"] {
        let mut stage = Stage::opened(120, 36, "acme", host, Environment::Production);
        stage.keys("1");
        stage.news(is_check, Progress::Check(Event::Started("network")));
        let connect = arrow(0, Lane::Login, "connect", "", Outcome::Waiting);
        stage.news(is_check, Progress::Check(Event::Arrow(connect)));
        stage.wait(2400);
        stage.keys(keys);
        let before = stage.lines();
        let all = before.join("\n");
        assert!(
            all.contains("○ network     stopped after") && all.contains("○ stopped after 2.4 s"),
            "{all}"
        );
        stage.wait(450);
        assert_eq!(before, stage.lines(), "nothing turns");
    }
}

#[test]
fn where_no_call_was_sent_the_version_in_use_is_handed_on() {
    let mut verdict = no_run_as_user();
    verdict.sequence = sequence(Vec::new());
    let mut stage = failed_as(120, 36, verdict);
    stage.answer(|ask| matches!(ask, Ask::Version), Answer::Version("v68.0".into()));
    stage.keys("S");
    assert!(stage.lines().join("\n").contains("GET /services/data/v68.0/limits"));
    assert!(stage.lines().last().unwrap().contains("Enter copy"));
}

#[test]
fn nothing_at_the_left_is_cut_while_there_is_room() {
    let mut verdict = no_run_as_user();
    verdict.rungs[1].status = Status::Warn;
    verdict.rungs[3].summary = "invalid_client".into();
    let lines = failed_as(100, 30, verdict).lines().join("\n");
    assert!(lines.contains("token       invalid_client   210 ms"), "{lines}");
    assert!(lines.contains("2 passed   1 warning   1 failed") && lines.contains("  8 not tested"), "{lines}");
    let mut stage = failed(100, 30);
    stage.keys("w");
    let lines = stage.lines().join("\n");
    assert!(lines.contains("Ends when the answer changes, or Esc. "), "{lines}");
}

#[test]
fn what_is_read_keeps_its_heading() {
    let mut verdict = no_run_as_user();
    let why = verdict.rungs[3].diagnosis.as_mut().unwrap();
    why.causes = (1..9).map(|n| format!("likely cause {n}")).collect();
    for (columns, rows) in [(100, 30), (80, 24)] {
        let mut stage = failed_as(columns, rows, verdict.clone());
        let at = |stage: &Stage| stage.lines().iter().position(|line| line.contains(" What is wrong"));
        let before = at(&stage);
        assert!(before.is_some(), "{:#?}", stage.lines());
        stage.keys("<tab><down><down>");
        let lines = stage.lines().join("\n");
        assert_eq!(at(&stage), before, "{lines}");
        assert!(!lines.contains("✗ The app has no Run As user"), "it moved: {lines}");
        stage.keys("<pgdn><pgdn><pgdn>");
        let lines = stage.lines().join("\n");
        assert!(lines.contains(" Answer") && lines.contains("likely cause 8"), "{lines}");
    }
}

#[test]
fn the_answer_is_read_before_what_came_with_it() {
    for (columns, rows) in [(120, 36), (100, 36)] {
        let lines = failed(columns, rows).lines();
        let at = |text: &str| lines.iter().position(|line| line.contains(text));
        let (body, facts) = (at(r#"{"error":"invalid_grant""#), at("HTTP 400 · "));
        assert!(body.is_some() && body < facts, "{lines:#?}");
        assert!(lines[facts.unwrap()].contains("cause no_run_as_user"), "on one line: {lines:#?}");
    }
}

#[test]
fn the_other_kind_of_app_has_other_clicks() {
    let mut stage = failed(120, 36);
    let has = |stage: &Stage, text: &str| stage.lines().iter().any(|line| line.contains(text));
    assert!(has(&stage, "External Client App Manager"));
    stage.keys(".");
    assert!(has(&stage, "App Manager → Orgscope Reader → Manage") && has(&stage, "[Connected App]"));
}

#[test]
fn moving_the_cursor_moves_the_lower_half() {
    let mut stage = failed(120, 36);
    stage.keys("<up>");
    assert!(stage.lines().iter().any(|line| line.contains("Rung 3: network")));
    stage.keys("<enter>");
    assert!(stage.lines().iter().any(|line| line.contains("Rung 3 of 12: network")));
}

#[test]
fn the_request_is_handed_on_in_every_form() {
    let mut stage = failed(120, 36);
    let mut copied = |letter: char| {
        stage.keys(&format!("S{letter}"));
        match stage.effects.pop() {
            Some(Effect::Copy(text)) => text,
            other => panic!("{letter} copies nothing: {other:?}"),
        }
    };
    let target = Target {
        org: "acme-uat".into(),
        login_url: "https://acme--uat.sandbox.my.salesforce.com".into(),
        path: "/services/data/v64.0/limits".into(),
    };
    for form in FORMS {
        assert_eq!(copied(form.letter), (form.write)(&target), "{}", form.name);
    }
    assert_eq!(copied('s'), no_run_as_user().sequence.mermaid("acme--uat.sandbox.my.salesforce.com"));
    let mut stage = passed(120, 36);
    stage.keys("S");
    stage.shoot("check__hand_on");
}

#[test]
fn a_pane_fills_the_screen_and_esc_brings_the_other_back() {
    let mut stage = failed(120, 36);
    let has = |stage: &Stage, text: &str| stage.lines().iter().any(|line| line.contains(text));
    stage.keys("<right>z");
    assert!(has(&stage, "The app has no Run As user") && !has(&stage, " Rungs "));
    stage.keys("<esc>");
    assert!(has(&stage, " Rungs ") && has(&stage, "The app has no Run As user"));
}

#[test]
fn going_to_the_check_twice_asks_once() {
    let mut stage = Stage::opened(80, 24, "a", "a.my.salesforce.com", Environment::Production);
    stage.keys("1");
    stage.keys("21");
    assert_eq!(stage.asked().iter().filter(|ask| is_check(ask)).count(), 1);
}

#[test]
fn any_size_and_any_rung_can_be_drawn() {
    for (columns, rows) in [(60, 16), (79, 17), (80, 16), (99, 24), (100, 20), (300, 90)] {
        let mut stage = failed(columns, rows);
        for keys in ["", "<tab>", "<down><down>", "<tab>", "<down><down><down>", "y", "<esc>", "S"] {
            stage.keys(keys);
            stage.lines();
        }
    }
}
