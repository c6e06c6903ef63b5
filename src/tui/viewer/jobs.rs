//! What takes long, on threads of its own. Each tells what came of it by an event; each can be stopped.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::mpsc::Sender;

use super::state::{Event, Next};
use crate::json::memory::Room;
use crate::json::{Doc, Folds, Stop, compare};
use crate::store::open::Source;
use crate::tui::errands::Errand;

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

/// Up to this size all that came of a pipe is shown whenever nothing comes; above it when it is an eighth more.
const SMALL: usize = 16 << 20;

/// A document that is being read.
#[derive(Clone, Debug, Default)]
struct Reading {
    stop: Stop,
    /// The document is read anew: nothing more is told of this time.
    over: Stop,
}

/// The threads' way back to the loop, and what is under way.
#[derive(Debug)]
pub(super) struct Jobs {
    pub(super) events: Sender<Next>,
    /// The program itself, for filters in a process of their own.
    pub(super) program: Option<PathBuf>,
    readings: HashMap<usize, Reading>,
    comparing: Stop,
    /// What was run last under each name.
    errands: HashMap<&'static str, Stop>,
}

impl Jobs {
    pub(super) fn new(events: Sender<Next>, program: Option<PathBuf>) -> Self {
        Self {
            events,
            program,
            readings: HashMap::new(),
            comparing: Stop::default(),
            errands: HashMap::new(),
        }
    }

    /// Runs a job, which is handed what tells the loop.
    fn start(&self, name: &str, job: impl FnOnce(&dyn Fn(Event)) + Send + 'static) {
        let events = self.events.clone();
        let job = move || job(&|event| drop(events.send(Next::Event(event))));
        if std::thread::Builder::new().name(name.into()).spawn(job).is_err() {
            let _ = self.events.send(Next::Event(Event::Says("The system starts no more threads.".into())));
        }
    }

    pub(super) fn stop_reading(&self) {
        self.readings.values().for_each(|reading| reading.stop.set());
    }

    /// Reads the rest of a source and indexes it. `before` is what it takes the place of, with its folds.
    pub(super) fn load(&mut self, at: usize, source: Source, begun: Vec<u8>, before: Option<(Doc, Folds)>) {
        let reading = Reading::default();
        if let Some(former) = self.readings.insert(at, reading.clone()) {
            former.over.set();
            former.stop.set();
        }
        self.start("reading", move |send| {
            let huge = source.size.is_none_or(|size| size >= HUGE);
            let mut stages = STAGES.into_iter().filter(|_| huge).peekable();
            let (mut told, mut shown, mut held) = (0, begun.len(), begun.len());
            let mut former = before;
            let mut tell = |doc: Doc, is_whole: bool, ended: Option<String>| {
                if !reading.over.is_set() {
                    let former = former.take();
                    let folds = match &former {
                        Some((before, folds)) => folds.carried(before, &doc),
                        None => Folds::none(&doc),
                    };
                    let anew = former.is_some();
                    send(Event::Loaded(at, Loaded { doc, folds, is_whole, anew, ended }));
                }
            };
            let (bytes, ended) = source.rest(begun, |so_far| {
                let lull = so_far.len() == held;
                held = so_far.len();
                if so_far.len() - told >= 1 << 20 || told == 0 || (lull && so_far.len() > told) {
                    told = so_far.len();
                    if !reading.over.is_set() {
                        send(Event::Read(at, told as u64));
                    }
                }
                let more = so_far.len() - shown;
                let due = lull && more > 0 && (held <= SMALL || more >= held / 8);
                if due || stages.peek().is_some_and(|stage| so_far.len() >= *stage) {
                    while stages.next_if(|stage| so_far.len() >= *stage).is_some() {}
                    shown = so_far.len();
                    tell(Doc::beginning(Room::copy_of(so_far)), false, None);
                }
                reading.stop.is_set()
            });
            // What was stopped or cut off is shown to its last byte, and that it ends there is said.
            tell(Doc::from_bytes(bytes), true, ended.words());
        });
    }

    /// Runs an errand of a document; what ran before under its name is stopped.
    pub(super) fn errand(&mut self, at: usize, errand: Errand) {
        let stop = Stop::default();
        if let Some(former) = self.errands.insert(errand.name(), stop.clone()) {
            // Half a file would be worse than two.
            if !errand.stores() {
                former.set();
            }
        }
        let program = self.program.clone();
        self.start(errand.name(), move |send| {
            send(Event::Brought(at, errand.run(program.as_deref(), &stop)));
        });
    }

    pub(super) fn stop(&self, name: &str) {
        if let Some(stop) = self.errands.get(name) {
            stop.set();
        }
    }

    pub(super) fn compare(&mut self, left: &Doc, right: &Doc) {
        self.comparing.set();
        self.comparing = Stop::default();
        let (left, right, stop) = (left.clone(), right.clone(), self.comparing.clone());
        self.start("compare", move |send| {
            if let Some(found) = compare(&left, &right, &stop) {
                send(Event::Compared(found, [left, right]));
            }
        });
    }
}

#[cfg(all(test, unix))] // a pipe with a name is made by mkfifo
mod tests {
    use std::sync::mpsc::channel;

    use bytes::Bytes;

    use super::*;

    /// A pipe that gives nothing as long as nobody opens its other end.
    #[test]
    fn a_document_that_is_read_again_is_told_by_its_last_reading_alone() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let (sender, events) = channel();
        let mut jobs = Jobs::new(sender, None);
        // It ends by being stopped, once the second is asked for, and then would tell what it has: nothing.
        jobs.load(0, Source::file(&pipe).unwrap(), b"[1, ".to_vec(), None);
        let before = Doc::beginning(Bytes::from_static(b"[1, "));
        let folds = Folds::none(&before);
        let source = Source::bytes("a.json", Bytes::from_static(b"[2]"));
        jobs.load(0, source, Vec::new(), Some((before, folds)));
        // Other documents are not concerned.
        jobs.load(1, Source::bytes("b.json", Bytes::from_static(b"[3]")), Vec::new(), None);
        // Once nobody is left who could tell anything, all was told.
        drop(jobs);
        let mut told: Vec<_> = events
            .iter()
            .filter_map(|next| match next {
                Next::Event(Event::Loaded(at, loaded)) => Some((at, loaded.doc.bytes().clone(), loaded.anew)),
                _ => None,
            })
            .collect();
        told.sort();
        assert_eq!(told, [(0, Bytes::from_static(b"[2]"), true), (1, Bytes::from_static(b"[3]"), false)]);
    }
}
