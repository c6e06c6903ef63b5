//! How the picker is drawn.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use super::{OPEN, Orgs};
use crate::salesforce::hosts::Environment;
use crate::store::OrgSort;
use crate::store::left::Left;
use crate::text::fuzzy::Needle;
use crate::text::{cells, numbers, safe};
use crate::tui::keymap::Command;
use crate::tui::screens::Sight;
use crate::tui::screens::wait::passed;
use crate::tui::theme::{Role, Sign};
use crate::tui::widgets::pane::{self, Title};
use crate::tui::widgets::progress::Loading;
use crate::tui::widgets::table::{Cell, Column, Scroll, Table, Widest};
use crate::tui::widgets::{ink, trouble_box};
use crate::tui::work::{Keep, LastCheck, OrgRow};

/// A day.
const DAY_MS: u64 = 86_400_000;
/// Rows around the list: title, blank, filter, blank, heads; below it a blank.
const AROUND: u16 = 6;
/// Rows that the lower half needs: its title, a blank, six facts, a blank, and the facts line.
const LOWER: u16 = 10;

fn columns(rows: &[OrgRow]) -> [Column; 6] {
    let mut widest = Widest::default();
    for row in rows {
        widest.see([&*row.name, host(row), run_as(row)]);
    }
    [
        Column::new("Org", 12).name().up_to(40).holds(widest.of(0)),
        Column::new("Environment", 11).leaves(2),
        Column::new("My Domain host", 22).name().up_to(60).leaves(1).holds(widest.of(1)),
        Column::new("Run As user", 22).name().up_to(48).leaves(4).holds(widest.of(2)),
        Column::new("Last check", 15).leaves(3),
        Column::new("API today", 9).right().leaves(5),
    ]
}

/// The rows that the list has on a screen.
pub fn list_height(area: Rect, len: usize) -> usize {
    let room = area.height.saturating_sub(AROUND + LOWER).max(3);
    usize::from(room).min(len.max(1))
}

fn list_area(area: Rect, len: usize) -> Rect {
    let compact = u16::from(area.height < 26);
    let y = area.y + 4 - 2 * compact;
    Rect { y, height: (list_height(area, len) as u16 + 1).min(area.bottom().saturating_sub(y)), ..area }
}

/// The row that is drawn at `y`.
pub fn row_at(area: Rect, scroll: Scroll, len: usize, y: u16) -> Option<usize> {
    Table::new(&columns(&[]), len).gutter(3).row_at(list_area(area, len), scroll, y)
}

impl Orgs {
    /// Draws; the place of the caret or of the cursor row.
    pub fn view(&self, area: Rect, buf: &mut Buffer, sight: &Sight<'_>) -> Option<Position> {
        let look = sight.look;
        let note = match sight.waiting(OPEN) {
            Some(waiting) => {
                let ms = sight.now.as_millisecond() - waiting.since.as_millisecond();
                let elapsed_ms = u64::try_from(ms).unwrap_or(0);
                Loading { elapsed_ms, ..Loading::default() }.word(look).unwrap_or_default()
            }
            None => Line::default(),
        };
        Title::new("Orgs").note(note).focused(true).view(buf, Rect { height: 1, ..area }, look);
        let bottom = Rect { y: area.bottom() - 1, height: 1, ..area };
        let fact = match sight.head {
            None if self.is_first_run() => Line::raw("Nothing is sent from here"),
            None => Line::raw(format!("Nothing is sent before Enter or {}", sight.key(Command::CheckOrg))),
            Some(head) => Line::raw(format!("{} is open, Esc goes back", safe::visible(&head.name))),
        };
        pane::facts(buf, bottom, &Line::default(), &fact, look);
        let inside = Rect { height: area.height - 1, ..area };
        match &self.rows {
            None => {
                if let Some(trouble) = &self.trouble {
                    let (again, add) = (sight.key(Command::Again), sight.key(Command::AddOrg));
                    let keys = [(&*again, "try again"), (&*add, "add an org")];
                    trouble_box::view(buf, Rect { y: area.y + 1, ..inside }, trouble, &keys, look);
                }
                None
            }
            Some(rows) if rows.is_empty() => self.first_run(inside, buf, sight),
            Some(rows) => self.list(rows, inside, buf, sight),
        }
    }

