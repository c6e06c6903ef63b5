//! What does a resource answer? Any path that may be read, as it comes.

use std::sync::Arc;

use super::Loaded;
use crate::client::How;
use crate::json::Doc;
use crate::json::patient::Unread;
use crate::session::{Session, apart};
use crate::trouble::Trouble;

/// Any resource, by its path or by a URL of the org's own host. 1 call. What came need not be JSON.
pub(super) async fn resource(session: &Session, path: &str, how: How<'_>) -> Result<Loaded<()>, Trouble> {
    let exchange = session.get_with(session.getting_typed(path).await?, how).await?;
    let (at, body) = (exchange.started_at, exchange.body.clone());
    let doc = apart(move || Ok(Doc::from_bytes(body))).await?;
    Ok(Loaded { value: Arc::new(()), unread: Unread::default(), doc, exchange: Some(exchange), at })
}
