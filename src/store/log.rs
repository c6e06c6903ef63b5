//! The log: lines of `tracing` in one file of the state directory, 0600, no longer than 1 MB, with one
//! older file beside it. Only orgscope's own events are written, and those carry method, path, status and
//! time: no code of another crate, which might print what it holds, can write here.

use std::fs::File;
use std::io::{self, Write};
use std::sync::Mutex;

pub use tracing::Level;
use tracing::Subscriber;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::prelude::*;

use super::error::Result;
use super::own::Own;
use super::places::Places;

/// When the file is longer than this it becomes the older one.
const MOST: u64 = 1_000_000;

/// Begins to write events of `level` and above to the log. A second call in one process changes nothing.
pub fn begin(places: &Places, level: Level) -> Result<()> {
    let _ = writer(places, level)?.try_init();
    Ok(())
}

fn writer(places: &Places, level: Level) -> Result<impl Subscriber + Send + Sync> {
    let file = Capped::open(places.log_file(), MOST)?;
    let lines =
        tracing_subscriber::fmt::layer().with_writer(Mutex::new(file)).with_ansi(false).with_target(false);
    let ours = Targets::new().with_target("orgscope", level);
    Ok(tracing_subscriber::registry().with(lines.with_filter(ours)))
}

/// A file that is set aside when it has grown too long.
struct Capped {
    path: Own,
    file: File,
    length: u64,
    most: u64,
}

impl Capped {
    fn open(path: Own, most: u64) -> Result<Self> {
        let file = path.append_to()?;
        let length = file.metadata().map_or(0, |m| m.len());
        Ok(Self { path, file, length, most })
    }

    fn set_aside(&mut self) -> io::Result<()> {
        self.path.rename(&self.path.with_extension("log.1"))?;
        self.file = self.path.append_to().map_err(|_| io::Error::other("the log can't be begun anew"))?;
        self.length = 0;
        Ok(())
    }
}

impl Write for Capped {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.length + bytes.len() as u64 > self.most && self.length > 0 {
            self.set_aside()?;
        }
        let written = self.file.write(bytes)?;
        self.length += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_is_set_aside_when_it_is_full() {
        let dir = tempfile::tempdir().unwrap();
        let own = Own::root(dir.path()).join("orgscope.log");
        let path = own.path();
        let mut log = Capped::open(own.clone(), 10).unwrap();
        for line in ["12345\n", "678\n", "9abcdef\n"] {
            log.write_all(line.as_bytes()).unwrap();
        }
        assert_eq!(std::fs::read_to_string(dir.path().join("orgscope.log.1")).unwrap(), "12345\n678\n");
        assert_eq!(std::fs::read_to_string(path).unwrap(), "9abcdef\n");
        let again = Capped::open(own, 10).unwrap();
        assert_eq!(again.length, 8, "a file that is there is counted");
    }

    #[test]
    fn only_our_own_events_are_written() {
        let dir = tempfile::tempdir().unwrap();
        let places = Places::below(dir.path());
        tracing::subscriber::with_default(writer(&places, Level::INFO).unwrap(), || {
            tracing::info!(target: "orgscope::client", method = "GET", path = "/services/data", status = 200, ms = 31);
            tracing::info!(target: "zbus::connection", "another crate's words");
            tracing::debug!(target: "orgscope::client", "below the level");
        });
        let text = std::fs::read_to_string(places.log_file()).unwrap();
        assert_eq!(text.lines().count(), 1, "{text}");
        assert!(text.contains("method=\"GET\" path=\"/services/data\" status=200 ms=31"), "{text}");
    }
}
