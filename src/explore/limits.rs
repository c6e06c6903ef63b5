//! What may the org use, and what is left? The resource `limits`.

use super::{Loaded, loaded};
use crate::client::How;
use crate::salesforce::limits::Limits;
use crate::session::Session;
use crate::trouble::Trouble;

/// Every limit that the Run As user is told. 1 call.
pub(super) async fn limits(session: &Session, how: How<'_>) -> Result<Loaded<Limits>, Trouble> {
    let path = session.resource(["limits"]).await?;
    let exchange = session.get_with(session.getting(path)?, how).await?;
    loaded::load(session, exchange).await
}