    fn first_run(&self, area: Rect, buf: &mut Buffer, sight: &Sight<'_>) -> Option<Position> {
        let look = sight.look;
        let plain = look.style(Role::Normal);
        let y = area.y + 2;
        ink::put(buf, area.x + 2, y, area.width, "No org yet. Two ways to start:", plain);
        let ways = [
            (sight.key(Command::AddOrg), "Add an org", "key, secret, My Domain URL"),
            (sight.key(Command::DemoOrg), "Open the demo org", "nothing to configure, no account"),
        ];
        let cursor = self.scroll.cursor().min(1);
        let wide = ways.iter().map(|(key, ..)| cells::width(key)).max().unwrap_or(0) as u16;
        for (n, (key, name, note)) in ways.into_iter().enumerate() {
            let y = y + 2 + n as u16;
            if n == cursor {
                ink::put(buf, area.x + 2, y, 1, look.glyphs().cursor, look.style(Role::Accent));
            }
            let x = area.x + 6 + wide;
            ink::put(buf, area.x + 4, y, wide, &key, look.bold(Role::Accent));
            ink::put(buf, x, y, 20, name, plain);
            ink::put(buf, x + 20, y, area.right().saturating_sub(x + 20), note, look.style(Role::Muted));
            if n == cursor {
                look.select(buf, Rect { y, height: 1, width: area.width.min(63 + wide), ..area });
            }
        }
        let steps = sight.key(Command::Guide);
        let words = [
            &*format!("New to this? {steps} shows the whole setup, step by step."),
            "Takes about 3 minutes; the check then says whether",
            "it works, and if not, which click is missing.",
        ];
        for (n, line) in words.iter().enumerate() {
            let row = y + 5 + n as u16;
            if row < area.bottom() {
                ink::put(buf, area.x + 2, row, area.width, line, look.style(Role::Muted));
            }
        }
        if let Some(trouble) = &self.trouble {
            let top = y + 9;
            let below = Rect { y: top, height: area.bottom().saturating_sub(top), ..area };
            trouble_box::view(buf, below, trouble, &[], look);
        }
        Some(Position { x: area.x + 2, y: y + 2 + cursor as u16 })
    }

    fn list(&self, rows: &[OrgRow], area: Rect, buf: &mut Buffer, sight: &Sight<'_>) -> Option<Position> {
        let look = sight.look;
        let shown = self.shown();
        let list = list_area(Rect { height: area.height + 1, ..area }, shown.len());
        let filter = Rect {
            x: area.x + 2,
            y: list.y.saturating_sub(2).max(area.y + 1),
            height: 1,
            width: area.width.saturating_sub(3),
        };
        let orgs = if rows.len() == 1 { "org" } else { "orgs" };
        let fact = if self.filter.is_set() {
            format!("{} of {} {orgs}", shown.len(), rows.len())
        } else {
            let by = match self.sort {
                OrgSort::LastUse => "last use",
                OrgSort::Name => "name",
            };
            format!("{} {orgs} · sorted by {by}", rows.len())
        };
        let fact = Line::styled(fact, look.style(Role::Muted));
        let mut caret = self.filter.view(buf, filter, &fact, look, &sight.keys);
        let columns = columns(rows);
        let table = Table::new(&columns, shown.len()).gutter(3);
        let mut needle = Needle::new(self.filter.text());
        table.view(buf, list, self.scroll, look, |n| {
            rows.get(shown[n]).map(|row| line(row, &mut needle, sight)).unwrap_or_default()
        });
        if shown.is_empty() {
            let words = format!("No org has “{}” in its name or host.", safe::visible(self.filter.text()));
            ink::put(buf, area.x + 3, list.y + 1, area.width, &words, look.style(Role::Muted));
        } else if caret.is_none() {
            let y = list.y
                + 1
                + (self.scroll.cursor() - self.scroll.window(shown.len(), table.height(list)).start) as u16;
            caret = Some(Position { x: area.x + 1, y });
        }
        let top = list.bottom() + u16::from(area.height >= 25);
        let below = Rect { y: top, height: area.bottom().saturating_sub(top), ..area };
        self.lower(rows, below, buf, sight);
        caret
    }

