//! The rows of the form, from the first field to the last word below the buttons.

use ratatui::layout::Rect;

use super::AddOrg;
use super::fields::{Choice, Field, Purpose, Said};
use crate::salesforce::lint::Weight;
use crate::text::{cells, safe};
use crate::tui::theme::Role;

/// Where fields begin, with the line at their left end.
pub const FIELD: u16 = 19;

/// A row of the form.
#[derive(Debug)]
pub enum Row {
    /// Nothing.
    Blank,
    /// A field with its name.
    Input(Field),
    /// What is said under a field: a sign, its role, the words.
    Said(&'static str, Role, String),
    /// The box that shows the secret.
    Reveal,
    /// A place for the secrets: the first of its lines, or another one.
    Keep(Choice, bool, String),
    /// Buttons, with the columns of each from its first to one past its last, counted from the form's left.
    Buttons(Vec<(Field, &'static str, u16, u16)>),
    /// A line of the form's own.
    Text(String),
}

impl Row {
    /// The field that a click on the row goes to, at that column counted from the form's left.
    pub fn field_at(&self, x: u16) -> Option<Field> {
        match self {
            Self::Input(field) => Some(*field),
            Self::Reveal => Some(Field::Reveal),
            Self::Keep(..) => Some(Field::Keep),
            Self::Buttons(buttons) => {
                let hit = buttons.iter().find(|(_, _, from, to)| (*from..*to).contains(&x));
                hit.map(|(field, ..)| *field)
            }
            Self::Blank | Self::Said(..) | Self::Text(_) => None,
        }
    }

    /// Whether the field is drawn in this row.
    pub fn has(&self, field: Field) -> bool {
        match self {
            Self::Buttons(buttons) => buttons.iter().any(|(of, ..)| *of == field),
            Self::Input(of) => *of == field,
            Self::Reveal => field == Field::Reveal,
            Self::Keep(choice, is_first, _) => {
                field == Field::Keep && *is_first && *choice == Choice::Keyring
            }
            Self::Blank | Self::Said(..) | Self::Text(_) => false,
        }
    }
}

/// The name of a field.
pub fn label(field: Field) -> &'static str {
    match field {
        Field::Name => "Name",
        Field::Url => "My Domain URL",
        Field::Key => "Consumer key",
        Field::Secret => "Consumer secret",
        Field::Version => "API version",
        Field::Keep => "Keep secrets in",
        Field::Command => "Command",
        _ => "",
    }
}

fn hint(form: &AddOrg, field: Field) -> &'static str {
    match (field, form.purpose()) {
        (Field::Name, Purpose::Rotate) => "stays; key and secret are replaced",
        (Field::Name, Purpose::Edit) => "stays, with its key and secret",
        (Field::Name, Purpose::Give) => "is stored; its key and secret are not here",
        (Field::Name, Purpose::Add) => "letters, digits, - and _",
        (Field::Command, _) => "prints the key on its first line, the secret on its second",
        (Field::Url, Purpose::Add | Purpose::Rotate | Purpose::Edit) => {
            "any URL of the org: Lightning, Setup…"
        }
        (Field::Version, _) if form.fields.version.is_empty() => "newest: asked of the org at each start",
        _ => "",
    }
}

fn buttons(form: &AddOrg) -> Vec<(Field, &'static str)> {
    let cancel = (Field::Cancel, "Cancel");
    match form.purpose() {
        Purpose::Add => vec![(Field::Test, "Test, then save"), (Field::Save, "Save untested"), cancel],
        Purpose::Give => vec![(Field::Test, "Test, then open"), (Field::Save, "Open untested"), cancel],
        Purpose::Rotate if form.may_switch() => {
            vec![(Field::Test, "Test both"), (Field::Save, "Switch"), cancel]
        }
        Purpose::Rotate => vec![(Field::Test, "Test both"), cancel],
        Purpose::Edit => vec![(Field::Save, "Save"), cancel],
    }
}

/// The buttons below the fields; further left if they then fit in one row, else in several.
fn button_rows(form: &AddOrg, width: u16) -> Vec<Row> {
    let cells = |word: &str| cells::width(word) as u16 + 4;
    let buttons = buttons(form);
    let all: u16 = buttons.iter().map(|(_, word)| cells(word)).sum();
    let start = if FIELD + all < width { FIELD } else { 2 };
    let mut rows = vec![Vec::new()];
    let mut x = start;
    for (field, word) in buttons {
        if x + cells(word) >= width && x > start {
            rows.push(Vec::new());
            x = start;
        }
        let to = x + cells(word);
        rows.last_mut().into_iter().for_each(|row: &mut Vec<_>| row.push((field, word, x, to)));
        x = to;
    }
    rows.into_iter().map(Row::Buttons).collect()
}

/// All rows. `beside` says that an org of the demo kind is open, of which nothing is stored.
pub fn rows(form: &AddOrg, area: Rect, beside_demo: bool) -> Vec<Row> {
    let is_roomy = area.height >= 27;
    let room = usize::from(area.width.saturating_sub(FIELD + 5)).max(10);
    let mut rows = Vec::new();
    let has_pair = form.purpose() != Purpose::Edit;
    for field in [Field::Name, Field::Url, Field::Key, Field::Secret, Field::Version] {
        let is_of_pair = matches!(field, Field::Key | Field::Secret);
        if is_of_pair && !(has_pair && form.fields.is_wanted(field))
            || field == Field::Version && form.purpose() == Purpose::Give
        {
            continue;
        }
        rows.push(Row::Input(field));
        said_or_hint(&mut rows, form, field, room);
        if field == Field::Secret {
            rows.push(Row::Reveal);
        }
        if is_roomy {
            rows.push(Row::Blank);
        }
    }
    if has_pair {
        let vault = form.vault.as_ref();
        for choice in Choice::offered(form.purpose(), vault) {
            let lines = cells::wrap(&safe::visible(&choice.words(vault)), room - 1);
            rows.extend(lines.into_iter().enumerate().map(|(n, line)| Row::Keep(choice, n == 0, line)));
        }
        if form.fields.is_wanted(Field::Command) {
            rows.push(Row::Input(Field::Command));
            said_or_hint(&mut rows, form, Field::Command, room);
        }
        rows.push(Row::Blank);
    }
    rows.extend(button_rows(form, area.width));
    for (sign, role, words) in form.rehearsal.iter().flat_map(|both| both.rows()) {
        for (n, line) in cells::wrap(&safe::visible(&words), room).into_iter().enumerate() {
            rows.push(Row::Said(if n == 0 || sign.is_empty() { sign } else { " " }, role, line));
        }
    }
    if is_roomy && form.rehearsal.is_none() {
        rows.push(Row::Blank);
        for text in words(form, beside_demo) {
            let lines = cells::wrap(&safe::visible(&text), usize::from(area.width.saturating_sub(3)));
            rows.extend(lines.into_iter().map(Row::Text));
        }
    }
    rows
}

/// What the form says of itself.
fn words(form: &AddOrg, beside_demo: bool) -> Vec<String> {
    let mut words = Vec::new();
    if form.purpose() != Purpose::Edit {
        words.push("Nothing leaves this machine before you press Test.".into());
        words.push("The secret goes to the host above and nowhere else.".into());
    }
    if let Some(Ok(file)) = form.vault.as_ref().map(|vault| vault.config.as_ref()) {
        let demo = if beside_demo { ", your own: the demo org stores nothing" } else { "" };
        words.push(format!("The org is stored in {file}{demo}."));
    }
    if form.purpose() == Purpose::Add {
        words.push("For CI, three ORGSCOPE_… variables do without a form.".into());
    }
    words
}

fn said_or_hint(rows: &mut Vec<Row>, form: &AddOrg, field: Field, room: usize) {
    for said in form.fields.said(field) {
        said_rows(rows, said, room);
    }
    let hint = hint(form, field);
    if form.fields.said(field).is_empty() && !hint.is_empty() {
        let lines = cells::wrap(hint, room + 2);
        rows.extend(lines.into_iter().map(|line| Row::Said("", Role::Muted, line)));
    }
}

fn said_rows(rows: &mut Vec<Row>, said: &Said, room: usize) {
    let (sign, role) = match said.weight {
        None => ("ok", Role::Ok),
        Some(Weight::Hint | Weight::Warning) => ("!", Role::Warn),
        Some(Weight::Error) => ("x", Role::Danger),
    };
    let lines = said.sentence.lines().flat_map(|line| cells::wrap(&safe::visible(line), room));
    for (n, line) in lines.enumerate() {
        rows.push(Row::Said(if n == 0 { sign } else { " " }, role, line));
    }
}
