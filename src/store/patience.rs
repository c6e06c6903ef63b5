//! What another program holds for a moment: a virus scanner, an indexer or a sync client that looks at a file
//! which was just written, another orgscope that has the lock. Tried again for a while, and then told.

use std::fs::{File, TryLockError};
use std::io;
use std::time::Duration;

/// Between two tries.
const PAUSE: Duration = Duration::from_millis(20);
/// Scanners and indexers let go of a file after some milliseconds.
const SCANNED: Duration = Duration::from_secs(2);
/// Longer than any change of a file takes; whoever holds the lock after that was stopped or forgotten.
pub(super) const LOCKED: Duration = Duration::from_secs(5);

/// Windows refuses to rename or remove a file that somebody has open: ERROR_ACCESS_DENIED,
/// ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION (winerror.h). Elsewhere an open file is no obstacle, and the
/// same numbers mean other things.
pub(super) fn passes(on_windows: bool, code: Option<i32>) -> bool {
    on_windows && matches!(code, Some(5 | 32 | 33))
}

/// Tries something with a file again while somebody else only looks at the file.
pub(super) fn unless_held<T>(attempt: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    again(SCANNED, attempt, |error| passes(cfg!(windows), error.raw_os_error()), std::thread::sleep)
}

/// Locks the file for this value of it alone. Where the file system knows no locks, none is held.
pub(super) fn lock(file: &File, within: Duration) -> io::Result<()> {
    let attempt = || match file.try_lock() {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => Err(io::ErrorKind::WouldBlock.into()),
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok(()),
        Err(TryLockError::Error(error)) => Err(error),
    };
    again(within, attempt, |error| error.kind() == io::ErrorKind::WouldBlock, std::thread::sleep)
}

fn again<T>(
    within: Duration,
    mut attempt: impl FnMut() -> io::Result<T>,
    passes: impl Fn(&io::Error) -> bool,
    mut pause: impl FnMut(Duration),
) -> io::Result<T> {
    let mut left = within.as_millis() / PAUSE.as_millis();
    loop {
        match attempt() {
            Err(error) if left > 0 && passes(&error) => {
                left -= 1;
                pause(PAUSE);
            }
            done => return done,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_scanner_does_on_windows_passes() {
        for code in [5, 32, 33] {
            assert!(passes(true, Some(code)), "{code}");
            assert!(!passes(false, Some(code)), "{code} is another error elsewhere");
        }
        // Not found, path not found, write-protected, disk full, none.
        for code in [Some(2), Some(3), Some(19), Some(112), None] {
            assert!(!passes(true, code), "{code:?}");
        }
    }

    /// How an attempt ends that fails so many times, and how often it paused.
    fn tried(fails: u32, code: i32) -> (Option<i32>, u32) {
        let (mut attempts, mut pauses) = (0, 0);
        let attempt = || {
            attempts += 1;
            if attempts > fails { Ok(()) } else { Err(io::Error::from_raw_os_error(code)) }
        };
        let done = again(SCANNED, attempt, |e| passes(true, e.raw_os_error()), |_| pauses += 1);
        (done.err().and_then(|e| e.raw_os_error()), pauses)
    }

    #[test]
    fn what_passes_is_tried_for_two_seconds_and_all_else_once() {
        assert_eq!(tried(0, 32), (None, 0));
        assert_eq!(tried(3, 32), (None, 3));
        assert_eq!(tried(u32::MAX, 5), (Some(5), 100), "100 pauses of 20 ms");
        assert_eq!(tried(u32::MAX, 112), (Some(112), 0), "a full disk stays full");
    }

    #[cfg(windows)]
    #[test]
    fn a_file_that_another_program_holds_is_replaced_once_it_lets_go() {
        use std::os::windows::fs::OpenOptionsExt;
        const SHARES_READING: u32 = 1; // FILE_SHARE_READ: without FILE_SHARE_DELETE nobody may replace the file
        let folder = tempfile::tempdir().unwrap();
        let (new, old) = (folder.path().join("new"), folder.path().join("old"));
        std::fs::write(&new, "new").unwrap();
        std::fs::write(&old, "old").unwrap();
        let mut held =
            Some(std::fs::OpenOptions::new().read(true).share_mode(SHARES_READING).open(&old).unwrap());
        let mut pauses = 0;
        let pause = |_| {
            pauses += 1;
            if pauses == 3 {
                held.take();
            }
        };
        again(SCANNED, || std::fs::rename(&new, &old), |e| passes(true, e.raw_os_error()), pause).unwrap();
        assert_eq!((std::fs::read_to_string(&old).unwrap().as_str(), pauses), ("new", 3));
    }
}
