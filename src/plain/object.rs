//! Objects, fields, rows and relationships as lists.

use std::sync::Arc;

use super::place::{Entry, Leads, Place, Subject, Tag};
use super::raw::Source;
use super::say::{sentence, spoken};
use crate::client::clock;
use crate::explore::Loaded;
use crate::explore::columns::{self, Column};
use crate::explore::field::{self, Part};
use crate::explore::goto::{self, Goal};
use crate::explore::kinds::Census;
use crate::explore::pages::Pages;
use crate::explore::relations::{self, Relation};
use crate::explore::shown::{About, Nature, shown};
use crate::json::{Kind as Json, Node};
use crate::salesforce::describe::{Describe, Field};
use crate::salesforce::global::{Global, Kind, SObject};
use crate::salesforce::record::{self, QueryPage};
use crate::text::numbers;

/// The objects that the Run As user may see.
pub(super) fn objects(loaded: &Loaded<Global>) -> Place {
    let objects = &loaded.value.sobjects;
    let census = Census::of(objects);
    let origins = format!(
        "{} standard, {} custom, {} from packages. A number opens an object; find TEXT looks in names and labels.",
        numbers::count(census.standard as u64),
        numbers::count(census.custom as u64),
        numbers::count(census.packaged as u64)
    );
    Place::new(Tag::Objects, "Objects", Leads::Objects)
        .facts([origins].into_iter().chain(loaded.unread.sentence()))
        .list(("object", "objects"), objects.iter().map(object).collect())
        .source(Source::of(loaded))
}

/// `Machine__c, label Maschine, custom`
fn object(object: &SObject) -> Entry {
    let label = labelled(&object.name, &object.label);
    let kind = match object.kind() {
        Kind::Standard => String::new(),
        other => format!(", {}", other.words()),
    };
    let queryable = if object.queryable { "" } else { ", without rows that can be read" };
    let line = format!("{}{label}{kind}{queryable}", object.name);
    Entry::named(line, &object.name, &object.label, Leads::Fields(object.name.clone()))
}

fn labelled(name: &str, label: &str) -> String {
    if label.is_empty() || label == name { String::new() } else { format!(", label {label}") }
}

/// An object's fields.
pub(super) fn fields(loaded: &Loaded<Describe>) -> Place {
    let describe = &loaded.value;
    let entries = describe.fields.iter().map(|f| field_entry(&describe.name, f)).collect();
    about(Tag::Fields, loaded, "fields", Leads::Fields(describe.name.clone()))
        .list(("field", "fields"), entries)
        .source(Source::of(loaded))
}

/// What all places of an object say on arriving.
fn about(tag: Tag, loaded: &Loaded<Describe>, view: &str, origin: Leads) -> Place {
    let describe = &loaded.value;
    let (parents, children) = relations::both(describe);
    let holds = format!(
        "It has {} fields, {} parents and {} child lists. Say fields, rows or relations.",
        numbers::count(describe.fields.len() as u64),
        numbers::count(parents.count() as u64),
        numbers::count(children.count() as u64)
    );
    let mut facts: Vec<String> = [holds].into_iter().chain(loaded.unread.sentence()).collect();
    if loaded.exchange.is_none() {
        facts.push(format!("Its describe is from the cache, of {}. again asks the org.", age(loaded)));
    }
    let name = format!("{}{}, {view}", describe.name, labelled(&describe.name, &describe.label));
    Place::new(tag, name, origin).facts(facts).subject(Subject::Object(Arc::clone(describe)))
}

fn age<T>(loaded: &Loaded<T>) -> String {
    numbers::age(loaded.at, clock::now())
}

/// `Industry, label Branche, Picklist (32), not required`
fn field_entry(object: &str, field: &Field) -> Entry {
    let is = [
        (field.is_required(), "required"),
        (field.unique, "unique"),
        (field.external_id, "external id"),
        (field.is_indexed(), "indexed"),
    ];
    let is: String = is.iter().filter(|(is, _)| *is).map(|(_, word)| format!(", {word}")).collect();
    let line = format!("{}{}, {}{is}", field.name, labelled(&field.name, &field.label), field.type_words());
    Entry::named(line, &field.name, &field.label, Leads::Field(object.to_owned(), field.name.clone()))
}

