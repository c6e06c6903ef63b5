//! The form on a stage: keys and pastes go in, a draft comes out.

mod kept;

pub(in crate::tui::screens) use kept::without_pair;

use std::sync::Arc;

use crate::check::rungs::RUNGS;
use crate::check::{Cost, RunAs, RungResult, Status, Verdict};
use crate::handoff::sequence::Sequence;
use crate::store::OrgSort;
use crate::trouble::{Exit, Step, Trouble};
use crate::tui::screens::stage::Stage;
use crate::tui::theme::{Background, ColourDepth, Look};
use crate::tui::work::{Answer, Ask, Environment, Head, Keep, OrgRow};

const KEY: &str = "3MVG9xOCXq4ID1uE_d2mVh8Zb.Wv0aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uV1wX2yZ3aB4cD5eF6gwQ7pLr4";
const SECRET: &str = "0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF";

pub(in crate::tui::screens) fn form(columns: u16, rows: u16) -> Stage {
    let mut stage = Stage::new(columns, rows);
    stage.answer(|ask| matches!(ask, Ask::First), Answer::First(None));
    stage.answer(|ask| matches!(ask, Ask::Orgs), Answer::Orgs(Vec::new(), OrgSort::LastUse));
    stage.keys("a");
    stage
}

pub(in crate::tui::screens) fn filled(columns: u16, rows: u16) -> Stage {
    let mut stage = form(columns, rows);
    fill(&mut stage);
    stage
}

/// Fills the form, to the secret.
pub(in crate::tui::screens) fn fill(stage: &mut Stage) {
    stage.keys("<tab>");
    stage.paste("https://acme--uat.sandbox.lightning.force.com/lightning/page/home");
    stage.keys("<tab>");
    stage.paste(KEY);
    stage.keys("<tab>");
    stage.paste(&format!("{SECRET}\n"));
}

fn has(stage: &Stage, text: &str) -> bool {
    stage.lines().iter().any(|line| line.contains(text))
}

#[test]
fn the_form_shows_what_is_odd_and_the_clicks() {
    for (columns, rows) in [(120, 36), (100, 30), (80, 24), (60, 16)] {
        form(columns, rows).shoot("add_org__empty");
        let mut stage = filled(columns, rows);
        stage.keys("<tab><s-tab>");
        stage.shoot("add_org__filled");
    }
}

#[test]
fn a_keyring_that_turns_out_not_to_work_is_not_the_choice() {
    for keys_before in ["", " ", "  "] {
        let look = Look::new(ColourDepth::True, Background::Dark, false, false);
        let mut stage = Stage::before_the_vault(120, 36, look, false);
        stage.answer(|ask| matches!(ask, Ask::First), Answer::First(None));
        stage.answer(|ask| matches!(ask, Ask::Orgs), Answer::Orgs(Vec::new(), OrgSort::LastUse));
        stage.keys("a<tab><tab><tab><tab><tab><tab>");
        assert!(has(&stage, "(•) the system's keyring"));
        stage.keys(keys_before);
        stage.vault("no Secret Service (no session bus)", false);
        let chosen = if keys_before == "  " { "a command of mine" } else { "this run only" };
        assert!(has(&stage, &format!("(•) {chosen}")), "after {keys_before:?}: {:#?}", stage.lines());
    }
}

#[test]
fn the_host_comes_from_any_url_and_the_name_from_the_host() {
    let stage = filled(120, 36);
    assert!(has(&stage, "uses acme--uat.sandbox.my.salesforce.com") && has(&stage, "┃acme-uat "));
}

#[test]
fn nothing_on_the_screen_shows_the_secret_before_the_person_asks() {
    let mut stage = filled(120, 36);
    stage.keys("<tab>");
    assert!(!has(&stage, &SECRET[..12]), "the secret is in clear");
    assert!(
        has(&stage, "64 characters now, no blanks") && has(&stage, "A line break at its end was left out.")
    );
    stage.keys("<enter>");
    assert!(has(&stage, &SECRET[..12]), "asked for, it is shown");
}

#[test]
fn testing_asks_for_the_check_of_what_was_typed() {
    let mut stage = filled(120, 36);
    stage.keys("<c-r>");
    let asked = stage.asked();
    let draft = asked.iter().find_map(|ask| match ask {
        Ask::CheckDraft(draft) => Some(draft),
        _ => None,
    });
    let draft = draft.unwrap();
    assert_eq!((draft.name.as_str(), &draft.keep), ("acme-uat", &Keep::Keyring));
    assert_eq!(draft.login_url, "https://acme--uat.sandbox.my.salesforce.com");
    assert!(draft.pair.as_ref().unwrap().secret.lint(|text| text == SECRET), "the line break is cut");
    assert!(has(&stage, "step 2 of 2: the check") && has(&stage, "What happened"));
    assert!(
        !stage.asked().iter().any(|ask| matches!(ask, Ask::Save(..))),
        "nothing is stored before it passed"
    );
}

