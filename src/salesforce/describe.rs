//! The describe of one sObject: fields, child relationships, record types.
//! `GET /services/data/vXX.0/sobjects/NAME/describe`.

use crate::json::patient::{Answer, Given, Value};
use crate::json::{Kind, NodeId};
use crate::text::numbers;

/// The describe of one object. Keys that a version does not send read as their default.
#[derive(Clone, Debug, Default)]
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
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Field {
    /// API name.
    pub name: String,
    /// Label in the user's language.
    pub label: String,
    /// Salesforce's type: `string`, `reference`, `picklist`…
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
    /// What of this field could not be read, by its keys.
    pub unread: Vec<String>,
    /// Where it is in the answer.
    pub node: NodeId,
}

/// One value of a picklist.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChildRelationship {
    /// The object that points here.
    pub child_sobject: String,
    /// Its field.
    pub field: String,
    /// The name for a subquery; null where it can't be used in one.
    pub relationship_name: Option<String>,
    /// Children go with the parent.
    pub cascade_delete: bool,
    /// No longer in use.
    pub deprecated_and_hidden: bool,
    /// Where it is in the answer.
    pub node: NodeId,
}

/// A record type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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

impl Answer for Describe {
    fn read(root: Value<'_>) -> Option<Self> {
        let telling = ["fields", "childRelationships", "recordTypeInfos", "queryable"];
        telling.iter().find_map(|key| root.get(key))?;
        let mut it = Self::default();
        root.each(|key, value| match key {
            "name" => value.put(&mut it.name),
            "label" => value.put(&mut it.label),
            "labelPlural" => value.put(&mut it.label_plural),
            "keyPrefix" => value.put(&mut it.key_prefix),
            "custom" => value.put(&mut it.custom),
            "queryable" => value.put(&mut it.queryable),
            "searchable" => value.put(&mut it.searchable),
            "fields" => value.put(&mut it.fields),
            "childRelationships" => value.put(&mut it.child_relationships),
            "recordTypeInfos" => value.put(&mut it.record_type_infos),
            _ => {}
        })?;
        // A list of nothing is no list that could be read.
        root.get("fields")
            .filter(|fields| fields.node().kind() == Kind::Null)
            .into_iter()
            .for_each(Value::unread);
        Some(it)
    }
}

impl Given for Field {
    /// A field without a name can be neither shown nor asked for.
    fn given(value: Value<'_>) -> Option<Self> {
        let mut it = Self { node: value.node().id(), ..Self::default() };
        value.each(|key, value| match key {
            "name" => value.put(&mut it.name),
            "label" => value.put(&mut it.label),
            "type" => value.put(&mut it.kind),
            "length" => value.put(&mut it.length),
            "precision" => value.put(&mut it.precision),
            "scale" => value.put(&mut it.scale),
            "digits" => value.put(&mut it.digits),
            "nillable" => value.put(&mut it.nillable),
            "defaultedOnCreate" => value.put(&mut it.defaulted_on_create),
            "createable" => value.put(&mut it.createable),
            "updateable" => value.put(&mut it.updateable),
            "calculated" => value.put(&mut it.calculated),
            "calculatedFormula" => value.put(&mut it.calculated_formula),
            "autoNumber" => value.put(&mut it.auto_number),
            "custom" => value.put(&mut it.custom),
            "externalId" => value.put(&mut it.external_id),
            "unique" => value.put(&mut it.unique),
            "caseSensitive" => value.put(&mut it.case_sensitive),
            "encrypted" => value.put(&mut it.encrypted),
            "nameField" => value.put(&mut it.name_field),
            "compoundFieldName" => value.put(&mut it.compound_field_name),
            "referenceTo" => value.put(&mut it.reference_to),
            "relationshipName" => value.put(&mut it.relationship_name),
            "relationshipOrder" => value.put(&mut it.relationship_order),
            "filterable" => value.put(&mut it.filterable),
            "sortable" => value.put(&mut it.sortable),
            "groupable" => value.put(&mut it.groupable),
            "aggregatable" => value.put(&mut it.aggregatable),
            "htmlFormatted" => value.put(&mut it.html_formatted),
            "restrictedPicklist" => value.put(&mut it.restricted_picklist),
            "dependentPicklist" => value.put(&mut it.dependent_picklist),
            "controllerName" => value.put(&mut it.controller_name),
            "picklistValues" => value.put(&mut it.picklist_values),
            "inlineHelpText" => value.put(&mut it.inline_help_text),
            "extraTypeInfo" => value.put(&mut it.extra_type_info),
            "idLookup" => value.put(&mut it.id_lookup),
            "deprecatedAndHidden" => value.put(&mut it.deprecated_and_hidden),
            _ => {}
        })?;
        it.unread = value.unread_inside();
        value.named(&it.name).then_some(it)
    }
}

