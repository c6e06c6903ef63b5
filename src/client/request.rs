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

use crate::salesforce::credentials::{AccessToken, Pair};
use crate::salesforce::path::{Origin, Path, PathFault};
use crate::salesforce::versions::Version;
use crate::soql::{ReadQuery, ReadSearch};

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

/// Why something is not sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The path itself is broken or in disguise.
    #[error(transparent)]
    Path(#[from] PathFault),
    /// No resource that orgscope reads.
    #[error("{0} is none of the resources that orgscope reads: /services/data/…, userinfo, identity URL.")]
    UnknownRoot(String),
    /// A GET that runs code.
    #[error("{0} is not sent: a GET of it runs code in the org, so it is no read.")]
    RunsCode(String),
    /// A query that writes.
    #[error("The query is not sent: {0} writes to the org.")]
    WritesByQuery(String),
    /// A GET that counts a view.
    #[error(
        "{0} is not sent: it counts a view of the article. updateViewStat=false in the path makes it a read."
    )]
    CountsView(String),
    /// A parameter that holds a token or secret.
    #[error("The path holds the parameter {0}, which carries a secret. Paths are shown and logged.")]
    CarriesSecret(String),
    /// No reads, or more than 25.
    #[error("A batch takes 1 to 25 reads, not {0}.")]
    BatchSize(usize),
    /// A read that can't be part of a batch.
    #[error("{0} can't travel in a batch of version {1}.")]
    BatchPart(String, Version),
}