    /// About the org under the cursor, then the others that need a look, then the demo org.
    fn lower(&self, rows: &[OrgRow], area: Rect, buf: &mut Buffer, sight: &Sight<'_>) {
        let look = sight.look;
        let Some(row) = self.here() else { return };
        if area.height < 3 {
            return;
        }
        Title::new(&safe::visible(&row.name)).view(buf, Rect { height: 1, ..area }, look);
        if let Some(trouble) = &self.trouble {
            let check = sight.key(Command::CheckOrg);
            let keys = [("Enter", "try again"), (&*check, "check")];
            trouble_box::view(buf, area, trouble, &keys, look);
            return;
        }
        let mut y = area.y + 2;
        let room = area.width.saturating_sub(17);
        for (name, value) in self.facts(row, usize::from(room), sight) {
            if y >= area.bottom() {
                return;
            }
            ink::put(buf, area.x + 3, y, 13, name, look.style(Role::Muted));
            ink::line(buf, area.x + 16, y, room, &value);
            y += 1;
        }
        y += 1;
        let failed: Vec<&OrgRow> = rows
            .iter()
            .filter(|other| other.name != row.name && other.last.as_ref().is_some_and(|last| !last.passed))
            .collect();
        if y + 4 > area.bottom() {
            return;
        }
        Title::new("Others").view(buf, Rect { y, height: 1, ..area }, look);
        y += 2;
        for other in failed.iter().take(usize::from(area.bottom().saturating_sub(y + 2))) {
            let mut spans = vec![Span::raw(format!("   {}", cells::left(&safe::visible(&other.name), 13)))];
            spans.extend(last_check(other.last.as_ref(), sight).spans);
            ink::line(buf, area.x, y, area.width.saturating_sub(1), &Line::from(spans));
            y += 1;
        }
        y += u16::from(!failed.is_empty());
        if y < area.bottom() {
            let x = ink::put(buf, area.x + 3, y, area.width, "No org at hand?   ", look.style(Role::Normal));
            let x = ink::put(buf, x, y, area.width, &sight.key(Command::DemoOrg), look.bold(Role::Accent));
            let words = "  opens the demo org: nothing to configure, nothing written";
            ink::put(buf, x, y, area.right().saturating_sub(x), words, look.style(Role::Normal));
        }
    }

    fn facts(&self, row: &OrgRow, room: usize, sight: &Sight<'_>) -> Vec<(&'static str, Line<'static>)> {
        let plain = |text: String| Line::raw(cells::cut_end(&safe::visible(&text), room).into_owned());
        let last = row.last.as_ref();
        let mut facts = vec![("Last check", last_check(last, sight))];
        let host = row.login_url.clone();
        facts.push(match last.and_then(|last| last.org.as_ref()) {
            Some(org) => ("Org", plain(format!("{org} · {host}"))),
            None => ("Host", plain(host)),
        });
        if let Some(last) = last {
            let app = last.app.as_ref().map(|app| format!("“{app}”"));
            let scopes = (!last.scopes.is_empty()).then(|| format!("scopes {}", last.scopes.join(", ")));
            let user = last.run_as.as_ref().map(|user| format!("runs as {user}"));
            let parts: Vec<_> = [app, scopes, user].into_iter().flatten().collect();
            if !parts.is_empty() {
                facts.push(("App", plain(parts.join(" · "))));
            }
            if let Some((used, of)) = last.api {
                let share = numbers::percent(used, of).unwrap_or_default();
                let words = format!("{} of {}, {share}", numbers::count(used), numbers::count(of));
                facts.push(("API calls", plain(format!("{words} · {}", numbers::age(last.at, sight.now)))));
            }
        }
        facts.push(("Secrets", plain(self.secrets(row))));
        if !row.places.is_empty() {
            facts.push(("Last places", plain(row.places.join(" · "))));
        }
        if let Some(version) = &row.api_version {
            facts.push(("API version", plain(format!("{version} only"))));
        }
        if row.is_default {
            facts.push(("Default", Line::raw("opens by itself at the start")));
        }
        facts
    }

