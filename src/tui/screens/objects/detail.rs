//! The detail below the table: the row under the cursor in words, with what a cell has no room for.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::relations::Relation;
use crate::explore::shown::{Nature, Shown};
use crate::salesforce::describe::{Describe, Field};
use crate::text::{cells, numbers, safe};
use crate::tui::theme::{Look, Role};

/// Lines with a title and a note for its right.
#[derive(Clone, Debug, Default)]
pub struct Detail {
    /// What it is about.
    pub title: String,
    /// At the right of the title.
    pub note: String,
    /// The lines.
    pub lines: Vec<Line<'static>>,
}

/// Collects lines up to a number of them.
struct Lines {
    width: usize,
    most: usize,
    lines: Vec<Line<'static>>,
}

impl Lines {
    fn push(&mut self, text: &str, style: Style) {
        for line in cells::wrap(&safe::visible(text), self.width) {
            if self.lines.len() < self.most {
                self.lines.push(Line::styled(line, style));
            }
        }
    }

    fn blank(&mut self) {
        if !self.lines.is_empty() && self.lines.len() < self.most {
            self.lines.push(Line::default());
        }
    }

    fn room(&self) -> usize {
        self.most - self.lines.len()
    }
}

/// A field in at most `rows` lines of `width` cells.
pub fn field(field: &Field, width: u16, rows: u16, look: &Look) -> Detail {
    let (plain, muted) = (look.style(Role::Normal), look.style(Role::Muted));
    let mut lines = Lines { width: usize::from(width), most: usize::from(rows), lines: Vec::new() };
    lines.push(&sentence(field), plain);
    if let Some(refers) = refers(field, 4) {
        lines.push(&refers, plain);
    }
    if let Some(formula) = &field.calculated_formula {
        lines.push(&format!("Formula  {formula}"), plain);
    }
    let values = values_in(field, &mut lines, look);
    if let Some(help) = field.inline_help_text.as_deref().filter(|h| !h.is_empty()) {
        lines.push(&format!("Help “{help}”"), plain);
    }
    if let Some(controller) = &field.controller_name {
        lines.push(&format!("Its values depend on {controller}."), plain);
    }
    if let Some(compound) = field.compound_field_name.as_ref().filter(|name| **name != field.name) {
        lines.push(&format!("Part of {compound}."), muted);
    }
    lines.push(&uses(field), muted);
    if lines.room() > 1 {
        lines.blank();
        let legend = "R required  U unique  X external id  I indexed";
        lines.push(if values { "Enter shows all of it" } else { legend }, muted);
    }
    Detail {
        title: field.name.clone(),
        note: format!("label “{}”", safe::visible(&field.label)),
        lines: lines.lines,
    }
}

/// All that a describe says of a field, for the page that Enter opens.
pub fn field_page(field: &Field) -> Vec<(String, Role)> {
    let plain = |text: String| (text, Role::Normal);
    let mut page = vec![plain(format!("{}  “{}”", field.name, field.label)), plain(sentence(field))];
    page.extend(refers(field, usize::MAX).map(plain));
    page.push((uses(field), Role::Muted));
    if let Some(help) = field.inline_help_text.as_deref().filter(|h| !h.is_empty()) {
        page.push(plain(format!("Help “{help}”")));
    }
    if let Some(controller) = &field.controller_name {
        page.push(plain(format!("Its values depend on {controller}.")));
    }
    if let Some(formula) = &field.calculated_formula {
        page.push((String::new(), Role::Normal));
        page.push(("Formula".into(), Role::Accent));
        page.extend(formula.lines().map(|line| plain(line.to_owned())));
    }
    if !field.picklist_values.is_empty() {
        page.push((String::new(), Role::Normal));
        page.push((format!("{} values", numbers::count(field.picklist_values.len() as u64)), Role::Accent));
        page.extend(field.picklist_values.iter().map(|value| {
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
            (format!("{shown}{notes}"), if value.active { Role::Normal } else { Role::Muted })
        }));
    }
    page
}

