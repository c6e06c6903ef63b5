//! Finding things by name and label: objects and fields have both.

use crate::text::fuzzy::Needle;

/// What a thing is called: its API name and its label.
pub type Names<'a> = (&'a str, &'a str);

/// The indices of what matches `text`, best first; all of them in their order where nothing is looked for.
/// Words in the name come before words in the label; letters in their order count where no word is found.
pub fn matching(text: &str, items: &[Names<'_>]) -> Vec<usize> {
    let mut needle = Needle::new(text);
    if needle.is_empty() {
        return (0..items.len()).collect();
    }
    let names: Vec<&str> = items.iter().map(|(name, _)| *name).collect();
    let by_name = needle.rank(&names);
    let has_words = by_name.first().is_some_and(|hit| needle.is_in(names[hit.at]));
    let by_label: Vec<_> = items
        .iter()
        .enumerate()
        .filter(|(_, (name, label))| needle.is_in(label) && !needle.is_in(name))
        .map(|(at, _)| at)
        .collect();
    if !has_words && !by_label.is_empty() {
        return by_label;
    }
    by_name.into_iter().map(|hit| hit.at).chain(by_label).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_before_labels_and_words_before_letters() {
        let items = [
            ("Account", "Firma"),
            ("Contact", "Kontakt"),
            ("Wartung__c", "Vertrag"),
            ("Contract", "Vertrag"),
            ("AccountContactRole", "Rolle"),
        ];
        for (text, found) in [
            ("", vec![0, 1, 2, 3, 4]),
            ("contact", vec![1, 4]),
            ("vertrag", vec![2, 3]),
            ("acccon", vec![4]),
            ("cont", vec![1, 3, 4]),
            ("zzz", vec![]),
        ] {
            assert_eq!(matching(text, &items), found, "{text}");
        }
    }
}