impl Given for PicklistValue {
    fn given(value: Value<'_>) -> Option<Self> {
        let mut it = Self::default();
        value.each(|key, value| match key {
            "active" => value.put(&mut it.active),
            "defaultValue" => value.put(&mut it.default_value),
            "label" => value.put(&mut it.label),
            "value" => value.put(&mut it.value),
            "validFor" => value.put(&mut it.valid_for),
            _ => {}
        })?;
        Some(it)
    }
}

impl Given for ChildRelationship {
    /// Without object and field it leads nowhere.
    fn given(value: Value<'_>) -> Option<Self> {
        let mut it = Self { node: value.node().id(), ..Self::default() };
        value.each(|key, value| match key {
            "childSObject" => value.put(&mut it.child_sobject),
            "field" => value.put(&mut it.field),
            "relationshipName" => value.put(&mut it.relationship_name),
            "cascadeDelete" => value.put(&mut it.cascade_delete),
            "deprecatedAndHidden" => value.put(&mut it.deprecated_and_hidden),
            _ => {}
        })?;
        (value.named(&it.child_sobject) && value.named(&it.field)).then_some(it)
    }
}

impl Given for RecordType {
    fn given(value: Value<'_>) -> Option<Self> {
        let mut it = Self::default();
        value.each(|key, value| match key {
            "name" => value.put(&mut it.name),
            "recordTypeId" => value.put(&mut it.record_type_id),
            "active" => value.put(&mut it.active),
            "available" => value.put(&mut it.available),
            "master" => value.put(&mut it.master),
            _ => {}
        })?;
        Some(it)
    }
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
    /// Must be given on create: not nillable, not defaulted, createable. The id is never without a value.
    pub fn is_required(&self) -> bool {
        self.kind == "id" || self.createable && !self.nillable && !self.defaulted_on_create
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

    /// A roll-up summary: calculated, without a formula's text, and of a type that sums, counts, minima and maxima
    /// have. Formulas of managed packages come without their text too, so other types are formulas.
    /// (Salesforce Help, 'Roll-Up Summary Field': COUNT, SUM of numbers, MIN and MAX of numbers and dates.)
    pub fn is_rollup(&self) -> bool {
        let kind = self.kind.as_str();
        let sums = matches!(kind, "int" | "long" | "double" | "currency" | "percent" | "date" | "datetime");
        sums && self.calculated && self.calculated_formula.is_none() && self.custom
    }

    /// A formula, with its text or without.
    pub fn is_formula(&self) -> bool {
        self.calculated && !self.is_rollup() && (self.custom || self.calculated_formula.is_some())
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
        } else if self.is_rollup() {
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
    use crate::salesforce::read;

    fn field(mut json: serde_json::Value) -> Field {
        json.as_object_mut().unwrap().insert("name".into(), "X".into());
        let describe: Describe = read(&serde_json::json!({"fields": [json]}).to_string()).unwrap().value;
        describe.fields.into_iter().next().unwrap()
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
            // A formula of a managed package keeps its text.
            (serde_json::json!({"type": "string", "calculated": true, "custom": true}), "Formula (Text)"),
            (
                serde_json::json!({"type": "boolean", "calculated": true, "custom": true}),
                "Formula (Checkbox)",
            ),
            (serde_json::json!({"type": "string", "calculated": true}), "Text"),
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
        assert!(field(serde_json::json!({"type": "id", "defaultedOnCreate": true})).is_required());
    }

    #[test]
    fn an_odd_describe_is_read_as_far_as_it_goes() {
        let read = read::<Describe>(
            r#"{"label":null,"fields":[
                {"name":"A__c","label":null,"type":"string","length":"255","nillable":"true","referenceTo":null,"picklistValues":null},
                {"name":"B__c","label":{},"length":-1,"picklistValues":[{"value":"x","active":1},null]},
                {"label":"no name"}, null, 7],
              "childRelationships":null,"recordTypeInfos":[{"name":null,"recordTypeId":"012"}]}"#,
        )
        .unwrap();
        let fields = &read.value.fields;
        assert_eq!((fields.len(), fields[0].length, fields[0].nillable), (2, 255, true));
        assert_eq!(fields[1].unread, ["label", "length", "picklistValues[0].active", "picklistValues[1]"]);
        assert_eq!(fields[1].picklist_values[0].value, "x");
        assert_eq!(
            read.unread.paths[4..],
            ["fields[2]", "fields[3]", "fields[4]"],
            "after those of the field before"
        );
        assert_eq!(read.value.record_type_infos.len(), 1);
    }

    #[test]
    fn only_what_is_no_describe_is_refused() {
        for (json, unread) in [
            (r#"{"fields":[]}"#, vec![]),
            (r#"{"fields":null,"name":"X"}"#, vec!["fields"]),
            (r#"{"fields":"none","childRelationships":[]}"#, vec!["fields"]),
        ] {
            assert_eq!(read::<Describe>(json).unwrap().unread.paths, unread, "{json}");
        }
        for json in ["{}", "[]", r#"{"name":"X"}"#, r#"{"sobjects":[]}"#, r#"[{"errorCode":"X"}]"#, "7"] {
            assert!(read::<Describe>(json).is_err(), "{json}");
        }
    }
}
