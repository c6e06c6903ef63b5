//! Statements that only read. A query can write: FOR VIEW and FOR REFERENCE change what was recently viewed,
//! UPDATE TRACKING and UPDATE VIEWSTAT count views (SOQL and SOSL reference, "FOR VIEW", "FOR REFERENCE",
//! "UPDATE TRACKING", "UPDATE VIEWSTAT"), FOR UPDATE locks rows. Such a statement can't become a
//! [`ReadQuery`] or [`ReadSearch`], which is all that can be sent.

use std::fmt;

use super::lexer::{TokenKind, tokens};
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

fn check(statement: &str, start: usize, in_tree: Option<Refusal>, well_formed: bool) -> Result<(), Refusal> {
    let words = || {
        let tokens = tokens(statement, start).into_iter();
        let words: Vec<&str> = tokens
            .filter(|t| !t.is_trivia())
            .map(|t| match t.kind {
                TokenKind::Word => t.span.of(statement),
                _ => "",
            })
            .collect();
        writing_words(&words)
    };
    let anywhere = || {
        let parts = statement.split(|c: char| !c.is_alphanumeric() && c != '_');
        let words: Vec<&str> = parts.filter(|word| !word.is_empty()).collect();
        writing_words(&words)
    };
    let found = in_tree.or_else(words).or_else(|| if well_formed { None } else { anywhere() });
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

/// Finds two words that could begin a writing clause.
fn writing_words(words: &[&str]) -> Option<Refusal> {
    words.windows(2).find_map(|pair| {
        let [first, second] = pair else { return None };
        let second = second.to_ascii_uppercase();
        match (first.to_ascii_uppercase().as_str(), second.as_str()) {
            ("FOR", "VIEW") => Some(Refusal::ForView),
            ("FOR", "REFERENCE") => Some(Refusal::ForReference),
            ("FOR", "UPDATE") => Some(Refusal::ForUpdate),
            ("UPDATE", "TRACKING") => Some(Refusal::UpdateTracking),
            ("UPDATE", "VIEWSTAT") => Some(Refusal::UpdateViewstat),
            _ => None,
        }
    })
}

/// The clause for which a statement is not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // the clauses' own names
pub enum Refusal {
    ForView,
    ForReference,
    ForUpdate,
    UpdateTracking,
    UpdateViewstat,
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

    /// The clause as it is written.
    pub fn clause(self) -> &'static str {
        match self {
            Refusal::ForView => "FOR VIEW",
            Refusal::ForReference => "FOR REFERENCE",
            Refusal::ForUpdate => "FOR UPDATE",
            Refusal::UpdateTracking => "UPDATE TRACKING",
            Refusal::UpdateViewstat => "UPDATE VIEWSTAT",
        }
    }

    fn effect(self) -> &'static str {
        match self {
            Refusal::ForView => "marks the rows as recently viewed",
            Refusal::ForReference => "marks the rows as recently referenced",
            Refusal::ForUpdate => "locks the rows",
            Refusal::UpdateTracking => "records the search words of articles",
            Refusal::UpdateViewstat => "counts up the views of articles",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {} in the org, and orgscope only reads. Take it out: the rows are the same without it.",
            self.clause(),
            self.effect()
        )
    }
}

impl std::error::Error for Refusal {}

impl std::convert::From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        Trouble::new(Exit::Usage, "query.writes", refusal.to_string())
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
