//! Which objects are there? Describe global, as far as the Run As user may see.

use super::{Loaded, loaded};
use crate::client::How;
use crate::salesforce::global::Global;
use crate::session::Session;
use crate::trouble::Trouble;

/// Every object. 1 call.
pub(super) async fn objects(session: &Session, how: How<'_>) -> Result<Loaded<Global>, Trouble> {
    let path = session.resource(["sobjects"]).await?;
    let exchange = session.get_with(session.getting(path)?, how).await?;
    loaded::load(session, exchange).await
}
