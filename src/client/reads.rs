//! Which GETs only read. A path is let through for what it may be: roots that are known, words in plain characters,
//! parameters that don't change what the request is. What Salesforce does more than read on, or answers with a
//! secret, is refused with a sentence.

use crate::salesforce::path::{Path, PathFault, is_plain};
use crate::salesforce::secret_columns;
use crate::salesforce::versions::Version;
use crate::soql::{self, ReadQuery, ReadSearch};

/// Why something is not sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The path itself is broken or in disguise.
    #[error(transparent)]
    Path(#[from] PathFault),
    /// A word of the path is not plain.
    #[error(
        "“{0}” is no word of a path that orgscope reads: type letters, digits, - and _ there. Only the value of an external id can hold more."
    )]
    OddWord(String),
    /// No resource that orgscope reads.
    #[error("{0} is none of the resources that orgscope reads: /services/data/…, userinfo, identity URL.")]
    UnknownRoot(String),
    /// A GET that runs code.
    #[error("{0} is not sent: a GET of it runs code in the org, so it is no read.")]
    RunsCode(String),
    /// A GET that ends a session.
    #[error("{0} is not sent: a GET of it ends or opens a session, so it is no read.")]
    EndsSession(String),
    /// A query that writes.
    #[error("The query is not sent: {0} writes to the org.")]
    WritesByQuery(String),
    /// A GET that counts a view.
    #[error(
        "{0} is not sent: it counts a view of the article. updateViewStat=false in the path makes it a read."
    )]
    CountsView(String),
    /// A parameter that puts the record on the list of recent items.
    #[error(
        "The path is not sent: {0} puts the record on the Run As user's list of recent items. Leave it out."
    )]
    WritesRecent(String),
    /// A parameter that makes another request of a GET.
    #[error("The path is not sent: {0} can turn a GET into a request that writes. Leave it out.")]
    OverridesMethod(String),
    /// A parameter that holds a token or secret.
    #[error("The path holds the parameter {0}, which carries a secret. Paths are shown and logged.")]
    CarriesSecret(String),
    /// An answer that holds a secret.
    #[error("Not sent: {0} would bring a secret of the org to this screen. Look at it in Setup.")]
    HandsOutSecret(String),
    /// `FIELDS()` of an object with secret columns.
    #[error(
        "Not sent: FIELDS() of {0} would bring columns that hold secrets. Name the columns that you need."
    )]
    AllFieldsOf(&'static str),
    /// No reads, or more than 25.
    #[error("A batch takes 1 to 25 reads, not {0}.")]
    BatchSize(usize),
    /// A read that can't be part of a batch.
    #[error("{0} can't travel in a batch of version {1}.")]
    BatchPart(String, Version),
}

impl From<soql::Refusal> for Refusal {
    fn from(refusal: soql::Refusal) -> Self {
        match refusal {
            soql::Refusal::SecretColumn(column) => Self::HandsOutSecret(format!("the column {column}")),
            soql::Refusal::AllFieldsOf(object) => Self::AllFieldsOf(object),
            clause => Self::WritesByQuery(clause.clause().to_owned()),
        }
    }
}

/// Whether a GET of this path only reads and brings no secret.
pub(super) fn check(path: &Path) -> Result<(), Refusal> {
    path.check_names()?;
    check_place(path)?;
    check_parameters(path)
}

/// Whether a segment is this word: Salesforce's paths are read without case in places, and some take a suffix for
/// the format (`query.json`).
pub(super) fn is(segment: &str, word: &str) -> bool {
    stem(segment).eq_ignore_ascii_case(word)
}

fn stem(segment: &str) -> &str {
    segment.split('.').next().unwrap_or_default()
}

/// The path without its parameters, to be shown.
fn shown(path: &Path) -> String {
    path.to_string().split('?').next().unwrap_or_default().to_owned()
}

fn check_place(path: &Path) -> Result<(), Refusal> {
    let words: Vec<&str> = path.segments().iter().map(String::as_str).collect();
    match words.as_slice() {
        ["id", org, user] if is_plain(org) && is_plain(user) => return Ok(()),
        ["services", "oauth2", "userinfo"] | ["services", "data"] => return Ok(()),
        ["services", second, ..] if is(second, "apexrest") => return Err(Refusal::RunsCode(shown(path))),
        ["services", "data", version, ..]
            if version.starts_with('v') && Version::parse(version).is_some() => {}
        _ => return Err(Refusal::UnknownRoot(shown(path))),
    }
    let words = &words[3..];
    if let Some(odd) = words.iter().enumerate().find(|(at, word)| !is_value(words, *at) && !is_plain(word)) {
        return Err(Refusal::OddWord((*odd.1).to_owned()));
    }
    check_resource(path, words)
}

/// Whether a word is the value of an external id: `sobjects/OBJECT/FIELD/VALUE`.
fn is_value(words: &[&str], at: usize) -> bool {
    at == 3 && is(words[0], "sobjects")
}

