//! A field for one line of text. What is typed is shown as typed; a caret moves by graphemes.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use super::ink;
use super::table::Cut;
use crate::text::{cells, safe};
use crate::tui::keymap::{Code, Key};
use crate::tui::theme::{Look, Role};

/// One change to a text, or one move of its caret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Types a character.
    Type(char),
    /// Pastes a text: a line break at its end is dropped, others become blanks.
    Paste(String),
    /// One grapheme to the left.
    Left,
    /// One grapheme to the right.
    Right,
    /// To the beginning of the word, or of the one before.
    WordLeft,
    /// To the end of the word, or of the one after.
    WordRight,
    /// To the beginning of the line.
    Home,
    /// To the end of the line.
    End,
    /// Deletes the grapheme before the caret.
    Backspace,
    /// Deletes the grapheme after the caret.
    Delete,
    /// Deletes the word before the caret.
    DeleteWord,
    /// Deletes the word after the caret.
    DeleteWordRight,
    /// Deletes to the beginning of the line.
    DeleteToStart,
    /// Deletes to the end of the line.
    DeleteToEnd,
}

impl Edit {
    /// What a key does to a text; `None` for keys that do nothing to it.
    pub fn of(key: Key) -> Option<Self> {
        let by_word = key.ctrl || key.alt;
        Some(match key.code {
            Code::Left if by_word => Self::WordLeft,
            Code::Right if by_word => Self::WordRight,
            Code::Left => Self::Left,
            Code::Right => Self::Right,
            Code::Delete if !by_word => Self::Delete,
            Code::Home => Self::Home,
            Code::End => Self::End,
            Code::Backspace if by_word => Self::DeleteWord,
            Code::Backspace => Self::Backspace,
            Code::Char('a') if key.ctrl => Self::Home,
            Code::Char('e') if key.ctrl => Self::End,
            Code::Char('w') if key.ctrl => Self::DeleteWord,
            Code::Char('u') if key.ctrl => Self::DeleteToStart,
            Code::Char('k') if key.ctrl => Self::DeleteToEnd,
            Code::Char('b') if key.alt => Self::WordLeft,
            Code::Char('f') if key.alt => Self::WordRight,
            Code::Char('d') if key.alt => Self::DeleteWordRight,
            Code::Delete if by_word => Self::DeleteWordRight,
            _ => Self::Type(key.typed()?),
        })
    }
}

/// A text of one line and its caret.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextField {
    text: String,
    /// Byte index, always between two graphemes.
    caret: usize,
}

impl TextField {
    /// A field with a text, the caret after it.
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { caret: text.len(), text }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Empties it.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// The text before the caret.
    pub fn before(&self) -> &str {
        &self.text[..self.caret]
    }

    /// Makes one change; whether the text is another one now.
    pub fn edit(&mut self, edit: &Edit) -> bool {
        let length = self.text.len();
        match edit {
            Edit::Type(c) if !c.is_control() => self.insert(c.encode_utf8(&mut [0; 4])),
            Edit::Type(_) => {}
            Edit::Paste(text) => {
                let line: String = text
                    .trim_end_matches(['\r', '\n'])
                    .replace("\r\n", "\n")
                    .chars()
                    .map(|c| if c.is_control() { ' ' } else { c })
                    .collect();
                self.insert(&line);
            }
            Edit::Left => self.caret = self.before_caret(),
            Edit::Right => self.caret = self.behind_caret(),
            Edit::WordLeft => self.caret = self.word_left(),
            Edit::WordRight => self.caret = self.word_right(),
            Edit::Home => self.caret = 0,
            Edit::End => self.caret = length,
            Edit::Backspace => self.remove(self.before_caret(), self.caret),
            Edit::Delete => self.remove(self.caret, self.behind_caret()),
            Edit::DeleteWord => self.remove(self.word_left(), self.caret),
            Edit::DeleteWordRight => self.remove(self.caret, self.word_right()),
            Edit::DeleteToStart => self.remove(0, self.caret),
            Edit::DeleteToEnd => self.remove(self.caret, length),
        }
        // A word may begin or end inside a grapheme (a mark that joins what is before it): the caret goes on to its
        // beginning. The same where a deletion joined two graphemes.
        while !self.is_between_graphemes(self.caret) {
            self.caret -= 1;
        }
        // Every change adds or takes bytes; none does both.
        self.text.len() != length
    }

