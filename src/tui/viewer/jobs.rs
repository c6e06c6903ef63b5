//! What takes long, on threads of its own. Each tells what came of it by an event; each can be stopped.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::Sender;

use bytes::Bytes;

use super::children;
use super::state::Event;
use crate::json::{Doc, Folds, Stop, compare};
use crate::store::open::{Ended, Source};
use crate::text::numbers;
use crate::tui::widgets::json_pane::Work;

/// More of a document.
#[derive(Debug)]
pub(super) struct Loaded {
    pub(super) doc: Doc,
    pub(super) folds: Folds,
    /// All of it is here.
    pub(super) is_whole: bool,
    /// It takes the place of another one, rather than going on with it.
    pub(super) anew: bool,
    /// How reading ended, where not well.
    pub(super) ended: Option<String>,
}

/// From this size on a file is shown once more on the way: everything is copied for that.
const HUGE: u64 = 512 << 20;
/// Sizes at which what came so far is shown.
const STAGES: [usize; 4] = [1, 1 << 20, 16 << 20, 256 << 20];

/// The threads' way back to the loop, and what is under way.
#[derive(Debug)]
pub(super) struct Jobs {
    pub(super) events: Sender<Event>,
    /// The program itself, for filters in a process of their own.
    pub(super) program: Option<PathBuf>,
    reading: Stop,
    work: Stop,
    filter: Stop,
    /// Counts what is under way: each job holds a clone.
    alive: Arc<()>,
}

impl Jobs {
    pub(super) fn new(events: Sender<Event>, program: Option<PathBuf>) -> Self {
        Self {
            events,
            program,
            reading: Stop::default(),
            work: Stop::default(),
            filter: Stop::default(),
            alive: Arc::new(()),
        }
    }

    /// Whether anything is under way.
    pub(super) fn run(&self) -> bool {
        Arc::strong_count(&self.alive) > 1
    }

    fn start(&self, name: &str, job: impl FnOnce(&Sender<Event>) + Send + 'static) {
        let (events, alive) = (self.events.clone(), Arc::clone(&self.alive));
        let job = move || {
            job(&events);
            drop(alive);
        };
        if std::thread::Builder::new().name(name.into()).spawn(job).is_err() {
            let _ = self.events.send(Event::Says("The system starts no more threads.".into()));
        }
    }

    pub(super) fn stop_reading(&self) {
        self.reading.set();
    }

    pub(super) fn stop_filter(&self) {
        self.filter.set();
    }

    /// Reads the rest of a source and indexes it.
    pub(super) fn load(&mut self, at: usize, source: Source, begun: Vec<u8>, anew: bool) {
        if anew {
            self.reading = Stop::default();
        }
        let stop = self.reading.clone();
        self.start("reading", move |events| {
            let huge = source.size.is_none_or(|size| size >= HUGE);
            let mut stages = STAGES.into_iter().filter(|_| huge).peekable();
            let mut told = 0;
            let mut anew = anew;
            let (bytes, ended) = source.rest(begun, |so_far| {
                if so_far.len() - told >= 1 << 20 || told == 0 {
                    told = so_far.len();
                    let _ = events.send(Event::Read(at, told as u64));
                }
                if stages.peek().is_some_and(|stage| so_far.len() >= *stage) {
                    while stages.next_if(|stage| so_far.len() >= *stage).is_some() {}
                    let doc = Doc::beginning(Bytes::copy_from_slice(so_far));
                    tell(events, at, doc, false, std::mem::take(&mut anew), None);
                }
                stop.is_set()
            });
            // Of what was stopped or cut off the end is known to be missing: no fault of the document.
            let doc = match ended {
                Ended::Whole | Ended::Grew(_) => Doc::from_bytes(bytes),
                _ => Doc::beginning(bytes),
            };
            tell(events, at, doc, true, anew, ended.words());
        });
    }

    /// Runs work for a pane; what ran before is stopped.
    pub(super) fn work(&mut self, turn: u32, work: Vec<Work>, doc: &Doc) {
        self.work.set();
        self.work = Stop::default();
        for work in work {
            let (stop, doc) = (self.work.clone(), doc.clone());
            self.start("search", move |events| {
                let done = work.run(&doc, &stop);
                let _ = events.send(Event::Done(turn, done));
            });
        }
    }

    pub(super) fn filter(&mut self, turn: u32, filter: String, json: Bytes) {
        self.filter.set();
        self.filter = Stop::default();
        let (stop, program) = (self.filter.clone(), self.program.clone());
        self.start("filter", move |events| {
            let given = match program {
                Some(program) => children::filter(&program, &filter, json, &stop),
                None => Err("the program can't be started a second time".into()),
            };
            let _ = events.send(Event::Filtered(turn, given));
        });
    }

    pub(super) fn compare(&self, left: &Doc, right: &Doc) {
        let (left, right, stop) = (left.clone(), right.clone(), self.reading.clone());
        self.start("compare", move |events| {
            if let Some(found) = compare(&left, &right, &stop) {
                let _ = events.send(Event::Compared(found));
            }
        });
    }

    /// Copies by a program of the system. `by_terminal`: the terminal was told as well.
    pub(super) fn copy(&self, bytes: Bytes, name: &'static str, by_terminal: bool) {
        self.start("copy", move |events| {
            let size = numbers::bytes(bytes.len() as u64);
            let says = match (children::copy(&bytes), by_terminal) {
                (Some(program), _) => format!("Copied: {name}, {size}, by {program}."),
                (None, true) => {
                    format!("Copied: {name}, {size}, by the terminal (OSC 52). Some terminals refuse it without saying so.")
                }
                (None, false) => format!("{size} are more than terminals take. x saves them to a file."),
            };
            let _ = events.send(Event::Says(says));
        });
    }
}

fn tell(events: &Sender<Event>, at: usize, doc: Doc, is_whole: bool, anew: bool, ended: Option<String>) {
    let folds = Folds::none(&doc);
    let _ = events.send(Event::Loaded(at, Loaded { doc, folds, is_whole, anew, ended }));
}
