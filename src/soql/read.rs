//! Statements that only read. A query can write: FOR VIEW and FOR REFERENCE change what was recently viewed,
//! UPDATE TRACKING and UPDATE VIEWSTAT count views (SOQL and SOSL reference, "FOR VIEW", "FOR REFERENCE",
//! "UPDATE TRACKING", "UPDATE VIEWSTAT"), FOR UPDATE locks rows. Such a statement can't become a
//! [`ReadQuery`] or [`ReadSearch`], which is all that can be sent. Neither can one that names a column that holds a
//! secret: even in a condition it can be guessed letter by letter.

use std::fmt;

use super::clauses;
use super::parse::{parse, parse_search};
use super::tree::{Purpose, Query, Selected, Update};
use crate::trouble::{Exit, Trouble};

/// A SOQL statement that changes nothing.
///
/// ```
/// # use orgscope::soql::ReadQuery;
/// let query: ReadQuery = ReadQuery::new("SELECT Id FROM Contact").unwrap();
/// ```
/// There is no other way to have one:
/// ```compile_fail
/// # use orgscope::soql::ReadQuery;
/// let query: ReadQuery = ReadQuery("SELECT Id FROM Contact".to_owned());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ReadQuery(String);

/// A SOSL statement that changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ReadSearch(String);

impl ReadQuery {
    /// The statement as typed, unless it has a clause that writes. A statement that can't be parsed may go to
    /// the org, which says it best what is wrong; but then no writing clause may be in its text anywhere, not
    /// even inside quotes.
    pub fn new(statement: &str) -> Result<Self, Refusal> {
        let (query, diagnostics) = parse(statement);
        check(statement, 0, writes(&query), diagnostics.is_empty())?;
        Ok(Self(statement.to_owned()))
    }

    /// The statement as typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl ReadSearch {
    /// As [`ReadQuery::new`].
    pub fn new(statement: &str) -> Result<Self, Refusal> {
        let (search, diagnostics) = parse_search(statement);
        let inside = search.returning.iter().find_map(|returning| writes(&returning.query));
        let found = search.updates.first().map(|update| Refusal::of_update(*update)).or(inside);
        // The words of the term are no clause, where it is clear that it ends where we think.
        let clear = !search.term.contains(['\\', '{']);
        let start = if clear { search.term_span.end } else { 0 };
        check(statement, start, found, diagnostics.is_empty())?;
        Ok(Self(statement.to_owned()))
    }

