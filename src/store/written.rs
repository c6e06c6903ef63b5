//! Files that somebody asked for: saved under a name of theirs, or lent to a program of theirs.

use std::fs;
use std::io::{self, IsTerminal, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::atomic::{self, Lasting};
use super::names;
use super::regular::{self, Links};
use super::temporary::{self, Temporary};
use crate::text::safe;

/// Whether a file could be written there: its folder is there, and nothing but a file is in its place.
pub fn can_be(path: &Path) -> io::Result<()> {
    if is_written_to(path) {
        Ok(())
    } else {
        whole(path).and_then(|path| regular::look(&path, Links::Refused))
    }
}

/// A device or a pipe is written to; to put a file in its place would take it away from everybody. Links to one are
/// followed where the system itself has them: `/dev/stdout`.
fn is_written_to(path: &Path) -> bool {
    let is_device = || path.file_stem().is_some_and(|stem| names::is_device(&stem.to_string_lossy()));
    let is_of_system = path.starts_with("/dev") || path.starts_with("/proc");
    let facts = if is_of_system { fs::metadata(path) } else { fs::symlink_metadata(path) };
    facts.is_ok_and(|facts| takes_bytes(facts.file_type())) || cfg!(windows) && is_device()
}

#[cfg(unix)]
fn takes_bytes(kind: fs::FileType) -> bool {
    use std::os::unix::fs::FileTypeExt;
    kind.is_fifo() || kind.is_char_device()
}

#[cfg(not(unix))]
fn takes_bytes(kind: fs::FileType) -> bool {
    !kind.is_file() && !kind.is_dir() && !kind.is_symlink()
}

/// Writes to a device or a pipe. One that nobody reads is not waited for; a terminal is not steered.
fn write_to(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        let flags = (OFlags::NONBLOCK | OFlags::NOCTTY).bits().cast_signed();
        std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, flags);
    }
    let mut file = options.open(path).map_err(|error| match error.raw_os_error() {
        #[cfg(unix)]
        Some(code) if code == rustix::io::Errno::NXIO.raw_os_error() => {
            io::Error::new(error.kind(), "nobody reads this pipe")
        }
        _ => error,
    })?;
    // A reader may be slow.
    #[cfg(unix)]
    rustix::fs::fcntl_setfl(&file, rustix::fs::OFlags::empty())?;
    let shown = if file.is_terminal() { safe::document(bytes) } else { bytes.into() };
    file.write_all(&shown)
}

/// The path from the top, where a file can be. A path that begins with `~/` begins in the person's home folder.
fn whole(path: &Path) -> io::Result<PathBuf> {
    let home = path.strip_prefix("~").ok().zip(std::env::home_dir());
    let path = home.map_or_else(|| path.to_owned(), |(rest, home)| home.join(rest));
    let path = std::path::absolute(path)?;
    let folder = path.parent().ok_or(io::ErrorKind::IsADirectory)?;
    // Nothing but the file is made: a folder that is not there was mistyped.
    if let Err(error) = fs::metadata(folder) {
        return Err(match error.kind() {
            kind @ io::ErrorKind::NotFound => {
                io::Error::new(kind, format!("there is no folder {}", folder.display()))
            }
            _ => error,
        });
    }
    if path.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    Ok(path)
}

/// Writes a file that a person named, whole or not at all; over one that is there only where it `replaces` it.
/// The path that it has now. A device or a pipe that may be replaced is written to.
pub fn save(path: &Path, bytes: &[u8], replaces: bool) -> io::Result<PathBuf> {
    if replaces && is_written_to(path) {
        return write_to(path, bytes).map(|()| path.to_owned());
    }
    let path = whole(path)?;
    if replaces {
        return atomic::replace(&path, bytes, Lasting::Yes).map(|()| path);
    }
    if fs::symlink_metadata(&path).is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    temporary::clean_beside(&path);
    let unfinished = Temporary::beside(&path, bytes, Lasting::Yes)?;
    // A second name for the finished file: that fails where somebody was there first.
    match fs::hard_link(unfinished.path(), &path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
        // Not every file system knows second names.
        Err(_) => save_new(&path, bytes).map(|()| path),
        Ok(()) => Ok(path),
    }
}

fn save_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    let mut new = temporary::private(options.write(true).create_new(true)).open(path)?;
    new.write_all(bytes).inspect_err(|_| {
        let _ = fs::remove_file(path);
    })
}

/// Nobody looks at a file in an editor for longer: an older one is a leftover.
const LENT: Duration = Duration::from_secs(24 * 60 * 60);

/// A file of its own for another program to open; it is gone with the value.
#[derive(Debug)]
pub struct Lent(Temporary);

