//! What does a record say? All its fields that the Run As user may see, in the order of the describe.

use super::{Loaded, loaded};
use crate::client::How;
use crate::salesforce::record::Record;
use crate::session::Session;
use crate::trouble::Trouble;

/// One record. 1 call.
pub(super) async fn record(
    session: &Session,
    object: &str,
    id: &str,
    how: How<'_>,
) -> Result<Loaded<Record>, Trouble> {
    let path = session.resource(["sobjects", object, id]).await?;
    loaded::load(session, session.get_with(session.getting(path)?, how).await?).await
}
