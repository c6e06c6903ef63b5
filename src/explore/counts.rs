//! How many rows do objects have? Salesforce's own cached counts, many objects in one call.

use std::collections::HashMap;

use crate::client::How;
use crate::salesforce::record::RecordCounts;
use crate::session::Session;
use crate::trouble::Trouble;

/// Bytes of names in one call, so that the address stays below the advised 2,000 characters. (Help 000386264.)
const NAMES: usize = 1_700;

/// The objects in parts that fit into one call each.
pub(super) fn parts(objects: &[String]) -> impl Iterator<Item = &[String]> {
    let mut rest = objects;
    std::iter::from_fn(move || {
        let mut size = 0;
        let fits = rest.iter().take_while(|name| {
            size += name.len() + 1;
            size <= NAMES
        });
        // A single name that is too long still goes, alone.
        let count = fits.count().max(usize::from(!rest.is_empty()));
        let (part, after) = rest.split_at(count);
        rest = after;
        (!part.is_empty()).then_some(part)
    })
}

/// The counts, in the order asked; `None` if Salesforce counts no such object, which it says by leaving it
/// out. (REST guide, 'Record Count'.)
pub(super) async fn counts(
    session: &Session,
    objects: Vec<String>,
    how: How<'_>,
) -> Result<Vec<(String, Option<u64>)>, Trouble> {
    let mut found = HashMap::new();
    for part in parts(&objects) {
        let path = session.resource(["limits", "recordCount"]).await?.with("sObjects", part.join(","));
        let answered = session.get_json_with::<RecordCounts>(session.getting(path)?, how).await?;
        found.extend(answered.value.sobjects.into_iter().filter_map(|one| Some((one.name, one.count?))));
    }
    Ok(objects
        .into_iter()
        .map(|object| {
            let count = found.get(&object).copied();
            (object, count)
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_objects_are_counted_in_parts() {
        let names: Vec<String> = (0..200).map(|n| format!("Object_Number_{n:03}__c")).collect();
        let parts: Vec<_> = parts(&names).collect();
        assert_eq!(parts.len(), 3);
        assert_eq!(parts.concat(), names);
        assert!(parts.iter().all(|part| part.join(",").len() <= NAMES));
        let long = vec!["x".repeat(5_000), "Account".to_owned()];
        assert_eq!(super::parts(&long).map(<[String]>::len).collect::<Vec<_>>(), [1, 1]);
        assert_eq!(super::parts(&[]).count(), 0);
    }
}
