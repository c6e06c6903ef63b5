//! Which objects a list shows: all, or one kind of them.

use crate::salesforce::global::{Kind, SObject};

/// A choice of objects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Kinds {
    /// Every object.
    #[default]
    All,
    /// Standard objects.
    Standard,
    /// Custom objects, of the customer and of packages.
    Custom,
    /// What came with packages, of any kind.
    Packaged,
    /// Custom settings.
    Settings,
    /// Custom metadata types.
    Metadata,
    /// Platform events.
    Events,
    /// Big objects and external objects.
    External,
    /// History, Feed, Share, ChangeEvent: what belongs to another object.
    Attached,
}

impl Kinds {
    /// All choices, in the order in which they are cycled through.
    pub const ALL: [Self; 9] = [
        Self::All,
        Self::Standard,
        Self::Custom,
        Self::Packaged,
        Self::Settings,
        Self::Metadata,
        Self::Events,
        Self::External,
        Self::Attached,
    ];

    /// In a word or two.
    pub fn words(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Standard => "standard",
            Self::Custom => "custom",
            Self::Packaged => "from packages",
            Self::Settings => "settings",
            Self::Metadata => "metadata types",
            Self::Events => "events",
            Self::External => "big and external",
            Self::Attached => "history, feed, share",
        }
    }

    /// Whether an object is of the choice.
    pub fn holds(self, object: &SObject) -> bool {
        match self {
            Self::All => true,
            Self::Standard => object.kind() == Kind::Standard,
            Self::Custom => object.kind() == Kind::Custom,
            Self::Packaged => object.namespace().is_some(),
            Self::Settings => object.kind() == Kind::CustomSetting,
            Self::Metadata => object.kind() == Kind::Metadata,
            Self::Events => object.kind() == Kind::Event,
            Self::External => matches!(object.kind(), Kind::Big | Kind::External),
            Self::Attached => object.kind() == Kind::Attached,
        }
    }

    /// The next choice that holds any of these objects; [`Kinds::All`] always does.
    pub fn next(self, objects: &[SObject]) -> Self {
        let at = Self::ALL.iter().position(|k| *k == self).unwrap_or(0);
        let later = Self::ALL.iter().skip(at + 1).find(|kinds| objects.iter().any(|o| kinds.holds(o)));
        later.copied().unwrap_or(Self::All)
    }
}

/// How many objects there are of which origin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Census {
    /// Objects of Salesforce itself.
    pub standard: usize,
    /// Custom ones without a namespace.
    pub custom: usize,
    /// Custom ones with a namespace.
    pub packaged: usize,
}

impl Census {
    /// Counts.
    pub fn of(objects: &[SObject]) -> Self {
        objects.iter().fold(Self::default(), |mut census, object| {
            if object.namespace().is_some() {
                census.packaged += 1;
            } else if object.custom {
                census.custom += 1;
            } else {
                census.standard += 1;
            }
            census
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(name: &str) -> SObject {
        SObject { name: name.into(), custom: name.contains("__"), ..SObject::default() }
    }

    #[test]
    fn kinds_without_objects_are_passed_over() {
        let objects = ["Account", "Machine__c", "Alarm__e"].map(object);
        let mut kinds = Kinds::All;
        let mut seen = Vec::new();
        for _ in 0..4 {
            kinds = kinds.next(&objects);
            seen.push(kinds);
        }
        assert_eq!(seen, [Kinds::Standard, Kinds::Custom, Kinds::Events, Kinds::All]);
        assert_eq!(Kinds::Attached.next(&[]), Kinds::All);
    }

    #[test]
    fn a_census_counts_each_object_once() {
        let objects = ["Account", "Machine__c", "sap__Invoice__c", "sap__Rate__mdt"].map(object);
        assert_eq!(Census::of(&objects), Census { standard: 1, custom: 1, packaged: 2 });
    }
}
