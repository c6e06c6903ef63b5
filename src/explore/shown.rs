//! A value as people write it: by the type that the describe gives its field. The value as it came stays in
//! the raw pane.

use std::borrow::Cow;

use jiff::Timestamp;

use super::columns::CURRENCY;
use crate::json::{Kind, Node};
use crate::salesforce::describe::{Describe, Field};
use crate::salesforce::{ids, record};
use crate::text::digits::Decimal;
use crate::text::numbers;

/// What a value is like, beside its text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Nature {
    /// Words.
    #[default]
    Text,
    /// Right-aligned in a table.
    Number,
    /// Nothing is stored: `null`.
    Null,
    /// The id of a record that one can go to.
    Reference,
}

/// A value, ready to be drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// As people write it; not yet safe for a terminal.
    pub text: String,
    /// What else is to be said: the stored value of a picklist, `formula`.
    pub note: Option<String>,
    /// What it is like.
    pub nature: Nature,
}

impl Shown {
    fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    fn number(text: impl Into<String>) -> Self {
        Self { text: text.into(), note: None, nature: Nature::Number }
    }

    fn null() -> Self {
        Self { text: "null".into(), note: None, nature: Nature::Null }
    }
}

/// What is known around a value.
#[derive(Clone, Debug, Default)]
pub struct About<'a> {
    describe: Option<&'a Describe>,
    /// The record's ISO code, where the record has one.
    currency: Option<Cow<'a, str>>,
}

impl<'a> About<'a> {
    /// What a record and the describe of its object tell.
    pub fn of(record: Node<'a>, describe: Option<&'a Describe>) -> Self {
        Self { describe, currency: record.text_of(CURRENCY) }
    }
}

/// The value of a field; without a field by its JSON type alone.
pub fn shown(field: Option<&Field>, value: Option<Node<'_>>, about: &About<'_>) -> Shown {
    let Some(value) = value.filter(|value| !value.is_null()) else { return Shown::null() };
    let mut shown = match field {
        Some(field) => of_field(field, value, about),
        None => plain(value),
    };
    if let Some(field) = field.filter(|f| f.custom && f.calculated && shown.nature != Nature::Null) {
        let kind = if field.is_rollup() { "roll-up" } else { "formula" };
        shown.note = Some(shown.note.map_or_else(|| kind.to_owned(), |note| format!("{kind}, {note}")));
    }
    shown
}

/// What is of another type than its field is shown as it is.
fn of_field(field: &Field, value: Node<'_>, about: &About<'_>) -> Shown {
    let kind = field.kind.as_str();
    match (kind, value.kind()) {
        (_, Kind::String) if value.text().is_some_and(|text| text.is_empty()) => plain(value),
        ("boolean", _) => match value.flag() {
            Some(is) => Shown::text(if is { "yes" } else { "no" }),
            None => plain(value),
        },
        ("int" | "long" | "double" | "currency" | "percent", _) => match value.number() {
            Some(number) => amount(field, value, &number, about),
            None => plain(value),
        },
        ("address", Kind::Object) => address(value).map_or_else(|| plain(value), Shown::text),
        ("location", Kind::Object) => place(value).map_or_else(|| plain(value), Shown::text),
        ("reference", Kind::String) => reference(value, about),
        (_, Kind::String) => value.text().map_or_else(Shown::null, |text| string(field, kind, &text)),
        _ => plain(value),
    }
}

/// A value by its JSON type.
fn plain(value: Node<'_>) -> Shown {
    match value.kind() {
        Kind::Number => {
            let written = value.written();
            let has_exponent = written.contains(['e', 'E']);
            let expanded = has_exponent.then(|| Decimal::parse(&written)?.plain()).flatten();
            Shown::number(expanded.unwrap_or_else(|| written.into_owned()))
        }
        Kind::Object
            if record::subquery(value).is_none() && value.members().all(|(_, part)| part.is_null()) =>
        {
            Shown::null()
        }
        _ => Shown::text(cell(value)),
    }
}