    fn insert(&mut self, text: &str) {
        self.text.insert_str(self.caret, text);
        self.caret += text.len();
        // What was typed may have joined a grapheme (a combining accent): the caret goes after it.
        while !self.is_between_graphemes(self.caret) {
            self.caret += 1;
        }
    }

    fn remove(&mut self, from: usize, to: usize) {
        self.text.replace_range(from..to, "");
        self.caret = from;
    }

    fn is_between_graphemes(&self, at: usize) -> bool {
        // Looks around the place alone: a text may be long, and this is asked at each key.
        let is_boundary = || GraphemeCursor::new(at, self.text.len(), true).is_boundary(&self.text, 0);
        at >= self.text.len() || self.text.is_char_boundary(at) && is_boundary().unwrap_or(true)
    }

    fn before_caret(&self) -> usize {
        self.text[..self.caret].grapheme_indices(true).next_back().map_or(0, |(i, _)| i)
    }

    fn behind_caret(&self) -> usize {
        self.text[self.caret..].graphemes(true).next().map_or(self.caret, |g| self.caret + g.len())
    }

    fn word_left(&self) -> usize {
        let words = self.text[..self.caret].trim_end_matches(|c: char| !c.is_alphanumeric());
        words.trim_end_matches(char::is_alphanumeric).len()
    }

    fn word_right(&self) -> usize {
        let rest = self.text[self.caret..].trim_start_matches(|c: char| !c.is_alphanumeric());
        self.text.len() - rest.trim_start_matches(char::is_alphanumeric).len()
    }

    /// The cell of a byte of the text, in a view of so many cells with the focus; `None` if it is not in sight.
    pub fn cell_of(&self, at: usize, cells: u16) -> Option<u16> {
        let before = safe::visible(self.before());
        let start = scrolled(&before, usize::from(cells).checked_sub(1)?);
        // As many cells as the text begins further left than it is shown.
        let hidden = cells::width(&before) - cells::width(&start);
        let cell = cells::width(&safe::visible(self.text.get(..at)?)).checked_sub(hidden)?;
        u16::try_from(cell).ok().filter(|cell| *cell < cells)
    }

    /// Draws the text into the first row of `area`. With the focus it scrolls so that the caret is in sight,
    /// and the caret's place is returned for the terminal's own cursor; without, it is cut.
    pub fn view(
        &self,
        buffer: &mut Buffer,
        area: Rect,
        is_focused: bool,
        cut: Cut,
        look: &Look,
    ) -> Option<Position> {
        let style = look.style(Role::Normal);
        if !is_focused {
            let visible = safe::visible(&self.text);
            let text = match cut {
                Cut::End => cells::cut_end(&visible, usize::from(area.width)),
                Cut::Middle => cells::cut_middle(&visible, usize::from(area.width)),
            };
            ink::put(buffer, area.x, area.y, area.width, &text, style);
            return None;
        }
        let room = usize::from(area.width).checked_sub(1)?;
        // The text that starts so far to the right that the caret still has a cell.
        let before = safe::visible(self.before());
        let start = scrolled(&before, room);
        let shown = format!("{start}{}", safe::visible(&self.text[self.caret..]));
        // A window on the text: what is beyond it is there all the same.
        let (shown, _) = cells::prefix(&shown, usize::from(area.width));
        ink::put(buffer, area.x, area.y, area.width, shown, style);
        Some(Position::new(area.x + cells::width(&start) as u16, area.y))
    }
}

