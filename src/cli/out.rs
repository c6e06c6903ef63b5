//! The one file that prints. Standard output carries what was asked for, standard error what is said about it;
//! progress goes to standard error and only on a terminal. A broken pipe ends quietly.

use std::io::{self, IsTerminal, Write};

use serde::Serialize;

use crate::text::{cells, safe};
use crate::trouble::{Step, Trouble};

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
    /// Numbers stand at the right.
    pub is_number: bool,
}

impl Out {
    /// Writes bytes as they are to standard output.
    pub fn bytes(&self, bytes: &[u8]) {
        let mut stdout = io::stdout().lock();
        quietly(stdout.write_all(bytes).and_then(|()| stdout.flush()));
    }

    /// Writes a line to standard output. The text must be safe already where it goes to a terminal.
    pub fn line(&self, text: impl AsRef<str>) {
        let mut line = text.as_ref().to_owned();
        line.push('\n');
        self.bytes(line.as_bytes());
    }

    /// Writes a value as one line of JSON to standard output.
    pub fn json(&self, value: &impl Serialize) {
        if let Ok(text) = serde_json::to_string(value) {
            self.line(text);
        }
    }

    /// Writes a remark to standard error, unless told to be quiet.
    pub fn note(&self, text: impl AsRef<str>) {
        if !self.quiet {
            self.warn(text);
        }
    }

    /// Writes a remark to standard error that must be seen.
    pub fn warn(&self, text: impl AsRef<str>) {
        let mut stderr = io::stderr().lock();
        quietly(writeln!(stderr, "{}", text.as_ref()));
    }

    /// Asks on standard error; the answer is typed on the same line.
    pub fn ask(&self, text: impl AsRef<str>) {
        let mut stderr = io::stderr().lock();
        quietly(write!(stderr, "{}", text.as_ref()).and_then(|()| stderr.flush()));
    }

    /// Shows progress in one line that the next one overwrites; nothing where standard error is no terminal.
    pub fn progress(&self, text: impl AsRef<str>) {
        let mut stderr = io::stderr().lock();
        if self.quiet || self.json || !stderr.is_terminal() {
            return;
        }
        quietly(write!(stderr, "\r\x1b[K{}", cells::cut_end(&safe::visible(text.as_ref()), 100)));
        quietly(stderr.flush());
    }

    /// Takes the line of progress away.
    pub fn progress_ends(&self) {
        let mut stderr = io::stderr().lock();
        if !self.quiet && !self.json && stderr.is_terminal() {
            quietly(write!(stderr, "\r\x1b[K"));
            quietly(stderr.flush());
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
            self.json(&serde_json::json!({ "trouble": trouble }));
        }
        let mut lines = vec![format!("orgscope: {}", trouble.what)];
        if let Some(evidence) = trouble.evidence.line() {
            lines.push(format!("  {evidence}"));
        }
        if let Some(message) = trouble.evidence.message.as_deref().or(trouble.evidence.excerpt.as_deref()) {
            lines.push(format!("  {message}"));
        }
        lines.extend(trouble.causes.iter().map(|cause| format!("  {cause}")));
        // A key belongs to the screens.
        let steps = trouble.next.iter().filter(|step| !matches!(step, Step::Press(..)));
        lines.extend(steps.map(|step| format!("  → {}", step.line())));
        for line in lines {
            self.warn(safe::visible(&line));
        }
    }
}

/// Whether standard output is a terminal.
pub fn is_terminal() -> bool {
    io::stdout().is_terminal() && io::stdin().is_terminal()
}

/// Whether standard output is a terminal, whatever standard input is.
pub fn has_screen() -> bool {
    io::stdout().is_terminal()
}

/// The stream that the screens are drawn to.
pub fn stream() -> Box<dyn Write + Send> {
    Box::new(io::stdout())
}

/// A broken pipe means that the reader has enough: the program ends as if all was written.
fn quietly(written: io::Result<()>) {
    if let Err(error) = written
        && error.kind() == io::ErrorKind::BrokenPipe
    {
        std::process::exit(0);
    }
}
