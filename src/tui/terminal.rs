//! The terminal while orgscope has it: raw mode, alternate screen, bracketed paste, mouse. It is given back on
//! drop, on a panic and while suspended; the runtime drops it on SIGTERM and SIGHUP. Nothing here waits for an
//! answer: what the terminal says of its background comes with the keys (see [`Answers`]).

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::task::Poll;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use crossterm::cursor::Show;
use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture, KeyCode, KeyEvent,
    KeyModifiers,
};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode,
};
use crossterm::{execute, queue};
use ratatui::backend::CrosstermBackend;
use ratatui::buffer::{Buffer, CellDiffOption};
use ratatui::layout::{Position, Rect};
use ratatui::{TerminalOptions, Viewport};

use super::theme::{Background, ColourDepth};
use crate::text::cells::width;
use crate::text::redact;
use crate::trouble::{Exit, Trouble};
use crate::version;

/// Opens the stream that the screen is drawn to. The face that starts the screens owns it, so it hands it in.
pub type Out = fn() -> Box<dyn Write + Send>;

/// The most that terminals usually take by OSC 52, in bytes before encoding.
pub const COPY_LIMIT: usize = 56_000;

/// Whether raw mode and the alternate screen are on. One terminal a process.
static HELD: AtomicBool = AtomicBool::new(false);
/// What panicked outside the thread that draws, to be told once the terminal is given back.
static TOLD_LATER: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// The terminal, held.
pub struct Terminal {
    inner: ratatui::Terminal<CrosstermBackend<Box<dyn Write + Send>>>,
    out: Out,
    has_mouse: bool,
    /// Where the last frame had characters of two cells.
    wide: Vec<Position>,
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
        take(&mut out(), has_mouse, first).map_err(|error| unusable(&error))?;
        let backend = CrosstermBackend::new(buffered(out));
        let inner = ratatui::Terminal::with_options(backend, TerminalOptions { viewport });
        let inner = inner.map_err(|error| {
            give_back(&mut out());
            unusable(&error)
        })?;
        Ok(Self { inner, out, has_mouse, wide: Vec::new() })
    }

    /// Draws one frame, which a terminal that knows synchronized output shows at once. `view` says where the
    /// terminal's own cursor stands.
    pub fn draw(&mut self, view: impl FnOnce(Rect, &mut Buffer) -> Option<Position>) -> Result<(), Trouble> {
        let drawn = (|| {
            queue!(self.inner.backend_mut(), BeginSynchronizedUpdate)?;
            self.inner.draw(|frame| {
                let caret = view(frame.area(), frame.buffer_mut());
                clear_halves(frame.buffer_mut(), &mut self.wide);
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

    /// Asks the terminal for its background. The answer comes as keys, which [`Answers`] reads.
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
        give_back(&mut (self.out)());
        let result = meanwhile();
        take(&mut (self.out)(), self.has_mouse, b"").map_err(|error| unusable(&error))?;
        self.redraw();
        Ok(result)
    }

    /// Ctrl-Z: to the shell, until `fg`.
    pub fn suspend(&mut self) -> Result<(), Trouble> {
        self.lend(stop_self)?.map_err(|error| unusable(&error))
    }

    /// The signals at which the program ends.
    pub fn ends(&self) -> Result<Ends, Trouble> {
        Ends::new().map_err(|error| unusable(&error))
    }
}

/// Not every terminal clears the second half of a character of two cells when something narrow is put over its
/// first half, and ratatui sends a cell only where it differs. So the second half is sent anew.
fn clear_halves(buf: &mut Buffer, wide: &mut Vec<Position>) {
    for at in wide.drain(..) {
        let is_wide = buf.cell(at).is_some_and(|cell| width(cell.symbol()) > 1);
        if !is_wide && let Some(second) = buf.cell_mut(Position { x: at.x + 1, ..at }) {
            second.set_diff_option(CellDiffOption::AlwaysUpdate);
        }
    }
    for y in buf.area.top()..buf.area.bottom() {
        for x in buf.area.left()..buf.area.right() {
            let symbol = buf[(x, y)].symbol();
            if !symbol.is_ascii() && width(symbol) > 1 {
                wide.push(Position { x, y });
            }
        }
    }
}

/// SIGTERM and SIGHUP; on Windows the closing of the console.
#[derive(Debug)]
pub struct Ends {
    #[cfg(unix)]
    signals: [tokio::signal::unix::Signal; 2],
    #[cfg(windows)]
    closed: tokio::signal::windows::CtrlClose,
}

impl Ends {
    fn new() -> io::Result<Self> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            Ok(Self { signals: [signal(SignalKind::terminate())?, signal(SignalKind::hangup())?] })
        }
        #[cfg(windows)]
        Ok(Self { closed: tokio::signal::windows::ctrl_close()? })
    }

    /// Ends when one of them came.
    pub fn recv(&mut self) -> impl Future<Output = ()> + '_ {
        std::future::poll_fn(|cx| {
            #[cfg(unix)]
            let came = self.signals.iter_mut().any(|signal| signal.poll_recv(cx).is_ready());
            #[cfg(windows)]
            let came = self.closed.poll_recv(cx).is_ready();
            if came { Poll::Ready(()) } else { Poll::Pending }
        })
    }
}

