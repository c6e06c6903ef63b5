//! The describe of one sObject: fields, child relationships, record types.
//! `GET /services/data/vXX.0/sobjects/NAME/describe`.

use serde::Deserialize;

use crate::text::numbers;

/// The describe of one object. Keys that a version does not send read as their default.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Describe {
    /// API name.
    pub name: String,
    /// Label in the user's language.
    pub label: String,
    /// Label of many.
    pub label_plural: String,
    /// First three characters of its ids.
    pub key_prefix: Option<String>,
    /// Made by the customer or a package.
    pub custom: bool,
    /// Can be named in FROM.
    pub queryable: bool,
    /// Can be named in a SOSL RETURNING.
    pub searchable: bool,
    /// The fields that the Run As user may see, in Salesforce's order; a hidden field is absent.
    pub fields: Vec<Field>,
    /// Where other objects point here.
    pub child_relationships: Vec<ChildRelationship>,
    /// Record types.
    pub record_type_infos: Vec<RecordType>,
}

/// One field of a describe.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Field {
    /// API name.
    pub name: String,
    /// Label in the user's language.
    pub label: String,
    /// Salesforce's type: `string`, `reference`, `picklist`…
    #[serde(rename = "type")]
    pub kind: String,
    /// Characters.
    pub length: u32,
    /// Digits in all, for numbers.
    pub precision: u32,
    /// Digits after the point.
    pub scale: u32,
    /// Digits of an `int`.
    pub digits: u32,
    /// May be empty.
    pub nillable: bool,
    /// Filled by Salesforce when left out on create.
    pub defaulted_on_create: bool,
    /// The Run As user may fill it on create.
    pub createable: bool,
    /// The Run As user may change it.
    pub updateable: bool,
    /// Formula or roll-up summary.
    pub calculated: bool,
    /// The text of a formula; null for a roll-up.
    pub calculated_formula: Option<String>,
    /// Auto-number.
    pub auto_number: bool,
    /// Made by the customer or a package.
    pub custom: bool,
    /// Can be an upsert key.
    pub external_id: bool,
    /// Values occur once.
    pub unique: bool,
    /// Comparison minds case.
    pub case_sensitive: bool,
    /// Encrypted at rest, classic or Shield.
    pub encrypted: bool,
    /// The record's name.
    pub name_field: bool,
    /// Part of that compound field (`BillingAddress`).
    pub compound_field_name: Option<String>,
    /// Lookup targets; more than one for a polymorphic lookup.
    pub reference_to: Vec<String>,
    /// The name to walk up in SOQL: `Owner` of `OwnerId`.
    pub relationship_name: Option<String>,
    /// 0 or 1 for a master-detail field.
    pub relationship_order: Option<i32>,
    /// Usable in WHERE.
    pub filterable: bool,
    /// Usable in ORDER BY.
    pub sortable: bool,
    /// Usable in GROUP BY.
    pub groupable: bool,
    /// Usable in MIN, MAX, COUNT_DISTINCT.
    pub aggregatable: bool,
    /// Rich text, or a formula that renders HTML.
    pub html_formatted: bool,
    /// Only the listed values may be stored.
    pub restricted_picklist: bool,
    /// Its values depend on [`Field::controller_name`].
    pub dependent_picklist: bool,
    /// The field that controls a dependent picklist.
    pub controller_name: Option<String>,
    /// The values of a picklist, in their order.
    pub picklist_values: Vec<PicklistValue>,
    /// Help text.
    pub inline_help_text: Option<String>,
    /// Salesforce's finer type: `richtextarea`, `personname`…
    pub extra_type_info: Option<String>,
    /// An upsert or lookup can match on it; such fields are indexed.
    pub id_lookup: bool,
    /// No longer in use.
    pub deprecated_and_hidden: bool,
}

/// One value of a picklist.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PicklistValue {
    /// Offered for new records.
    pub active: bool,
    /// Chosen by default.
    pub default_value: bool,
    /// As people see it; null reads as empty.
    pub label: Option<String>,
    /// As stored.
    pub value: String,
    /// Base64 bitmap of the controlling values that allow this one.
    pub valid_for: Option<String>,
}

/// Another object's field that points here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ChildRelationship {
    /// The object that points here.
    #[serde(rename = "childSObject")]
    pub child_sobject: String,
    /// Its field.
    pub field: String,
    /// The name for a subquery; null where it can't be used in one.
    pub relationship_name: Option<String>,
    /// Children go with the parent.
    pub cascade_delete: bool,
    /// No longer in use.
    pub deprecated_and_hidden: bool,
}

/// A record type.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RecordType {
    /// Label.
    pub name: String,
    /// Id.
    pub record_type_id: String,
    /// In use.
    pub active: bool,
    /// The Run As user may use it.
    pub available: bool,
    /// The one that every object has.
    pub master: bool,
}

impl Describe {
    /// The field of that API name, whatever its case.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|f| f.name.eq_ignore_ascii_case(name))
    }

    /// The field that holds the record's name (`Name`, `CaseNumber`, `Subject`).
    pub fn name_field(&self) -> Option<&Field> {
        self.fields.iter().find(|f| f.name_field)
    }
}