/// One field in all its words.
pub(super) fn one_field(loaded: &Loaded<Describe>, name: &str) -> Option<Place> {
    let describe = &loaded.value;
    let field = describe.fields.iter().find(|field| field.name == name)?;
    let facts = field::parts(field, describe).into_iter().skip(1).map(|part| match part {
        Part::Line(text) | Part::Quiet(text) => sentence(&spoken(&text)),
        Part::Head(text) => format!("{text}:"),
    });
    let targets = field.reference_to.iter().map(|to| Entry::named(to, to, "", Leads::Fields(to.clone())));
    let title = format!("{}.{}{}", describe.name, field.name, labelled(&field.name, &field.label));
    let origin = Leads::Field(describe.name.clone(), field.name.clone());
    Some(
        Place::new(Tag::Field, title, origin)
            .facts(facts)
            .list(("object that it refers to", "objects that it refers to"), targets.collect())
            .source(Source::part(loaded, field.node))
            .subject(Subject::Object(Arc::clone(describe))),
    )
}

/// An object's relationships: up to the parents, down to the lists.
pub(super) fn relationships(loaded: &Loaded<Describe>) -> Place {
    let describe = &loaded.value;
    let (parents, children) = relations::both(describe);
    let mut entries: Vec<Entry> =
        parents.map(|at| relation(Relation::Parent(&describe.fields[at]), describe)).collect();
    let first_list = entries.len();
    entries.extend(children.map(|at| relation(Relation::Child(&describe.child_relationships[at]), describe)));
    for (at, head) in [(first_list, "Lists that point at it:"), (0, "Parents:")] {
        if let Some(entry) = entries.get_mut(at)
            && (at > 0 || first_list > 0 || head.starts_with("Lists"))
        {
            entry.head = Some(head.to_owned());
        }
    }
    about(Tag::Relations, loaded, "relationships", Leads::Relations(describe.name.clone()))
        .list(("relationship", "relationships"), entries)
        .source(Source::of(loaded))
}

fn relation(relation: Relation<'_>, describe: &Describe) -> Entry {
    let words: Vec<_> =
        relations::sentences(relation, describe).iter().map(|text| sentence(&spoken(text))).collect();
    let soql = relations::soql(relation, describe).unwrap_or_else(|| relations::NOT_IN_SOQL.to_owned());
    let (name, leads) = match relation {
        Relation::Parent(field) => {
            let leads = match field.reference_to.as_slice() {
                [one] => Leads::Fields(one.clone()),
                _ => Leads::Field(describe.name.clone(), field.name.clone()),
            };
            (format!("{}. ", field.name), leads)
        }
        Relation::Child(list) => (String::new(), Leads::Fields(list.child_sobject.clone())),
    };
    Entry::new(format!("{name}{} {soql}", words.join(" ")), leads)
}

/// What rows are asked for.
pub(super) struct Wanted {
    /// Which columns.
    pub columns: Vec<Column>,
    /// The question.
    pub ask: crate::explore::Ask,
}

/// The question for the first rows of an object; of one parent, where its field and id are given.
pub(super) fn wanted(describe: &Describe, global: Option<&Global>, of: Option<&(String, String)>) -> Wanted {
    let columns = columns::columns(describe, global);
    let ask = crate::explore::Ask::Rows {
        object: describe.name.clone(),
        columns: columns::select(describe, &columns),
        order: columns::order(describe),
        of: of.cloned(),
    };
    Wanted { columns, ask }
}

/// The first rows of an object.
pub(super) fn rows(
    describe: &Loaded<Describe>,
    columns: Vec<Column>,
    page: &Loaded<QueryPage>,
    of: Option<(String, String)>,
) -> Place {
    let object = &describe.value;
    let by = match columns::order(object) {
        Some((field, true)) => format!("Sorted by {field}, newest first."),
        Some((field, false)) => format!("Sorted by {field}."),
        None => "Not sorted.".to_owned(),
    };
    let whose = of.as_ref().map(|(field, id)| format!("Only those whose {field} is {id}."));
    let names: Vec<_> = columns.iter().map(|column| column.path.as_str()).collect();
    let said = format!("Of each row: {}. What is empty is left out.", names.join(", "));
    let entries = row_entries(&page.value, object, &columns);
    let pages = Pages::first(&page.value);
    let view = if of.is_some() { "rows of one parent" } else { "rows" };
    let name = format!("{}{}, {view}", object.name, labelled(&object.name, &object.label));
    Place::new(Tag::Rows, name, Leads::Rows(object.name.clone(), of))
        .facts([sentence(&pages.words())].into_iter().chain(odd(page, &pages)).chain(whose).chain([by, said]))
        .list(nouns(pages.goes_on()), entries)
        .source(Source::of(page))
        .subject(Subject::Rows { describe: Some(Arc::clone(object)), columns, pages })
}