/// For a loop without async: from now on SIGTERM and SIGHUP give the terminal back and end the program.
pub fn end_on_signals(out: Out) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut ends = {
        let _inside = runtime.enter();
        Ends::new()?
    };
    std::thread::Builder::new()
        .name("signals".into())
        .spawn(move || {
            runtime.block_on(ends.recv());
            give_back(&mut out());
            std::process::exit(i32::from(Exit::Interrupted.code()));
        })
        .map(drop)
}

fn unusable(error: &io::Error) -> Trouble {
    Trouble::new(Exit::Setup, "terminal.unusable", format!("The terminal can't be used: {error}."))
}

impl Drop for Terminal {
    fn drop(&mut self) {
        give_back(&mut (self.out)());
        let mut later = TOLD_LATER.lock().unwrap_or_else(PoisonError::into_inner);
        for words in later.drain(..) {
            let _ = writeln!(io::stderr(), "{words}");
        }
    }
}

/// Whole frames reach the terminal in few pieces.
fn buffered(out: Out) -> Box<dyn Write + Send> {
    Box::new(io::BufWriter::with_capacity(64 * 1024, out()))
}

/// Columns and rows.
pub fn size() -> (u16, u16) {
    crossterm::terminal::size().unwrap_or((80, 24))
}

fn take(out: &mut impl Write, has_mouse: bool, first: &[u8]) -> io::Result<()> {
    enable_raw_mode()?;
    HELD.store(true, Ordering::SeqCst);
    let taken = (|| {
        let mut all = Vec::with_capacity(first.len() + 64);
        queue!(all, EnterAlternateScreen, EnableBracketedPaste)?;
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
fn give_back(out: &mut impl Write) {
    if HELD.swap(false, Ordering::SeqCst) {
        let _ = execute!(
            out,
            EndSynchronizedUpdate,
            DisableMouseCapture,
            DisableBracketedPaste,
            LeaveAlternateScreen,
            Show
        );
        let _ = disable_raw_mode();
    }
}

/// Stops this process as the terminal's own Ctrl-Z would. By the `kill` of the system, since the call itself
/// needs unsafe code; it returns once the process was continued.
#[cfg(unix)]
fn stop_self() -> io::Result<()> {
    let pid = std::process::id().to_string();
    std::process::Command::new("kill").args(["-TSTP", &pid]).status().map(|_| ())
}

#[cfg(not(unix))]
fn stop_self() -> io::Result<()> {
    Ok(())
}

/// From now on a panic of this thread gives the terminal back and then says where it happened; one of another
/// thread is told when the terminal is given back, so that one bad worker does not take the screen.
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

/// What a panic says: place, version, and the payload without anything that looks like a secret.
fn panic_words(place: &str, payload: &str) -> String {
    format!(
        "orgscope {} has a bug and had to stop, at {place}:\n  {}\nNothing was changed in the org.",
        version::WHOLE,
        redact::mask_lookalikes(payload)
    )
}

fn copy_sequence(text: &str) -> String {
    format!("\x1b]52;c;{}\x07", STANDARD.encode(text))
}

/// How many colours a terminal shows, by what the environment says of it: `COLORTERM` and `TERM`.
pub fn colour_depth(colorterm: Option<&str>, term: Option<&str>) -> ColourDepth {
    let term = term.unwrap_or_default();
    if matches!(colorterm, Some("truecolor" | "24bit")) || term.ends_with("-direct") {
        return ColourDepth::True;
    }
    match term {
        "" | "dumb" => ColourDepth::None,
        _ if term.contains("256color") || term.contains("kitty") || term.contains("alacritty") => {
            ColourDepth::Indexed
        }
        _ if term.starts_with("vt") => ColourDepth::None,
        _ => ColourDepth::Sixteen,
    }
}

/// Reads what the terminal answers out of the keys: an answer to OSC 11 comes as Alt-], its text as typed
/// characters, and Ctrl-G or Alt-\ at its end. What began like one and is none is dropped: nobody types Alt-].
#[derive(Debug, Default)]
pub struct Answers {
    held: Option<String>,
    /// An Esc pressed just then takes the answer's own along.
    after_esc: bool,
}

/// What a key event turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Took {
    /// A key that the person pressed.
    Key(KeyEvent),
    /// A piece of an answer; more is to come.
    Piece,
    /// The terminal's background.
    Background(Background),
}

impl Answers {
    /// Takes the next key event.
    pub fn take(&mut self, event: KeyEvent) -> Took {
        let fits = |text: &String, c| text.len() < 40 && (text.len() > 2 || "11;".contains(c));
        let alt = event.modifiers.contains(KeyModifiers::ALT);
        let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
        let begins = alt | std::mem::replace(&mut self.after_esc, event.code == KeyCode::Esc);
        let Some(text) = &mut self.held else {
            self.held = (begins && event.code == KeyCode::Char(']')).then(String::new);
            return if self.held.is_some() { Took::Piece } else { Took::Key(event) };
        };
        match event.code {
            KeyCode::Char('\\') if alt => {}
            KeyCode::Char('g') if ctrl => {}
            KeyCode::Char(c) if !alt && !ctrl && fits(text, c) => {
                text.push(c);
                return Took::Piece;
            }
            _ => {
                self.held = None;
                return Took::Key(event);
            }
        }
        let background = self.held.take().and_then(|text| background_of(&text));
        background.map_or(Took::Piece, Took::Background)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_half_of_a_wide_character_is_sent_anew_when_something_narrow_takes_its_place() {
        let area = Rect { x: 0, y: 0, width: 4, height: 1 };
        let mut wide = Vec::new();
        let mut before = Buffer::empty(area);
        before.set_string(0, 0, "製作", ratatui::style::Style::new());
        clear_halves(&mut before, &mut wide);
        let mut after = Buffer::empty(area);
        after.set_string(0, 0, "a b", ratatui::style::Style::new());
        clear_halves(&mut after, &mut wide);
        let sent: Vec<_> = before.diff(&after).into_iter().map(|(x, _, _)| x).collect();
        assert_eq!(sent, [0, 1, 2, 3]);
        assert!(wide.is_empty());
    }

    #[test]
    fn depth_follows_what_the_environment_says() {
        for (colorterm, term, depth) in [
            (Some("truecolor"), Some("xterm-256color"), ColourDepth::True),
            (None, Some("xterm-256color"), ColourDepth::Indexed),
            (None, Some("screen-256color"), ColourDepth::Indexed),
            (None, Some("xterm-direct"), ColourDepth::True),
            (None, Some("xterm"), ColourDepth::Sixteen),
            (None, Some("linux"), ColourDepth::Sixteen),
            (None, Some("vt220"), ColourDepth::None),
            (None, Some("dumb"), ColourDepth::None),
            (None, None, ColourDepth::None),
        ] {
            assert_eq!(colour_depth(colorterm, term), depth, "{colorterm:?} {term:?}");
        }
    }

    /// The keys that crossterm makes of bytes outside its own sequences.
    fn keys(bytes: &str) -> Vec<KeyEvent> {
        let mut keys = Vec::new();
        let mut alt = false;
        for c in bytes.chars() {
            let (code, mut modifiers) = match c {
                '\x1b' => {
                    alt = true;
                    continue;
                }
                '\x07' => ('g', KeyModifiers::CONTROL),
                c => (c, KeyModifiers::NONE),
            };
            if std::mem::take(&mut alt) {
                modifiers |= KeyModifiers::ALT;
            }
            keys.push(KeyEvent::new(KeyCode::Char(code), modifiers));
        }
        keys
    }

    #[test]
    fn the_background_is_read_out_of_the_keys_and_types_nothing() {
        for (bytes, background) in [
            ("\x1b]11;rgb:1616/1818/1c1c\x1b\\", Some(Background::Dark)),
            ("\x1b]11;rgb:ffff/ffff/eeee\x07", Some(Background::Light)),
            ("\x1b]11;rgb:f/f/e\x07", Some(Background::Light)),
            ("\x1b]11;rgba:00/00/00/ff\x07", Some(Background::Dark)),
            ("\x1b]11;what\x07", None),
            ("\x1b]11;rgb://\x07", None),
        ] {
            let mut answers = Answers::default();
            let took: Vec<_> = keys(bytes).into_iter().map(|key| answers.take(key)).collect();
            let (last, pieces) = took.split_last().unwrap();
            assert!(pieces.iter().all(|t| *t == Took::Piece), "{bytes:?}");
            assert_eq!(*last, background.map_or(Took::Piece, Took::Background), "{bytes:?}");
            assert!(matches!(answers.take(keys("q")[0]), Took::Key(_)));
        }
    }

    #[test]
    fn an_answer_that_breaks_off_does_not_swallow_keys_for_ever() {
        let mut answers = Answers::default();
        answers.take(KeyCode::Esc.into());
        assert!(keys("]11;rgb:0").into_iter().all(|key| answers.take(key) == Took::Piece));
        let enter = KeyEvent::from(KeyCode::Enter);
        assert_eq!(answers.take(enter), Took::Key(enter));
        assert!(matches!(answers.take(keys("q")[0]), Took::Key(_)));
    }

    #[test]
    fn a_copy_is_one_sequence() {
        assert_eq!(copy_sequence("製"), "\x1b]52;c;6KO9\x07");
    }

    #[test]
    fn a_panic_says_where_and_never_what_is_secret() {
        let words = panic_words("src/x.rs:7", "token 00D5g000008XyZa!AQEAQabcdefghij");
        assert!(words.contains("src/x.rs:7") && words.contains(version::WHOLE));
        assert!(!words.contains("AQEAQ"));
    }
}
