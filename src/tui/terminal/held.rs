//! Taking the terminal and giving it back: on every way out, from a panic and from the thread that watches for
//! signals. One terminal a process.

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crossterm::cursor::Show;
use crossterm::event::{DisableBracketedPaste, EnableMouseCapture};
use crossterm::queue;
use crossterm::terminal::{EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen};

use super::{Out, modes};
use crate::text::{redact, safe};
use crate::version;

/// Whether the terminal is taken.
static HELD: AtomicBool = AtomicBool::new(false);
/// Whether all was put back since it was taken.
static GIVEN_BACK: AtomicBool = AtomicBool::new(true);
/// What panicked outside the thread that draws, to be told once the terminal is given back.
static TOLD_LATER: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// How long a terminal may take to take what gives it back.
const TAKES: Duration = Duration::from_millis(300);

/// Takes keys one by one, without the screen.
pub(super) fn take_keys() -> io::Result<()> {
    modes::raw()?;
    GIVEN_BACK.store(false, Ordering::SeqCst);
    Ok(())
}

/// Gives back what [`take_keys`] took.
pub(super) fn give_back_keys() {
    modes::put_back_input();
    modes::put_back_output();
    GIVEN_BACK.store(true, Ordering::SeqCst);
}

/// Takes keys and screen; `first` is on it in one piece with the set-up.
pub(super) fn take(out: &mut impl Write, has_mouse: bool, first: &[u8]) -> io::Result<()> {
    take_keys()?;
    HELD.store(true, Ordering::SeqCst);
    let taken = (|| {
        let mut all = Vec::with_capacity(first.len() + 64);
        queue!(all, EnterAlternateScreen)?;
        // On Windows a marked paste would come as the keys of its marks.
        #[cfg(windows)]
        queue!(all, DisableBracketedPaste)?;
        #[cfg(not(windows))]
        queue!(all, crossterm::event::EnableBracketedPaste)?;
        if has_mouse {
            queue!(all, EnableMouseCapture)?;
        }
        all.extend_from_slice(first);
        out.write_all(&all)?;
        out.flush()
    })();
    if taken.is_err() {
        give_back(out);
    }
    taken
}

/// Leaves everything as it was. Safe to call more than once and from a panic; what cannot be written to a
/// terminal that is gone is not written.
pub(super) fn give_back(out: &mut impl Write) {
    if HELD.swap(false, Ordering::SeqCst) {
        // First what can't wait for anything.
        modes::put_back_input();
        let _ = write_back(out);
        modes::put_back_output();
        GIVEN_BACK.store(true, Ordering::SeqCst);
    }
}

fn write_back(out: &mut impl Write) -> io::Result<()> {
    let mut all = Vec::with_capacity(128);
    queue!(all, EndSynchronizedUpdate)?;
    // On Windows the mouse is one of the input's modes.
    #[cfg(not(windows))]
    queue!(all, crossterm::event::DisableMouseCapture)?;
    queue!(all, DisableBracketedPaste, LeaveAlternateScreen, Show)?;
    out.write_all(&all)?;
    out.flush()
}

/// Whether nothing is left to be given back.
pub(super) fn is_given_back() -> bool {
    GIVEN_BACK.load(Ordering::SeqCst)
}

/// As [`give_back`], where whoever should do it can't: they may hang in the very output.
pub(super) fn force_back(out: Out) {
    modes::put_back_input();
    if !is_given_back() && HELD.load(Ordering::SeqCst) {
        let (sender, done) = channel();
        let write = move || {
            let _ = write_back(&mut out());
            let _ = sender.send(());
        };
        if std::thread::Builder::new().name("terminal".into()).spawn(write).is_ok() {
            let _ = done.recv_timeout(TAKES);
        }
    }
    modes::put_back_output();
}

/// From now on a panic of this thread gives the terminal back and then says where it happened; one of another
/// thread is told when the terminal is given back, so that a bad worker does not take the screen.
pub fn catch_panics(out: Out) {
    let drawing = std::thread::current().id();
    std::panic::set_hook(Box::new(move |panic| {
        let payload = panic
            .payload()
            .downcast_ref::<&str>()
            .map(ToString::to_string)
            .or_else(|| panic.payload().downcast_ref::<String>().cloned())
            .unwrap_or_default();
        let place = panic.location().map(|l| format!("{}:{}", l.file(), l.line())).unwrap_or_default();
        let words = panic_words(&place, &payload);
        if std::thread::current().id() == drawing || !HELD.load(Ordering::SeqCst) {
            give_back(&mut out());
            let _ = writeln!(io::stderr(), "{words}");
        } else {
            TOLD_LATER.lock().unwrap_or_else(PoisonError::into_inner).push(words);
        }
    }));
}

/// Says what panicked meanwhile.
pub(super) fn tell_panics() {
    let mut later = TOLD_LATER.lock().unwrap_or_else(PoisonError::into_inner);
    for words in later.drain(..) {
        let _ = writeln!(io::stderr(), "{words}");
    }
}

/// What a panic says: place, version, and the payload without anything that looks like a secret.
fn panic_words(place: &str, payload: &str) -> String {
    format!(
        "orgscope {} has a bug and had to stop, at {place}:\n  {}\nNothing was changed in the org.",
        version::WHOLE,
        String::from_utf8_lossy(&safe::lines(redact::mask_lookalikes(payload).as_bytes()))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_says_where_and_never_what_is_secret() {
        let words = panic_words("src/x.rs:7", "token 00D5g000008XyZa!AQEAQabcdefghij");
        assert!(words.contains("src/x.rs:7") && words.contains(version::WHOLE));
        assert!(!words.contains("AQEAQ"));
    }
}
