//! The thread that reads a console's records, by way of crossterm. A paste comes as the keys that would have typed it,
//! all at once, so that after a key that types something a little time is given to the next.

use std::io;
use std::time::Duration;

use crossterm::event::{Event, EventStream, KeyEventKind, MouseButton, MouseEventKind};
use futures_util::StreamExt;
use tokio::sync::oneshot;

use super::{Came, Raw, character};
use crate::tui::effect::{Mouse, MouseAct};

/// For the key after one that types something.
const NEXT: Duration = Duration::from_millis(4);
/// For the next piece of what is a paste by now.
const LULL: Duration = Duration::from_millis(30);
/// So many different keys that type something are no person's, and no held key's.
const PASTED: usize = 3;
/// How many are handed over at once.
const MOST: usize = 4 << 20;

/// Ends the thread when dropped.
#[derive(Debug)]
pub struct Stop {
    _sender: oneshot::Sender<()>,
}

/// What ends the thread, and what it does.
pub fn reader(
    deliver: impl Fn(Came) -> bool + Send + 'static,
) -> io::Result<(Stop, impl FnOnce() + Send + 'static)> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    let (sender, mut stop) = oneshot::channel::<()>();
    let read = move || {
        runtime.block_on(async {
            let mut events = EventStream::new();
            loop {
                let came = tokio::select! {
                    biased;
                    _ = &mut stop => return,
                    came = together(&mut events) => came,
                };
                let ends = came == Came::Gone;
                let is_nothing = matches!(&came, Came::Together(came) if came.is_empty());
                if !is_nothing && (!deliver(came) || ends) {
                    return;
                }
            }
        });
    };
    Ok((Stop { _sender: sender }, read))
}

/// Waits for something, and takes along what is there as well.
async fn together(events: &mut EventStream) -> Came {
    let mut came = Vec::new();
    let mut typed = Vec::new();
    let mut next = events.next().await;
    loop {
        let Some(Ok(event)) = next else { return Came::Gone };
        let raw = raw(event);
        if let Some(Raw::Key(key)) = &raw
            && key.kind != KeyEventKind::Release
            && let Some(c) = character(*key)
            && typed.len() < PASTED
            && !typed.contains(&c)
        {
            typed.push(c);
        }
        came.extend(raw);
        let wait = match typed.len() {
            0 => Duration::ZERO,
            PASTED => LULL,
            _ => NEXT,
        };
        if came.len() >= MOST {
            break;
        }
        match tokio::time::timeout(wait, events.next()).await {
            Ok(more) => next = more,
            Err(_) => break,
        }
    }
    Came::Together(came)
}

fn raw(event: Event) -> Option<Raw> {
    Some(match event {
        Event::Key(key) => Raw::Key(key),
        Event::Paste(text) => Raw::Paste(text),
        Event::Resize(columns, rows) => Raw::Resize(columns, rows),
        Event::Mouse(mouse) => {
            let act = match mouse.kind {
                MouseEventKind::Down(MouseButton::Left) => MouseAct::Press,
                MouseEventKind::ScrollUp => MouseAct::WheelUp,
                MouseEventKind::ScrollDown => MouseAct::WheelDown,
                MouseEventKind::Drag(MouseButton::Left) => return Some(Raw::Drag),
                _ => return None,
            };
            Raw::Mouse(Mouse { x: mouse.column, y: mouse.row, act })
        }
        Event::FocusGained | Event::FocusLost => return None,
    })
}
