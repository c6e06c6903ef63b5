//! `sobjects/X/ID` and what is below it: a record, a record it points to, its children, a blob.

use std::fmt::Write;

use super::describe::etag;
use super::{Call, not_modified};
use crate::demo::clock::http_date;
use crate::demo::evaluate::{Kind, Source, Table, Value, write_text};
use crate::demo::exchange::Answer;
use crate::demo::{ids, rows};

/// A record by its id: all fields in describe order, or those of `fields`.
pub fn record(call: Call, n: usize, id: &str, tooling: bool) -> Answer {
    match find(call, Table(n), id) {
        Ok(row) => whole(call, Table(n), row, tooling),
        Err(answer) => answer,
    }
}

/// The row with an id, or why there is none.
fn find(call: Call, table: Table, id: &str) -> Result<usize, Answer> {
    if !ids::is_id(id) {
        // What is no id is taken for the name of an external id field (as recorded).
        let message = format!("Provided external ID field does not exist or is not accessible: {id}");
        return Err(Answer::error(404, "NOT_FOUND", &message));
    }
    match call.org.rows.find(table, id) {
        Some(row) if call.org.rows.deleted(table, row) => Err(deleted()),
        Some(row) => Ok(row),
        None => Err(Answer::not_found()),
    }
}

/// 404 for a record in the recycle bin (as recorded).
fn deleted() -> Answer {
    Answer {
        status: 404,
        ..Answer::json(r#"[{"message":"entity is deleted","errorCode":"ENTITY_IS_DELETED","fields":[]}]"#)
    }
}

fn whole(call: Call, table: Table, row: usize, tooling: bool) -> Answer {
    let rows = &call.org.rows;
    if !tooling && is_a_view(call) {
        call.org.view(table, row);
    }
    let object = rows.sobject(table);
    let fields = match call.asked.parameter("fields") {
        None => (0..object.fields.len()).collect(),
        Some(names) => match chosen(call, table, names) {
            Ok(fields) => fields,
            Err(answer) => return answer,
        },
    };
    let changed = object.field("LastModifiedDate").map(|field| rows.value(table, row, field));
    let mut body = String::new();
    write(call, table, row, &fields, tooling, &mut body);
    let mut answer = Answer::json(body);
    if let Some(Value::DateTime(changed)) = changed {
        if not_modified(call.asked, changed) {
            answer = Answer::empty(304);
        }
        answer.set("Last-Modified", http_date(changed));
    }
    // A tag only on Accounts (REST guide, "Conditional Requests").
    if object.name == "Account" {
        let tag = etag(&String::from_utf8_lossy(&answer.body)).trim_end_matches('"').to_owned();
        answer.set("ETag", format!("{tag}--gzip\""));
    }
    answer
}

/// Whether a record that is read becomes a recent item: from API 60.0 on, unless the header says no. (REST guide,
/// 'MRU Header': for a record by its id, by external id, by relationship.)
fn is_a_view(call: Call) -> bool {
    let is_off = |header: &str| {
        let bare: String = header.chars().filter(|c| !c.is_whitespace()).collect();
        bare.eq_ignore_ascii_case("updateMru=false")
    };
    let version = call.version.split('.').next().and_then(|n| n.parse::<u32>().ok());
    version.is_some_and(|n| n >= 60) && !call.asked.header("sforce-mru").is_some_and(is_off)
}

/// The fields of `fields=A,B`, and Id at the end where it is not among them (REST guide, "sObject Rows").
pub fn chosen(call: Call, table: Table, names: &str) -> Result<Vec<usize>, Answer> {
    let object = call.org.rows.sobject(table);
    let mut fields = Vec::new();
    for name in names.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        match object.field(name) {
            Some(field) if fields.contains(&field) => {}
            Some(field) => fields.push(field),
            None => {
                let message = format!("No such column '{name}' on sobject of type {}", object.name);
                return Err(Answer::error(400, "INVALID_FIELD", &message));
            }
        }
    }
    if let Some(id) = object.field("Id").filter(|id| !fields.contains(id)) {
        fields.push(id);
    }
    Ok(fields)
}