    /// Where key and secret of an org are, and in which state that is.
    fn secrets(&self, row: &OrgRow) -> String {
        let is_half = |left: &Left| matches!(left, Left::WithoutPair(name) if *name == row.name);
        match (&row.keep, &self.vault) {
            (Keep::Keyring, Some(vault)) if vault.halves.iter().any(is_half) => {
                format!("none in the {}: Enter asks for key and secret", row.keep.words())
            }
            (Keep::Keyring, Some(vault)) if vault.works => {
                format!("{} · one entry for this org, key and secret together", vault.words)
            }
            (Keep::Keyring, Some(vault)) => vault.words.clone(),
            (Keep::Command(words), _) => {
                // Its arguments are the person's own: they may say more than a screen should.
                format!("{}: {} …", row.keep.words(), words.first().map_or("", String::as_str))
            }
            (keep, _) => keep.words().to_owned(),
        }
    }
}

fn host(row: &OrgRow) -> &str {
    row.login_url.split_once("://").map_or(row.login_url.as_str(), |(_, host)| host)
}

/// As whom the app acted at the last check.
fn run_as(row: &OrgRow) -> &str {
    row.last.as_ref().and_then(|last| last.run_as.as_deref()).unwrap_or_default()
}

fn line(row: &OrgRow, needle: &mut Needle, sight: &Sight<'_>) -> Vec<Cell<'static>> {
    let host = host(row);
    let environment = match row.environment {
        Environment::Production => Cell::new(row.environment.badge()).bold(),
        other => Cell::new(other.badge()),
    };
    let (sign, role) = sight.look.sign(sign(row.last.as_ref()));
    // The org counts a day of its own, so what an older check saw says nothing.
    let api = row.last.as_ref().filter(|last| passed(last.at, sight.now) < DAY_MS).and_then(|last| last.api);
    let api = api.and_then(|(used, of)| numbers::percent(used, of).map(|share| (share, used * 5 >= of * 4)));
    let age = row.last.as_ref().map_or("never".into(), |last| numbers::age(last.at, sight.now));
    vec![
        Cell::new(row.name.clone()).marks(needle.marks(&row.name)),
        environment,
        Cell::new(host.to_owned()).marks(needle.marks(host)),
        Cell::new(run_as(row).to_owned()),
        Cell::new(format!("{sign} {age}")).role(if role == Role::Ok { Role::Normal } else { role }),
        match api {
            Some((share, is_near)) => Cell::new(share).role(if is_near { Role::Warn } else { Role::Normal }),
            None => Cell::new("–").role(Role::Muted),
        },
    ]
}

fn sign(last: Option<&LastCheck>) -> Sign {
    match last {
        None => Sign::Untested,
        Some(last) if last.passed => Sign::Passed,
        Some(_) => Sign::Failed,
    }
}

fn last_check(last: Option<&LastCheck>, sight: &Sight<'_>) -> Line<'static> {
    let (glyph, role) = sight.look.sign(sign(last));
    let words = match last {
        None => format!(" never   {} checks it", sight.key(Command::CheckOrg)),
        Some(last) => format!(" {} · {}", safe::visible(&last.headline), numbers::age(last.at, sight.now)),
    };
    Line::from(vec![Span::styled(glyph, sight.look.style(role)), Span::raw(words)])
}
