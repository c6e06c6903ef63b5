//! Lines that are typed below the document: a search, a path, a filter, a file's name.

use std::path::PathBuf;

use ratatui::layout::Rect;

use super::{Desk, Want};
use crate::json::{Doc, Path, Step, Stop};
use crate::tui::errands::Errand;
use crate::tui::keymap::{Code, Command, Key};
use crate::tui::widgets::json_pane::{Done, PaneCommand, Work};
use crate::tui::widgets::text_field::{Edit, TextField};

/// Steps of a path among which a key is looked for that a file can be called after.
const NEAR: usize = 24;
/// In documents up to this size ways to go on are looked for by the key itself.
const WAYS_AT_ONCE: usize = 64 << 10;

/// What a line is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typing {
    /// A text to search for.
    Search,
    /// A path to go to.
    Path,
    /// A jq filter.
    Jq,
    /// The name of a file to save to.
    Save,
}

impl Typing {
    pub(super) const KINDS: usize = 4;
}

/// A line that is being typed.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) typing: Typing,
    pub(super) field: TextField,
}

/// Ways to go on with a path that is typed, looked for beside the loop where there may be many.
#[derive(Debug, Default)]
pub(super) struct Ways {
    /// For which text.
    of: String,
    /// What was found; `None` while it is looked for.
    found: Option<Vec<String>>,
    /// They are to be taken once they are there: Tab came first.
    is_awaited: bool,
}

impl Desk {
    pub(super) fn open_line(&mut self, typing: Typing, area: Rect) -> Vec<Want> {
        let text = match typing {
            // A filter is worked on; the others are new ones, and what was typed last is there with `↑`.
            Typing::Search | Typing::Path | Typing::Save => String::new(),
            Typing::Jq => self.typed[typing as usize].clone(),
        };
        self.line = Some(Line { typing, field: TextField::new(text) });
        self.settle(area);
        match typing {
            Typing::Jq => self.jq_opened(area),
            Typing::Path => self.look_for_ways(),
            Typing::Search | Typing::Save => Vec::new(),
        }
    }

    /// The document that a path which is typed leads through: a filter runs on the document, not on what it gave
    /// before.
    fn typed_through(&self) -> &Doc {
        match self.typing() {
            Some(Typing::Jq) => self.pane.doc(),
            _ => self.pane().doc(),
        }
    }

    /// Looks for ways to go on with the text that is typed.
    fn look_for_ways(&mut self) -> Vec<Want> {
        let text = self.line.as_ref().map_or("", |line| line.field.text()).to_owned();
        let doc = self.typed_through().clone();
        self.ways = Ways { of: text.clone(), ..Ways::default() };
        let work = Work::Ways(text);
        if doc.size() > WAYS_AT_ONCE {
            return vec![self.run(work, doc)];
        }
        if let Done::Ways(of, found) = work.run(&doc, &Stop::default()) {
            return self.found_ways(of, found);
        }
        Vec::new()
    }

    pub(super) fn found_ways(&mut self, of: String, found: Vec<String>) -> Vec<Want> {
        if self.ways.of != of {
            return Vec::new();
        }
        self.ways.found = Some(found);
        if std::mem::take(&mut self.ways.is_awaited) { self.take_ways() } else { Vec::new() }
    }

    /// Ways to go on with the path that is typed; `None` while they are looked for.
    pub(super) fn ways(&self) -> Option<&[String]> {
        self.ways.found.as_deref()
    }

    /// Takes what all ways to go on have in common, and looks for those from there.
    fn take_ways(&mut self) -> Vec<Want> {
        let Some(line) = &mut self.line else { return Vec::new() };
        let (of, found) = (&self.ways.of, self.ways.found.as_deref().unwrap_or(&[]));
        let Some(longer) = longer(found, of).filter(|_| line.field.text() == of) else {
            return Vec::new();
        };
        line.field = TextField::new(longer);
        match line.typing {
            Typing::Path => self.look_for_ways(),
            _ => {
                self.jq_changed();
                Vec::new()
            }
        }
    }

    /// Goes on with a text that was typed already.
    pub(super) fn typed_before(&mut self, text: String) {
        if let Some(line) = &mut self.line {
            line.field = TextField::new(text);
        }
    }

    /// The commands for the line of keys while a line is typed.
    pub fn line_keys(&self) -> Vec<Command> {
        match &self.line {
            Some(Line { typing: Typing::Path | Typing::Jq, .. }) => {
                vec![Command::Go, Command::Complete, Command::LeaveText]
            }
            Some(Line { typing: Typing::Save, field }) if field.is_empty() => {
                vec![Command::Go, Command::Complete, Command::LeaveText]
            }
            _ => vec![Command::Go, Command::LeaveText],
        }
    }

    /// What line is typed.
    pub(super) fn typing(&self) -> Option<Typing> {
        self.line.as_ref().map(|line| line.typing)
    }

