//! `--plain`: the places of the screens as lines of text. Here are only its streams: lines of standard input, lines of
//! standard output, signals.

use std::io::{BufRead, IsTerminal, Read};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;

use super::context::{self, Context};
use super::demo::{Embedded, OrgArgs};
use crate::plain::{Prompt, Start, Streams, Voice, World, run as talk};
use crate::session::explain;
use crate::store;
use crate::trouble::{Exit, Trouble};
use crate::tui::terminal::{Signal, Signals};

/// How long the talk has to end by itself: it may be revoking a token, for three seconds at most.
const END: Duration = Duration::from_secs(4);

/// The longest line that is read as one: a query may be long.
const LONGEST: u64 = 1 << 20;

/// Talks until the person leaves or standard input ends.
pub fn run(start: Start, demo: &OrgArgs, context: &Context) -> Result<Exit, Trouble> {
    let demo = Embedded::starter(demo.options(false)?);
    let places = if start == Start::Demo { None } else { Some(context.places()?) };
    let mut options = context.options()?;
    // A script hears of it by the exit code: no word of it could do anything.
    if let Some(trouble) = options.client.extra_ca.as_deref().and_then(explain::authorities) {
        return Err(trouble);
    }
    options.places.clone_from(&places);
    let world = World {
        places,
        secrets: Arc::clone(&context.secrets),
        options,
        version: context.global.api_version.clone(),
        revokes: context.preferences().revoke_on_exit,
        demo,
    };
    let threads = context::runtime()?;
    let done = threads.block_on(async {
        let (end, ends) = mpsc::channel(1);
        let interrupts = signals(end.clone());
        let out = context.out;
        let prompt = if std::io::stdin().is_terminal() {
            Prompt::Typed(Box::new(move || out.bytes(b"> ")))
        } else {
            Prompt::Read
        };
        let voice = Voice::new(move |line| out.line(line));
        talk(start, world, Streams { lines: lines(end), interrupts, ends, voice, prompt }).await
    });
    // A keyring call that hangs must not hold the end of the program.
    threads.shutdown_background();
    done
}

/// Lines of standard input, read on a thread of their own, one ahead of what is carried out. A terminal that went away
/// ends its input too, and is told apart by `gone`.
fn lines(gone: mpsc::Sender<()>) -> mpsc::Receiver<String> {
    let (sender, lines) = mpsc::channel(1);
    let was_terminal = std::io::stdin().is_terminal();
    std::thread::spawn(move || {
        let mut input = std::io::stdin().lock();
        loop {
            let mut line = Vec::new();
            match input.by_ref().take(LONGEST).read_until(b'\n', &mut line) {
                Ok(0) | Err(_) => break,
                Ok(_) => {}
            }
            // PowerShell begins what it pipes to a program with a byte order mark.
            let line = String::from_utf8_lossy(&line);
            let line = line.trim_start_matches('\u{feff}').trim_end_matches(['\n', '\r']).to_owned();
            if sender.blocking_send(line).is_err() {
                break;
            }
        }
        if was_terminal && !std::io::stdin().is_terminal() {
            let _ = gone.try_send(());
        }
    });
    lines
}

/// Each Ctrl-C; `end` is told the wish that the program ends.
fn signals(end: mpsc::Sender<()>) -> mpsc::Receiver<()> {
    let (interrupt, interrupts) = mpsc::channel(1);
    tokio::spawn(async move {
        // Without them the system ends the program, unasked.
        let Ok(mut signals) = Signals::new() else { return std::future::pending().await };
        loop {
            let is_end = match signals.next().await {
                // One that nobody took says that the talk hangs in a write: the terminal takes nothing.
                Signal::Interrupt => matches!(interrupt.try_send(()), Err(TrySendError::Full(()))),
                Signal::Quit | Signal::End => true,
            };
            if is_end {
                let _ = end.try_send(());
                tokio::spawn(async {
                    tokio::time::sleep(END).await;
                    store::take_back();
                    std::process::exit(i32::from(Exit::Interrupted.code()));
                });
            }
        }
    });
    interrupts
}
