//! How the form is drawn: fields at the left, the clicks that lead to key and secret at the right.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::Line;

use super::clicks;
use super::fields::{Choice, Field, Purpose};
use super::rows::{FIELD, Row, label, rows};
use super::{AddOrg, Sight};
use crate::check::AppKind;
use crate::text::{cells, safe};
use crate::tui::keymap::Command;
use crate::tui::theme::{Look, Role, Sign};
use crate::tui::widgets::pane::{self, Title};
use crate::tui::widgets::table::Cut;
use crate::tui::widgets::{ink, trouble_box};
use crate::tui::work::{Environment, Head};

/// The least width at which the clicks are beside the form.
const TWO_PANES: u16 = 100;

/// What is at a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hit {
    /// A field, a box or a button.
    Field(Field),
    /// A place for the secrets.
    Keep(Choice),
    /// The tab of a kind of app.
    Kind(AppKind),
    /// The clicks beside the form.
    Clicks,
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

/// The first row in sight, so that the field in focus is.
fn top(form: &AddOrg, rows: &[Row], height: usize) -> usize {
    let focus = rows.iter().position(|row| row.has(form.at));
    // With three rows below it, for what is said there.
    let most = rows.len().saturating_sub(height);
    let below = if form.rehearsal.is_some() { 8 } else { 4 };
    let top = focus.map_or(0, |at| (at + below).saturating_sub(height).min(at)).min(most);
    // Not with the end of what belongs to a field above.
    let belongs = |row: &&Row| matches!(row, Row::Blank | Row::Said(..) | Row::Keep(_, false, _));
    let orphans = rows.iter().skip(top).take_while(belongs).count();
    if top == 0 { 0 } else { (top + orphans).min(focus.unwrap_or(top)) }
}

fn is_demo(head: Option<&Head>) -> bool {
    head.is_some_and(|head| head.environment == Environment::Loopback && head.has_switches)
}

