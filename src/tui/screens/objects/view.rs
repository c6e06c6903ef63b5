//! Draws the panes side by side, and the middle one with its tabs.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use super::Objects;
use super::about::{About, DESCRIBE, Tab};
use super::detail::{self, Detail};
use super::layout::{self, MiddleParts, Pane, Panes, abreast};
use super::list::Count;
use super::rows::ROWS;
use crate::explore::relations;
use crate::salesforce::describe::Describe;
use crate::text::{cells, numbers, safe};
use crate::tui::keymap::Command;
use crate::tui::screens::Sight;
use crate::tui::screens::wait::{Load, age};
use crate::tui::theme::{Look, Role, Sign};
use crate::tui::widgets::ink;
use crate::tui::widgets::pane::{self, Title};

impl Objects {
    /// Draws; the place of the caret or of the cursor row.
    pub fn view(&self, area: Rect, buf: &mut Buffer, sight: &Sight<'_>) -> Option<Position> {
        let panes = self.panes(area);
        let is_prod = sight.head.is_some_and(|head| head.environment.counts_as_production());
        lines_between(&panes, self.focus, is_prod, area, buf, sight.look);
        let mut cursor = None;
        for (pane, rect) in panes.shown() {
            let is_focused = pane == self.focus;
            let at = match pane {
                Pane::List => self.list.view(rect, buf, is_focused, is_prod, self.trouble_top, sight),
                Pane::Middle => self.view_middle(rect, buf, is_focused, is_prod, sight),
                Pane::Raw => self.raw.view(rect, buf, is_focused, is_prod, self.raw_note(), sight),
            };
            if is_focused {
                cursor = at;
            }
        }
        if abreast(area.width) == 1 && !self.fails_alone() {
            self.view_only_title(area, buf, is_prod, sight);
        }
        cursor
    }

    /// With one pane its title is the trail, and says how many panes there are.
    fn view_only_title(&self, area: Rect, buf: &mut Buffer, is_prod: bool, sight: &Sight<'_>) {
        let n = match self.focus {
            Pane::List => 1,
            Pane::Middle => 2,
            Pane::Raw => 3,
        };
        let note = Line::styled(format!("{n} of 3 panes"), sight.look.style(Role::Muted));
        Title::new(&safe::visible(&self.trail()))
            .note(note)
            .focused(true)
            .prod(is_prod)
            .view(buf, area, sight.look);
    }

    fn view_middle(
        &self,
        area: Rect,
        buf: &mut Buffer,
        is_focused: bool,
        is_prod: bool,
        sight: &Sight<'_>,
    ) -> Option<Position> {
        let look = sight.look;
        let Some(about) = &self.about else {
            Title::new("").focused(is_focused).prod(is_prod).view(buf, area, look);
            pane::facts(buf, facts_row(area), &Line::default(), &Line::default(), look);
            return None;
        };
        let note = self.middle_note(about, sight);
        Title::new(&safe::visible(&about.object))
            .note(note)
            .focused(is_focused)
            .prod(is_prod)
            .view(buf, area, look);
        let parts = self.parts_of_middle(area, about);
        pane::tabs(buf, parts.tabs, &self.tab_labels(), self.tab_index(), look);
        let Some(loaded) = &about.describe else {
            let below = Rect { y: parts.tabs.y + 1, height: layout::inside(area).height - 1, ..area };
            let (what, request) = describe_words(&about.object);
            let loading = about.load.loading(DESCRIBE, &what, &request, sight);
            about.load.view(below, buf, loading.as_ref(), self.trouble_top, look, &sight.keys);
            pane::facts(buf, facts_row(area), &Line::default(), &Line::default(), look);
            return None;
        };
        let describe = loaded.value.as_ref();
        let caret = self.view_tab(about, describe, &parts, buf, is_focused, sight);
        let has_table = self.tab != Tab::Rows || about.rows.is_loaded();
        let place = if has_table { Line::raw(self.middle_place(about)) } else { Line::default() };
        // With one pane the title is the trail: its note is below.
        let is_only = area.x == 0 && abreast(area.width) == 1;
        let note = if is_only { self.middle_note(about, sight) } else { Line::default() };
        pane::facts(buf, facts_row(area), &place, &note, look);
        caret.or_else(|| {
            (is_focused && about.len(self.tab) > 0).then(|| self.cursor_row(about, &parts)).flatten()
        })
    }

