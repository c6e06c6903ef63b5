//! SOQL and SOSL over the rows of the simulated org: `soql`'s tree is checked against the objects' describes,
//! run over a [`Source`], and written as Salesforce writes results.
//!
//! It knows a part of the language and says so: what it does not know is refused with MALFORMED_QUERY and a
//! sentence that names this simulated org. It never answers with rows that the query did not ask for. It
//! knows nothing of HTTP, and keeps nothing: results of more than one page are kept by the routes.
//!
//! Start at [`run`], and at [`Source`], what it needs.

mod answer;
mod compile;
mod dates;
mod error;
mod expression;
mod filter;
mod groups;
mod plan;
mod reach;
mod search;
mod semi;
mod shape;
mod source;
mod text;
mod value;

#[cfg(test)]
mod tests;

use std::sync::Arc;

pub use answer::{Answer, Keep};
pub use error::QueryError;
pub use search::search;
pub use source::{ChildRelationship, Field, Kind, PicklistValue, SObject, Source, Table};
pub use value::{Value, moment_text, write_text};

use crate::soql::parse;
use crate::soql::tree::{Query, Selected};
use reach::Scope;

/// How a query was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// API version of the path, `60.0`: it is in the urls of the answer.
    pub version: String,
    /// Asked of the Tooling API.
    pub tooling: bool,
    /// `queryAll`: deleted rows too.
    pub deleted: bool,
    /// Rows a page: 200 to 2,000 (`Sforce-Query-Options: batchSize=`).
    pub batch: usize,
}

/// Longest statement (Limits quick reference, "SOQL and SOSL").
const LONGEST: usize = 100_000;

/// Runs a query. The answer is written page by page with [`Answer::page`].
pub fn run(source: &dyn Source, statement: &str, reading: &Reading) -> Result<Arc<Answer>, QueryError> {
    if statement.chars().count() > LONGEST {
        return Err(QueryError::malformed("SOQL statements can not be longer than 100000 characters"));
    }
    let (query, faults) = parse(statement);
    if let Some(fault) = faults.first() {
        return Err(QueryError::of(statement, fault));
    }
    let table = plan::object(source, statement, &query.from)?;
    plan::refuse_unknown_clauses(&query)?;
    let scope = Scope::new(source, table, statement, &query.from);
    let entity = &scope.object().name;
    let answer = if is_count(&query) {
        Answer::count(reading, count(scope, reading, &query)?)
    } else if plan::is_grouped(&query) {
        let groups = groups::Groups::new(scope, reading, &query)?.run(source, reading.deleted)?;
        Answer::groups(reading, groups, "AggregateResult")
    } else {
        let shape = shape::shape(scope, reading, &query, 0)?;
        let rows = plan::rows(scope, reading, &query)?.pick(source, 0..source.len(table), reading.deleted);
        Answer::rows(reading, Arc::new(shape), rows, entity)
    };
    Ok(Arc::new(answer))
}

/// `COUNT()`, whose number is in totalSize.
fn is_count(query: &Query) -> bool {
    match query.select.as_slice() {
        [item] => {
            matches!(&item.what, Selected::Function(f) if f.name.is("COUNT") && f.arguments.is_empty())
        }
        _ => false,
    }
}

fn count(scope: Scope<'_>, reading: &Reading, query: &Query) -> Result<usize, QueryError> {
    if query.select.iter().any(|item| item.alias.is_some())
        || query.group_by.is_some()
        || !query.order_by.is_empty()
    {
        return Err(QueryError::malformed("COUNT() takes no alias, no GROUP BY and no ORDER BY"));
    }
    let rows = plan::rows(scope, reading, query)?;
    Ok(rows.pick(scope.source, 0..scope.source.len(scope.table), reading.deleted).len())
}
