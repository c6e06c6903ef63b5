//! The filter line of a list.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;

use super::ink;
use super::table::Cut;
use super::text_field::{Edit, TextField};
use crate::text::fuzzy::{Hit, Needle};
use crate::tui::keymap::{Code, Command, Key, Keys};
use crate::tui::theme::{Look, Role};

/// What a list is filtered by, and whether it is being typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    field: TextField,
    is_typing: bool,
}

impl Filter {
    /// What is looked for.
    pub fn text(&self) -> &str {
        self.field.text()
    }

    /// Whether anything is looked for.
    pub fn is_set(&self) -> bool {
        !self.field.is_empty()
    }

    /// Whether the caret is in it, so that letters type.
    pub fn is_typing(&self) -> bool {
        self.is_typing
    }

    /// `/`: the caret goes into it.
    pub fn start(&mut self) {
        self.is_typing = true;
    }

    /// Enter: keeps it and leaves.
    pub fn keep(&mut self) {
        self.is_typing = false;
    }

    /// Esc: leaves, and a second time clears; whether there was anything to do.
    pub fn escape(&mut self) -> bool {
        if self.is_typing {
            self.is_typing = false;
            return true;
        }
        let was_set = self.is_set();
        self.field.clear();
        was_set
    }

    /// Changes the text; whether it is another one now.
    pub fn edit(&mut self, edit: &Edit) -> bool {
        self.field.edit(edit)
    }

    /// The names that match, best first; all of them in their order where nothing is looked for.
    pub fn rank<N: AsRef<str>>(&self, names: &[N]) -> Vec<Hit> {
        Needle::new(self.text()).rank(names)
    }

    /// Draws `/ text` and a fact at the right, or with which key one begins; the place of the caret while it is typed.
    pub fn view(
        &self,
        buffer: &mut Buffer,
        area: Rect,
        fact: &Line<'_>,
        look: &Look,
        keys: &Keys,
    ) -> Option<Position> {
        let wide = fact.width() as u16;
        let mut room = area.width;
        if wide > 0 && wide + 12 <= area.width {
            ink::line(buffer, area.right() - wide, area.y, wide, fact);
            room = area.width - wide - 1;
        }
        if !self.is_typing && !self.is_set() {
            let words = format!("{} filter", keys.of(Command::Filter));
            ink::put(buffer, area.x, area.y, room, &words, look.style(Role::Muted));
            return None;
        }
        let x = ink::put(buffer, area.x, area.y, room, "/ ", look.style(Role::Accent));
        let text = Rect { x, width: room.saturating_sub(2), height: 1, ..area };
        self.field.view(buffer, text, self.is_typing, Cut::End, look)
    }
}

/// What a key asks of the list below while a filter is typed; `None` for one that the text may use.
pub fn beyond(key: Key) -> Option<Command> {
    match key.code {
        Code::Up => Some(Command::Up),
        Code::Down => Some(Command::Down),
        Code::PageUp => Some(Command::PageUp),
        Code::PageDown => Some(Command::PageDown),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::keymap::{Keymap, Where};
    use crate::tui::theme::{Background, ColourDepth};
    use crate::tui::widgets::ink::lines;

    #[test]
    fn a_filter_is_typed_kept_and_cleared() {
        let look = Look::new(ColourDepth::True, Background::Dark, false, false);
        let keys = Keymap::default().at(Where::Objects);
        let mut filter = Filter::default();
        let draw = |filter: &Filter, fact: &str| {
            let mut buffer = Buffer::empty(Rect::new(0, 0, 26, 1));
            let caret = filter.view(&mut buffer, Rect::new(0, 0, 26, 1), &fact.into(), &look, &keys);
            (lines(&buffer).remove(0), caret.map(|p| p.x))
        };
        assert_eq!(draw(&filter, "1,412 objects"), ("/ filter     1,412 objects".into(), None));
        filter.start();
        for c in "con".chars() {
            assert!(filter.edit(&Edit::Type(c)));
        }
        assert_eq!(draw(&filter, "9 of 1,412"), ("/ con           9 of 1,412".into(), Some(5)));
        filter.keep();
        assert_eq!(draw(&filter, "9 of 1,412").1, None);
        assert_eq!(filter.rank(&["Account", "Contact"]).len(), 1);
        assert!(filter.escape() && !filter.is_set() && !filter.escape());
        assert_eq!(filter.rank(&["Account", "Contact"]).len(), 2);
    }

    #[test]
    fn leaving_while_typing_keeps_what_was_typed() {
        let mut filter = Filter::default();
        filter.start();
        filter.edit(&Edit::Type('x'));
        assert!(filter.escape());
        assert!(filter.is_set() && !filter.is_typing());
    }
}
