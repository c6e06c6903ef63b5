//! The terminal while orgscope has it: raw mode, alternate screen, bracketed paste, mouse. It is given back on
//! drop, on a panic, while it is lent, and when a signal asks for the end (`signals.rs`). Nothing here waits for
//! an answer: what the terminal says of its background comes with the keys (`tui/input`).

mod halves;
mod held;
mod kind;
mod modes;
mod signals;
mod silent;
mod stream;

pub use held::catch_panics;
pub use kind::{Console, Kind, Said};
pub use modes::console;
pub use signals::{Signal, Signals, attend, end_commands};
pub use silent::Silent;

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use crossterm::terminal::{BeginSynchronizedUpdate, EndSynchronizedUpdate};
use crossterm::{execute, queue};
use ratatui::backend::CrosstermBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::{TerminalOptions, Viewport};

use super::input::{Came, Input};
use crate::trouble::{Exit, Trouble};

/// Opens the stream that the screen is drawn to. The face that starts the screens owns it, so it hands it in.
pub type Out = fn() -> Box<dyn Write + Send>;

/// The most that terminals usually take by OSC 52, in bytes before encoding.
pub const COPY_LIMIT: usize = 56_000;

/// The terminal, held.
pub struct Terminal {
    inner: ratatui::Terminal<CrosstermBackend<Box<dyn Write + Send>>>,
    out: Out,
    has_mouse: bool,
    /// Where the last frame had characters of two cells.
    wide: Vec<Position>,
    /// Nothing that is still written matters any more.
    leaves: Arc<AtomicBool>,
}

impl std::fmt::Debug for Terminal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Terminal").field("has_mouse", &self.has_mouse).finish_non_exhaustive()
    }
}

impl Terminal {
    /// Takes the terminal. Call [`catch_panics`] first, so that a panic gives it back.
    pub fn hold(out: Out, has_mouse: bool) -> Result<Self, Trouble> {
        Self::hold_as(out, has_mouse, b"", Viewport::Fullscreen)
    }

    /// Takes the terminal for frames made elsewhere and written by [`Terminal::put`]. The first one comes
    /// along: in one piece with the set-up it is on the screen before the terminal works on anything else.
    pub fn hold_bare(out: Out, has_mouse: bool, first: &[u8]) -> Result<Self, Trouble> {
        Self::hold_as(out, has_mouse, first, Viewport::Fixed(Rect::ZERO))
    }

    fn hold_as(out: Out, has_mouse: bool, first: &[u8], viewport: Viewport) -> Result<Self, Trouble> {
        held::take(&mut out(), has_mouse, first).map_err(|error| unusable(&error))?;
        let leaves = Arc::default();
        let backend = CrosstermBackend::new(stream::open(out, &leaves));
        let inner = ratatui::Terminal::with_options(backend, TerminalOptions { viewport });
        let inner = inner.map_err(|error| {
            held::give_back(&mut out());
            unusable(&error)
        })?;
        Ok(Self { inner, out, has_mouse, wide: Vec::new(), leaves })
    }

    /// The stream that it is drawn to.
    pub fn out(&self) -> Out {
        self.out
    }

    /// Draws one frame, which a terminal that knows synchronized output shows at once. `view` says where the
    /// terminal's own cursor is.
    pub fn draw(&mut self, view: impl FnOnce(Rect, &mut Buffer) -> Option<Position>) -> Result<(), Trouble> {
        let drawn = (|| {
            queue!(self.inner.backend_mut(), BeginSynchronizedUpdate)?;
            self.inner.draw(|frame| {
                let caret = view(frame.area(), frame.buffer_mut());
                halves::clear_halves(frame.buffer_mut(), &mut self.wide);
                if let Some(caret) = caret {
                    frame.set_cursor_position(caret);
                }
            })?;
            execute!(self.inner.backend_mut(), EndSynchronizedUpdate)
        })();
        drawn.map_err(|error| unusable(&error))
    }

    /// Forgets what is on the screen, so that the next frame is drawn whole.
    pub fn redraw(&mut self) {
        let (width, height) = size();
        // Not ratatui's `clear`, which first asks the terminal where its cursor is: the answer would come among
        // the keys. Where the terminal is gone the next frame says so.
        let _ = self.inner.resize(Rect { x: 0, y: 0, width, height });
    }

    /// Copies a text by OSC 52. Called between frames only; nothing answers.
    pub fn copy(&mut self, text: &str) {
        if text.len() <= COPY_LIMIT {
            self.write(copy_sequence(text).as_bytes());
        }
    }

    /// Asks the terminal for its background. The answer comes with the keys.
    pub fn ask_background(&mut self) {
        self.write(b"\x1b]11;?\x1b\\");
    }

    /// Writes a frame that was made elsewhere.
    pub fn put(&mut self, bytes: &[u8]) -> Result<(), Trouble> {
        let backend = self.inner.backend_mut();
        backend.write_all(bytes).and_then(|()| Write::flush(backend)).map_err(|error| unusable(&error))
    }

    fn write(&mut self, bytes: &[u8]) {
        let backend = self.inner.backend_mut();
        // Where the terminal is gone the next frame says so.
        let _ = backend.write_all(bytes).and_then(|()| Write::flush(backend));
    }

    /// Gives the terminal away for `meanwhile` (an editor, a pager, the shell) and takes it again.
    pub fn lend<T>(&mut self, meanwhile: impl FnOnce() -> T) -> Result<T, Trouble> {
        held::give_back(&mut (self.out)());
        let lending = signals::Lending::new();
        let result = meanwhile();
        drop(lending);
        held::take(&mut (self.out)(), self.has_mouse, b"").map_err(|error| unusable(&error))?;
        self.redraw();
        Ok(result)
    }

    /// Ctrl-Z: to the shell, until `fg`.
    pub fn suspend(&mut self) -> Result<(), Trouble> {
        self.lend(signals::stop_self)?.map_err(|error| unusable(&error))
    }
}

fn unusable(error: &io::Error) -> Trouble {
    if is_gone(error) {
        return Trouble::new(Exit::Interrupted, "terminal.gone", "The terminal is gone.");
    }
    Trouble::new(Exit::Setup, "terminal.unusable", format!("The terminal can't be used: {error}."))
}

/// Whether the window was closed, or the connection to it ended.
#[cfg(unix)]
fn is_gone(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe
        || error.raw_os_error() == Some(rustix::io::Errno::IO.raw_os_error())
}

#[cfg(windows)]
fn is_gone(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe
}

impl Drop for Terminal {
    fn drop(&mut self) {
        held::give_back(&mut (self.out)());
        self.leaves.store(true, Ordering::SeqCst);
        held::tell_panics();
    }
}

/// From now on `told` hears when a signal asks for the end, and says whether anybody listens. There is a moment to end
/// the loop. Call it before the first frame.
pub fn watch(out: Out, told: impl Fn() -> bool + Send + 'static) -> Result<(), Trouble> {
    signals::watch(out, told).map_err(|error| unusable(&error))
}

/// Reads what comes from the terminal until the value is dropped.
pub fn listen(deliver: impl Fn(Came) -> bool + Send + 'static) -> Result<Input, Trouble> {
    Input::start(deliver).map_err(|error| unusable(&error))
}

/// Columns and rows.
pub fn size() -> (u16, u16) {
    crossterm::terminal::size().unwrap_or((80, 24))
}

fn copy_sequence(text: &str) -> String {
    format!("\x1b]52;c;{}\x07", STANDARD.encode(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_one_sequence() {
        assert_eq!(copy_sequence("製"), "\x1b]52;c;6KO9\x07");
    }
}
