//! How the form is drawn: fields at the left, the clicks that lead to key and secret at the right.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::clicks;
use super::fields::{Choice, Field, Purpose, Said};
use super::{AddOrg, Sight};
use crate::check::AppKind;
use crate::salesforce::lint::Weight;
use crate::text::{cells, safe};
use crate::tui::keymap::Command;
use crate::tui::theme::{Look, Role, Sign};
use crate::tui::widgets::pane::{self, Title};
use crate::tui::widgets::table::Cut;
use crate::tui::widgets::{ink, trouble_box};

/// Where fields begin, with the line at their left end.
const FIELD: u16 = 19;
/// The least width at which the clicks stand beside the form.
const TWO_PANES: u16 = 100;

/// A row of the form.
enum Row {
    Blank,
    Input(Field),
    Said(&'static str, Role, String),
    Reveal,
    Keep(Choice),
    Buttons,
    Text(&'static str),
}

impl Row {
    /// The field that a click on the row goes to.
    fn field(&self) -> Option<Field> {
        match self {
            Self::Input(field) => Some(*field),
            Self::Reveal => Some(Field::Reveal),
            Self::Keep(_) => Some(Field::Keep),
            _ => None,
        }
    }
}

/// Form and clicks; with one pane it is the form unless the clicks are wanted.
fn panes(area: Rect) -> (Rect, Option<Rect>) {
    let inner = Rect { y: area.y + 1, height: area.height.saturating_sub(2), ..area };
    if area.width < TWO_PANES {
        return (inner, None);
    }
    let wide = (area.width * 66 / 120).min(90);
    let left = Rect { width: wide, ..inner };
    (left, Some(Rect { x: inner.x + wide + 1, width: inner.width - wide - 1, ..inner }))
}

fn buttons(form: &AddOrg) -> Vec<(Field, &'static str)> {
    let cancel = (Field::Cancel, "Cancel");
    match form.purpose() {
        Purpose::Add => vec![(Field::Test, "Test, then save"), (Field::Save, "Save untested"), cancel],
        Purpose::Rotate if form.may_switch() => {
            vec![(Field::Test, "Test both"), (Field::Save, "Switch"), cancel]
        }
        Purpose::Rotate => vec![(Field::Test, "Test both"), cancel],
        Purpose::Edit => vec![(Field::Save, "Save"), cancel],
    }
}

/// The columns of each button, from its first to behind its last.
fn button_columns(form: &AddOrg, x: u16) -> Vec<(Field, &'static str, u16, u16)> {
    let mut x = x + FIELD;
    buttons(form)
        .into_iter()
        .map(|(field, word)| {
            let (from, to) = (x, x + cells::width(word) as u16 + 4);
            x = to;
            (field, word, from, to)
        })
        .collect()
}

fn label(field: Field) -> &'static str {
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
    match field {
        Field::Name if form.purpose() == Purpose::Rotate => "stays; key and secret are replaced",
        Field::Name if form.purpose() == Purpose::Edit => "stays, with its key and secret",
        Field::Name => "letters, digits, - and _",
        Field::Command => "prints the key on its first line, the secret on its second",
        Field::Url => "any URL of the org: Lightning, Setup…",
        Field::Version if form.fields.version.is_empty() => "newest: asked of the org at each start",
        _ => "",
    }
}

fn rows(form: &AddOrg, area: Rect) -> Vec<Row> {
    let is_roomy = area.height >= 27;
    let room = usize::from(area.width.saturating_sub(FIELD + 5)).max(10);
    let mut rows = Vec::new();
    let has_pair = form.purpose() != Purpose::Edit;
    for field in [Field::Name, Field::Url, Field::Key, Field::Secret, Field::Version] {
        let is_of_pair = matches!(field, Field::Key | Field::Secret);
        if is_of_pair && !(has_pair && form.fields.is_wanted(field)) {
            continue;
        }
        rows.push(Row::Input(field));
        for said in form.fields.said(field) {
            said_rows(&mut rows, said, room);
        }
        if form.fields.said(field).is_empty() && !hint(form, field).is_empty() {
            let lines = cells::wrap(hint(form, field), room + 2);
            rows.extend(lines.into_iter().map(|line| Row::Said("", Role::Muted, line)));
        }
        if field == Field::Secret {
            rows.push(Row::Reveal);
        }
        if is_roomy {
            rows.push(Row::Blank);
        }
    }
    if has_pair {
        rows.extend([Row::Keep(Choice::Keyring), Row::Keep(Choice::Memory)]);
        if form.purpose() == Purpose::Add {
            rows.push(Row::Keep(Choice::Command));
        }
        if form.fields.is_wanted(Field::Command) {
            rows.push(Row::Input(Field::Command));
            let said = form.fields.said(Field::Command);
            said.iter().for_each(|said| said_rows(&mut rows, said, room));
            if said.is_empty() {
                let lines = cells::wrap(hint(form, Field::Command), room + 2);
                rows.extend(lines.into_iter().map(|line| Row::Said("", Role::Muted, line)));
            }
        }
        rows.push(Row::Blank);
    }
    rows.push(Row::Buttons);
    for (sign, role, words) in form.rehearsal.iter().flat_map(|both| both.rows()) {
        for (n, line) in cells::wrap(&safe::visible(&words), room).into_iter().enumerate() {
            rows.push(Row::Said(if n == 0 || sign.is_empty() { sign } else { " " }, role, line));
        }
    }
    if is_roomy && has_pair && form.rehearsal.is_none() {
        rows.push(Row::Blank);
        rows.push(Row::Text("Nothing leaves this machine before you press Test."));
        rows.push(Row::Text("The secret goes to the host above and nowhere else."));
    }
    rows
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

/// The first row in sight, so that the field in focus is.
fn top(form: &AddOrg, rows: &[Row], height: usize) -> usize {
    let focus = rows.iter().position(|row| {
        row.field() == Some(form.at)
            || matches!(row, Row::Buttons) && matches!(form.at, Field::Test | Field::Save | Field::Cancel)
    });
    // With three rows below it, for what is said there.
    let most = rows.len().saturating_sub(height);
    let below = if form.rehearsal.is_some() { 8 } else { 4 };
    focus.map_or(0, |at| (at + below).saturating_sub(height).min(at)).min(most)
}

/// The field at a cell.
pub fn field_at(form: &AddOrg, area: Rect, x: u16, y: u16) -> Option<Field> {
    let (left, right) = panes(area);
    if right.is_some_and(|right| right.contains((x, y).into())) {
        return Some(Field::Kind);
    }
    let rows = rows(form, left);
    let at = top(form, &rows, usize::from(left.height)) + usize::from(y.checked_sub(left.y)?);
    match rows.get(at)? {
        Row::Buttons => button_columns(form, left.x)
            .into_iter()
            .find(|(_, _, from, to)| (*from..*to).contains(&x))
            .map(|(field, ..)| field),
        row => row.field(),
    }
}

impl AddOrg {
    /// Draws; the place of the caret.
    pub fn view(&self, area: Rect, buf: &mut Buffer, sight: &Sight<'_>) -> Option<Position> {
        if let Some(check) = &self.check {
            return check.view(area, buf, sight);
        }
        let look = sight.look;
        let (left, right) = panes(area);
        let top = Rect { height: 1, ..area };
        let bottom = Rect { y: area.bottom() - 1, height: 1, ..area };
        let wants_clicks = self.at == Field::Kind || self.trouble.is_some();
        let title = safe::visible(&self.title()).into_owned();
        let note = if self.at.is_text() { "typing" } else { "" };
        let facts = self.facts();
        match right {
            None if wants_clicks => {
                self.clicks(buf, left, true, sight);
                pane::facts(buf, bottom, &facts, &Line::raw("Tab goes back to the form"), look);
                None
            }
            None => {
                Title::new(&title).note(note).focused(true).view(buf, top, look);
                pane::facts(buf, bottom, &facts, &Line::default(), look);
                self.form(buf, left, look)
            }
            Some(right) => {
                let is_left = self.at != Field::Kind;
                Title::new(&title).note(note).focused(is_left).view(
                    buf,
                    Rect { width: left.width, ..top },
                    look,
                );
                ink::upright(buf, Rect { x: left.right(), width: 1, ..left }, look);
                match self.rehearsal.as_ref().filter(|_| is_left && self.trouble.is_none()) {
                    Some(both) => both.view(buf, right, self.fields.kind, sight),
                    None => self.clicks(buf, right, !is_left, sight),
                }
                pane::joint(buf, left.right(), area.y, (is_left, !is_left), false, look);
                pane::facts(buf, Rect { width: left.width, ..bottom }, &facts, &Line::default(), look);
                let rest = Rect { x: right.x, width: right.width, ..bottom };
                pane::facts(buf, rest, &Line::default(), &Line::default(), look);
                pane::foot(buf, left.right(), bottom.y, look);
                self.form(buf, left, look)
            }
        }
    }

    fn facts(&self) -> Line<'static> {
        let (hints, errors) = self.fields.counts();
        let plural = |n: usize, what: &str| if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") };
        Line::raw(format!("{}, {}", plural(hints, "hint"), plural(errors, "error")))
    }

    fn form(&self, buf: &mut Buffer, area: Rect, look: &Look) -> Option<Position> {
        let rows = rows(self, area);
        let top = top(self, &rows, usize::from(area.height));
        let mut caret = None;
        for (y, row) in (area.y..area.bottom()).zip(rows.iter().skip(top)) {
            let line = Rect { y, height: 1, ..area };
            caret = self.row(buf, line, row, look).or(caret);
        }
        caret
    }

    fn row(&self, buf: &mut Buffer, line: Rect, row: &Row, look: &Look) -> Option<Position> {
        let (x, y) = (line.x, line.y);
        let plain = look.style(Role::Normal);
        let muted = look.style(Role::Muted);
        let after = line.right().saturating_sub(2);
        let at = x + FIELD;
        match row {
            Row::Blank => {}
            Row::Text(text) => {
                ink::put(buf, x + 2, y, line.width.saturating_sub(2), text, muted);
            }
            Row::Said(sign, role, text) => {
                let glyph = match *sign {
                    "ok" => look.sign(Sign::Passed).0,
                    "x" => look.sign(Sign::Failed).0,
                    other => other,
                };
                let from = if sign.is_empty() {
                    at + 1
                } else {
                    ink::put(buf, at + 1, y, 2, glyph, look.style(*role));
                    at + 2 + look.sign_cells()
                };
                let style = if *role == Role::Muted { muted } else { plain };
                ink::put(buf, from, y, after.saturating_sub(from), text, style);
            }
            Row::Input(field) => return self.input(buf, line, *field, look),
            Row::Reveal => {
                let mark = if self.fields.secret.is_revealed() { "[x]" } else { "[ ]" };
                let text = format!("{mark} Show while I type");
                self.choice(
                    buf,
                    Rect { x: at + 1, width: 21, ..line },
                    &text,
                    self.at == Field::Reveal,
                    look,
                );
            }
            Row::Keep(keep) => {
                let words = match (keep, &self.vault) {
                    (Choice::Keyring, Some(vault)) => vault.words.clone(),
                    (Choice::Keyring, None) => "the system's keyring".into(),
                    (Choice::Memory, _) => "this run only, in memory".into(),
                    (Choice::Command, _) => "a command of mine (secret_command)".into(),
                };
                if *keep == Choice::Keyring {
                    ink::put(buf, x + 2, y, FIELD, label(Field::Keep), self.label_style(Field::Keep, look));
                }
                let is_chosen = *keep == self.fields.keep;
                let text = format!("{} {}", if is_chosen { "(•)" } else { "( )" }, safe::visible(&words));
                let text = cells::cut_end(&text, usize::from(after.saturating_sub(at)));
                let wide = cells::width(&text) as u16;
                let is_here = self.at == Field::Keep && is_chosen;
                self.choice(buf, Rect { x: at, width: wide, ..line }, &text, is_here, look);
            }
            Row::Buttons => {
                let buttons = button_columns(self, x);
                let is_at_one = buttons.iter().any(|(field, ..)| *field == self.at);
                for (field, word, from, to) in buttons {
                    // The main button has the brackets until another one has the focus.
                    let has_brackets = self.at == field || (!is_at_one && from == x + FIELD);
                    let text = if has_brackets { format!("[ {word} ]") } else { format!("  {word}  ") };
                    let area = Rect { x: from, width: to - from, ..line };
                    self.choice(buf, area, &text, self.at == field, look);
                }
            }
        }
        None
    }

    fn label_style(&self, field: Field, look: &Look) -> Style {
        if self.at == field { look.bold(Role::Accent) } else { look.style(Role::Normal) }
    }

    fn choice(&self, buf: &mut Buffer, area: Rect, text: &str, is_here: bool, look: &Look) {
        let style = if is_here { look.bold(Role::Accent) } else { look.style(Role::Normal) };
        ink::put(buf, area.x, area.y, area.width, text, style);
        if is_here {
            look.select(buf, area);
        }
    }

    fn input(&self, buf: &mut Buffer, line: Rect, field: Field, look: &Look) -> Option<Position> {
        let is_here = self.at == field;
        ink::put(buf, line.x + 2, line.y, FIELD - 2, label(field), self.label_style(field, look));
        let text = Rect { x: line.x + FIELD + 1, width: line.width.saturating_sub(FIELD + 4), ..line };
        let end = look.style(if is_here { Role::Accent } else { Role::Muted });
        let is_locked = field == Field::Name && self.purpose() != Purpose::Add;
        if !is_locked {
            ink::put(buf, text.x - 1, line.y, 1, look.glyphs().field, end);
            ink::put(buf, text.right(), line.y, 1, look.glyphs().field, end);
        }
        match field {
            Field::Name => self.fields.name.view(buf, text, is_here && !is_locked, Cut::End, look),
            Field::Url => self.fields.url.view(buf, text, is_here, Cut::End, look),
            Field::Command => self.fields.command.view(buf, text, is_here, Cut::End, look),
            Field::Key => self.fields.key.view(buf, text, is_here, Cut::Middle, look),
            Field::Secret => self.fields.secret.view(buf, text, is_here, look),
            Field::Version => {
                if self.fields.version.is_empty() && !is_here {
                    ink::put(buf, text.x, line.y, text.width, "newest", look.style(Role::Muted));
                }
                self.fields.version.view(buf, text, is_here, Cut::End, look)
            }
            _ => None,
        }
    }

    fn clicks(&self, buf: &mut Buffer, area: Rect, is_focused: bool, sight: &Sight<'_>) {
        let look = sight.look;
        let row = Rect { y: area.y - 1, height: 1, ..area };
        if let Some(trouble) = &self.trouble {
            Title::new("Not stored").focused(is_focused).view(buf, row, look);
            let again = sight.key(Command::RunText);
            trouble_box::view(buf, area, trouble, &[("Esc", "goes back"), (&*again, "tries again")], look);
            return;
        }
        Title::new("Where do I find these?").focused(is_focused).view(buf, row, look);
        let kinds = [AppKind::ExternalClientApp, AppKind::ConnectedApp];
        let active = kinds.iter().position(|kind| *kind == self.fields.kind).unwrap_or(0);
        let tabs = Rect { x: area.x + 2, y: area.y, width: area.width.saturating_sub(2), height: 1 };
        pane::tabs(buf, tabs, &kinds.map(AppKind::words), active, look);
        let mut is_numbered = false;
        let mut lines = Vec::new();
        for (number, text) in clicks::of(self.fields.kind) {
            is_numbered |= number.is_some();
            let mark = number.map(|n| n.to_string()).unwrap_or_default();
            let start = if is_numbered { format!("  {}  ", cells::left(&mark, 1)) } else { "  ".into() };
            lines.push(Line::from(vec![Span::styled(start, look.style(Role::Accent)), Span::raw(*text)]));
        }
        lines.push(Line::default());
        for text in clicks::BOTH {
            lines.push(Line::styled(format!("  {text}"), look.style(Role::Muted)));
        }
        for (y, line) in (area.y + 2..area.bottom()).zip(&lines) {
            buf.set_line(area.x, y, line, area.width);
        }
    }
}
