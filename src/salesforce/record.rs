//! Records and query results: what orgscope reads out of them. Values stay where they came, in the document; nothing
//! is turned into a float or a tree on the way.

use crate::json::patient::{Answer, Given, Value};
use crate::json::{Doc, Kind, Node, NodeId};
use crate::text::numbers;

/// A record: an object of a document that it keeps alive.
#[derive(Clone, Debug)]
pub struct Record {
    doc: Doc,
    id: NodeId,
}

impl Record {
    /// Its values.
    pub fn node(&self) -> Node<'_> {
        Node::of(&self.doc, self.id)
    }
}

impl Answer for Record {
    fn read(root: Value<'_>) -> Option<Self> {
        let node = root.node();
        let is_one = node.kind() == Kind::Object && node.count() > 0;
        is_one.then(|| Self { doc: node.doc().clone(), id: node.id() })
    }
}

/// A page of a query: `{"totalSize":n,"done":bool,"nextRecordsUrl":…,"records":[…]}`.
#[derive(Clone, Debug)]
pub struct QueryPage {
    /// Rows of the whole query; `None` if Salesforce does not say, as with big objects (-1).
    pub total: Option<u64>,
    /// The path of the next page, to be used as it came.
    pub next: Option<String>,
    /// Further rows were promised, and nothing says where they are.
    pub is_cut: bool,
    doc: Doc,
    rows: Vec<NodeId>,
}

impl QueryPage {
    /// How many rows the page has.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it has no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// A row.
    pub fn row(&self, at: usize) -> Option<Node<'_>> {
        self.rows.get(at).map(|id| Node::of(&self.doc, *id))
    }

    /// The rows, in order.
    pub fn rows(&self) -> impl Iterator<Item = Node<'_>> {
        self.rows.iter().map(|id| Node::of(&self.doc, *id))
    }
}

impl Answer for QueryPage {
    fn read(root: Value<'_>) -> Option<Self> {
        ["records", "totalSize", "done"].iter().find_map(|key| root.get(key))?;
        let (mut total, mut done, mut next, mut rows) = (None, None, None, Vec::new());
        root.each(|key, value| match key {
            "totalSize" => total = total_size(value),
            "done" => value.put(&mut done),
            "nextRecordsUrl" => value.put(&mut next),
            "records" => rows = rows_of(value),
            _ => {}
        })?;
        let next = next.filter(|next: &String| !next.is_empty());
        // `done` is trusted over the presence of the path, which some proxies leave in.
        let done = done.unwrap_or(next.is_none());
        Some(Self {
            total,
            is_cut: !done && next.is_none(),
            next: next.filter(|_| !done),
            doc: root.node().doc().clone(),
            rows,
        })
    }
}

/// -1 is no number of rows: Salesforce does not count big objects. (jetstreamapp/jetstream#1183, #1135)
fn total_size(value: Value<'_>) -> Option<u64> {
    match value.node().whole::<i64>() {
        Some(-1) => None,
        _ => u64::given(value),
    }
}

fn rows_of(list: Value<'_>) -> Vec<NodeId> {
    let mut rows = Vec::new();
    for row in list.elements() {
        match row.node().kind() {
            Kind::Object => rows.push(row.node().id()),
            _ => row.unread(),
        }
    }
    rows
}

/// How many rows a query inside of a row brought, and how many there are: `None` if the value is no such answer.
pub fn subquery(value: Node<'_>) -> Option<(u64, Option<u64>)> {
    let here = u64::from(value.get("records").filter(|rows| rows.kind() == Kind::Array)?.count());
    let done = value.get("done").and_then(Node::flag).unwrap_or(true);
    let total = value.get("totalSize").and_then(Node::whole::<u64>);
    Some((here, total.or(done.then_some(here))))
}

/// `2 rows`, `5 of 12 rows`, `5 rows or more`.
pub fn rows_words(here: u64, total: Option<u64>) -> String {
    let rows = |n: u64| if n == 1 { "row" } else { "rows" };
    match total {
        Some(total) if total > here => {
            format!("{} of {} {}", numbers::count(here), numbers::count(total), rows(total))
        }
        Some(_) => format!("{} {}", numbers::count(here), rows(here)),
        None => format!("{} {} or more", numbers::count(here), rows(here)),
    }
}