/// A lookup; the describe itself knows what a record type is called.
fn reference(value: Node<'_>, about: &About<'_>) -> Shown {
    let id = value.written().into_owned();
    let types = about.describe.map_or(&[][..], |describe| &describe.record_type_infos);
    let named = types.iter().find(|one| ids::same(&one.record_type_id, &id) && !one.name.is_empty());
    match named {
        Some(named) => Shown { text: named.name.clone(), note: Some(id), nature: Nature::Text },
        None => Shown { text: id, note: None, nature: Nature::Reference },
    }
}

fn string(field: &Field, kind: &str, text: &str) -> Shown {
    match kind {
        "id" => Shown { text: text.into(), note: None, nature: Nature::Reference },
        "datetime" => Shown::text(local(text).unwrap_or_else(|| text.to_owned())),
        // `10:30:00.000Z`: a time of day without a zone, whatever the Z says (REST guide, 'Field Types').
        "time" => Shown::text(text.trim_end_matches('Z').trim_end_matches(".000")),
        "picklist" => {
            let label = label(field, text);
            let note = label.as_ref().map(|_| text.to_owned());
            Shown { text: label.unwrap_or_else(|| text.to_owned()), note, nature: Nature::Text }
        }
        "multipicklist" => {
            let labels: Vec<_> =
                text.split(';').map(|v| label(field, v).unwrap_or_else(|| v.to_owned())).collect();
            let labels = labels.join("; ");
            let note = (labels != text.replace(';', "; ")).then(|| text.to_owned());
            Shown { text: labels, note, nature: Nature::Text }
        }
        _ => Shown::text(text),
    }
}

/// The label of a picklist value, where it differs from the value.
fn label(field: &Field, value: &str) -> Option<String> {
    let found = field.picklist_values.iter().find(|v| v.value == value)?;
    found.label.clone().filter(|label| !label.is_empty() && label != value)
}

/// Salesforce's `2021-03-02T08:15:44.000+0000` in local time.
pub fn local(text: &str) -> Option<String> {
    let at = Timestamp::strptime("%Y-%m-%dT%H:%M:%S%.f%z", text).or_else(|_| text.parse::<Timestamp>());
    Some(numbers::local(at.ok()?))
}

/// From so many decimals on zeros at the end are left out: a degree of latitude has a scale of 15.
const LONG_SCALE: usize = 9;

/// With the decimals that the field has. What that leaves out is said beside: the API stores more of them.
fn amount(field: &Field, value: Node<'_>, number: &Decimal, about: &About<'_>) -> Shown {
    let scale = match field.kind.as_str() {
        "int" | "long" => 0,
        _ => usize::try_from(field.scale).unwrap_or(usize::MAX),
    };
    let rounded = number.rounded(scale);
    let filled = if scale < LONG_SCALE { scale } else { 0 };
    let mut text = rounded.grouped(filled).unwrap_or_else(|| value.written().into_owned());
    if scale >= LONG_SCALE && text.contains('.') {
        text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
    }
    let exact = number.plain().filter(|_| !number.is_exact_at(scale));
    let text = match field.kind.as_str() {
        "percent" => format!("{text} %"),
        "currency" => about.currency.as_ref().map_or(text.clone(), |code| format!("{text} {code}")),
        _ => text,
    };
    Shown { note: exact.map(|exact| format!("exactly {exact}")), ..Shown::number(text) }
}

/// Countries where an address ends with the state and then the postal code.
const STATE_BEFORE_CODE: &[&str] =
    &["US", "USA", "United States", "United States of America", "CA", "Canada", "AU", "Australia"];

