//! The field of a consumer secret: dots while it is typed, and the text only while the person asks for it.
//! The caret stays at the end: who cannot see a text cannot move in it.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::ink;
use super::text_field::Edit;
use crate::salesforce::credentials::SecretDraft;
use crate::text::{cells, safe};
use crate::tui::theme::{Look, Role};

/// A secret while it is typed or pasted.
#[derive(Debug, Default)]
pub struct SecretField {
    draft: SecretDraft,
    is_revealed: bool,
}

impl SecretField {
    /// The draft, to lint it and to make a secret of it.
    pub fn draft(&self) -> &SecretDraft {
        &self.draft
    }

    /// Puts `clean` in the place of what was there; the former text is overwritten.
    pub fn replace(&mut self, clean: &str) {
        self.draft.clear();
        self.draft.pasted(clean);
    }

    /// Whether the text is shown.
    pub fn is_revealed(&self) -> bool {
        self.is_revealed
    }

    /// Shows the text, or dots again.
    pub fn toggle_reveal(&mut self) {
        self.is_revealed = !self.is_revealed;
    }

    /// Makes one change; whether the text is another one now. Moves do nothing, and deleting a word deletes
    /// all: dots have no words.
    pub fn edit(&mut self, edit: &Edit) -> bool {
        let before = self.draft.len();
        match edit {
            Edit::Type(c) if !c.is_control() => self.draft.typed(*c),
            Edit::Paste(text) => self.draft.pasted(text),
            Edit::Backspace => self.draft.backspace(),
            Edit::DeleteWord | Edit::DeleteToStart => self.draft.clear(),
            _ => {}
        }
        self.draft.len() != before
    }

    /// Draws dots or the text into the first row of `area`; the place of the caret where it has the focus.
    pub fn view(&self, buffer: &mut Buffer, area: Rect, is_focused: bool, look: &Look) -> Option<Position> {
        let room = area.width.checked_sub(1)?;
        let style = look.style(Role::Normal);
        let used = if self.is_revealed {
            let visible = safe::visible(self.draft.revealed());
            let end = cells::suffix(&visible, usize::from(room));
            ink::put(buffer, area.x, area.y, room, end, style);
            cells::width(end) as u16
        } else {
            let dots = self.draft.len().min(usize::from(room));
            ink::put(buffer, area.x, area.y, room, &look.glyphs().dot.repeat(dots), style);
            dots as u16
        };
        is_focused.then(|| Position::new(area.x + used, area.y))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::theme::{Background, ColourDepth};
    use crate::tui::widgets::ink::lines;

    fn shown(field: &SecretField) -> (String, Option<u16>) {
        let look = Look::new(ColourDepth::True, Background::Dark, false, false);
        let mut buffer = Buffer::empty(Rect::new(0, 0, 8, 1));
        let caret = field.view(&mut buffer, Rect::new(0, 0, 8, 1), true, &look);
        (lines(&buffer).remove(0), caret.map(|p| p.x))
    }

    #[test]
    fn a_secret_is_dots_until_the_person_asks() {
        let mut field = SecretField::default();
        field.edit(&Edit::Paste("s3cr3t\n".into()));
        assert_eq!(shown(&field), ("••••••• ".into(), Some(7)));
        field.replace("s3cr3t");
        assert_eq!(shown(&field), ("••••••  ".into(), Some(6)));
        field.toggle_reveal();
        assert_eq!(shown(&field), ("s3cr3t  ".into(), Some(6)));
        field.edit(&Edit::Paste("-and-more".into()));
        assert_eq!(shown(&field), ("nd-more ".into(), Some(7)));
        assert!(!format!("{field:?}").contains("s3cr3t"));
    }

    #[test]
    fn deleting_a_word_deletes_all() {
        let mut field = SecretField::default();
        field.edit(&Edit::Paste("one two".into()));
        assert!(field.edit(&Edit::Backspace));
        assert!(!field.edit(&Edit::Left));
        assert!(field.edit(&Edit::DeleteWord));
        assert!(field.draft().is_empty());
    }
}
