//! Work that makes one wait for disk or keyring, on a thread that may.

use crate::trouble::{Exit, Trouble};

/// Runs it apart from the threads that answer.
pub async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Trouble> + Send + 'static,
) -> Result<T, Trouble> {
    let stopped = |_| Trouble::new(Exit::Setup, "system.thread", "A part of orgscope stopped unexpectedly.");
    tokio::task::spawn_blocking(work).await.map_err(stopped)?
}
