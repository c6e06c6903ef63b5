//! Search in the pane, in all of the document or in the value that is read: what is near is found by the key
//! itself, all else and the count elsewhere.

use std::ops::Range;

use super::commands::Outcome;
use super::work::{Done, Find, Work};
use super::{JsonPane, Size, next_number};
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
    /// The hit that was gone to.
    pub hit: Option<Range<usize>>,
    /// All hits, once they are counted.
    pub hits: Option<Hits>,
    /// Its number among them, once that is known.
    number: Option<usize>,
    /// A search for the next hit runs elsewhere.
    pub runs: bool,
    /// No other search has this number: what comes late is for this one alone.
    id: u64,
    /// Where hits are looked for.
    within: Range<usize>,
}

/// What a look around has come to.
enum Looked {
    Found(Option<Hit>, bool),
    Elsewhere(Work),
}

/// How many bytes a key press may look through itself: mostly some millionths of a second, a millisecond or two with
/// the slowest of expressions.
pub(super) const SOON: usize = 64 << 10;

impl Search {
    pub(super) fn new(text: &str, doc: &Doc, within: Range<usize>) -> Result<Self, String> {
        let (text, needle) = (text.to_owned(), Needle::new(text, doc)?);
        let (id, number) = (next_number(), None);
        Ok(Self { text, needle, hit: None, hits: None, number, runs: false, id, within })
    }

    /// The same search in a part of where it looks.
    pub(super) fn inside(&self, within: Range<usize>) -> Self {
        let hit = self.hit.clone().filter(|hit| within.contains(&hit.start));
        Self { hit, hits: None, number: None, runs: false, id: next_number(), within, ..self.clone() }
    }

    fn find(&self, from: usize, back: bool) -> Find {
        let (needle, within) = (self.needle.clone(), self.within.clone());
        Find { search: self.id, needle, within, from, back }
    }

    /// The count, where it is due: at once where there is little to look through.
    pub(super) fn count(&mut self, doc: &Doc) -> Option<Work> {
        if self.hits.is_some() || self.runs {
            return None;
        }
        if self.within.len() > SOON {
            return Some(Work::Count(self.find(0, false)));
        }
        let hits = self.needle.count(doc, self.within.clone(), &Stop::default())?;
        self.counted(hits, doc);
        None
    }

    fn counted(&mut self, hits: Hits, doc: &Doc) {
        self.number = self.hit.as_ref().map(|hit| hits.number(&self.needle, doc, hit.start));
        self.hits = Some(hits);
    }

    fn went_to(&mut self, hit: Range<usize>, doc: &Doc) {
        self.number = self.hits.as_ref().map(|hits| hits.number(&self.needle, doc, hit.start));
        self.hit = Some(hit);
    }

    /// Looks for the next hit.
    fn look(&mut self, doc: &Doc, from: usize, back: bool) -> Looked {
        let stop = Stop::default();
        let find = self.find(from, back);
        if self.within.len() <= SOON {
            let (hit, wrapped) = find.run(doc, &stop);
            return Looked::Found(hit, wrapped);
        }
        let (start, end) = (self.within.start, self.within.end);
        let from = from.clamp(start, end);
        let (near, from) = if back {
            let near = from.saturating_sub(SOON).max(start);
            (near..from, near)
        } else {
            let near = (from + SOON).min(end);
            (from..near, near)
        };
        // Near hits are found at once also in a huge document.
        if let Some(hit) = find.look(doc, near, &stop) {
            return Looked::Found(Some(hit), false);
        }
        self.runs = true;
        Looked::Elsewhere(Work::Find(Find { from, ..find }))
    }

    /// `hit 2 of 741`, or how far it is known.
    fn words(&self) -> String {
        if self.runs {
            return "searching…".into();
        }
        match (&self.hits, self.number) {
            (Some(hits), Some(number)) => format!("hit {} of {}", count(number), count(hits.total)),
            (Some(hits), None) if hits.total == 1 => "1 hit".into(),
            (Some(hits), None) => format!("{} hits", count(hits.total)),
            (None, _) if self.hit.is_some() => "a hit, counting…".into(),
            (None, _) => "no hit".into(),
        }
    }
}

impl JsonPane {
    /// What was searched for where one is: in the value that is read, or in the document.
    pub fn search(&self) -> Option<&Search> {
        self.reader.as_ref().map_or(self.search.as_ref(), |reader| reader.search.as_ref())
    }

    fn search_mut(&mut self) -> Option<&mut Search> {
        self.reader.as_mut().map_or(self.search.as_mut(), |reader| reader.search.as_mut())
    }

    pub(super) fn start_search(&mut self, text: &str, size: Size) -> Outcome {
        let within = self.reader.as_ref().map_or(0..self.doc.size(), |reader| reader.range());
        let search = match Search::new(text, &self.doc, within) {
            Ok(search) => search,
            Err(says) => return Outcome::says(format!("Search: {says}.")),
        };
        let from = match &mut self.reader {
            Some(reader) => {
                reader.search = Some(search);
                reader.top()
            }
            None => {
                self.remember();
                self.search = Some(search);
                self.doc.start(self.cursor.node)
            }
        };
        self.look(from, false, size)
    }

