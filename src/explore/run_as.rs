//! Whom does the app act as? `userinfo`, asked once in a session.

use std::sync::Arc;

use super::Loaded;
use crate::salesforce::identity::UserInfo;
use crate::session::{Answered, Session};
use crate::trouble::Trouble;

/// The Run As user. No data call.
pub(super) async fn run_as(session: &Session) -> Result<Loaded<UserInfo>, Trouble> {
    let Answered { value, unread, doc, exchange } = session.userinfo().await?;
    let at = exchange.started_at;
    Ok(Loaded { value: Arc::new(value), unread, doc, exchange: Some(exchange), at })
}