/// The answer of `limits/recordCount`: unknown or uncounted objects are left out.
#[derive(Clone, Debug, Default)]
pub struct RecordCounts {
    /// One entry an object.
    pub sobjects: Vec<RecordCount>,
}

/// Salesforce's own cached, approximate count of one object's rows.
#[derive(Clone, Debug, Default)]
pub struct RecordCount {
    /// API name.
    pub name: String,
    /// Rows, where the answer has a number.
    pub count: Option<u64>,
}

impl Given for RecordCount {
    fn given(value: Value<'_>) -> Option<Self> {
        let mut it = Self::default();
        value.each(|key, value| match key {
            "name" => value.put(&mut it.name),
            "count" => value.put(&mut it.count),
            _ => {}
        })?;
        value.named(&it.name).then_some(it)
    }
}

impl Answer for RecordCounts {
    fn read(root: Value<'_>) -> Option<Self> {
        let mut it = Self::default();
        root.get("sObjects")?.put(&mut it.sobjects);
        Some(it)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::patient::{NotRead, Read};
    use bytes::Bytes;

    fn page(json: &str) -> Result<Read<QueryPage>, NotRead> {
        crate::salesforce::read(json)
    }

    #[test]
    fn a_page_says_how_many_rows_there_are_and_whether_more_can_be_had() {
        for (json, total, next, is_cut) in [
            (r#"{"totalSize":2,"done":true,"records":[{}]}"#, Some(2), None, false),
            (r#"{"totalSize":-1,"done":true,"records":[{}]}"#, None, None, false),
            (
                r#"{"totalSize":"2","done":"false","nextRecordsUrl":"/n","records":[{}]}"#,
                Some(2),
                Some("/n"),
                false,
            ),
            (r#"{"totalSize":2,"done":true,"nextRecordsUrl":"/n","records":[{}]}"#, Some(2), None, false),
            (r#"{"totalSize":2,"done":false,"records":[{}]}"#, Some(2), None, true),
            (r#"{"totalSize":2,"done":false,"nextRecordsUrl":null,"records":[{}]}"#, Some(2), None, true),
            (r#"{"done":false,"nextRecordsUrl":"","records":[{}]}"#, None, None, true),
            (r#"{"nextRecordsUrl":"/n","records":[{}]}"#, None, Some("/n"), false),
            (r#"{"totalSize":null,"done":null,"records":[{}]}"#, None, None, false),
        ] {
            let read = page(json).unwrap();
            assert_eq!(read.unread.count, 0, "{json}");
            let page = read.value;
            assert_eq!(
                (page.total, page.next.as_deref(), page.is_cut, page.len()),
                (total, next, is_cut, 1),
                "{json}"
            );
        }
    }

    #[test]
    fn odd_rows_are_counted_and_the_others_are_there() {
        let read = page(r#"{"totalSize":-2,"records":[{"Id":"a"},null,5,{"Id":"b"}]}"#).unwrap();
        assert_eq!(read.unread.paths, ["totalSize", "records[1]", "records[2]"]);
        let ids: Vec<_> = read.value.rows().map(|row| row.text_of("Id").unwrap().into_owned()).collect();
        assert_eq!(ids, ["a", "b"]);
        assert!(page(r#"{"totalSize":3,"done":true}"#).unwrap().value.is_empty(), "COUNT() has no rows");
        for json in ["{}", "[]", r#"{"sobjects":[]}"#, r#"[{"errorCode":"X"}]"#] {
            assert!(page(json).is_err(), "{json}");
        }
    }

    #[test]
    fn rows_of_a_subquery_are_counted_in_words() {
        for (json, words) in [
            (r#"{"totalSize":2,"done":true,"records":[{},{}]}"#, "2 rows"),
            (r#"{"totalSize":12,"done":false,"records":[{},{}]}"#, "2 of 12 rows"),
            (r#"{"totalSize":-1,"done":true,"records":[{}]}"#, "1 row"),
            (r#"{"totalSize":-1,"done":false,"records":[{}]}"#, "1 row or more"),
            (r#"{"records":[]}"#, "0 rows"),
        ] {
            let doc = Doc::from_bytes(Bytes::copy_from_slice(json.as_bytes()));
            let (here, total) = subquery(Node::root(&doc).unwrap()).unwrap();
            assert_eq!(rows_words(here, total), words, "{json}");
        }
    }
}
