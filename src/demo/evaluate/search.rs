//! SOSL over rows: words, phrases and wildcards in the text fields of the objects named.

use super::answer::Writer;
use super::error::QueryError;
use super::plan;
use super::reach::Scope;
use super::shape::{self, Shape};
use super::source::{Kind, Source, Table};
use super::text::fold;
use super::value::Value;
use super::{Reading, reach::Reach};
use crate::soql::parse_search;
use crate::soql::tree::{Returning, Search, Within};

/// SOQL and SOSL reference, "SOSL Limits on Search Results".
const MOST: usize = 2_000;

/// Runs a search; gives the body of the answer.
pub fn search(source: &dyn Source, statement: &str, reading: &Reading) -> Result<String, QueryError> {
    let (search, faults) = parse_search(statement);
    if search.term_span.start == 0 {
        let text = "No search term found. The search term must be enclosed in braces.";
        return Err(QueryError::new("MALFORMED_SEARCH", text));
    }
    if let Some(fault) = faults.first() {
        let error = QueryError::of(statement, fault);
        return Err(QueryError { code: "MALFORMED_SEARCH", ..error });
    }
    if !search.others.is_empty() || !search.updates.is_empty() || search.within == Within::Sidebar {
        return Err(unsupported("WITH, USING, UPDATE and SIDEBAR FIELDS in a search"));
    }
    let term = Term::read(&search.term)?;
    if search.returning.is_empty() {
        return Err(unsupported("a search without RETURNING"));
    }
    let most = search.limit.map_or(MOST, |limit| usize::try_from(limit.number).unwrap_or(MOST)).min(MOST);
    let mut left = most;
    let mut records = Vec::new();
    for returning in &search.returning {
        if left == 0 {
            break;
        }
        let found = one(source, statement, reading, &search, &term, returning, left)?;
        left -= found.len();
        records.extend(found);
    }
    let records = records.join(",");
    // Before v37 a bare array (REST guide, "Search").
    let version = reading.version.split('.').next().and_then(|major| major.parse::<u32>().ok()).unwrap_or(0);
    Ok(if version >= 37 { format!("{{\"searchRecords\":[{records}]}}") } else { format!("[{records}]") })
}

fn unsupported(what: &str) -> QueryError {
    QueryError { code: "MALFORMED_SEARCH", ..QueryError::unsupported(what) }
}

/// The rows of one object, written.
fn one(
    source: &dyn Source,
    statement: &str,
    reading: &Reading,
    search: &Search,
    term: &Term,
    returning: &Returning,
    left: usize,
) -> Result<Vec<String>, QueryError> {
    let name = &returning.object;
    let Some(table) = source.table(&name.text).filter(|table| source.sobject(*table).queryable) else {
        let text = format!("sObject type '{}' is not supported.", name.text);
        return Err(QueryError::new("INVALID_TYPE", text));
    };
    let query = &returning.query;
    plan::refuse_unknown_clauses(query)?;
    if plan::is_grouped(query) {
        return Err(unsupported("aggregates in a search"));
    }
    let scope = Scope { source, table, statement, alias: None };
    let shape =
        if query.select.is_empty() { bare(source, table) } else { shape::shape(scope, reading, query, 0)? };
    let rows = plan::rows(scope, reading, query)?;
    let fields = searched(source, table, search.within);
    let hits = (0..source.len(table)).filter(|row| {
        let texts = fields.iter().filter_map(|field| match source.value(table, *row, *field) {
            Value::Text(text) => Some(fold(&text).into_owned()),
            _ => None,
        });
        term.fits(&texts.collect::<Vec<_>>())
    });
    let mut found = rows.pick(source, hits, false);
    found.truncate(left);
    // No subquery, no further page.
    let mut keep = |_| String::new();
    let mut writer = Writer { source, reading, keep: &mut keep, children: 0 };
    Ok(found
        .into_iter()
        .map(|row| {
            let mut out = String::new();
            writer.object(&shape, row, &mut out);
            out
        })
        .collect())
}

