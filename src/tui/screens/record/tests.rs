//! A record on a stage.

use bytes::Bytes;
use serde_json::json;

use crate::explore::{self, Loaded};
use crate::json::{Doc, patient};
use crate::trouble::{Exit, Trouble};
use crate::tui::children::Lend;
use crate::tui::effect::Effect;
use crate::tui::errands::{Brought, Errand};
use crate::tui::json_desk::{Filtered, Gave, Refused};
use crate::tui::screens::objects::tests::{is_describe, listed};
use crate::tui::screens::stage::Stage;
use crate::tui::work::{Answer, Ask};

const ACCOUNT: &str = include_str!("../../../../assets/demo/objects/Account.json");
const ID: &str = "0011700000r5ucfAAA";
const OWNER: &str = "0051700000r5ucfAAA";

fn loaded<T: patient::Answer>(text: &str, stage: &Stage) -> Loaded<T> {
    Loaded::of(text, stage.now())
}

pub(in crate::tui::screens) fn is_record(ask: &Ask) -> bool {
    matches!(ask, Ask::Explore(explore::Ask::Record { .. }))
}

fn is_names(ask: &Ask) -> bool {
    matches!(ask, Ask::Explore(explore::Ask::Rows { of: Some((field, _)), .. }) if field == "Id")
}

fn is_counts(ask: &Ask) -> bool {
    matches!(ask, Ask::Explore(explore::Ask::ChildCounts { .. }))
}

pub(in crate::tui::screens) fn asked(columns: u16, rows: u16) -> Stage {
    let mut stage = listed(columns, rows);
    stage.keys(&format!("i{ID}<enter>"));
    stage
}

fn describe(stage: &mut Stage) {
    let described = loaded(ACCOUNT, stage);
    stage.answer(is_describe, Answer::Explore(explore::Answer::Describe(described)));
}

fn record(stage: &mut Stage) {
    let text = json!({
        "attributes": {"type": "Account", "url": format!("/services/data/v64.0/sobjects/Account/{ID}")},
        "Id": ID, "IsDeleted": false, "Name": "株式会社山田製作所 \u{202e}x", "Type": "Customer - Direct",
        "ParentId": null, "BillingCity": "千代田区", "BillingAddress": {"city": "千代田区", "country": "JP"},
        "Phone": "", "AnnualRevenue": 1.25E9, "NumberOfEmployees": 3480, "OwnerId": OWNER,
        "CreatedDate": "2021-03-02T08:15:44.000+0000", "LastModifiedDate": "2026-11-23T17:41:00.000+0000",
        "LastModifiedById": OWNER, "Secret__c": "Besuch im März;\n次回は工場見学を希望",
    })
    .to_string();
    let record = loaded(&text, stage);
    stage.answer(is_record, Answer::Explore(explore::Answer::Record(record)));
}

pub(in crate::tui::screens) fn shown(columns: u16, rows: u16) -> Stage {
    let mut stage = asked(columns, rows);
    describe(&mut stage);
    record(&mut stage);
    let text = json!({"totalSize": 1, "done": true, "records": [
        {"Id": ID, "Owner": {"Name": "Łucja Wójcik"}, "LastModifiedBy": {"Name": "Olga Нестерова"}}]});
    let names = loaded(&text.to_string(), &stage);
    stage.answer(is_names, Answer::Explore(explore::Answer::Rows(names)));
    stage
}

fn has(stage: &Stage, text: &str) -> bool {
    stage.lines().iter().any(|line| line.contains(text))
}

#[test]
fn record_and_describe_may_come_in_any_order() {
    let mut first = asked(120, 36);
    describe(&mut first);
    record(&mut first);
    let mut second = asked(120, 36);
    record(&mut second);
    assert!(has(&second, "AnnualRevenue"), "without a describe the keys are enough");
    describe(&mut second);
    assert_eq!(first.lines(), second.lines());
}

#[test]
fn lookups_show_names_by_one_query_and_enter_follows() {
    let mut stage = shown(120, 36);
    assert!(has(&stage, "Łucja Wójcik  0051700000r5ucfAAA"));
    assert!(has(&stage, "by Olga Нестерова"));
    stage.keys("/OwnerId<enter><enter>");
    assert!(stage.asked().iter().any(|ask| {
        matches!(ask, Ask::Explore(explore::Ask::Record { object, id }) if object == "User" && id == OWNER)
    }));
    stage.keys("<");
    assert!(has(&stage, "/ OwnerId"), "back at the same field, still filtered");
}

#[test]
fn without_names_the_ids_stand_alone() {
    let mut stage = asked(120, 36);
    describe(&mut stage);
    record(&mut stage);
    stage.fail(is_names, Trouble::new(Exit::Refused, "query.refused", "No."));
    assert!(has(&stage, OWNER) && !has(&stage, "No."));
}

#[test]
fn lists_in_sight_are_counted_once_keys_rest_and_no_others() {
    let mut stage = shown(120, 36);
    assert!(!stage.asked().into_iter().any(is_counts));
    stage.wait(150);
    let lists = stage.asked().iter().find_map(|ask| match ask {
        Ask::Explore(explore::Ask::ChildCounts { lists, .. }) => Some(lists.clone()),
        _ => None,
    });
    let lists = lists.unwrap();
    assert!((1..8).contains(&lists.len()), "{lists:?}");
    let counts = lists.iter().map(|(object, field)| (object.clone(), field.clone(), Some(38))).collect();
    stage.answer(is_counts, Answer::Explore(explore::Answer::ChildCounts(counts)));
    stage.wait(150);
    assert!(!stage.asked().into_iter().any(is_counts), "what is counted is not counted again");
    stage.keys("<tab><enter>");
    let asked = stage.asked();
    assert!(asked.iter().any(|ask| matches!(ask, Ask::Explore(explore::Ask::Describe { .. }))));
}

