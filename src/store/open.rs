//! Files and pipes that somebody wants to look at, read in pieces into memory of our own. Never mapped: what
//! another program does to the file afterwards changes nothing here. A file is taken up to the size that it
//! had when it was opened.

use std::fs::{self, File};
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::time::Duration;

use bytes::Bytes;

use super::programs;
use crate::json::memory::Room;
use crate::text::numbers;
use crate::trouble::{Exit, Step, Trouble};

/// How much is read before the first screen.
pub const BEGINNING: usize = 64 << 10;
/// How much is read at a time after it.
const PIECE: usize = 4 << 20;
/// How long a pipe may be silent before somebody looks at what is here.
const LULL: Duration = Duration::from_millis(50);

/// The most that is taken of a pipe: one may have no end. A file says how long it is.
const PIPE_LIMIT: usize = 2 << 30;

/// Up to this size there is memory enough.
const SMALL: u64 = 64 << 20;

/// Something to be read.
pub struct Source {
    /// Its name, for people.
    pub name: String,
    /// Its size when it was opened; `None` for a pipe.
    pub size: Option<u64>,
    /// Where it is, where it has a path.
    pub path: Option<PathBuf>,
    from: From,
}

enum From {
    File(File),
    /// Opening it may wait for the other side.
    Pipe(PathBuf),
    Stdin,
    Bytes(io::Cursor<Bytes>),
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Source").field("name", &self.name).field("size", &self.size).finish_non_exhaustive()
    }
}

/// How reading ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Everything is here.
    Whole,
    /// The file has so many bytes more by now.
    Grew(u64),
    /// The file had so many bytes less than it said.
    Shrank(u64),
    /// The system failed on the way: its number for the reason, and of which kind that is.
    Failed(Option<i32>, io::ErrorKind),
    /// It was stopped.
    Stopped,
    /// There is no memory for more.
    Full,
    /// A pipe gave so much, and no more is taken of one.
    Endless(usize),
}

impl Ended {
    /// The system failed.
    pub fn failed(error: &io::Error) -> Self {
        Self::Failed(error.raw_os_error(), error.kind())
    }

    /// What to say about it; `None` if everything is here.
    pub fn words(self) -> Option<String> {
        Some(match self {
            Self::Whole => return None,
            Self::Grew(more) => {
                format!("The file grew while it was read: {} more are not shown.", numbers::bytes(more))
            }
            Self::Shrank(less) => {
                format!("The file became shorter while it was read: {} are missing.", numbers::bytes(less))
            }
            Self::Failed(number, kind) => {
                let error = number.map_or_else(|| kind.into(), io::Error::from_raw_os_error);
                format!("Reading stopped on the way: {}.", reason(&error))
            }
            Self::Stopped => "Stopped reading. What came until then is shown.".into(),
            Self::Full => {
                "Stopped reading: there is no memory for more. What came until then is shown.".into()
            }
            Self::Endless(most) => {
                let most = numbers::bytes(most as u64);
                format!(
                    "Stopped reading at {most}: no more is taken of a pipe. Save it to a file to read it whole."
                )
            }
        })
    }
}

/// What the system says, in its words: many reasons have no kind of their own.
pub fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    text.split_once(" (os error").map_or(text.as_str(), |(words, _)| words).to_owned()
}

/// How to see who may read a file.
fn whose(on_windows: bool, name: &str) -> Step {
    let list = if on_windows { "icacls" } else { "ls -l" };
    Step::Do(format!("Ask its owner, or see who that is: {list} {}", programs::quoted(name)))
}

/// How to read a file that is larger than the memory.
fn in_parts(on_windows: bool, name: &str) -> Vec<Step> {
    let name = programs::quoted(name);
    let beginning = format!("head -c 1000000000 {name} | orgscope view -");
    let beginning = (!on_windows).then(|| Step::Run(beginning, "its beginning".into()));
    let streamed = Step::Run(format!("jq --stream . {name}"), "read it without keeping it, with jq".into());
    beginning.into_iter().chain([streamed]).collect()
}

