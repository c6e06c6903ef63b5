//! Files and folders of orgscope's own: caches, what is remembered of orgs, the log, the lock. Neither the folder that
//! holds them nor anything in it is a link: one there was planted, and is neither followed nor written through. Who
//! wants them elsewhere says so by a variable. All of it is for this user alone after each write, whatever it was
//! before.

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use super::atomic::{self, Lasting};
use super::error::{Result, file};
use super::patience;
use super::regular::{self, Links, Odd};
use super::temporary::{self, Temporary};

/// A file or a folder of orgscope's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Own {
    root: PathBuf,
    path: PathBuf,
}

impl AsRef<Path> for Own {
    fn as_ref(&self) -> &Path {
        &self.path
    }
}

impl Own {
    /// One of the folders that hold all others.
    pub(super) fn root(root: &Path) -> Self {
        Self { root: root.to_owned(), path: root.to_owned() }
    }

    /// What has this name in the folder.
    pub(super) fn join(&self, name: impl AsRef<Path>) -> Self {
        Self { root: self.root.clone(), path: self.path.join(name) }
    }

    /// The file beside this one that has another ending.
    pub(super) fn with_extension(&self, ending: &str) -> Self {
        Self { root: self.root.clone(), path: self.path.with_extension(ending) }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The whole file, of `most` bytes at most, or `None` if there is none.
    pub(super) fn read(&self, most: u64) -> Result<Option<Vec<u8>>> {
        let read = self.way().and_then(|()| regular::read(&self.path, Links::Refused, most));
        read.map_err(file("read", &self.path))
    }

    /// Puts `bytes` in the place of the file. Readers see the old file or the new one.
    pub(super) fn write(&self, bytes: &[u8], lasting: Lasting) -> Result<()> {
        let folder = self.path.parent().unwrap_or(&self.root);
        let written = self.make_way().and_then(|()| {
            temporary::clean_folder(folder);
            Temporary::beside(&self.path, bytes, lasting)?.replace(&self.path)
        });
        written.map_err(file("write", &self.path))?;
        if lasting == Lasting::Yes {
            atomic::sync(folder);
        }
        Ok(())
    }

    /// Takes the file away; whether there was one.
    pub(super) fn remove(&self) -> Result<bool> {
        let removed = self.way().and_then(|()| patience::unless_held(|| fs::remove_file(&self.path)));
        was_there(removed).map_err(file("remove", &self.path))
    }

    /// Takes a folder away with all that is in it; whether there was one.
    pub(super) fn remove_all(&self) -> Result<bool> {
        let removed = self.way().and_then(|()| patience::unless_held(|| fs::remove_dir_all(&self.path)));
        was_there(removed).map_err(file("remove", &self.path))
    }

    /// The names of what is in a folder; none if there is no folder.
    pub(super) fn names(&self) -> Result<Vec<String>> {
        let entries = match self.inside().and_then(|()| fs::read_dir(&self.path)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(file("read", &self.path)(error)),
        };
        Ok(entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect())
    }

    /// Opens the file to append to.
    pub(super) fn append_to(&self) -> Result<File> {
        let opened = self.make_way().and_then(|()| self.open(OpenOptions::new().append(true).create(true)));
        opened.map_err(file("write", &self.path))
    }

    /// Gives the file another name in its folder, in the place of what has it.
    pub(super) fn rename(&self, to: &Self) -> io::Result<()> {
        self.way()?;
        fs::rename(&self.path, &to.path)
    }

    /// Holds the file as a lock until the value is dropped; waits five seconds at most for another holder to let go.
    /// Where the file system knows no locks, none is held.
    pub(super) fn lock(&self) -> Result<File> {
        self.lock_within(patience::LOCKED)
    }

    fn lock_within(&self, within: Duration) -> Result<File> {
        // To read and to write: a file that was opened only to append to can't be locked on Windows, where LockFileEx
        // needs GENERIC_READ or GENERIC_WRITE ('LockFileEx function', parameter hFile).
        let held = self.make_way().and_then(|()| {
            let held = self.open(OpenOptions::new().read(true).write(true).create(true).truncate(false))?;
            patience::lock(&held, within)?;
            Ok(held)
        });
        held.map_err(file("lock", &self.path))
    }

    fn open(&self, options: &mut OpenOptions) -> io::Result<File> {
        let opened = regular::open(&self.path, Links::Refused, temporary::private(options))?;
        temporary::narrow(&opened);
        Ok(opened)
    }

    /// The folders from the root on the way there, the last one included where it is meant itself.
    fn folders(&self, itself: bool) -> impl Iterator<Item = PathBuf> + '_ {
        let last = if itself { Some(self.path.as_path()) } else { self.path.parent() };
        let below = last.and_then(|last| last.strip_prefix(&self.root).ok()).unwrap_or(Path::new(""));
        let mut folder = self.root.clone();
        let inside = below.components().map(Component::as_os_str).map(move |name: &OsStr| {
            folder.push(name);
            folder.clone()
        });
        std::iter::once(self.root.clone()).chain(inside)
    }