impl Lent {
    /// Writes it, readable for this user alone.
    pub fn new(bytes: &[u8]) -> io::Result<Self> {
        Self::within(&std::env::temp_dir(), bytes)
    }

    fn within(folder: &Path, bytes: &[u8]) -> io::Result<Self> {
        temporary::clean(folder, LENT, was_lent);
        let name = |random: &str| folder.join(format!("orgscope-{random}.json"));
        Temporary::new(name, bytes, Lasting::No).map(Self)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

/// Whether a name is that of a file that was lent.
fn was_lent(name: &str) -> bool {
    name.strip_prefix("orgscope-").and_then(|name| name.strip_suffix(".json")).is_some_and(|name| {
        // Earlier versions used the process and a number.
        let is_earlier =
            || name.split_once('-').is_some_and(|(a, b)| temporary::is_number(a) && temporary::is_number(b));
        temporary::is_random(name) || is_earlier()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::open::reason;

    #[test]
    fn a_file_is_saved_whole_and_never_over_another_one_unasked() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        assert_eq!(save(&path, b"[1]", false).unwrap(), path);
        let again = save(&path, b"[2]", false).unwrap_err();
        assert_eq!(again.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"[1]");
        save(&path, b"[2]", true).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"[2]");
        #[cfg(unix)]
        assert_eq!(
            std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&path).unwrap().permissions()) & 0o777,
            0o600
        );
        assert_eq!(save(folder.path(), b"", true).unwrap_err().kind(), io::ErrorKind::IsADirectory);
        let nowhere = folder.path().join("no/folder.json");
        let words = reason(&save(&nowhere, b"", false).unwrap_err());
        assert_eq!(words, format!("there is no folder {}", nowhere.parent().unwrap().display()));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else is left there");
        assert!(can_be(&path).is_ok() && can_be(folder.path()).is_err() && can_be(&nowhere).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_written_to_and_stays_one() {
        let null = Path::new("/dev/null");
        assert_eq!(save(null, b"[1]", true).unwrap(), null);
        assert!(!fs::metadata(null).unwrap().is_file());
        assert!(can_be(null).is_ok());
    }

    #[test]
    fn what_is_lent_is_for_this_user_alone_and_gone_with_the_value() {
        let folder = tempfile::tempdir().unwrap();
        let left = folder.path().join("orgscope-17-0.json");
        fs::write(&left, "x").unwrap();
        let long_ago = std::time::SystemTime::now() - 2 * LENT;
        fs::File::options().write(true).open(&left).unwrap().set_modified(long_ago).unwrap();
        let lent = Lent::within(folder.path(), b"{}").unwrap();
        assert!(!left.exists(), "what a killed program left is gone");
        assert!(was_lent(lent.path().file_name().unwrap().to_str().unwrap()));
        #[cfg(unix)]
        assert_eq!(
            std::os::unix::fs::PermissionsExt::mode(&fs::metadata(lent.path()).unwrap().permissions())
                & 0o777,
            0o600
        );
        drop(lent);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        for other in ["orgscope-check-acme-20261130.json", "orgscope.json", "orgscope-1.json", "a.json"] {
            assert!(!was_lent(other), "{other}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_somebody_planted_is_refused_before_and_when_it_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("victim"), "PRECIOUS").unwrap();
        regular::make_pipe(&at("pipe"));
        for to in ["victim", "pipe", "nothing", "/dev/null"] {
            let _ = fs::remove_file(at("link"));
            std::os::unix::fs::symlink(at(to), at("link")).unwrap();
            for refused in [can_be(&at("link")), save(&at("link"), b"x", true).map(|_| ())] {
                assert!(reason(&refused.unwrap_err()).starts_with("it is a link"), "{to}");
            }
            let there = save(&at("link"), b"x", false).unwrap_err();
            assert_eq!(there.kind(), io::ErrorKind::AlreadyExists, "{to}");
        }
        assert_eq!(fs::read(at("victim")).unwrap(), b"PRECIOUS");
        assert!(!at("nothing").exists());
        // A pipe is written to; one that nobody reads is not waited for.
        let unread = save(&at("pipe"), b"x", true).unwrap_err();
        assert_eq!(reason(&unread), "nobody reads this pipe");
        let reader = std::thread::spawn({
            let pipe = at("pipe");
            move || fs::read(pipe).unwrap()
        });
        while let Err(error) = save(&at("pipe"), b"bytes", true) {
            assert_eq!(reason(&error), "nobody reads this pipe");
            std::thread::yield_now();
        }
        assert_eq!(reader.join().unwrap(), b"bytes");
    }
}
