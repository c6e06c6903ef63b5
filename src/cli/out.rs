//! The one file that prints. Standard output carries what was asked for, standard error what is said about it;
//! progress goes to standard error and only on a terminal. A reader that has enough (a broken pipe) ends the
//! printing and not the work: what is asked for beside it, a report or an exit code, still comes. Where a stream is
//! a terminal nothing that is printed can steer it: what could is made visible here, whatever command it comes
//! from. A pipe or a file gets the bytes as they are.

use std::borrow::Cow;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use serde::Serialize;

use crate::json::patient::Unread;
use crate::text::{cells, redact, safe};
use crate::trouble::{Exit, Step, Trouble};

/// Standard output of this process.
static STDOUT: Sink = Sink::new();

/// What would go to standard output and is kept for a file instead, where one was named.
static KEPT: OnceLock<Mutex<Vec<u8>>> = OnceLock::new();

/// A stream that is written to until that fails once; what comes after it is dropped.
struct Sink {
    failed: OnceLock<ErrorKind>,
}

impl Sink {
    const fn new() -> Self {
        Self { failed: OnceLock::new() }
    }

    fn write(&self, mut to: impl Write, bytes: &[u8]) {
        if self.failed.get().is_none()
            && let Err(error) = to.write_all(bytes).and_then(|()| to.flush())
        {
            self.failed.get_or_init(|| error.kind());
        }
    }

    /// Why not all was written; a reader that has enough is no reason.
    fn trouble(&self) -> Option<Trouble> {
        let kind = *self.failed.get().filter(|kind| **kind != ErrorKind::BrokenPipe)?;
        let (why, step) = match kind {
            ErrorKind::StorageFull => ("no space left".to_owned(), "Free some room on that disk."),
            ErrorKind::QuotaExceeded => ("no quota left".to_owned(), "Free some room on that disk."),
            other => (other.to_string(), "Print it to another place."),
        };
        let what = format!("Standard output could not be written: {why}.");
        Some(Trouble::new(Exit::Refused, "output.write", what).step(Step::Do(step.into())))
    }
}

/// Whether standard output is a terminal.
fn shows_output() -> bool {
    static SHOWS: OnceLock<bool> = OnceLock::new();
    *SHOWS.get_or_init(|| io::stdout().is_terminal())
}

/// Cells of the line of progress on the terminal.
static PROGRESS: AtomicUsize = AtomicUsize::new(0);

/// How the streams are to be used.
#[derive(Clone, Copy, Debug, Default)]
pub struct Out {
    /// Machine shapes instead of text.
    pub json: bool,
    /// Only what was asked for, and troubles.
    pub quiet: bool,
    /// More about what is going on.
    pub verbose: bool,
}

/// One column of a printed table.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its head.
    pub head: &'static str,
    /// Numbers are at the right.
    pub is_number: bool,
}

impl Out {
    /// Writes bytes to standard output, or where it goes.
    pub fn bytes(&self, bytes: &[u8]) {
        self.put(bytes, safe::lines);
    }

    /// Writes a line to standard output.
    pub fn line(&self, text: impl AsRef<str>) {
        let mut line = text.as_ref().to_owned();
        line.push('\n');
        self.bytes(line.as_bytes());
    }

    /// Writes a value as one line of JSON to standard output.
    pub fn json(&self, value: &impl Serialize) {
        if let Ok(mut text) = serde_json::to_string(value) {
            text.push('\n');
            self.document(text.as_bytes());
        }
    }

    /// Writes a document that may be JSON: on a terminal as the same JSON, with escapes.
    pub fn document(&self, bytes: &[u8]) {
        self.put(bytes, safe::document);
    }

    fn put(&self, bytes: &[u8], visible: fn(&[u8]) -> Cow<'_, [u8]>) {
        if let Some(kept) = KEPT.get() {
            kept.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
            return;
        }
        let shown = if shows_output() { visible(bytes) } else { Cow::Borrowed(bytes) };
        STDOUT.write(io::stdout().lock(), &shown);
    }

