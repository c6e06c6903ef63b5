//! Work that makes one wait for disk, keyring or a large answer, on a thread that may.

use crate::trouble::{Exit, Trouble};

/// Runs it apart from the threads that answer.
pub async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Trouble> + Send + 'static,
) -> Result<T, Trouble> {
    let stopped = |_| Trouble::new(Exit::Setup, "system.thread", "A part of orgscope stopped unexpectedly.");
    // Boxed, so that the runtime's task is compiled once for a kind of result and not for each piece of work.
    let work: Box<dyn FnOnce() -> Result<T, Trouble> + Send> = Box::new(work);
    tokio::task::spawn_blocking(work).await.map_err(stopped)?
}
