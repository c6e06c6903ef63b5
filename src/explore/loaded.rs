//! From an exchange to what a screen holds: the value read out of it and the document for the raw pane, both
//! made on a thread of their own, since a large answer takes a while.

use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::Loaded;
use crate::client::exchange::Exchange;
use crate::json::Doc;
use crate::session::Session;
use crate::trouble::{Exit, Trouble};

/// Reads an answer as JSON and indexes it.
pub(super) async fn load<T: DeserializeOwned + Send + Sync + 'static>(
    session: &Session,
    exchange: Arc<Exchange>,
) -> Result<Loaded<T>, Trouble> {
    let session = session.clone();
    let at = exchange.started_at;
    apart(move || {
        let doc = Doc::from_bytes(exchange.body.clone());
        let read = session.read::<T>(exchange)?;
        Ok(Loaded { value: Arc::new(read.value), doc, exchange: Some(read.exchange), at })
    })
    .await
}

/// Runs work on a thread that may be busy.
pub(super) async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Trouble> + Send + 'static,
) -> Result<T, Trouble> {
    let stopped =
        |_| Trouble::new(Exit::Refused, "answer.unread", "The answer could not be read to its end.");
    tokio::task::spawn_blocking(work).await.map_err(stopped)?
}