fn check_resource(path: &Path, words: &[&str]) -> Result<(), Refusal> {
    let is_one_of = |word: &&str, of: &[&str]| of.iter().any(|known| is(word, known));
    // A value is data, whatever it says.
    let named: Vec<&str> =
        words.iter().enumerate().filter(|(at, _)| !is_value(words, *at)).map(|(_, word)| *word).collect();
    let has = |of: &[&str]| named.iter().any(|word| is_one_of(word, of));
    if has(&["executeAnonymous", "runTestsAsynchronous", "runTestsSynchronous", "apexrest"]) {
        return Err(Refusal::RunsCode(shown(path)));
    }
    if has(&["revoke", "logout", "frontdoor", "singleaccess"]) {
        return Err(Refusal::EndsSession(shown(path)));
    }
    // Connect REST API, external client apps: credentials gives key and secret in clear, the list of a user's tokens
    // an address with which anybody revokes one. Named credentials: a credential gives its values.
    let of_apps = named.windows(2).any(|pair| is(pair[0], "apps") && is(pair[1], "oauth"));
    if has(&["credential", "credentials", "keyandsecret"]) || of_apps && has(&["tokens"]) {
        return Err(Refusal::HandsOutSecret(shown(path)));
    }
    // `sobjects/OauthToken/ID/AccessToken`, also where a value could be.
    if words.iter().skip(2).any(|word| secret_columns::column(stem(word)).is_some()) {
        return Err(Refusal::HandsOutSecret(shown(path)));
    }
    match words {
        // Tooling API guide, 'REST Resources': executeAnonymous runs Apex on a GET, and older versions start
        // test runs on one. So only what is known to read is let through.
        [tooling, next, ..] if is(tooling, "tooling") => {
            let reads = ["query", "queryAll", "sobjects", "search", "parameterizedSearch", "completions"];
            if is_one_of(next, &reads) { Ok(()) } else { Err(Refusal::RunsCode(shown(path))) }
        }
        // Knowledge guide, 'Articles Details': updateViewStat is true where it is not given.
        [support, articles, _, ..] if is(support, "support") && is(articles, "knowledgeArticles") => {
            let mut given = path.query().iter().filter(|(name, _)| bare(name) == "updateviewstat");
            match given.next() {
                Some((_, value)) if value == "false" => Ok(()),
                _ => Err(Refusal::CountsView(shown(path))),
            }
        }
        _ => Ok(()),
    }
}

/// A parameter's name as servers may compare it: `X-HTTP-Method-Override`, `_HttpMethod`, `updateMru`.
fn bare(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// Parameters that carry a secret.
const SECRETS: &[&str] = &[
    "accesstoken",
    "assertion",
    "clientassertion",
    "clientsecret",
    "consumersecret",
    "idtoken",
    "oauthtoken",
    "otp",
    "password",
    "pw",
    "refreshtoken",
    "sessionid",
    "sid",
    "signature",
    "token",
];

fn check_parameters(path: &Path) -> Result<(), Refusal> {
    let words = path.segments();
    let is_in = |of: &[&str]| words.iter().skip(3).any(|word| of.iter().any(|known| is(word, known)));
    // `query`, `queryAll`, `search`, and the same below `tooling`.
    let is_search = is_in(&["search"]);
    let is_statement = is_search || is_in(&["query", "queryAll"]);
    for (name, value) in path.query() {
        let word = bare(name);
        let is_field = |end: &str| word.ends_with(end);
        if word == "method" || word.contains("httpmethod") || word.contains("methodoverride") {
            return Err(Refusal::OverridesMethod(name.clone()));
        }
        if SECRETS.contains(&word.as_str()) {
            return Err(Refusal::CarriesSecret(name.clone()));
        }
        if word == "part" && bare(value).contains("secret") {
            return Err(Refusal::HandsOutSecret(format!("{name}={value}")));
        }
        // REST guide, 'MRU Header'; User Interface API guide, 'updateMru'.
        if word.contains("updatemru") && value != "false" || word == "sforcemru" {
            return Err(Refusal::WritesRecent(format!("{name}={value}")));
        }
        // REST guide, 'Search with Parameters': both count what is found as viewed or searched.
        if matches!(word.as_str(), "updatetracking" | "updateviewstat") && value != "false" {
            return Err(Refusal::WritesByQuery(format!("{name}={value}")));
        }
        if is_statement && word == "q" {
            check_statement(is_search, value)?;
        } else if is_statement || is_field("where") || is_field("orderby") || is_field("fields") {
            soql::check_piece(value)?;
        } else {
            // Elsewhere it is plain text, unless it is a statement all the same.
            match value.split(|c: char| !c.is_ascii_alphanumeric()).find(|part| !part.is_empty()) {
                Some(first) if first.eq_ignore_ascii_case("select") => check_statement(false, value)?,
                Some(first) if first.eq_ignore_ascii_case("find") => check_statement(true, value)?,
                _ => {}
            }
        }
    }
    Ok(())
}

/// Refuses a statement that writes: SOQL of `query` and `queryAll`, SOSL of `search`.
fn check_statement(is_search: bool, statement: &str) -> Result<(), Refusal> {
    if is_search {
        ReadSearch::new(statement).map(drop)?
    } else {
        ReadQuery::new(statement).map(drop)?
    }
    Ok(())
}

#[cfg(test)]
mod tests;
