//! A call that may never come back, on a thread of its own with a time limit. Calls to a keyring can't be
//! stopped: an unlock window may be open for hours. The thread is then left to itself, and its answer goes
//! nowhere.

use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

use crate::store::error::{Result, StoreError};

/// Within this time nobody can have read a window and typed a password.
const AT_ONCE: Duration = Duration::from_secs(2);

/// A keyring is asked for what it must answer by itself.
pub(super) const PROBE: Duration = Duration::from_secs(5);

/// A keyring is asked, and a person may have to answer a window first.
pub(super) const PROMPT: Duration = Duration::from_secs(60);

/// Whether an answer came too soon for a person to have had a part in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Came {
    AtOnce,
    Later,
}

/// Runs `call` on a thread of its own and waits for it, `limit` at most.
pub(super) fn limited<T: Send + 'static>(
    limit: Duration,
    call: impl FnOnce() -> T + Send + 'static,
) -> Result<(T, Came)> {
    let (answer, answered) = sync_channel(1);
    std::thread::Builder::new()
        .name("secrets".into())
        .spawn(move || {
            let _ = answer.send(call());
        })
        .map_err(|e| StoreError::Platform(e.to_string()))?;
    let at_once = AT_ONCE.min(limit);
    let outcome = match answered.recv_timeout(at_once) {
        Ok(value) => return Ok((value, Came::AtOnce)),
        Err(RecvTimeoutError::Timeout) => {
            answered.recv_timeout(limit - at_once).map(|value| (value, Came::Later))
        }
        Err(e) => Err(e),
    };
    outcome.map_err(|e| match e {
        RecvTimeoutError::Timeout => StoreError::Hung(limit.as_secs()),
        RecvTimeoutError::Disconnected => StoreError::Platform("the secret store's code stopped".into()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_that_hangs_is_given_up() {
        let (_open, never) = sync_channel::<()>(1);
        let hung = limited(Duration::from_millis(20), move || never.recv().is_ok());
        assert_eq!(hung, Err(StoreError::Hung(0)));
        assert_eq!(limited(PROBE, || 7), Ok((7, Came::AtOnce)));
    }
}
