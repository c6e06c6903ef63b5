//! The result of a query: which rows it found, written page by page.

use std::fmt;
use std::sync::Arc;

use super::Reading;
use super::reach::{NAME_FIELDS, name_value, named_row, up};
use super::shape::{Node, Shape};
use super::source::{Kind, Source, Table};
use super::value::{Value, write_text};

/// A result. It holds row numbers, no values: they are read when a page is written.
pub struct Answer {
    reading: Reading,
    found: Found,
}

enum Found {
    Count(usize),
    Groups(Vec<String>, String),
    Rows { shape: Arc<Shape>, rows: Vec<usize>, entity: String },
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer").field("total_size", &self.total_size()).finish_non_exhaustive()
    }
}

/// Takes a result that goes on after this page, and gives the 18-character locator under which it is kept.
pub type Keep<'k> = &'k mut dyn FnMut(Arc<Answer>) -> String;

/// Child rows on the first page are one less than the page has, and at most this (simple-salesforce#311,
/// jsforce#577: 199 and 499).
const MOST_CHILDREN: usize = 499;

impl Answer {
    pub(super) fn count(reading: &Reading, count: usize) -> Self {
        Self { reading: reading.clone(), found: Found::Count(count) }
    }

    pub(super) fn groups(reading: &Reading, groups: Vec<String>, entity: &str) -> Self {
        Self { reading: reading.clone(), found: Found::Groups(groups, entity.to_owned()) }
    }

    pub(super) fn rows(reading: &Reading, shape: Arc<Shape>, rows: Vec<usize>, entity: &str) -> Self {
        Self { reading: reading.clone(), found: Found::Rows { shape, rows, entity: entity.to_owned() } }
    }

    /// How many rows were found.
    pub fn total_size(&self) -> usize {
        match &self.found {
            Found::Count(count) => *count,
            Found::Groups(groups, _) => groups.len(),
            Found::Rows { rows, .. } => rows.len(),
        }
    }

    /// The body of the page that begins at row `start`. `locator` is the one under which this result is kept,
    /// on all pages but the first; if there are further pages and it is not yet kept, `keep` is asked. Child
    /// rows that don't fit go to `keep` as well. None where `start` is after the last row.
    pub fn page(
        self: &Arc<Self>,
        source: &dyn Source,
        start: usize,
        locator: Option<&str>,
        keep: Keep<'_>,
    ) -> Option<String> {
        let total = self.total_size();
        let mut records = String::new();
        let (entity, next) = match &self.found {
            Found::Count(_) => (None, None),
            Found::Groups(groups, entity) => {
                records = groups.join(",");
                (Some(entity), None)
            }
            Found::Rows { shape, rows, entity } => {
                if start > 0 && start >= rows.len() {
                    return None;
                }
                let mut writer = Writer { source, reading: &self.reading, keep: &mut *keep, children: 0 };
                let mut at = start;
                // Child rows count, too (REST guide, "Query Options Header").
                while at < rows.len() && (at == start || at - start + writer.children < self.reading.batch) {
                    if at > start {
                        records.push(',');
                    }
                    if let Some(row) = rows.get(at) {
                        writer.object(shape, *row, &mut records);
                    }
                    at += 1;
                }
                (Some(entity), (at < rows.len()).then_some(at))
            }
        };
        let next = next.map(|next| {
            let locator = locator.map_or_else(|| keep(Arc::clone(self)), str::to_owned);
            (format!("{locator}-{next}"), self.reading.next_url(&locator, next))
        });
        let mut body = String::with_capacity(records.len() + 200);
        body.push('{');
        if self.reading.tooling {
            body.push_str(&format!("\"size\":{},", self.size(start, &next, total)));
        }
        head(total, next.as_ref().map(|(_, url)| url.as_str()), &mut body);
        if self.reading.tooling {
            body.push_str(",\"queryLocator\":");
            match &next {
                Some((locator, _)) => write_text(locator, &mut body),
                None => body.push_str("null"),
            }
            body.push_str(",\"entityTypeName\":");
            match entity {
                Some(entity) => write_text(entity, &mut body),
                None => body.push_str("null"),
            }
        }
        body.push_str(",\"records\":[");
        body.push_str(&records);
        body.push_str("]}");
        Some(body)
    }

    /// Rows on this page: a key that the Tooling API adds.
    fn size(&self, start: usize, next: &Option<(String, String)>, total: usize) -> usize {
        let end = next.as_ref().and_then(|(locator, _)| locator.rsplit_once('-')?.1.parse().ok());
        end.unwrap_or(total).saturating_sub(start)
    }
}

impl Reading {
    /// `/services/data/v60.0/`, with `tooling/` for the Tooling API.
    fn base(&self) -> String {
        format!("/services/data/v{}/{}", self.version, if self.tooling { "tooling/" } else { "" })
    }

