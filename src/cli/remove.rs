//! `orgscope org remove NAME`: an org with its pair, or a pair that an interrupted command left without its org.

use std::io::{IsTerminal, stdin};

use serde_json::json;

use super::context::Context;
use crate::store::{self, Config, StoreError};
use crate::trouble::{Exit, Step, Trouble};

/// Removes it, once its name was typed or `--yes` was given.
pub fn run(context: &Context, name: &str, yes: bool) -> Result<Exit, Trouble> {
    let config = Config::load(&context.places()?).map_err(|e| e.trouble(""))?;
    let org = match config.org(name) {
        Ok(org) => org.clone(),
        Err(error) => return remove_pair_alone(context, name, &error),
    };
    if !yes {
        let what = match org.keep.is_read_only() {
            true => "Its key and secret stay where they come from.",
            false => "Its key and secret are deleted from the keyring.",
        };
        context.out.ask(format!("Remove {name}? {what} Type {name} to go on: "));
        let mut typed = String::new();
        // Asked before: a terminal that went away is none any more.
        let is_typed = stdin().is_terminal();
        if !matches!(stdin().read_line(&mut typed), Ok(read) if read > 0) {
            if is_typed {
                return Err(Trouble::new(
                    Exit::Interrupted,
                    "interrupted",
                    "Interrupted. Nothing was removed.",
                ));
            }
            let what = format!("Nothing was removed: there is no input to type {name} into.");
            return Err(Trouble::new(Exit::Usage, "org.no_input", what).step(Step::Run(
                format!("orgscope org remove {name} --yes"),
                "removes without asking".into(),
            )));
        }
        if typed.trim_start_matches('\u{feff}').trim() != name {
            let what = format!("Nothing was removed: {name} was not typed.");
            let trouble = Trouble::new(Exit::Interrupted, "org.not_removed", what);
            return Err(trouble.step(Step::Run(
                format!("orgscope org remove {name} --yes"),
                "removes without asking".into(),
            )));
        }
    }
    store::orgs::remove(&context.places()?, &context.secrets, name).map_err(|e| e.trouble(name))?;
    match context.out.json {
        true => context.out.json(&json!({ "removed": name })),
        false => context.out.line(format!("Removed {name}.")),
    }
    Ok(Exit::Done)
}

/// No org is stored under this name. What is asked for may be the pair that an interrupted command left: nothing else
/// leads to it, so it is not asked about a second time.
fn remove_pair_alone(context: &Context, name: &str, error: &StoreError) -> Result<Exit, Trouble> {
    let removed = store::orgs::remove_pair_alone(&context.places()?, &context.secrets, name);
    if !removed.map_err(|e| e.trouble(name))? {
        return Err(error.trouble(name));
    }
    match context.out.json {
        true => context.out.json(&json!({ "removed": name })),
        false => {
            context.out.line(format!("Removed key and secret of {name}. No org of that name was stored."))
        }
    }
    Ok(Exit::Done)
}
