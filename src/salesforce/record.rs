//! Records and query results: what orgscope reads out of them. The bytes themselves stay with the exchange.

use serde::Deserialize;

/// A page of a query: `{"totalSize":n,"done":bool,"nextRecordsUrl":…,"records":[…]}`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct QueryPage {
    /// Rows of the whole query.
    pub total_size: u64,
    /// No further page. Trusted over the presence of `nextRecordsUrl`, which some proxies leave in.
    pub done: bool,
    /// The path of the next page, to be used as it came.
    pub next_records_url: Option<String>,
    /// The rows, keys in the order they came.
    pub records: Vec<serde_json::Map<String, serde_json::Value>>,
}

/// The answer of `limits/recordCount`: unknown or uncounted objects are left out.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct RecordCounts {
    /// One entry an object.
    #[serde(rename = "sObjects", default)]
    pub sobjects: Vec<RecordCount>,
}

/// Salesforce's own cached, approximate count of one object's rows.
#[derive(Clone, Debug, Deserialize)]
pub struct RecordCount {
    /// API name.
    pub name: String,
    /// Rows.
    pub count: u64,
}

/// A value as one line of text: what a table cell shows. Objects and arrays show in a short form.
pub fn cell(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Null => "null".into(),
        serde_json::Value::String(text) if text.is_empty() => "\"\"".into(),
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Object(map) if map.contains_key("records") => {
            let total = map.get("totalSize").and_then(serde_json::Value::as_u64).unwrap_or(0);
            let here = map.get("records").and_then(|r| r.as_array()).map_or(0, Vec::len) as u64;
            if here < total { format!("{here}/{total}") } else { total.to_string() }
        }
        serde_json::Value::Object(map) => {
            let parts: Vec<_> = map
                .iter()
                .filter(|(key, value)| *key != "attributes" && !value.is_null())
                .map(|(_, value)| cell(value))
                .collect();
            parts.join(", ")
        }
        other => other.to_string(),
    }
}
