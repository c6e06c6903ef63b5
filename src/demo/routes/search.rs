//! `search` (SOSL) and `parameterizedSearch`.

use std::fmt::Write;

use super::{Call, query};
use crate::demo::evaluate::{self, Source};
use crate::demo::exchange::Answer;

/// A search in SOSL.
pub fn search(call: Call) -> Answer {
    let Some(sosl) = call.asked.parameter("q") else {
        return Answer::error(
            400,
            "MALFORMED_SEARCH",
            "No search term found. The search term must be enclosed in braces.",
        );
    };
    answer(call, sosl)
}

fn answer(call: Call, sosl: &str) -> Answer {
    match evaluate::search(&call.org.rows, sosl, &query::reading(call, false, false)) {
        Ok(body) => Answer::json(body),
        Err(error) => query::refused(&error),
    }
}

/// A search in parameters: the same search, put together (REST guide, "Parameterized Search"). `q` is plain
/// text; without `X.fields` there is the id alone; without `sobject` all objects that can be searched are.
pub fn parameterized(call: Call) -> Answer {
    let Some(text) = call.asked.parameter("q") else {
        return Answer::error(400, "MALFORMED_SEARCH", "The parameter q is required");
    };
    let named: Vec<&str> = call
        .asked
        .parameters
        .iter()
        .filter(|(name, _)| name == "sobject")
        .map(|(_, value)| value.as_str())
        .collect();
    let schema = call.org.rows.schema();
    let all = || (0..schema.len()).filter(|&n| schema.object(n).searchable && !schema.is_generated(n));
    let objects = if named.is_empty() { all().map(|n| schema.name(n)).collect() } else { named };
    let within = call.asked.parameter("in").unwrap_or("ALL");
    let mut sosl = format!("FIND {{{}}} IN {} FIELDS RETURNING ", words(text), word(within));
    for (n, object) in objects.into_iter().enumerate() {
        if call.org.rows.table(object).is_none() {
            return Answer::error(400, "INVALID_TYPE", &format!("sObject type '{object}' is not supported."));
        }
        let fields = call.asked.parameter(&format!("{object}.fields")).unwrap_or("Id");
        let limit =
            call.asked.parameter(&format!("{object}.limit")).or_else(|| call.asked.parameter("defaultLimit"));
        let limit = limit
            .and_then(|limit| limit.parse::<u32>().ok())
            .map_or(String::new(), |n| format!(" LIMIT {n}"));
        let _ = write!(sosl, "{}{object}({fields}{limit})", if n > 0 { ", " } else { "" });
    }
    if let Some(limit) = call.asked.parameter("overallLimit").and_then(|limit| limit.parse::<u32>().ok()) {
        let _ = write!(sosl, " LIMIT {limit}");
    }
    answer(call, &sosl)
}

/// The letters of a word: nothing else may get into the search.
fn word(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphabetic).collect()
}

/// Plain text without SOSL's reserved characters, which part words as blanks do (SOQL and SOSL reference, "FIND").
fn words(text: &str) -> String {
    text.chars().map(|c| if "?&|!{}[]()^~*:\\\"'+-".contains(c) { ' ' } else { c }).collect()
}