    /// Whether nothing on the way there is a link, as far as it is there.
    fn way(&self) -> io::Result<()> {
        self.folders(false).try_for_each(|folder| is_folder(&folder))
    }

    /// The same for a folder, which is none itself either.
    fn inside(&self) -> io::Result<()> {
        self.folders(true).try_for_each(|folder| is_folder(&folder))
    }

    /// Makes the folders on the way there, each 0700.
    fn make_way(&self) -> io::Result<()> {
        if let Some(above) = self.root.parent() {
            atomic::builder().recursive(true).create(above)?;
        }
        self.folders(false).try_for_each(|folder| {
            match atomic::builder().create(&folder) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
                _ => is_folder(&folder)?,
            }
            narrow(&folder);
            Ok(())
        })
    }
}

fn was_there(removed: io::Result<()>) -> io::Result<bool> {
    match removed {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Whether a folder is there and is not a link. If nothing is there, what follows finds out.
fn is_folder(folder: &Path) -> io::Result<()> {
    match folder.symlink_metadata() {
        Ok(facts) if facts.is_symlink() => Err(Odd::LinkOnTheWay.into()),
        Ok(facts) if !facts.is_dir() => Err(io::ErrorKind::NotADirectory.into()),
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// For this user alone, whatever it was before, as far as the file system knows that. A folder of somebody else's stays
/// as it is.
fn narrow(folder: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let is_wide = |facts: &fs::Metadata| facts.is_dir() && facts.permissions().mode() & 0o777 != 0o700;
        if folder.symlink_metadata().is_ok_and(|facts| is_wide(&facts) && temporary::is_own(&facts)) {
            let _ = fs::set_permissions(folder, fs::Permissions::from_mode(0o700));
        }
    }
    #[cfg(not(unix))]
    let _ = folder;
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::store::StoreError;

    #[test]
    fn a_held_lock_is_named_after_a_while_and_taken_once_it_is_free() {
        let home = tempfile::tempdir().unwrap();
        let lock = Own::root(&home.path().join("state")).join("config.lock");
        let held = lock.lock().unwrap();
        let refused = lock.lock_within(Duration::from_millis(60));
        let Err(StoreError::File { doing: "lock", path: named, kind }) = refused else {
            panic!("{refused:?}")
        };
        assert_eq!((named.as_path(), kind), (lock.path(), io::ErrorKind::WouldBlock));
        drop(held);
        let mut held = lock.lock().unwrap();
        // It can be read as well as written: what was opened only to append to can't be locked on Windows.
        held.write_all(b"x").unwrap();
        assert_eq!(io::copy(&mut held, &mut io::sink()).unwrap(), 0);
    }

    #[test]
    fn a_file_is_written_read_and_taken_away_with_its_folder() {
        let home = tempfile::tempdir().unwrap();
        let folder = Own::root(home.path()).join("a");
        let own = folder.join("b/file");
        assert_eq!(own.read(9), Ok(None));
        assert_eq!(folder.names(), Ok(vec![]));
        for text in ["first", "second"] {
            own.write(text.as_bytes(), Lasting::Yes).unwrap();
            assert_eq!(own.read(9).unwrap().unwrap(), text.as_bytes());
        }
        assert_eq!(folder.join("b").names(), Ok(vec!["file".into()]));
        assert!(matches!(own.read(3), Err(StoreError::Odd { odd: Odd::Large(3), .. })));
        assert_eq!((own.remove(), own.remove()), (Ok(true), Ok(false)));
        assert_eq!((folder.remove_all(), folder.remove_all()), (Ok(true), Ok(false)));
    }

    #[cfg(unix)]
    mod unix {
        use std::os::unix::fs::{PermissionsExt, symlink};

        use super::*;

        /// A home with somebody's file and folder in it, and a root of our own.
        fn planted() -> (tempfile::TempDir, PathBuf, Own) {
            let home = tempfile::tempdir().unwrap();
            let victim = home.path().join("victim");
            fs::create_dir(&victim).unwrap();
            fs::write(victim.join("file"), "PRECIOUS").unwrap();
            let root = home.path().join("state");
            fs::create_dir(&root).unwrap();
            (home, victim, Own::root(&root))
        }

        fn is_whole(victim: &Path) {
            assert_eq!(fs::read(victim.join("file")).unwrap(), b"PRECIOUS");
            assert_eq!(fs::read_dir(victim).unwrap().count(), 1);
        }

        #[test]
        fn a_link_on_the_way_is_refused_whatever_is_done() {
            let (_home, victim, root) = planted();
            symlink(&victim, root.path().join("orgs")).unwrap();
            let own = root.join("orgs").join("file");
            let refused = |done: Result<()>, doing| {
                let path = own.path().to_owned();
                assert_eq!(done, Err(StoreError::Odd { doing, path, odd: Odd::LinkOnTheWay }));
            };
            refused(own.read(100).map(|_| ()), "read");
            refused(own.write(b"x", Lasting::No), "write");
            refused(own.remove().map(|_| ()), "remove");
            refused(own.remove_all().map(|_| ()), "remove");
            refused(own.append_to().map(|_| ()), "write");
            refused(own.lock().map(|_| ()), "lock");
            assert!(own.rename(&own.with_extension("old")).is_err());
            assert!(root.join("orgs").names().is_err());
            is_whole(&victim);
            // A link itself is taken away, and what it leads to is left alone.
            assert_eq!(root.join("orgs").remove(), Ok(true));
            is_whole(&victim);
        }

        #[test]
        fn a_link_in_the_place_of_a_file_is_replaced_and_neither_read_nor_written_through() {
            let (_home, victim, root) = planted();
            let own = root.join("file");
            symlink(victim.join("file"), own.path()).unwrap();
            assert!(matches!(own.read(100), Err(StoreError::Odd { odd: Odd::Link, .. })));
            assert!(matches!(own.append_to(), Err(StoreError::Odd { odd: Odd::Link, .. })));
            assert!(matches!(own.lock(), Err(StoreError::Odd { odd: Odd::Link, .. })));
            own.write(b"ours", Lasting::No).unwrap();
            assert_eq!(own.read(100).unwrap().unwrap(), b"ours");
            is_whole(&victim);
        }

        #[test]
        fn a_pipe_in_the_place_of_a_file_is_not_waited_for() {
            let (_home, _, root) = planted();
            let own = root.join("pipe");
            crate::store::regular::make_pipe(own.path());
            for done in [own.read(9).map(|_| ()), own.append_to().map(|_| ()), own.lock().map(|_| ())] {
                assert!(matches!(done, Err(StoreError::Odd { odd: Odd::Pipe, .. })), "{done:?}");
            }
            own.write(b"ours", Lasting::No).unwrap();
        }

        #[test]
        fn all_is_for_this_user_alone_after_each_write() {
            let (home, _, root) = planted();
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            let widen = |path: &Path, to| fs::set_permissions(path, fs::Permissions::from_mode(to)).unwrap();
            let (own, log) = (root.join("a/file"), root.join("a/log"));
            for _ in 0..2 {
                own.write(b"x", Lasting::No).unwrap();
                log.append_to().unwrap();
                for (path, is) in [(own.path(), 0o600), (log.path(), 0o600), (root.path(), 0o700)] {
                    assert_eq!(mode(path), is, "{}", path.display());
                }
                assert_eq!(mode(&root.path().join("a")), 0o700);
                widen(own.path(), 0o644);
                widen(log.path(), 0o666);
                widen(&root.path().join("a"), 0o755);
                widen(root.path(), 0o777);
            }
            // A root that is a link leads elsewhere too. What is above it is the person's own arrangement.
            let elsewhere = home.path().join("elsewhere");
            fs::create_dir(&elsewhere).unwrap();
            widen(&elsewhere, 0o755);
            symlink(&elsewhere, home.path().join("linked")).unwrap();
            let linked = Own::root(&home.path().join("linked"));
            let refused = linked.join("file").write(b"x", Lasting::No);
            assert!(matches!(refused, Err(StoreError::Odd { odd: Odd::LinkOnTheWay, .. })), "{refused:?}");
            assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);
            Own::root(&linked.path().join("state")).join("file").write(b"x", Lasting::No).unwrap();
            assert_eq!((mode(&elsewhere), mode(&elsewhere.join("state"))), (0o755, 0o700));
        }
    }
}