/// An address in a line; by its coordinates where it has nothing else. `None` if it says nothing of that.
fn address(parts: Node<'_>) -> Option<String> {
    let part = |key: &str| parts.get(key).and_then(written_part);
    let joined = |parts: [Option<String>; 2], between: &str| {
        let words = parts.into_iter().flatten().collect::<Vec<_>>().join(between);
        (!words.is_empty()).then_some(words)
    };
    let street = part("street").map(|street| street.replace("\r\n", ", ").replace('\n', ", "));
    let named = |code: &str, name: &str| part(name).or(part(code));
    let state = named("stateCode", "state");
    let country = named("countryCode", "country");
    // The order of the country that it is in.
    let is_state_first = [part("country"), part("countryCode")]
        .iter()
        .flatten()
        .any(|country| STATE_BEFORE_CODE.iter().any(|of| country.eq_ignore_ascii_case(of)));
    let (town, state) = if is_state_first {
        (part("city"), joined([part("stateCode").or(state), part("postalCode")], " "))
    } else {
        (joined([part("postalCode"), part("city")], " "), state)
    };
    let words = [street, town, state, country].into_iter().flatten().collect::<Vec<_>>().join(", ");
    if words.is_empty() { place(parts) } else { Some(words) }
}

/// Latitude and longitude; `None` if there is neither.
fn place(parts: Node<'_>) -> Option<String> {
    let [latitude, longitude] = ["latitude", "longitude"].map(|key| parts.get(key).and_then(written_part));
    if latitude.is_none() && longitude.is_none() {
        return None;
    }
    let or_none = |degrees: Option<String>| degrees.unwrap_or_else(|| "null".into());
    Some(format!("{}, {}", or_none(latitude), or_none(longitude)))
}

fn written_part(part: Node<'_>) -> Option<String> {
    let is_simple = matches!(part.kind(), Kind::String | Kind::Number | Kind::Bool);
    Some(part.written().into_owned()).filter(|text| is_simple && !text.is_empty())
}

/// Levels of objects in objects that a cell shows.
const LEVELS: usize = 4;
/// Bytes of an object or list that a cell shows; the raw pane has all of it.
const LONGEST: usize = 4_000;

/// A value as one line of text. Objects and lists show in a short form, with their keys.
fn cell(value: Node<'_>) -> String {
    let mut out = String::new();
    write_cell(value, LEVELS, true, &mut out);
    out
}

