//! The jq line. It is live: once no key came for a moment, or the run before has ended, the filter runs, and
//! what it gives is in the document's place. A run is an errand with a number; what comes of an older one
//! is dropped. The document itself is not touched, so that Esc has it back as it was.

use bytes::Bytes;
use ratatui::layout::Rect;

use super::lines::Typing;
use super::{Desk, Want};
use crate::json::Doc;
use crate::text::numbers;
use crate::tui::errands::{Errand, FILTER};
use crate::tui::widgets::json_pane::{JsonPane, PaneCommand};

/// Up to this size a filter runs while it is typed. Beyond, each run would read for longer than one types.
pub const LIVE_MOST: usize = 20_000_000;

/// What a filter may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Milliseconds.
    pub ms: u64,
    /// Bytes of memory.
    pub memory: u64,
}

impl Limits {
    /// Those for a document of so many bytes: a value takes about eight times its text.
    pub fn of(bytes: usize) -> Self {
        let bytes = bytes as u64;
        Self { ms: 2000 + bytes / 20_000, memory: (256 << 20) + bytes * 8 }
    }

    fn words(self) -> String {
        format!("limit {}, {}", numbers::millis(self.ms), numbers::bytes(self.memory))
    }
}

/// What a filter gave.
#[derive(Clone, Debug)]
pub struct Gave {
    /// Its results, one after the other.
    pub doc: Doc,
    /// How many.
    pub results: usize,
    /// More would have come.
    pub cut: bool,
    /// The error that ended it.
    pub error: Option<String>,
}

/// Why a filter gave nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It can't be read.
    Bad {
        /// The byte of the filter at which it goes wrong; its length where something is missing at the end.
        at: usize,
        /// What is wrong.
        says: String,
    },
    /// It was ended, or ended itself.
    Ended(String),
}

/// How a run ended.
pub type Filtered = Result<Gave, Refused>;

/// What is to be said of the filter.
#[derive(Debug, Default)]
enum Says {
    #[default]
    Nothing,
    Gave(String),
    Refused(Refused),
}

/// The filter.
#[derive(Debug, Default)]
pub(super) struct Jq {
    /// What ran last.
    text: String,
    /// The run that is under way.
    turn: Option<u32>,
    /// It runs for longer than a blink.
    is_slow: bool,
    /// Something else is to run now.
    is_stale: bool,
    says: Says,
}

impl Jq {
    pub(super) fn runs(&self) -> bool {
        self.turn.is_some()
    }

    /// Whether its line stays below the document while nothing is typed.
    pub(super) fn is_shown(&self) -> bool {
        !self.text.is_empty()
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn stopped(&mut self) {
        if self.turn.take().is_some() {
            self.says = Says::Refused(Refused::Ended("stopped".into()));
        }
    }

    /// The character of the filter at which it goes wrong.
    pub(super) fn wrong_at(&self) -> Option<usize> {
        match &self.says {
            Says::Refused(Refused::Bad { at, .. }) => Some(*at),
            _ => None,
        }
    }

    /// Whether what is said is an error.
    pub(super) fn is_refused(&self) -> bool {
        !(self.is_slow && self.runs()) && matches!(self.says, Says::Refused(_))
    }
}

impl Desk {
    /// What the filter runs on: the document, or the subtree that is shown alone.
    fn jq_input(&self) -> Bytes {
        let doc = self.pane.doc();
        self.pane.focused().map_or_else(|| doc.bytes().clone(), |node| doc.slice(node))
    }

    fn jq_is_live(&self) -> bool {
        let doc = self.pane.doc();
        self.pane.focused().map_or(doc.bytes().len(), |node| doc.value_range(node).len()) <= LIVE_MOST
    }

    /// The filter as it is typed, or as it was kept.
    fn jq_text(&self) -> &str {
        match &self.line {
            Some(line) if line.typing == Typing::Jq => line.field.text(),
            _ => &self.jq.text,
        }
    }

    pub(super) fn jq_rests(&self) -> bool {
        self.jq.is_stale && self.jq_is_live() || self.jq.runs() && !self.jq.is_slow
    }

    pub(super) fn jq_rested(&mut self, area: Rect) -> Vec<Want> {
        if self.jq.is_stale && self.jq_is_live() {
            self.jq_run(area)
        } else {
            self.jq.is_slow = true;
            Vec::new()
        }
    }

    /// `F`: what was typed the last time runs at once.
    pub(super) fn jq_opened(&mut self, area: Rect) -> Vec<Want> {
        let is_there = self.jq_text() == self.jq.text;
        if is_there || self.jq_text().trim().is_empty() || !self.jq_is_live() {
            return Vec::new();
        }
        self.jq_run(area)
    }

    /// The text is another one now.
    pub(super) fn jq_changed(&mut self) {
        self.jq.is_stale = true;
        // How many results there were stays until the next are there; an error is one of a text that is gone.
        if matches!(self.jq.says, Says::Refused(_)) {
            self.jq.says = Says::Nothing;
        }
    }

