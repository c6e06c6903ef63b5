//! The stored orgs as a list.

use super::place::{Entry, Leads, Place, Tag};
use super::say::{sentence, spoken};
use crate::check::LastCheck;
use crate::client::clock;
use crate::session::Profile;
use crate::store::left::Left;
use crate::store::orgs::Listed;
use crate::text::numbers;

/// The list of stored orgs.
pub(super) fn place(orgs: &[Listed], halves: &[Left]) -> Place {
    let mut facts = if orgs.is_empty() {
        vec![
            "No org is stored yet. To store one, leave and run: orgscope org add NAME --login-url URL"
                .to_owned(),
            "demo opens the demo org: nothing to configure, nothing written.".to_owned(),
        ]
    } else {
        vec!["A number opens an org. demo opens the demo org.".to_owned()]
    };
    for left in halves {
        facts.push(left.sentence());
        facts.extend(
            left.steps().iter().map(|step| format!("To do, after you leave: {}", spoken(&step.line()))),
        );
    }
    let entries = orgs.iter().map(entry).collect();
    Place::new(Tag::Orgs, "Orgs", Leads::Orgs).facts(facts).list(("org", "orgs"), entries)
}

/// `acme-uat, sandbox, acme--uat.sandbox.my.salesforce.com. Last check 2 hours ago: The app works.`
fn entry(stored: &Listed) -> Entry {
    let org = &stored.org;
    let host = org.login_url.split_once("://").map_or(org.login_url.as_str(), |(_, host)| host);
    let environment = Profile::of(org).map(|profile| profile.environment().badge().to_lowercase());
    let environment = environment.map(|words| format!(", {words}")).unwrap_or_default();
    let default = if stored.is_default { ", opens by itself at the start" } else { "" };
    let last = match stored.remembered.last.as_ref().and_then(LastCheck::read) {
        None => "Never checked.".to_owned(),
        Some(last) => {
            let user = last.run_as.as_ref().map(|user| format!(", as {user}")).unwrap_or_default();
            let age = numbers::age(last.at, clock::now());
            format!("Last check {age}{user}: {}", sentence(&last.headline))
        }
    };
    let line = format!("{}{environment}, {host}{default}. {last}", org.name);
    Entry::named(line, &org.name, host, Leads::Org(org.name.clone()))
}
