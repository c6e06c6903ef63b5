//! What the screens show of the stored orgs and of what is remembered of them. Reads the disk: not for the
//! drawing path.

use super::work::{Draft, Environment, LastCheck, OrgRow};
use crate::explore;
use crate::session::Profile;
use crate::store::{Org, OrgSort, Places, orgs};
use crate::trouble::Trouble;

/// The stored orgs, in the order that is preferred.
pub fn rows(places: &Places) -> Result<(Vec<OrgRow>, OrgSort), Trouble> {
    let (listed, sort) = orgs::listed(places).map_err(|e| e.trouble(""))?;
    let row = |listed: orgs::Listed| OrgRow {
        environment: Profile::of(&listed.org).map_or(Environment::Production, |p| p.environment()),
        name: listed.org.name,
        login_url: listed.org.login_url,
        api_version: listed.org.api_version,
        is_default: listed.is_default,
        keep: listed.org.keep,
        last: listed.remembered.last.as_ref().and_then(LastCheck::read),
        places: listed.remembered.places,
    };
    Ok((listed.into_iter().map(row).collect(), sort))
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
