//! The loop: wait, update, do, draw. The only file of the viewer that knows the terminal.

use std::collections::VecDeque;
use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use bytes::Bytes;
use crossterm::event::{self, Event as Raw, KeyEventKind, MouseButton, MouseEventKind};
use jiff::Timestamp;

use super::jobs::Jobs;
use super::paint::Painter;
use super::state::{Effect, Event, Shown, Viewer};
use crate::client::clock::Stopwatch;
use crate::json::Doc;
use crate::store::open::{self, Source};
use crate::trouble::{Exit, Trouble};
use crate::tui::children::Programs;
use crate::tui::errands::{Errand, FIND};
use crate::tui::json_desk::{Desk, PAUSE_MS};
use crate::tui::keymap::{Key, Keymap};
use crate::tui::terminal::{self, Answers, COPY_LIMIT, Out, Terminal, Took};
use crate::tui::theme::Look;
use crate::tui::widgets::json_pane::{JsonPane, Notes};

/// What the viewer is started with.
#[derive(Debug)]
pub struct Start {
    /// Where the screen is drawn to.
    pub out: Out,
    /// How this terminal shows what is drawn.
    pub look: Look,
    /// The look is another one where the terminal says that its background is.
    pub follows_background: bool,
    /// Clicks and the wheel come here.
    pub mouse: bool,
    /// The keys.
    pub keys: Keymap,
    /// What is to be said first.
    pub says: Option<String>,
    /// The programs that a document is handed to.
    pub programs: Programs,
    /// The time now.
    pub now: Option<Timestamp>,
}

/// How long the loop waits for a key while something is under way, before it looks what came. crossterm waits for
/// whole milliseconds and goes round and round for the rest of the time (its `event/source/unix/tty.rs`), so
/// that the rest is little.
const SOON: Duration = Duration::from_micros(2100);
/// For a key that is there already. Not zero: in no time crossterm does not look.
const NOW: Duration = Duration::from_micros(5);
/// How long otherwise: nothing but keys can come then.
const LATER: Duration = Duration::from_secs(3600);
/// How long a frame waits for a search that a key began, in milliseconds: a hit that is found by then is shown
/// at once, by one frame rather than two.
const PATIENCE: u64 = 12;
/// Events that one frame may take in.
const AT_ONCE: usize = 1000;

/// Views one document, or compares two.
pub fn run(sources: Vec<Source>, start: Start) -> Result<Exit, Trouble> {
    let (sender, events) = channel();
    let mut jobs = Jobs::new(sender, start.programs.own.clone());
    let mut shown = Vec::new();
    let mut rest = Vec::new();
    let paths: Vec<Option<PathBuf>> = sources.iter().map(|source| source.path.clone()).collect();
    for (at, source) in sources.into_iter().enumerate() {
        let (document, more) = first_look(source)?;
        shown.push(document);
        rest.extend(more.map(|(source, begun)| (at, source, begun)));
    }
    terminal::catch_panics(start.out);
    let mut viewer = Viewer::new(shown, terminal::size()).with_keys(start.keys.clone());
    viewer.says.clone_from(&start.says);
    let mut painter = Painter::new(start.look.clone(), Notes { now: start.now });
    let terminal = Terminal::hold_bare(start.out, start.mouse, &painter.frame(&viewer))?;
    let mut screen = Screen { terminal, painter, start, paths, answers: Answers::default() };
    // Only now, with the first screen out, begins what takes time.
    for (at, source, begun) in rest {
        jobs.load(at, source, begun, None);
    }
    if viewer.shown.len() == 2 && viewer.shown.iter().all(|shown| shown.is_whole) {
        jobs.compare(viewer.shown[0].desk.document().doc(), viewer.shown[1].desk.document().doc());
    }
    if screen.start.follows_background {
        screen.terminal.ask_background();
    }
    let _signals = terminal::end_on_signals(screen.start.out);
    let done = turn(&mut viewer, &mut screen, &mut jobs, &events);
    drop(screen);
    // The system takes gigabytes back at once; taking them apart here would be felt.
    std::mem::forget(viewer);
    done
}

/// What is left to read, behind a beginning that was read.
pub(super) type Rest = (Source, Vec<u8>);

/// The first 64 KiB, and what is left to read.
pub(super) fn first_look(mut source: Source) -> Result<(Shown, Option<Rest>), Trouble> {
    let unreadable = |error: io::Error| {
        Trouble::new(
            Exit::Usage,
            "view.unreadable",
            format!("The file can't be read: {}.", open::reason(&error)),
        )
    };
    let begun = if source.is_at_hand() { source.beginning().map_err(unreadable)? } else { Vec::new() };
    let is_whole = source.size.is_some_and(|size| size <= begun.len() as u64);
    let bytes = Bytes::from(begun.clone());
    let doc = if is_whole { Doc::from_bytes(bytes) } else { Doc::beginning(bytes) };
    let shown = Shown {
        name: source.name.clone(),
        desk: Desk::new(&source.name, JsonPane::new(doc)),
        size: source.size,
        read: begun.len() as u64,
        is_whole,
        ended: None,
    };
    Ok((shown, (!is_whole).then_some((source, begun))))
}

struct Screen {
    terminal: Terminal,
    painter: Painter,
    start: Start,
    paths: Vec<Option<PathBuf>>,
    answers: Answers,
}

