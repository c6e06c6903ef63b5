//! A sentence no surer than its evidence.

use super::seen::clean;
use crate::salesforce::catalogue::{Names, Recognised, Sure, UNRECOGNISED};
use crate::text::cells;
use crate::trouble::{Step, Trouble};

/// The most characters of an answer's words in a sentence.
const SAID: usize = 200;

/// Words a trouble as sure as the answer's match is.
pub(super) fn word(trouble: &mut Trouble, read: &Recognised, names: &Names<'_>) {
    let (code, said) = read.body.code_and_words();
    let said = said.map(|said| cells::cut_end(&clean(said), SAID).into_owned());
    match read.sure {
        Sure::Yes => {
            if let (Some(true), Some(said)) = (read.by.map(|by| by.in_own_words), said) {
                let said = said.lines().last().unwrap_or_default();
                trouble.what = format!("{}: {said}", trouble.what.trim_end_matches('.'));
            }
        }
        Sure::MostLikely => {
            trouble.what = format!("Most likely {}", within(&trouble.what));
        }
        Sure::ByCodeAlone => {
            let (code, said) = (code.map(clean).unwrap_or_default(), said.unwrap_or_default());
            let likely = within(trouble.what.trim_end_matches('.'));
            trouble.what = format!(
                "Salesforce answers {code} and says “{said}”, which orgscope does not know. By its code, most likely {likely}."
            );
            trouble.causes.insert(0, format!("by the code alone: {likely}"));
            trouble.cannot_tell = true;
            // Nobody can know that there is nothing to click.
            let is_sure = |step: &Step| step.line().starts_with("Nothing to click");
            trouble.next.retain(|step| !is_sure(step));
            trouble.next_connected.retain(|step| !is_sure(step));
            for step in UNRECOGNISED.trouble(names).next {
                trouble.add_step(step);
            }
        }
    }
}

/// A sentence within another one: its first word small, unless it is a name.
fn within(sentence: &str) -> String {
    let first = sentence.split(' ').next().unwrap_or_default();
    if matches!(first, "The" | "An" | "A" | "No" | "Too" | "All" | "This" | "Another") {
        let mut chars = sentence.chars();
        let small = chars.next().map(|c| c.to_lowercase().to_string()).unwrap_or_default();
        return small + chars.as_str();
    }
    sentence.to_owned()
}
