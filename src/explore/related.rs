//! How many records point to a record? One count a list, 25 of them in one request.

use super::rows::{plain, record_id};
use crate::client::request::BATCH_MOST;
use crate::client::{Batch, How};
use crate::salesforce::batch::Part;
use crate::session::{Session, explain};
use crate::trouble::Trouble;

/// The counts of these lists (child object, its field), in the order asked; `None` if the list may not be
/// read or counted. 1 call each.
pub(super) async fn child_counts(
    session: &Session,
    id: &str,
    lists: Vec<(String, String)>,
    how: How<'_>,
) -> Result<Vec<(String, String, Option<u64>)>, Trouble> {
    record_id(id)?;
    let version = session.version().await?;
    let mut gets = Vec::with_capacity(lists.len());
    for (object, field) in &lists {
        plain(object)?;
        plain(field)?;
        let statement = format!("SELECT COUNT() FROM {object} WHERE {field} = '{id}'");
        gets.push(session.getting(session.resource(["query"]).await?.with("q", statement))?);
    }
    let mut counts = Vec::with_capacity(lists.len());
    for part in gets.chunks(BATCH_MOST) {
        let batch = Batch::new(version, part.to_vec()).map_err(|refusal| explain::refusal(&refusal))?;
        let answered = session.batch(batch, how).await?;
        let mut results = answered.value.parts();
        counts.extend(part.iter().map(|_| results.next().and_then(count)));
    }
    Ok(lists.into_iter().zip(counts).map(|((object, field), count)| (object, field, count)).collect())
}

/// `{"totalSize":26,"done":true,"records":[]}`
fn count(part: Part<'_>) -> Option<u64> {
    part.result.filter(|_| part.status == Some(200))?.get("totalSize")?.whole()
}
