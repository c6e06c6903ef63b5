//! How many rows there are.

/// How many rows an object has by default, and whether `--rows` changes that.
const COUNTS: &[(&str, usize, bool)] = &[
    ("Account", 1_400, true),
    ("ApexClass", 9, false),
    ("Case", 3_100, true),
    ("ConnectedApplication", 1, false),
    ("Contact", 5_200, true),
    ("Document", 18, false),
    ("Event", 1_300, true),
    ("Group", 3, false),
    ("Installation__c", 2_400, true),
    ("Installation_Visit__c", 6_100, true),
    ("Lead", 2_300, true),
    ("Opportunity", 2_600, true),
    ("OpportunityContactRole", 2_100, true),
    ("Organization", 1, false),
    ("Profile", 4, false),
    ("RecordType", 2, false),
    ("Subsidy_Rate__c", 12, false),
    ("Task", 4_200, true),
    ("User", 24, false),
    ("UserLicense", 2, false),
    ("UserRole", 6, false),
];
/// Rows of a generated object.
pub const GENERATED: usize = 25;

/// Rows of a described object; `large` is the number in each large one, where it is not the usual.
pub fn rows(object: &str, large: Option<usize>) -> usize {
    match COUNTS.iter().find(|(name, ..)| *name == object) {
        Some((_, usual, true)) => large.unwrap_or(*usual),
        Some((_, usual, false)) => *usual,
        None => 0,
    }
}
