//! What the screens show of the stored orgs and of what is remembered of them. Reads the disk: not for the
//! drawing path.

use super::work::{Draft, Environment, LastCheck, OrgRow};
use crate::explore;
use crate::session::Profile;
use crate::store::{Config, Org, OrgSort, Places, last_good};
use crate::trouble::Trouble;

/// The stored orgs, in the order that is preferred.
pub fn rows(places: &Places) -> Result<(Vec<OrgRow>, OrgSort), Trouble> {
    let config = Config::load(places).map_err(|e| e.trouble(""))?;
    let mut rows: Vec<_> = config
        .orgs
        .iter()
        .map(|org| {
            let remembered = last_good::load(places, &org.name);
            let environment = Profile::of(org).map_or(Environment::Production, |p| p.environment());
            let row = OrgRow {
                name: org.name.clone(),
                login_url: org.login_url.clone(),
                environment,
                api_version: org.api_version.clone(),
                is_default: config.default_org.as_deref() == Some(&org.name),
                keep: org.keep.clone(),
                last: remembered.last.as_ref().and_then(LastCheck::read),
                places: remembered.places,
            };
            (remembered.used, row)
        })
        .collect();
    if config.preferences.org_sort == OrgSort::LastUse {
        rows.sort_by_key(|(used, _)| std::cmp::Reverse(*used));
    }
    Ok((rows.into_iter().map(|(_, row)| row).collect(), config.preferences.org_sort))
}

/// The place that a question is about, where it is one to come back to: an object's rows, a record.
pub fn place(ask: &explore::Ask) -> Option<String> {
    match ask {
        explore::Ask::Rows { object, of: None, .. } => Some(object.clone()),
        explore::Ask::Record { object, id } => Some(format!("{object} {id}")),
        _ => None,
    }
}

/// The org that a draft would be stored as.
pub fn org_of(draft: &Draft) -> Org {
    Org {
        name: draft.name.clone(),
        login_url: draft.login_url.clone(),
        api_version: draft.api_version.clone(),
        keep: draft.keep.clone(),
    }
}

/// The host of an org, with its port where there is one.
pub fn host_words(profile: &Profile) -> String {
    match profile.host.port() {
        Some(port) => format!("{}:{port}", profile.host.name()),
        None => profile.host.name().to_owned(),
    }
}
