//! Every screen in every state, at every width from 60 to 130 and at four heights: no pane is drawn over another one,
//! no box is open, and every word that must be read is whole.

use crate::trouble::{Evidence, Exit, Step, Trouble};
use crate::tui::screens::stage::Stage;
use crate::tui::work::{Answer, Ask, Switch};

use super::{add_org, check, check_all, objects, orgs, record};

const WIDTHS: std::ops::RangeInclusive<u16> = 60..=130;
const HEIGHTS: [u16; 4] = [16, 24, 30, 36];

/// A state, and how it is come to at 120 × 36.
type State = (&'static str, fn() -> Stage);

/// A refusal with much to say.
fn refusal() -> Trouble {
    let evidence = Evidence {
        status: Some(403),
        code: Some("REQUEST_LIMIT_EXCEEDED".into()),
        message: Some("TotalRequests Limit exceeded.".into()),
        ms: Some(77),
        ..Evidence::default()
    };
    Trouble::new(Exit::Refused, "api.daily_limit", "All API calls of the last 24 hours are used.")
        .with(evidence)
        .cause("another integration uses most of them, and nothing that orgscope does can lift the limit")
        .cause("the org has a trial's allocation")
        .step(Step::Wait("The first calls are free again within the hour; the limits tell how many.".into()))
        .step(Step::Click("Setup → Company Information → API Requests, Last 24 Hours".into()))
        .step(Step::Click("Setup → System Overview → API Usage shows which app uses them".into()))
        .step(Step::Do("Ask Salesforce for more calls where the day's are never enough.".into()))
        .step(Step::Do("This is the last of the steps.".into()))
}

fn with(mut stage: Stage, keys: &str) -> Stage {
    stage.keys(keys);
    stage
}

fn switches() -> Stage {
    let mut stage = Stage::demo(120, 36);
    stage.keys("1");
    stage.answer(check::tests::is_check, Answer::Check(std::sync::Arc::new(check::tests::all_passed())));
    stage.keys("D");
    let switch = |n: usize| Switch {
        name: format!("fault_number_{n}_of_many"),
        says: "The app has no Run As user, which the token endpoint refuses.".into(),
        finds: "token: no_run_as_user".into(),
        is_on: n == 7,
    };
    stage.answer(|ask| matches!(ask, Ask::Switches), Answer::Switches((0..80).map(switch).collect()));
    stage
}

const STATES: &[State] = &[
    ("picker", || orgs::tests::picker(120, 36, orgs::tests::orgs())),
    ("picker, filter", || with(orgs::tests::picker(120, 36, orgs::tests::orgs()), "/yam")),
    ("picker, remove", || with(orgs::tests::picker(120, 36, orgs::tests::orgs()), "X")),
    ("picker, help", || with(orgs::tests::picker(120, 36, orgs::tests::orgs()), "?")),
    ("picker, palette", || with(orgs::tests::picker(120, 36, orgs::tests::orgs()), ":")),
    ("picker, setup", || with(orgs::tests::picker(120, 36, orgs::tests::orgs()), "s")),
    ("picker, trouble", || {
        let mut stage = with(orgs::tests::picker(120, 36, orgs::tests::orgs()), "<enter>");
        stage.fail(|ask| matches!(ask, Ask::Open(_)), refusal());
        stage
    }),
    ("first run", || orgs::tests::picker(120, 36, Vec::new())),
    ("first run, help", || with(orgs::tests::picker(120, 36, Vec::new()), "?")),
    ("form", || add_org::tests::form(120, 36)),
    ("form, filled", || with(add_org::tests::filled(120, 36), "<tab>")),
    ("form, buttons", || with(add_org::tests::filled(120, 36), "<tab><tab><tab><tab><tab><tab>")),
    ("form, clicks", || with(add_org::tests::filled(120, 36), "<tab><tab><tab><tab><tab><tab><tab>")),
    ("form, other clicks", || with(add_org::tests::filled(120, 36), "<tab><tab><tab><tab><tab><tab><tab> ")),
    ("form, leave", || with(add_org::tests::filled(120, 36), "<esc>")),
    ("form, nothing given", || with(add_org::tests::form(120, 36), "<c-r>")),
    ("form, edit", || add_org::tests::about_at("e", 120, 36)),
    ("form, rotate", || add_org::tests::about_at("R", 120, 36)),
    ("form, rehearsing", || {
        let mut stage = add_org::tests::rehearsing(120, 36);
        add_org::tests::checked(&mut stage, add_org::tests::is_live, None);
        add_org::tests::checked(&mut stage, add_org::tests::is_new, Some(("token", "It is not the pair's.")));
        stage
    }),
    ("form, rehearsed", || {
        let mut stage = add_org::tests::rehearsing(120, 36);
        add_org::tests::checked(&mut stage, add_org::tests::is_new, None);
        stage
    }),
    ("form, not stored", || {
        let mut stage = with(add_org::tests::filled(120, 36), "<tab><tab><tab><tab><tab><enter>");
        stage.fail(add_org::tests::is_save, refusal());
        stage
    }),
    ("form, the pair of an org", || {
        let mut stage = Stage::new(120, 36);
        stage.answer(|ask| matches!(ask, Ask::First), Answer::First(Some("acme".into())));
        let row = Box::new(add_org::tests::without_pair(crate::store::Keep::Memory));
        stage.answer(|ask| matches!(ask, Ask::Open(_)), Answer::NeedsPair(row));
        stage.keys("<tab><tab><tab><tab>");
        stage
    }),
    ("check, climbing", || {
        let mut stage = with(objects::tests::opened(120, 36), "1");
        stage.wait(400);
        stage
    }),
    ("check, passed", || check::tests::passed(120, 36)),
    ("check, passed, a rung", || with(check::tests::passed(120, 36), "G")),
    ("check, failed", || check::tests::failed(120, 36)),
    ("check, failed, lower half", || with(check::tests::failed(120, 36), "<tab>jj")),
    ("check, watching", || with(check::tests::failed(120, 36), "w")),
    ("check, explained", || with(check::tests::failed(120, 36), "<enter>")),
    ("check, copy", || with(check::tests::failed(120, 36), "y")),
    ("check, hand on", || with(check::tests::failed(120, 36), "S")),
    ("check, setup", || with(check::tests::failed(120, 36), "s")),
    ("check, help", || with(check::tests::failed(120, 36), "?")),
    ("check, palette", || with(check::tests::failed(120, 36), ":")),
    ("check, no pair", || {
        let mut stage = with(objects::tests::opened(120, 36), "1");
        stage.fail(check::tests::is_check, refusal());
        stage
    }),
    ("check, switches", switches),
    ("check, switches found", || with(switches(), "number_7")),
    ("all orgs", || check_all::tests::half_way(120, 36)),
    ("all orgs, help", || with(check_all::tests::half_way(120, 36), "?")),
    ("objects, loading", || {
        let mut stage = objects::tests::opened(120, 36);
        stage.wait(2_000);
        stage
    }),
    ("objects, refused", || {
        let mut stage = objects::tests::opened(120, 36);
        stage.fail(objects::tests::is_objects, refusal());
        stage
    }),
    ("objects", || objects::tests::listed(120, 36)),
    ("fields", || objects::tests::account(120, 36)),
    ("fields, one", || with(objects::tests::account(120, 36), "jj<enter>")),
    ("fields, filter", || with(objects::tests::account(120, 36), "/bill")),
    ("fields, raw", || with(objects::tests::account(120, 36), "<tab>")),
    ("fields, raw, help", || with(objects::tests::account(120, 36), "<tab>?")),
    ("fields, help", || with(objects::tests::account(120, 36), "?")),
    ("fields, palette", || with(objects::tests::account(120, 36), ":")),
    ("fields, go to", || with(objects::tests::account(120, 36), "i")),
    ("relations", || with(objects::tests::account(120, 36), "..")),
    ("rows", || {
        let mut stage = with(objects::tests::account(120, 36), ".");
        objects::tests::page(&mut stage, objects::tests::is_rows, 0, 30, 5_118);
        stage
    }),
    ("rows, refused", || {
        let mut stage = with(objects::tests::account(120, 36), ".");
        stage.fail(objects::tests::is_rows, refusal());
        stage
    }),
    ("describe, refused", || {
        let mut stage = objects::tests::listed(120, 36);
        stage.wait(150);
        stage.fail(objects::tests::is_describe, refusal());
        stage.keys("<enter>");
        stage
    }),
    ("record", || record::tests::shown(120, 36)),
    ("record, refused", || {
        let mut stage = record::tests::asked(120, 36);
        stage.fail(record::tests::is_record, refusal());
        stage
    }),
    ("record, copy", || with(record::tests::shown(120, 36), "y")),
];

/// The sides of a box that is drawn over a screen, and of the panes beside each other: each must be whole
/// from its upper end to its lower one.
fn open_sides(lines: &[Vec<char>]) -> Vec<String> {
    let mut open = Vec::new();
    let at = |x: usize, y: usize| lines.get(y).and_then(|line| line.get(x)).copied().unwrap_or(' ');
    // A box of an overlay.
    let corner =
        |c| (0..lines.len()).find_map(|y| (0..lines[y].len()).find(|&x| at(x, y) == c).map(|x| (x, y)));
    if let (Some((left, top)), Some((right, _)), Some((_, bottom))) = (corner('╭'), corner('╮'), corner('╰'))
    {
        for y in top + 1..bottom {
            for x in [left, right] {
                if at(x, y) != '│' {
                    open.push(format!("the box has {:?} at {x},{y}", at(x, y)));
                }
            }
        }
        return open;
    }
    // Panes: from a joint in a title line to the foot in the facts line.
    let Some(bottom) = (0..lines.len()).rev().find(|&y| lines[y].contains(&'┴')) else { return open };
    let titles = (0..bottom).find(|&y| lines[y].iter().any(|c| "┬┭┮".contains(*c)));
    let Some(top) = titles else { return vec!["feet without joints".into()] };
    for x in (0..lines[top].len()).filter(|&x| "┬┭┮".contains(at(x, top))) {
        for y in top + 1..bottom {
            if !"│├┤┼".contains(at(x, y)) {
                open.push(format!("the line between panes has {:?} at {x},{y}", at(x, y)));
            }
        }
        if at(x, bottom) != '┴' {
            open.push(format!("no foot at {x},{bottom}"));
        }
    }
    open
}

/// What is read: the inside of a box where one is open, else the whole screen.
fn in_front(cells: &[Vec<char>]) -> Vec<String> {
    let corner =
        |c| cells.iter().enumerate().find_map(|(y, row)| Some((row.iter().position(|x| *x == c)?, y)));
    let whole = (0, cells.first().map_or(0, Vec::len), 0, cells.len());
    let (left, right, top, bottom) = match (corner('╭'), corner('╮'), corner('╰')) {
        (Some((left, top)), Some((right, _)), Some((_, bottom))) => (left, right, top, bottom),
        _ => whole,
    };
    cells[top..bottom].iter().map(|row| row[left..right].iter().collect()).collect()
}

/// The sizes: each width at one height, and the others where panes come and go.
fn sizes() -> impl Iterator<Item = (u16, u16)> {
    let edges = [60, 61, 79, 80, 99, 100, 119, 120, 130];
    let heights = HEIGHTS.into_iter().flat_map(move |height| edges.map(|width| (width, height)));
    WIDTHS.map(|width| (width, 30)).chain(heights)
}

#[test]
fn no_pane_is_drawn_over_another_and_no_box_is_open_at_any_width() {
    let mut wrong = Vec::new();
    for (name, build) in STATES {
        let mut stage = build();
        for (width, height) in sizes() {
            stage.resize(width, height);
            let open = open_sides(&stage.cells()).into_iter();
            wrong.extend(open.map(|what| format!("{name} at {width}x{height}: {what}")));
        }
    }
    assert!(wrong.is_empty(), "{} of them, as {:#?}", wrong.len(), &wrong[..wrong.len().min(12)]);
}

/// What must be readable whole wherever it is, in the state of that name.
const WHOLE: &[(&str, &[&str])] = &[
    ("first run", &["Add an org", "key, secret, My Domain URL", "nothing to configure, no account"]),
    ("form, buttons", &["Test, then save", "Save untested", "[ Cancel ]"]),
    ("form, edit", &["[ Save ]", "Cancel"]),
    ("form, the pair of an org", &["Keep secrets in", "[ Test, then open ]", "Open untested", "Cancel"]),
    ("form, rehearsed", &["Test both", "[ Switch ]", "Cancel"]),
    ("check, passed", &["The app works"]),
    ("check, failed", &["[External Client App]", "The app has no Run As user"]),
    ("objects, refused", &["All API calls of the last 24 hours are used."]),
];

#[test]
fn what_must_be_read_is_whole_at_any_width() {
    let mut wrong = Vec::new();
    for (name, texts) in WHOLE {
        let build = STATES.iter().find(|(other, _)| other == name).map(|(_, build)| build);
        let mut stage = build.unwrap_or_else(|| panic!("no state {name}"))();
        for (width, height) in sizes() {
            stage.resize(width, height);
            let lines: Vec<String> = stage.cells().into_iter().map(String::from_iter).collect();
            for text in texts.iter().filter(|text| !lines.iter().any(|line| line.contains(*text))) {
                wrong.push(format!("{name} at {width}x{height}: no {text:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of them, as {:#?}", wrong.len(), &wrong[..wrong.len().min(12)]);
}

#[test]
fn nothing_is_cut_in_help_palette_and_forms_at_120_columns() {
    for (name, build) in STATES {
        let is_ours = ["help", "palette", "form", "setup", "first run", "leave", "objects, refused"];
        if !is_ours.iter().any(|part| name.contains(part)) || name.contains("raw") {
            continue;
        }
        let stage = build();
        // The texts that were typed are cut on purpose, and what lies under a box is not what is read.
        let is_typed = |line: &String| line.contains("My Domain URL") || line.contains("Consumer key");
        for line in in_front(&stage.cells()).into_iter().filter(|line| !is_typed(line)) {
            // What goes on in a menu is said with the same sign,
            let says = [
                "… Live",
                "checked…",
                "…/",
                "on…",
                "copy…",
                "share…",
                "depth…",
                "Setup…",
                "1 …",
                "ORGSCOPE_…",
                "┃",
            ];
            let line = says.iter().fold(line, |line, sign| line.replace(sign, ""));
            // What a window covers is not the window’s.
            let has_more = ["help", "palette"].iter().any(|part| name.contains(part));
            let line = line.rsplit_once('│').filter(|_| has_more).map_or(line.as_str(), |(inside, _)| inside);
            assert!(!line.contains('…'), "{name}: {line:?}");
        }
    }
}

#[test]
fn the_last_step_of_a_failure_can_be_read_at_any_size() {
    for name in ["objects, refused", "rows, refused", "describe, refused", "record, refused"] {
        let build = STATES.iter().find(|(other, _)| *other == name).unwrap().1;
        for height in HEIGHTS {
            for width in [60, 79, 80, 100, 120, 130] {
                let mut stage = build();
                stage.resize(width, height);
                let has = |stage: &Stage, text: &str| stage.lines().iter().any(|line| line.contains(text));
                assert!(
                    has(&stage, "All API calls of the"),
                    "{name} at {width}x{height}: {:#?}",
                    stage.lines()
                );
                if !has(&stage, "last of the steps.") {
                    stage.keys("G");
                }
                assert!(
                    has(&stage, "last of the steps."),
                    "{name} at {width}x{height}: {:#?}",
                    stage.lines()
                );
            }
        }
    }
}
