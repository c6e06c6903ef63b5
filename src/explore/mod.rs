//! What people ask about an org: its objects, a describe, rows, a record, a resource. One question a file;
//! each says what it costs in API calls. Screens and commands ask the same questions here, so no face holds
//! a rule about Salesforce. Nothing here draws or prints. Start reading at [`Ask`] and [`answer`].

pub mod columns;
mod counts;
mod describe;
pub mod field;
pub mod goto;
pub mod kinds;
mod limits;
mod loaded;
pub mod named;
mod objects;
pub mod pages;
pub mod presets;
mod record;
mod related;
pub mod relations;
mod resource;
mod rows;
mod run_as;
pub mod sections;
pub mod shown;

use std::sync::Arc;

use jiff::Timestamp;

use crate::client::{How, exchange::Exchange};
use crate::json::patient::Unread;
use crate::json::{Doc, NodeId, Path};
use crate::salesforce::describe::Describe;
use crate::salesforce::global::Global;
use crate::salesforce::identity::UserInfo;
use crate::salesforce::limits::Limits;
use crate::salesforce::record::{QueryPage, Record};
use crate::session::Session;
use crate::trouble::Trouble;

/// A question about the org.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Every object that the Run As user may see. 1 call.
    Objects,
    /// One object's describe; from the cache where it is there and `fresh` is not asked. 0 or 1 call.
    Describe {
        /// API name.
        object: String,
        /// Ask the org even when the cache has it.
        fresh: bool,
    },
    /// Salesforce's cached counts of these objects. 1 call.
    Counts(Vec<String>),
    /// The first page of an object's rows, these columns. 1 call.
    Rows {
        /// API name.
        object: String,
        /// API names or parent paths (`Owner.Name`).
        columns: Vec<String>,
        /// Sorted by this field; true for descending.
        order: Option<(String, bool)>,
        /// Only rows of this parent: the field that points at it, and its id.
        of: Option<(String, String)>,
    },
    /// The next page, by the path that the page before gave. 1 call.
    MoreRows(String),
    /// One record with all its fields but those that hold secrets. 1 call, or 2 if there are such fields.
    Record {
        /// API name.
        object: String,
        /// 15 or 18 characters.
        id: String,
    },
    /// How many children each of these lists of a record has: (child object, its field). 1 call each, in batches.
    ChildCounts {
        /// The parent's id.
        id: String,
        /// Child object and field.
        lists: Vec<(String, String)>,
    },
    /// The first page of a query that a person wrote; refused before it is sent where it does more than read. 1
    /// call.
    Query(String),
    /// What the org may use, and what is left of it. 1 call.
    Limits,
    /// Any resource that may be read, by its path. 1 call.
    Resource(String),
    /// Who the app acts as. No data call.
    RunAs,
}

/// What came, with the bytes it came as.
#[derive(Clone, Debug)]
pub struct Loaded<T> {
    /// What orgscope reads out of it.
    pub value: Arc<T>,
    /// What of it could not be read.
    pub unread: Unread,
    /// The body as it came, indexed for the raw pane.
    pub doc: Doc,
    /// The request and its answer; `None` if it came from the cache.
    pub exchange: Option<Arc<Exchange>>,
    /// When the org sent it.
    pub at: Timestamp,
}

impl<T> Loaded<T> {
    /// Where a value is in the body, for jq: `.fields[21]`.
    pub fn path(&self, node: NodeId) -> String {
        Path::of(&self.doc, node).jq()
    }
}

/// The answer to an [`Ask`].
#[derive(Clone, Debug)]
pub enum Answer {
    /// To [`Ask::Objects`].
    Objects(Loaded<Global>),
    /// To [`Ask::Describe`].
    Describe(Loaded<Describe>),
    /// To [`Ask::Counts`]: `None` if Salesforce counts no such object.
    Counts(Vec<(String, Option<u64>)>),
    /// To [`Ask::Rows`], [`Ask::Query`] and [`Ask::MoreRows`].
    Rows(Loaded<QueryPage>),
    /// To [`Ask::Record`].
    Record(Loaded<Record>),
    /// To [`Ask::ChildCounts`]: `None` if the list may not be read.
    ChildCounts(Vec<(String, String, Option<u64>)>),
    /// To [`Ask::Limits`].
    Limits(Loaded<Limits>),
    /// To [`Ask::Resource`].
    Resource(Loaded<()>),
    /// To [`Ask::RunAs`].
    RunAs(Loaded<UserInfo>),
}

impl Ask {
    /// The most API calls that it costs. The first question of a session also gets the token and the list of
    /// versions, which cost none.
    pub fn price(&self) -> u32 {
        match self {
            Self::RunAs => 0,
            Self::Record { object, .. } => record::price(object),
            Self::ChildCounts { lists, .. } => u32::try_from(lists.len()).unwrap_or(u32::MAX),
            Self::Counts(objects) => u32::try_from(counts::parts(objects).count()).unwrap_or(u32::MAX),
            _ => 1,
        }
    }
}

/// Answers a question. Dropping the future stops it and closes its connection.
pub async fn answer(ask: Ask, session: &Session, how: How<'_>) -> Result<Answer, Trouble> {
    Ok(match ask {
        Ask::Objects => Answer::Objects(objects::objects(session, how).await?),
        Ask::Describe { object, fresh } => {
            Answer::Describe(describe::describe(session, &object, fresh, how).await?)
        }
        Ask::Counts(objects) => Answer::Counts(counts::counts(session, objects, how).await?),
        Ask::Rows { object, columns, order, of } => {
            let wanted =
                rows::Wanted { object: &object, columns: &columns, order: order.as_ref(), of: of.as_ref() };
            Answer::Rows(rows::rows(session, wanted, how).await?)
        }
        Ask::Query(statement) => Answer::Rows(rows::query(session, &statement, how).await?),
        Ask::MoreRows(next) => Answer::Rows(rows::more(session, &next, how).await?),
        Ask::Record { object, id } => Answer::Record(record::record(session, &object, &id, how).await?),
        Ask::ChildCounts { id, lists } => {
            Answer::ChildCounts(related::child_counts(session, &id, lists, how).await?)
        }
        Ask::Limits => Answer::Limits(limits::limits(session, how).await?),
        Ask::Resource(path) => Answer::Resource(resource::resource(session, &path, how).await?),
        Ask::RunAs => Answer::RunAs(run_as::run_as(session).await?),
    })
}
