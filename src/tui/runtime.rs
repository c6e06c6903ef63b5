//! The only loop: wait, update, do what the effects say, draw. Everything long runs beside it as a task; asking
//! again in a slot stops the task before.

use std::collections::HashMap;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::app::{App, Manner, Start};
use super::children::{Lend, Programs};
use super::effect::{Effect, Event, Slot};
use super::input::{Came, Hearing, Raw};
use super::perform::World;
use super::terminal::{self, Terminal};
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

/// Runs the screens until the person leaves. Colours follow the terminal's background where that is wished.
pub async fn run(
    start: Start,
    (manner, follows_background): (Manner, bool),
    (mut terminal, programs): (Terminal, Programs),
    world: World,
    mut events: mpsc::Receiver<Event>,
    sender: mpsc::Sender<Event>,
) -> Result<Exit, Trouble> {
    // What comes from the person and what comes from outside, in its order.
    let (came, mut comes) = mpsc::unbounded_channel();
    let ended = came.clone();
    terminal::watch(terminal.out(), move || ended.send(Came::End).is_ok())?;
    let size = terminal::size();
    let mut hearing = Hearing::new(manner.terminal.marks_pastes);
    let (mut app, effects) = App::start(start, manner, size, clock::now());
    let mut running = Running::default();
    draw(&mut terminal, &app)?;
    let (mut quit, _) = perform_all(effects, &mut running, &world, &sender, &mut terminal);
    let read = || {
        let came = came.clone();
        terminal::listen(move |what| came.send(what).is_ok())
    };
    let mut input = Some(read()?);
    if follows_background {
        terminal.ask_background();
    }
    let mut tick = tokio::time::interval(TICK);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
    let mut exit = Exit::Done;
    while !quit {
        let mut next = tokio::select! {
            biased;
            Some(came) = comes.recv() => Next::Came(came),
            Some(event) = events.recv() => Next::Event(event),
            _ = tick.tick(), if app.is_moving() => Next::Event(Event::Tick(clock::now())),
        };
        let mut effects = Vec::new();
        // What came meanwhile goes into the same frame.
        let until = tokio::time::Instant::now() + TOGETHER;
        loop {
            match next {
                Next::Event(event) => effects.extend(app.update(event, clock::now())),
                Next::Came(Came::Together(what)) => effects.extend(heard(&mut app, &mut hearing, what)),
                // Nobody is there to ask.
                Next::Came(Came::Gone | Came::End) => {
                    exit = Exit::Interrupted;
                    break;
                }
            }
            if tokio::time::Instant::now() >= until {
                break;
            }
            next = match (comes.try_recv(), events.is_empty()) {
                (Ok(came), _) => Next::Came(came),
                (Err(_), false) => match events.try_recv() {
                    Ok(event) => Next::Event(event),
                    Err(_) => break,
                },
                (Err(_), true) => break,
            };
        }
        if exit == Exit::Interrupted {
            break;
        }
        let lent;
        (quit, lent) = perform_all(effects, &mut running, &world, &sender, &mut terminal);
        if let Some(what) = lent {
            // What reads the keys must not read those of the other program.
            drop(input.take());
            if let Some(words) = terminal.lend(|| programs.lend(&what))? {
                app.update(Event::Says(words), clock::now());
            }
            // The window may have another size by now.
            let (columns, rows) = terminal::size();
            app.update(Event::Resize(columns, rows), clock::now());
            input = Some(read()?);
        }
        if !quit {
            draw(&mut terminal, &app)?;
        }
    }
    drop(input);
    running.end().await;
    drop(terminal);
    world.end().await;
    Ok(exit)
}

/// What the loop takes up next.
enum Next {
    Came(Came),
    Event(Event),
}

/// What a person did, told to the app.
fn heard(app: &mut App, hearing: &mut Hearing, what: Vec<Raw>) -> Vec<Effect> {
    let did = hearing.hear(what, || app.spot());
    did.into_iter().flat_map(|did| app.update(did.into(), clock::now())).collect()
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