#[test]
fn a_host_that_cannot_serve_the_flow_is_refused() {
    let mut stage = form(120, 36);
    stage.keys("<tab>");
    stage.paste("https://login.salesforce.com");
    stage.keys("<c-r>");
    assert!(has(&stage, "login.salesforce.com serves every org"));
    assert!(!stage.asked().iter().any(|ask| matches!(ask, Ask::CheckDraft(_))));
}

#[test]
fn saving_untested_stores_and_opens() {
    let mut stage = filled(120, 36);
    stage.keys("<tab><tab><tab><tab><tab><enter>");
    stage.answer(|ask| matches!(ask, Ask::Save(..)), Answer::Saved("Saved acme-uat.".into()));
    assert!(stage.asked().iter().any(|ask| matches!(ask, Ask::Open(name) if name == "acme-uat")));
}

#[test]
fn an_org_that_was_added_stays_on_its_green_check() {
    let mut stage = filled(120, 36);
    stage.keys("<c-r>");
    let verdict = crate::tui::screens::check::tests::all_passed();
    stage.answer(|ask| matches!(ask, Ask::CheckDraft(_)), Answer::Check(Arc::new(verdict)));
    stage.answer(|ask| matches!(ask, Ask::Save(..)), Answer::Saved("Saved acme-uat.".into()));
    let host = "acme--uat.sandbox.my.salesforce.com".to_owned();
    let head = Head {
        name: "acme-uat".into(),
        host,
        environment: Environment::Sandbox,
        has_switches: false,
        stars: Default::default(),
    };
    stage.answer(|ask| matches!(ask, Ask::Open(_)), Answer::Opened(Arc::new(head)));
    assert!(has(&stage, "[1 Check ") && has(&stage, "The app works") && has(&stage, "Saved acme-uat."));
    assert!(!stage.asked().iter().any(|ask| matches!(ask, Ask::Check)), "it was checked already");
    stage.keys("2");
    assert!(has(&stage, "[2 Objects]"));
}

#[test]
fn a_key_in_both_fields_is_called_a_key() {
    let mut stage = form(120, 36);
    stage.keys("<tab><tab>");
    stage.paste("3MVG9xOCXq4ID1uE");
    stage.keys("<tab>");
    stage.paste("3MVG9xOCXq4ID1uE");
    stage.keys("<tab>");
    assert!(has(&stage, "This is a consumer key, not a secret.") && !has(&stage, "the same text"));
}

#[test]
fn nothing_changed_is_lost_without_being_asked() {
    let mut stage = about("e");
    assert!(!has(&stage, "? after Esc"), "Esc leaves the form");
    stage.keys("<tab>64<esc>");
    assert!(has(&stage, "Leave the form?"));
    let mut stage = about("e");
    stage.keys("<esc>");
    assert!(has(&stage, "Choose an org"));
}

#[test]
fn no_hint_is_cut() {
    for (columns, rows) in [(60, 16), (80, 24), (120, 36)] {
        let stage = form(columns, rows);
        assert!(has(&stage, "any URL of the org: Lightning, Setup…"), "{:?}", stage.lines());
    }
}

#[test]
fn what_could_not_be_stored_is_said_in_the_form() {
    let mut stage = filled(120, 36);
    stage.keys("<tab><tab><tab><tab><tab><enter>");
    let locked = Trouble::new(Exit::Setup, "keyring.locked", "The keyring is locked.");
    stage.fail(|ask| matches!(ask, Ask::Save(..)), locked);
    assert!(has(&stage, "The keyring is locked.") && has(&stage, "┃acme-uat "), "nothing typed is lost");
}

#[test]
fn letters_type_and_leaving_asks() {
    let mut stage = form(80, 24);
    stage.keys("q?:1");
    assert!(has(&stage, "┃q?:1"));
    stage.keys("<esc>");
    assert!(has(&stage, "Leave the form?"));
    stage.keys("s");
    assert!(has(&stage, "┃q?:1"));
    stage.keys("<esc>l");
    assert!(has(&stage, "Choose an org"));
}

fn about(key: &str) -> Stage {
    about_at(key, 120, 36)
}

pub(in crate::tui::screens) fn about_at(key: &str, columns: u16, rows: u16) -> Stage {
    let mut stage = Stage::new(columns, rows);
    stage.answer(|ask| matches!(ask, Ask::First), Answer::First(None));
    let row = OrgRow {
        name: "acme".into(),
        login_url: "https://acme.my.salesforce.com".into(),
        environment: Environment::Production,
        api_version: None,
        is_default: false,
        keep: Keep::Keyring,
        places: Vec::new(),
        last: None,
    };
    stage.answer(|ask| matches!(ask, Ask::Orgs), Answer::Orgs(vec![row], OrgSort::LastUse));
    stage.keys(key);
    stage
}

