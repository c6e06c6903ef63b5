//! Where an org and its pair are kept: what is offered, what is asked for again, what is remembered.

use std::sync::Arc;

use super::{KEY, SECRET, filled, form, has, is_save};
use crate::check::Status;
use crate::store::OrgSort;
use crate::trouble::{Exit, Step, Trouble};
use crate::tui::effect::MouseAct;
use crate::tui::screens::stage::Stage;
use crate::tui::theme::{Background, ColourDepth, Look};
use crate::tui::work::{Answer, Ask, Environment, Keep, OrgRow, Vault};

pub(in crate::tui::screens) fn without_pair(keep: Keep) -> OrgRow {
    OrgRow {
        name: "acme".into(),
        login_url: "https://acme.my.salesforce.com".into(),
        environment: Environment::Production,
        api_version: None,
        is_default: true,
        keep,
        places: Vec::new(),
        last: None,
    }
}

#[test]
fn an_org_kept_for_one_run_leads_to_a_field_for_its_pair() {
    for (columns, rows) in [(120, 36), (100, 30), (80, 24), (60, 16)] {
        let mut stage = Stage::new(columns, rows);
        stage.answer(|ask| matches!(ask, Ask::First), Answer::First(Some("acme".into())));
        let row = Box::new(without_pair(Keep::Memory));
        stage.answer(|ask| matches!(ask, Ask::Open(_)), Answer::NeedsPair(row));
        assert!(has(&stage, "Key and secret of acme") && has(&stage, "(•) this run only, in memory"));
        stage.shoot("add_org__give");
        stage.paste(KEY);
        stage.keys("<tab>");
        stage.paste(SECRET);
        stage.keys("<c-r>");
        let verdict = crate::tui::screens::check::tests::all_passed();
        stage.answer(|ask| matches!(ask, Ask::CheckDraft(_)), Answer::Check(Arc::new(verdict)));
        let asked = stage.asked();
        let saved = asked.iter().any(|ask| match ask {
            Ask::Save(draft, checked) => draft.keep == Keep::Memory && checked.is_some(),
            _ => false,
        });
        assert!(saved, "{asked:?}");
    }
}

#[test]
fn a_keyring_without_the_pair_leads_there_as_well_and_esc_to_the_picker() {
    let host = "acme.my.salesforce.com";
    let mut stage = Stage::opened(120, 36, "acme", host, Environment::Production);
    let gone = Trouble::new(Exit::Setup, "secrets.no_pair", "No key and secret are stored for acme.");
    stage.fail(|ask| matches!(ask, Ask::Check), gone);
    let row = Box::new(without_pair(Keep::Keyring));
    stage.answer(|ask| matches!(ask, Ask::PairOf(name) if name == "acme"), Answer::NeedsPair(row));
    assert!(has(&stage, "Key and secret of acme") && has(&stage, "(•) Secret Service, unlocked"));
    stage.keys("<esc>");
    assert!(has(&stage, "Choose an org"));
}

#[test]
fn where_no_org_can_be_stored_the_form_says_so_before_anything_is_typed() {
    for (columns, rows) in [(120, 36), (100, 30), (80, 24), (60, 16)] {
        let look = Look::new(ColourDepth::True, Background::Dark, false, false);
        let mut stage = Stage::before_the_vault(columns, rows, look, false);
        stage.answer(|ask| matches!(ask, Ask::First), Answer::First(None));
        stage.answer(|ask| matches!(ask, Ask::Orgs), Answer::Orgs(Vec::new(), OrgSort::LastUse));
        let why = Trouble::new(Exit::Setup, "config.no_home", "The system names no home directory.")
            .step(Step::Do("Set HOME and start again.".into()));
        let config = Err(Box::new(why));
        let vault = Vault {
            words: "Secret Service".into(),
            works: true,
            kernel: Some(true),
            config,
            halves: Vec::new(),
        };
        stage.answer(|ask| matches!(ask, Ask::Vault), Answer::Vault(vault));
        stage.keys("a");
        assert!(
            has(&stage, "The system names no home directory.") && has(&stage, "Set HOME and start again.")
        );
        stage.paste("acme");
        stage.keys("<c-r>");
        assert!(!stage.asked().iter().any(|ask| matches!(ask, Ask::CheckDraft(_) | Ask::Save(..))));
    }
}

#[test]
fn what_was_tested_is_stored_with_its_result_and_what_was_changed_since_without() {
    let mut stage = filled(120, 36);
    stage.keys("<c-r>");
    let mut verdict = crate::tui::screens::check::tests::all_passed();
    verdict.rungs[3].status = Status::Fail;
    stage.answer(|ask| matches!(ask, Ask::CheckDraft(_)), Answer::Check(Arc::new(verdict)));
    let save = |stage: &mut Stage| {
        stage.keys("<tab><tab><tab><tab><tab><enter>");
        let asked = stage.asked();
        asked.iter().find_map(|ask| match ask {
            Ask::Save(_, checked) => Some(checked.is_some()),
            _ => None,
        })
    };
    stage.keys("<esc>");
    assert_eq!(save(&mut stage), Some(true), "saved untouched after its test failed");
    stage.fail(is_save, Trouble::new(Exit::Setup, "x", "Locked."));
    stage.keys("<esc><s-tab><s-tab><s-tab><s-tab><s-tab>x");
    assert_eq!(save(&mut stage), Some(false), "another secret was never tested");
}

#[test]
fn every_way_of_the_command_line_is_offered() {
    let mut stage = form(120, 36);
    stage.keys("<tab><tab><tab><tab><tab><tab> ");
    assert!(has(&stage, "(•) the kernel's keyring") && has(&stage, "three ORGSCOPE_… variables"));
    assert!(has(&stage, "stored in ~/.config/orgscope/config.toml"));
}

#[test]
fn a_click_chooses_the_place_the_kind_and_the_button_under_it() {
    let mut stage = form(120, 36);
    let at = |stage: &Stage, text: &str| {
        let lines = stage.lines();
        let y = lines.iter().position(|line| line.contains(text)).unwrap();
        let x = lines[y].split(text).next().unwrap().chars().count();
        (x as u16 + 1, y as u16)
    };
    let click = |stage: &mut Stage, text: &str| {
        let (x, y) = at(stage, text);
        stage.mouse(x, y, MouseAct::Press);
    };
    click(&mut stage, "( ) a command of mine");
    assert!(has(&stage, "(•) a command of mine"));
    click(&mut stage, "Connected App ");
    assert!(has(&stage, "[Connected App]"));
    click(&mut stage, "[Connected App]");
    assert!(has(&stage, "[Connected App]"), "the one that is shown stays");
    click(&mut stage, "Cancel");
    assert!(has(&stage, "Choose an org"));
}
