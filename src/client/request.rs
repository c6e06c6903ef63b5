//! All that orgscope can ask of an org. The types are the promise to read only: no variant of [`Request`]
//! changes data, and a [`Get`] exists only for a path that reads.
//!
//! A method is not data: `wire.rs` derives it from the variant, and it is the only place where one is
//! written. So this compiles
//! ```
//! # use orgscope::{client::request::{Get, Request}, salesforce::path::Path};
//! let get = Get::new(Path::parse("/services/data/v64.0/limits").unwrap()).unwrap();
//! let request = Request::Get(get);
//! ```
//! and this, which differs in the variant, does not:
//! ```compile_fail
//! # use orgscope::{client::request::{Get, Request}, salesforce::path::Path};
//! let get = Get::new(Path::parse("/services/data/v64.0/limits").unwrap()).unwrap();
//! let request = Request::Patch(get);
//! ```
//! A `Get` comes from [`Get::new`], which looks at the path,
//! ```
//! # use orgscope::{client::request::Get, salesforce::path::Path};
//! let path = Path::parse("/services/data/v64.0/tooling/executeAnonymous").unwrap();
//! assert!(Get::new(path).is_err());
//! ```
//! and from nowhere else:
//! ```compile_fail
//! # use orgscope::{client::request::Get, salesforce::path::Path};
//! let path = Path::parse("/services/data/v64.0/tooling/executeAnonymous").unwrap();
//! assert!(Get { path, since: None, page_size: None }.path().segments().len() > 1);
//! ```
//! A batch takes reads
//! ```
//! # use orgscope::{client::request::{Batch, Get}, salesforce::{path::Path, versions::Version}};
//! let get = Get::new(Path::parse("/services/data/v64.0/limits").unwrap()).unwrap();
//! assert!(Batch::new(Version::new(64), vec![get]).is_ok());
//! ```
//! and no other request:
//! ```compile_fail
//! # use orgscope::{client::request::{Batch, Get, Request}, salesforce::{path::Path, versions::Version}};
//! let get = Get::new(Path::parse("/services/data/v64.0/limits").unwrap()).unwrap();
//! assert!(Batch::new(Version::new(64), vec![Request::Get(get)]).is_ok());
//! ```
//! A token shows in `Debug` as dots
//! ```
//! # use orgscope::salesforce::credentials::AccessToken;
//! let token = AccessToken::new("00D!secret", "https://acme.my.salesforce.com");
//! assert_eq!(format!("{token:?}"), "•••");
//! ```
//! and can't be written by `Display`:
//! ```compile_fail
//! # use orgscope::salesforce::credentials::AccessToken;
//! let token = AccessToken::new("00D!secret", "https://acme.my.salesforce.com");
//! assert_eq!(format!("{token}"), "•••");
//! ```

use std::sync::Arc;

pub use super::reads::Refusal;
use super::reads::{self, is};
use crate::salesforce::credentials::{AccessToken, Pair};
use crate::salesforce::path::{Origin, Path};
use crate::salesforce::versions::Version;
use crate::soql::ReadQuery;

/// Where a token is asked for.
pub const TOKEN_PATH: &str = "/services/oauth2/token";

/// One request, as far as an org can be asked at all.
#[derive(Clone, Debug)]
pub enum Request {
    /// Read a resource.
    Get(Get),
    /// Ask for a token (OAuth 2.0 client credentials flow).
    Token(Grant),
    /// End a token.
    Revoke(Arc<AccessToken>),
    /// Ask what a token is good for.
    Introspect(Arc<AccessToken>, Arc<Pair>),
    /// Up to 25 reads in one call.
    Batch(Batch),
    /// A query too long for an address; its answer comes wrapped (`compositeResponse`).
    Long(Version, ReadQuery),
}

impl Request {
    /// Whether the token endpoint or a neighbour of it is asked.
    pub(super) fn is_token(&self) -> bool {
        matches!(self, Self::Token(_) | Self::Revoke(_) | Self::Introspect(..))
    }

    /// How many calls it counts against the org's API calls of the day, once it was answered.
    pub fn calls(&self) -> u32 {
        match self {
            Self::Get(get) => u32::from(get.counts()),
            Self::Long(..) => 1,
            // Each part counts as a call. (REST guide, 'Composite Batch'.)
            Self::Batch(batch) => u32::try_from(batch.gets().len()).unwrap_or(u32::MAX),
            Self::Token(_) | Self::Revoke(_) | Self::Introspect(..) => 0,
        }
    }
}

