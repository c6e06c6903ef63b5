//! Rows of text in the formats that commands offer.

use clap::ValueEnum;
use serde::Serializer as _;
use serde::ser::SerializeSeq as _;
use serde_json::{Map, Serializer, Value};

use super::out::{Column, Out};

/// How to print rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Columns for reading.
    #[default]
    Table,
    /// One JSON array of objects.
    Json,
    /// One JSON object a line.
    Ndjson,
    /// Comma-separated values with a head.
    Csv,
}

/// What is printed of one thing.
#[derive(Clone, Debug)]
pub struct Row {
    /// For reading, one cell a column.
    pub cells: Vec<String>,
    /// For machines, one value a key.
    pub values: Vec<Value>,
    /// What of it could not be read, by the answer's own keys.
    pub unread: Vec<String>,
}

/// Prints rows: `columns` are for reading; `keys` name the same things to machines, and are public. `--json`
/// makes a table JSON. An object of JSON of which something could not be read has one key more, `unread`. A row is
/// made when it is printed, so that of a large answer only the text is in memory; how many there were.
pub fn print(
    out: &Out,
    format: Format,
    columns: &[Column],
    keys: &[&str],
    rows: impl Iterator<Item = Row>,
) -> usize {
    let mut printed = 0;
    let rows = rows.inspect(|_| printed += 1);
    match if out.json && format == Format::Table { Format::Json } else { format } {
        Format::Table => out.table(columns, &rows.map(|row| row.cells).collect::<Vec<_>>()),
        Format::Json => {
            if let Ok(bytes) = json_of(keys, rows) {
                out.document(&bytes);
            }
        }
        Format::Ndjson => rows.for_each(|row| out.json(&object(keys, row))),
        Format::Csv => {
            if let Ok(bytes) = csv_of(keys, rows) {
                out.bytes(&bytes);
            }
        }
    }
    printed
}

fn object(keys: &[&str], row: Row) -> Map<String, Value> {
    let unread = (!row.unread.is_empty()).then(|| ("unread".to_owned(), row.unread.into()));
    keys.iter().map(|key| (*key).to_owned()).zip(row.values).chain(unread).collect()
}

/// One array on one line.
fn json_of(keys: &[&str], rows: impl Iterator<Item = Row>) -> serde_json::Result<Vec<u8>> {
    let mut text = Vec::new();
    let mut to = Serializer::new(&mut text);
    let mut list = to.serialize_seq(None)?;
    for row in rows {
        list.serialize_element(&object(keys, row))?;
    }
    list.end()?;
    text.push(b'\n');
    Ok(text)
}

/// Writing into memory can't fail; a row of another length would, and there is none.
fn csv_of(keys: &[&str], rows: impl Iterator<Item = Row>) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(keys)?;
    for row in rows {
        writer.write_record(row.values.iter().map(in_a_cell))?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

/// A list of texts as its parts, one after the other; anything else that is no text as JSON.
fn in_a_cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(list)
            if list.iter().all(|part| part.as_str().is_some_and(|part| !part.contains(';'))) =>
        {
            list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(";")
        }
        other => other.to_string(),
    }
}

/// Whether a pattern has wildcards.
pub fn is_glob(pattern: &str) -> bool {
    pattern.contains(['*', '?'])
}

/// Whether `text` matches: with `*` and `?` as a whole, else where it contains the pattern; case does not matter.
pub fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.to_lowercase(), text.to_lowercase());
    if !is_glob(&pattern) {
        return text.contains(&pattern);
    }
    let (p, t): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut i, mut j, mut star) = (0, 0, None);
    while j < t.len() {
        match p.get(i) {
            Some('*') => {
                star = Some((i, j));
                i += 1;
            }
            Some(&c) if c == '?' || c == t[j] => {
                i += 1;
                j += 1;
            }
            _ => match star {
                Some((at, from)) => {
                    star = Some((at, from + 1));
                    i = at + 1;
                    j = from + 1;
                }
                None => return false,
            },
        }
    }
    p[i..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machines_get_keys_and_values_of_their_kind() {
        let row = Row {
            cells: vec!["Daily".into(), "1,500".into(), "–".into()],
            values: vec!["Daily, all".into(), 1500.into(), Value::Null],
            unread: Vec::new(),
        };
        let keys = ["name", "used", "share"];
        let json = |rows: Vec<Row>| String::from_utf8(json_of(&keys, rows.into_iter()).unwrap()).unwrap();
        assert_eq!(json(vec![row.clone()]), "[{\"name\":\"Daily, all\",\"used\":1500,\"share\":null}]\n");
        assert_eq!(json(Vec::new()), "[]\n");
        let odd = Row { unread: vec!["Max".into()], ..row.clone() };
        assert_eq!(object(&keys, odd)["unread"], serde_json::json!(["Max"]));
        let csv = String::from_utf8(csv_of(&keys, [row].into_iter()).unwrap()).unwrap();
        assert_eq!(csv, "name,used,share\n\"Daily, all\",1500,\n");
        assert_eq!(csv_of(&keys, std::iter::empty()).unwrap(), b"name,used,share\n", "a head without rows");
        for (list, cell) in [
            (serde_json::json!(["Account", "Contact"]), "Account;Contact"),
            (serde_json::json!([]), ""),
            (serde_json::json!(["a;b", "c"]), r#"["a;b","c"]"#),
            (serde_json::json!([{"value": "a"}]), r#"[{"value":"a"}]"#),
        ] {
            assert_eq!(in_a_cell(&list), cell);
        }
    }

    #[test]
    fn patterns_match_parts_or_with_wildcards_the_whole() {
        for (pattern, text, is) in [
            ("count", "Account", true),
            ("acc*", "Account", true),
            ("acc", "Contact", false),
            ("a?count", "Account", true),
            ("*__c", "sap__Invoice__c", true),
            ("*__c", "Account", false),
            ("sap__*", "sap__Invoice__c", true),
            ("*", "", true),
        ] {
            assert_eq!(matches(pattern, text), is, "{pattern} on {text}");
        }
    }
}
