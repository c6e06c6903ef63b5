//! What the screens show of the stored orgs and of what is remembered of them, and how an org is stored from
//! them. Reads and writes the disk: not for the drawing path.

use super::work::{Draft, Environment, Keep, LastCheck, OrgRow, Vault};
use crate::check::{self, Verdict};
use crate::explore;
use crate::session::Profile;
use crate::store::{Config, Org, OrgSort, Places, Secrets, StoreError, config, left, orgs};
use crate::trouble::Trouble;

/// The stored orgs, in the order that is preferred.
pub fn rows(places: &Places) -> Result<(Vec<OrgRow>, OrgSort), Trouble> {
    let (listed, sort) = orgs::listed(places).map_err(|e| e.trouble(""))?;
    Ok((listed.into_iter().map(listed_row).collect(), sort))
}

/// The stored org of that name.
pub fn row(places: &Places, name: &str) -> Result<OrgRow, Trouble> {
    let (rows, _) = rows(places)?;
    let names = rows.iter().map(|row| row.name.clone()).collect();
    let found = rows.into_iter().find(|row| row.name == name);
    found.ok_or_else(|| StoreError::NoSuchOrg(names).trouble(name))
}

fn listed_row(listed: orgs::Listed) -> OrgRow {
    OrgRow {
        environment: Profile::of(&listed.org).map_or(Environment::Production, |p| p.environment()),
        name: listed.org.name,
        login_url: listed.org.login_url,
        api_version: listed.org.api_version,
        is_default: listed.is_default,
        keep: listed.org.keep,
        last: listed.remembered.last.as_ref().and_then(LastCheck::read),
        places: listed.remembered.places,
    }
}

/// Whether the org's pair was kept for a time that is over: for a former run, or until the machine's last start. A
/// keyring is not asked here, since it may ask the person.
pub fn has_no_pair(secrets: &Secrets, org: &Org) -> bool {
    matches!(org.keep, Keep::Memory | Keep::Kernel)
        && matches!(secrets.load(org), Err(StoreError::NoPair | StoreError::OfAnotherRun))
}

/// Where an org and its pair can be kept now.
pub fn vault(places: Result<&Places, Trouble>, secrets: &Secrets) -> Vault {
    let (words, works) = match secrets.probe(&Keep::Keyring) {
        Ok(found) => (found.line(), true),
        Err(error) => (error.short().to_owned(), false),
    };
    let kernel = cfg!(target_os = "linux").then(|| secrets.probe(&Keep::Kernel).is_ok());
    let halves = places.as_ref().map_or_else(|_| Vec::new(), |places| left::halves(places, secrets));
    let config = places.and_then(|places| {
        orgs::can_store(places).map_err(|e| e.trouble(""))?;
        Ok(places.config_file_words())
    });
    Vault { words, works, kernel, config: config.map_err(Box::new), halves }
}

/// Stores a new org, or puts a new pair and host in the place of the former ones, and remembers how its check
/// ended; what is said of it.
pub fn save(
    places: &Places,
    secrets: &Secrets,
    draft: &Draft,
    checked: Option<&Verdict>,
) -> Result<String, Trouble> {
    let org = org_of(draft);
    let explain = |e: StoreError| e.trouble(&org.name);
    let exists = Config::load(places).map_err(explain)?.org(&org.name).is_ok();
    match (&draft.pair, exists) {
        (Some(pair), true) => {
            secrets.save(&org, pair).map_err(explain)?;
            config::change(places, &org).map_err(explain)?;
        }
        (None, true) => config::change(places, &org).map_err(explain)?,
        (Some(pair), false) => orgs::add(places, secrets, &org, pair).map_err(explain)?,
        (None, false) => config::add(places, &org).map_err(explain)?,
    }
    if let Some(verdict) = checked {
        // The org is stored whether or not that can be kept.
        let _ = check::remember_in(places, verdict);
    }
    let kept = match draft.keep {
        Keep::Memory => "key and secret in memory, until orgscope ends".to_owned(),
        Keep::Command(_) => "a command gives key and secret, neither is stored".to_owned(),
        _ => format!("key and secret in the {}, one entry", draft.keep.words()),
    };
    Ok(format!("Saved {}: {} without secrets; {kept}.", org.name, places.config_file().display()))
}

/// Puts host and version in the place of the former ones; the pair stays. What is said of it.
pub fn change(
    places: &Places,
    name: &str,
    login_url: String,
    api_version: Option<String>,
) -> Result<String, Trouble> {
    let explain = |e: StoreError| e.trouble(name);
    let former = Config::load(places).and_then(|config| config.org(name).cloned()).map_err(explain)?;
    config::change(places, &Org { login_url, api_version, ..former }).map_err(explain)?;
    Ok(format!("Saved {name}: {}. Key and secret stay.", places.config_file().display()))
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