/// Where key and secret travel in a token request. (Help, 'OAuth 2.0 Client Credentials Flow': either.)
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GrantStyle {
    /// In the form body.
    #[default]
    Form,
    /// In the header `Authorization: Basic`.
    Basic,
}

/// A token request.
#[derive(Clone, Debug)]
pub struct Grant {
    /// Key and secret of the app.
    pub pair: Arc<Pair>,
    /// Where they travel.
    pub style: GrantStyle,
}

/// A read of one resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Get {
    path: Path,
    since: Option<String>,
    page_size: Option<u16>,
}

/// Up to 25 reads that travel as one POST to `composite/batch`. Each counts as a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    version: Version,
    gets: Vec<Get>,
}

/// The most reads of one [`Batch`]. (REST guide, 'Composite Batch'.)
pub const BATCH_MOST: usize = 25;

impl Get {
    /// A read of `path`, if a GET of it only reads.
    pub fn new(path: Path) -> Result<Self, Refusal> {
        reads::check(&path)?;
        Ok(Self { path, since: None, page_size: None })
    }

    /// A read of a path as typed.
    pub fn at(path: &str) -> Result<Self, Refusal> {
        Self::new(Path::parse(path)?)
    }

    /// A read of what a server handed back: a path, or a URL of the same origin.
    pub fn on(address: &str, origin: &Origin) -> Result<Self, Refusal> {
        Self::new(Path::parse_on(address, origin)?)
    }

    /// Asks for the answer only where it changed since then: `Last-Modified` of an earlier answer, as sent.
    pub fn if_modified_since(mut self, date: impl Into<String>) -> Self {
        self.since = Some(date.into());
        self
    }

    /// Asks for pages of so many rows, 200 to 2,000; a hint that Salesforce need not follow.
    /// (REST guide, 'Query Options Header'.)
    pub fn page_size(mut self, rows: u16) -> Self {
        self.page_size = Some(rows.clamp(200, 2000));
        self
    }

    /// What is read.
    pub fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn since(&self) -> Option<&str> {
        self.since.as_deref()
    }

    pub(super) fn page_rows(&self) -> Option<u16> {
        self.page_size
    }

    /// Whether the read counts against the org's API calls of the day.
    /// (REST guide, 'Limit Info Header': `/services/data` is free; OAuth endpoints are no data calls.)
    pub fn counts(&self) -> bool {
        self.path.segments().len() > 2 && is(&self.path.segments()[1], "data")
    }
}

impl Batch {
    /// A batch of `version` from reads below `/services/data/vNN.0` of the same or an older version.
    pub fn new(version: Version, gets: Vec<Get>) -> Result<Self, Refusal> {
        if gets.is_empty() || gets.len() > BATCH_MOST {
            return Err(Refusal::BatchSize(gets.len()));
        }
        for get in &gets {
            let words = get.path.segments();
            let fits = words.len() > 3
                && is(&words[1], "data")
                && Version::parse(&words[2]).is_some_and(|part| part <= version);
            if !fits {
                return Err(Refusal::BatchPart(get.path.to_string(), version));
            }
        }
        Ok(Self { version, gets })
    }

    /// The reads, in order.
    pub fn gets(&self) -> &[Get] {
        &self.gets
    }

    /// The version of the call that carries them.
    pub fn version(&self) -> Version {
        self.version
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_takes_up_to_25_reads_of_data() {
        let get = |path| Get::at(path).unwrap();
        let limits = || get("/services/data/v64.0/limits");
        assert!(Batch::new(Version::new(64), vec![limits(); 25]).is_ok());
        for (version, gets) in [
            (64, vec![]),
            (64, vec![limits(); 26]),
            (63, vec![limits()]),
            (64, vec![get("/services/data")]),
            (64, vec![get("/services/oauth2/userinfo")]),
        ] {
            assert!(Batch::new(Version::new(version), gets.clone()).is_err(), "{version} {gets:?}");
        }
    }

    #[test]
    fn the_version_list_is_free() {
        for (path, counts) in [
            ("/services/data", false),
            ("/services/data/v64.0", true),
            ("/services/data/v64.0/limits", true),
            ("/services/oauth2/userinfo", false),
            ("/id/00D/005", false),
        ] {
            assert_eq!(Get::at(path).unwrap().counts(), counts, "{path}");
        }
    }
}
