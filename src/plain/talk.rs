//! The talk: a line is read, what it asks is carried out, what came of it is said. Work runs beside the reading of
//! signals, so that Ctrl-C stops it at any time; a line that is typed meanwhile waits for its turn.

use std::pin::pin;
use std::time::Duration;

use tokio::sync::mpsc;

use super::going::{Known, Way};
use super::place::Place;
use super::say::{self, Busy, Voice, time};
use super::turn::{self, Doing, More, Turn};
use super::words::{self, Word};
use super::world::{Start, World};
use crate::client::clock::Stopwatch;
use crate::explore::pages::Pages;
use crate::text::redact;
use crate::trouble::{Exit, Trouble};

/// How often work that takes long says so.
const PROGRESS: Duration = Duration::from_secs(5);
/// How long the end waits for a token to be revoked.
const ENDING: Duration = Duration::from_secs(3);

/// The streams of the talk, as the command line hands them over.
#[derive(Debug)]
pub struct Streams {
    /// Lines of the input, without their line breaks; its end is the end of the talk.
    pub lines: mpsc::Receiver<String>,
    /// Each Ctrl-C.
    pub interrupts: mpsc::Receiver<()>,
    /// The terminal is gone, or the system wants the program to end.
    pub ends: mpsc::Receiver<()>,
    /// Where lines go.
    pub voice: Voice,
    /// Shows that a line may be typed; what was read is given where nobody typed it.
    pub prompt: Prompt,
}

/// How the talk shows whose turn it is.
pub enum Prompt {
    /// Called before each line is typed.
    Typed(Box<dyn Fn() + Send + Sync>),
    /// The input comes from elsewhere: each line of it is said before it is carried out.
    Read,
}

impl std::fmt::Debug for Prompt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Typed(_) => "Typed",
            Self::Read => "Read",
        })
    }
}

struct Talk {
    world: World,
    voice: Voice,
    busy: Busy,
    known: Known,
    trail: Vec<Place>,
    more: More,
}

/// Talks until the person leaves or the input ends.
pub async fn run(start: Start, world: World, mut streams: Streams) -> Result<Exit, Trouble> {
    let (voice, prompt) = (streams.voice, streams.prompt);
    let mut talk = Talk {
        world,
        voice,
        busy: Busy::default(),
        known: Known::default(),
        trail: Vec::new(),
        more: More::default(),
    };
    let mut turn = Some(Turn::Start(start));
    // Counts Ctrl-C without a line in between.
    let mut interrupts = 0;
    let exit = loop {
        if let Some(turn) = turn.take() {
            match talk.carry_out(turn, &mut streams.interrupts, &mut streams.ends).await {
                Ended::Done => {}
                Ended::Stopped => interrupts += 1,
                Ended::Left => break Exit::Interrupted,
            }
        }
        if let Prompt::Typed(show) = &prompt {
            show();
        }
        let line = tokio::select! {
            biased;
            Some(()) = streams.ends.recv() => break Exit::Interrupted,
            Some(()) = streams.interrupts.recv() => {
                interrupts += 1;
                talk.voice.say("");
                if interrupts > 1 {
                    break Exit::Interrupted;
                }
                talk.voice.say("Nothing runs. Ctrl-C again leaves, and so does quit.");
                continue;
            }
            line = streams.lines.recv() => match line {
                Some(line) => line,
                None => break Exit::Done,
            },
        };
        interrupts = 0;
        if let Prompt::Read = prompt {
            talk.voice.say(redact::mask_urls(&format!("> {line}")));
        }
        match words::read(&line, turn::site(&talk.known, &talk.trail)) {
            Ok(Some(Word::Quit)) => break Exit::Done,
            Ok(word) => turn = word.map(Turn::Word),
            Err(why) => talk.voice.say(why),
        }
    };
    if let Some(open) = talk.known.open.take() {
        let _ = tokio::time::timeout(ENDING, talk.world.end(open)).await;
    }
    // A script has no eyes for the sentence that was said.
    let is_short = |place: &Place| place.pages().is_some_and(Pages::is_short);
    let is_cut = talk.known.is_cut || talk.trail.iter().any(is_short);
    let is_cut = is_cut && exit == Exit::Done && matches!(prompt, Prompt::Read);
    Ok(if is_cut { Exit::Incomplete } else { exit })
}

/// How a turn ended.
enum Ended {
    Done,
    Stopped,
    Left,
}

impl Talk {
    /// Carries out one turn; Ctrl-C stops it, and every few seconds a line says that it still runs.
    async fn carry_out(
        &mut self,
        turn: Turn,
        interrupts: &mut mpsc::Receiver<()>,
        ends: &mut mpsc::Receiver<()>,
    ) -> Ended {
        let watch = Stopwatch::start();
        // Both are behind the work, which holds the talk while it runs.
        let (voice, busy) = (&self.voice, &self.busy);
        let mut doing = Doing {
            way: Way { world: &self.world, voice, busy },
            known: &mut self.known,
            trail: &mut self.trail,
            more: &mut self.more,
        };
        let mut tick = tokio::time::interval(PROGRESS);
        tick.reset();
        let done = {
            let mut work = pin!(doing.turn(turn));
            loop {
                tokio::select! {
                    biased;
                    Some(()) = ends.recv() => return Ended::Left,
                    Some(()) = interrupts.recv() => {
                        voice.say("");
                        voice.say(format!("Stopped after {}. again tries again.", time(watch.ms())));
                        return Ended::Stopped;
                    }
                    done = &mut work => break done,
                    _ = tick.tick() => voice.say(busy.line(watch.ms())),
                }
            }
        };
        if let Err(trouble) = done {
            voice.say_all(say::trouble(&trouble));
            if self.known.open.is_some() && !trouble.next.is_empty() {
                voice.say("check tells rung by rung what works; again tries again.");
            }
        }
        Ended::Done
    }
}
