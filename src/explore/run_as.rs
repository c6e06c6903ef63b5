//! Whom does the app act as? `userinfo`, asked once in a session.

use std::sync::Arc;

use super::{Loaded, loaded};
use crate::json::Doc;
use crate::salesforce::identity::UserInfo;
use crate::session::Session;
use crate::trouble::Trouble;

/// The Run As user. No data call.
pub(super) async fn run_as(session: &Session) -> Result<Loaded<UserInfo>, Trouble> {
    let answered = session.userinfo().await?;
    let (at, body) = (answered.exchange.started_at, answered.exchange.body.clone());
    let doc = loaded::apart(move || Ok(Doc::from_bytes(body))).await?;
    Ok(Loaded { value: Arc::new(answered.value), doc, exchange: Some(answered.exchange), at })
}