/// The end of the text before the caret, with a sign where its beginning is out of sight.
fn scrolled(before: &str, room: usize) -> Cow<'_, str> {
    if cells::width(before) <= room {
        return Cow::Borrowed(before);
    }
    match room.checked_sub(2) {
        Some(room) => format!("…{}", cells::suffix(before, room + 1)).into(),
        None => cells::suffix(before, room).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::theme::{Background, ColourDepth};
    use crate::tui::widgets::ink::lines;

    /// A field written as its text with `|` for the caret.
    fn field(text: &str) -> TextField {
        let (before, behind) = text.split_once('|').unwrap();
        TextField { text: format!("{before}{behind}"), caret: before.len() }
    }

    fn check(before: &str, edit: Edit, after: &str) {
        let mut edited = field(before);
        let changed = edited.edit(&edit);
        assert_eq!(edited, field(after), "{before} {edit:?}");
        assert_eq!(changed, before.replace('|', "") != after.replace('|', ""), "{before} {edit:?}");
    }

    #[test]
    fn every_edit_does_what_its_key_says() {
        for (before, edit, after) in [
            ("ab|", Edit::Type('c'), "abc|"),
            ("a|b", Edit::Type('製'), "a製|b"),
            ("ab|", Edit::Type('\u{7}'), "ab|"),
            ("e|x", Edit::Type('\u{301}'), "e\u{301}|x"),
            ("|", Edit::Paste("one\r\ntwo\nthree".into()), "one two three|"),
            ("a|b", Edit::Paste("an id\r\n".into()), "aan id|b"),
            ("|", Edit::Paste("two \n\n".into()), "two |"),
            ("|", Edit::Paste("\n".into()), "|"),
            ("e\u{301}|", Edit::Backspace, "|"),
            ("|abc", Edit::Backspace, "|abc"),
            ("a|製c", Edit::Delete, "a|c"),
            ("abc|", Edit::Delete, "abc|"),
            ("a製|", Edit::Left, "a|製"),
            ("|a", Edit::Left, "|a"),
            ("|製a", Edit::Right, "製|a"),
            ("one two|", Edit::WordLeft, "one |two"),
            ("one two |", Edit::WordLeft, "one |two "),
            ("one| two", Edit::WordRight, "one two|"),
            ("one.two|", Edit::DeleteWord, "one.|"),
            ("one| two three", Edit::DeleteWordRight, "one| three"),
            ("one |two", Edit::DeleteToStart, "|two"),
            ("one |two", Edit::DeleteToEnd, "one |"),
            ("o|ne", Edit::Home, "|one"),
            ("o|ne", Edit::End, "one|"),
        ] {
            check(before, edit, after);
        }
    }

    #[test]
    fn keys_mean_what_the_table_of_keys_says() {
        let ctrl = |c| Key { ctrl: true, ..Key::of(Code::Char(c)) };
        for (key, edit) in [
            (Key::of(Code::Char('q')), Some(Edit::Type('q'))),
            (ctrl('a'), Some(Edit::Home)),
            (ctrl('e'), Some(Edit::End)),
            (ctrl('w'), Some(Edit::DeleteWord)),
            (ctrl('u'), Some(Edit::DeleteToStart)),
            (ctrl('k'), Some(Edit::DeleteToEnd)),
            (Key { ctrl: true, ..Key::of(Code::Left) }, Some(Edit::WordLeft)),
            (ctrl('x'), None),
            (Key::of(Code::Enter), None),
        ] {
            assert_eq!(Edit::of(key), edit, "{key}");
        }
    }

    #[test]
    fn any_edits_keep_the_caret_between_graphemes() {
        use proptest::prelude::*;
        let edit = prop_oneof![
            any::<char>().prop_map(Edit::Type),
            ".{0,6}".prop_map(Edit::Paste),
            Just(Edit::Left),
            Just(Edit::Right),
            Just(Edit::WordLeft),
            Just(Edit::WordRight),
            Just(Edit::Backspace),
            Just(Edit::Delete),
            Just(Edit::DeleteWord),
            Just(Edit::DeleteToStart),
        ];
        proptest!(ProptestConfig::with_cases(200), |(edits in prop::collection::vec(edit, 0..40))| {
            let mut field = TextField::default();
            for edit in &edits {
                field.edit(edit);
                prop_assert!(field.is_between_graphemes(field.caret), "{field:?} after {edit:?}");
            }
        });
    }

    #[test]
    fn the_caret_stays_in_sight_and_a_field_without_focus_is_cut() {
        let look = Look::new(ColourDepth::True, Background::Dark, false, false);
        let area = Rect::new(1, 0, 8, 1);
        for (text, focused, shown, caret) in [
            ("abc|", true, " abc      ", Some(4)),
            ("0123456789|", true, " …456789  ", Some(8)),
            ("012|3456789", true, " 01234567 ", Some(4)),
            ("0123456789|", false, " 0123456… ", None),
            ("|山田製作所", true, " 山田製作 ", Some(1)),
        ] {
            let mut buffer = Buffer::empty(Rect::new(0, 0, 10, 1));
            let at = field(text).view(&mut buffer, area, focused, Cut::End, &look);
            assert_eq!(lines(&buffer), [shown], "{text}");
            assert_eq!(at.map(|p| p.x), caret, "{text}");
        }
    }
}
