//! The org's objects: recorded describes, made one org (`assets/SOURCES.md` says how), and generated ones
//! beside them. Nothing is read before it is asked for.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::evaluate::SObject;

macro_rules! described {
    ($($name:literal $prefix:literal),* $(,)?) => {
        /// API name, key prefix, describe.
        const DESCRIBED: &[(&str, &str, &str)] = &[
            $(($name, $prefix, include_str!(concat!("../../assets/demo/objects/", $name, ".json")))),*
        ];
    };
}

// In the order of describe global, which is the alphabet's.
described! {
    "Account" "001", "ApexClass" "01p", "Case" "500", "ConnectedApplication" "0H4", "Contact" "003", "Document" "015", "Event" "00U",
    "Group" "00G", "Installation_Visit__c" "a02", "Installation__c" "a01", "Lead" "00Q", "LoginHistory" "0Ya",
    "Opportunity" "006", "OpportunityContactRole" "00K", "Organization" "00D", "Profile" "00e",
    "RecordType" "012", "Subsidy_Rate__c" "a03", "Task" "00T", "User" "005", "UserLicense" "100",
    "UserRole" "00E",
}

/// What stands for the API version in the assets.
const VERSION: &str = "/services/data/v00.0/";
/// What stands for the org's own host in the assets.
const HOST: &str = "https://demo.invalid";
/// Which objects the Tooling API has too.
const TOOLING: &[&str] = &["ApexClass"];

/// The objects.
#[derive(Debug)]
pub struct Schema {
    entries: Vec<Entry>,
    by_name: HashMap<String, usize>,
    by_prefix: HashMap<String, usize>,
    generated: usize,
}

#[derive(Debug)]
struct Entry {
    name: Cow<'static, str>,
    object: OnceLock<SObject>,
    row: OnceLock<Option<GlobalRow>>,
}

/// A row of describe global: the describe's own values, in the order of its keys as recorded.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs)] // the names are the describe's own
pub struct GlobalRow {
    pub activateable: bool,
    pub associate_entity_type: Option<String>,
    pub associate_parent_entity: Option<String>,
    pub createable: bool,
    pub custom: bool,
    pub custom_setting: bool,
    pub deep_cloneable: bool,
    pub deletable: bool,
    pub deprecated_and_hidden: bool,
    pub feed_enabled: bool,
    pub has_subtypes: bool,
    pub is_interface: bool,
    pub is_subtype: bool,
    pub key_prefix: Option<String>,
    pub label: String,
    pub label_plural: String,
    pub layoutable: bool,
    pub mergeable: bool,
    pub mru_enabled: bool,
    pub name: String,
    pub queryable: bool,
    pub replicateable: bool,
    pub retrieveable: bool,
    pub searchable: bool,
    pub triggerable: bool,
    pub undeletable: bool,
    pub updateable: bool,
    pub urls: serde_json::Map<String, serde_json::Value>,
}

impl Schema {
    /// The described objects and `generated` more.
    pub fn new(generated: usize) -> Self {
        let entry = |name: Cow<'static, str>| Entry { name, object: OnceLock::new(), row: OnceLock::new() };
        let mut entries: Vec<Entry> = DESCRIBED.iter().map(|(name, ..)| entry(Cow::Borrowed(name))).collect();
        let mut by_prefix: HashMap<String, usize> =
            DESCRIBED.iter().enumerate().map(|(n, (_, prefix, _))| ((*prefix).to_owned(), n)).collect();
        for n in 0..generated {
            by_prefix.insert(generated_prefix(n), entries.len());
            entries.push(entry(Cow::Owned(generated_name(n))));
        }
        let by_name = entries.iter().enumerate().map(|(n, e)| (e.name.to_ascii_lowercase(), n)).collect();
        Self { entries, by_name, by_prefix, generated }
    }

    /// How many objects there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Never: an org has objects.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The number of the object with that API name, in whatever case.
    pub fn named(&self, name: &str) -> Option<usize> {
        self.by_name.get(&name.to_ascii_lowercase()).copied()
    }

    /// The number of the object with that key prefix.
    pub fn prefixed(&self, prefix: &str) -> Option<usize> {
        self.by_prefix.get(prefix).copied()
    }

    /// An object's API name.
    pub fn name(&self, n: usize) -> &str {
        &self.entries[n].name
    }

    /// Whether the object was generated for `--scale`.
    pub fn is_generated(&self, n: usize) -> bool {
        n >= DESCRIBED.len()
    }

    /// Whether the Tooling API has it too.
    pub fn is_tooling(&self, n: usize) -> bool {
        TOOLING.contains(&self.name(n))
    }

    /// What queries need of an object.
    pub fn object(&self, n: usize) -> &SObject {
        // The assets are read in a test; an org with an unreadable one would have an object without fields.
        self.entries[n].object.get_or_init(|| SObject::read(self.text(n).as_bytes()).unwrap_or_default())
    }

