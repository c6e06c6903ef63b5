//! Ranking of names against what a person types: words that are in the name first; where no name has
//! them, letters in their order (`acccon` finds `AccountContactRole`).

use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// What is looked for. Words are separated by blanks and all must match; a capital letter makes its word
/// match capitals only; accents are ignored where the word has none.
pub struct Needle {
    words: Pattern,
    letters: Pattern,
    matcher: Matcher,
    buffer: Vec<char>,
}

impl std::fmt::Debug for Needle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Needle").field("words", &self.words).finish_non_exhaustive()
    }
}

/// A name that matches: its place in the list it came from, and how well it matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Index into the names.
    pub at: usize,
    /// The better the match, the higher.
    pub score: u32,
}

impl Needle {
    /// What to look for.
    pub fn new(text: &str) -> Self {
        let pattern = |kind| Pattern::new(text, CaseMatching::Smart, Normalization::Smart, kind);
        Self {
            words: pattern(AtomKind::Substring),
            letters: pattern(AtomKind::Fuzzy),
            matcher: Matcher::new(Config::DEFAULT),
            buffer: Vec::new(),
        }
    }

    /// Whether nothing is looked for, so that everything matches.
    pub fn is_empty(&self) -> bool {
        self.words.atoms.is_empty()
    }

    /// The names that match, best first; equally good ones by length, then in the order they came in.
    /// An empty needle keeps all names in their order.
    pub fn rank<N: AsRef<str>>(&mut self, names: &[N]) -> Vec<Hit> {
        if self.is_empty() {
            return (0..names.len()).map(|at| Hit { at, score: 0 }).collect();
        }
        let mut hits = Vec::new();
        for pattern in [&self.words, &self.letters] {
            for (at, name) in names.iter().enumerate() {
                let name = Utf32Str::new(name.as_ref(), &mut self.buffer);
                if let Some(score) = pattern.score(name, &mut self.matcher) {
                    hits.push(Hit { at, score });
                }
            }
            if !hits.is_empty() {
                break;
            }
        }
        hits.sort_by_key(|hit| (std::cmp::Reverse(hit.score), names[hit.at].as_ref().len(), hit.at));
        hits
    }

    /// Whether `name` has every word, wherever it stands.
    pub fn is_in(&mut self, name: &str) -> bool {
        self.words.score(Utf32Str::new(name, &mut self.buffer), &mut self.matcher).is_some()
    }

    /// Which graphemes of `name` the needle matches, in order; empty where it does not match.
    pub fn marks(&mut self, name: &str) -> Vec<usize> {
        let mut marks = Vec::new();
        for pattern in [&self.words, &self.letters] {
            marks.clear();
            let text = Utf32Str::new(name, &mut self.buffer);
            if pattern.indices(text, &mut self.matcher, &mut marks).is_some() {
                break;
            }
            marks.clear();
        }
        marks.sort_unstable();
        marks.dedup();
        marks.into_iter().map(|mark| mark as usize).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 6] =
        ["Account", "AccountContactRole", "Contact", "Contract", "EmailContact__c", "Écran__c"];

    fn ranked(needle: &str) -> Vec<&'static str> {
        Needle::new(needle).rank(&NAMES).into_iter().map(|hit| NAMES[hit.at]).collect()
    }

    #[test]
    fn words_come_before_scattered_letters() {
        assert_eq!(ranked(""), NAMES);
        assert_eq!(ranked("con")[..2], ["Contact", "Contract"]);
        assert!(!ranked("con").contains(&"Account"), "letters count only where no name has the word");
        assert_eq!(ranked("acccon"), ["AccountContactRole"]);
        assert_eq!(ranked("contact role"), ["AccountContactRole"]);
        assert_eq!(ranked("nowhere!"), [""; 0]);
    }

    #[test]
    fn capitals_and_accents_narrow_only_where_they_are_typed() {
        assert_eq!(ranked("ecran"), ["Écran__c"]);
        assert_eq!(ranked("ACC"), [""; 0]);
    }

    #[test]
    fn marks_are_the_letters_that_matched() {
        assert_eq!(Needle::new("con").marks("EmailContact__c"), [5, 6, 7]);
        assert_eq!(Needle::new("acr").marks("AccountContactRole").len(), 3);
        assert_eq!(Needle::new("zz").marks("Account"), [0; 0]);
        assert_eq!(Needle::new("作").marks("山田製作所"), [3]);
    }
}