    /// After more of the document came: its hits are to be counted anew, by a needle that knows all of it.
    pub fn search_anew(&mut self) -> Outcome {
        let mut outcome = Outcome::default();
        let (doc, from) = (self.doc.clone(), self.doc.start(self.cursor.node));
        if let Some(search) = &mut self.search
            && let Ok(anew) = Search::new(&search.text, &doc, 0..doc.size())
        {
            let runs = search.runs;
            *search = Search { hit: search.hit.take(), runs, ..anew };
            let work = if runs { Some(Work::Find(search.find(from, false))) } else { search.count(&doc) };
            outcome.work.extend(work);
        }
        self.changed();
        outcome
    }

    /// What is still to be counted: a count that ran for a value took the place of the document's.
    pub fn count_on(&mut self) -> Outcome {
        let doc = self.doc.clone();
        let work = self.search_mut().and_then(|search| search.count(&doc));
        Outcome { work: work.into_iter().collect(), ..Outcome::default() }
    }

    /// Whether the next hit is looked for elsewhere.
    pub fn is_searching(&self) -> bool {
        self.search().is_some_and(|search| search.runs)
    }

    pub(super) fn next_hit(&mut self, back: bool, size: Size) -> Outcome {
        let Some(search) = self.search() else {
            return Outcome::names("Nothing was searched for yet: {} searches.", Command::Filter);
        };
        let (start, end) = match &self.reader {
            Some(reader) => (reader.top(), usize::MAX),
            None => (self.doc.start(self.cursor.node), self.doc.value_end(self.cursor.node)),
        };
        // From the hit where one is still on it, else from where one is.
        let is_here = |hit: &Range<usize>| {
            self.reader.is_some() || (hit.start >= start && hit.start < end.max(start + 1))
        };
        let from = match search.hit.as_ref().filter(|hit| is_here(hit)) {
            Some(hit) if back => hit.start,
            Some(hit) => hit.start + 1,
            None => start,
        };
        self.look(from, back, size)
    }

    fn look(&mut self, from: usize, back: bool, size: Size) -> Outcome {
        let doc = self.doc.clone();
        match self.search_mut().map(|search| search.look(&doc, from, back)) {
            Some(Looked::Found(hit, wrapped)) => self.found(hit, wrapped, size),
            // The count follows the hit: together they would take the memory's speed from each other.
            Some(Looked::Elsewhere(work)) => Outcome { work: vec![work], ..Outcome::default() },
            None => Outcome::default(),
        }
    }

    fn found(&mut self, hit: Option<Hit>, wrapped: bool, size: Size) -> Outcome {
        let doc = self.doc.clone();
        let Some(search) = self.search_mut() else { return Outcome::default() };
        search.runs = false;
        let Some(hit) = hit else {
            let text = search.text.clone();
            return Outcome::says(match (&self.reader, doc.state()) {
                (Some(_), _) => format!("{text} is not in this value."),
                (None, State::Complete) => format!("{text} is nowhere in the document."),
                (None, State::Growing) => format!("{text} is nowhere in what was read so far."),
            });
        };
        search.went_to(hit.range.clone(), &doc);
        let work = search.count(&doc).into_iter().collect();
        match &mut self.reader {
            Some(reader) => reader.show(&doc, hit.range.start, size),
            None => {
                self.jump_to(hit.node);
                if let Some(table) = &mut self.table {
                    table.follow(&doc, hit.node);
                }
            }
        }
        let says = wrapped.then(|| "The search went on from the other end.".to_owned());
        Outcome { says, work, ..Outcome::default() }
    }

    /// What was looked for elsewhere was stopped.
    pub fn stopped(&mut self) {
        if let Some(search) = self.search_mut() {
            search.runs = false;
        }
    }

    /// Takes in what work has come to.
    pub fn take(&mut self, done: Done, size: Size) -> Outcome {
        self.changed();
        let here = self.search().map(|search| search.id);
        match done {
            Done::Found(id, hit, wrapped) if here == Some(id) => {
                let outcome = self.found(hit, wrapped, size);
                if self.reader.is_none() {
                    self.settle(size);
                    self.pan_to_hit(size);
                }
                return outcome;
            }
            Done::Counted(id, hits) => {
                let doc = self.doc.clone();
                let known = [self.search.as_mut(), self.reader.as_mut().and_then(|r| r.search.as_mut())];
                if let Some(search) = known.into_iter().flatten().find(|search| search.id == id) {
                    search.counted(hits, &doc);
                }
            }
            // One searched for something else meanwhile, or reads a value.
            Done::Found(id, ..) => {
                if let Some(search) = self.search.as_mut().filter(|search| search.id == id) {
                    search.runs = false;
                }
            }
            Done::Followed(followed) => return self.followed(followed, size),
            Done::Says(words) => return Outcome::says(words),
            Done::Characters(range, count) => {
                if let Some(reader) = self.reader.as_mut().filter(|reader| reader.range() == range) {
                    reader.characters = Some(count);
                }
            }
            Done::Twins(doc, twice) => self.mark_twins(&doc, &twice),
            Done::Ways(..) | Done::Taken(..) | Done::Stopped => {}
        }
        Outcome::default()
    }

    /// `hit 2 of 741`, or how far it is known.
    pub fn hit_words(&self) -> Option<String> {
        self.search().map(Search::words)
    }
}

fn count(n: usize) -> String {
    crate::text::numbers::count(n as u64)
}
