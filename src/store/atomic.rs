//! Files written whole or not at all: a temporary file beside the old one, then a rename. Files are made
//! 0600, directories 0700. Windows knows no such modes: there the folders are in the person's profile, which
//! other accounts can't read.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use super::error::{Result, file};
use super::patience;

/// Whether a write must survive a power cut, at the price of some milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lasting {
    /// On the disk before the call returns.
    Yes,
    /// Whenever the system likes: what can be asked for again.
    No,
}

/// Puts `bytes` in the place of `path`. Readers see the old file or the new one. Where `path` is a symbolic
/// link, the file that it points to is replaced and the link stays.
pub fn write(path: &Path, bytes: &[u8], lasting: Lasting) -> Result<()> {
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = target.parent().unwrap_or(Path::new("."));
    make_dir(folder)?;
    let temporary = temporary_beside(&target);
    let written = write_new(&temporary, bytes, lasting)
        .and_then(|()| patience::unless_held(|| std::fs::rename(&temporary, &target)));
    if let Err(e) = written {
        let _ = patience::unless_held(|| std::fs::remove_file(&temporary));
        return Err(file("write", path)(e));
    }
    if lasting == Lasting::Yes
        && let Ok(folder) = File::open(folder)
    {
        let _ = folder.sync_all();
    }
    Ok(())
}

/// The whole file, or `None` where there is none.
pub fn read(path: &Path) -> Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    match File::open(path).and_then(|mut f| f.read_to_end(&mut bytes)) {
        Ok(_) => Ok(Some(bytes)),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(file("read", path)(e)),
    }
}

/// Takes a file away; whether there was one.
pub fn remove(path: &Path) -> Result<bool> {
    match patience::unless_held(|| std::fs::remove_file(path)) {
        Ok(()) => Ok(true),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(e) => Err(file("remove", path)(e)),
    }
}

/// Makes a directory and those above it, 0700 each; what exists stays as it is.
pub fn make_dir(path: &Path) -> Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(file("write", path))
}

/// Whether a file could be written there, as far as it can be told without writing: what is there of its folder
/// is a folder, and not write-protected.
pub fn could_write(path: &Path) -> Result<()> {
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let there = target.ancestors().skip(1).find_map(|folder| Some((folder, folder.metadata().ok()?)));
    let refused = match there {
        Some((_, meta)) if !meta.is_dir() => io::ErrorKind::NotADirectory,
        Some((_, meta)) if meta.permissions().readonly() => io::ErrorKind::PermissionDenied,
        _ => return Ok(()),
    };
    Err(file("write", path)(refused.into()))
}

/// Opens a file to append to, 0600 where it is made now.
pub fn append_to(path: &Path) -> Result<File> {
    if let Some(folder) = path.parent() {
        make_dir(folder)?;
    }
    private(OpenOptions::new().append(true).create(true)).open(path).map_err(file("write", path))
}

/// Holds the lock file `path` until the value is dropped; waits five seconds at most for another holder to let
/// go. Where the file system knows no locks, none is held.
pub fn lock(path: &Path) -> Result<File> {
    lock_within(path, patience::LOCKED)
}

fn lock_within(path: &Path, within: Duration) -> Result<File> {
    if let Some(folder) = path.parent() {
        make_dir(folder)?;
    }
    // To read and to write: a file that was opened only to append to can't be locked on Windows, where LockFileEx
    // needs GENERIC_READ or GENERIC_WRITE ('LockFileEx function', parameter hFile).
    let open = private(OpenOptions::new().read(true).write(true).create(true).truncate(false)).open(path);
    let held = open.map_err(file("lock", path))?;
    patience::lock(&held, within).map_err(file("lock", path))?;
    Ok(held)
}

fn write_new(path: &Path, bytes: &[u8], lasting: Lasting) -> io::Result<()> {
    let mut new = private(OpenOptions::new().write(true).create_new(true)).open(path)?;
    new.write_all(bytes)?;
    if lasting == Lasting::Yes { new.sync_all() } else { Ok(()) }
}

fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