    /// Also for `queryAll` it says `query` (REST guide, "QueryAll").
    fn next_url(&self, locator: &str, next: usize) -> String {
        format!("{}query/{locator}-{next}", self.base())
    }
}

fn head(total: usize, next: Option<&str>, out: &mut String) {
    out.push_str(&format!("\"totalSize\":{total},\"done\":{}", next.is_none()));
    if let Some(url) = next {
        out.push_str(",\"nextRecordsUrl\":");
        write_text(url, out);
    }
}

/// Writes rows as objects.
pub(super) struct Writer<'w, 'k> {
    pub source: &'w dyn Source,
    pub reading: &'w Reading,
    pub keep: Keep<'k>,
    /// Child rows written so far.
    pub children: usize,
}

impl Writer<'_, '_> {
    /// A row with its attributes and what was selected of it.
    pub(super) fn object(&mut self, shape: &Shape, row: usize, out: &mut String) {
        self.attributes(shape.table, row, out);
        for node in &shape.nodes {
            out.push(',');
            self.node(shape.table, row, node, out);
        }
        out.push('}');
    }

    fn attributes(&self, table: Table, row: usize, out: &mut String) {
        let object = self.source.sobject(table);
        out.push_str("{\"attributes\":{\"type\":");
        write_text(&object.name, out);
        if let Some(Value::Id(id)) = object.field("Id").map(|field| self.source.value(table, row, field)) {
            out.push_str(",\"url\":");
            write_text(&format!("{}sobjects/{}/{id}", self.reading.base(), object.name), out);
        }
        out.push('}');
    }

    fn node(&mut self, table: Table, row: usize, node: &Node, out: &mut String) {
        let key = |key: &str, out: &mut String| {
            write_text(key, out);
            out.push(':');
        };
        match node {
            Node::Value { key: name, value, kind } => {
                key(name, out);
                match (value.value(self.source, table, row), kind) {
                    // Rows know the url of a blob without the version.
                    (Value::Text(url), Kind::Base64) => {
                        write_text(&url.replacen("/v00.0/", &format!("/v{}/", self.reading.version), 1), out);
                    }
                    (value, _) => value.write_json(out),
                }
            }
            Node::Parent { key: name, hop, shape } => {
                key(name, out);
                match up(self.source, (table, row), hop) {
                    Some(parent) => self.object(shape, parent, out),
                    None => out.push_str("null"),
                }
            }
            Node::Name { key: name, lookup, fields } => {
                key(name, out);
                match named_row(self.source, (table, row), *lookup) {
                    Some(found) => self.named(found, fields, out),
                    None => out.push_str("null"),
                }
            }
            Node::Typeof { key: name, lookup, branches, otherwise } => {
                key(name, out);
                let found = named_row(self.source, (table, row), *lookup);
                match found.map(|found| (found, branches.iter().find(|branch| branch.table == found.0))) {
                    Some(((_, row), Some(branch))) => self.object(branch, row, out),
                    Some((found, None)) if !otherwise.is_empty() => self.named(found, otherwise, out),
                    _ => out.push_str("null"),
                }
            }
            Node::Children { key: name, link, rows, shape } => {
                key(name, out);
                let object = self.source.sobject(table);
                let id = object.field("Id").map(|field| self.source.value(table, row, field));
                let children = match id {
                    Some(Value::Id(id)) => self.source.children(&id, rows.table, *link),
                    _ => Vec::new(),
                };
                let found = rows.pick(self.source, children.into_iter(), self.reading.deleted);
                self.subquery(shape, found, out);
            }
        }
    }

    fn named(&self, found: (Table, usize), fields: &[usize], out: &mut String) {
        self.attributes(found.0, found.1, out);
        for field in fields {
            out.push(',');
            write_text(NAME_FIELDS.get(*field).map_or("", |(name, _)| name), out);
            out.push(':');
            name_value(self.source, found, *field).write_json(out);
        }
        out.push('}');
    }

    /// Children as a query result of their own; null if there are none.
    fn subquery(&mut self, shape: &Arc<Shape>, rows: Vec<usize>, out: &mut String) {
        if rows.is_empty() {
            out.push_str("null");
            return;
        }
        let most = MOST_CHILDREN.min(self.reading.batch.saturating_sub(1)).max(1);
        let total = rows.len();
        let here = most.min(total);
        let first: Vec<usize> = rows.iter().take(here).copied().collect();
        let next = (here < total).then(|| {
            let entity = &self.source.sobject(shape.table).name;
            let rest = Answer::rows(self.reading, Arc::clone(shape), rows, entity);
            let locator = (self.keep)(Arc::new(rest));
            self.reading.next_url(&locator, here)
        });
        self.children += here;
        out.push('{');
        head(total, next.as_deref(), out);
        out.push_str(",\"records\":[");
        for (n, row) in first.into_iter().enumerate() {
            if n > 0 {
                out.push(',');
            }
            self.object(shape, row, out);
        }
        out.push_str("]}");
    }
}
