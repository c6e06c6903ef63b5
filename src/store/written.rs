//! Files that somebody asked for: saved under a name of theirs, or lent to a program of theirs.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::atomic::{self, Lasting};
use super::error::StoreError;
use super::{names, patience};

/// Whether a file could be written there: its folder is there, and it is no folder itself.
pub fn can_be(path: &Path) -> io::Result<()> {
    if is_written_to(path) { Ok(()) } else { whole(path).map(|_| ()) }
}

/// A device or a pipe is written to; to put a file in its place would take it away from everybody.
fn is_written_to(path: &Path) -> bool {
    let is_device = || path.file_stem().is_some_and(|stem| names::is_device(&stem.to_string_lossy()));
    fs::metadata(path).is_ok_and(|facts| !facts.is_file() && !facts.is_dir()) || cfg!(windows) && is_device()
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
        fs::OpenOptions::new().write(true).open(path)?.write_all(bytes)?;
        return Ok(path.to_owned());
    }
    let path = whole(path)?;
    if replaces {
        atomic::write(&path, bytes, Lasting::Yes).map_err(|error| match error {
            StoreError::File { kind, .. } => io::Error::from(kind),
            _ => io::ErrorKind::Other.into(),
        })?;
        return Ok(path);
    }
    if fs::symlink_metadata(&path).is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    // A second name for the finished file: that fails where somebody was there first.
    let whole = atomic::temporary_beside(&path);
    let written = save_new(&whole, bytes);
    let linked = if written.is_ok() { fs::hard_link(&whole, &path) } else { Ok(()) };
    let _ = patience::unless_held(|| fs::remove_file(&whole));
    written?;
    match linked {
        Ok(()) => Ok(path),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
        // Not every file system knows second names.
        Err(_) => save_new(&path, bytes).map(|()| path),
    }
}

fn save_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(bytes)
}

/// The files that are lent now, for an end that unwinds nothing.
static LENT: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Removes every file that is lent.
pub fn take_back() {
    for path in LENT.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
        let _ = fs::remove_file(path);
    }
}

/// A file of its own for another program to open; it is gone with the value.
#[derive(Debug)]
pub struct Lent(PathBuf);

impl Lent {
    /// Writes it, readable for this user alone.
    pub fn new(bytes: &[u8]) -> io::Result<Self> {
        let folder = std::env::temp_dir();
        for n in 0..100 {
            let path = folder.join(format!("orgscope-{}-{n}.json", std::process::id()));
            let saved = {
                // Under the lock, so that it is never there and not known.
                let mut lent = LENT.lock().unwrap_or_else(PoisonError::into_inner);
                let saved = save_new(&path, bytes);
                lent.extend(saved.is_ok().then(|| path.clone()));
                saved
            };
            match saved {
                Ok(()) => return Ok(Self(path)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let mut lent = LENT.lock().unwrap_or_else(PoisonError::into_inner);
        lent.retain(|path| path != &self.0);
        // The program may close it a moment after its own end; what was shown in it must not stay.
        let _ = patience::unless_held(|| fs::remove_file(&self.0));
    }
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
}