    /// The describe, as a version of the API at that address answers it.
    pub fn describe(&self, n: usize, version: &str, base: &str, tooling: bool) -> String {
        let path = if tooling {
            format!("/services/data/v{version}/tooling/")
        } else {
            format!("/services/data/v{version}/")
        };
        self.text(n).replace(VERSION, &path).replace(HOST, base)
    }

    /// The object's row of describe global.
    pub fn row(&self, n: usize, version: &str, tooling: bool) -> Option<GlobalRow> {
        let mut row = self.entries[n].row.get_or_init(|| self.first_row(n)).clone()?;
        let path = if tooling {
            format!("/services/data/v{version}/tooling/")
        } else {
            format!("/services/data/v{version}/")
        };
        for url in row.urls.values_mut() {
            if let serde_json::Value::String(url) = url {
                *url = url.replace(VERSION, &path);
            }
        }
        Some(row)
    }

    /// The row with placeholders, read out of the describe.
    fn first_row(&self, n: usize) -> Option<GlobalRow> {
        let Some((.., text)) = DESCRIBED.get(n) else { return self.generated_row(n) };
        let mut row: GlobalRow = serde_json::from_str(text).ok()?;
        // Describe global has fewer urls than a describe (both as recorded).
        row.urls.retain(|name, _| !name.starts_with("ui"));
        Some(row)
    }

    /// The row of a generated object: as its model's, which is quicker than to generate its describe.
    fn generated_row(&self, n: usize) -> Option<GlobalRow> {
        let mut row = self.row(self.named(MODEL)?, "00.0", false)?;
        let of = |text: &str| text.replace(MODEL, self.name(n));
        row.urls.values_mut().for_each(|url| *url = of(url.as_str().unwrap_or_default()).into());
        row.label = generated_label(n - DESCRIBED.len());
        row.label_plural = format!("{}s", row.label);
        row.key_prefix = Some(generated_prefix(n - DESCRIBED.len()));
        row.name = self.name(n).to_owned();
        row.custom_setting = false;
        Some(row)
    }

    /// The describe with placeholders for version and host.
    fn text(&self, n: usize) -> Cow<'static, str> {
        match DESCRIBED.get(n) {
            Some(("User", _, text)) if self.generated > 0 => Cow::Owned(self.with_children(text)),
            // A lookup that an admin made has a relationship that ends in __r, which this recording leaves out.
            Some(("Account", _, text)) => Cow::Owned(text.replace(
                r#""relationshipName":"PrimaryContact""#,
                r#""relationshipName":"Primary_Contact__r""#,
            )),
            Some((_, _, text)) => Cow::Borrowed(text),
            None => Cow::Owned(generated_describe(n - DESCRIBED.len())),
        }
    }

    /// User's describe with the lookups of generated objects among its child relationships.
    fn with_children(&self, text: &str) -> String {
        let mut children = String::new();
        for n in 0..self.generated {
            for field in ["CreatedById", "LastModifiedById"] {
                let _ = write!(
                    children,
                    r#",{{"cascadeDelete":false,"childSObject":"{}","deprecatedAndHidden":false,"field":"{field}","junctionIdListNames":[],"junctionReferenceTo":[],"relationshipName":null,"restrictedDelete":false}}"#,
                    generated_name(n)
                );
            }
        }
        text.replacen("],\"compactLayoutable\"", &format!("{children}],\"compactLayoutable\""), 1)
    }
}

/// What generated objects are modelled on.
const MODEL: &str = "Subsidy_Rate__c";

fn generated_label(n: usize) -> String {
    format!("Sample {:04}", n + 1)
}

fn generated_name(n: usize) -> String {
    format!("Sample_{:04}__c", n + 1)
}