impl Source {
    /// A file, or a pipe with a name. Refuses what can't be read, with the reason.
    pub fn file(path: &Path) -> Result<Self, Trouble> {
        let name = path.display().to_string();
        let unreadable = |error: &io::Error| {
            let trouble = |what: String| Trouble::new(Exit::Usage, "view.unreadable", what);
            match error.kind() {
                io::ErrorKind::NotFound if path.is_symlink() => {
                    let to = fs::read_link(path).unwrap_or_default();
                    trouble(format!("{name} is a link to {}, and there is nothing.", to.display()))
                }
                io::ErrorKind::NotFound => trouble(format!("There is no file {name}.")),
                io::ErrorKind::PermissionDenied => {
                    trouble(format!("{name} may not be read by this user.")).step(whose(cfg!(windows), &name))
                }
                _ => trouble(format!("{name} can't be read: {}.", reason(error))),
            }
        };
        let facts = fs::metadata(path).map_err(|error| unreadable(&error))?;
        if facts.is_dir() {
            return Err(Trouble::new(
                Exit::Usage,
                "view.directory",
                format!("{name} is a directory, not a file."),
            ));
        }
        #[cfg(unix)]
        if std::os::unix::fs::FileTypeExt::is_socket(&facts.file_type()) {
            let what = format!("{name} is a socket. It has no content of its own to view.");
            return Err(Trouble::new(Exit::Usage, "view.socket", what));
        }
        if !facts.is_file() {
            return Ok(Self { name, size: None, path: Some(path.into()), from: From::Pipe(path.into()) });
        }
        let file = File::open(path).map_err(|error| unreadable(&error))?;
        let size = file.metadata().map_err(|error| unreadable(&error))?.len();
        // Files of the system (/proc) say 0 and have something in them all the same.
        if size == 0 {
            return Ok(Self { name, size: None, path: Some(path.into()), from: From::File(file) });
        }
        // The bytes, and an index of up to 0.7 times their size. Small files are not worth the question.
        let free = if size > SMALL { free_memory() } else { None };
        if let Some(free) = free.filter(|free| size.saturating_mul(17) / 10 > *free) {
            let (has, free) = (numbers::bytes(size), numbers::bytes(free));
            let what = format!("{name} has {has}, and only {free} of memory are free.");
            let mut trouble = Trouble::new(Exit::Usage, "view.too_large", what);
            trouble.next = in_parts(cfg!(windows), &name);
            return Err(trouble);
        }
        Ok(Self { name, size: Some(size), path: Some(path.into()), from: From::File(file) })
    }

    /// Standard input, which must not be the terminal.
    pub fn stdin() -> Result<Self, Trouble> {
        if io::stdin().is_terminal() {
            return Err(Trouble::new(
                Exit::Usage,
                "view.no_input",
                "Standard input is the terminal, so there is no document to read.",
            )
            .step(Step::Run("orgscope view FILE".into(), "views a file".into()))
            .step(Step::Run("COMMAND | orgscope view -".into(), "views what a command prints".into())));
        }
        Ok(Self { name: "standard input".into(), size: None, path: None, from: From::Stdin })
    }

    /// Bytes that are here already.
    pub fn bytes(name: impl Into<String>, bytes: Bytes) -> Self {
        Self {
            name: name.into(),
            size: Some(bytes.len() as u64),
            path: None,
            from: From::Bytes(io::Cursor::new(bytes)),
        }
    }

    /// Whether a first look can be had without waiting for another program.
    pub fn is_at_hand(&self) -> bool {
        self.size.is_some()
    }

    /// The first bytes, at most [`BEGINNING`]. Only for what is at hand.
    pub fn beginning(&mut self) -> io::Result<Vec<u8>> {
        let size = usize::try_from(self.size.unwrap_or(0)).unwrap_or(BEGINNING).min(BEGINNING);
        let mut bytes = vec![0; size];
        let mut held = 0;
        while held < size {
            match read(&mut self.from, &mut bytes[held..])? {
                0 => break,
                n => held += n,
            }
        }
        bytes.truncate(held);
        Ok(bytes)
    }