/// What of a page is not as it should be: rows that were promised and can't be had, values that could not be read.
pub(super) fn odd(page: &Loaded<QueryPage>, pages: &Pages) -> impl Iterator<Item = String> {
    pages.missing().into_iter().chain(page.unread.sentence())
}

/// What rows are called: where there are further ones, those that are here are called so.
fn nouns(has_more: bool) -> (&'static str, &'static str) {
    if has_more { ("loaded row", "loaded rows") } else { ("row", "rows") }
}

/// A page's rows.
pub(super) fn row_entries(page: &QueryPage, describe: &Describe, columns: &[Column]) -> Vec<Entry> {
    let entry = |record: Node<'_>| {
        let said = columns.iter().enumerate().filter_map(|(n, column)| {
            let shown = columns::value(record, column, describe);
            let is_said = n == 0 || shown.nature != Nature::Null;
            // A number that is said rounded is said as it is, too.
            let exact = shown.note.filter(|_| shown.nature == Nature::Number);
            let exact = exact.map(|exact| format!(", {exact}")).unwrap_or_default();
            is_said.then(|| {
                if n == 0 { shown.text + &exact } else { format!("{}: {}{exact}", column.path, shown.text) }
            })
        });
        let line = said.collect::<Vec<_>>().join("; ");
        let leads = record
            .text_of("Id")
            .map_or(Leads::Nowhere, |id| Leads::Record(describe.name.clone(), id.into_owned()));
        Entry::new(line, leads)
    };
    page.rows().map(entry).collect()
}

/// The answer to a query that a person wrote.
pub(super) fn answer(statement: &str, page: &Loaded<QueryPage>, global: Option<&Global>) -> Place {
    let entries = answer_entries(&page.value, global);
    let pages = Pages::first(&page.value);
    let loaded = match pages.total() {
        // COUNT() answers with the number alone.
        Some(total) if entries.is_empty() && total > 0 => format!("The count is {}", numbers::count(total)),
        _ => pages.words(),
    };
    Place::new(Tag::Answer, "The answer to the query", Leads::Answer(statement.to_owned()))
        .facts([sentence(&loaded)].into_iter().chain(odd(page, &pages)))
        .list(nouns(pages.goes_on()), entries)
        .source(Source::of(page))
        .subject(Subject::Rows { describe: None, columns: Vec::new(), pages })
}

/// The rows of a query that a person wrote: each column by its name, parents by their path.
pub(super) fn answer_entries(page: &QueryPage, global: Option<&Global>) -> Vec<Entry> {
    let entry = |record: Node<'_>| {
        let mut said = Vec::new();
        flatten("", record, PARENTS, &mut said);
        Entry::new(said.join("; "), leads_to(record, global))
    };
    page.rows().map(entry).collect()
}

/// Parents of parents that a row names value by value; SOQL walks five. (SOQL guide, 'Relationship Query Limitations')
const PARENTS: usize = 8;

fn flatten(path: &str, record: Node<'_>, parents: usize, said: &mut Vec<String>) {
    for (name, value) in record.members().filter(|(name, _)| name != "attributes") {
        let name = if path.is_empty() { name.into_owned() } else { format!("{path}.{name}") };
        let is_parent = parents > 0 && value.kind() == Json::Object && value.get("attributes").is_some();
        if is_parent && record::subquery(value).is_none() {
            flatten(&name, value, parents - 1, said);
        } else {
            said.push(format!("{name}: {}", shown(None, Some(value), &About::default()).text));
        }
    }
}

/// A row with an id leads to its record; the answer says of which object it is.
fn leads_to(record: Node<'_>, global: Option<&Global>) -> Leads {
    let of = record.along("attributes.type").and_then(Node::text);
    match (of, record.text_of("Id")) {
        (Some(object), Some(id)) => Leads::Record(object.into_owned(), id.into_owned()),
        (None, Some(id)) => global.map_or(Leads::Nowhere, |global| by_id(&id, global)),
        (_, None) => Leads::Nowhere,
    }
}

/// The record of an id, where one object has such ids.
pub(super) fn by_id(id: &str, global: &Global) -> Leads {
    match goto::goal(id, global) {
        Goal::Record { objects, id } => {
            objects.into_iter().next().map_or(Leads::Nowhere, |object| Leads::Record(object, id))
        }
        _ => Leads::Nowhere,
    }
}
