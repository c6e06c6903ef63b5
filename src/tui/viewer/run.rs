//! The loop: wait, update, do, draw. The only file of the viewer that knows the terminal.

use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;

use super::jobs::Jobs;
use super::paint::Painter;
use super::state::{Effect, Event, Next, Shown, Viewer};
use crate::client::clock::Stopwatch;
use crate::json::Doc;
use crate::store::open::{self, Source};
use crate::trouble::{Exit, Trouble};
use crate::tui::children::Programs;
use crate::tui::effect::MouseAct;
use crate::tui::errands::{Errand, FIND};
use crate::tui::input::{Came, Heard, Hearing, Input, too_much};
use crate::tui::json_desk::{Desk, PAUSE_MS};
use crate::tui::keymap::Keymap;
use crate::tui::terminal::{self, COPY_LIMIT, Kind, Out, Terminal};
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
    /// What the terminal can be trusted with.
    pub terminal: Kind,
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

/// How long a frame waits for a search that a key began, in milliseconds: a hit that is found by then is shown
/// at once, by one frame rather than two.
const PATIENCE: u64 = 12;
/// Events that one frame may take in.
const AT_ONCE: usize = 1000;

/// Views one document, or compares two.
pub fn run(sources: Vec<Source>, start: Start) -> Result<Exit, Trouble> {
    let (sender, nexts) = channel();
    let mut jobs = Jobs::new(sender.clone(), start.programs.own.clone());
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
    let ended = sender.clone();
    terminal::watch(start.out, move || ended.send(Next::Came(Came::End)).is_ok())?;
    let terminal = Terminal::hold_bare(start.out, start.mouse, &painter.frame(&viewer))?;
    let hearing = Hearing::new(start.terminal.marks_pastes);
    let mut screen = Screen { terminal, painter, start, paths, hearing, sender, input: None };
    screen.listen()?;
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
    let done = turn(&mut viewer, &mut screen, &mut jobs, &nexts);
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

/// What was done in one turn.
#[derive(Default)]
struct Did {
    events: usize,
    /// A key or a paste was among them.
    typed: bool,
    /// A search was begun.
    finds: bool,
    /// The person leaves.
    quit: bool,
}

struct Screen {
    terminal: Terminal,
    painter: Painter,
    start: Start,
    paths: Vec<Option<PathBuf>>,
    hearing: Hearing,
    sender: Sender<Next>,
    input: Option<Input>,
}

fn turn(
    viewer: &mut Viewer,
    screen: &mut Screen,
    jobs: &mut Jobs,
    nexts: &Receiver<Next>,
) -> Result<Exit, Trouble> {
    // Since the last key, while the desk waits for a pause.
    let mut rest: Option<Stopwatch> = None;
    // What came while a search was waited for.
    let mut kept: Option<Next> = None;
    loop {
        let pause = rest.as_ref().map(|since| Duration::from_millis(PAUSE_MS.saturating_sub(since.ms())));
        let first = match (kept.take(), pause) {
            (Some(kept), _) => Some(kept),
            (None, Some(pause)) => nexts.recv_timeout(pause).ok(),
            (None, None) => nexts.recv().ok(),
        };
        let mut did = Did::default();
        for next in first.into_iter().chain(nexts.try_iter()) {
            match next {
                Next::Event(event) => screen.take(event, viewer, jobs, &mut did)?,
                Next::Came(Came::Together(what)) => {
                    for heard in screen.hearing.hear(what, || viewer.spot()) {
                        if let Some(event) = screen.read(heard).filter(|_| !did.quit) {
                            screen.take(event, viewer, jobs, &mut did)?;
                        }
                    }
                }
                Next::Came(Came::Gone | Came::End) => return Ok(Exit::Interrupted),
            }
            if did.events >= AT_ONCE || did.quit {
                break;
            }
        }
        if rest.as_ref().is_some_and(|since| since.ms() >= PAUSE_MS) && !did.typed {
            screen.take(Event::Rested, viewer, jobs, &mut did)?;
            rest = None;
        }
        if did.quit {
            return Ok(Exit::Done);
        }
        if did.events == 0 {
            continue;
        }
        if did.typed {
            rest = None;
        }
        let since = Stopwatch::start();
        while did.finds && viewer.pane().is_searching() {
            let left = Duration::from_millis(PATIENCE.saturating_sub(since.ms()));
            match nexts.recv_timeout(left) {
                Ok(Next::Event(event)) => {
                    for effect in viewer.update(event) {
                        screen.carry_out(effect, viewer, jobs)?;
                    }
                }
                Ok(came) => {
                    kept = Some(came);
                    break;
                }
                Err(_) => break,
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

impl Screen {
    fn draw(&mut self, viewer: &Viewer) -> Result<(), Trouble> {
        self.terminal.put(&self.painter.frame(viewer))
    }

    /// Reads the keys again.
    fn listen(&mut self) -> Result<(), Trouble> {
        let sender = self.sender.clone();
        self.input = Some(terminal::listen(move |came| sender.send(Next::Came(came)).is_ok())?);
        Ok(())
    }

    /// Tells the viewer, and does what it wants.
    fn take(
        &mut self,
        event: Event,
        viewer: &mut Viewer,
        jobs: &mut Jobs,
        did: &mut Did,
    ) -> Result<(), Trouble> {
        did.events += 1;
        did.typed |= matches!(event, Event::Key(_) | Event::Paste(_));
        for effect in viewer.update(event) {
            did.quit |= matches!(effect, Effect::Quit);
            did.finds |= matches!(&effect, Effect::Errand(_, errand) if errand.name() == FIND);
            self.carry_out(effect, viewer, jobs)?;
        }
        Ok(())
    }

    fn read(&mut self, heard: Heard) -> Option<Event> {
        Some(match heard {
            Heard::Key(key) => Event::Key(key),
            Heard::Paste(text) => Event::Paste(text),
            Heard::TooMuch(bytes) => Event::Says(too_much(bytes)),
            Heard::Resize(width, height) => Event::Resize(width, height),
            Heard::Mouse(mouse) => match mouse.act {
                MouseAct::Press => Event::Click(mouse.x, mouse.y),
                MouseAct::WheelDown => Event::Wheel(3),
                MouseAct::WheelUp => Event::Wheel(-3),
            },
            Heard::Background(background) => {
                self.painter.set_look(self.start.look.on(background));
                return None;
            }
            Heard::Drag => return None,
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
                let takes = self.start.terminal.copies;
                let text = Some(&bytes).filter(|bytes| takes && bytes.len() <= COPY_LIMIT);
                let text = text.and_then(|bytes| std::str::from_utf8(bytes).ok());
                if let Some(text) = text {
                    self.terminal.copy(text);
                }
                let by_terminal = text.is_some();
                jobs.errand(viewer.active, Errand::Copy { name, bytes, by_terminal });
            }
            Effect::Lend(what) => {
                // What reads the keys must not read those of the other program.
                self.input = None;
                let words = self.terminal.lend(|| self.start.programs.lend(&what))?;
                self.listen()?;
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
