//! `sobjects` and `sobjects/X`: describe global and an object's basic information.

use serde_json::json;

use super::describe::changed;
use super::{Call, not_modified, recent};
use crate::demo::clock::http_date;
use crate::demo::exchange::Answer;

/// Describe global.
pub fn global(call: Call, tooling: bool) -> Answer {
    if not_modified(call.asked, changed()) {
        return Answer::empty(304).with("Last-Modified", http_date(changed()));
    }
    let schema = call.org.rows.schema();
    let mut body = String::from(r#"{"encoding":"UTF-8","maxBatchSize":200,"sobjects":["#);
    let listed = (0..schema.len()).filter(|&n| !tooling || schema.is_tooling(n));
    for (m, row) in listed.filter_map(|n| schema.row(n, call.version, tooling)).enumerate() {
        if m > 0 {
            body.push(',');
        }
        body.push_str(&json!(row).to_string());
    }
    body.push_str("]}");
    Answer::json(body).with("Last-Modified", http_date(changed()))
}

/// An object's row of describe global, and what was viewed of it last.
pub fn basic(call: Call, n: usize, tooling: bool) -> Answer {
    let row = call.org.rows.schema().row(n, call.version, tooling);
    let recent = recent::items(call, Some(n), 200);
    let body = json!({"objectDescribe": row, "recentItems": recent});
    Answer::json(body.to_string())
}
