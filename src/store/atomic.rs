//! Files written whole or not at all: a temporary file beside the old one, then a rename. Files are made
//! 0600, directories 0700. Windows knows no such modes: there the folders are in the person's profile, which
//! other accounts can't read.

use std::fs::{DirBuilder, File};
use std::io;
use std::path::{Path, PathBuf};

use super::error::{Result, file};
use super::regular::{self, Links};
use super::temporary::{self, Temporary};

/// Whether a write must survive a power cut, at the price of some milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lasting {
    /// On the disk before the call returns.
    Yes,
    /// Whenever the system likes: what can be asked for again.
    No,
}

/// Links that lead to links, as many as Linux follows.
const LINKS: usize = 40;

/// Puts `bytes` in the place of `path` or, where that is a symbolic link, of the file that it leads to: the link stays.
/// For `config.toml` alone, which people keep elsewhere and link to.
pub(super) fn write_linked(path: &Path, bytes: &[u8], lasting: Lasting) -> Result<()> {
    let written = target_of(path).and_then(|target| {
        // A link to a folder that is not there was mistyped, or its disk is not mounted.
        if target == path
            && let Some(folder) = path.parent()
        {
            builder().recursive(true).create(folder)?;
        }
        replace(&target, bytes, lasting)
    });
    written.map_err(file("write", path))
}

/// Writes `bytes` as a regular file: a new one, or in place of the old one. Readers see the old file or the new one.
/// Anything else in its place stays as it is, and a link is not followed.
pub(super) fn replace(path: &Path, bytes: &[u8], lasting: Lasting) -> io::Result<()> {
    regular::look(path, Links::Refused)?;
    temporary::clean_beside(path);
    Temporary::beside(path, bytes, lasting)?.replace(path)?;
    if lasting == Lasting::Yes
        && let Some(folder) = path.parent()
    {
        sync(folder);
    }
    Ok(())
}

/// The names in a folder are on the disk before this returns, as far as the system does that.
pub(super) fn sync(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

/// The file that a path leads to, whether it is there yet or not.
fn target_of(path: &Path) -> io::Result<PathBuf> {
    let mut target = path.to_owned();
    for _ in 0..LINKS {
        match std::fs::canonicalize(&target) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => match std::fs::read_link(&target) {
                Ok(to) => target = target.parent().unwrap_or(Path::new("")).join(to),
                Err(_) => return Ok(target),
            },
            found => return found,
        }
    }
    Err(io::Error::other("its links lead in a circle"))
}

/// The whole of a regular file of `most` bytes at most, or of one that a link leads to; `None` if there is none.
pub fn read(path: &Path, most: u64) -> Result<Option<Vec<u8>>> {
    regular::read(path, Links::Followed, most).map_err(file("read", path))
}

/// Makes directories, 0700 each.
pub(super) fn builder() -> DirBuilder {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(false);
    builder
}

/// Whether a file could be written there, as far as it can be told without writing: what is there of its folder
/// is a folder, and not write-protected.
pub fn could_write(path: &Path) -> Result<()> {
    let target = target_of(path).map_err(file("write", path))?;
    let there = target.ancestors().skip(1).find_map(|folder| Some((folder, folder.metadata().ok()?)));
    let refused = match there {
        Some((_, meta)) if !meta.is_dir() => io::ErrorKind::NotADirectory,
        Some((_, meta)) if meta.permissions().readonly() => io::ErrorKind::PermissionDenied,
        _ => return Ok(()),
    };
    Err(file("write", path)(refused.into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::StoreError;
    use crate::store::regular::Odd;

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
            write_linked(&path, text.as_bytes(), Lasting::Yes).unwrap();
            assert_eq!(read(&path, 100).unwrap().as_deref(), Some(text.as_bytes()));
            assert_eq!(names(path.parent().unwrap()), ["file"]);
        }
    }

    #[test]
    fn a_write_that_fails_leaves_what_is_there_and_no_temporary_file() {
        let home = tempfile::tempdir().unwrap();
        let taken = home.path().join("taken");
        std::fs::create_dir_all(taken.join("inside")).unwrap();
        let failed = write_linked(&taken, b"x", Lasting::No);
        assert_eq!(failed, Err(StoreError::Odd { doing: "write", path: taken, odd: Odd::Folder }));
        assert_eq!(names(home.path()), ["taken"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_was_wider_is_narrowed_by_the_next_write() {
        use std::os::unix::fs::PermissionsExt;
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("a/b/file");
        let mode = |p: &Path| std::fs::metadata(p).unwrap().permissions().mode() & 0o777;
        for _ in 0..2 {
            write_linked(&path, b"x", Lasting::No).unwrap();
            assert_eq!(mode(&path), 0o600);
            assert_eq!(mode(&home.path().join("a")), 0o700);
            assert_eq!(mode(&home.path().join("a/b")), 0o700);
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_written_through_only_where_that_is_asked_for() {
        use std::os::unix::fs::symlink;
        let home = tempfile::tempdir().unwrap();
        let at = |name: &str| home.path().join(name);
        std::fs::write(at("dotfiles"), "old").unwrap();
        symlink("dotfiles", at("link")).unwrap();
        symlink("link", at("link to it")).unwrap();
        write_linked(&at("link to it"), b"new", Lasting::No).unwrap();
        assert!(at("link").is_symlink() && at("link to it").is_symlink());
        assert_eq!(std::fs::read(at("dotfiles")).unwrap(), b"new");
        let refused = replace(&at("link"), b"newer", Lasting::No).unwrap_err();
        assert_eq!(Odd::of(&refused), Some(Odd::Link));
        assert_eq!(std::fs::read(at("dotfiles")).unwrap(), b"new");
        // A link to a file that is not there yet makes it; one to a folder that is not there makes nothing.
        symlink("later", at("early")).unwrap();
        write_linked(&at("early"), b"new", Lasting::No).unwrap();
        assert!(at("early").is_symlink() && at("later").is_file());
        symlink("gone/file", at("lost")).unwrap();
        let lost = write_linked(&at("lost"), b"new", Lasting::No);
        assert!(matches!(lost, Err(StoreError::File { kind: io::ErrorKind::NotFound, .. })), "{lost:?}");
        assert!(!at("gone").exists() && at("lost").is_symlink());
        symlink("round", at("round")).unwrap();
        assert!(write_linked(&at("round"), b"new", Lasting::No).is_err());
    }
}
