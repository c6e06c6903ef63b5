//! `limits` and `limits/recordCount`.

use serde_json::{Map, Value as Json, json};

use super::Call;
use crate::demo::evaluate::Source;
use crate::demo::exchange::Answer;
use crate::demo::org::DAILY_CALLS;

/// Limits as recorded; the API calls are counted truly.
const LIMITS: &str = include_str!("../../../assets/demo/limits.json");

/// All limits.
pub fn limits(call: Call) -> Answer {
    let mut limits: Map<String, Json> = serde_json::from_str(LIMITS).unwrap_or_default();
    let left = DAILY_CALLS.saturating_sub(call.org.calls());
    limits.insert("DailyApiRequests".to_owned(), json!({"Max": DAILY_CALLS, "Remaining": left}));
    Answer::json(Json::Object(limits).to_string())
}

/// Rows of objects; what is unknown is left out (REST guide, "Record Count").
pub fn record_count(call: Call) -> Answer {
    let rows = &call.org.rows;
    let asked = call.asked.parameter("sObjects");
    let names: Option<Vec<&str>> = asked.map(|names| names.split(',').map(str::trim).collect());
    let counted = |n: usize| {
        let name = rows.schema().name(n);
        let table = rows.table(name)?;
        let wanted = names.as_ref().is_none_or(|names| names.iter().any(|n| n.eq_ignore_ascii_case(name)));
        wanted.then(|| {
            let count = (0..rows.len(table)).filter(|&row| !rows.deleted(table, row)).count();
            json!({"count": count, "name": name})
        })
    };
    let counts: Vec<Json> = (0..rows.schema().len()).filter_map(counted).collect();
    Answer::json(json!({"sObjects": counts}).to_string())
}
