//! `query`, `queryAll` and the pages after the first.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::json;

use super::Call;
use crate::demo::evaluate::{self, QueryError, Reading, Source};
use crate::demo::exchange::Answer;
use crate::demo::{clock, ids};

/// Rows on a page: by default and at most 2,000, at least 200 (REST guide, "Query Options Header").
const PAGE: usize = 2_000;
const SHORTEST_PAGE: usize = 200;
/// Results that are kept; the oldest goes first.
const KEPT: usize = 4_000;
/// A result is kept for two days (Salesforce Help, article 000004410).
const LIFETIME: i64 = 2 * 86_400;

/// Results that go on after their first page.
#[derive(Debug, Default)]
pub struct Cursors {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    results: HashMap<String, (i64, Arc<evaluate::Answer>)>,
    order: VecDeque<String>,
    number: usize,
}

impl Cursors {
    /// Keeps a result; gives its locator: an id of a cursor.
    fn keep(&self, result: Arc<evaluate::Answer>) -> String {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        // Numbers of one org's cursors are not in a row: others query as well.
        kept.number += 1;
        let locator = ids::id("0r8", kept.number * 7_919);
        kept.results.insert(locator.clone(), (clock::now().as_second(), result));
        kept.order.push_back(locator.clone());
        if kept.order.len() > KEPT
            && let Some(oldest) = kept.order.pop_front()
        {
            kept.results.remove(&oldest);
        }
        locator
    }

    fn find(&self, locator: &str) -> Option<Arc<evaluate::Answer>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, result) = kept.results.get(locator)?;
        (clock::now().as_second() - since <= LIFETIME).then(|| Arc::clone(result))
    }
}

/// The first page of a query.
pub fn query(call: Call, tooling: bool, deleted: bool) -> Answer {
    if let Some(soql) = call.asked.parameter("explain") {
        return explain(call, soql, tooling);
    }
    let Some(soql) = call.asked.parameter("q") else {
        return Answer::error(400, "MALFORMED_QUERY", "A query string has to be specified");
    };
    let reading = reading(call, tooling, deleted);
    let result = match evaluate::run(&call.org.rows, soql, &reading) {
        Ok(result) => result,
        Err(error) => return refused(&error),
    };
    page(call, &result, 0, None)
}

/// The plan of a query (REST guide, "Query Performance Feedback"): this org has one for all, and says so. What
/// Salesforce measures cost in is not public, but that above 1 a query is not selective; a scan never is.
fn explain(call: Call, soql: &str, tooling: bool) -> Answer {
    let rows = &call.org.rows;
    let result = match evaluate::run(rows, soql, &reading(call, tooling, false)) {
        Ok(result) => result,
        Err(error) => return refused(&error),
    };
    let (query, _) = crate::soql::parse(soql);
    let object = query.from.object.parts.first().and_then(|name| rows.table(&name.text));
    let Some(table) = object else { return Answer::not_found() };
    let (name, all) = (&rows.sobject(table).name, rows.len(table));
    let plan = json!({
        "cardinality": result.total_size(),
        "fields": [],
        "leadingOperationType": "TableScan",
        "notes": [{
            "description": "This simulated org has no indexes: it looks at every row",
            "fields": [],
            "tableEnumOrId": name,
        }],
        "relativeCost": 1.0 + result.total_size() as f64 / all.max(1) as f64,
        "sobjectCardinality": all,
        "sobjectType": name,
    });
    Answer::json(json!({"plans": [plan], "sourceQuery": soql}).to_string())
}

/// A further page: `query/0r8…-2000`, its locator and the row where it begins.
pub fn more(call: Call, cursor: &str) -> Answer {
    let found = cursor
        .rsplit_once('-')
        .and_then(|(locator, start)| Some((locator, start.parse().ok()?, call.org.cursors.find(locator)?)));
    let Some((locator, start, result)) = found else { return invalid_locator() };
    page(call, &result, start, Some(locator))
}

fn page(call: Call, result: &Arc<evaluate::Answer>, start: usize, locator: Option<&str>) -> Answer {
    let mut keep = |result| call.org.cursors.keep(result);
    let Some(body) = result.page(&call.org.rows, start, locator, &mut keep) else { return invalid_locator() };
    // Urls of blobs, which rows know without the version.
    let blobs = body.contains("/services/data/v00.0/");
    let here = format!("/services/data/v{}/", call.version);
    Answer::json(if blobs { body.replace("/services/data/v00.0/", &here) } else { body })
}

fn invalid_locator() -> Answer {
    Answer::error(400, "INVALID_QUERY_LOCATOR", "invalid query locator")
}

/// 400 with what is wrong with a query.
pub fn refused(error: &QueryError) -> Answer {
    Answer { status: 400, ..Answer::json(error.body()) }
}

/// How a query of this call is read.
pub fn reading(call: Call, tooling: bool, deleted: bool) -> Reading {
    let options = call.asked.header("sforce-query-options").unwrap_or_default();
    let batch = options.split(',').find_map(|option| option.trim().strip_prefix("batchSize="));
    let batch = batch.and_then(|batch| batch.trim().parse().ok()).unwrap_or(PAGE);
    Reading { version: call.version.to_owned(), tooling, deleted, batch: batch.clamp(SHORTEST_PAGE, PAGE) }
}