    /// Reads the rest, after a beginning that was read already. `each` sees what is here after each piece, and
    /// of a pipe now and then while nothing comes; it says whether to stop.
    pub fn rest(self, begun: Vec<u8>, each: impl FnMut(&[u8]) -> bool) -> (Bytes, Ended) {
        match self.size {
            Some(size) => self.sized(usize::try_from(size).unwrap_or(usize::MAX), &begun, each),
            None => self.piped(begun, PIPE_LIMIT, each),
        }
    }

    fn sized(mut self, size: usize, begun: &[u8], mut each: impl FnMut(&[u8]) -> bool) -> (Bytes, Ended) {
        let mut room = Room::new(size);
        room.all()[..begun.len()].copy_from_slice(begun);
        let mut held = begun.len();
        while held < size {
            let end = size.min(held + PIECE);
            match read(&mut self.from, &mut room.all()[held..end]) {
                Ok(0) => return (room.freeze(held), Ended::Shrank((size - held) as u64)),
                Ok(n) => held += n,
                Err(error) => return (room.freeze(held), Ended::failed(&error)),
            }
            if each(room.filled(held)) {
                return (room.freeze(held), Ended::Stopped);
            }
        }
        let now = match &self.from {
            From::File(file) => file.metadata().map_or(size as u64, |facts| facts.len()),
            _ => size as u64,
        };
        let ended = if now > size as u64 { Ended::Grew(now - size as u64) } else { Ended::Whole };
        (room.freeze(size), ended)
    }

    fn piped(self, mut bytes: Vec<u8>, limit: usize, mut each: impl FnMut(&[u8]) -> bool) -> (Bytes, Ended) {
        // Half of what is free at the start: the index and the copies on the way need the other half.
        let most = free_memory().map_or(usize::MAX, |free| usize::try_from(free / 2).unwrap_or(usize::MAX));
        // Who waits for a pipe can't be stopped, so that another thread waits.
        let (sender, pieces) = sync_channel(4);
        let from = self.from;
        let feed = std::thread::Builder::new().name("pipe".into()).spawn(move || feed(from, &sender));
        if let Err(error) = feed {
            return (Bytes::from(bytes), Ended::failed(&error));
        }
        let ended = loop {
            match pieces.recv_timeout(LULL) {
                Ok(Ok(piece)) => bytes.extend_from_slice(&piece),
                Ok(Err(error)) => break Ended::failed(&error),
                Err(RecvTimeoutError::Disconnected) => break Ended::Whole,
                Err(RecvTimeoutError::Timeout) => {}
            }
            if each(&bytes) {
                break Ended::Stopped;
            }
            if bytes.len() > limit.min(most) {
                bytes.truncate(limit);
                break if bytes.len() < limit { Ended::Full } else { Ended::Endless(limit) };
            }
        };
        (Bytes::from(bytes), ended)
    }
}

/// Reads a pipe to its end, or until nobody takes the pieces.
fn feed(mut from: From, pieces: &SyncSender<io::Result<Vec<u8>>>) {
    if let From::Pipe(path) = &from {
        match File::open(path) {
            Ok(file) => from = From::File(file),
            Err(error) => return drop(pieces.send(Err(error))),
        }
    }
    let mut piece = vec![0; 256 << 10];
    loop {
        let more = match read(&mut from, &mut piece) {
            Ok(0) => return,
            Ok(n) => Ok(piece[..n].to_vec()),
            Err(error) => Err(error),
        };
        let failed = more.is_err();
        if pieces.send(more).is_err() || failed {
            return;
        }
    }
}

fn read(from: &mut From, into: &mut [u8]) -> io::Result<usize> {
    loop {
        let read = match from {
            From::File(file) => file.read(into),
            From::Stdin => io::stdin().lock().read(into),
            From::Bytes(cursor) => cursor.read(into),
            From::Pipe(_) => Ok(0),
        };
        match read {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            done => return done,
        }
    }
}

/// What the system tells of a process, line by line, where it does.
pub fn facts_of_process(process: u32) -> Option<String> {
    fs::read_to_string(format!("/proc/{process}/status")).ok()
}

