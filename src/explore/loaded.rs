//! From an exchange to what a screen holds: the value read out of it and the document for the raw pane, both
//! made on a thread of their own, since a large answer takes a while.

use std::sync::Arc;

use super::Loaded;
use crate::client::exchange::Exchange;
use crate::json::patient::Answer;
use crate::session::{Answered, Session, apart};
use crate::trouble::Trouble;

/// Reads an answer value by value and indexes it.
pub(super) async fn load<T: Answer + Send + Sync + 'static>(
    session: &Session,
    exchange: Arc<Exchange>,
) -> Result<Loaded<T>, Trouble> {
    let session = session.clone();
    let at = exchange.started_at;
    apart(move || {
        let Answered { value, unread, doc, exchange } = session.read::<T>(exchange)?;
        Ok(Loaded { value: Arc::new(value), unread, doc, exchange: Some(exchange), at })
    })
    .await
}

#[cfg(test)]
impl<T: Answer> Loaded<T> {
    /// What a body would have been loaded as.
    #[allow(clippy::unwrap_used)]
    pub fn of(json: impl AsRef<[u8]>, at: jiff::Timestamp) -> Self {
        use crate::json::{Doc, patient};
        let doc = Doc::from_bytes(bytes::Bytes::copy_from_slice(json.as_ref()));
        let patient::Read { value, unread } = patient::read::<T>(&doc).unwrap();
        Self { value: Arc::new(value), unread, doc, exchange: None, at }
    }
}
