//! Answers that are right and odd: what the org says is there, in a shape that strict readers trip over. The check
//! passes with each of them.

use serde_json::{Map, Value, json};

use super::Fault;
use super::recorded::Place;
use crate::demo::exchange::{Answer, Asked};

/// The faults.
pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "odd_describe",
        says: "Describes in which labels and lists are null, and numbers are text.",
        source: "made up after tzmfreedom/rustforce#16",
        after: Some(|_, asked, _, answer| {
            if Place::Objects.takes(asked) {
                edit(answer, odd_objects);
            } else if Place::Describe.takes(asked) {
                edit(answer, odd_describe);
            }
        }),
        ..Fault::NONE
    },
    Fault {
        name: "byte_order_mark",
        says: "Every answer begins with a byte order mark.",
        source: "RFC 8259, 8.1, which lets readers pass over it",
        after: Some(|_, _, _, answer| {
            if !answer.body.is_empty() {
                answer.body = [b"\xEF\xBB\xBF", answer.body.as_ref()].concat().into();
            }
        }),
        ..Fault::NONE
    },
    Fault {
        name: "half_emoji",
        says: "Names of rows end in half an emoji, cut by their length.",
        source: "RFC 8259, 8.2",
        after: Some(|_, asked, _, answer| {
            // Only as text: no value of ours holds half a character.
            if has_rows(asked) {
                let body = String::from_utf8_lossy(&answer.body);
                answer.body = at_the_end_of_names(&body, "\\ud83d").into();
            }
        }),
        ..Fault::NONE
    },
    Fault {
        name: "total_unknown",
        says: "Queries say -1 for the number of rows, as big objects do.",
        source: "jetstreamapp/jetstream#1183, #1135",
        after: Some(|_, asked, _, answer| {
            edit_page(asked, answer, |page| drop(page.insert("totalSize".into(), json!(-1))));
        }),
        ..Fault::NONE
    },
    Fault {
        name: "promised_more",
        says: "Queries promise further rows and do not say where they are.",
        source: "pipeshub-ai/pipeshub-ai#3382; forcedotcom/SalesforceMobileSDK-Android#1000",
        after: Some(|_, asked, _, answer| {
            edit_page(asked, answer, |page| {
                page.insert("done".into(), json!(false));
                page.remove("nextRecordsUrl");
            });
        }),
        ..Fault::NONE
    },
    Fault {
        name: "long_numbers",
        says: "Amounts have 18 digits, more than a float holds.",
        source: "jsforce/jsforce#1048",
        after: Some(|_, asked, _, answer| {
            if has_rows(asked) {
                let body = String::from_utf8_lossy(&answer.body);
                answer.body = with_long_amounts(&body).into();
            }
        }),
        ..Fault::NONE
    },
    Fault {
        name: "deep_value",
        says: "A value inside of describes is nested a thousand levels deep.",
        source: "RFC 8259, 9, which sets no limit",
        after: Some(|_, asked, _, answer| {
            if Place::Describe.takes(asked) && answer.status == 200 {
                let deep = format!("{{\"deep\":{}0{},", "[".repeat(1000), "]".repeat(1000));
                let body = String::from_utf8_lossy(&answer.body);
                answer.body = body.trim_start().replacen('{', &deep, 1).into();
            }
        }),
        ..Fault::NONE
    },
];

fn has_rows(asked: &Asked) -> bool {
    Place::Query.takes(asked) || Place::Record.takes(asked)
}

fn edit(answer: &mut Answer, change: impl FnOnce(&mut Map<String, Value>)) {
    if answer.status == 200
        && let Ok(mut members) = serde_json::from_slice::<Map<String, Value>>(&answer.body)
    {
        change(&mut members);
        answer.body = Value::Object(members).to_string().into();
    }
}

fn edit_page(asked: &Asked, answer: &mut Answer, change: impl FnOnce(&mut Map<String, Value>)) {
    if Place::Query.takes(asked) {
        edit(answer, change);
    }
}