    pub(super) fn jq_typed(&mut self, area: Rect) -> Vec<Want> {
        self.jq_changed();
        if self.jq_text().trim().is_empty() { self.back_to_the_document(area) } else { Vec::new() }
    }

    /// Another document is there: a filter that is shown is for the new one too.
    pub(super) fn jq_on_another(&mut self) -> Vec<Want> {
        if self.jq_text().trim().is_empty() {
            return Vec::new();
        }
        self.jq.is_stale = true;
        if self.jq_is_live() {
            return Vec::new();
        }
        self.result = None;
        self.stop_jq()
    }

    /// Enter: keeps the filter and its result.
    pub(super) fn jq_entered(&mut self, text: String, area: Rect) -> Vec<Want> {
        if text.trim().is_empty() {
            return self.back_to_the_document(area);
        }
        let is_there = !self.jq.is_stale && text == self.jq.text;
        self.jq.text = text;
        if !is_there {
            return self.jq_run(area);
        }
        self.settle(area);
        Vec::new()
    }

    fn jq_run(&mut self, area: Rect) -> Vec<Want> {
        let text = self.jq_text().to_owned();
        if text.trim().is_empty() {
            return self.back_to_the_document(area);
        }
        self.turn += 1;
        self.jq.text.clone_from(&text);
        self.jq.turn = Some(self.turn);
        (self.jq.is_stale, self.jq.is_slow) = (false, !self.jq_is_live());
        vec![Want::Errand(Errand::Filter { turn: self.turn, filter: text, json: self.jq_input() })]
    }

    pub(super) fn stop_jq(&mut self) -> Vec<Want> {
        let runs = self.jq.runs();
        self.jq.stopped();
        self.jq.is_stale = false;
        if runs { vec![Want::Stop(FILTER)] } else { Vec::new() }
    }

    /// Away with the filter and its result: the document is as it was.
    pub(super) fn back_to_the_document(&mut self, area: Rect) -> Vec<Want> {
        let mut wants = self.stop_jq();
        if self.result.is_some() {
            wants.extend(self.stop_search());
        }
        self.result = None;
        self.jq = super::Jq::default();
        // More of the document may have come meanwhile, or another state of it.
        let outcome = self.pane.count_on();
        wants.extend(self.came(outcome));
        self.settle(area);
        wants
    }

    /// Takes what a run has come to.
    pub(super) fn filtered(&mut self, turn: u32, filtered: Filtered, area: Rect) -> Vec<Want> {
        if self.jq.turn != Some(turn) {
            return Vec::new();
        }
        self.jq.turn = None;
        if self.jq.is_stale && self.jq_is_live() {
            return self.jq_run(area);
        }
        let mut wants = Vec::new();
        self.jq.says = match filtered {
            // What was there before is better than nothing while one goes on typing.
            Ok(Gave { results: 0, error: Some(error), .. }) => Says::Refused(Refused::Ended(error)),
            Ok(gave) => {
                let mut words = match gave.results {
                    0 => "no results".into(),
                    1 => "1 result".into(),
                    n => format!("{} results", numbers::count(n as u64)),
                };
                if gave.cut {
                    words.push_str(", more were cut");
                }
                if let Some(error) = gave.error {
                    words = format!("{words}, then: {error}");
                }
                wants.extend(self.stop_search());
                let mut pane = JsonPane::of_results(gave.doc);
                if self.pane().wraps() {
                    let size = self.size(area);
                    pane.apply(PaneCommand::Wrap, size);
                }
                self.result = Some(pane);
                Says::Gave(words)
            }
            Err(refused) => Says::Refused(refused),
        };
        wants
    }

    /// What is said of the filter: its results, its error, or what it waits for. In few cells the mark alone says
    /// where an error is.
    pub(super) fn jq_words(&self, is_narrow: bool) -> String {
        let size = self.jq_input().len();
        if self.jq.runs() && self.jq.is_slow {
            return format!("runs, Esc stops it   {}", Limits::of(size).words());
        }
        match &self.jq.says {
            Says::Refused(Refused::Bad { says, .. }) if is_narrow => says.clone(),
            Says::Refused(Refused::Bad { at, says }) => {
                let character = self.jq_text().get(..*at).map_or(*at, |before| before.chars().count()) + 1;
                format!("at character {character}: {says}")
            }
            Says::Refused(Refused::Ended(says)) => says.clone(),
            _ if self.jq.is_stale && !self.jq_is_live() => {
                format!("reads {} each time: Enter runs it", numbers::bytes(size as u64))
            }
            Says::Gave(words) => words.clone(),
            Says::Nothing if self.jq_text().is_empty() && self.jq_is_live() => {
                format!("runs as you type, as .records[].Name   {}", Limits::of(size).words())
            }
            Says::Nothing => Limits::of(size).words(),
        }
    }
}