impl Get {
    /// A read of `path`, if a GET of it only reads.
    pub fn new(path: Path) -> Result<Self, Refusal> {
        check_place(&path)?;
        check_query(&path)?;
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

fn is(segment: &str, word: &str) -> bool {
    // Salesforce's paths are read without case in places, and some take a suffix for the format.
    let bare = [".json", ".xml"].iter().find_map(|suffix| {
        let at = segment.len().checked_sub(suffix.len())?;
        let end = segment.get(at..)?;
        end.eq_ignore_ascii_case(suffix).then(|| &segment[..at])
    });
    bare.unwrap_or(segment).eq_ignore_ascii_case(word)
}

fn check_place(path: &Path) -> Result<(), Refusal> {
    let words: Vec<&str> = path.segments().iter().map(String::as_str).collect();
    let shown = || path.to_string().split('?').next().unwrap_or_default().to_owned();
    match words.as_slice() {
        ["id", _, _] => return Ok(()),
        ["services", "oauth2", "userinfo"] => return Ok(()),
        ["services", "data"] => return Ok(()),
        ["services", second, ..] if is(second, "apexrest") => return Err(Refusal::RunsCode(shown())),
        ["services", "data", version, ..]
            if version.starts_with('v') && Version::parse(version).is_some() => {}
        _ => return Err(Refusal::UnknownRoot(shown())),
    }
    match words[3..] {
        // Tooling API guide, 'REST Resources': executeAnonymous runs Apex on a GET, and older versions start
        // test runs on one. So only what is known to read is let through.
        [tooling] if is(tooling, "tooling") => Ok(()),
        [tooling, next, ..] if is(tooling, "tooling") => {
            let reads = ["query", "sobjects", "search", "completions"];
            if reads.iter().any(|word| is(next, word)) { Ok(()) } else { Err(Refusal::RunsCode(shown())) }
        }
        // Knowledge guide, 'Articles Details': updateViewStat is true where it is not given.
        [support, articles, _, ..] if is(support, "support") && is(articles, "knowledgeArticles") => {
            let off = path
                .query()
                .iter()
                .filter(|(name, _)| name.eq_ignore_ascii_case("updateViewStat"))
                .all(|(_, value)| value == "false");
            if off && path.value("updateViewStat").is_some() {
                Ok(())
            } else {
                Err(Refusal::CountsView(shown()))
            }
        }
        _ => Ok(()),
    }
}

fn check_query(path: &Path) -> Result<(), Refusal> {
    // `/query`, `/queryAll`, `/search`, and the same below `tooling`. Elsewhere `q` is plain text.
    let last = path.segments().last().map(String::as_str).unwrap_or_default();
    let is_search = is(last, "search");
    let is_statement = is_search || is(last, "query") || is(last, "queryAll");
    for (name, value) in path.query() {
        let lower = name.to_ascii_lowercase();
        match lower.as_str() {
            "access_token" | "oauth_token" | "client_secret" | "sid" | "token" => {
                return Err(Refusal::CarriesSecret(name.clone()));
            }
            "q" if is_statement => check_statement(is_search, value)?,
            // REST guide, 'Search with Parameters': both count what is found as viewed or searched.
            "updatetracking" | "updateviewstat" if value != "false" => {
                return Err(Refusal::WritesByQuery(format!("{name}={value}")));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Refuses a statement that writes: SOQL of `query` and `queryAll`, SOSL of `search`.
fn check_statement(is_search: bool, statement: &str) -> Result<(), Refusal> {
    let read =
        if is_search { ReadSearch::new(statement).map(drop) } else { ReadQuery::new(statement).map(drop) };
    read.map_err(|refusal| Refusal::WritesByQuery(refusal.clause().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reads_is_let_through() {
        for path in [
            "/services/data",
            "/services/data/",
            "/services/data/v64.0",
            "/services/data/v64.0/sobjects/Account/describe",
            "/services/data/v64.0/sobjects/Account/Ext__c/a%20b",
            "/services/data/v64.0/query?q=SELECT+Id+FROM+Account",
            "/services/data/v64.0/query/01gC000006QJJ7fIAH-200",
            "/services/data/v64.0/tooling",
            "/services/data/v64.0/tooling/query?q=SELECT+Id+FROM+ApexClass",
            "/services/data/v64.0/tooling/sobjects/ApexClass/describe",
            "/services/data/v64.0/tooling/completions?type=apex",
            "/services/data/v64.0/search?q=FIND+%7Bx%7D",
            "/services/data/v64.0/parameterizedSearch?q=for+view&updateTracking=false",
            "/services/data/v64.0/support/knowledgeArticles",
            "/services/data/v64.0/support/knowledgeArticles/kA0x?updateViewStat=false",
            "/services/oauth2/userinfo",
            "/id/00D5g000008XyZa/0055g00000AbCdE",
            "/services/data/v64.0/query?q=SELECT+Id+FROM+Account+WHERE+Name='FOR+VIEW'",
            "/services/data/v64.0/query?q=SELECT+Id+FROM+A+WHERE+Name='a\\'+FOR+VIEW+b'",
        ] {
            assert!(Get::at(path).is_ok(), "{path}: {:?}", Get::at(path));
        }
    }

    #[test]
    fn what_runs_code_or_writes_is_refused() {
        for path in [
            "/services/data/v64.0/tooling/executeAnonymous/?anonymousBody=x",
            "/services/data/v64.0/tooling/%65xecuteAnonymous",
            "/services/data/v64.0/Tooling/EXECUTEANONYMOUS",
            "/services/data/v64.0/tooling/executeAnonymous.json",
            "/services/data/v64.0/tooling/runTestsAsynchronous?classids=x",
            "/services/data/v64.0/tooling/runTestsSynchronous",
            "/services/apexrest/anything",
            "/services/ApexRest/anything",
        ] {
            assert!(matches!(Get::at(path), Err(Refusal::RunsCode(_))), "{path}: {:?}", Get::at(path));
        }
        for path in [
            "/services/data/v64.0/limits/../tooling/executeAnonymous",
            "/services/data/v64.0/tooling;x/executeAnonymous",
            "/services/data/v64.0/tooling%2FexecuteAnonymous",
            "/services/data/v64.0//tooling/executeAnonymous",
        ] {
            assert!(matches!(Get::at(path), Err(Refusal::Path(_))), "{path}: {:?}", Get::at(path));
        }
        for path in [
            "/",
            "/services/oauth2/revoke?token=x",
            "/services/oauth2/token",
            "/services/oauth2/authorize",
            "/services/Soap/u/64.0",
            "/services/data/tooling/executeAnonymous",
            "/services/data/latest/limits",
            "/services/async/64.0/job",
            "/id/00D/005/x",
            "/secur/logout.jsp",
            "/001000000000000",
        ] {
            assert!(matches!(Get::at(path), Err(Refusal::UnknownRoot(_))), "{path}: {:?}", Get::at(path));
        }
        for path in [
            "/services/data/v64.0/query?q=SELECT+Id+FROM+Account+FOR+VIEW",
            "/services/data/v64.0/query?q=SELECT+Id+FROM+Account+for%0Areference",
            "/services/data/v64.0/queryAll?q=SELECT+Id+FROM+Account+FOR+UPDATE",
            "/services/data/v64.0/query.json?q=SELECT+Id+FROM+Account+FOR+VIEW",
            "/services/data/v64.0/query?x=1&Q=SELECT+Id+FROM+Account+FOR+VIEW",
            "/services/data/v64.0/query?q=SELECT+Id+FROM+K+WHERE+x='a'UPDATE+VIEWSTAT",
            "/services/data/v64.0/search?q=FIND+%7Bx%7D+UPDATE+TRACKING",
            "/services/data/v64.0/tooling/query?q=SELECT+Id+FROM+ApexClass+FOR+VIEW",
            "/services/data/v64.0/parameterizedSearch?q=x&updateTracking=true",
        ] {
            assert!(matches!(Get::at(path), Err(Refusal::WritesByQuery(_))), "{path}: {:?}", Get::at(path));
        }
        assert!(matches!(
            Get::at("/services/data/v64.0/support/knowledgeArticles/kA0x"),
            Err(Refusal::CountsView(_))
        ));
        assert!(matches!(
            Get::at("/services/data/v64.0/limits?access_token=x"),
            Err(Refusal::CarriesSecret(_))
        ));
    }

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
