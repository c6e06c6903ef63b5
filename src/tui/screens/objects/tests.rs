//! The explorer on a stage: what is asked when, what late and failed answers do, and how it looks.

use jiff::SignedDuration;
use serde_json::json;

use crate::explore::{self, Loaded};
use crate::json::patient;
use crate::salesforce::hosts::Environment;
use crate::trouble::{Evidence, Exit, Step, Trouble};
use crate::tui::effect::MouseAct;
use crate::tui::screens::stage::Stage;
use crate::tui::theme::{Background, ColourDepth, Look};
use crate::tui::work::{Answer, Ask, Progress};

const ACCOUNT: &str = include_str!("../../../../assets/demo/objects/Account.json");
const CONTACT: &str = include_str!("../../../../assets/demo/objects/Contact.json");

/// Names, labels, key prefixes.
const OBJECTS: &[(&str, &str, &str)] = &[
    ("Account", "Firma", "001"),
    ("AccountHistory", "Firmenverlauf", ""),
    ("Asset", "Anlage", "02i"),
    ("Campaign", "Kampagne", "701"),
    ("Case", "Vorgang", "500"),
    ("Contact", "Kontakt", "003"),
    ("Contract", "Vertrag", "800"),
    ("Event", "Termin", "00U"),
    ("Foerdermittel__c", "Fördermittel", "a00"),
    ("Lead", "Interessent", "00Q"),
    ("Machine__c", "Maschine", "a01"),
    ("Opportunity", "Chance", "006"),
    ("Rate__mdt", "Satz", "m00"),
    ("Task", "Aufgabe", "00T"),
    ("User", "Benutzer", "005"),
    ("Wartung__c", "Wartung \u{202e}x", "a02"),
    ("sap__InvoiceLine__c", "Rechnungszeile", "a03"),
    ("sap__Invoice__c", "Rechnung", "a04"),
];

fn loaded<T: patient::Answer>(text: &str, stage: &Stage, minutes: i64) -> Loaded<T> {
    Loaded::of(text, stage.now().saturating_sub(SignedDuration::from_mins(minutes)).unwrap())
}

pub(in crate::tui::screens) fn opened(columns: u16, rows: u16) -> Stage {
    Stage::opened(columns, rows, "acme", "acme.my.salesforce.com", Environment::Production)
}

/// With the list of objects there.
pub(in crate::tui::screens) fn listed(columns: u16, rows: u16) -> Stage {
    with_list(opened(columns, rows))
}

fn with_list(mut stage: Stage) -> Stage {
    let sobjects: Vec<_> = OBJECTS
        .iter()
        .map(|(name, label, prefix)| {
            json!({"name": name, "label": label, "custom": name.contains("__"), "queryable": true,
                   "keyPrefix": (!prefix.is_empty()).then_some(prefix)})
        })
        .collect();
    let text = json!({"encoding": "UTF-8", "maxBatchSize": 200, "sobjects": sobjects}).to_string();
    let global = loaded(&text, &stage, 0);
    stage.answer(is_objects, Answer::Explore(explore::Answer::Objects(global)));
    stage
}

pub(in crate::tui::screens) fn is_objects(ask: &Ask) -> bool {
    matches!(ask, Ask::Explore(explore::Ask::Objects))
}

pub(in crate::tui::screens) fn is_describe(ask: &Ask) -> bool {
    matches!(ask, Ask::Explore(explore::Ask::Describe { .. }))
}

fn is_counts(ask: &Ask) -> bool {
    matches!(ask, Ask::Explore(explore::Ask::Counts(_)))
}

pub(in crate::tui::screens) fn is_rows(ask: &Ask) -> bool {
    matches!(ask, Ask::Explore(explore::Ask::Rows { .. }))
}

fn describe(stage: &mut Stage, text: &str) {
    let described = loaded(text, stage, 4);
    stage.answer(is_describe, Answer::Explore(explore::Answer::Describe(described)));
}

