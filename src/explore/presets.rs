//! Which fields of a describe a list shows, and the letters that sum a field up.

use crate::salesforce::describe::Field;

/// A choice of fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Preset {
    /// Every field.
    #[default]
    All,
    /// Must be given on create.
    Required,
    /// Made by the customer or a package.
    Custom,
    /// Lookups and master-detail fields.
    Lookups,
    /// Formulas and roll-up summaries.
    Formulas,
    /// Picklists of one or many values.
    Picklists,
}

impl Preset {
    /// All choices, in the order in which they are cycled through.
    pub const ALL: [Self; 6] =
        [Self::All, Self::Required, Self::Custom, Self::Lookups, Self::Formulas, Self::Picklists];

    /// In a word.
    pub fn words(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Required => "required",
            Self::Custom => "custom",
            Self::Lookups => "lookups",
            Self::Formulas => "formulas",
            Self::Picklists => "picklists",
        }
    }

    /// Whether a field is of the choice.
    pub fn holds(self, field: &Field) -> bool {
        match self {
            Self::All => true,
            Self::Required => field.is_required(),
            Self::Custom => field.custom,
            Self::Lookups => field.kind == "reference",
            Self::Formulas => field.calculated,
            Self::Picklists => matches!(field.kind.as_str(), "picklist" | "multipicklist"),
        }
    }

    /// The next choice that holds any of these fields; [`Preset::All`] always does.
    pub fn next(self, fields: &[Field]) -> Self {
        let at = Self::ALL.iter().position(|p| *p == self).unwrap_or(0);
        let later = Self::ALL.iter().skip(at + 1).find(|preset| fields.iter().any(|f| preset.holds(f)));
        later.copied().unwrap_or(Self::All)
    }
}

/// `R` required, `U` unique, `X` external id, `I` indexed, those that are true, in this order.
pub fn flags(field: &Field) -> String {
    let letters = [
        (field.is_required(), "R"),
        (field.unique, "U"),
        (field.external_id, "X"),
        (field.is_indexed(), "I"),
    ];
    let set: Vec<_> = letters.iter().filter(|(is_set, _)| *is_set).map(|(_, letter)| *letter).collect();
    set.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::salesforce::describe::Describe;
    use crate::salesforce::read;

    fn field(mut json: serde_json::Value) -> Field {
        json.as_object_mut().unwrap().entry("name").or_insert("X".into());
        let describe: Describe = read(&serde_json::json!({"fields": [json]}).to_string()).unwrap().value;
        describe.fields.into_iter().next().unwrap()
    }

    #[test]
    fn presets_hold_what_they_say() {
        let fields = [
            field(serde_json::json!({"name": "OwnerId", "type": "reference"})),
            field(serde_json::json!({"name": "Kind__c", "type": "picklist", "custom": true})),
            field(
                serde_json::json!({"name": "Sum__c", "type": "double", "custom": true, "calculated": true}),
            ),
        ];
        let names = |preset: Preset| -> Vec<_> {
            fields.iter().filter(|f| preset.holds(f)).map(|f| f.name.as_str()).collect()
        };
        assert_eq!(names(Preset::All).len(), 3);
        assert_eq!(names(Preset::Custom), ["Kind__c", "Sum__c"]);
        assert_eq!(names(Preset::Lookups), ["OwnerId"]);
        assert_eq!(names(Preset::Formulas), ["Sum__c"]);
        assert_eq!(names(Preset::Picklists), ["Kind__c"]);
        assert_eq!(Preset::All.next(&fields), Preset::Custom, "none is required");
    }

    #[test]
    fn flags_stand_in_one_order() {
        let both = field(serde_json::json!({"type": "string", "unique": true, "externalId": true}));
        assert_eq!(flags(&both), "U X I", "not createable, so not required");
        assert_eq!(flags(&field(serde_json::json!({"type": "id"}))), "R I");
        assert_eq!(flags(&field(serde_json::json!({"type": "string", "nillable": true}))), "");
    }
}
