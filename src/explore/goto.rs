//! Where an id, a record's URL or a name leads.

use crate::salesforce::global::Global;
use crate::salesforce::ids;

/// Where to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Goal {
    /// A record; more than one object where the id's first characters fit several.
    Record {
        /// API names of the objects that have such ids.
        objects: Vec<String>,
        /// The id, 15 or 18 characters.
        id: String,
    },
    /// An object.
    Object(String),
    /// It looks like an id, but no visible object has ids that begin so.
    UnknownPrefix(String),
    /// It looks like an id, but its last three characters do not fit the rest: mistyped.
    WrongChecksum(String),
    /// Neither an id, nor a URL with one, nor a name; the names near it.
    Nothing(Vec<String>),
}

/// Reads what was typed or pasted.
pub fn goal(text: &str, global: &Global) -> Goal {
    let text = text.trim();
    if let Some(object) = global.find(text) {
        return Goal::Object(object.name.clone());
    }
    match words(text).find(|word| ids::is_id(word) && has_digit(word)) {
        Some(id) => {
            let named = named_in_url(text, global);
            let objects: Vec<_> = match named {
                Some(name) => vec![name],
                None => global.of_id(id).map(|o| o.name.clone()).collect(),
            };
            if objects.is_empty() {
                Goal::UnknownPrefix(id.to_owned())
            } else {
                Goal::Record { objects, id: id.to_owned() }
            }
        }
        None => match words(text).find(|w| w.len() == 18 && ids::checksum(&w[..15]).is_some()) {
            Some(id) if has_digit(id) => Goal::WrongChecksum(id.to_owned()),
            _ => match named_in_url(text, global) {
                Some(name) => Goal::Object(name),
                None => Goal::Nothing(global.near(text, 3).into_iter().map(str::to_owned).collect()),
            },
        },
    }
}

/// The parts that could be an id or a name.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

/// Ids are filled up with zeros; a word of 15 letters has no digit.
fn has_digit(word: &str) -> bool {
    word.bytes().any(|b| b.is_ascii_digit())
}

/// The object in a Lightning or REST path: `/lightning/r/Account/001…/view`, `/lightning/o/Account/list`,
/// `/sobjects/Account/001…`.
fn named_in_url(text: &str, global: &Global) -> Option<String> {
    let after = ["/lightning/r/", "/lightning/o/", "/sobjects/"]
        .iter()
        .find_map(|marker| text.split_once(marker).map(|(_, rest)| rest))?;
    global.find(words(after).next()?).map(|o| o.name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::salesforce::read;

    fn global() -> Global {
        read(
            &serde_json::json!({"sobjects": [
                {"name": "Account", "keyPrefix": "001"},
                {"name": "Contact", "keyPrefix": "003"},
                {"name": "TaskPriority", "keyPrefix": "01J"},
                {"name": "TaskStatus", "keyPrefix": "01J"},
            ]})
            .to_string(),
        )
        .unwrap()
        .value
    }

    #[test]
    fn ids_urls_and_names_lead_on() {
        let record = |objects: &[&str], id: &str| Goal::Record {
            objects: objects.iter().map(|o| (*o).to_owned()).collect(),
            id: id.into(),
        };
        for (text, to) in [
            ("0011700000r5ucf", record(&["Account"], "0011700000r5ucf")),
            (" 0011700000r5ucfAAA ", record(&["Account"], "0011700000r5ucfAAA")),
            ("https://x.my.salesforce.com/0011700000r5ucf", record(&["Account"], "0011700000r5ucf")),
            (
                "https://x.lightning.force.com/lightning/r/Contact/0031700000r5ucfAAA/view?ws=1",
                record(&["Contact"], "0031700000r5ucfAAA"),
            ),
            ("01J1700000r5ucf", record(&["TaskPriority", "TaskStatus"], "01J1700000r5ucf")),
            ("contact", Goal::Object("Contact".into())),
            ("https://x.lightning.force.com/lightning/o/Account/list", Goal::Object("Account".into())),
            ("a0X1700000r5ucf", Goal::UnknownPrefix("a0X1700000r5ucf".into())),
            ("Acount", Goal::Nothing(vec!["Account".into()])),
            ("characteristics", Goal::Nothing(vec![])),
        ] {
            assert_eq!(goal(text, &global()), to, "{text}");
        }
        assert_eq!(goal("0011700000r5ucfAAB", &global()), Goal::WrongChecksum("0011700000r5ucfAAB".into()));
    }
}
