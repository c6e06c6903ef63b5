//! The setup of an app as a checklist, from nothing to the first green check, for either kind of app. Where a
//! check failed, the step that its cause belongs to is marked.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use super::{Outcome, draw_box};
use crate::check::AppKind;
use crate::check::guide::{self, COMMAND, marked, steps};
use crate::text::cells;
use crate::trouble::WATCH;
use crate::tui::keymap::{Command, Key};
use crate::tui::theme::{Look, Role};
use crate::tui::widgets::ink;

/// The placeholder for the command that stores an org.
const HERE: &str = "Paste key and secret into orgscope";

/// The checklist.
#[derive(Debug)]
pub struct Guide {
    kind: AppKind,
    /// The cause of the failure that led here.
    cause: Option<String>,
    /// The first step in sight; one more than there are for the links.
    at: usize,
    /// The key that watches a failing check.
    watch: String,
}

impl Guide {
    /// The checklist for a kind of app, with the step of that cause marked.
    pub fn new(kind: AppKind, cause: Option<String>, watch: String) -> Self {
        let mut guide = Self { kind, cause, at: 0, watch };
        guide.show_marked();
        guide
    }

    /// The marked step is in sight from the start, with the one before it.
    fn show_marked(&mut self) {
        self.at = self.step().unwrap_or(0).saturating_sub(1);
    }

    fn step(&self) -> Option<usize> {
        self.cause.as_deref().and_then(|cause| marked(self.kind, cause))
    }

    /// Takes a key.
    pub fn key(&mut self, _key: Key, command: Option<Command>) -> Outcome {
        let last = steps(self.kind).len();
        match command {
            Some(Command::Up) => self.at = self.at.saturating_sub(1),
            Some(Command::Down) => self.at = (self.at + 1).min(last),
            Some(Command::PageUp) => self.at = self.at.saturating_sub(3),
            Some(Command::PageDown) => self.at = (self.at + 3).min(last),
            Some(Command::First) => self.at = 0,
            Some(Command::Last) => self.at = last,
            Some(Command::NextTab) => {
                self.kind = match self.kind {
                    AppKind::ExternalClientApp => AppKind::ConnectedApp,
                    AppKind::ConnectedApp => AppKind::ExternalClientApp,
                };
                self.show_marked();
            }
            Some(Command::Copy) => return Outcome::Copy(guide::link(self.kind).to_owned()),
            Some(Command::Escape | Command::Quit | Command::Open | Command::Guide) => return Outcome::Close,
            _ => {}
        }
        Outcome::Stay
    }

    /// Draws; there is no caret.
    pub fn view(&self, area: Rect, buf: &mut Buffer, look: &Look) -> Option<Position> {
        let width = area.width.min(100);
        let (lines, from) = self.lines(usize::from(width.saturating_sub(4)), look);
        let height = area.height.min(lines.len() as u16 + 2);
        let inside = draw_box(area, width, height, "Setup, step by step", "Esc closes", buf, look);
        let shown = usize::from(inside.height);
        let most = lines.len().saturating_sub(shown);
        let top = if self.at == 0 { 0 } else { from.min(most) };
        for (y, line) in (inside.y..inside.bottom()).zip(lines.iter().skip(top)) {
            ink::line(buf, inside.x, y, inside.width, line);
        }
        super::draw_more(inside, most - top, buf, look);
        None
    }