/// A name beside a file that nobody else uses.
pub fn temporary_beside(path: &Path) -> PathBuf {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.{number}.tmp", std::process::id()));
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::StoreError;

    #[test]
    fn where_no_file_can_be_written_it_is_known_without_writing() {
        let dir = tempfile::tempdir().unwrap();
        let below = |name: &str| dir.path().join(name).join("orgscope").join("config.toml");
        assert_eq!(could_write(&below("new")), Ok(()));
        std::fs::write(dir.path().join("file"), "").unwrap();
        let path = below("file");
        let refused =
            StoreError::File { doing: "write", path: path.clone(), kind: io::ErrorKind::NotADirectory };
        assert_eq!(could_write(&path), Err(refused));
        let guarded = dir.path().join("guarded");
        std::fs::create_dir(&guarded).unwrap();
        let mut rights = guarded.metadata().unwrap().permissions();
        rights.set_readonly(true);
        std::fs::set_permissions(&guarded, rights).unwrap();
        let kind = io::ErrorKind::PermissionDenied;
        assert!(matches!(could_write(&below("guarded")), Err(StoreError::File { kind: k, .. }) if k == kind));
        assert!(!dir.path().join("new").exists());
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_write_replaces_the_file_and_leaves_nothing_else() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("a/b/file");
        for text in ["first", "second"] {
            write(&path, text.as_bytes(), Lasting::Yes).unwrap();
            assert_eq!(read(&path).unwrap().as_deref(), Some(text.as_bytes()));
            assert_eq!(names(path.parent().unwrap()), ["file"]);
        }
        assert!(remove(&path).unwrap());
        assert!(!remove(&path).unwrap());
        assert_eq!(read(&path).unwrap(), None);
    }

    #[test]
    fn a_held_lock_is_named_after_a_while_and_taken_once_it_is_free() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("state/config.lock");
        let held = lock(&path).unwrap();
        let refused = lock_within(&path, Duration::from_millis(60));
        let Err(StoreError::File { doing: "lock", path: named, kind }) = refused else {
            panic!("{refused:?}")
        };
        assert_eq!((named, kind), (path.clone(), io::ErrorKind::WouldBlock));
        drop(held);
        let mut held = lock(&path).unwrap();
        // It can be read as well as written: what was opened only to append to can't be locked on Windows.
        held.write_all(b"x").unwrap();
        assert_eq!(io::copy(&mut held, &mut io::sink()).unwrap(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn files_are_0600_and_directories_0700() {
        use std::os::unix::fs::PermissionsExt;
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("a/b/file");
        write(&path, b"x", Lasting::No).unwrap();
        append_to(&home.path().join("a/log")).unwrap();
        let mode = |p: &Path| std::fs::metadata(p).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&path), 0o600);
        assert_eq!(mode(&home.path().join("a/log")), 0o600);
        assert_eq!(mode(&home.path().join("a")), 0o700);
        assert_eq!(mode(&home.path().join("a/b")), 0o700);

        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        write(&path, b"y", Lasting::No).unwrap();
        assert_eq!(mode(&path), 0o600, "a file that was wider is narrowed by the next write");
    }

    #[cfg(unix)]
    #[test]
    fn a_symbolic_link_stays_and_its_target_changes() {
        let home = tempfile::tempdir().unwrap();
        let (target, link) = (home.path().join("dotfiles"), home.path().join("config.toml"));
        write(&target, b"old", Lasting::No).unwrap();
        std::os::unix::fs::symlink(&target, &link).unwrap();
        write(&link, b"new", Lasting::No).unwrap();
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(std::fs::read(&target).unwrap(), b"new");
    }

    #[test]
    fn a_write_that_fails_leaves_the_old_file_and_no_temporary_one() {
        let home = tempfile::tempdir().unwrap();
        let taken = home.path().join("taken");
        make_dir(&taken.join("inside")).unwrap();
        let failed = write(&taken, b"x", Lasting::No);
        assert!(matches!(failed, Err(StoreError::File { doing: "write", .. })), "{failed:?}");
        assert_eq!(names(home.path()), ["taken"]);
    }
}
