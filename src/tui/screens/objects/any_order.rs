//! Keys, sizes, presses and answers in any order: nothing panics, no line is too long or too short, and what
//! is asked ends.

use std::cell::Cell;

use proptest::prelude::*;
use serde_json::json;

use super::tests::listed;
use crate::explore::{self, Loaded};
use crate::json::{Stop, patient};
use crate::text::cells;
use crate::trouble::{Exit, Trouble};
use crate::tui::effect::MouseAct;
use crate::tui::errands::{Brought, Errand};
use crate::tui::screens::stage::Stage;
use crate::tui::work::{Answer, Ask};

const ACCOUNT: &str = include_str!("../../../../assets/demo/objects/Account.json");
const TASK: &str = include_str!("../../../../assets/demo/objects/Task.json");
const ID: &str = "0011700000r5ucfAAA";

const KEYS: &[&str] = &[
    "j", "k", "G", "g", "<down>", "<up>", "<left>", "<right>", "<enter>", "<esc>", "<tab>", "<s-tab>", ",",
    ".", "/", "a", "x", "<bs>", "z", "v", "y", "H", "i", "r", "s", "F", "*", "E", "C", "J", "K", "t", "W",
    "n", "N", " ", "<", ">", "2", ":", "?", "<c-u>", "<c-d>", "<c-c>",
];

#[derive(Clone, Debug)]
enum Step {
    Key(usize),
    Wait(u16),
    Answer(usize, bool),
    Resize(u16, u16),
    Mouse(u16, u16, u8),
    Paste,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (0..KEYS.len()).prop_map(Step::Key),
        2 => (0..400u16).prop_map(Step::Wait),
        5 => (0..4usize, prop::bool::weighted(0.85)).prop_map(|(n, ok)| Step::Answer(n, ok)),
        1 => (60..220u16, 16..60u16).prop_map(|(x, y)| Step::Resize(x, y)),
        2 => (0..220u16, 0..60u16, 0..3u8).prop_map(|(x, y, act)| Step::Mouse(x, y, act)),
        1 => Just(Step::Paste),
    ]
}

fn loaded<T: patient::Answer>(text: &str, stage: &Stage) -> Loaded<T> {
    Loaded::of(text, stage.now())
}

/// What an org could answer; `None` for asks that are not the org's.
fn answer_to(ask: &Ask, stage: &Stage) -> Option<Answer> {
    let Ask::Explore(ask) = ask else {
        return match ask {
            // Not the person's files and clipboard.
            Ask::Errand(Errand::Save { .. }) => {
                Some(Answer::Errand(Brought::Saved(Err((std::io::ErrorKind::AlreadyExists, String::new())))))
            }
            Ask::Errand(Errand::Copy { .. }) => Some(Answer::Errand(Brought::Copied("Copied.".into()))),
            Ask::Errand(errand) => Some(Answer::Errand(errand.clone().run(None, &Stop::default()))),
            _ => None,
        };
    };
    Some(Answer::Explore(match ask {
        explore::Ask::Objects => explore::Answer::Objects(loaded(r#"{"sobjects":[{"name":"Task"}]}"#, stage)),
        explore::Ask::Describe { object, .. } => {
            let text = if object.len() % 2 == 0 { TASK } else { ACCOUNT };
            let mut described: serde_json::Value = serde_json::from_str(text).unwrap();
            described["name"] = json!(object);
            explore::Answer::Describe(loaded(&described.to_string(), stage))
        }
        explore::Ask::Counts(names) => explore::Answer::Counts(
            names.iter().map(|name| (name.clone(), Some(name.len() as u64))).collect(),
        ),
        explore::Ask::Rows { .. } | explore::Ask::Query(_) | explore::Ask::MoreRows(_) => {
            let rows: Vec<_> =
                (0..30).map(|i| json!({"Id": ID, "Name": format!("製作所 {i}"), "Owner": null})).collect();
            let page = json!({"totalSize": 90, "done": false, "nextRecordsUrl": "/next", "records": rows});
            explore::Answer::Rows(loaded(&page.to_string(), stage))
        }
        explore::Ask::Record { .. } => {
            let record =
                json!({"attributes": {}, "Id": ID, "Name": "a\u{202e}b", "OwnerId": "0051700000r5ucfAAA"});
            explore::Answer::Record(loaded(&record.to_string(), stage))
        }
        explore::Ask::ChildCounts { lists, .. } => explore::Answer::ChildCounts(
            lists.iter().map(|(object, field)| (object.clone(), field.clone(), None)).collect(),
        ),
        explore::Ask::Resource(_) | explore::Ask::Limits | explore::Ask::RunAs => return None,
    }))
}

fn answer(stage: &mut Stage, n: usize, ok: bool) -> bool {
    let asked: Vec<Ask> = stage.asked().into_iter().cloned().collect();
    let found = asked.iter().enumerate().filter_map(|(at, ask)| Some((at, answer_to(ask, stage)?))).nth(n);
    let Some((at, answer)) = found else { return false };
    let left = Cell::new(at as isize);
    let is_it = |_: &Ask| left.replace(left.get() - 1) == 0;
    if ok {
        stage.answer(is_it, answer);
    } else {
        stage.fail(is_it, Trouble::new(Exit::Network, "network.silent", "acme did not answer.\u{1b}[31m"));
    }
    true
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    #[test]
    fn anything_in_any_order_is_survived(steps in prop::collection::vec(step(), 1..120)) {
        let mut stage = listed(120, 36);
        let mut size = (120, 36);
        for step in steps {
            match step {
                Step::Key(key) => stage.keys(KEYS[key]),
                Step::Wait(ms) => stage.wait(i64::from(ms)),
                Step::Answer(n, ok) => {
                    answer(&mut stage, n, ok);
                }
                Step::Resize(columns, rows) => {
                    size = (columns, rows);
                    stage.resize(columns, rows);
                }
                Step::Mouse(x, y, act) => {
                    let act = [MouseAct::Press, MouseAct::WheelUp, MouseAct::WheelDown][usize::from(act)];
                    stage.mouse(x, y, act);
                }
                Step::Paste => stage.paste(ID),
            }
            for line in stage.lines() {
                prop_assert_eq!(cells::width(&line), size.0 as usize, "{}", line);
                let is_safe = !line.chars().any(crate::text::safe::is_unsafe);
                prop_assert!(is_safe, "{}", line);
            }
        }
        // What the place itself asks for ends once it is answered and no key is pressed.
        let mut rounds = 0;
        while answer(&mut stage, 0, true) || rounds < 3 {
            stage.wait(200);
            rounds += 1;
            prop_assert!(rounds < 60, "asks without end: {:?}", stage.asked());
        }
    }
}