fn counts(stage: &mut Stage) {
    let counts = OBJECTS
        .iter()
        .enumerate()
        .map(|(i, (name, ..))| {
            let rows = (*name != "AccountHistory").then_some((i as u64 * 7919) % 104_729 * 11);
            ((*name).to_owned(), rows)
        })
        .collect();
    stage.answer(is_counts, Answer::Explore(explore::Answer::Counts(counts)));
}

/// With Account described and counted, the focus in its fields.
pub(in crate::tui::screens) fn account(columns: u16, rows: u16) -> Stage {
    described(opened(columns, rows))
}

fn described(stage: Stage) -> Stage {
    let mut stage = with_list(stage);
    stage.wait(150);
    counts(&mut stage);
    describe(&mut stage, ACCOUNT);
    stage.keys("<enter>");
    stage
}

pub(in crate::tui::screens) fn page(
    stage: &mut Stage,
    which: fn(&Ask) -> bool,
    from: usize,
    to: usize,
    total: u64,
) {
    let names = [
        "株式会社山田製作所",
        "Zakłady Łódź S.A.",
        "ООО «Север»",
        "บริษัท สยามเหล็ก จำกัด",
        "대한정밀",
        "Müller \u{200b}KG",
    ];
    let records: Vec<_> = (from..to)
        .map(|i| {
            json!({"attributes": {"type": "Account"}, "Id": format!("0015g00000XyZ{:02}", i % 100),
                   "Name": names[i % names.len()], "BillingCity": if i % 3 == 0 { json!(null) } else { json!("Łódź") },
                   "Phone": if i % 4 == 0 { json!("") } else { json!("+48 42 123") },
                   "Industry": "Apparel", "Type": "Customer - Direct", "LastModifiedDate": "2026-11-23T17:41:00.000+0000"})
        })
        .collect();
    let done = to as u64 >= total;
    let next = (!done).then_some("/services/data/v64.0/query/01g-2000");
    let text =
        json!({"totalSize": total, "done": done, "nextRecordsUrl": next, "records": records}).to_string();
    let rows = loaded(&text, stage, 0);
    stage.answer(which, Answer::Explore(explore::Answer::Rows(rows)));
}

fn asked_objects(stage: &Stage) -> Vec<String> {
    stage
        .asked()
        .iter()
        .filter_map(|ask| match ask {
            Ask::Explore(explore::Ask::Describe { object, .. }) => Some(object.clone()),
            _ => None,
        })
        .collect()
}

pub(super) fn has(stage: &Stage, text: &str) -> bool {
    stage.lines().iter().any(|line| line.contains(text))
}

#[test]
fn counts_and_the_describe_are_asked_once_the_list_rests() {
    let mut stage = listed(120, 36);
    assert!(stage.asked().iter().all(|ask| !is_counts(ask) && !is_describe(ask)));
    stage.wait(100);
    stage.keys("j");
    stage.wait(100);
    assert!(stage.asked().iter().all(|ask| !is_counts(ask)), "a key was pressed 100 ms ago");
    stage.wait(100);
    assert_eq!(asked_objects(&stage), ["AccountHistory"]);
    let counted = stage.asked().iter().find_map(|ask| match ask {
        Ask::Explore(explore::Ask::Counts(names)) => Some(names.len()),
        _ => None,
    });
    assert_eq!(counted, Some(OBJECTS.len()), "all are in sight");
}

#[test]
fn only_rows_in_sight_are_counted() {
    let mut stage = listed(80, 16);
    stage.wait(150);
    let counted = |stage: &Stage| {
        stage.asked().iter().find_map(|ask| match ask {
            Ask::Explore(explore::Ask::Counts(names)) => Some(names.clone()),
            _ => None,
        })
    };
    let first = counted(&stage).unwrap();
    assert!(first.len() < OBJECTS.len() && first[0] == "Account", "{first:?}");
    let answer = first.iter().map(|name| (name.clone(), Some(1))).collect();
    stage.answer(is_counts, Answer::Explore(explore::Answer::Counts(answer)));
    stage.keys("G");
    stage.wait(150);
    let then = counted(&stage).unwrap();
    assert!(then.iter().all(|name| !first.contains(name)), "{then:?}");
}