fn write_cell(value: Node<'_>, levels: usize, is_whole: bool, out: &mut String) {
    let (open, close) = match value.kind() {
        Kind::Object if is_whole => ("", ""),
        Kind::Object => ("{", "}"),
        Kind::Array => ("[", "]"),
        Kind::String => {
            let text = value.written();
            out.push_str(if text.is_empty() { "\"\"" } else { &text });
            return;
        }
        _ => return out.push_str(&value.written()),
    };
    if let Some((here, total)) = record::subquery(value) {
        return out.push_str(&record::rows_words(here, total));
    }
    out.push_str(open);
    if levels == 0 && value.count() > 0 {
        out.push('…');
    } else {
        let said = value.members().filter(|(key, part)| key != "attributes" && !part.is_null());
        let parts =
            said.map(|(key, part)| (Some(key), part)).chain(value.elements().map(|part| (None, part)));
        for (n, (key, part)) in parts.enumerate() {
            out.push_str(if n > 0 { ", " } else { "" });
            if out.len() > LONGEST {
                out.push('…');
                break;
            }
            if let Some(key) = key {
                out.push_str(&key);
                out.push_str(": ");
            }
            write_cell(part, levels.saturating_sub(1), false, out);
        }
    }
    out.push_str(close);
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use serde_json::{Value, json};

    use super::*;
    use crate::json::Doc;
    use crate::salesforce::read;

    /// A field of a describe, and its value as it came in a record in yen.
    fn shows(field: Value, value: &str) -> Shown {
        let mut described = json!({"name": "X__c"});
        described.as_object_mut().unwrap().extend(field.as_object().unwrap().clone());
        let types = json!([{"name": "Großkunde", "recordTypeId": "0125g000000AbCdAAK", "available": true}]);
        let text = json!({"fields": [described], "recordTypeInfos": types}).to_string();
        let describe = read::<Describe>(&text).unwrap().value;
        let doc = Doc::from_bytes(Bytes::from(format!(r#"{{"CurrencyIsoCode":"JPY","v":{value}}}"#)));
        let record = Node::root(&doc).unwrap();
        shown(describe.fields.first(), record.get("v"), &About::of(record, Some(&describe)))
    }

    fn check(field: Value, value: &str, text: &str, note: Option<&str>) {
        let shown = shows(field.clone(), value);
        assert_eq!((shown.text.as_str(), shown.note.as_deref()), (text, note), "{value} of {field}");
    }

    #[test]
    fn values_read_by_the_type_of_their_field() {
        for (field, value, words) in [
            (json!({"type": "string"}), "null", "null"),
            (json!({"type": "string"}), r#""""#, "\"\""),
            (json!({"type": "boolean"}), "true", "yes"),
            (json!({"type": "boolean"}), r#""false""#, "no"),
            (json!({"type": "boolean"}), "7", "7"),
            (json!({"type": "time"}), r#""10:30:00.000Z""#, "10:30:00"),
            (json!({"type": "date"}), r#""2026-11-19""#, "2026-11-19"),
            (json!({"type": "datetime"}), r#""not a date""#, "not a date"),
            (json!({"type": "datetime"}), "1700000000000", "1700000000000"),
            (
                json!({"type": "multipicklist", "picklistValues": [{"value": "a", "label": "A"}]}),
                r#""a;b""#,
                "A; b",
            ),
            (
                json!({"type": "address"}),
                r#"{"street":"Am Tor 1\nHof","city":"Köln","postalCode":"50667","country":"DE"}"#,
                "Am Tor 1, Hof, 50667 Köln, DE",
            ),
            (
                json!({"type": "address"}),
                r#"{"street":"89 Harbor Lane","city":"Duluth","state":"MN","postalCode":"55802","country":"United States"}"#,
                "89 Harbor Lane, Duluth, MN 55802, United States",
            ),
            (
                json!({"type": "address"}),
                r#"{"city":"Duluth","postalCode":"55802","countryCode":"us"}"#,
                "Duluth, 55802, us",
            ),
            (json!({"type": "location"}), r#"{"latitude":1.50,"longitude":-2}"#, "1.50, -2"),
        ] {
            assert_eq!(shows(field.clone(), value).text, words, "{value} of {field}");
        }
    }

    #[test]
    fn numbers_are_shown_from_their_digits() {
        let double = |scale: u32| json!({"type": "double", "scale": scale});
        let of = |kind: &str, scale: u32| json!({"type": kind, "scale": scale});
        for (field, value, text, exact) in [
            (of("int", 0), "3480", "3,480", None),
            (of("int", 0), "3480.0", "3,480", None),
            (of("int", 0), r#""3480""#, "3,480", None),
            (of("long", 0), "999999999999999999", "999,999,999,999,999,999", None),
            (double(2), "-1234.5", "-1,234.50", None),
            (double(2), "1.23456789012345678E15", "1,234,567,890,123,456.78", None),
            (double(2), r#""1234567890123456.78""#, "1,234,567,890,123,456.78", None),
            (double(18), "0.123456789012345678", "0.123456789012345678", None),
            (double(2), "-0.001", "0.00", Some("exactly -0.001")),
            (double(2), "-0", "0.00", None),
            (double(2), "33.333333333333336", "33.33", Some("exactly 33.333333333333336")),
            (double(0), "0.6", "1", Some("exactly 0.6")),
            (double(0), "1e300", "1e300", None),
            (double(2), r#""n/a""#, "n/a", None),
            (double(15), "50.875950", "50.87595", None),
            (double(15), "-8", "-8", None),
            (double(15), "100", "100", None),
            (double(8), "9876543210.1", "9,876,543,210.10000000", None),
            (of("percent", 1), "12.5", "12.5 %", None),
            (of("percent", 0), "12.5", "13 %", Some("exactly 12.5")),
            (of("percent", 0), "0.5", "1 %", Some("exactly 0.5")),
            (of("percent", 0), "12", "12 %", None),
            (of("currency", 2), "1.25E9", "1,250,000,000.00 JPY", None),
        ] {
            check(field, value, text, exact);
        }
        check(
            json!({"type": "double", "scale": 0, "custom": true, "calculated": true, "calculatedFormula": "1/2"}),
            "0.5",
            "1",
            Some("formula, exactly 0.5"),
        );
        // Without a field nothing is known of its decimals.
        let doc = Doc::from_bytes(Bytes::from_static(b"[1.23456789012345678E15, 4.0, -0, 1E300, -1e-3]"));
        let texts: Vec<_> = Node::root(&doc)
            .unwrap()
            .elements()
            .map(|n| shown(None, Some(n), &About::default()).text)
            .collect();
        assert_eq!(texts, ["1234567890123456.78", "4.0", "-0", "1E300", "-0.001"]);
    }

    #[test]
    fn addresses_and_places_say_what_they_have() {
        let bare = r#""city":null,"country":null,"street":null,"geocodeAccuracy":"Zip""#;
        for (kind, value, text) in [
            ("address", format!(r#"{{{bare},"latitude":1.5,"longitude":2.5}}"#), "1.5, 2.5"),
            ("address", format!(r#"{{{bare},"latitude":1.5,"longitude":null}}"#), "1.5, null"),
            ("address", format!(r#"{{{bare},"latitude":null,"longitude":null}}"#), "geocodeAccuracy: Zip"),
            ("address", r#"{"city":null,"latitude":null}"#.into(), "null"),
            ("address", r#"{"city":"Köln","latitude":1.5,"longitude":2.5}"#.into(), "Köln"),
            ("address", r#"{"postalCode":50667,"city":"Köln"}"#.into(), "50667 Köln"),
            ("location", r#"{"latitude":null,"longitude":null}"#.into(), "null"),
            ("location", r#"{"latitude":"1.5","longitude":2}"#.into(), "1.5, 2"),
        ] {
            let shown = shows(json!({"type": kind}), &value);
            assert_eq!(shown.text, text, "{value}");
            assert_eq!(shown.nature == Nature::Null, text == "null", "{value}");
        }
    }

    #[test]
    fn objects_keep_their_keys() {
        let deep = format!("{}1{}", r#"{"a":"#.repeat(100_000), "}".repeat(100_000));
        for (value, text) in [
            (r#"{"a":1,"b":null,"c":"","attributes":{"type":"X"}}"#, "a: 1, c: \"\""),
            (r#"{"a":{"b":[1,"x",null,{"c":true}]},"d":{}}"#, "a: {b: [1, x, null, {c: true}]}, d: {}"),
            (r#"{"totalSize":5,"done":false,"records":[{},{}]}"#, "2 of 5 rows"),
            (r#"{"totalSize":2,"done":true,"records":[{},{}]}"#, "2 rows"),
            (r#"[]"#, "[]"),
            (deep.as_str(), "a: {a: {a: {a: {…}}}}"),
        ] {
            assert_eq!(shows(json!({"type": "anyType"}), value).text, text);
        }
        let long = format!("[{}1]", "1,".repeat(9_000));
        let shown = shows(json!({"type": "anyType"}), &long).text;
        assert!(shown.len() < LONGEST + 20 && shown.ends_with(", …]"), "{}", shown.len());
    }

    #[test]
    fn a_record_type_is_called_by_its_name() {
        let field = json!({"type": "reference", "referenceTo": ["RecordType"]});
        check(field.clone(), r#""0125g000000AbCdAAK""#, "Großkunde", Some("0125g000000AbCdAAK"));
        check(field.clone(), r#""0125g000000AbCd""#, "Großkunde", Some("0125g000000AbCd"));
        check(field.clone(), r#""0125g000000AbCe""#, "0125g000000AbCe", None);
        assert_eq!(shows(field, r#""0125g000000AbCe""#).nature, Nature::Reference);
    }

    #[test]
    fn dates_with_salesforces_offset_become_local() {
        let of = |text: &str| local(text).map(|t| t.len());
        assert_eq!(of("2021-03-02T08:15:44.000+0000"), Some(16));
        assert_eq!(local("2021-03-02T08:15:44.000+0000"), local("2021-03-02T08:15:44Z"));
    }

    #[test]
    fn the_stored_value_stands_beside_a_label_that_differs() {
        let field = json!({"type": "picklist", "picklistValues": [{"value": "C", "label": "Kunde"}]});
        check(field.clone(), r#""C""#, "Kunde", Some("C"));
        check(field, r#""other""#, "other", None);
    }
}
