//! What is an object made of? Its describe, from the cache where that is enough.

use super::Loaded;
use crate::client::How;
use crate::salesforce::describe::Describe;
use crate::session::{Described, Freshness, Session};
use crate::trouble::Trouble;

/// The describe of an object. 0 calls from the cache, else 1; `fresh` always asks the org, which answers 304
/// where the cached one still holds.
pub(super) async fn describe(
    session: &Session,
    object: &str,
    fresh: bool,
    how: How<'_>,
) -> Result<Loaded<Describe>, Trouble> {
    let before = if fresh { None } else { session.described_before(object).await };
    let Described { describe, unread, doc, freshness, exchange } = match before {
        Some(before) => before,
        None => session.describe(object, how).await?,
    };
    let at = match (freshness, &exchange) {
        (Freshness::Cached(at), _) => at,
        (_, Some(exchange)) => exchange.started_at,
        (_, None) => jiff::Timestamp::UNIX_EPOCH,
    };
    Ok(Loaded { value: describe, unread, doc, exchange, at })
}