#[test]
fn a_late_describe_of_another_object_is_not_shown() {
    let mut stage = listed(120, 36);
    stage.wait(150);
    assert_eq!(asked_objects(&stage), ["Account"]);
    stage.keys("jj");
    stage.wait(150);
    assert_eq!(asked_objects(&stage), ["Asset"], "the former is no longer awaited");
    // An answer that names another object than the one shown is dropped, whoever sent it.
    describe(&mut stage, CONTACT);
    assert!(!has(&stage, "AssistantName") && has(&stage, "─ Asset ─"));
}

#[test]
fn what_was_shown_before_comes_back_as_it_was_left_and_without_a_call() {
    let mut stage = account(120, 36);
    stage.keys("jjjj<esc>j");
    stage.wait(150);
    stage.keys("k<enter>");
    assert!(asked_objects(&stage).is_empty());
    assert!(has(&stage, "field 5 of"));
}

#[test]
fn the_filter_finds_names_and_labels_and_esc_clears_it() {
    let mut stage = listed(120, 36);
    stage.keys("/con");
    assert!(has(&stage, "of 18"));
    assert!(has(&stage, "▸Contact") && !has(&stage, "Opportunity"));
    stage.keys("<enter>j");
    assert!(has(&stage, "▸Contract"), "Enter keeps the filter");
    stage.keys("<esc>");
    assert!(has(&stage, "18 objects") && has(&stage, "▸Contract"), "the cursor stays on its object");
    stage.keys("/rechnungsz");
    assert!(has(&stage, "“Rechnungszeile”") || has(&stage, "sap__"), "found by its label");
    stage.keys("<esc>");
    assert!(has(&stage, "18 objects"));
}

#[test]
fn kinds_cycle_and_stars_come_first() {
    let mut stage = listed(120, 36);
    stage.keys("F");
    assert!(has(&stage, "F kinds: standard") && !has(&stage, "Machine__c"));
    stage.keys("FF");
    assert!(has(&stage, "F kinds: from packages") && has(&stage, "sap__Invoice__c"));
    stage.keys("FFF");
    assert!(has(&stage, "F kinds: all"));
    stage.keys("G*");
    let lines = stage.lines();
    assert!(lines[5].contains("▸★ sap__Invoice__c"), "{}", lines[5]);
}

#[test]
fn esc_steps_back_in_order() {
    let mut stage = account(120, 36);
    stage.keys(".");
    stage.wait(1200);
    assert!(has(&stage, "Reading rows of Account") && has(&stage, "Esc stops it"));
    stage.keys("<esc>");
    assert!(has(&stage, "Stopped after 1.2 s. r tries again."));
    assert!(!stage.asked().into_iter().any(is_rows));
    stage.keys("r");
    page(&mut stage, is_rows, 0, 20, 20);
    stage.keys("/łódź<enter>z");
    assert!(!has(&stage, "━ Objects") && !has(&stage, "─ Objects ─"), "zoomed");
    stage.keys("<esc>");
    assert!(!has(&stage, "/ łódź"), "the filter first");
    stage.keys("<esc>");
    assert!(has(&stage, "─ Objects ─"), "then the zoom");
    stage.keys("<esc>");
    assert!(has(&stage, "━ Objects"), "then out of the pane");
}

#[test]
fn a_failed_read_stays_in_its_pane_and_r_tries_again() {
    let mut stage = account(120, 36);
    stage.keys(".");
    let trouble = Trouble::new(Exit::Refused, "api.limit", "Salesforce refused the rows of Account.")
        .with(Evidence {
            status: Some(403),
            code: Some("REQUEST_LIMIT_EXCEEDED".into()),
            ..Evidence::default()
        })
        .step(Step::Wait("the first calls are free again at about 19:02".into()));
    stage.fail(is_rows, trouble);
    assert!(
        has(&stage, "✗ Salesforce refused the rows of Account.") && has(&stage, "403 REQUEST_LIMIT_EXCEEDED")
    );
    assert!(has(&stage, "BillingCity") || has(&stage, "Opportunity"), "the other panes go on");
    stage.shoot("objects__rows_refused");
    stage.keys("r");
    assert!(stage.asked().into_iter().any(is_rows));
}

