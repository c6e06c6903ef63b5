//! Lines that are typed: a search, a path, a filter, a file's name.

use std::path::PathBuf;

use bytes::Bytes;

use super::state::{Effect, Mode, Typing, Viewer};
use crate::json::Doc;
use crate::tui::keymap::{Code, Key};
use crate::tui::widgets::json_pane::{Copied, PaneCommand};
use crate::tui::widgets::text_field::{Edit, TextField};

impl Viewer {
    pub(super) fn open(&mut self, typing: Typing) {
        let text = self.typed[typing as usize].clone();
        self.mode =
            Mode::Line(typing, TextField::new(if typing == Typing::Search { String::new() } else { text }));
    }

    pub(super) fn type_key(&mut self, key: Key) -> Vec<Effect> {
        let Mode::Line(typing, field) = &mut self.mode else { return Vec::new() };
        let typing = *typing;
        match key.code {
            Code::Esc => {
                self.typed[typing as usize] = field.text().into();
                self.mode = Mode::Browse;
            }
            Code::Char('c') if key.ctrl => self.mode = Mode::Browse,
            Code::Up if field.is_empty() => *field = TextField::new(self.typed[typing as usize].clone()),
            Code::Tab if typing == Typing::GoTo => {
                let typed = field.text().to_owned();
                let found = self.pane().doc().complete(&typed, 50);
                if let (Some(longer), Mode::Line(_, field)) =
                    (common_beginning(&found, &typed), &mut self.mode)
                {
                    *field = TextField::new(longer);
                }
            }
            Code::Enter => {
                let text = field.text().to_owned();
                self.mode = Mode::Browse;
                self.typed[typing as usize].clone_from(&text);
                return self.typed_line(typing, text);
            }
            _ => {
                if let Some(edit) = Edit::of(key) {
                    field.edit(&edit);
                }
            }
        }
        Vec::new()
    }

    fn typed_line(&mut self, typing: Typing, text: String) -> Vec<Effect> {
        if text.is_empty() {
            return Vec::new();
        }
        match typing {
            Typing::Search => self.command(PaneCommand::Search(text)),
            Typing::GoTo => self.command(PaneCommand::GoTo(text)),
            Typing::Save => match self.pane().copied(Copied::Raw) {
                Some(json) => vec![Effect::Save(PathBuf::from(text), Bytes::from(json))],
                None => Vec::new(),
            },
            Typing::Jq => {
                let shown = &self.shown[self.active];
                let doc: &Doc = shown.pane.doc();
                let json = match shown.pane.focused() {
                    Some(node) => doc.slice(node),
                    None => doc.bytes().clone(),
                };
                let turn = self.filter_turn.unwrap_or(self.turn) + 1;
                self.filter_turn = Some(turn);
                self.filter = Some((text.clone(), "runs, Esc stops it".into()));
                vec![Effect::Filter { turn, filter: text, json }]
            }
        }
    }
}

/// What all ways to go on have in common, where that is more than what was typed; the first one otherwise.
fn common_beginning(found: &[String], typed: &str) -> Option<String> {
    let first = found.first()?;
    let mut common = first.as_str();
    for other in found {
        let same = common.char_indices().zip(other.chars()).find(|((_, a), b)| a != b);
        let end = same.map_or(common.len().min(other.len()), |((at, _), _)| at);
        common = &common[..end];
    }
    Some(if common.len() > typed.len() { common.to_owned() } else { first.clone() })
}
