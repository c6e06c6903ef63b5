//! What can be copied from where the cursor is.

use super::Objects;
use super::about::Tab;
use super::layout::Pane;
use crate::explore::presets;
use crate::explore::relations::{self, Relation};
use crate::json::{Path, indented};
use crate::text::numbers;
use crate::tui::overlays::{Act, Item, Menu, Overlay};
use crate::tui::screens::raw::Source;
use crate::tui::screens::{Cx, Move};

/// Longer texts show their size instead.
const PREVIEW: usize = 60;

/// Opens the menu.
pub fn menu(objects: &Objects, cx: &mut Cx<'_>) {
    let mut items = match (objects.driver, objects.tab) {
        (Pane::List, _) => of_list(objects),
        (_, Tab::Fields) => of_field(objects),
        (_, Tab::Rows) => of_row(objects, cx.head.map(|head| head.host.as_str())),
        (_, Tab::Relations) => of_relation(objects),
    };
    if let Some(source) = objects.source() {
        items.extend(of_source(&source));
    }
    if items.is_empty() {
        cx.say("There is nothing to copy here yet.");
        return;
    }
    cx.go(Move::Overlay(Overlay::Menu(Menu::copy(items))));
}

/// One row of the menu.
pub fn item(letter: char, name: &str, text: impl Into<String>) -> Item {
    let text = text.into();
    let note = if text.len() > PREVIEW { numbers::bytes(text.len() as u64) } else { text.replace('\t', " ") };
    Item { letter, name: name.into(), note, act: Act::Copy(text) }
}

fn of_list(objects: &Objects) -> Vec<Item> {
    let Some(object) = objects.list.current() else { return Vec::new() };
    let prefix = object.key_prefix.as_deref().unwrap_or_default();
    vec![
        item('n', "API name", &object.name),
        item('l', "Label", &object.label),
        item('r', "Row", format!("{}\t{}\t{prefix}", object.name, object.label)),
        item('s', "SOQL", format!("SELECT Id FROM {}", object.name)),
    ]
}

fn of_field(objects: &Objects) -> Vec<Item> {
    let about = objects.about.as_ref();
    let Some((about, loaded)) = about.and_then(|about| Some((about, about.describe.as_ref()?))) else {
        return Vec::new();
    };
    let Some(field) = about.fields.current(&loaded.value) else { return Vec::new() };
    let row = [&field.name, &field.label, &field.type_words(), &field.length_words(), &presets::flags(field)];
    let row = row.map(String::as_str).join("\t");
    vec![
        item('n', "API name", &field.name),
        item('q', "With its object", format!("{}.{}", about.object, field.name)),
        item('l', "Label", &field.label),
        item('r', "Row", row),
    ]
}

fn of_row(objects: &Objects, host: Option<&str>) -> Vec<Item> {
    let about = objects.about.as_ref();
    let Some((about, loaded)) = about.and_then(|about| Some((about, about.describe.as_ref()?))) else {
        return Vec::new();
    };
    let Some((column, shown)) = about.rows.cell(&loaded.value) else { return Vec::new() };
    let cells = about.rows.cells(&loaded.value);
    let row = cells.iter().map(|(_, shown)| shown.text.as_str()).collect::<Vec<_>>().join("\t");
    let mut items =
        vec![item('v', "Value", shown.text), item('n', "API name", column), item('r', "Row", row)];
    if let Some(id) = about.rows.current().and_then(|row| row.text_of("Id")) {
        items.push(item('i', "Id", id.as_ref()));
        items.extend(host.map(|host| item('w', "Page in Salesforce", format!("https://{host}/{id}"))));
    }
    items
}

fn of_relation(objects: &Objects) -> Vec<Item> {
    let about = objects.about.as_ref();
    let Some((about, loaded)) = about.and_then(|about| Some((about, about.describe.as_ref()?))) else {
        return Vec::new();
    };
    let Some(relation) = about.relations.current(&loaded.value) else { return Vec::new() };
    let (object, name, field) = match relation {
        Relation::Parent(field) => {
            (field.reference_to.join(", "), field.relationship_name.clone(), &field.name)
        }
        Relation::Child(list) => (list.child_sobject.clone(), list.relationship_name.clone(), &list.field),
    };
    let name = name.unwrap_or_default();
    let mut items: Vec<_> =
        relations::soql(relation, &loaded.value).into_iter().map(|soql| item('s', "SOQL", soql)).collect();
    if let (Relation::Child(_), false) = (relation, name.is_empty()) {
        items.push(item('b', "Subquery", format!("(SELECT Id FROM {name})")));
    }
    items.push(item('n', "API name", field));
    items.push(item('r', "Row", format!("{object}\t{name}\t{field}")));
    items
}

/// Path, JSON and URL of what the raw pane shows. The path is that of the whole row, without its last step.
pub fn of_source(source: &Source) -> Vec<Item> {
    let mut items = Vec::new();
    if let Ok(mut path) = Path::parse(&source.path) {
        path.0.truncate(2);
        if let Some(node) = source.doc.find(&path) {
            items.push(item('p', "Path", path.jq()));
            let json = indented(source.doc.raw(node));
            items.push(item('j', "JSON, subtree", String::from_utf8_lossy(&json).into_owned()));
        }
    }
    if let Some(exchange) = &source.exchange {
        items.push(item('u', "URL, without the token", &exchange.url));
    }
    items
}