    fn view_tab(
        &self,
        about: &About,
        describe: &Describe,
        parts: &MiddleParts,
        buf: &mut Buffer,
        is_focused: bool,
        sight: &Sight<'_>,
    ) -> Option<Position> {
        let look = sight.look;
        if self.tab == Tab::Rows && !about.rows.is_loaded() {
            let height = parts.detail.bottom() - parts.filter.y;
            let below = Rect { y: parts.filter.y, height, ..parts.table };
            view_no_rows(about, describe, below, self.trouble_top, buf, sight);
            return None;
        }
        let fact = match self.tab {
            Tab::Fields => about.fields.fact(describe),
            Tab::Rows => about.rows.fact(describe, parts.table.width),
            Tab::Relations => String::new(),
        };
        let mut caret = None;
        if parts.filter.height > 0 {
            let fact = Line::styled(safe::visible(&fact).into_owned(), look.style(Role::Muted));
            caret = about.filter(self.tab).view(buf, parts.filter, &fact, look, &sight.keys);
        }
        if about.rows.is_empty() && self.tab == Tab::Rows {
            let user = sight.run_as.unwrap_or("this user");
            let below = Rect { height: parts.table.height + parts.detail.height, ..parts.table };
            write(&no_rows(user, &describe.label), below, buf, look);
            return caret;
        }
        view_odd(&about.odd_lines(self.tab, parts.notes.width), parts.notes, buf, look);
        match self.tab {
            Tab::Fields => about.fields.view(parts.table, buf, is_focused, describe, look),
            Tab::Rows => about.rows.view(parts.table, buf, is_focused, describe, sight),
            Tab::Relations => about.relations.view(parts.table, buf, is_focused, describe, look),
        }
        if about.len(self.tab) == 0 {
            let words = self.nothing_found(about, sight);
            let rows =
                Rect { y: parts.table.y + 1, height: parts.table.height.saturating_sub(1), ..parts.table };
            write(&words, rows, buf, look);
        }
        if parts.detail.height > 1 {
            self.view_detail(about, describe, parts.detail, buf, look);
        }
        caret
    }

    fn view_detail(&self, about: &About, describe: &Describe, area: Rect, buf: &mut Buffer, look: &Look) {
        let (width, rows) = (area.width.saturating_sub(4), area.height - 1);
        let detail = match self.tab {
            Tab::Fields => about.fields.current(describe).map(|f| detail::field(f, width, rows, look)),
            Tab::Rows => {
                let cells = about.rows.cells(describe);
                let id = about.rows.current().and_then(|row| row.text_of("Id"));
                (!cells.is_empty()).then(|| detail::row(&cells, id.as_deref(), width, rows, look))
            }
            Tab::Relations => {
                about.relations.current(describe).map(|r| detail::relation(r, describe, width, rows, look))
            }
        };
        let Detail { title, note, lines } = detail.unwrap_or_default();
        let note = Line::styled(note, look.style(Role::Muted));
        Title::new(&title).note(note).section(buf, Rect { height: 1, ..area }, look);
        for (n, line) in lines.iter().enumerate() {
            if let Some(row) = ink::row(area, n as u16 + 1) {
                ink::line(buf, row.x + 2, row.y, width, line);
            }
        }
    }