    /// The statement as typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Looks at a piece of a statement that travels by itself: a list of fields, a condition, an order.
pub fn check_piece(piece: &str) -> Result<(), Refusal> {
    clauses::anywhere(piece).map_or(Ok(()), Err)
}

fn check(statement: &str, start: usize, in_tree: Option<Refusal>, well_formed: bool) -> Result<(), Refusal> {
    let found = in_tree
        .or_else(|| clauses::outside_of_texts(statement, start))
        .or_else(|| if well_formed { None } else { clauses::anywhere(statement) });
    found.map_or(Ok(()), Err)
}

fn writes(query: &Query) -> Option<Refusal> {
    if let Some(purpose) = query.purposes.first() {
        return Some(Refusal::of_purpose(*purpose));
    }
    if let Some(update) = query.updates.first() {
        return Some(Refusal::of_update(*update));
    }
    query.select.iter().find_map(|item| match &item.what {
        Selected::Subquery(inner) => writes(inner),
        _ => None,
    })
}

/// The clause, or the column, for which a statement is not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // the clauses' own names
pub enum Refusal {
    ForView,
    ForReference,
    ForUpdate,
    UpdateTracking,
    UpdateViewstat,
    /// A column that holds a secret.
    SecretColumn(&'static str),
    /// `FIELDS(ALL)` or `FIELDS(STANDARD)` of an object that has such columns.
    AllFieldsOf(&'static str),
}

impl Refusal {
    fn of_purpose(purpose: Purpose) -> Self {
        match purpose {
            Purpose::View => Refusal::ForView,
            Purpose::Reference => Refusal::ForReference,
            Purpose::Update => Refusal::ForUpdate,
        }
    }

    fn of_update(update: Update) -> Self {
        match update {
            Update::Tracking => Refusal::UpdateTracking,
            Update::Viewstat => Refusal::UpdateViewstat,
        }
    }

    /// The clause as it is written; of a column its name.
    pub fn clause(self) -> &'static str {
        match self {
            Refusal::ForView => "FOR VIEW",
            Refusal::ForReference => "FOR REFERENCE",
            Refusal::ForUpdate => "FOR UPDATE",
            Refusal::UpdateTracking => "UPDATE TRACKING",
            Refusal::UpdateViewstat => "UPDATE VIEWSTAT",
            Refusal::SecretColumn(column) => column,
            Refusal::AllFieldsOf(_) => "FIELDS()",
        }
    }

    fn effect(self) -> &'static str {
        match self {
            Refusal::ForView => "marks the rows as recently viewed",
            Refusal::ForReference => "marks the rows as recently referenced",
            Refusal::ForUpdate => "locks the rows",
            Refusal::UpdateTracking => "records the search words of articles",
            Refusal::UpdateViewstat => "counts up the views of articles",
            Refusal::SecretColumn(_) | Refusal::AllFieldsOf(_) => "hands out a secret",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::SecretColumn(column) => {
                write!(
                    f,
                    "{column} holds a secret of the org, and no secret comes to this screen. Take it out."
                )
            }
            Refusal::AllFieldsOf(object) => write!(
                f,
                "FIELDS() of {object} brings columns that hold secrets of the org. Name the columns that you need."
            ),
            clause => write!(
                f,
                "{} {} in the org, and orgscope only reads. Take it out: the rows are the same without it.",
                clause.clause(),
                clause.effect()
            ),
        }
    }
}

impl std::error::Error for Refusal {}

impl std::convert::From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        let id = match refusal {
            Refusal::SecretColumn(_) | Refusal::AllFieldsOf(_) => "query.hands_out_secret",
            _ => "query.writes",
        };
        Trouble::new(Exit::Usage, id, refusal.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_that_write_are_refused() {
        let table = [
            ("SELECT Id FROM Contact FOR VIEW", Refusal::ForView),
            ("select id from contact for reference", Refusal::ForReference),
            ("SELECT Id FROM Contact LIMIT 1 FOR UPDATE", Refusal::ForUpdate),
            ("SELECT Id FROM FAQ__kav FOR VIEW UPDATE TRACKING", Refusal::ForView),
            ("SELECT Id FROM FAQ__kav UPDATE VIEWSTAT", Refusal::UpdateViewstat),
            ("SELECT Id FROM FAQ__kav UPDATE TRACKING, VIEWSTAT", Refusal::UpdateTracking),
            ("SELECT Id FROM Contact FOR\n\tVIEW", Refusal::ForView),
            ("SELECT Id FROM Contact FOR/**/VIEW", Refusal::ForView),
            ("SELECT (SELECT Id FROM Contacts FOR VIEW) FROM Account", Refusal::ForView),
            ("SELECT Id FROM Contact WHERE Id IN (SELECT Id FROM Contact FOR VIEW)", Refusal::ForView),
            // Broken ones, in which the clause may be one for the org though it is none for our parser.
            ("SELECT Id FROM Contact FOR\u{a0}VIEW", Refusal::ForView),
            ("SELECT Id FROM Contact WHERE Name = 'x\\' FOR VIEW", Refusal::ForView),
            ("SELECT Id FROM Contact // FOR VIEW", Refusal::ForView),
            ("SELECT Id FROM Contact) FOR VIEW", Refusal::ForView),
            ("FROM FOR VIEW", Refusal::ForView),
        ];
        for (statement, refusal) in table {
            assert_eq!(ReadQuery::new(statement), Err(refusal), "{statement}");
        }
        let table = [
            ("FIND {x} UPDATE TRACKING", Refusal::UpdateTracking),
            ("FIND {x} RETURNING FAQ__kav(Id) UPDATE VIEWSTAT", Refusal::UpdateViewstat),
            ("FIND {x} RETURNING Account(Id FOR VIEW)", Refusal::ForView),
            ("FIND x UPDATE TRACKING", Refusal::UpdateTracking),
            ("FIND {a\\} UPDATE TRACKING {}", Refusal::UpdateTracking),
        ];
        for (statement, refusal) in table {
            assert_eq!(ReadSearch::new(statement), Err(refusal), "{statement}");
        }
    }

    #[test]
    fn statements_that_read_go_as_typed() {
        let table = [
            "SELECT Id FROM Contact",
            "SELECT Id FROM Task WHERE Subject = 'made FOR VIEW only'",
            "SELECT Id FROM Task WHERE Subject = 'update tracking'",
            "SELECT Id, Update__c FROM View__c",
            "SELEC Id FROM Nope",
            "",
        ];
        for statement in table {
            assert_eq!(ReadQuery::new(statement).map(|q| q.as_str().to_owned()), Ok(statement.to_owned()));
        }
        let search = "FIND {for view} IN NAME FIELDS RETURNING Account(Id, Name)";
        assert_eq!(ReadSearch::new(search).map(|q| q.as_str().to_owned()), Ok(search.to_owned()));
    }

    #[test]
    fn the_sentence_helps() {
        let wanted = "FOR VIEW marks the rows as recently viewed in the org, and orgscope only reads. \
                      Take it out: the rows are the same without it.";
        assert_eq!(Refusal::ForView.to_string(), wanted);
        assert_eq!(Trouble::from(Refusal::ForView).what, wanted);
    }
}