fn list<'a>(of: &'a mut Map<String, Value>, name: &str) -> impl Iterator<Item = &'a mut Map<String, Value>> {
    let list = of.get_mut(name).and_then(Value::as_array_mut);
    list.into_iter().flatten().filter_map(Value::as_object_mut)
}

/// Each third object has no label, and each fourth says by a text that it can be queried.
fn odd_objects(global: &mut Map<String, Value>) {
    for (n, object) in list(global, "sobjects").enumerate() {
        if n % 3 == 0 {
            object.insert("label".into(), Value::Null);
            object.insert("labelPlural".into(), Value::Null);
        }
        if n % 4 == 0 && object.get("queryable") == Some(&Value::Bool(true)) {
            object.insert("queryable".into(), json!("true"));
        }
    }
}

/// The second field's label is an object, other labels are missing, lengths are texts, empty lists are null.
fn odd_describe(describe: &mut Map<String, Value>) {
    for (n, field) in list(describe, "fields").enumerate() {
        match n {
            1 => drop(field.insert("label".into(), json!({"en_US": "Deleted"}))),
            n if n % 3 == 0 => drop(field.insert("label".into(), Value::Null)),
            _ => {}
        }
        if let Some(length) = field.get("length").map(Value::to_string) {
            field.insert("length".into(), json!(length));
        }
        for name in ["picklistValues", "referenceTo"] {
            if field.get(name).and_then(Value::as_array).is_some_and(Vec::is_empty) {
                field.insert(name.into(), Value::Null);
            }
        }
    }
    describe.insert("recordTypeInfos".into(), Value::Null);
}

/// Puts something at the end of every value of a member called Name.
fn at_the_end_of_names(json: &str, end: &str) -> String {
    let mut out = String::with_capacity(json.len() + 64);
    let mut rest = json;
    while let Some(at) = rest.find("\"Name\"") {
        let (before, after) = rest.split_at(at + "\"Name\"".len());
        out.push_str(before);
        rest = after;
        let value = after.trim_start_matches([':', ' ']);
        let Some(text) = value.strip_prefix('"') else { continue };
        let close = closing(text);
        let name_ends = after.len() - text.len() + close;
        out.push_str(&after[..name_ends]);
        out.push_str(end);
        rest = &after[name_ends..];
    }
    out + rest
}

/// Where a text's closing quote is.
fn closing(text: &str) -> usize {
    let mut escaped = false;
    let ends = |b: u8| {
        let ends = b == b'"' && !escaped;
        escaped = b == b'\\' && !escaped;
        ends
    };
    text.bytes().position(ends).unwrap_or(text.len())
}

/// Amounts as Salesforce writes large ones.
fn with_long_amounts(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(at) = ["\"AnnualRevenue\"", "\"Amount\""].iter().filter_map(|name| rest.find(name)).min() {
        let colon = at + rest[at..].find(':').map_or(0, |colon| colon + 1);
        let (before, after) = rest.split_at(colon);
        out.push_str(before);
        let number = after.trim_start();
        let end = number.find([',', '}', '\n']).unwrap_or(number.len());
        out.push_str(if number.starts_with(|c: char| c.is_ascii_digit()) {
            "1.23456789012345678E15"
        } else {
            &number[..end]
        });
        rest = &number[end..];
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_meant_is_changed() {
        let json = r#"{"Name" : "a\"b","Names":"x","Owner":{"Name":null},"Name":""}"#;
        assert_eq!(
            at_the_end_of_names(json, "\\ud83d"),
            r#"{"Name" : "a\"b\ud83d","Names":"x","Owner":{"Name":null},"Name":"\ud83d"}"#
        );
        assert_eq!(
            with_long_amounts(r#"{"Amount" : 5.0,"AnnualRevenue":null,"Name":"7"}"#),
            r#"{"Amount" :1.23456789012345678E15,"AnnualRevenue":null,"Name":"7"}"#
        );
    }
}