    /// Takes a key that is no command while a line is typed.
    pub fn key(&mut self, key: Key, area: Rect) -> Vec<Want> {
        let Some(line) = &mut self.line else { return Vec::new() };
        match key.code {
            Code::Up if line.field.is_empty() => {
                line.field = TextField::new(self.typed[line.typing as usize].clone());
                return self.line_changed(area);
            }
            Code::Up => return self.apply(PaneCommand::Up, area),
            Code::Down => return self.apply(PaneCommand::Down, area),
            Code::PageUp => return self.apply(PaneCommand::PageUp, area),
            Code::PageDown => return self.apply(PaneCommand::PageDown, area),
            _ => {}
        }
        match Edit::of(key) {
            Some(edit) if line.field.edit(&edit) => self.line_changed(area),
            _ => Vec::new(),
        }
    }

    /// Takes a paste while a line is typed; false where none is.
    pub fn paste(&mut self, text: String, area: Rect) -> Option<Vec<Want>> {
        let line = self.line.as_mut()?;
        Some(if line.field.edit(&Edit::Paste(text)) { self.line_changed(area) } else { Vec::new() })
    }

    fn line_changed(&mut self, area: Rect) -> Vec<Want> {
        match self.typing() {
            Some(Typing::Jq) => self.jq_typed(area),
            Some(Typing::Path) => self.look_for_ways(),
            _ => Vec::new(),
        }
    }

    /// Esc: what was typed is there the next time.
    pub(super) fn leave_line(&mut self, area: Rect) -> Vec<Want> {
        let Some(line) = self.line.take() else { return Vec::new() };
        self.typed[line.typing as usize] = line.field.text().into();
        if line.typing == Typing::Jq {
            return self.back_to_the_document(area);
        }
        self.settle(area);
        Vec::new()
    }

    /// Tab: takes what all ways to go on have in common.
    pub(super) fn complete(&mut self) -> Vec<Want> {
        let suggested = self.file_name();
        let Some(line) = &mut self.line else { return Vec::new() };
        let text = line.field.text();
        match line.typing {
            Typing::Save if text.is_empty() => line.field = TextField::new(suggested),
            // A filter is completed while it is a path.
            Typing::Jq if !text.starts_with('.') => {}
            Typing::Path | Typing::Jq => {
                if self.ways.of == text && self.ways.found.is_some() {
                    return self.take_ways();
                }
                let wants = self.look_for_ways();
                if self.ways.found.is_some() {
                    return self.take_ways();
                }
                self.ways.is_awaited = true;
                return wants;
            }
            _ => {}
        }
        Vec::new()
    }

    /// Enter.
    pub(super) fn enter_line(&mut self, area: Rect) -> Vec<Want> {
        let Some(Line { typing, field }) = self.line.take() else { return Vec::new() };
        let text = field.text().to_owned();
        if typing == Typing::Jq {
            self.typed[typing as usize].clone_from(&text);
            return self.jq_entered(text, area);
        }
        let text = if typing == Typing::Save && text.is_empty() { self.file_name() } else { text };
        if text.is_empty() {
            self.settle(area);
            return Vec::new();
        }
        self.typed[typing as usize].clone_from(&text);
        match typing {
            Typing::Search => self.apply(PaneCommand::Search(text), area),
            Typing::Path => self.apply(PaneCommand::GoTo(text), area),
            Typing::Save => {
                self.settle(area);
                self.save(text, false).into_iter().collect()
            }
            Typing::Jq => Vec::new(),
        }
    }

    fn save(&mut self, path: String, replaces: bool) -> Option<Want> {
        let bytes = self.bytes_here()?;
        self.unsaved = Some((path.clone(), bytes.clone()));
        Some(Want::Errand(Errand::Save { path: PathBuf::from(path), bytes, replaces }))
    }

    /// What is saved where a file was there already.
    pub(super) fn save_over(&mut self) -> Option<Want> {
        let (path, bytes) = self.unsaved.clone()?;
        Some(Want::Errand(Errand::Save { path: PathBuf::from(path), bytes, replaces: true }))
    }

    /// A name for the file that the value under the cursor is saved to: the last key of its path, or the
    /// document's name.
    pub(super) fn file_name(&self) -> String {
        let pane = self.pane();
        let key = pane.cursor().and_then(|node| {
            let (path, _) = Path::shown(pane.doc(), node, NEAR);
            path.0.into_iter().rev().find_map(|step| match step {
                Step::Key(key) => Some(key.to_string()),
                Step::Index(_) => None,
            })
        });
        let name = key.unwrap_or_else(|| self.name.clone());
        let name = name.rsplit(['/', '\\']).next().unwrap_or_default().trim_end_matches(".json");
        let clean: String = name
            .chars()
            .map(|c| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '-' })
            .take(60)
            .collect();
        let stem = clean.trim_matches(['-', '.']);
        let ending = if self.result.is_some() { "-jq" } else { "" };
        format!("{}{ending}.json", if stem.is_empty() { "value" } else { stem })
    }
}

/// What all ways to go on have in common, where that is more than what was typed; the first one otherwise.
fn longer(found: &[String], typed: &str) -> Option<String> {
    let first = found.first()?;
    let mut shared = first.as_str();
    for other in found {
        let differs = shared.char_indices().zip(other.chars()).find(|((_, a), b)| a != b);
        let end = differs.map_or(shared.len().min(other.len()), |((at, _), _)| at);
        shared = &shared[..end];
    }
    Some(if shared.len() > typed.len() { shared.to_owned() } else { first.clone() })
}
