//! Files that are not finished: beside their target, under a random name, for this user alone. Each is gone with its
//! value, and at the end of the program; what a killed program left is cleaned by a later one.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use super::atomic::Lasting;
use super::patience;

/// A write takes seconds at most: what is older than this is a leftover.
const STALE: Duration = Duration::from_secs(60 * 60);
/// Digits of a random name.
const DIGITS: usize = 16;
/// File systems take names of 255 bytes; a longer one leaves no room for what is added.
const LONGEST: usize = 200;
/// How many names are tried: even one that is taken would be a great chance.
const TRIES: usize = 16;

/// The files that are there now, for an end that unwinds nothing.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Removes every file that is not finished, and those lent to other programs.
pub fn take_back() {
    for path in UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
        let _ = fs::remove_file(path);
    }
}

/// A file that is gone with its value.
#[derive(Debug)]
pub(super) struct Temporary(PathBuf);

impl Temporary {
    /// Writes a file that is to take the place of `target`.
    pub(super) fn beside(target: &Path, bytes: &[u8], lasting: Lasting) -> io::Result<Self> {
        let name = target.file_name().filter(|name| name.len() <= LONGEST).unwrap_or(OsStr::new("orgscope"));
        let new = |random: &str| {
            let mut own = OsStr::new(".").to_owned();
            own.push(name);
            own.push(format!(".{random}.tmp"));
            target.with_file_name(own)
        };
        Self::new(new, bytes, lasting)
    }

    /// Writes a file under the first free name of those that `name` makes of random digits.
    pub(super) fn new(name: impl Fn(&str) -> PathBuf, bytes: &[u8], lasting: Lasting) -> io::Result<Self> {
        for _ in 0..TRIES {
            let path = name(&random());
            let made = {
                // Under the lock, so that it is never there and not known.
                let mut unfinished = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner);
                let made = private(OpenOptions::new().write(true).create_new(true)).open(&path);
                unfinished.extend(made.is_ok().then(|| path.clone()));
                made
            };
            match made {
                Ok(mut file) => {
                    let made = Self(path);
                    narrow(&file);
                    file.write_all(bytes)?;
                    if lasting == Lasting::Yes {
                        file.sync_all()?;
                    }
                    return Ok(made);
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// Puts it in the place of `target` in one step. A link there is replaced, never followed.
    pub(super) fn replace(self, target: &Path) -> io::Result<()> {
        patience::unless_held(|| fs::rename(&self.0, target))
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // Another program may close it a moment after its own end; what was shown in it must not stay. After a
        // rename there is nothing more under this name.
        let _ = patience::unless_held(|| fs::remove_file(&self.0));
        UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).retain(|path| path != &self.0);
    }
}

/// For this user alone where it is made.
pub(super) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

/// For this user alone, whatever it was before. A file system that knows no such modes (a USB stick's) says no, and
/// what is written there is written all the same. Windows keeps that with the folder.
pub(super) fn narrow(file: &File) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        if file.metadata().is_ok_and(|facts| facts.permissions().mode() & 0o777 != 0o600) {
            let _ = file.set_permissions(fs::Permissions::from_mode(0o600));
        }
    }
    #[cfg(not(unix))]
    let _ = file;
}

/// Digits that nobody can guess: a hash under keys from the system's random source.
fn random() -> String {
    format!("{:0DIGITS$x}", RandomState::new().hash_one(std::process::id()))
}

/// Removes what a killed program left where it was to write this file.
pub(super) fn clean_beside(target: &Path) {
    let (Some(folder), Some(name)) = (target.parent(), target.file_name().and_then(OsStr::to_str)) else {
        return;
    };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    clean(folder, STALE, |found| unfinished(found).is_some_and(|of| of == name));
}

/// Removes what a killed program left in a folder of orgscope's own; once in a run.
pub(super) fn clean_folder(folder: &Path) {
    static CLEANED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());
    if CLEANED.lock().unwrap_or_else(PoisonError::into_inner).insert(folder.to_owned()) {
        clean(folder, STALE, |found| unfinished(found).is_some());
    }
}

/// The name of the file that a name of an unfinished one belongs to.
fn unfinished(name: &str) -> Option<&str> {
    let (of, last) = name.strip_prefix('.')?.strip_suffix(".tmp")?.rsplit_once('.')?;
    if is_random(last) {
        return Some(of);
    }
    // Earlier versions used the process and a number.
    let (of, process) = of.rsplit_once('.')?;
    (is_number(last) && is_number(process)).then_some(of)
}

