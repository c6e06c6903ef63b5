//! Names that a mistyped one may have meant.

use strsim::osa_distance;

/// The most names that are offered.
const MOST: usize = 3;

/// The names nearest to `wanted`, the nearest first: letters left out, added, changed or swapped, whatever the case.
/// None where all are too far off to have been meant.
pub fn nearest<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let wanted = wanted.to_lowercase();
    // One slip in a short name, one more for each four letters.
    let slips = 1 + wanted.chars().count() / 4;
    let mut near: Vec<(usize, &str)> = names
        .into_iter()
        .filter(|name| name.len().abs_diff(wanted.len()) <= 4 * slips)
        .map(|name| (osa_distance(&wanted, &name.to_lowercase()), name))
        .filter(|(distance, name)| *distance <= slips && *distance < name.chars().count())
        .collect();
    near.sort_unstable();
    near.dedup();
    near.into_iter().take(MOST).map(|(_, name)| name.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_name_finds_the_one_that_was_meant() {
        let fields = ["Id", "Name", "Industry", "NumberOfEmployees", "Owner", "BillingCity", "Budget__c"];
        for (wanted, found) in [
            ("Nmae", &["Name"][..]),
            ("industri", &["Industry"]),
            ("NumberOfEmployes", &["NumberOfEmployees"]),
            ("Budget_c", &["Budget__c"]),
            ("id", &["Id"]),
            ("Ownership", &[]),
            ("Xyz", &[]),
            ("", &[]),
        ] {
            assert_eq!(nearest(wanted, fields), found, "{wanted}");
        }
        assert_eq!(nearest("Accout", ["Contact", "Account", "AccountTeam"]), ["Account"]);
    }
}