#[test]
fn a_relationship_leads_to_a_place_of_its_own_and_back() {
    let mut stage = account(120, 36);
    stage.keys("..<enter>");
    let lines = stage.lines();
    assert!(lines[2].contains("━ Account ━") || lines[2].contains("Account"), "{}", lines[2]);
    stage.keys("/contact.acc<esc>/AccountId<enter>");
    stage.keys("<enter>");
    let to = asked_objects(&stage);
    assert_eq!(to.len(), 1, "{to:?}");
    stage.keys("<");
    assert!(has(&stage, "[Relationships"), "the same tab as before");
}

#[test]
fn an_id_leads_to_its_record_and_a_wrong_one_says_why() {
    let mut stage = listed(120, 36);
    stage.keys("i0031700000r5ucfAAB<enter>");
    assert!(has(&stage, "0031700000r5ucfAAB is mistyped"));
    stage.keys("<esc>ixyz1700000r5ucf<enter>");
    assert!(has(&stage, "begin with xyz"));
    stage.keys("<esc>iacount<enter>");
    // What was typed is still there; Enter takes the nearest, unless it was changed.
    assert!(has(&stage, "Near: Account") && has(&stage, "acount") && has(&stage, "Enter takes"));
    stage.keys("<bs>");
    assert!(!has(&stage, "Near: Account"));
    stage.keys("t<enter><enter>");
    assert!(has(&stage, "Objects › Account") && !has(&stage, "Near: Account"));
    stage.keys("<");
    stage.keys("i0031700000r5ucfAAA<enter>");
    assert!(has(&stage, "Contact"));
}

#[test]
fn the_mouse_chooses_opens_and_scrolls() {
    let mut stage = account(120, 36);
    stage.mouse(5, 9, MouseAct::Press);
    assert!(has(&stage, "━ Objects") && stage.lines()[9].starts_with('▸'));
    stage.mouse(5, 9, MouseAct::Press);
    assert!(has(&stage, "━ Case"), "the second press opens");
    stage.mouse(5, 5, MouseAct::Press);
    stage.mouse(5, 5, MouseAct::Press);
    stage.mouse(50, 12, MouseAct::WheelDown);
    assert!(has(&stage, "field 4 of"), "the cursor goes with what it would leave");
    stage.mouse(35, 5, MouseAct::Press);
    assert!(has(&stage, "preset: all · by name"), "a press on a head sorts");
    stage.mouse(47, 3, MouseAct::Press);
    assert!(stage.asked().into_iter().any(is_rows), "a press on a tab shows it");
}

#[test]
fn no_size_and_no_key_draws_beyond_its_pane() {
    let keys =
        ["<tab>", "j", "z", "v", ".", "/x", "<esc>", "G", "<enter>", "<esc>", "k", "F", "s", ",", "<s-tab>"];
    let mut stage = account(120, 36);
    for (i, (columns, rows)) in (60..240).step_by(7).zip((16..60).cycle()).enumerate() {
        stage.resize(columns, rows);
        stage.keys(keys[i % keys.len()]);
        stage.wait(200);
        for line in stage.lines() {
            assert_eq!(crate::text::cells::width(&line), usize::from(columns), "{columns}x{rows}: {line}");
        }
    }
}

