//! `composite/sobjects/X`: many records of one object by their ids.

use serde::Deserialize;

use super::{Call, record};
use crate::demo::evaluate::Source;
use crate::demo::exchange::Answer;

#[derive(Deserialize)]
struct Wanted {
    ids: Vec<String>,
    fields: Vec<String>,
}

/// One element an id, in their order; null for what is not there (REST guide, "sObject Collections").
pub fn retrieve(call: Call, name: &str) -> Answer {
    let rows = &call.org.rows;
    let Some(table) = rows.table(name) else { return Answer::not_found() };
    let wanted = match call.asked.verb.as_str() {
        "POST" => serde_json::from_slice(&call.asked.body).ok(),
        _ => {
            let list = |name: &str| {
                Some(call.asked.parameter(name)?.split(',').map(|part| part.trim().to_owned()).collect())
            };
            list("ids").and_then(|ids| Some(Wanted { ids, fields: list("fields")? }))
        }
    };
    let Some(Wanted { ids, fields }) = wanted else {
        return Answer::error(400, "MISSING_ARGUMENT", "The ids and fields parameters are required");
    };
    if ids.len() > 2_000 {
        return Answer::error(400, "EXCEEDED_ID_LIMIT", "The number of ids is limited to 2000");
    }
    let fields = match record::chosen(call, table, &fields.join(",")) {
        Ok(fields) => fields,
        Err(answer) => return answer,
    };
    let mut body = String::from("[");
    for (n, id) in ids.iter().enumerate() {
        if n > 0 {
            body.push(',');
        }
        match rows.find(table, id).filter(|&row| !rows.deleted(table, row)) {
            Some(row) => record::write(call, table, row, &fields, false, &mut body),
            None => body.push_str("null"),
        }
    }
    body.push(']');
    Answer::json(body)
}