fn turn(
    viewer: &mut Viewer,
    screen: &mut Screen,
    jobs: &mut Jobs,
    events: &Receiver<Event>,
) -> Result<Exit, Trouble> {
    // Since the last key, while the desk waits for a pause.
    let mut rest: Option<Stopwatch> = None;
    loop {
        // First whether anything runs, then what came of it: a job tells before it ends, so that nothing can
        // come once none runs.
        let limit = if jobs.run() { SOON } else { LATER };
        let mut came: VecDeque<Event> = events.try_iter().collect();
        let pause = rest.as_ref().map(|since| Duration::from_millis(PAUSE_MS.saturating_sub(since.ms())));
        let limit = pause.map_or(limit, |pause| limit.min(pause));
        let limit = if came.is_empty() { limit } else { NOW };
        if event::poll(limit).map_err(|error| gone(&error))? {
            while came.len() < AT_ONCE {
                let raw = event::read().map_err(|error| gone(&error))?;
                came.extend(screen.read(raw));
                if !event::poll(NOW).map_err(|error| gone(&error))? {
                    break;
                }
            }
        }
        if rest.as_ref().is_some_and(|since| since.ms() >= PAUSE_MS)
            && !came.iter().any(|event| matches!(event, Event::Key(_) | Event::Paste(_)))
        {
            came.push_back(Event::Rested);
        }
        if came.is_empty() {
            continue;
        }
        let mut finds = false;
        for event in came {
            if matches!(event, Event::Key(_) | Event::Paste(_) | Event::Rested) {
                rest = None;
            }
            for effect in viewer.update(event) {
                if matches!(effect, Effect::Quit) {
                    return Ok(Exit::Done);
                }
                finds |= matches!(&effect, Effect::Errand(_, errand) if errand.name() == FIND);
                screen.carry_out(effect, viewer, jobs)?;
            }
        }
        let since = Stopwatch::start();
        while finds && viewer.pane().is_searching() {
            let left = Duration::from_millis(PATIENCE.saturating_sub(since.ms()));
            let Ok(event) = events.recv_timeout(left) else { break };
            for effect in viewer.update(event) {
                screen.carry_out(effect, viewer, jobs)?;
            }
        }
        if !viewer.desk().rests() {
            rest = None;
        } else if rest.is_none() {
            rest = Some(Stopwatch::start());
        }
        screen.draw(viewer)?;
    }
}

fn gone(error: &io::Error) -> Trouble {
    Trouble::new(Exit::Setup, "terminal.gone", format!("The terminal is gone: {error}."))
}

impl Screen {
    fn draw(&mut self, viewer: &Viewer) -> Result<(), Trouble> {
        self.terminal.put(&self.painter.frame(viewer))
    }

    fn read(&mut self, raw: Raw) -> Option<Event> {
        Some(match raw {
            Raw::Key(key) if key.kind != KeyEventKind::Release => match self.answers.take(key) {
                Took::Key(key) => Event::Key(Key::read(key)?),
                Took::Background(background) => {
                    self.painter.set_look(self.start.look.on(background));
                    return None;
                }
                Took::Piece => return None,
            },
            Raw::Paste(text) => Event::Paste(text),
            Raw::Resize(width, height) => Event::Resize(width, height),
            Raw::Mouse(mouse) => match mouse.kind {
                MouseEventKind::Down(MouseButton::Left) => Event::Click(mouse.column, mouse.row),
                MouseEventKind::ScrollDown => Event::Wheel(3),
                MouseEventKind::ScrollUp => Event::Wheel(-3),
                _ => return None,
            },
            _ => return None,
        })
    }

    fn carry_out(&mut self, effect: Effect, viewer: &mut Viewer, jobs: &mut Jobs) -> Result<(), Trouble> {
        match effect {
            Effect::Errand(at, errand) => jobs.errand(at, errand),
            Effect::Stop(name) => jobs.stop(name),
            Effect::StopReading => jobs.stop_reading(),
            Effect::Compare => {
                if let [left, right] = &viewer.shown[..] {
                    jobs.compare(left.desk.document().doc(), right.desk.document().doc());
                }
            }
            Effect::Copy(name, bytes) => {
                let text = Some(&bytes).filter(|bytes| bytes.len() <= COPY_LIMIT);
                let text = text.and_then(|bytes| std::str::from_utf8(bytes).ok());
                if let Some(text) = text {
                    self.terminal.copy(text);
                }
                let by_terminal = text.is_some();
                jobs.errand(viewer.active, Errand::Copy { name, bytes, by_terminal });
            }
            Effect::Lend(what) => {
                let words = self.terminal.lend(|| self.start.programs.lend(&what))?;
                viewer.says = words.or_else(|| viewer.says.take());
                self.anew(viewer);
            }
            Effect::Reload(at) => self.reload(at, viewer, jobs),
            Effect::Redraw => self.anew(viewer),
            Effect::Suspend => {
                self.terminal.suspend()?;
                self.anew(viewer);
            }
            Effect::Quit => {}
        }
        Ok(())
    }

    /// The next frame is drawn whole, at the size that the terminal has now.
    fn anew(&mut self, viewer: &mut Viewer) {
        viewer.screen = terminal::size();
        self.painter.forget();
    }

    fn reload(&mut self, at: usize, viewer: &mut Viewer, jobs: &mut Jobs) {
        let Some(Some(path)) = self.paths.get(at) else {
            viewer.says = Some("What came by a pipe can't be read again.".into());
            return;
        };
        match Source::file(path) {
            Ok(source) => {
                viewer.shown[at].is_whole = false;
                viewer.shown[at].size = source.size;
                viewer.shown[at].read = 0;
                let pane = viewer.shown[at].desk.document();
                let before = (pane.doc().clone(), pane.folds().clone());
                jobs.load(at, source, Vec::new(), Some(before));
            }
            Err(trouble) => viewer.says = Some(format!("{} What was read stays.", trouble.what)),
        }
    }
}