pub(in crate::tui::screens) fn is_new(ask: &Ask) -> bool {
    matches!(ask, Ask::CheckDraft(draft) if draft.name == "acme")
}

pub(in crate::tui::screens) fn is_live(ask: &Ask) -> bool {
    matches!(ask, Ask::CheckStored(name) if name == "acme")
}

pub(in crate::tui::screens) fn is_save(ask: &Ask) -> bool {
    matches!(ask, Ask::Save(..))
}

/// The form of a rotation with a new pair, both being checked.
pub(in crate::tui::screens) fn rehearsing(columns: u16, rows: u16) -> Stage {
    let mut stage = about_at("R", columns, rows);
    stage.paste(KEY);
    stage.keys("<tab>");
    stage.paste(SECRET);
    stage.keys("<c-r>");
    stage
}

pub(in crate::tui::screens) fn checked(
    stage: &mut Stage,
    which: impl Fn(&Ask) -> bool,
    failed: Option<(&'static str, &str)>,
) {
    let failed_at = RUNGS.iter().position(|rung| failed.is_some_and(|(id, _)| id == rung.id));
    let rungs = RUNGS.iter().enumerate().map(|(at, rung)| {
        let status = match failed_at {
            Some(failed) if at == failed => Status::Fail,
            Some(failed) if at > failed => Status::NotTested,
            _ => Status::Pass,
        };
        let diagnosis = failed.filter(|_| status == Status::Fail).map(|(_, says)| {
            let step = Step::of("Settings → OAuth Settings → Consumer Key and Secret");
            Box::new(Trouble::new(Exit::Refused, format!("{}.x", rung.id), says).step(step))
        });
        RungResult {
            id: rung.id,
            status,
            ms: Some(9),
            summary: if status == Status::Pass { "holds".into() } else { String::new() },
            detail: Vec::new(),
            diagnosis,
            exchanges: Default::default(),
        }
    });
    let user = (failed.is_none()).then(|| "svc.orgscope@acme.com".to_owned());
    let verdict = Verdict {
        org: "acme".into(),
        login_url: "https://acme.my.salesforce.com".into(),
        host: None,
        started_at: "2026-11-18T10:00:00Z".into(),
        ms: 900,
        rungs: rungs.collect(),
        instance: None,
        app: None,
        key_end: None,
        run_as: RunAs { username: user, ..RunAs::default() },
        since: None,
        cost: Cost::default(),
        sequence: Sequence::default(),
    };
    stage.answer(which, Answer::Check(Arc::new(verdict)));
}

const WRONG: &str = "The consumer secret does not belong to this consumer key.";

#[test]
fn a_new_pair_is_checked_beside_the_live_one_and_switched_to_only_after_it_passed() {
    let mut stage = rehearsing(120, 36);
    assert!(has(&stage, "Replace the pair of acme") && !has(&stage, "Switch  "));
    assert!(
        stage.asked().into_iter().any(is_new) && stage.asked().into_iter().any(is_live),
        "both are checked"
    );
    checked(&mut stage, is_live, None);
    stage.keys("<enter>");
    assert!(!stage.asked().into_iter().any(is_save), "nothing is stored before the new one passed");
    checked(&mut stage, is_live, None);
    checked(&mut stage, is_new, None);
    assert!(has(&stage, "Live pair: works, as svc.orgscope@acme.com") && has(&stage, "New pair: works"));
    stage.shoot("add_org__rotate_passed");
    stage.keys("<enter>");
    let asked = stage.asked();
    let saved = asked
        .iter()
        .any(|ask| matches!(ask, Ask::Save(draft, _) if draft.pair.as_ref().unwrap().secret.lint(|text| text == SECRET)));
    assert!(saved, "{asked:?}");
}

#[test]
fn a_refused_pair_leaves_the_old_one() {
    for (columns, rows) in [(120, 36), (80, 24), (60, 16)] {
        let mut stage = rehearsing(columns, rows);
        checked(&mut stage, is_live, None);
        checked(&mut stage, is_new, Some(("token", WRONG)));
        assert!(has(&stage, "The new pair is not stored.") && !has(&stage, "Switch "));
        stage.shoot("add_org__rotate_refused");
        stage.keys("<enter>");
        assert!(
            !stage.asked().into_iter().any(is_save) && stage.asked().into_iter().any(is_new),
            "Enter tests again"
        );
    }
}

#[test]
fn a_pair_that_was_changed_after_it_passed_must_be_tested_again() {
    let mut stage = rehearsing(120, 36);
    checked(&mut stage, is_new, None);
    assert!(has(&stage, "[ Switch ]"));
    stage.keys("<s-tab><s-tab><s-tab><s-tab><s-tab>");
    stage.paste("x");
    assert!(!has(&stage, "Switch "), "{:#?}", stage.lines());
    assert!(!stage.asked().into_iter().any(is_live), "what was asked is stopped");
}

#[test]
fn esc_stops_both_checks_and_switches_nothing() {
    let mut stage = rehearsing(120, 36);
    stage.keys("<esc>");
    assert!(
        has(&stage, "Stopped. Nothing was switched.")
            && stage.asked().into_iter().all(|ask| !is_new(ask) && !is_live(ask))
    );
}

#[test]
fn editing_changes_host_and_version_and_asks_for_no_pair() {
    let mut stage = about("e");
    assert!(has(&stage, "Edit acme") && !has(&stage, "Consumer secret "));
    stage.keys("<tab>64<tab><enter>");
    let asked = stage.asked();
    assert!(
        asked.iter().any(|ask| matches!(ask, Ask::Change { name, api_version, .. }
            if name == "acme" && api_version.as_deref() == Some("64.0"))),
        "{asked:?}"
    );
}

#[test]
fn any_size_and_any_field_can_be_drawn() {
    for (columns, rows) in [(60, 16), (79, 30), (99, 20), (100, 16), (260, 70)] {
        let mut stage = filled(columns, rows);
        for _ in 0..11 {
            stage.keys("<tab>");
            stage.lines();
        }
    }
}

#[test]
fn a_command_of_ones_own_gives_the_pair_and_none_is_typed() {
    for (columns, rows) in [(120, 36), (80, 24)] {
        let mut stage = Stage::new(columns, rows);
        stage.answer(|ask| matches!(ask, Ask::First), Answer::First(None));
        stage.answer(|ask| matches!(ask, Ask::Orgs), Answer::Orgs(Vec::new(), OrgSort::LastUse));
        stage.keys("a");
        stage.paste("acme");
        stage.keys("<tab>");
        stage.paste("acme.my.salesforce.com");
        stage.keys("<tab><tab><tab><tab><tab>");
        assert!(has(&stage, "(•) Secret Service, unlocked"), "{:#?}", stage.lines());
        stage.keys("   ");
        assert!(has(&stage, "(•) a command of mine (secret_command)"), "{:#?}", stage.lines());
        assert!(!has(&stage, "Consumer key"), "neither is typed");
        stage.keys("<c-r>");
        assert!(has(&stage, "The command is missing."));
        stage.paste("pass show \"orgs/acme prod\"");
        stage.keys("<tab>");
        assert!(has(&stage, "runs pass with 2 arguments"));
        stage.shoot("add_org__command");
        stage.keys("<c-r>");
        let asked = stage.asked();
        let draft = asked.iter().find_map(|ask| match ask {
            Ask::CheckDraft(draft) => Some(draft),
            _ => None,
        });
        let words = ["pass", "show", "orgs/acme prod"].map(str::to_owned).to_vec();
        let draft = draft.unwrap();
        assert_eq!((&draft.keep, draft.pair.is_none()), (&Keep::Command(words), true));
    }
}

#[test]
fn a_guessed_host_is_shown_before_anything_is_sent_there() {
    let mut stage = form(60, 16);
    stage.keys("<tab>acme<tab>");
    stage.paste(KEY);
    stage.keys("<tab>");
    stage.paste(SECRET);
    let is_sent = |stage: &Stage| stage.asked().iter().any(|ask| matches!(ask, Ask::CheckDraft(_)));
    stage.keys("<c-r>");
    assert!(
        !is_sent(&stage) && has(&stage, "acme.my.salesforce.com? Nothing was sent."),
        "{:#?}",
        stage.lines()
    );
    // Another name is another guess.
    stage.keys("<s-tab><s-tab>2<c-r>");
    assert!(!is_sent(&stage) && has(&stage, "acme2.my.salesforce.com? Nothing was sent."));
    stage.keys("<c-r>");
    assert!(is_sent(&stage));
}

#[test]
fn the_way_out_is_in_the_line_of_keys_at_every_size() {
    for (columns, rows) in [(120, 36), (80, 24), (60, 16)] {
        let mut stage = form(columns, rows);
        for _ in 0..8 {
            let footer = stage.lines().pop().unwrap();
            assert!(footer.contains("Esc leave"), "{footer}");
            assert!(!stage.lines()[1].contains("typing") || footer.contains("Ctrl-G"), "{footer}");
            stage.keys("<tab>");
        }
    }
}

#[test]
fn the_form_scrolls_by_whole_fields() {
    let mut stage = form(60, 16);
    for _ in 0..10 {
        let first = stage.lines().into_iter().nth(2).unwrap();
        assert!(
            first.trim().is_empty() || !first.starts_with("                    "),
            "{:#?}",
            stage.lines()
        );
        stage.keys("<tab>");
    }
}
