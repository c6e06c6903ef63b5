//! A value as people write it: by the type that the describe gives its field. The value as it came stays in
//! the raw pane.

use jiff::Timestamp;
use serde_json::Value;

use crate::salesforce::describe::Field;
use crate::salesforce::record;
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
}

/// The value of a field; without a field by its JSON type alone. `currency` is the record's ISO code, where
/// the record has one.
pub fn shown(field: Option<&Field>, value: &Value, currency: Option<&str>) -> Shown {
    let kind = field.map_or("", |f| f.kind.as_str());
    let mut shown = match value {
        Value::Null => return Shown { text: "null".into(), note: None, nature: Nature::Null },
        Value::String(text) if text.is_empty() => return Shown::text("\"\""),
        Value::Bool(is) if kind == "boolean" => Shown::text(if *is { "yes" } else { "no" }),
        Value::Number(number) => amount(field, number, currency),
        Value::String(text) => string(field, kind, text),
        Value::Object(parts) if kind == "address" => Shown::text(address(parts)),
        Value::Object(parts) if kind == "location" => {
            let part = |key| parts.get(key).map(record::cell).unwrap_or_default();
            Shown::text(format!("{}, {}", part("latitude"), part("longitude")))
        }
        other => Shown::text(record::cell(other)),
    };
    if shown.note.is_none() && field.is_some_and(|f| f.custom && f.calculated) {
        let is_rollup = field.is_some_and(Field::is_rollup);
        shown.note = Some(if is_rollup { "roll-up" } else { "formula" }.into());
    }
    shown
}

