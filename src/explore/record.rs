//! What does a record say? All its fields that the Run As user may see, in the order of the describe.

use super::{Loaded, describe, loaded};
use crate::client::How;
use crate::salesforce::record::Record;
use crate::salesforce::secret_columns;
use crate::session::Session;
use crate::trouble::Trouble;

/// The most calls that a record costs.
pub(super) fn price(object: &str) -> u32 {
    if secret_columns::object(object).is_some() { 2 } else { 1 }
}

/// One record. 1 call; one more for the describe of an object with columns that hold secrets, which are left out.
pub(super) async fn record(
    session: &Session,
    object: &str,
    id: &str,
    how: How<'_>,
) -> Result<Loaded<Record>, Trouble> {
    let mut path = session.resource(["sobjects", object, id]).await?;
    if secret_columns::object(object).is_some() {
        let described = describe::describe(session, object, false, how).await?;
        let fields = described.value.fields.iter().map(|field| field.name.as_str());
        let plain: Vec<_> = fields.filter(|name| secret_columns::column(name).is_none()).collect();
        path = path.with("fields", plain.join(","));
    }
    loaded::load(session, session.get_with(session.getting(path)?, how).await?).await
}
