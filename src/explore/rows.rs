//! Which rows does an object have? The first page of some columns, then page by page.

use super::{Loaded, loaded};
use crate::client::How;
use crate::salesforce::ids;
use crate::salesforce::record::QueryPage;
use crate::salesforce::secret_columns;
use crate::session::Session;
use crate::trouble::{Exit, Trouble};

/// Rows of the first page: the fewest that Salesforce takes as a hint. A screen shows fewer still.
const FIRST: u16 = 200;
/// Rows of the pages after it: the most, since who goes on wants to go far and each page is a call.
const MORE: u16 = 2000;

/// Which rows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted<'a> {
    /// API name.
    pub object: &'a str,
    /// API names or parent paths.
    pub columns: &'a [String],
    /// Sorted by this field; true for descending.
    pub order: Option<&'a (String, bool)>,
    /// Only rows of this parent: the field that points at it, and its id.
    pub of: Option<&'a (String, String)>,
}

/// The first page of an object's rows. 1 call.
pub(super) async fn rows(
    session: &Session,
    wanted: Wanted<'_>,
    how: How<'_>,
) -> Result<Loaded<QueryPage>, Trouble> {
    let path = session.resource(["query"]).await?.with("q", select(wanted)?);
    let get = session.getting(path)?.page_size(FIRST);
    loaded::load(session, session.get_with(get, how).await?).await
}

/// The next page, by the path that the page before gave. 1 call.
pub(super) async fn more(session: &Session, next: &str, how: How<'_>) -> Result<Loaded<QueryPage>, Trouble> {
    let get = session.getting_typed(next).await?.page_size(MORE);
    loaded::load(session, session.get_with(get, how).await?).await
}

/// The first page of a query as a person wrote it. 1 call.
pub(super) async fn query(
    session: &Session,
    statement: &str,
    how: How<'_>,
) -> Result<Loaded<QueryPage>, Trouble> {
    let path = session.resource(["query"]).await?.with("q", statement);
    let get = session.getting(path)?.page_size(FIRST);
    loaded::load(session, session.get_with(get, how).await?).await
}

/// The statement for these columns, `Id` first.
fn select(wanted: Wanted<'_>) -> Result<String, Trouble> {
    let Wanted { object, columns, order, of } = wanted;
    let fields = [order.map(|(field, _)| field), of.map(|(field, _)| field)];
    for name in columns.iter().chain(fields.into_iter().flatten()).map(String::as_str).chain([object]) {
        plain(name)?;
    }
    let is_secret = |path: &str| path.split('.').any(|name| secret_columns::column(name).is_some());
    let others = columns.iter().filter(|column| !column.eq_ignore_ascii_case("Id") && !is_secret(column));
    let columns: Vec<&str> = std::iter::once("Id").chain(others.map(String::as_str)).collect();
    let mut statement = format!("SELECT {} FROM {object}", columns.join(", "));
    if let Some((field, id)) = of {
        record_id(id)?;
        statement.push_str(&format!(" WHERE {field} = '{id}'"));
    }
    if let Some((field, is_descending)) = order.filter(|(field, _)| !is_secret(field)) {
        let direction = if *is_descending { " DESC" } else { "" };
        statement.push_str(&format!(" ORDER BY {field}{direction}"));
    }
    Ok(statement)
}

/// Ids go into statements between quotes, so they must be ids.
pub(super) fn record_id(id: &str) -> Result<(), Trouble> {
    if ids::is_id(id) {
        return Ok(());
    }
    let what = format!("“{}” is no record id.", crate::text::safe::visible(id));
    Err(Trouble::new(Exit::Usage, "query.id", what))
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
            // Columns that hold secrets are left out.
            (vec!["AccessToken", "AppName", "Parent.deletetoken"], None, "SELECT Id, AppName FROM Contact"),
            (vec!["Name"], Some(("RequestToken", true)), "SELECT Id, Name FROM Contact"),
        ] {
            let order = order.map(|(field, is_descending): (&str, bool)| (field.to_owned(), is_descending));
            let columns = columns(&names);
            let wanted = Wanted { object: "Contact", columns: &columns, order: order.as_ref(), of: None };
            assert_eq!(select(wanted).unwrap(), statement);
        }
    }

    #[test]
    fn rows_of_one_parent_are_asked_by_its_id_and_nothing_else_goes_between_the_quotes() {
        let of = |id: &str| select_of("Contact", &[], None, Some(&("AccountId".to_owned(), id.to_owned())));
        assert_eq!(
            of("0011700000r5ucfAAA").unwrap(),
            "SELECT Id FROM Contact WHERE AccountId = '0011700000r5ucfAAA'"
        );
        for bad in ["", "x", "' OR Id != '", "0011700000r5ucfAAB"] {
            assert!(of(bad).is_err(), "{bad}");
        }
    }

    fn select_of(
        object: &str,
        columns: &[String],
        order: Option<&(String, bool)>,
        of: Option<&(String, String)>,
    ) -> Result<String, Trouble> {
        select(Wanted { object, columns, order, of })
    }

    #[test]
    fn only_names_go_into_a_statement() {
        for bad in ["", "Name, Id", "Name FROM Account FOR VIEW", "1x", "a..b", "Näme", "Name\n"] {
            assert!(plain(bad).is_err(), "{bad}");
            assert!(select_of(bad, &[], None, None).is_err(), "{bad}");
            assert!(select_of("Account", &[bad.to_owned()], None, None).is_err(), "{bad}");
            assert!(select_of("Account", &[], Some(&(bad.to_owned(), true)), None).is_err(), "{bad}");
        }
        for good in ["Account", "acme__Thing__c", "Owner.Profile.Name"] {
            assert!(plain(good).is_ok(), "{good}");
        }
    }
}
