//! A record as a list of its values, and the lists that point at it.

use std::borrow::Cow;

use super::object::by_id;
use super::place::{Entry, Leads, Place, Subject, Tag};
use super::raw::Source;
use super::say::counted;
use crate::explore::Loaded;
use crate::explore::relations;
use crate::explore::sections::{self, Section};
use crate::explore::shown::{About, Nature, shown};
use crate::json::Node;
use crate::salesforce::describe::{ChildRelationship, Describe};
use crate::salesforce::global::Global;
use crate::salesforce::record::Record;

/// A record's object and id.
pub(super) type Which<'a> = (&'a str, &'a str);

/// A record; without a describe the values stand by their names alone.
pub(super) fn place(
    (object, id): Which<'_>,
    loaded: &Loaded<Record>,
    describe: Option<&Describe>,
    global: Option<&Global>,
    has_empty: bool,
) -> Place {
    let values = loaded.value.node();
    let entries = entries(values, describe, global, has_empty);
    let (empty, all) = emptiness(values);
    let hidden = match (empty, has_empty) {
        (0, _) => format!("It has {}, none empty.", counted(all, FIELDS)),
        (n, true) => format!("It has {}, {n} of them empty; empty leaves these out.", counted(all, FIELDS)),
        (n, false) => {
            format!("It has {}, {n} of them empty and left out; empty says these too.", counted(all, FIELDS))
        }
    };
    let related = "related lists the records that point at it.".to_owned();
    let facts = [hidden].into_iter().chain(loaded.unread.sentence()).chain([related]);
    let name = describe.and_then(Describe::name_field).and_then(|field| values.text_of(&field.name));
    let name = name.map(|name| format!(", {name}")).unwrap_or_default();
    let origin = Leads::Record(object.to_owned(), id.to_owned());
    let subject = Subject::Record { object: object.to_owned(), id: id.to_owned() };
    Place::new(Tag::Record, format!("{object}{name}, {id}"), origin)
        .facts(facts)
        .list(FIELDS, entries)
        .source(Source::of(loaded))
        .subject(subject)
}

const FIELDS: (&str, &str) = ("field", "fields");

fn keys(values: Node<'_>) -> impl Iterator<Item = (Cow<'_, str>, Node<'_>)> {
    values.members().filter(|(name, _)| name != "attributes")
}

/// How many fields are empty, and how many there are.
fn emptiness(values: Node<'_>) -> (u64, u64) {
    let empty = keys(values).filter(|(_, value)| sections::is_empty(*value)).count();
    (empty as u64, keys(values).count() as u64)
}

/// The fields in their parts: label, API name, value as people write it.
fn entries(
    values: Node<'_>,
    describe: Option<&Describe>,
    global: Option<&Global>,
    has_empty: bool,
) -> Vec<Entry> {
    let about = About::of(values, describe);
    let mut entries = Vec::new();
    for section in Section::ALL {
        let first = entries.len();
        for (name, value) in keys(values).filter(|(name, _)| Section::of(name) == section) {
            if sections::is_empty(value) && !has_empty {
                continue;
            }
            let field = describe.and_then(|describe| describe.field(&name));
            let shown = shown(field, Some(value), &about);
            let label = field.map(|field| field.label.as_str());
            let label = label.filter(|label| !label.is_empty() && *label != name);
            let label = label.map(|label| format!("{label}, ")).unwrap_or_default();
            let note = shown.note.as_ref().map(|note| format!(", {note}")).unwrap_or_default();
            let leads = match (&shown.nature, global) {
                (Nature::Reference, Some(global)) if name != "Id" => by_id(&shown.text, global),
                _ => Leads::Nowhere,
            };
            let goes = if leads == Leads::Nowhere { "" } else { ", leads to a record" };
            entries.push(Entry::new(format!("{label}{name}: {}{note}{goes}", shown.text), leads));
        }
        if let Some(entry) = entries.get_mut(first) {
            entry.head = Some(format!("{}:", section.words()));
        }
    }
    entries
}

/// The lists of a record; their rows are counted when they are said.
pub(super) fn related((object, id): Which<'_>, describe: &Describe, global: Option<&Global>) -> Place {
    let lists = relations::lists(describe, global);
    let entries = lists.iter().filter_map(|&at| describe.child_relationships.get(at)).map(|list| {
        let of = Some((list.field.clone(), id.to_owned()));
        Entry::new(list_words(list), Leads::Rows(list.child_sobject.clone(), of))
    });
    let facts = ["A number opens the rows of a list. Counting a list is one API call.".to_owned()];
    let origin = Leads::Related(object.to_owned(), id.to_owned());
    Place::new(Tag::Related, format!("{object}, {id}, related lists"), origin)
        .facts(facts)
        .list(("list", "lists"), entries.collect())
        .subject(Subject::Record { object: object.to_owned(), id: id.to_owned() })
}

fn list_words(list: &ChildRelationship) -> String {
    let name = list.relationship_name.as_deref().unwrap_or_default();
    format!("{name}, {} by {}", list.child_sobject, list.field)
}

/// What a list is asked by, where an entry is one.
pub(super) fn list_of(entry: &Entry) -> Option<(String, String)> {
    match &entry.leads {
        Leads::Rows(object, Some((field, _))) => Some((object.clone(), field.clone())),
        _ => None,
    }
}

/// What is said of a list's number of rows.
pub(super) fn count_words(count: Option<u64>) -> String {
    count.map_or("may not be counted".to_owned(), |rows| counted(rows, ("row", "rows")))
}