/// Appends a record with these fields.
pub fn write(call: Call, table: Table, row: usize, fields: &[usize], tooling: bool, out: &mut String) {
    let rows = &call.org.rows;
    let object = rows.sobject(table);
    let id = ids::id(object.key_prefix.as_deref().unwrap_or_default(), row);
    let below = if tooling { "tooling/" } else { "" };
    let _ = write!(
        out,
        r#"{{"attributes":{{"type":"{0}","url":"/services/data/v{1}/{below}sobjects/{0}/{id}"}}"#,
        object.name, call.version
    );
    for &field in fields {
        out.push(',');
        write_text(&object.fields[field].name, out);
        out.push(':');
        let value = rows.value(table, row, field);
        match (&value, object.fields[field].kind) {
            (Value::Text(url), Kind::Base64) => write_text(&versioned(url, call.version), out),
            _ => value.write_json(out),
        }
    }
    out.push('}');
}

/// The url of a blob, which rows know without the version.
pub fn versioned(url: &str, version: &str) -> String {
    url.replacen("/v00.0/", &format!("/v{version}/"), 1)
}

/// What a record's relationship leads to, a record or a query result; or the bytes of a blob (REST guide,
/// "sObject Relationships", "sObject Blob Retrieve"). An external id has this form as well.
pub fn related(call: Call, n: usize, id: &str, name: &str) -> Answer {
    let rows = &call.org.rows;
    let (table, object) = (Table(n), rows.sobject(Table(n)));
    if let Some(field) = object
        .field(id)
        .filter(|&field| object.fields[field].external_id || object.fields[field].name == "Id")
    {
        return by_external_id(call, table, field, name);
    }
    let row = match find(call, table, id) {
        Ok(row) => row,
        Err(answer) => return answer,
    };
    if object.name == "Document" && name.eq_ignore_ascii_case("Body") {
        return Answer::new(200, "text/plain", rows::document_body(row));
    }
    if let Some(lookup) = object.relationship(name) {
        let Value::Id(target) = rows.value(table, row, lookup) else { return Answer::not_found() };
        let found = rows.table_of(&target).and_then(|table| Some((table, rows.find(table, &target)?)));
        return found.map_or_else(Answer::not_found, |(table, row)| whole(call, table, row, false));
    }
    let Some(child) = object.child(name) else { return Answer::not_found() };
    let Some(children) = rows.table(&child.child) else { return Answer::not_found() };
    let lookup = rows.sobject(children).field(&child.field).unwrap_or_default();
    let fields = match call.asked.parameter("fields") {
        None => (0..rows.sobject(children).fields.len()).collect(),
        Some(names) => match chosen(call, children, names) {
            Ok(fields) => fields,
            Err(answer) => return answer,
        },
    };
    let id = ids::id(object.key_prefix.as_deref().unwrap_or_default(), row);
    let found: Vec<usize> = rows
        .children(&id, children, lookup)
        .into_iter()
        .filter(|&row| !rows.deleted(children, row))
        .collect();
    // One page is all that this resource gives here; a query gives the others.
    let mut body = format!(r#"{{"totalSize":{},"done":true,"records":["#, found.len().min(2_000));
    for (n, row) in found.into_iter().take(2_000).enumerate() {
        if n > 0 {
            body.push(',');
        }
        write(call, children, row, &fields, false, &mut body);
    }
    body.push_str("]}");
    Answer::json(body)
}

/// The record with a value in an external id field: 404 for none (two can't be: such fields are unique here).
fn by_external_id(call: Call, table: Table, field: usize, value: &str) -> Answer {
    let rows = &call.org.rows;
    let object = rows.sobject(table);
    if object.fields[field].name == "Id" {
        return record(call, table.0, value, false);
    }
    let found = (0..rows.len(table)).find(|&row| rows.value(table, row, field) == Value::text(value));
    found.map_or_else(Answer::not_found, |row| whole(call, table, row, false))
}