/// Removes old files of ours in a folder whose name says that they are leftovers: regular ones of this user.
pub(super) fn clean(folder: &Path, older: Duration, is_left: impl Fn(&str) -> bool) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        if !entry.file_name().to_str().is_some_and(&is_left) {
            continue;
        }
        // Of the entry itself, not of what a link leads to.
        let Ok(facts) = entry.metadata() else { continue };
        let age = facts.modified().ok().and_then(|at| SystemTime::now().duration_since(at).ok());
        if facts.is_file() && is_own(&facts) && age.is_some_and(|age| age > older) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

#[cfg(unix)]
pub(super) fn is_own(facts: &fs::Metadata) -> bool {
    std::os::unix::fs::MetadataExt::uid(facts) == rustix::process::geteuid().as_raw()
}

#[cfg(not(unix))]
fn is_own(_: &fs::Metadata) -> bool {
    true
}

/// Whether this is what [`random`] makes.
pub(super) fn is_random(text: &str) -> bool {
    text.len() == DIGITS && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// Digits alone.
pub(super) fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn an_unfinished_file_has_a_random_name_and_is_gone_with_its_value() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("config.toml");
        let one = Temporary::beside(&target, b"one", Lasting::No).unwrap();
        let other = Temporary::beside(&target, b"other", Lasting::Yes).unwrap();
        assert_ne!(one.path(), other.path());
        for name in names(folder.path()) {
            let random = name.strip_prefix(".config.toml.").and_then(|name| name.strip_suffix(".tmp"));
            assert!(random.is_some_and(is_random), "{name}");
        }
        drop(one);
        let long = folder.path().join("x".repeat(250));
        Temporary::beside(&long, b"long", Lasting::No).unwrap().replace(&long).unwrap();
        fs::remove_file(long).unwrap();
        other.replace(&target).unwrap();
        assert_eq!(names(folder.path()), ["config.toml"]);
        assert_eq!(fs::read(&target).unwrap(), b"other");
    }

    #[test]
    fn a_name_that_is_taken_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let tries = std::cell::Cell::new(0);
        let name = |_: &str| {
            tries.set(tries.get() + 1);
            folder.path().join(if tries.get() < 3 { "taken" } else { "free" })
        };
        fs::write(folder.path().join("taken"), "theirs").unwrap();
        let made = Temporary::new(name, b"ours", Lasting::No).unwrap();
        assert_eq!(made.path(), folder.path().join("free"));
        assert_eq!(fs::read(folder.path().join("taken")).unwrap(), b"theirs");
        let taken = Temporary::new(|_| folder.path().join("taken"), b"", Lasting::No);
        assert_eq!(taken.unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(names(folder.path()), ["free", "taken"], "what was refused leaves nothing");
    }

    #[test]
    fn only_old_regular_files_of_our_own_are_cleaned() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let long_ago = SystemTime::now() - 2 * STALE;
        let old = |name: &str| {
            fs::write(at(name), "x").unwrap();
            File::options().write(true).open(at(name)).unwrap().set_modified(long_ago).unwrap();
        };
        for left in
            [".config.toml.0123456789abcdef.tmp", ".config.toml.17.0.tmp", ".a.b.00000000deadbeef.tmp"]
        {
            old(left);
        }
        let theirs = ["config.toml", ".config.toml.tmp", ".vimrc.swp", ".x.17.tmp", "x.0123456789abcdef.tmp"];
        theirs.iter().for_each(|name| old(name));
        fs::write(at(".config.toml.fedcba9876543210.tmp"), "a write that is under way").unwrap();
        fs::create_dir(at(".folder.0123456789abcdef.tmp")).unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(at("config.toml"), at(".link.0123456789abcdef.tmp")).unwrap();
        let all = names(folder.path()).len();
        clean_beside(&at("a.b"));
        assert_eq!(names(folder.path()).len(), all - 1, "those of one file");
        clean_folder(folder.path());
        let mut expected: Vec<_> = theirs.map(str::to_owned).to_vec();
        expected.push(".config.toml.fedcba9876543210.tmp".into());
        expected.push(".folder.0123456789abcdef.tmp".into());
        #[cfg(unix)]
        expected.push(".link.0123456789abcdef.tmp".into());
        expected.sort();
        assert_eq!(names(folder.path()), expected);
    }
}
