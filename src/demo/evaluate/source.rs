//! What the evaluator asks of the org: its objects as their describes tell them, and their rows' values.

use std::collections::HashMap;

use jiff::Timestamp;
use serde::Deserialize;

use super::value::Value;

/// Where rows come from. The demo org's rows implement it, and so does a handful of rows in a test.
///
/// Rows of an object are numbered from 0 in the order in which a query without ORDER BY gives them. Values
/// must be the same each time they are asked for.
pub trait Source: Sync {
    /// The object with this API name, in whatever case it was typed.
    fn table(&self, name: &str) -> Option<Table>;
    /// The object's describe.
    fn sobject(&self, table: Table) -> &SObject;
    /// How many rows there are, deleted ones too.
    fn len(&self, table: Table) -> usize;
    /// One value; `field` is an index into [`SObject::fields`]. Lookups give a [`Value::Id`] or null.
    fn value(&self, table: Table, row: usize, field: usize) -> Value<'_>;
    /// The row with this id of 15 or 18 characters.
    fn find(&self, table: Table, id: &str) -> Option<usize>;
    /// The object that an id belongs to, by its key prefix: what a polymorphic lookup points to.
    fn table_of(&self, id: &str) -> Option<Table>;
    /// The rows of `child` whose lookup `field` holds the id `parent`, in row order.
    fn children(&self, parent: &str, child: Table, field: usize) -> Vec<usize>;
    /// True for a row in the recycle bin, which only `queryAll` gives.
    fn deleted(&self, _table: Table, _row: usize) -> bool {
        false
    }
    /// Id of the running user (18 characters), for USING SCOPE mine.
    fn user(&self) -> &str;
    /// The moment that date literals are relative to.
    fn now(&self) -> Timestamp;
}

/// Number of an object within its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Table(pub usize);

/// What of a describe decides how queries over the object are answered. Read from the describe itself.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SObject {
    /// API name, in the schema's case.
    pub name: String,
    /// Label.
    pub label: String,
    /// `a0X`: the first three characters of its ids.
    pub key_prefix: Option<String>,
    /// Whether it is a custom object.
    pub custom: bool,
    /// False: a query answers INVALID_TYPE_FOR_OPERATION.
    pub queryable: bool,
    /// Whether SOSL looks into it.
    pub searchable: bool,
    /// Fields in describe order.
    pub fields: Vec<Field>,
    /// Objects whose lookups point here.
    pub child_relationships: Vec<ChildRelationship>,
    #[serde(skip)]
    by_name: HashMap<String, usize>,
    #[serde(skip)]
    by_relationship: HashMap<String, usize>,
}

/// A field with the flags that queries look at (REST reference, "sObject Describe").
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Field {
    /// API name, in the schema's case.
    pub name: String,
    /// Label.
    pub label: String,
    /// Type.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// May be in WHERE.
    pub filterable: bool,
    /// May be in ORDER BY.
    pub sortable: bool,
    /// May be in GROUP BY.
    pub groupable: bool,
    /// May be in MIN, MAX and COUNT_DISTINCT.
    pub aggregatable: bool,
    /// Custom field: FIELDS(CUSTOM) gives it, FIELDS(STANDARD) does not.
    pub custom: bool,
    /// The record's name.
    pub name_field: bool,
    /// Text is compared with regard to case.
    pub case_sensitive: bool,
    /// External id: a record may be addressed by it.
    pub external_id: bool,
    /// Most characters of a text.
    pub length: usize,
    /// May be empty.
    pub nillable: bool,
    /// Digits of a number.
    pub precision: u32,
    /// Digits after the point.
    pub scale: u32,
    /// Objects that a lookup may point to.
    pub reference_to: Vec<String>,
    /// The name to walk up by: `Owner` for `OwnerId`.
    pub relationship_name: Option<String>,
    /// Picklist values in their defined order, which is their sort order too.
    #[serde(deserialize_with = "picklist", skip_serializing)]
    pub picklist_values: Vec<PicklistValue>,
}

/// A picklist value.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PicklistValue {
    /// What the row holds.
    pub value: String,
    /// What toLabel() gives.
    pub label: Option<String>,
}

fn picklist<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<PicklistValue>, D::Error> {
    Ok(Option::<Vec<PicklistValue>>::deserialize(from)?.unwrap_or_default())
}

/// A lookup of another object that points to this one.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ChildRelationship {
    /// The object that holds the lookup.
    #[serde(rename = "childSObject")]
    pub child: String,
    /// The lookup.
    pub field: String,
    /// Name in a subquery; without one there can't be a subquery.
    pub relationship_name: Option<String>,
}

/// A field's type (`type` of a describe).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)] // the names are the describe's own
pub enum Kind {
    Id,
    Reference,
    String,
    TextArea,
    Phone,
    Url,
    Email,
    Picklist,
    MultiPicklist,
    Combobox,
    EncryptedString,
    Boolean,
    Int,
    Long,
    Double,
    Currency,
    Percent,
    Date,
    DateTime,
    Time,
    Base64,
    Address,
    Location,
    #[default]
    #[serde(other)]
    Other,
}

impl SObject {
    /// Reads a describe as Salesforce answers it (`GET sobjects/X/describe`).
    pub fn read(describe: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice::<Self>(describe).map(Self::indexed)
    }

    /// The same object, ready to find its fields by name. To be called after fields were changed.
    pub fn indexed(mut self) -> Self {
        let names = |name: Option<&String>, n| Some((name?.to_ascii_lowercase(), n));
        self.by_name =
            (self.fields.iter().enumerate()).filter_map(|(n, field)| names(Some(&field.name), n)).collect();
        self.by_relationship = (self.fields.iter().enumerate())
            .filter_map(|(n, field)| names(field.relationship_name.as_ref(), n))
            .collect();
        self
    }

    /// Index of the field with this API name, in whatever case.
    pub fn field(&self, name: &str) -> Option<usize> {
        self.by_name.get(&name.to_ascii_lowercase()).copied()
    }

    /// Index of the lookup that is walked up by this name, in whatever case.
    pub fn relationship(&self, name: &str) -> Option<usize> {
        self.by_relationship.get(&name.to_ascii_lowercase()).copied()
    }

    /// The child relationship with this name, in whatever case.
    pub fn child(&self, name: &str) -> Option<&ChildRelationship> {
        let named = |c: &&ChildRelationship| {
            c.relationship_name.as_deref().is_some_and(|n| n.eq_ignore_ascii_case(name))
        };
        self.child_relationships.iter().find(named)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_describe_is_read_with_its_own_names_and_flags() {
        let read = SObject::read(
            br#"{"name":"Contact","keyPrefix":"003","queryable":true,"urls":{},
            "fields":[{"name":"AccountId","type":"reference","filterable":true,"relationshipName":"Account","referenceTo":["Account"]},
                      {"name":"Odd","type":"anyType","picklistValues":null,"relationshipName":null}],
            "childRelationships":[{"childSObject":"Case","field":"ContactId","relationshipName":"Cases"}]}"#,
        )
        .unwrap();
        assert_eq!(read.field("accountid"), Some(0));
        assert_eq!(read.relationship("ACCOUNT"), Some(0));
        assert_eq!(read.fields[0].kind, Kind::Reference);
        assert_eq!(read.fields[1].kind, Kind::Other);
        assert_eq!(read.child("cases").unwrap().child, "Case");
    }
}
