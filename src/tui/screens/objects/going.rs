//! Where ids, URLs, names and relationships lead, from the explorer and from a record.

use super::{List, Objects};
use crate::explore::Loaded;
use crate::explore::goto::{Goal, goal};
use crate::salesforce::describe::Describe;
use crate::text::safe;
use crate::tui::overlays::{Act, Item, Menu, Missed, Overlay, Prompt};
use crate::tui::screens::record::Record;
use crate::tui::screens::{Cx, Move, Screen};

/// The prompt for an id, a URL or a name.
const GO_TO: &str = "go to";
/// The menu of several objects to go to.
const OBJECT: &str = "object";
/// The menu of several objects that an id may belong to: `OBJECT ID`.
const RECORD: &str = "record";

/// Asks where to go.
pub fn ask(cx: &mut Cx<'_>) {
    cx.go(Move::Overlay(Overlay::Prompt(prompt())));
}

fn prompt() -> Prompt {
    Prompt::new(GO_TO, "Go to", vec!["An Id, a record's URL, or an object's name.".into()])
}

/// What was typed into the prompt or chosen from a menu; false where that belongs to someone else.
pub fn entered(what: &str, text: &str, list: &List, cx: &mut Cx<'_>) -> bool {
    match what {
        // What was typed stays, to be mended.
        GO_TO => {
            if let Some(missed) = leads(text, list, cx) {
                cx.go(Move::Overlay(Overlay::Prompt(prompt().missed(missed))));
            }
        }
        OBJECT => open_object(text, list, cx),
        RECORD => {
            if let Some((object, id)) = text.split_once(' ') {
                open_record(object, id, None, list, cx);
            }
        }
        _ => return false,
    }
    true
}

/// Goes to an id, or says why not.
pub fn go_to(id: &str, list: &List, cx: &mut Cx<'_>) {
    if let Some(missed) = leads(id, list, cx) {
        cx.say(missed.why);
    }
}

/// Goes to an id, a URL or a name; why not, where it leads nowhere.
fn leads(text: &str, list: &List, cx: &mut Cx<'_>) -> Option<Missed> {
    let global = list.global()?;
    let missed = |why: String, near: Option<String>| Some(Missed { text: text.to_owned(), why, near });
    match goal(text, global) {
        Goal::Record { objects, id } => match objects.as_slice() {
            [object] => open_record(object, &id, None, list, cx),
            _ => {
                let items = objects.iter().map(|object| record_item(object, &id)).collect();
                let menu = Menu::new("Which object?", items, "ids of these begin alike");
                cx.go(Move::Overlay(Overlay::Menu(menu)));
            }
        },
        Goal::Object(object) => open_object(&object, list, cx),
        Goal::UnknownPrefix(id) => {
            return missed(
                format!("No object visible to this user has ids that begin with {}.", &id[..3]),
                None,
            );
        }
        Goal::WrongChecksum(id) => {
            return missed(
                format!("{id} is mistyped: its last three characters do not fit the others."),
                None,
            );
        }
        Goal::Nothing(near) => {
            let Some(first) = near.first() else {
                return missed("Not an Id, record URL or object name.".to_owned(), None);
            };
            let shown = safe::visible(text);
            let why = format!(
                "No object {shown} is visible to this user. Near: {}. Enter takes {first}.",
                near.join(", ")
            );
            return missed(why, Some(first.clone()));
        }
    }
    None
}

/// What a paste outside text could mean: an id or a URL leads somewhere, after Enter.
pub fn offer(text: &str, list: &List, cx: &mut Cx<'_>) {
    let Some(global) = list.global() else { return };
    let items = match goal(text, global) {
        Goal::Record { objects, id } => objects.iter().map(|object| record_item(object, &id)).collect(),
        Goal::Object(object) => vec![object_item(&object)],
        _ => {
            cx.say("Nothing here takes that paste. An id, a record's URL or an object's name leads there.");
            return;
        }
    };
    cx.go(Move::Overlay(Overlay::Menu(Menu::new("Go to", items, "pasted; Esc leaves it"))));
}

/// Opens a record at a place of its own.
pub fn open_record(object: &str, id: &str, describe: Option<Loaded<Describe>>, list: &List, cx: &mut Cx<'_>) {
    let record = Record::new(object, id, describe, list.beside());
    cx.go(Move::Open(Screen::Record(Box::new(record))));
}

/// Opens an object at a place of its own.
pub fn open_object(object: &str, list: &List, cx: &mut Cx<'_>) {
    if is_visible(object, list, cx) {
        cx.go(Move::Open(Screen::Objects(Box::new(Objects::at(list, object)))));
    }
}

/// Opens the rows of one parent: of the child object, the field that points at the parent, and its id.
pub fn open_children(object: &str, field: &str, id: &str, list: &List, cx: &mut Cx<'_>) {
    if is_visible(object, list, cx) {
        let place = Objects::children(list, object, field, id);
        cx.go(Move::Open(Screen::Objects(Box::new(place))));
    }
}

fn is_visible(object: &str, list: &List, cx: &mut Cx<'_>) -> bool {
    let found = list.global().is_some_and(|global| global.find(object).is_some());
    if !found {
        cx.say(format!("{} is not visible to this user.", safe::visible(object)));
    }
    found
}

/// A menu of objects, of which one is gone to.
pub fn object_menu(title: String, objects: &[String], cx: &mut Cx<'_>) {
    let items = objects.iter().map(|object| object_item(object)).collect();
    cx.go(Move::Overlay(Overlay::Menu(Menu::new(title, items, "Enter goes there"))));
}

fn record_item(object: &str, id: &str) -> Item {
    let act = Act::Enter(RECORD, format!("{object} {id}"));
    Item { letter: ' ', name: format!("Go to {object}"), note: id.to_owned(), act }
}

fn object_item(object: &str) -> Item {
    let act = Act::Enter(OBJECT, object.to_owned());
    Item { letter: ' ', name: format!("Go to {object}"), note: "its fields, rows, relationships".into(), act }
}