#[test]
fn a_related_list_opens_as_rows_of_this_record() {
    let mut stage = shown(120, 36);
    stage.keys("<tab>/ChildAcc<enter><enter>");
    describe(&mut stage);
    let of = stage.asked().iter().find_map(|ask| match ask {
        Ask::Explore(explore::Ask::Rows { of, .. }) => of.clone(),
        _ => None,
    });
    assert_eq!(of, Some(("ParentId".into(), ID.into())));
}

#[test]
fn empty_fields_are_hidden_until_asked_for() {
    let mut stage = shown(120, 36);
    assert!(has(&stage, "2 of 15 empty, hidden") && !has(&stage, "  ParentId "));
    stage.keys("E");
    assert!(has(&stage, "2 of 15 empty") && has(&stage, "null") && has(&stage, "\"\""));
}

/// What runs in the raw pane, with a worker of paper.
fn filtered(stage: &mut Stage, answer: impl Fn(u32) -> Filtered) {
    let turn = stage.asked().iter().find_map(|ask| match ask {
        Ask::Errand(Errand::Filter { turn, .. }) => Some(*turn),
        _ => None,
    });
    let turn = turn.unwrap();
    let is_filter = |ask: &Ask| matches!(ask, Ask::Errand(Errand::Filter { .. }));
    stage.answer(is_filter, Answer::Errand(Brought::Filtered(turn, answer(turn))));
}

#[test]
fn pictures_of_the_raw_pane_with_jq_and_its_menus() {
    for (columns, rows) in [(120, 36), (80, 24)] {
        let mut stage = shown(columns, rows);
        stage.keys("<tab><tab>F");
        stage.shoot("raw__jq_open");
        stage.keys(".Owner, .Name");
        stage.wait(200);
        filtered(&mut stage, |_| {
            let doc = Doc::from_bytes(Bytes::from_static("\"Łucja\"\n{\"a\":[1,2]}\n".as_bytes()));
            Ok(Gave { doc, results: 2, cut: false, error: None })
        });
        stage.shoot("raw__jq_result");
        stage.keys(" | nosuch");
        stage.wait(200);
        filtered(&mut stage, |_| {
            Err(Refused::Bad { at: 16, says: "filter nosuch is not known here".into() })
        });
        stage.shoot("raw__jq_error");
        stage.keys("<esc>y");
        stage.shoot("raw__copy");
        stage.keys("<esc>d");
        stage.shoot("raw__depth");
        stage.keys("1");
        assert!(has(&stage, "▸ \"attributes\""), "{:#?}", stage.lines());
    }
}

#[test]
fn a_copy_goes_by_the_terminal_and_by_the_clipboard_and_says_which_was_used() {
    let mut stage = shown(120, 36);
    stage.keys("<tab><tab>yq");
    assert!(has(&stage, "Asked the terminal to copy Path for jq"));
    let is_copy = |ask: &Ask| matches!(ask, Ask::Errand(Errand::Copy { by_terminal: true, .. }));
    let words = "Copied Path for jq (5 B) by wl-copy.";
    stage.answer(is_copy, Answer::Errand(Brought::Copied(words.into())));
    assert!(has(&stage, words));
}

#[test]
fn the_pager_and_the_editor_are_lent_the_terminal() {
    let mut stage = shown(120, 36);
    stage.keys("<tab><tab>O");
    let Some(Effect::Lend(Lend::Page(bytes))) = stage.effects.last() else { panic!("{:?}", stage.effects) };
    assert!(!bytes.is_empty());
    stage.keys("e");
    assert!(matches!(stage.effects.last(), Some(Effect::Lend(Lend::Edit(_)))));
}

#[test]
fn esc_steps_back_to_where_one_came_from() {
    let mut stage = shown(120, 36);
    stage.keys("<tab><tab>/x<esc><esc>");
    assert!(has(&stage, "━ Record ━"));
    stage.keys("<esc>");
    assert!(has(&stage, "━ Objects ━"));
}

#[test]
fn a_refused_record_says_so_in_its_pane() {
    let mut stage = asked(120, 36);
    stage.fail(
        is_record,
        Trouble::new(Exit::Refused, "record.gone", "No Account 0011700000r5ucfAAA is visible."),
    );
    assert!(has(&stage, "✗ No Account 0011700000r5ucfAAA is visible."));
    stage.keys("r");
    assert!(stage.asked().into_iter().any(is_record));
}

#[test]
fn pictures_of_a_record() {
    for (columns, rows) in [(200, 50), (120, 36), (80, 24), (60, 16)] {
        let mut stage = shown(columns, rows);
        stage.wait(150);
        stage.keys("jj");
        stage.shoot("record__fields");
        stage.keys("<tab>j");
        stage.shoot("record__related");
        stage.keys("<tab>");
        stage.shoot("record__raw");
    }
}