    /// What is at the right of the middle pane's title.
    fn middle_note(&self, about: &About, sight: &Sight<'_>) -> Line<'static> {
        let look = sight.look;
        let muted = look.style(Role::Muted);
        let waiting = match self.tab {
            Tab::Rows if about.rows.load.is_asked() => about.rows.load.loading(ROWS, "", "", sight),
            _ => about.load.loading(DESCRIBE, "", "", sight),
        };
        if let Some(word) = waiting.and_then(|loading| loading.word(look)) {
            return word;
        }
        if about.describe.is_some() && about.load.trouble().is_some() {
            let (sign, role) = look.sign(Sign::Failed);
            return Line::styled(
                format!("{sign} not read anew, {} says why", sight.key(Command::Exchange)),
                look.style(role),
            );
        }
        let Some(loaded) = &about.describe else { return Line::default() };
        let prefix = loaded.value.key_prefix.clone().unwrap_or_else(|| "no prefix".into());
        let mut line = Line::styled(format!("{} · ", safe::visible(&prefix)), muted);
        match (self.tab, about.rows.note()) {
            (Tab::Rows, Some(note)) => line.push_span(Span::styled(note, muted)),
            (Tab::Relations, _) => line.push_span(Span::styled(about.relations.note(), muted)),
            _ => {
                let age = age("describe", loaded.at, sight.now, look);
                line.push_span(Span::styled(age.to_string(), age.style));
            }
        }
        line
    }

    /// The labels of the tabs.
    pub(super) fn tab_labels(&self) -> [String; 3] {
        let Some(about) = &self.about else { return ["Fields", "Rows", "Relationships"].map(String::from) };
        let count = |n: usize| numbers::count(n as u64);
        let described = about.describe.as_ref().map(|loaded| &loaded.value);
        let fields = described.map_or("Fields".into(), |d| format!("Fields {}", count(d.fields.len())));
        let rows = match (about.rows.total(), self.list.counts.get(&about.object)) {
            (Some(total), _) if self.tab != Tab::Rows || total == 0 => {
                format!("Rows {}", numbers::count(total))
            }
            (None, Some(Count::About(rows))) if self.tab != Tab::Rows => {
                format!("Rows {} ≈", numbers::count(*rows))
            }
            _ => "Rows".into(),
        };
        let relations = described.map_or("Relationships".into(), |d| {
            let (parents, children) = relations::both(d);
            format!("Relationships {}", count(parents.count() + children.count()))
        });
        [fields, rows, relations]
    }

    pub(super) fn tab_index(&self) -> usize {
        Tab::ALL.iter().position(|tab| *tab == self.tab).unwrap_or(0)
    }

    fn middle_place(&self, about: &About) -> String {
        let place = match self.tab {
            Tab::Fields => about.fields.place(),
            Tab::Rows => about.rows.place(),
            Tab::Relations => about.relations.place(),
        };
        safe::visible(&place).into_owned()
    }

    fn nothing_found(&self, about: &About, sight: &Sight<'_>) -> Vec<(String, Role)> {
        let line = |text: &str| (text.to_owned(), Role::Muted);
        match self.tab {
            _ if about.filter(self.tab).is_set() => {
                vec![line("Nothing fits the filter."), line("Esc clears it.")]
            }
            Tab::Fields => {
                let other = format!("{} chooses another preset.", sight.key(Command::Kinds));
                vec![line("No field of this object is of that kind."), line(&other)]
            }
            Tab::Rows => Vec::new(),
            Tab::Relations => vec![line("It points at no object, and none that this user sees points here.")],
        }
    }

    fn cursor_row(&self, about: &About, parts: &MiddleParts) -> Option<Position> {
        let height = self.table_height(about, parts);
        let scroll = about.scroll(self.tab);
        let window = scroll.window(about.len(self.tab), height);
        let y = parts.table.y + 1 + scroll.cursor().checked_sub(window.start)? as u16;
        Some(Position { x: parts.table.x, y })
    }
}

/// What of the answer is not as it should be.
fn view_odd(lines: &[String], area: Rect, buf: &mut Buffer, look: &Look) {
    let (sign, role) = look.sign(Sign::Warned);
    for (n, line) in lines.iter().enumerate() {
        if let Some(row) = ink::row(area, n as u16) {
            let sign = if n == 0 { sign } else { "" };
            ink::put(buf, row.x + 2, row.y, 2, sign, look.style(role));
            ink::put(buf, row.x + 4, row.y, row.width.saturating_sub(5), line, look.style(role));
        }
    }
}

/// The last row of a pane.
fn facts_row(area: Rect) -> Rect {
    Rect { y: area.bottom().saturating_sub(1), height: 1, ..area }
}

/// What is read, and by which request.
fn describe_words(object: &str) -> (String, String) {
    let object = safe::visible(object);
    (format!("Reading the describe of {object}"), format!("GET …/sobjects/{object}/describe"))
}

/// The Rows tab while no page is there.
fn view_no_rows(
    about: &About,
    describe: &Describe,
    area: Rect,
    top: usize,
    buf: &mut Buffer,
    sight: &Sight<'_>,
) {
    let look = sight.look;
    let object = safe::visible(&describe.name);
    let line = |text: String, role| (text, role);
    if !describe.queryable {
        let words = [
            line(format!("{object} can't be queried: its rows are not to be had by SOQL."), Role::Normal),
            line(format!("{} Its fields and relationships are readable.", look.glyphs().leads), Role::Muted),
        ];
        write(&words, area, buf, look);
        return;
    }
    if about.rows.load == Load::Idle {
        write(&[line("Enter reads the rows: 1 API call.".into(), Role::Muted)], area, buf, look);
        return;
    }
    let (what, request) =
        (format!("Reading rows of {object}"), format!("GET …/query?q=SELECT … FROM {object}"));
    let loading = about.rows.load.loading(ROWS, &what, &request, sight);
    about.rows.load.view(area, buf, loading.as_ref(), top, look, &sight.keys);
}

/// What an empty result means, and what to do.
fn no_rows(user: &str, label: &str) -> Vec<(String, Role)> {
    vec![
        (format!("No rows that {user} may see."), Role::Normal),
        (String::new(), Role::Normal),
        (
            "Salesforce does not say whether there are none, or whether sharing hides them from this user."
                .into(),
            Role::Muted,
        ),
        (String::new(), Role::Normal),
        (
            format!(
                "→ “View All Records” on {label} for this user, in a permission set in Setup, would show which it is"
            ),
            Role::Normal,
        ),
    ]
}

/// Writes wrapped lines from the second row of an area on.
fn write(lines: &[(String, Role)], area: Rect, buf: &mut Buffer, look: &Look) {
    let room = usize::from(area.width.saturating_sub(4)).max(8);
    let mut y = area.y + 1;
    for (text, role) in lines {
        // Further lines of a step are under its first word.
        let indent = if text.starts_with('→') { 2 } else { 0 };
        for (n, line) in cells::wrap(&safe::visible(text), room - indent).into_iter().enumerate() {
            if y >= area.bottom() {
                return;
            }
            let x = area.x + 2 + if n > 0 { indent as u16 } else { 0 };
            ink::put(buf, x, y, room as u16, &line, look.style(*role));
            y += 1;
        }
    }
}

/// The upright lines between panes, their joints and feet.
fn lines_between(panes: &Panes, focus: Pane, is_prod: bool, area: Rect, buf: &mut Buffer, look: &Look) {
    for pair in panes.shown().windows(2) {
        let [(left, _), (right, rect)] = pair else { continue };
        let x = rect.x - 1;
        ink::upright(buf, Rect { x, y: area.y + 1, width: 1, height: area.height.saturating_sub(2) }, look);
        pane::joint(buf, x, area.y, (*left == focus, *right == focus), is_prod, look);
        pane::foot(buf, x, area.bottom().saturating_sub(1), look);
    }
}