    /// The lines, and the one at which the first step in sight begins.
    fn lines(&self, room: usize, look: &Look) -> (Vec<Line<'static>>, usize) {
        let muted = look.style(Role::Muted);
        let mut kinds = vec![Span::raw(" ")];
        for kind in [AppKind::ExternalClientApp, AppKind::ConnectedApp] {
            kinds.push(if kind == self.kind {
                Span::styled(format!("[{}]", kind.words()), look.bold(Role::Accent))
            } else {
                Span::raw(format!(" {} ", kind.words()))
            });
            kinds.push(Span::raw(" "));
        }
        let mut lines = vec![Line::from(kinds), Line::default()];
        let here = self.step();
        let mut from = 0;
        for (n, step) in steps(self.kind).iter().enumerate() {
            let is_here = here == Some(n);
            if n == self.at {
                from = lines.len();
            }
            let mark = if is_here { look.glyphs().cursor } else { " " };
            // The command line's way to do it, as it is done here.
            let (path, text) = match step.path {
                COMMAND => (HERE, step.text.replace(WATCH, &format!("{} in the check", self.watch))),
                path => (path, step.text.to_owned()),
            };
            for (row, part) in cells::wrap(path, room.saturating_sub(5)).into_iter().enumerate() {
                let start = if row == 0 { format!(" {mark} {}  ", n + 1) } else { "      ".into() };
                let style = if is_here { look.bold(Role::Accent) } else { look.style(Role::Normal) };
                lines.push(Line::from(vec![
                    Span::styled(start, look.style(Role::Accent)),
                    Span::styled(part, style),
                ]));
            }
            for part in cells::wrap(&text, room.saturating_sub(5)) {
                lines.push(Line::styled(format!("      {part}"), muted));
            }
            if is_here {
                let words = "      The check failed at this step.";
                lines.push(Line::styled(words, look.style(Role::Warn)));
            }
        }
        if self.at == steps(self.kind).len() {
            from = lines.len();
        }
        lines.push(Line::default());
        lines.push(Line::raw(" Salesforce documents it here:"));
        for link in [guide::link(self.kind), guide::USER_LINK] {
            lines.extend(
                cells::wrap(link, room.saturating_sub(2))
                    .into_iter()
                    .map(|part| Line::styled(format!("   {part}"), muted)),
            );
        }
        (lines, from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::keymap::Code;
    use crate::tui::theme::{Background, ColourDepth};

    fn lines(guide: &Guide, width: u16, height: u16) -> Vec<String> {
        let look = Look::new(ColourDepth::True, Background::Dark, false, false);
        let area = Rect::new(0, 0, width, height);
        let mut buffer = Buffer::empty(area);
        guide.view(area, &mut buffer, &look);
        ink::lines(&buffer)
    }

    fn press(guide: &mut Guide, command: Command) -> Outcome {
        guide.key(Key::of(Code::Char(' ')), Some(command))
    }

    #[test]
    fn the_step_of_the_failure_is_marked_and_in_sight_for_either_kind_of_app() {
        for (width, height) in [(120, 40), (80, 21), (60, 13)] {
            let mut guide = Guide::new(AppKind::ExternalClientApp, Some("no_run_as_user".into()), "w".into());
            for path in ["Policies → Edit → OAuth", "▾ → Manage (not Edit)"] {
                let shown = lines(&guide, width, height);
                let marked: Vec<_> = shown.iter().filter(|line| line.contains('▸')).collect();
                assert!(marked.len() == 1 && marked[0].contains(path), "{shown:#?}");
                press(&mut guide, Command::NextTab);
            }
        }
    }

    #[test]
    fn without_a_failure_it_begins_at_the_first_step_and_ends_with_the_links() {
        let mut guide = Guide::new(AppKind::ConnectedApp, None, "w".into());
        let shown = lines(&guide, 80, 21).join("\n");
        assert!(shown.contains(" lines, ↓ "), "{shown}");
        assert!(
            shown.contains("[Connected App]") && shown.contains("1  Setup → Users") && !shown.contains('▸')
        );
        press(&mut guide, Command::Last);
        let shown = lines(&guide, 80, 21).join("\n");
        assert!(shown.contains("integration_user.htm") && !shown.contains("↓"), "{shown}");
        assert!(shown.contains("Paste key and secret into orgscope"), "{shown}");
        assert!(shown.contains("w in the check waits for it") && !shown.contains("--watch"), "{shown}");
        let copied = press(&mut guide, Command::Copy);
        assert!(
            matches!(copied, Outcome::Copy(link) if link.contains("connected_app_client_credentials_setup"))
        );
    }
}
