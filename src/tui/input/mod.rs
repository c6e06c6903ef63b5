//! What a person does at the keyboard and with the mouse, from the terminal to the loops: a thread reads
//! ([`Input`]) and hands over what is there at once; [`Hearing`] makes out of it what was typed and what was
//! pasted. On Unix the terminal's bytes are understood here (`bytes.rs`, `sequences.rs`); on Windows crossterm reads
//! the console's records.

mod answers;
mod burst;
#[cfg(any(unix, test))]
mod bytes;
#[cfg(any(unix, test))]
mod sequences;
#[cfg(test)]
mod tests;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

pub use burst::{Hearing, Spot, character, composed};
#[cfg(unix)]
pub use unix::tty;

#[cfg(unix)]
use unix as system;
#[cfg(windows)]
use windows as system;

use std::io;
use std::thread::JoinHandle;

use crossterm::event::KeyEvent;

use super::effect::Mouse;
use super::keymap::Key;
use super::theme::Background;
use crate::text::numbers;

/// The most that is taken of one paste, in bytes.
pub const PASTE_LIMIT: usize = 1_000_000;

/// What is said of a paste that nothing here takes.
pub fn too_much(bytes: usize) -> String {
    let (size, most) = (numbers::bytes(bytes as u64), numbers::bytes(PASTE_LIMIT as u64));
    format!("{size} were pasted, more than the {most} that are taken at once. Nothing was changed.")
}

/// What came from the terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Raw {
    /// A key.
    Key(KeyEvent),
    /// A paste that the terminal marked as one.
    Paste(String),
    /// One of so many bytes, above [`PASTE_LIMIT`].
    TooMuch(usize),
    /// The left button, or the wheel.
    Mouse(Mouse),
    /// The mouse was drawn with its left button held.
    Drag,
    /// Columns and rows by now.
    Resize(u16, u16),
    /// What the terminal says of its background.
    Background(Background),
}

impl Raw {
    fn key(&self) -> Option<KeyEvent> {
        match self {
            Self::Key(key) => Some(*key),
            _ => None,
        }
    }
}

/// What a person did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// Pressed a key.
    Key(Key),
    /// Pasted a text; line breaks as they came.
    Paste(String),
    /// Pasted so many bytes, above [`PASTE_LIMIT`]: none of them is here.
    TooMuch(usize),
    /// Pressed the left button, or turned the wheel.
    Mouse(Mouse),
    /// Drew with the left button held.
    Drag,
    /// Made the window so many columns and rows large.
    Resize(u16, u16),
    /// Nothing; the terminal told its background.
    Background(Background),
}

/// What the thread that reads hands over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Came {
    /// What was there at once.
    Together(Vec<Raw>),
    /// The terminal is gone.
    Gone,
    /// A signal asks the program to end.
    End,
}

/// A thread that reads what comes from the terminal; it ends with this value, and until then nothing else may read
/// there.
#[derive(Debug)]
pub struct Input {
    stop: Option<system::Stop>,
    thread: Option<JoinHandle<()>>,
}

impl Input {
    /// Starts to read. `deliver` says whether anybody still listens.
    pub fn start(deliver: impl Fn(Came) -> bool + Send + 'static) -> io::Result<Self> {
        let (stop, read) = system::reader(deliver)?;
        let thread = std::thread::Builder::new().name("input".into()).spawn(read)?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Input {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// `11;rgb:1616/1818/1c1c`: four, three, two or one hexadecimal digits a colour.
fn background_of(answer: &str) -> Option<Background> {
    let colours = answer.strip_prefix("11;")?.trim_start_matches("rgba:").trim_start_matches("rgb:");
    let mut parts = colours.split('/').map(|digits| {
        let most = 16_u32.checked_pow(digits.len() as u32)?.checked_sub(1).filter(|&most| most > 0)?;
        Some(f64::from(u32::from_str_radix(digits, 16).ok()?) / f64::from(most))
    });
    let (r, g, b) = (parts.next()??, parts.next()??, parts.next()??);
    // Rec. 709 weights; half-way between black and white is enough to tell them apart.
    let light = 0.2126 * r + 0.7152 * g + 0.0722 * b;
    Some(if light > 0.5 { Background::Light } else { Background::Dark })
}
