//! Describe global: every sObject that the Run As user may see. `GET /services/data/vXX.0/sobjects`.

use crate::json::patient::{Answer, Given, Value};
use crate::json::{Kind as Json, NodeId};

/// The answer of describe global.
#[derive(Clone, Debug, Default)]
pub struct Global {
    /// The objects in Salesforce's order.
    pub sobjects: Vec<SObject>,
}

impl Answer for Global {
    fn read(root: Value<'_>) -> Option<Self> {
        let list = root.get("sobjects")?;
        match list.node().kind() {
            Json::Array => {}
            Json::Null => list.unread(),
            _ => return None,
        }
        let mut global = Self::default();
        list.put(&mut global.sobjects);
        Some(global)
    }
}

/// One row of describe global. Every key is optional, since versions differ in what they send
/// (v46 sends 24 keys, v52 sends 28: recorded answers).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SObject {
    /// API name: `Account`, `sap__Invoice__c`.
    pub name: String,
    /// Label in the user's language.
    pub label: String,
    /// Label of many.
    pub label_plural: String,
    /// First three characters of its ids; history, feed and change event objects have none.
    pub key_prefix: Option<String>,
    /// Made by the customer or a package.
    pub custom: bool,
    /// A custom setting.
    pub custom_setting: bool,
    /// Can be named in FROM.
    pub queryable: bool,
    /// Can be named in a SOSL RETURNING.
    pub searchable: bool,
    /// Shown in page layouts.
    pub layoutable: bool,
    /// No longer in use.
    pub deprecated_and_hidden: bool,
    /// `History`, `Feed`, `ChangeEvent`, `Share` for objects that belong to another; else null.
    pub associate_entity_type: Option<String>,
    /// What of this row could not be read, by its keys.
    pub unread: Vec<String>,
    /// Where it is in the answer.
    pub node: NodeId,
}

impl Given for SObject {
    /// A row without a name is of no use to anybody.
    fn given(value: Value<'_>) -> Option<Self> {
        let mut it = Self { node: value.node().id(), ..Self::default() };
        value.each(|key, value| match key {
            "name" => value.put(&mut it.name),
            "label" => value.put(&mut it.label),
            "labelPlural" => value.put(&mut it.label_plural),
            "keyPrefix" => value.put(&mut it.key_prefix),
            "custom" => value.put(&mut it.custom),
            "customSetting" => value.put(&mut it.custom_setting),
            "queryable" => value.put(&mut it.queryable),
            "searchable" => value.put(&mut it.searchable),
            "layoutable" => value.put(&mut it.layoutable),
            "deprecatedAndHidden" => value.put(&mut it.deprecated_and_hidden),
            "associateEntityType" => value.put(&mut it.associate_entity_type),
            _ => {}
        })?;
        it.unread = value.unread_inside();
        value.named(&it.name).then_some(it)
    }
}

/// What kind of object a name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A standard object.
    Standard,
    /// A custom object (`__c`).
    Custom,
    /// A custom setting.
    CustomSetting,
    /// A custom metadata type (`__mdt`).
    Metadata,
    /// A platform event (`__e`).
    Event,
    /// A big object (`__b`).
    Big,
    /// An external object (`__x`).
    External,
    /// History, Feed, Share, ChangeEvent and the like: belongs to another object.
    Attached,
}

impl Kind {
    /// In a word or two.
    pub fn words(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Custom => "custom",
            Self::CustomSetting => "custom setting",
            Self::Metadata => "metadata type",
            Self::Event => "platform event",
            Self::Big => "big object",
            Self::External => "external",
            Self::Attached => "attached",
        }
    }
}

impl SObject {
    /// The kind, by name and flags.
    pub fn kind(&self) -> Kind {
        let ends = |suffix: &str| self.name.ends_with(suffix);
        if self.custom_setting {
            Kind::CustomSetting
        } else if ends("__mdt") {
            Kind::Metadata
        } else if ends("__e") {
            Kind::Event
        } else if ends("__b") {
            Kind::Big
        } else if ends("__x") {
            Kind::External
        } else if self.associate_entity_type.is_some()
            || ["__History", "__Feed", "__Share", "__ChangeEvent", "__Tag", "ChangeEvent"]
                .iter()
                .any(|s| ends(s))
            || (!self.custom
                && self.key_prefix.is_none()
                && ["History", "Feed", "Share"].iter().any(|s| ends(s)))
        {
            Kind::Attached
        } else if self.custom {
            Kind::Custom
        } else {
            Kind::Standard
        }
    }

