//! Search in the pane: the first hit at once where the document is not huge, the count elsewhere.

use std::ops::Range;

use super::commands::Outcome;
use super::{AT_ONCE, JsonPane, Size};
use crate::json::search::Hit;
use crate::json::{Doc, Hits, Needle, State, Stop};
use crate::tui::keymap::Command;

/// What was searched for, and what was found.
#[derive(Clone, Debug)]
pub struct Search {
    /// As typed.
    pub text: String,
    /// Made ready.
    pub needle: Needle,
    /// The hit that the cursor went to.
    pub hit: Option<Range<usize>>,
    /// All hits, once they are counted.
    pub hits: Option<Hits>,
    /// A search for the next hit runs elsewhere.
    pub runs: bool,
}

/// Something to be run off the drawing path.
#[derive(Clone, Debug)]
pub enum Work {
    /// Looks for the next hit after a byte, or for the last one before it.
    Find {
        /// What to look for.
        needle: Needle,
        /// From where.
        from: usize,
        /// Towards the beginning.
        back: bool,
    },
    /// Counts all hits.
    Count(Needle),
}

/// What came of it.
#[derive(Clone, Debug)]
pub enum Done {
    /// The hit, where there is one; and whether the search went on from the other end.
    Found(Option<Hit>, bool),
    /// The hits.
    Counted(Hits),
    /// It was stopped.
    Stopped,
}

impl Work {
    /// Runs it. Looks at `stop` every few megabytes.
    pub fn run(&self, doc: &Doc, stop: &Stop) -> Done {
        let done = match self {
            Self::Find { needle, from, back } => {
                let (hit, wrapped) = find(needle, doc, *from, *back, stop);
                Done::Found(hit, wrapped)
            }
            Self::Count(needle) => needle.count(doc, stop).map_or(Done::Stopped, Done::Counted),
        };
        if stop.is_set() { Done::Stopped } else { done }
    }
}

fn find(needle: &Needle, doc: &Doc, from: usize, back: bool, stop: &Stop) -> (Option<Hit>, bool) {
    let all = 0..doc.bytes().len();
    let (ahead, rest) = if back { (0..from, from..all.end) } else { (from..all.end, 0..from) };
    let look = |range| if back { needle.last(doc, range, stop) } else { needle.first(doc, range, stop) };
    match look(ahead) {
        Some(hit) => (Some(hit), false),
        None => (look(rest), true),
    }
}

/// How many bytes a key press may look through itself: a millisecond or two at most.
const SOON: usize = 2 << 20;

impl JsonPane {
    pub(super) fn start_search(&mut self, text: &str) -> Outcome {
        let needle = match Needle::new(text, &self.doc) {
            Ok(needle) => needle,
            Err(says) => return Outcome::says(format!("Search: {says}.")),
        };
        self.remember();
        let small = self.doc.bytes().len() <= AT_ONCE;
        let hits = if small { needle.count(&self.doc, &Stop::default()) } else { None };
        self.search =
            Some(Search { text: text.into(), needle: needle.clone(), hit: None, hits, runs: false });
        let from = self.doc.start(self.cursor.node);
        let mut outcome = self.look(needle.clone(), from, false);
        if !small && outcome.work.is_empty() {
            outcome.work.push(Work::Count(needle));
        }
        outcome
    }

    /// After more of the document came: its hits are to be counted anew, by a needle that knows all of it.
    pub fn search_anew(&mut self) -> Outcome {
        let Some(mut search) = self.search.take() else { return Outcome::default() };
        let mut work = Vec::new();
        if let Ok(needle) = Needle::new(&search.text, &self.doc) {
            if search.runs {
                let from = self.doc.start(self.cursor.node);
                work.push(Work::Find { needle: needle.clone(), from, back: false });
            }
            if !search.runs {
                work.push(Work::Count(needle.clone()));
            }
            (search.needle, search.hits) = (needle, None);
        }
        self.search = Some(search);
        self.changed();
        Outcome { work, ..Outcome::default() }
    }

    /// Whether the next hit is looked for elsewhere.
    pub fn is_searching(&self) -> bool {
        self.search.as_ref().is_some_and(|search| search.runs)
    }

