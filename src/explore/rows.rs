//! Which rows does an object have? The first page of some columns, then page by page.

use super::{Loaded, loaded};
use crate::client::How;
use crate::salesforce::record::QueryPage;
use crate::session::Session;
use crate::trouble::{Exit, Trouble};

/// Rows of a page: the fewest that Salesforce takes as a hint. A screen shows fewer still.
const PAGE: u16 = 200;

/// The first page of an object's rows. 1 call.
pub(super) async fn rows(
    session: &Session,
    object: &str,
    columns: &[String],
    order: Option<&(String, bool)>,
    how: How<'_>,
) -> Result<Loaded<QueryPage>, Trouble> {
    let statement = select(object, columns, order)?;
    let path = session.resource(["query"]).await?.with("q", statement);
    let get = session.getting(path)?.page_size(PAGE);
    loaded::load(session, session.get_with(get, how).await?).await
}

/// The next page, by the path that the page before gave. 1 call.
pub(super) async fn more(session: &Session, next: &str, how: How<'_>) -> Result<Loaded<QueryPage>, Trouble> {
    let get = session.getting_typed(next).await?.page_size(PAGE);
    loaded::load(session, session.get_with(get, how).await?).await
}

/// The statement for these columns, `Id` first.
fn select(object: &str, columns: &[String], order: Option<&(String, bool)>) -> Result<String, Trouble> {
    let order_field = order.map(|(field, _)| field);
    for name in columns.iter().chain(order_field).map(String::as_str).chain([object]) {
        plain(name)?;
    }
    let others = columns.iter().filter(|column| !column.eq_ignore_ascii_case("Id"));
    let columns: Vec<&str> = std::iter::once("Id").chain(others.map(String::as_str)).collect();
    let mut statement = format!("SELECT {} FROM {object}", columns.join(", "));
    if let Some((field, is_descending)) = order {
        let direction = if *is_descending { " DESC" } else { "" };
        statement.push_str(&format!(" ORDER BY {field}{direction}"));
    }
    Ok(statement)
}

/// Names go into statements as they are, so they must be names.
pub(super) fn plain(name: &str) -> Result<(), Trouble> {
    let is_name = !name.is_empty()
        && name.split('.').all(|part| {
            part.starts_with(|c: char| c.is_ascii_alphabetic())
                && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        });
    if is_name {
        return Ok(());
    }
    let what = format!("“{}” can't be the name of an object or field.", crate::text::safe::visible(name));
    Err(Trouble::new(Exit::Usage, "query.name", what))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_has_the_id_first_and_once() {
        let columns = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        for (names, order, statement) in [
            (vec![], None, "SELECT Id FROM Contact"),
            (vec!["Name", "id", "Owner.Name"], None, "SELECT Id, Name, Owner.Name FROM Contact"),
            (vec!["Name"], Some(("Name", false)), "SELECT Id, Name FROM Contact ORDER BY Name"),
            (vec!["Name"], Some(("X__c", true)), "SELECT Id, Name FROM Contact ORDER BY X__c DESC"),
        ] {
            let order = order.map(|(field, is_descending): (&str, bool)| (field.to_owned(), is_descending));
            assert_eq!(select("Contact", &columns(&names), order.as_ref()).unwrap(), statement);
        }
    }

    #[test]
    fn only_names_go_into_a_statement() {
        for bad in ["", "Name, Id", "Name FROM Account FOR VIEW", "1x", "a..b", "Näme", "Name\n"] {
            assert!(plain(bad).is_err(), "{bad}");
            assert!(select(bad, &[], None).is_err(), "{bad}");
            assert!(select("Account", &[bad.to_owned()], None).is_err(), "{bad}");
            assert!(select("Account", &[], Some(&(bad.to_owned(), true))).is_err(), "{bad}");
        }
        for good in ["Account", "acme__Thing__c", "Owner.Profile.Name"] {
            assert!(plain(good).is_ok(), "{good}");
        }
    }
}