    /// The namespace of a packaged object: `sap` of `sap__Invoice__c`.
    pub fn namespace(&self) -> Option<&str> {
        let (stem, _suffix) = self.name.rsplit_once("__")?;
        stem.split_once("__").map(|(namespace, _)| namespace)
    }
}

impl Global {
    /// The object of that API name, whatever its case.
    pub fn find(&self, name: &str) -> Option<&SObject> {
        self.sobjects.iter().find(|o| o.name.eq_ignore_ascii_case(name))
    }

    /// The objects whose ids begin like `id`; more than one for a few prefixes (`00I`, `01J`, `00a`).
    pub fn of_id<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a SObject> {
        let prefix = super::ids::prefix(id);
        self.sobjects.iter().filter(move |o| prefix.is_some() && o.key_prefix.as_deref() == prefix)
    }

    /// Up to `most` names near a mistyped one, nearest first.
    pub fn near(&self, name: &str, most: usize) -> Vec<&str> {
        let wanted = name.to_ascii_lowercase();
        let mut ranked: Vec<_> = self
            .sobjects
            .iter()
            .map(|o| (distance(&wanted, &o.name.to_ascii_lowercase()), o.name.as_str()))
            .filter(|(far, other)| *far <= 1 + wanted.len().max(other.len()) / 4)
            .collect();
        ranked.sort_unstable();
        ranked.into_iter().take(most).map(|(_, name)| name).collect()
    }
}

/// Edits between two texts (Levenshtein), counted in bytes: names of objects are ASCII.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.bytes().enumerate() {
            let replaced = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::salesforce::read;

    fn object(name: &str) -> SObject {
        SObject { name: name.into(), custom: name.contains("__"), ..SObject::default() }
    }

    #[test]
    fn names_tell_kind_and_namespace() {
        for (name, kind, namespace) in [
            ("Account", Kind::Standard, None),
            ("Machine__c", Kind::Custom, None),
            ("sap__Invoice__c", Kind::Custom, Some("sap")),
            ("Rate__mdt", Kind::Metadata, None),
            ("Alarm__e", Kind::Event, None),
            ("Reading__b", Kind::Big, None),
            ("Order__x", Kind::External, None),
            ("Machine__History", Kind::Attached, None),
            ("AccountHistory", Kind::Attached, None),
        ] {
            assert_eq!((object(name).kind(), object(name).namespace()), (kind, namespace), "{name}");
        }
    }

    #[test]
    fn a_mistyped_name_finds_its_neighbours() {
        let global =
            Global { sobjects: ["Account", "Asset", "Contact", "AccountShare"].map(object).to_vec() };
        assert_eq!(global.near("Acount", 3), ["Account"]);
        assert!(global.near("Zzzzzz", 3).is_empty());
    }

    #[test]
    fn an_odd_list_is_read_as_far_as_it_goes() {
        let json = r#"{"encoding":"UTF-8","sobjects":[{"name":"A","label":null,"queryable":"true"},{"label":"x"},null,{"name":"B","custom":[]}]}"#;
        let read = read::<Global>(json).unwrap();
        let names: Vec<_> = read.value.sobjects.iter().map(|object| object.name.as_str()).collect();
        assert_eq!((names, read.value.sobjects[0].queryable), (vec!["A", "B"], true));
        assert_eq!(read.unread.paths, ["sobjects[1]", "sobjects[2]", "sobjects[3].custom"]);
        assert_eq!(read.value.sobjects[1].unread, ["custom"]);
    }

    #[test]
    fn only_what_is_no_list_is_refused() {
        assert_eq!(read::<Global>(r#"{"sobjects":null}"#).unwrap().unread.paths, ["sobjects"]);
        for json in ["{}", "[]", r#"{"encoding":"UTF-8"}"#, r#"{"sobjects":{}}"#, r#"{"sobjects":"x"}"#] {
            assert!(read::<Global>(json).is_err(), "{json}");
        }
    }
}