    /// Writes a remark to standard error, unless told to be quiet.
    pub fn note(&self, text: impl AsRef<str>) {
        if !self.quiet {
            self.warn(redact::mask_urls(text.as_ref()));
        }
    }

    /// Writes a remark to standard error that must be seen.
    pub fn warn(&self, text: impl AsRef<str>) {
        // There is no place left to say that nothing can be said.
        let mut stderr = io::stderr().lock();
        let text = text.as_ref().as_bytes();
        let shown = if stderr.is_terminal() { safe::lines(text) } else { Cow::Borrowed(text) };
        let _ = stderr.write_all(&shown).and_then(|()| stderr.write_all(b"\n"));
    }

    /// Says what of an answer could not be read, where there is something.
    pub fn odd(&self, unread: &Unread) {
        if let Some(sentence) = unread.sentence() {
            self.warn(safe::visible(&sentence));
        }
    }

    /// Asks on standard error; the answer is typed on the same line.
    pub fn ask(&self, text: impl AsRef<str>) {
        let mut stderr = io::stderr().lock();
        let _ = write!(stderr, "{}", text.as_ref()).and_then(|()| stderr.flush());
    }

    /// Shows progress in one line that the next one overwrites; nothing where standard error is no terminal. With
    /// blanks rather than an escape sequence: not every console knows one.
    pub fn progress(&self, text: impl AsRef<str>) {
        let mut stderr = io::stderr().lock();
        if self.quiet || self.json || !stderr.is_terminal() {
            return;
        }
        let line = safe::visible(text.as_ref());
        let line = cells::cut_end(&line, 78);
        let width = cells::width(&line);
        let rest = PROGRESS.swap(width, Ordering::Relaxed).saturating_sub(width);
        let _ = write!(stderr, "\r{line}{:rest$}", "").and_then(|()| stderr.flush());
    }

    /// Takes the line of progress away.
    pub fn progress_ends(&self) {
        let mut stderr = io::stderr().lock();
        if !self.quiet && !self.json && stderr.is_terminal() {
            let width = PROGRESS.swap(0, Ordering::Relaxed);
            let _ = write!(stderr, "\r{:width$}\r", "").and_then(|()| stderr.flush());
        }
    }

    /// Prints rows in columns as wide as their widest cell; org data is made safe here.
    pub fn table(&self, columns: &[Column], rows: &[Vec<String>]) {
        let safe_rows: Vec<Vec<String>> = rows
            .iter()
            .map(|row| row.iter().map(|cell| safe::visible(cell).into_owned()).collect())
            .collect();
        let widths: Vec<usize> = columns
            .iter()
            .enumerate()
            .map(|(i, column)| {
                let cells = safe_rows.iter().filter_map(|row| row.get(i)).map(|cell| cells::width(cell));
                cells.max().unwrap_or(0).max(cells::width(column.head))
            })
            .collect();
        let mut text = String::new();
        let mut put = |row: Vec<&str>| {
            let mut line = String::new();
            for ((cell, width), column) in row.iter().zip(&widths).zip(columns) {
                let cell =
                    if column.is_number { cells::right(cell, *width) } else { cells::left(cell, *width) };
                line.push_str(&cell);
                line.push_str("  ");
            }
            text.push_str(line.trim_end());
            text.push('\n');
        };
        put(columns.iter().map(|c| c.head).collect());
        for row in &safe_rows {
            put(row.iter().map(String::as_str).collect());
        }
        self.bytes(text.as_bytes());
    }

    /// Prints a trouble: to standard error as text; with `--json` to standard output as an object as well.
    pub fn trouble(&self, trouble: &Trouble) {
        if self.json {
            let text = serde_json::json!({ "trouble": trouble }).to_string();
            self.document(format!("{}\n", redact::mask_urls(&text)).as_bytes());
        }
        let mut lines = vec![format!("orgscope: {}", trouble.what)];
        if let Some(evidence) = trouble.evidence.line() {
            lines.push(format!("  {evidence}"));
        }
        if let Some(message) = trouble.evidence.message.as_deref().or(trouble.evidence.excerpt.as_deref()) {
            lines.push(format!("  {message}"));
        }
        lines.extend(trouble.evidence.seen.iter().map(|seen| format!("  {seen}")));
        lines.extend(likely_head(trouble.causes.len(), trouble.cannot_tell).map(|head| format!("  {head}")));
        lines.extend(trouble.causes.iter().map(|cause| format!("    {cause}")));
        // A key belongs to the screens.
        let steps = trouble.all_steps();
        let steps = steps.iter().filter(|step| !matches!(step, Step::Press(..)));
        lines.extend(steps.map(|step| format!("  → {}", step.line())));
        // Troubles repeat what was typed, and a URL that was pasted can hold a session id or a password.
        for line in lines {
            self.warn(safe::visible(&redact::mask_urls(&line)));
        }
    }