/// `b00`, `b01`…: custom objects' prefixes are the org's own.
fn generated_prefix(n: usize) -> String {
    let digit =
        |n: usize| char::from(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"[n % 62]);
    format!("{}{}{}", char::from(b'b' + (n / 3_844 % 8) as u8), digit(n / 62), digit(n))
}

/// An object made of the fields of one that is described by hand: its system fields, and a few to some dozens
/// of custom fields of all types.
fn generated_describe(n: usize) -> String {
    #[derive(Deserialize)]
    struct Fields<'a> {
        #[serde(borrow)]
        fields: Vec<&'a RawValue>,
    }
    let described = |name: &str| DESCRIBED.iter().find(|(n, ..)| *n == name).map_or("", |(.., text)| text);
    let shell = described(MODEL);
    let read = |text| serde_json::from_str::<Fields>(text).map(|read| read.fields).unwrap_or_default();
    let has = |field: &&RawValue, what: &str| field.get().contains(what);
    let mut fields: Vec<String> =
        read(shell).into_iter().filter(|f| has(f, "\"custom\":false")).map(|f| f.get().to_owned()).collect();
    let templates: Vec<&RawValue> = read(described("Installation__c"))
        .into_iter()
        .filter(|f| {
            has(f, "\"custom\":true") && has(f, "\"calculated\":false") && has(f, "\"referenceTo\":[]")
        })
        .filter(|f| has(f, "\"dependentPicklist\":false") && has(f, "\"unique\":false") && !has(f, "Site__"))
        .collect();
    for m in 0..3 + n * 7 % 41 {
        let Some(template) = templates.get((n + m) % templates.len().max(1)) else { break };
        let (Some(name), Some(label)) = (member(template.get(), "name"), member(template.get(), "label"))
        else {
            continue;
        };
        let stem = name.trim_end_matches("__c");
        let text = template
            .get()
            .replace(&format!("\"name\":\"{name}\""), &format!("\"name\":\"{stem}_{m:02}__c\""));
        fields.push(text.replace(
            &format!("\"label\":\"{label}\",\"length\""),
            &format!("\"label\":\"{label} {m:02}\",\"length\""),
        ));
    }
    let (Some(start), Some(end)) = (shell.find("\"fields\":["), shell.find("],\"hasSubtypes\"")) else {
        return String::new();
    };
    let text = format!("{}\"fields\":[{}{}", &shell[..start], fields.join(","), &shell[end..]);
    text.replace(MODEL, &generated_name(n))
        .replace("Subsidy Rate", &generated_label(n))
        .replace("\"keyPrefix\":\"a03\"", &format!("\"keyPrefix\":\"{}\"", generated_prefix(n)))
        .replace("\"customSetting\":true", "\"customSetting\":false")
}

/// The text of a JSON object's member of that name, where it has no escapes.
fn member<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let start = text.find(&format!("\"{name}\":\""))? + name.len() + 4;
    text.get(start..)?.split('"').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_describe_is_read_and_agrees_with_its_row_of_describe_global() {
        let schema = Schema::new(60);
        for n in 0..schema.len() {
            let name = schema.name(n).to_owned();
            let object = SObject::read(schema.text(n).as_bytes()).unwrap_or_else(|e| panic!("{name}: {e}"));
            let row = schema.row(n, "60.0", false).unwrap_or_else(|| panic!("{name}"));
            let mut whole: GlobalRow = serde_json::from_str(&schema.describe(n, "60.0", "", false)).unwrap();
            whole.urls.retain(|name, _| !name.starts_with("ui"));
            assert_eq!(serde_json::to_string(&row).unwrap(), serde_json::to_string(&whole).unwrap());
            assert_eq!((&object.name, &row.name), (&name, &name));
            assert_eq!(object.key_prefix, row.key_prefix);
            assert_eq!(schema.prefixed(object.key_prefix.as_deref().unwrap()), Some(n), "{name}");
            assert_eq!(schema.named(&name.to_uppercase()), Some(n));
            assert_eq!(object.custom, name.ends_with("__c"));
            assert!(row.urls["describe"].as_str().unwrap().starts_with("/services/data/v60.0/sobjects/"));
            let mut names: Vec<_> = object.fields.iter().map(|f| f.name.as_str()).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), object.fields.len(), "{name} has a field twice");
            assert!(object.fields.iter().filter(|f| f.name_field).count() <= 1, "{name}");
        }
    }

    #[test]
    fn every_lookup_has_its_child_relationship_and_the_other_way_round() {
        let schema = Schema::new(3);
        for n in 0..schema.len() {
            let object = schema.object(n);
            for field in &object.fields {
                for target in &field.reference_to {
                    let target = schema.object(schema.named(target).unwrap_or_else(|| panic!("{target}")));
                    let back = target.child_relationships.iter();
                    let back = back.filter(|c| c.child == object.name && c.field == field.name).count();
                    assert_eq!(back, 1, "{}.{} from {}", object.name, field.name, target.name);
                }
            }
            for child in &object.child_relationships {
                let of =
                    schema.object(schema.named(&child.child).unwrap_or_else(|| panic!("{}", child.child)));
                let field = &of.fields[of.field(&child.field).unwrap_or_else(|| panic!("{}", child.field))];
                assert!(field.reference_to.contains(&object.name), "{}.{}", child.child, child.field);
            }
        }
    }

    #[test]
    fn describes_keep_the_recorded_order_of_keys() {
        let text = Schema::new(0).describe(0, "61.0", "http://127.0.0.1:1", false);
        let keys: Vec<String> =
            serde_json::from_str::<serde_json::Map<_, _>>(&text).unwrap().keys().cloned().collect();
        assert_eq!(
            keys[..5],
            [
                "actionOverrides",
                "activateable",
                "associateEntityType",
                "associateParentEntity",
                "childRelationships"
            ]
        );
        assert_eq!(keys.last().unwrap(), "urls");
        assert!(keys.is_sorted());
        assert!(!text.contains("v00.0") && !text.contains("demo.invalid"));
    }
}