/// Only the id.
fn bare(source: &dyn Source, table: Table) -> Shape {
    let id = source.sobject(table).field("Id");
    let node = |field| shape::Node::Value {
        key: "Id".into(),
        value: super::expression::Expression::Field(Reach::own(table, field)),
        kind: Kind::Id,
    };
    Shape { table, nodes: id.map(node).into_iter().collect() }
}

fn searched(source: &dyn Source, table: Table, within: Within) -> Vec<usize> {
    let names = ["Name", "FirstName", "LastName", "Subject", "Title"];
    let fields = source.sobject(table).fields.iter().enumerate();
    fields
        .filter(|(_, field)| match within {
            Within::Name => {
                field.name_field || names.contains(&field.name.as_str()) && field.kind == Kind::String
            }
            Within::Email => field.kind == Kind::Email,
            Within::Phone => field.kind == Kind::Phone,
            Within::All | Within::Sidebar => matches!(
                field.kind,
                Kind::String | Kind::TextArea | Kind::Email | Kind::Phone | Kind::Url | Kind::Combobox
            ),
        })
        .map(|(n, _)| n)
        .collect()
}

/// What is looked for: any of these, of which each is all of those.
struct Term(Vec<Vec<Vec<Word>>>);

/// A word, its end open where a `*` follows.
struct Word {
    text: String,
    open: bool,
}

impl Term {
    /// Words that must all be there; `OR` between them, phrases in quotes, `*` at the end of a word.
    fn read(term: &str) -> Result<Self, QueryError> {
        let text = crate::soql::parse::unescape(&term.replace("\\}", "}").replace("\\{", "{"))
            .unwrap_or_else(|_| term.to_owned());
        if text.chars().filter(|c| c.is_alphanumeric()).count() < 2 {
            let text = format!("search term must be longer than one character: {}", text.trim());
            return Err(QueryError::new("MALFORMED_SEARCH", text));
        }
        if text.contains(['(', ')', '?']) || text.split_whitespace().any(|word| word == "NOT") {
            return Err(unsupported("brackets, ? and NOT in a search term"));
        }
        let mut any = vec![Vec::new()];
        for (n, part) in text.split('"').enumerate() {
            // Between quotes is a phrase: words that follow each other.
            let quoted = n % 2 == 1;
            let pieces: Vec<&str> = if quoted { vec![part] } else { part.split_whitespace().collect() };
            for piece in pieces {
                match piece {
                    "OR" if !quoted => any.push(Vec::new()),
                    "AND" if !quoted => {}
                    piece => {
                        if piece.trim_end_matches('*').contains('*') {
                            return Err(unsupported("* other than at the end of a word"));
                        }
                        let phrase = words(&fold(piece));
                        if let (Some(all), false) = (any.last_mut(), phrase.is_empty()) {
                            all.push(phrase);
                        }
                    }
                }
            }
        }
        any.retain(|all| !all.is_empty());
        Ok(Self(any))
    }

    /// Whether the folded texts of a row have it, all words together though not in one text.
    fn fits(&self, texts: &[String]) -> bool {
        let split: Vec<Vec<Word>> = texts.iter().map(|text| words(text)).collect();
        let has = |phrase: &Vec<Word>| {
            split.iter().any(|text| {
                text.windows(phrase.len()).any(|part| part.iter().zip(phrase).all(|(a, b)| a.fits(b)))
            })
        };
        self.0.iter().any(|all| all.iter().all(has))
    }
}

impl Word {
    fn fits(&self, wanted: &Word) -> bool {
        if wanted.open { self.text.starts_with(&wanted.text) } else { self.text == wanted.text }
    }
}

/// Words of letters and digits.
fn words(text: &str) -> Vec<Word> {
    let ends = |c: char| !c.is_alphanumeric() && c != '*';
    let parts = text.split(ends).filter(|word| word.chars().any(char::is_alphanumeric));
    parts
        .map(|word| Word { text: word.trim_matches('*').replace('*', ""), open: word.ends_with('*') })
        .collect()
}
