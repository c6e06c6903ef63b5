//! The only loop: wait, update, do what the effects say, draw. Everything long runs beside it as a task; asking
//! again in a slot stops the task before.

use std::collections::HashMap;
use std::time::Duration;

use crossterm::event::{self as term, EventStream, MouseButton, MouseEventKind};
use futures_util::StreamExt;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::app::{App, Manner, Start};
use super::children::{Lend, Programs};
use super::effect::{Effect, Event, Mouse, MouseAct, Slot};
use super::keymap::Key;
use super::perform::World;
use super::terminal::{self, Answers, Terminal, Took};
use crate::client::clock;
use crate::trouble::{Exit, Trouble};

/// How many events may wait before those who send them wait themselves.
pub const EVENTS: usize = 1024;
/// How often time is told while something on the screen moves.
const TICK: Duration = Duration::from_millis(100);
/// How long the end waits for something that is being stored.
const STORING: Duration = Duration::from_secs(5);
/// Held keys are taken together up to that long, then a frame is drawn.
const TOGETHER: Duration = Duration::from_millis(8);
/// For a key that is there already. Not zero: in no time crossterm does not look.
const NOW: Duration = Duration::from_micros(5);

/// Runs the screens until the person leaves. Colours follow the terminal's background where that is wished.
pub async fn run(
    start: Start,
    (manner, follows_background): (Manner, bool),
    (mut terminal, programs): (Terminal, Programs),
    world: World,
    mut events: mpsc::Receiver<Event>,
    sender: mpsc::Sender<Event>,
) -> Result<Exit, Trouble> {
    let size = terminal::size();
    let (mut app, effects) = App::start(start, manner, size, clock::now());
    let mut running = Running::default();
    draw(&mut terminal, &app)?;
    let (mut quit, _) = perform_all(effects, &mut running, &world, &sender, &mut terminal);
    let mut input = EventStream::new();
    let mut answers = Answers::default();
    if follows_background {
        terminal.ask_background();
    }
    let mut tick = tokio::time::interval(TICK);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
    let mut ends = terminal.ends()?;
    while !quit {
        let first = tokio::select! {
            biased;
            came = input.next() => match came {
                Some(Ok(event)) => read(event, &mut answers),
                // The terminal is gone: there is nobody to ask.
                Some(Err(_)) | None => break,
            },
            _ = ends.recv() => break,
            Some(event) = events.recv() => vec![event],
            _ = tick.tick(), if app.is_moving() => vec![Event::Tick(clock::now())],
        };
        let mut effects = Vec::new();
        first.into_iter().for_each(|event| effects.extend(app.update(event, clock::now())));
        // What came meanwhile goes into the same frame.
        let until = tokio::time::Instant::now() + TOGETHER;
        while tokio::time::Instant::now() < until {
            // The stream gives one key at a time, each by way of its thread; here all are taken at once. While
            // that thread looks itself, this looks at nothing.
            let more = match term::poll(NOW) {
                Ok(true) => term::read().map_or_else(|_| Vec::new(), |event| read(event, &mut answers)),
                _ => match events.try_recv() {
                    Ok(event) => vec![event],
                    Err(_) => break,
                },
            };
            more.into_iter().for_each(|event| effects.extend(app.update(event, clock::now())));
        }
        let lent;
        (quit, lent) = perform_all(effects, &mut running, &world, &sender, &mut terminal);
        if let Some(what) = lent {
            // What reads the keys must not read those of the other program.
            drop(input);
            if let Some(words) = terminal.lend(|| programs.lend(&what))? {
                app.update(Event::Says(words), clock::now());
            }
            // The window may have another size by now.
            let (columns, rows) = terminal::size();
            app.update(Event::Resize(columns, rows), clock::now());
            input = EventStream::new();
        }
        if !quit {
            draw(&mut terminal, &app)?;
        }
    }
    running.end().await;
    drop(terminal);
    world.end().await;
    Ok(Exit::Done)
}

fn draw(terminal: &mut Terminal, app: &App) -> Result<(), Trouble> {
    terminal.draw(|area, buf| app.view(area, buf))
}

/// What runs beside the loop.
#[derive(Default)]
struct Running {
    /// By what awaits it; stopped when nothing does any more.
    asked: HashMap<Slot, JoinHandle<()>>,
    /// What puts something into the stores: half of it would be worse than none, so it is never stopped.
    storing: Vec<JoinHandle<()>>,
}

impl Running {
    fn forget_finished(&mut self) {
        self.asked.retain(|_, task| !task.is_finished());
        self.storing.retain(|task| !task.is_finished());
    }

    /// Stops what can be stopped and waits for what can't.
    async fn end(self) {
        self.asked.into_values().for_each(|task| task.abort());
        for task in self.storing {
            let _ = tokio::time::timeout(STORING, task).await;
        }
    }
}

/// Does what the effects say; whether the program is to end, and for what the terminal is to be lent.
fn perform_all(
    effects: Vec<Effect>,
    running: &mut Running,
    world: &World,
    sender: &mpsc::Sender<Event>,
    terminal: &mut Terminal,
) -> (bool, Option<Lend>) {
    running.forget_finished();
    let mut lent = None;
    for effect in effects {
        match effect {
            Effect::Ask(ticket, ask) => {
                let (world, sender) = (world.clone(), sender.clone());
                let stores = ask.stores();
                let task = tokio::spawn(async move {
                    let answer = world.perform(ticket, ask).await;
                    let _ = sender.send(Event::Answer(ticket, Box::new(answer))).await;
                });
                if stores {
                    running.storing.push(task);
                } else if let Some(former) = running.asked.insert(ticket.slot, task) {
                    former.abort();
                }
            }
            Effect::Drop(slot) => {
                if let Some(task) = running.asked.remove(&slot) {
                    task.abort();
                }
            }
            Effect::Copy(text) => terminal.copy(&text),
            Effect::Lend(what) => lent = Some(what),
            Effect::Suspend => {
                // Where the terminal can't be taken again the next frame says so.
                let _ = terminal.suspend();
            }
            Effect::Redraw => terminal.redraw(),
            Effect::Quit => return (true, None),
        }
    }
    (false, lent)
}

/// A terminal's event as ours; nothing for what means nothing here.
fn read(event: term::Event, answers: &mut Answers) -> Vec<Event> {
    match event {
        term::Event::Key(key) if key.kind != term::KeyEventKind::Release => match answers.take(key) {
            Took::Key(key) => Key::read(key).map(Event::Key).into_iter().collect(),
            Took::Piece => Vec::new(),
            Took::Background(background) => vec![Event::Background(background)],
        },
        term::Event::Paste(text) => vec![Event::Paste(text)],
        term::Event::Resize(columns, rows) => vec![Event::Resize(columns, rows)],
        term::Event::Mouse(mouse) => {
            let act = match mouse.kind {
                MouseEventKind::Down(MouseButton::Left) => MouseAct::Press,
                MouseEventKind::ScrollUp => MouseAct::WheelUp,
                MouseEventKind::ScrollDown => MouseAct::WheelDown,
                MouseEventKind::Drag(MouseButton::Left) => return vec![Event::Drag],
                _ => return Vec::new(),
            };
            vec![Event::Mouse(Mouse { x: mouse.column, y: mouse.row, act })]
        }
        _ => Vec::new(),
    }
}