    /// Prints why a command line is none, in the one voice for all that goes wrong; secrets in it are masked. Help and
    /// version are no errors, and go to standard output.
    pub fn usage(&self, error: &clap::Error) -> Exit {
        if !error.use_stderr() {
            let _ = error.print();
            return Exit::Done;
        }
        let told = error.to_string();
        let told = told.strip_prefix("error: ").unwrap_or(&told);
        self.warn(redact::mask_urls(&format!("orgscope: {}", told.trim_end())).as_ref());
        Exit::Usage
    }
}

/// What is above so many likely causes.
pub fn likely_head(count: usize, cannot_tell: bool) -> Option<&'static str> {
    match count {
        0 => None,
        1 => Some("Most likely:"),
        _ if cannot_tell => Some("Cannot tell which of these:"),
        _ => Some("Most likely first:"),
    }
}

/// From here on what would go to standard output is kept.
pub fn keep() {
    KEPT.get_or_init(Mutex::default);
}

/// What was kept.
pub fn kept() -> Vec<u8> {
    KEPT.get()
        .map(|kept| std::mem::take(&mut *kept.lock().unwrap_or_else(PoisonError::into_inner)))
        .unwrap_or_default()
}

/// What kept standard output from being written, where something did.
pub fn trouble_of_stdout() -> Option<Trouble> {
    STDOUT.trouble()
}

/// Whether standard output is a terminal.
pub fn is_terminal() -> bool {
    io::stdout().is_terminal() && io::stdin().is_terminal()
}

/// Whether what is printed goes to a terminal, whatever standard input is.
pub fn has_screen() -> bool {
    io::stdout().is_terminal() && KEPT.get().is_none()
}

/// The stream that the screens are drawn to.
pub fn stream() -> Box<dyn Write + Send> {
    Box::new(io::stdout())
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fails(ErrorKind);

    impl Write for Fails {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_that_has_enough_is_no_trouble_and_a_full_disk_is_one() {
        for (kind, says) in [
            (ErrorKind::BrokenPipe, None),
            (ErrorKind::StorageFull, Some("Standard output could not be written: no space left.")),
        ] {
            let sink = Sink::new();
            assert_eq!(sink.trouble(), None);
            sink.write(Fails(kind), b"line");
            assert_eq!(sink.trouble().map(|trouble| trouble.what).as_deref(), says);
            let mut after = Vec::new();
            sink.write(&mut after, b"line");
            assert!(after.is_empty(), "what comes after is dropped");
        }
    }

    #[test]
    fn json_on_a_terminal_is_the_same_json() {
        let evil = "Acc\u{1b}]52;c;ZXZpbA==\u{7}\u{7f}\u{9b}31m\u{202e}\u{e0041}\tend\r\nnext";
        let json = serde_json::to_string(evil).unwrap();
        let shown = safe::escaped(json.as_bytes());
        assert!(std::str::from_utf8(&shown).unwrap().chars().all(|c| !safe::is_unsafe(c)));
        assert_eq!(serde_json::from_slice::<String>(&shown).unwrap(), evil);
    }

    #[test]
    fn likely_causes_are_called_so() {
        for (count, cannot_tell, head) in [
            (0, false, None),
            (1, true, Some("Most likely:")),
            (2, false, Some("Most likely first:")),
            (2, true, Some("Cannot tell which of these:")),
        ] {
            assert_eq!(likely_head(count, cannot_tell), head);
        }
    }
}