fn string(field: Option<&Field>, kind: &str, text: &str) -> Shown {
    match kind {
        "reference" | "id" => Shown { text: text.into(), note: None, nature: Nature::Reference },
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
fn label(field: Option<&Field>, value: &str) -> Option<String> {
    let found = field?.picklist_values.iter().find(|v| v.value == value)?;
    found.label.clone().filter(|label| !label.is_empty() && label != value)
}

/// Salesforce's `2021-03-02T08:15:44.000+0000` in local time.
pub fn local(text: &str) -> Option<String> {
    let at = Timestamp::strptime("%Y-%m-%dT%H:%M:%S%.f%z", text).or_else(|_| text.parse::<Timestamp>());
    Some(numbers::local(at.ok()?))
}

fn amount(field: Option<&Field>, number: &serde_json::Number, currency: Option<&str>) -> Shown {
    let Some(field) = field else { return Shown::number(number.to_string()) };
    // Beyond 2^53 a float no longer holds each whole number: the number stays as it came.
    let exact = number.as_f64().filter(|n| n.abs() < 9e15);
    let text = match (field.kind.as_str(), exact) {
        ("int" | "long", _) | (_, None) => group(&number.to_string()),
        (_, Some(n)) => group(&to_scale(n, usize::try_from(field.scale).unwrap_or(0))),
    };
    Shown::number(match field.kind.as_str() {
        "percent" => format!("{text} %"),
        "currency" => currency.map_or(text.clone(), |code| format!("{text} {code}")),
        _ => text,
    })
}

/// From so many decimals on zeros at the end are left out: a degree of latitude has a scale of 15.
const LONG_SCALE: usize = 9;

/// With the decimals that the field has. Zeros are added to the digits that came: a float asked for more digits
/// than it holds invents them.
fn to_scale(n: f64, scale: usize) -> String {
    let text = format!("{n}");
    let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    if decimals > scale {
        return format!("{n:.scale$}");
    }
    if scale >= LONG_SCALE || scale == 0 {
        return text;
    }
    let point = if decimals == 0 { "." } else { "" };
    format!("{text}{point}{}", "0".repeat(scale - decimals))
}

/// Thousands of the whole part by comma.
fn group(text: &str) -> String {
    let (sign, rest) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let whole = rest.split(['.', 'e', 'E']).next().unwrap_or_default();
    match whole.parse::<u64>() {
        Ok(n) if !rest.contains(['e', 'E']) => {
            format!("{sign}{}{}", numbers::count(n), &rest[whole.len()..])
        }
        _ => text.to_owned(),
    }
}

fn address(parts: &serde_json::Map<String, Value>) -> String {
    let part = |key: &str| parts.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    let town = [part("postalCode"), part("city")].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let street = part("street").map(|street| street.replace("\r\n", ", ").replace('\n', ", "));
    let town = (!town.is_empty()).then_some(town);
    let named = |code: &str, name: &str| part(name).or(part(code)).map(str::to_owned);
    let state = named("stateCode", "state");
    let country = named("countryCode", "country");
    [street, town, state, country].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn text(field: Value, value: Value) -> String {
        let field: Field = serde_json::from_value(field).unwrap();
        shown(Some(&field), &value, Some("JPY")).text
    }

    #[test]
    fn values_read_by_the_type_of_their_field() {
        for (field, value, words) in [
            (json!({"type": "string"}), json!(null), "null"),
            (json!({"type": "string"}), json!(""), "\"\""),
            (json!({"type": "boolean"}), json!(true), "yes"),
            (json!({"type": "int"}), json!(3480), "3,480"),
            (json!({"type": "double", "scale": 2}), json!(-1234.5), "-1,234.50"),
            (json!({"type": "currency", "scale": 2}), json!(1.25E9), "1,250,000,000.00 JPY"),
            (json!({"type": "percent", "scale": 1}), json!(12.5), "12.5 %"),
            (json!({"type": "double", "scale": 15}), json!(50.875950), "50.87595"),
            (json!({"type": "double", "scale": 15}), json!(-8), "-8"),
            (json!({"type": "double", "scale": 8}), json!(9876543210.1), "9,876,543,210.10000000"),
            (json!({"type": "double", "scale": 2}), json!(33.333333333333336), "33.33"),
            (json!({"type": "double", "scale": 0}), json!(0.6), "1"),
            (json!({"type": "double", "scale": 0}), json!(1e300), "1e+300"),
            (json!({"type": "time"}), json!("10:30:00.000Z"), "10:30:00"),
            (json!({"type": "date"}), json!("2026-11-19"), "2026-11-19"),
            (json!({"type": "datetime"}), json!("not a date"), "not a date"),
            (
                json!({"type": "picklist", "picklistValues": [{"value": "C", "label": "Kunde"}]}),
                json!("C"),
                "Kunde",
            ),
            (
                json!({"type": "multipicklist", "picklistValues": [{"value": "a", "label": "A"}]}),
                json!("a;b"),
                "A; b",
            ),
            (
                json!({"type": "address"}),
                json!({"street": "Am Tor 1\nHof", "city": "Köln", "postalCode": "50667", "country": "DE"}),
                "Am Tor 1, Hof, 50667 Köln, DE",
            ),
            (json!({"type": "location"}), json!({"latitude": 1.5, "longitude": -2}), "1.5, -2"),
        ] {
            assert_eq!(text(field.clone(), value.clone()), words, "{value} of {field}");
        }
    }

    #[test]
    fn dates_with_salesforces_offset_become_local() {
        let of = |text: &str| local(text).map(|t| t.len());
        assert_eq!(of("2021-03-02T08:15:44.000+0000"), Some(16));
        assert_eq!(local("2021-03-02T08:15:44.000+0000"), local("2021-03-02T08:15:44Z"));
    }

    #[test]
    fn the_stored_value_stands_beside_a_label_that_differs() {
        let field: Field = serde_json::from_value(
            json!({"type": "picklist", "picklistValues": [{"value": "C", "label": "Kunde"}]}),
        )
        .unwrap();
        assert_eq!(shown(Some(&field), &json!("C"), None).note.as_deref(), Some("C"));
        assert_eq!(shown(Some(&field), &json!("other"), None).note, None, "no longer in the list");
    }
}
