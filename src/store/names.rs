//! What may name an org. Its name becomes the name of a file and of an entry in the system's secret store, and
//! `config.toml` may travel to another system: so one rule holds everywhere.

use super::error::StoreError;

/// Names that Windows keeps for devices, in either case and before any ending ('Naming Files, Paths, and
/// Namespaces', Naming Conventions). `COM1` to `LPT9` also exist with superscript digits.
pub(super) fn is_device(name: &str) -> bool {
    let name = name.to_lowercase();
    let numbered = name.strip_prefix("com").or_else(|| name.strip_prefix("lpt"));
    ["con", "prn", "aux", "nul"].contains(&name.as_str())
        || numbered.is_some_and(|rest| {
            let mut rest = rest.chars();
            matches!((rest.next(), rest.next()), (Some('0'..='9' | '¹' | '²' | '³'), None))
        })
}

/// Whether `name` can name a file on every system that orgscope runs on: plain letters, digits and `_` of a name
/// that Salesforce gave.
pub(super) fn is_plain_file(name: &str) -> bool {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    !name.is_empty() && name.len() <= 100 && name.bytes().all(is_plain) && !is_device(name)
}

/// Why an org of that name can't be stored beside those that are.
pub fn refusal<'a>(name: &str, stored: impl IntoIterator<Item = &'a str>) -> Option<StoreError> {
    let count = name.chars().count();
    if !(1..=64).contains(&count) || !name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_')) {
        return Some(StoreError::BadName);
    }
    if is_device(name) {
        return Some(StoreError::DeviceName);
    }
    let like = stored.into_iter().find(|stored| are_alike(stored, name))?;
    Some(if like == name { StoreError::OrgExists } else { StoreError::OrgAlike(like.to_owned()) })
}

/// Whether `name` can name an org: letters, digits, `-` and `_`, 64 at most, and no device of Windows.
pub(super) fn is_org_name(name: &str) -> bool {
    refusal(name, []).is_none()
}

/// Whether two names are one for Windows, for macOS or for Credential Manager, which pay no regard to case.
fn are_alike(one: &str, other: &str) -> bool {
    // By way of the capitals: ς and σ, ſ and s are one there too.
    let folded = |name: &str| name.to_uppercase().to_lowercase();
    folded(one) == folded(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_good_for_a_file_on_every_system() {
        for good in ["acme", "Acme-2", "a_b", "山田製作所", "Łódź", "con2", "com10", "lpt", "comx", "nul-1"]
        {
            assert_eq!(refusal(good, []), None, "{good}");
        }
        for bad in
            ["", "a b", "a/b", "a\\b", "a.b", "..", "acme.", "acme ", "C:", "a\u{301}", &"x".repeat(65)]
        {
            assert_eq!(refusal(bad, []), Some(StoreError::BadName), "{bad:?}");
        }
        for device in ["con", "CON", "Nul", "aux", "PRN", "com1", "LPT9", "com0", "COM¹", "lpt³"] {
            assert_eq!(refusal(device, []), Some(StoreError::DeviceName), "{device}");
        }
        assert!(is_plain_file("Account") && !is_plain_file("Aux") && !is_plain_file("../Account"));
    }

    #[test]
    fn names_that_differ_in_case_alone_are_alike() {
        for (one, other) in [("acme", "ACME"), ("Łódź", "łÓDŹ"), ("σας", "ΣΑΣ"), ("acme", "acme")]
        {
            assert!(are_alike(one, other), "{one} {other}");
        }
        for (one, other) in [("acme", "acme2"), ("a-b", "a_b")] {
            assert!(!are_alike(one, other), "{one} {other}");
        }
        let stored = ["uat", "Acme"];
        assert_eq!(refusal("uat", stored), Some(StoreError::OrgExists));
        assert_eq!(refusal("ACME", stored), Some(StoreError::OrgAlike("Acme".into())));
        assert_eq!(refusal("acme-2", stored), None);
    }
}
