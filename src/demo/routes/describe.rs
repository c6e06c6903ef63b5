//! `sobjects/X/describe`.

use std::hash::{DefaultHasher, Hash, Hasher};

use jiff::Timestamp;

use super::{Call, not_modified};
use crate::demo::clock::http_date;
use crate::demo::exchange::Answer;

/// When the org's metadata was last changed: Monday, 7 September 2026, 06:31:07 UTC.
pub fn changed() -> Timestamp {
    Timestamp::constant(1_788_762_667, 0)
}

/// The whole describe; 304 without a body where it did not change since then (REST guide, "sObject Describe
/// with If-Modified-Since Header").
pub fn describe(call: Call, n: usize, tooling: bool) -> Answer {
    let body = call.org.rows.schema().describe(n, call.version, &call.org.base_url, tooling);
    let tag = etag(&body);
    let answer = if not_modified(call.asked, changed()) { Answer::empty(304) } else { Answer::json(body) };
    answer.with("Last-Modified", http_date(changed())).with("ETag", tag)
}

/// `"baf7f695"`: eight hexadecimal digits, as recorded.
pub fn etag(body: &str) -> String {
    let mut hasher = DefaultHasher::new();
    body.hash(&mut hasher);
    format!("\"{:08x}\"", hasher.finish() as u32)
}