/// What is at a cell.
pub fn hit(form: &AddOrg, area: Rect, head: Option<&Head>, (x, y): (u16, u16)) -> Option<Hit> {
    let (left, right) = panes(area);
    let clicks = right.unwrap_or(left);
    let has_clicks = form.has_clicks() && (right.is_some() || form.at == Field::Kind);
    if has_clicks && clicks.contains((x, y).into()) {
        let kind = (y == clicks.y).then(|| clicks::kind_at(clicks, x)).flatten();
        return Some(kind.map_or(Hit::Clicks, Hit::Kind));
    }
    let rows = rows(form, left, is_demo(head));
    let at = top(form, &rows, usize::from(left.height)) + usize::from(y.checked_sub(left.y)?);
    match rows.get(at)? {
        Row::Keep(choice, ..) => Some(Hit::Keep(*choice)),
        row => row.field_at(x.checked_sub(left.x)?).map(Hit::Field),
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
        let wants_clicks = self.at == Field::Kind || self.trouble.is_some() || self.blocked().is_some();
        let beside_demo = is_demo(sight.head);
        let title = safe::visible(&self.title()).into_owned();
        let note = if self.at.is_text() { "typing" } else { "" };
        let (facts, stored) = (self.facts(), self.stored());
        match right {
            None if wants_clicks => {
                self.clicks(buf, left, true, sight);
                let back = if self.at == Field::Kind { "Tab goes back to the form" } else { "" };
                pane::facts(buf, bottom, &facts, &Line::raw(back), look);
                None
            }
            None => {
                Title::new(&title).note(note).focused(true).view(buf, top, look);
                pane::facts(buf, bottom, &facts, &stored, look);
                self.form(buf, left, beside_demo, look)
            }
            Some(right) => {
                let is_left = self.at != Field::Kind;
                Title::new(&title).note(note).focused(is_left).view(
                    buf,
                    Rect { width: left.width, ..top },
                    look,
                );
                ink::upright(buf, Rect { x: left.right(), width: 1, ..left }, look);
                match self.rehearsal.as_ref().filter(|_| is_left && !wants_clicks) {
                    Some(both) => both.view(buf, right, self.fields.kind, sight),
                    None => self.clicks(buf, right, !is_left, sight),
                }
                pane::joint(buf, left.right(), area.y, (is_left, !is_left), false, look);
                pane::facts(buf, Rect { width: left.width, ..bottom }, &facts, &Line::default(), look);
                let rest = Rect { x: right.x, width: right.width, ..bottom };
                pane::facts(buf, rest, &stored, &Line::default(), look);
                pane::foot(buf, left.right(), bottom.y, look);
                self.form(buf, left, beside_demo, look)
            }
        }
    }

    fn facts(&self) -> Line<'static> {
        let (hints, errors) = self.fields.counts();
        let plural = |n: usize, what: &str| if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") };
        Line::raw(format!("{}, {}", plural(hints, "hint"), plural(errors, "error")))
    }

    /// In which file the org is stored.
    fn stored(&self) -> Line<'static> {
        match self.vault.as_ref().map(|vault| vault.config.as_ref()) {
            Some(Ok(file)) => Line::raw(format!("stored in {}", safe::visible(file))),
            _ => Line::default(),
        }
    }

    fn form(&self, buf: &mut Buffer, area: Rect, beside_demo: bool, look: &Look) -> Option<Position> {
        let rows = rows(self, area, beside_demo);
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
            Row::Keep(keep, is_first, words) => {
                if *keep == Choice::Keyring && *is_first {
                    ink::put(buf, x + 2, y, FIELD, label(Field::Keep), self.label_style(Field::Keep, look));
                }
                let is_chosen = *keep == self.fields.keep;
                let mark = match (is_first, is_chosen) {
                    (false, _) => "   ",
                    (true, true) => "(•)",
                    (true, false) => "( )",
                };
                let text = format!("{mark} {words}");
                let wide = cells::width(&text) as u16;
                let is_here = self.at == Field::Keep && is_chosen;
                if keep.works(self.vault.as_ref()) || is_here {
                    self.choice(buf, Rect { x: at, width: wide, ..line }, &text, is_here, look);
                } else {
                    ink::put(buf, at, y, wide, &text, muted);
                }
            }
            Row::Buttons(buttons) => {
                let is_at_one = matches!(self.at, Field::Test | Field::Save | Field::Cancel);
                for (field, word, from, to) in buttons {
                    // The main button has the brackets until another one has the focus.
                    let is_main = *field == self.main_button();
                    let has_brackets = self.at == *field || (!is_at_one && is_main);
                    let text = if has_brackets { format!("[ {word} ]") } else { format!("  {word}  ") };
                    let area = Rect { x: x + from, width: to - from, ..line };
                    self.choice(buf, area, &text, self.at == *field, look);
                }
            }
        }
        None
    }

    /// Whether the clicks that lead to key and secret are beside the form: a form without these fields needs none.
    fn has_clicks(&self) -> bool {
        self.purpose() != Purpose::Edit
    }

    fn main_button(&self) -> Field {
        if self.purpose() == Purpose::Edit { Field::Save } else { Field::Test }
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
        let is_locked = match field {
            Field::Name => self.purpose() != Purpose::Add,
            Field::Url => self.purpose() == Purpose::Give,
            _ => false,
        };
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
        if let Some(trouble) = self.blocked() {
            Title::new("No org can be stored here").focused(is_focused).view(buf, row, look);
            trouble_box::view(buf, area, trouble, &[("Esc", "leaves the form")], look);
            return;
        }
        if let Some(trouble) = &self.trouble {
            Title::new("Not stored").focused(is_focused).view(buf, row, look);
            let again = sight.key(Command::RunText);
            trouble_box::view(buf, area, trouble, &[("Esc", "goes back"), (&*again, "tries again")], look);
            return;
        }
        if !self.has_clicks() {
            Title::new("What changes").view(buf, row, look);
            return clicks::view_edit(buf, area, &sight.key(Command::Rotate), look);
        }
        Title::new("Where do I find these?").focused(is_focused).view(buf, row, look);
        clicks::view(buf, area, self.fields.kind, &sight.key(Command::Guide), look);
    }
}