    pub(super) fn next_hit(&mut self, back: bool) -> Outcome {
        let Some(search) = &self.search else {
            return Outcome::names("Nothing was searched for yet: {} searches.", Command::Filter);
        };
        let needle = search.needle.clone();
        // From the hit where the cursor is still on it, else from the cursor.
        let (start, end) = (self.doc.start(self.cursor.node), self.doc.value_end(self.cursor.node));
        let on_hit = search.hit.clone().filter(|hit| hit.start >= start && hit.start < end.max(start + 1));
        let from = match (on_hit, back) {
            (Some(hit), true) => hit.start,
            (Some(hit), false) => hit.start + 1,
            (None, true) => start,
            (None, false) => start,
        };
        self.look(needle, from, back)
    }

    fn look(&mut self, needle: Needle, from: usize, back: bool) -> Outcome {
        if self.doc.bytes().len() <= SOON {
            let (hit, wrapped) = find(&needle, &self.doc, from, back, &Stop::default());
            return self.found(hit, wrapped);
        }
        // Near hits are found at once also in a huge document.
        let near = if back { from.saturating_sub(SOON)..from } else { from..from.saturating_add(SOON) };
        let stop = Stop::default();
        let hit =
            if back { needle.last(&self.doc, near, &stop) } else { needle.first(&self.doc, near, &stop) };
        if hit.is_some() {
            return self.found(hit, false);
        }
        if let Some(search) = &mut self.search {
            search.runs = true;
        }
        let from = if back { from.saturating_sub(SOON) } else { from.saturating_add(SOON) };
        let from = from.min(self.doc.bytes().len());
        // The count follows the hit: together they would take the memory's speed from each other.
        Outcome { work: vec![Work::Find { needle, from, back }], ..Outcome::default() }
    }

    fn found(&mut self, hit: Option<Hit>, wrapped: bool) -> Outcome {
        let Some(search) = &mut self.search else { return Outcome::default() };
        search.runs = false;
        match hit {
            Some(hit) => {
                search.hit = Some(hit.range);
                self.jump_to(hit.node);
                if let Some(table) = &mut self.table {
                    table.follow(&self.doc, hit.node);
                }
                if wrapped {
                    Outcome::says("The search went on from the other end.")
                } else {
                    Outcome::default()
                }
            }
            None => {
                let place = match self.doc.state() {
                    State::Complete => "in the document",
                    State::Growing => "in what was read so far",
                };
                Outcome::says(format!("{} is nowhere {place}.", self.search_text()))
            }
        }
    }

    fn search_text(&self) -> String {
        self.search.as_ref().map_or_else(String::new, |search| search.text.clone())
    }

    /// What was looked for elsewhere was stopped.
    pub fn stopped(&mut self) {
        if let Some(search) = &mut self.search {
            search.runs = false;
        }
    }

    /// Takes in what work has come to.
    pub fn take(&mut self, done: Done, size: Size) -> Outcome {
        self.changed();
        match done {
            Done::Found(hit, wrapped) => {
                let mut outcome = self.found(hit, wrapped);
                if let Some(Search { needle, hit: Some(_), hits: None, .. }) = &self.search {
                    outcome.work.push(Work::Count(needle.clone()));
                }
                self.settle(size);
                self.pan_to_hit(size);
                outcome
            }
            Done::Counted(hits) => {
                if let Some(search) = &mut self.search {
                    search.hits = Some(hits);
                }
                Outcome::default()
            }
            Done::Stopped => {
                if let Some(search) = &mut self.search {
                    search.runs = false;
                }
                Outcome::default()
            }
        }
    }

    /// `hit 2 of 741`, or how far it is known.
    pub fn hit_words(&self) -> Option<String> {
        let search = self.search.as_ref()?;
        if search.runs {
            return Some("searching…".into());
        }
        let hit = search.hit.as_ref();
        Some(match (&search.hits, hit) {
            (Some(hits), Some(hit)) => {
                let number = hits.number(&search.needle, &self.doc, hit.start);
                format!("hit {} of {}", count(number), count(hits.total))
            }
            (Some(hits), None) => format!("{} hits", count(hits.total)),
            (None, Some(_)) => "a hit, counting…".into(),
            (None, None) => "no hit".into(),
        })
    }
}

fn count(n: usize) -> String {
    crate::text::numbers::count(n as u64)
}
