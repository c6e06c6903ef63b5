//! Other programs: a jq filter in a process of its own, the system's clipboard, editor and pager. None of them
//! sees the variables that hold a secret. Everything here waits: never call it where something is drawn.

mod clipboard;
mod filter;
mod lend;

use std::process::Child;
use std::time::Duration;

use crate::client::clock::Stopwatch;
use crate::json::Stop;

pub use clipboard::{copied, copied_by_terminal};
pub use filter::filter;
pub use lend::{Lend, Programs};

/// How a program's run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ended {
    InTime,
    Stopped,
    TooLate,
    TooLarge,
}

/// Waits for a program's end, and ends it where it takes more than so many milliseconds, is no longer wanted or has
/// grown too large.
fn wait(child: &mut Child, ms: u64, stop: &Stop, is_too_large: impl Fn(&Child) -> bool) -> Ended {
    let since = Stopwatch::start();
    loop {
        match child.try_wait() {
            Ok(None) => {}
            _ => return Ended::InTime,
        }
        let ended = if stop.is_set() {
            Ended::Stopped
        } else if since.ms() > ms {
            Ended::TooLate
        } else if is_too_large(child) {
            Ended::TooLarge
        } else {
            std::thread::sleep(Duration::from_millis(3));
            continue;
        };
        let _ = child.kill();
        let _ = child.wait();
        return ended;
    }
}
