//! `recent`: what the running user viewed last.

use serde_json::{Value as Json, json};

use super::Call;
use crate::demo::evaluate::{Source, Table, Value};
use crate::demo::exchange::Answer;
use crate::demo::ids;

/// The most recently viewed, of all objects or of one: at most 200 (REST guide, "Recently Viewed Items").
pub fn recent(call: Call) -> Answer {
    let limit = call.asked.parameter("limit").and_then(|limit| limit.parse().ok()).unwrap_or(200);
    Answer::json(Json::Array(items(call, None, limit)).to_string())
}

/// Viewed records, the latest first.
pub fn items(call: Call, only: Option<usize>, limit: usize) -> Vec<Json> {
    let rows = &call.org.rows;
    let mut viewed = call.org.viewed();
    viewed.retain(|&(table, _)| only.is_none_or(|n| table == Table(n)));
    let item = |(table, row): (Table, usize)| {
        let object = rows.sobject(table);
        let id = ids::id(object.key_prefix.as_deref()?, row);
        let name = object.fields.iter().position(|field| field.name_field)?;
        let Value::Text(name) = rows.value(table, row, name) else { return None };
        let url = format!("/services/data/v{}/sobjects/{}/{id}", call.version, object.name);
        Some(json!({"attributes": {"type": object.name, "url": url}, "Id": id, "Name": name}))
    };
    viewed.into_iter().filter_map(item).take(limit.min(200)).collect()
}