impl Field {
    /// Must be given on create: not nillable, not defaulted, createable.
    pub fn is_required(&self) -> bool {
        self.createable && !self.nillable && !self.defaulted_on_create
    }

    /// Salesforce keeps an index: ids, names, lookups, external ids, unique fields, audit dates.
    /// (SOQL guide, 'Working with very large SOQL queries': what is indexed by default.)
    pub fn is_indexed(&self) -> bool {
        self.kind == "id"
            || (self.kind == "reference" && !self.calculated)
            || self.external_id
            || self.unique
            || self.id_lookup
            || self.name_field && !self.calculated
            || matches!(self.name.as_str(), "CreatedDate" | "SystemModstamp" | "RecordTypeId")
    }

    /// A roll-up summary: calculated, but without a formula's text.
    pub fn is_rollup(&self) -> bool {
        self.calculated && self.calculated_formula.is_none() && self.custom
    }

    /// A formula.
    pub fn is_formula(&self) -> bool {
        self.calculated && self.calculated_formula.is_some()
    }

    /// The type as Setup names it: `Lookup(Account)`, `Picklist (32)`, `Currency (16, 2)`, `Long text`.
    pub fn type_words(&self) -> String {
        let plain = match self.kind.as_str() {
            "id" => "Id".to_owned(),
            "reference" => {
                let targets = match self.reference_to.as_slice() {
                    [] => "?".to_owned(),
                    [one] => one.clone(),
                    [first, rest @ ..] => format!("{first} +{}", rest.len()),
                };
                let word = if self.relationship_order.is_some() { "Master" } else { "Lookup" };
                format!("{word}({targets})")
            }
            "string" if self.auto_number => "Auto number".into(),
            "string" | "combobox" => "Text".into(),
            "encryptedstring" => "Encrypted text".into(),
            "textarea" if self.html_formatted => "Rich text".into(),
            "textarea" if self.length > 255 => "Long text".into(),
            "textarea" => "Text area".into(),
            "picklist" => format!("Picklist ({})", self.picklist_values.len()),
            "multipicklist" => format!("Multi-picklist ({})", self.picklist_values.len()),
            "boolean" => "Checkbox".into(),
            "int" | "long" => format!("Number ({}, 0)", self.digits.max(self.precision)),
            "double" => format!("Number ({}, {})", self.precision.saturating_sub(self.scale), self.scale),
            "currency" => format!("Currency ({}, {})", self.precision.saturating_sub(self.scale), self.scale),
            "percent" => format!("Percent ({}, {})", self.precision.saturating_sub(self.scale), self.scale),
            "date" => "Date".into(),
            "datetime" => "Date/Time".into(),
            "time" => "Time".into(),
            "phone" => "Phone".into(),
            "email" => "Email".into(),
            "url" => "URL".into(),
            "address" => "Address".into(),
            "location" => "Geolocation".into(),
            "base64" => "File".into(),
            "anyType" => "Any type".into(),
            other => other.to_owned(),
        };
        let base = || plain.split(" (").next().unwrap_or(&plain).to_owned();
        if self.is_formula() {
            format!("Formula ({})", base())
        } else if self.is_rollup() && self.kind != "reference" {
            format!("Roll-up ({})", base())
        } else {
            plain
        }
    }

    /// The length as shown in a table: characters with thousands, nothing for types without a length.
    pub fn length_words(&self) -> String {
        if self.length == 0 { String::new() } else { numbers::count(u64::from(self.length)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(json: serde_json::Value) -> Field {
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn types_read_as_setup_names_them() {
        for (json, words) in [
            (serde_json::json!({"type": "id"}), "Id"),
            (serde_json::json!({"type": "reference", "referenceTo": ["Account"]}), "Lookup(Account)"),
            (
                serde_json::json!({"type": "reference", "referenceTo": ["A"], "relationshipOrder": 0}),
                "Master(A)",
            ),
            (serde_json::json!({"type": "reference", "referenceTo": ["A", "B", "C"]}), "Lookup(A +2)"),
            (serde_json::json!({"type": "textarea", "length": 32000}), "Long text"),
            (serde_json::json!({"type": "currency", "precision": 18, "scale": 2}), "Currency (16, 2)"),
            (
                serde_json::json!({"type": "double", "precision": 18, "calculated": true, "calculatedFormula": "1"}),
                "Formula (Number)",
            ),
            (
                serde_json::json!({"type": "double", "precision": 18, "calculated": true, "custom": true}),
                "Roll-up (Number)",
            ),
        ] {
            assert_eq!(field(json.clone()).type_words(), words, "{json}");
        }
    }

    #[test]
    fn required_is_about_creating() {
        assert!(field(serde_json::json!({"createable": true, "nillable": false})).is_required());
        assert!(
            !field(serde_json::json!({"createable": true, "defaultedOnCreate": true})).is_required(),
            "Salesforce fills it"
        );
    }
}