#[test]
fn pictures_of_the_explorer() {
    for (columns, rows) in [(200, 50), (120, 36), (80, 24), (60, 16)] {
        let mut stage = account(columns, rows);
        stage.keys("jjjjjjjj");
        stage.shoot("objects__fields");
        stage.keys("..jjj");
        stage.shoot("objects__relations");
        stage.keys(",");
        stage.wait(1500);
        stage.news(is_rows, Progress::Bytes(31_000, Some(92_000)));
        stage.shoot("objects__rows_loading");
        page(&mut stage, is_rows, 0, 60, 76_809);
        stage.keys("jj<right>");
        stage.shoot("objects__rows");
        let mut stage = account(columns, rows);
        stage.keys("<esc>/con");
        stage.shoot("objects__filter");
        let mut stage = account(columns, rows);
        stage.keys(".");
        page(&mut stage, is_rows, 0, 0, 0);
        stage.shoot("objects__rows_empty");
    }
}

#[test]
fn h_on_a_trouble_shows_the_whole_exchange_behind_it() {
    let mut stage = listed(120, 36);
    stage.keys("r");
    let mut trouble = Trouble::new(Exit::Refused, "api.refused", "Salesforce refused the list.");
    trouble.evidence.exchange = Some(7);
    stage.fail(|ask| matches!(ask, Ask::Explore(explore::Ask::Objects)), trouble);
    stage.keys("H");
    assert!(stage.asked().iter().any(|ask| matches!(ask, Ask::Exchange(7))), "{:?}", stage.asked());
    stage.answer(|ask| matches!(ask, Ask::Exchange(7)), Answer::Exchange(None));
    assert!(has(&stage, "The log of this run no longer keeps that request."));
}

#[test]
fn a_star_is_remembered_and_stands_at_every_place_of_the_org() {
    let mut stage = listed(120, 36);
    stage.keys("j*");
    let starred =
        stage.asked().iter().any(|ask| matches!(ask, Ask::Star(object, true) if object == "AccountHistory"));
    assert!(starred, "{:?}", stage.asked());
    stage.keys("1");
    stage.keys("2");
    assert!(has(&stage, "★ AccountHistory"), "{:#?}", stage.lines());
    stage.keys("*");
    assert!(stage.asked().iter().any(|ask| matches!(ask, Ask::Star(_, false))));
    assert!(!has(&stage, "★ AccountHistory"));
}

#[test]
fn the_line_of_keys_says_what_keys_do_just_now() {
    let mut stage = account(120, 36);
    let footer = |stage: &Stage| stage.lines().pop().unwrap();
    assert!(footer(&stage).contains("F preset"), "{}", footer(&stage));
    stage.keys("/ind");
    assert!(footer(&stage).starts_with(" Enter keep   Esc clear "), "{}", footer(&stage));
    stage.keys("<esc>");
    assert!(!has(&stage, "/ ind"), "it is cleared");
    stage.keys("<s-tab>");
    assert!(footer(&stage).contains("F kinds"), "{}", footer(&stage));
}

#[test]
fn a_hint_gives_the_keys_back_by_itself() {
    let look = Look::new(ColourDepth::True, Background::Dark, false, false);
    let stage = Stage::shown(120, 36, look, true);
    let mut stage = described(stage.open("acme", "acme.my.salesforce.com", Environment::Production));
    stage.keys(".");
    page(&mut stage, is_rows, 0, 200, 1_400);
    let footer = |stage: &Stage| stage.lines().pop().unwrap();
    assert_eq!(footer(&stage).trim(), "200 of 1,400 rows loaded. More rows load as you scroll.");
    stage.wait(5_900);
    assert!(footer(&stage).contains("More rows load"));
    stage.wait(200);
    assert!(footer(&stage).contains("Enter open"), "{}", footer(&stage));
}

#[test]
fn a_label_is_beside_its_name_where_there_is_room() {
    let stage = listed(200, 40);
    assert!(
        stage.lines().iter().any(|line| line.contains("Foerdermittel__c") && line.contains("Fördermittel"))
    );
    let stage = account(80, 24);
    let line = stage.lines().into_iter().find(|line| line.contains("ParentId")).unwrap();
    assert!(line.contains("Parent Accou"), "{line}");
}
