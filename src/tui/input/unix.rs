//! The thread that reads a terminal's bytes. It waits without limit while nothing is missing, so that a still screen
//! costs nothing, and a sequence that breaks off holds neither a key nor a change of size back.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::os::fd::{AsFd, AsRawFd};
use std::os::unix::fs::OpenOptionsExt;
use std::os::unix::net::UnixStream;
use std::time::Duration;

use filedescriptor::{POLLIN, poll, pollfd};
use rustix::fs::OFlags;
use signal_hook::SigId;
use signal_hook::consts::SIGWINCH;
use signal_hook::low_level::{pipe, unregister};

use super::bytes::Bytes;
use super::{Came, Raw};
use crate::tui::terminal;

/// So much text at once is a paste, and more of it may be on its way: terminals hand over a few kilobytes at a time.
const LONG: usize = 512;
/// How long a long text is waited for to go on.
const LULL: Duration = Duration::from_millis(20);
/// How much is handed over at once.
const MOST: usize = 4 << 20;

/// Ends the thread when dropped.
#[derive(Debug)]
pub struct Stop {
    _wake: UnixStream,
    sizes: SigId,
}

impl Drop for Stop {
    fn drop(&mut self) {
        unregister(self.sizes);
    }
}

struct Reader {
    tty: File,
    stop: UnixStream,
    sizes: UnixStream,
    bytes: Bytes,
}

/// What ends the thread, and what it does.
pub fn reader(
    deliver: impl Fn(Came) -> bool + Send + 'static,
) -> io::Result<(Stop, impl FnOnce() + Send + 'static)> {
    let (wake, stop) = UnixStream::pair()?;
    let (sizes, changed) = UnixStream::pair()?;
    sizes.set_nonblocking(true)?;
    changed.set_nonblocking(true)?;
    let mut reader = Reader { tty: own_tty()?, stop, sizes, bytes: Bytes::default() };
    let stop = Stop { _wake: wake, sizes: pipe::register(SIGWINCH, changed)? };
    let read = move || {
        while let Some(came) = reader.next() {
            let ends = came == Came::Gone;
            if !deliver(came) || ends {
                break;
            }
        }
    };
    Ok((stop, read))
}

/// The terminal to read from, opened anew so that nobody waits in a read for bytes that another program took.
fn own_tty() -> io::Result<File> {
    let without_waiting = OFlags::NONBLOCK.bits().cast_signed();
    File::options().read(true).custom_flags(without_waiting).open("/dev/tty").or_else(|_| tty())
}

/// The terminal: standard input, or the one that the process belongs to where that is something else.
pub fn tty() -> io::Result<File> {
    let stdin = io::stdin();
    if stdin.is_terminal() {
        return Ok(File::from(stdin.as_fd().try_clone_to_owned()?));
    }
    File::options().read(true).write(true).open("/dev/tty")
}

impl Reader {
    /// What comes next; nothing once it is to end.
    fn next(&mut self) -> Option<Came> {
        loop {
            let patience = self.bytes.patience();
            let ready = match ready(&[&self.tty, &self.stop, &self.sizes], patience) {
                Ok(ready) => ready,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(_) => return Some(Came::Gone),
            };
            let mut came = Vec::new();
            match ready[..] {
                [_, true, _] => return None,
                [false, false, false] => self.bytes.give_up(&mut came),
                _ => {}
            }
            if ready[2] {
                let _ = self.sizes.read(&mut [0; 64]);
                let (columns, rows) = terminal::size();
                came.push(Raw::Resize(columns, rows));
            }
            if ready[0] && self.read(&mut came).is_err() {
                return Some(Came::Gone);
            }
            if !came.is_empty() {
                return Some(Came::Together(came));
            }
        }
    }

    /// Reads what is there.
    fn read(&mut self, came: &mut Vec<Raw>) -> io::Result<()> {
        let mut piece = [0; 16 << 10];
        let mut count = 0;
        let mut is_text = true;
        while count < MOST {
            let piece = match self.tty.read(&mut piece) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(n) => &piece[..n],
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) => return Err(error),
            };
            self.bytes.take(piece, came);
            count += piece.len();
            is_text &= piece.iter().all(|byte| *byte >= b' ' || b"\r\n\t".contains(byte));
            let wait = if is_text && count >= LONG { LULL } else { Duration::ZERO };
            if !ready(&[&self.tty], Some(wait)).is_ok_and(|ready| ready[0]) {
                break;
            }
        }
        Ok(())
    }
}

/// Which of them have something to read, or are at their end, within a time.
fn ready(of: &[&dyn AsRawFd], within: Option<Duration>) -> io::Result<Vec<bool>> {
    let mut asked: Vec<_> =
        of.iter().map(|fd| pollfd { fd: fd.as_raw_fd(), events: POLLIN, revents: 0 }).collect();
    poll(&mut asked, within).map_err(|error| match error {
        filedescriptor::Error::Poll(error) | filedescriptor::Error::Io(error) => error,
        other => io::Error::other(other),
    })?;
    Ok(asked.iter().map(|asked| asked.revents != 0).collect())
}
