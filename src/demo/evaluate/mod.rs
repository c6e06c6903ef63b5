//! SOQL and SOSL over the rows of the simulated org: `soql`'s tree is checked against the objects' describes,
//! run over a [`Source`], and written as Salesforce writes results.
//!
//! It knows a part of the language and says so: what it does not know is refused with MALFORMED_QUERY and a
//! sentence that names this simulated org. It never answers with rows that the query did not ask for. It
//! knows nothing of HTTP, and keeps nothing: results of more than one page are kept by the routes.
//!
//! Start at [`Source`], what it needs.

mod error;
mod source;
mod value;

pub use error::QueryError;
pub use source::{ChildRelationship, Field, Kind, PicklistValue, SObject, Source, Table};
pub use value::{Value, moment_text, write_text};

/// How a query was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// API version of the path, `60.0`: it stands in the urls of the answer.
    pub version: String,
    /// Asked of the Tooling API.
    pub tooling: bool,
    /// `queryAll`: deleted rows too.
    pub deleted: bool,
    /// Rows a page: 200 to 2,000 (`Sforce-Query-Options: batchSize=`).
    pub batch: usize,
}
