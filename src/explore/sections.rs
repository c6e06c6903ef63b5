//! The parts in which the fields of a record are shown.

use crate::json::Node;

/// A part of the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Section {
    /// Fields of Salesforce itself.
    Standard,
    /// Fields of the customer and of packages.
    Custom,
    /// Ids, dates and users that Salesforce keeps itself.
    System,
}

impl Section {
    /// The part that a field belongs to, by its API name.
    pub fn of(name: &str) -> Self {
        match name {
            name if SYSTEM.contains(&name) => Self::System,
            name if name.contains("__") => Self::Custom,
            _ => Self::Standard,
        }
    }

    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::Standard, Self::Custom, Self::System];

    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Standard => "Standard fields",
            Self::Custom => "Custom fields",
            Self::System => "System",
        }
    }
}

/// Fields that Salesforce keeps itself (Object Reference, 'System Fields').
const SYSTEM: &[&str] = &[
    "Id",
    "IsDeleted",
    "CreatedById",
    "CreatedDate",
    "LastModifiedById",
    "LastModifiedDate",
    "SystemModstamp",
    "LastViewedDate",
    "LastReferencedDate",
    "MasterRecordId",
];

/// Whether a field of a record says nothing.
pub fn is_empty(value: Node<'_>) -> bool {
    value.is_null() || value.text().is_some_and(|text| text.is_empty())
}
