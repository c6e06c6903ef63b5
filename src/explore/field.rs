//! A field of a describe in words: its type, what it refers to, what can be done with it, its values.

use crate::salesforce::describe::{Describe, Field, RecordType};
use crate::text::numbers;

/// A line of the words about a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A line.
    Line(String),
    /// A line of less weight.
    Quiet(String),
    /// What the lines after it are.
    Head(String),
}

/// All that a describe says of a field.
pub fn parts(field: &Field, describe: &Describe) -> Vec<Part> {
    let mut parts =
        vec![Part::Line(format!("{}  “{}”", field.name, field.label)), Part::Line(sentence(field))];
    parts.extend(refers(field, usize::MAX).map(Part::Line));
    parts.push(Part::Quiet(uses(field)));
    if let Some(help) = field.inline_help_text.as_deref().filter(|h| !h.is_empty()) {
        parts.push(Part::Line(format!("Help “{help}”")));
    }
    if let Some(controller) = &field.controller_name {
        parts.push(Part::Line(format!("Its values depend on {controller}.")));
    }
    if let Some(formula) = &field.calculated_formula {
        parts.push(Part::Head("Formula".into()));
        parts.extend(formula.lines().map(|line| Part::Line(line.to_owned())));
    }
    if !field.picklist_values.is_empty() {
        parts.push(Part::Head(format!("{} values", numbers::count(field.picklist_values.len() as u64))));
        parts.extend(field.picklist_values.iter().map(|value| {
            let label = value.label.as_deref().unwrap_or_default();
            let shown = if label.is_empty() || label == value.value {
                value.value.clone()
            } else {
                format!("{}  “{label}”", value.value)
            };
            let mut notes = Vec::new();
            if value.default_value {
                notes.push("default");
            }
            if !value.active {
                notes.push("not active");
            }
            let notes = if notes.is_empty() { String::new() } else { format!("   ({})", notes.join(", ")) };
            let line = format!("{shown}{notes}");
            if value.active { Part::Line(line) } else { Part::Quiet(line) }
        }));
    }
    let types = &describe.record_type_infos;
    if field.reference_to == ["RecordType"] && !types.is_empty() {
        parts.push(Part::Head(format!("{} record types", numbers::count(types.len() as u64))));
        parts.extend(types.iter().map(record_type));
    }
    parts
}

/// `Großkunde  0125g000000AbCdAAK   (not available to this user)`
fn record_type(one: &RecordType) -> Part {
    let notes: Vec<_> = [
        (one.master, "the one that every object has"),
        (!one.active, "not active"),
        (!one.available, "not available to this user"),
    ]
    .into_iter()
    .filter_map(|(is, words)| is.then_some(words))
    .collect();
    let notes = if notes.is_empty() { String::new() } else { format!("   ({})", notes.join(", ")) };
    let line = format!("{}  {}{notes}", one.name, one.record_type_id);
    if one.available { Part::Line(line) } else { Part::Quiet(line) }
}

/// `Picklist, 32 values, not restricted · not required`.
pub fn sentence(field: &Field) -> String {
    let mut parts = Vec::new();
    let mut kind = field.type_words();
    if !field.picklist_values.is_empty() {
        let restricted = if field.restricted_picklist { "restricted" } else { "not restricted" };
        let word = kind.split(" (").next().unwrap_or(&kind).to_owned();
        kind = format!("{word}, {} values, {restricted}", numbers::count(field.picklist_values.len() as u64));
    } else if field.length > 0 {
        kind = format!("{kind}, {} characters", numbers::count(u64::from(field.length)));
    }
    parts.push(kind);
    if field.kind == "id" {
        parts.push("required, every row has one".into());
    } else if !field.createable && !field.updateable {
        parts.push("read-only for this user".into());
    } else {
        parts.push(if field.is_required() { "required" } else { "not required" }.into());
    }
    if field.defaulted_on_create && field.kind != "id" {
        parts.push("filled in when left out".into());
    }
    if field.name_field {
        parts.push("the record's name".into());
    }
    parts.join(" · ")
}

/// `Refers to Account, Contact and 365 others · Owner in SOQL`.
pub fn refers(field: &Field, most: usize) -> Option<String> {
    if field.reference_to.is_empty() {
        return None;
    }
    let named = field.reference_to.iter().take(most).cloned().collect::<Vec<_>>().join(", ");
    let others = match field.reference_to.len().saturating_sub(most) {
        0 => String::new(),
        1 => " and 1 other".into(),
        n => format!(" and {n} others"),
    };
    let soql = field.relationship_name.as_ref().map(|name| format!(" · {name} in SOQL")).unwrap_or_default();
    Some(format!("Refers to {named}{others}{soql}"))
}

/// `unique · indexed · filter, sort, group · encrypted`.
pub fn uses(field: &Field) -> String {
    let mut parts = Vec::new();
    if field.unique {
        parts.push(if field.case_sensitive { "unique, case counts" } else { "unique" });
    }
    if field.external_id {
        parts.push("external id");
    }
    if field.is_indexed() {
        parts.push("indexed");
    }
    if field.encrypted {
        parts.push("encrypted");
    }
    let soql: Vec<_> = [
        (field.filterable, "filter"),
        (field.sortable, "sort"),
        (field.groupable, "group"),
        (field.aggregatable, "aggregate"),
    ]
    .iter()
    .filter(|(can, _)| *can)
    .map(|(_, word)| *word)
    .collect();
    let soql =
        if soql.is_empty() { "not usable in WHERE".to_owned() } else { format!("SOQL: {}", soql.join(", ")) };
    parts.push(&soql);
    if field.deprecated_and_hidden {
        parts.push("no longer in use");
    }
    parts.join(" · ")
}