/// `Picklist, 32 values, not restricted · not required`.
fn sentence(field: &Field) -> String {
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
        parts.push("every row has one".into());
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
fn refers(field: &Field, most: usize) -> Option<String> {
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
fn uses(field: &Field) -> String {
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

/// The first picklist values in columns; whether some had no room.
fn values_in(field: &Field, lines: &mut Lines, look: &Look) -> bool {
    let values = &field.picklist_values;
    let rows = lines.room().saturating_sub(3).min(4);
    if values.is_empty() || rows == 0 {
        return !values.is_empty();
    }
    let cell = (lines.width / 2).max(1);
    let across = (lines.width / cell).max(1);
    let most = rows * across;
    let shown = if values.len() > most { most - across } else { values.len() };
    for row in values[..shown].chunks(across) {
        let spans = row.iter().map(|value| {
            let name = value.label.as_deref().filter(|l| !l.is_empty()).unwrap_or(&value.value);
            let role = if value.active { Role::Normal } else { Role::Muted };
            Span::styled(cells::left(&safe::visible(name), cell.saturating_sub(1)) + " ", look.style(role))
        });
        lines.lines.push(Line::from_iter(spans));
    }
    if shown < values.len() {
        let rest = numbers::count((values.len() - shown) as u64);
        lines.push(&format!("+{rest} values · Enter shows all"), look.style(Role::Muted));
    }
    shown < values.len()
}

/// A row: every column whole, as far as there is room; the column of the cursor first where it is long.
pub fn row(cells_of: &[(&str, Shown)], id: Option<&str>, width: u16, rows: u16, look: &Look) -> Detail {
    let muted = look.style(Role::Muted);
    let mut lines = Lines { width: usize::from(width), most: usize::from(rows), lines: Vec::new() };
    let names = cells_of.iter().map(|(name, _)| cells::width(name)).max().unwrap_or(0).min(22);
    for (name, shown) in cells_of {
        let value_role = if shown.nature == Nature::Null { Role::Muted } else { Role::Normal };
        let note = shown.note.as_ref().map(|note| format!("  ({note})")).unwrap_or_default();
        let text = format!("{}{note}", safe::visible(&shown.text));
        let room = lines.width.saturating_sub(names + 2).max(8);
        for (n, part) in cells::wrap(&text, room).into_iter().enumerate() {
            if lines.room() == 0 {
                break;
            }
            let name = if n == 0 { cells::cut_middle(name, names).into_owned() } else { String::new() };
            lines.lines.push(Line::from_iter([
                Span::styled(cells::left(&name, names) + "  ", muted),
                Span::styled(part, look.style(value_role)),
            ]));
        }
    }
    let title =
        cells_of.first().map(|(_, shown)| safe::visible(&shown.text).into_owned()).unwrap_or_default();
    Detail { title, note: id.unwrap_or_default().to_owned(), lines: lines.lines }
}

/// A relationship in words, with the SOQL that walks it.
pub fn relation(relation: Relation<'_>, describe: &Describe, width: u16, rows: u16, look: &Look) -> Detail {
    let (plain, muted) = (look.style(Role::Normal), look.style(Role::Muted));
    let mut lines = Lines { width: usize::from(width), most: usize::from(rows), lines: Vec::new() };
    let title = match relation {
        Relation::Parent(field) => {
            lines.push(&refers(field, 8).unwrap_or_default(), plain);
            if field.relationship_order.is_some() {
                lines.push("Master-detail: rows go with their parent.", plain);
            }
            field.name.clone()
        }
        Relation::Child(list) => {
            lines.push(&format!("{}.{} points at {}.", list.child_sobject, list.field, describe.name), plain);
            if list.cascade_delete {
                lines.push("Its rows go when the parent is deleted.", plain);
            }
            list.child_sobject.clone()
        }
    };
    match soql(relation, describe) {
        Some(soql) => lines.push(&soql, muted),
        None => lines.push("It has no name in SOQL, so no query can walk it.", muted),
    }
    Detail { title, note: String::new(), lines: lines.lines }
}

/// The SOQL that walks a relationship: a parent path, or a subquery.
pub fn soql(relation: Relation<'_>, describe: &Describe) -> Option<String> {
    match relation {
        Relation::Parent(field) => {
            let name = field.relationship_name.as_deref()?;
            Some(format!("SELECT Id, {name}.Id FROM {}", describe.name))
        }
        Relation::Child(list) => {
            let name = list.relationship_name.as_deref()?;
            Some(format!("SELECT Id, (SELECT Id FROM {name}) FROM {}", describe.name))
        }
    }
}