/// Memory that can be had without driving others out, where the system tells.
fn free_memory() -> Option<u64> {
    let facts = fs::read_to_string("/proc/meminfo").ok()?;
    let line = facts.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(source: Source) -> (Bytes, Ended) {
        let mut source = source;
        let begun = if source.is_at_hand() { source.beginning().unwrap() } else { Vec::new() };
        source.rest(begun, |_| false)
    }

    #[test]
    fn a_file_is_taken_up_to_the_size_it_had() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        fs::write(&path, "x".repeat(200_000)).unwrap();
        assert_eq!(all(Source::file(&path).unwrap()).1, Ended::Whole);

        let mut source = Source::file(&path).unwrap();
        let begun = source.beginning().unwrap();
        assert_eq!(begun.len(), BEGINNING);
        fs::write(&path, "x".repeat(200_010)).unwrap();
        let (bytes, ended) = source.rest(begun, |_| false);
        assert_eq!((bytes.len(), ended), (200_000, Ended::Grew(10)));

        let mut source = Source::file(&path).unwrap();
        let begun = source.beginning().unwrap();
        fs::write(&path, "x".repeat(100_000)).unwrap();
        let (bytes, ended) = source.rest(begun, |_| false);
        assert_eq!((bytes.len(), ended), (100_000, Ended::Shrank(100_010)));

        let mut source = Source::file(&path).unwrap();
        let begun = source.beginning().unwrap();
        fs::remove_file(&path).unwrap();
        let (bytes, ended) = source.rest(begun, |_| false);
        assert_eq!((bytes.len(), ended), (100_000, Ended::Whole));
    }

    #[test]
    fn the_beginning_is_64_kib_and_nothing_behind_it_is_read() {
        use std::io::Seek as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        fs::write(&path, "x".repeat(200_000)).unwrap();
        let mut source = Source::file(&path).unwrap();
        assert_eq!(source.beginning().unwrap().len(), BEGINNING);
        let From::File(file) = &mut source.from else { panic!("{source:?}") };
        assert_eq!(file.stream_position().unwrap(), 65_536);
    }

    #[test]
    fn steps_name_commands_that_the_system_has() {
        let lines = |steps: Vec<Step>| steps.iter().map(Step::line).collect::<Vec<_>>().join("\n");
        let (unix, windows) = (lines(in_parts(false, "a b.json")), lines(in_parts(true, "a b.json")));
        assert!(unix.contains("head -c") && !windows.contains("head"), "{unix}\n{windows}");
        let whole = programs::quoted("a b.json");
        assert!(unix.contains(&whole) && windows.contains(&whole), "a name with blanks stays one word");
        assert!(whose(true, "a").line().contains("icacls a") && whose(false, "a").line().contains("ls -l a"));
    }

    #[test]
    fn what_cannot_be_read_is_refused_with_the_reason() {
        let folder = tempfile::tempdir().unwrap();
        for (path, id) in
            [(folder.path().join("none"), "view.unreadable"), (folder.path().into(), "view.directory")]
        {
            assert_eq!(Source::file(&path).unwrap_err().id, id);
        }
        let empty = folder.path().join("empty");
        fs::write(&empty, "").unwrap();
        assert_eq!(all(Source::file(&empty).unwrap()), (Bytes::new(), Ended::Whole));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn files_without_a_size_and_endless_ones_are_read_until_they_are_stopped() {
        let (bytes, ended) = all(Source::file(Path::new("/proc/self/status")).unwrap());
        assert_eq!(ended, Ended::Whole);
        assert!(!bytes.is_empty());
        let endless = Source::file(Path::new("/dev/zero")).unwrap();
        let (bytes, ended) = endless.rest(Vec::new(), |so_far| so_far.len() > 1 << 20);
        assert_eq!(ended, Ended::Stopped);
        assert!(bytes.len() < 2 << 20);
        let endless = Source::file(Path::new("/dev/zero")).unwrap();
        let (bytes, ended) = endless.piped(Vec::new(), 1 << 20, |_| false);
        assert_eq!((bytes.len(), ended), (1 << 20, Ended::Endless(1 << 20)));
        assert!(ended.words().unwrap().starts_with("Stopped reading at 1.0 MB: no more is taken of a pipe."));
    }
}
