//! Stored orgs as a whole: their lines in `config.toml`, their pair in the secret store, what is remembered
//! of them. The order of the writes is such that a crash between two of them leaves nothing that can't be
//! mended by the same command again, and no secret that no org names.

use std::sync::Arc;

use super::atomic;
use super::cache;
use super::config::{self, Config, Org};
use super::error::{Result, StoreError};
use super::keep::Keep;
use super::last_good::{self, LastGood};
use super::left::{self, Left};
use super::places::Places;
use super::preferences::OrgSort;
use super::secrets::{Secrets, env};
use crate::salesforce::credentials::Pair;

/// The org to open: the one of the three variables where they are set, else the one that is named, else the
/// default, else the only one. A name that is another's than that of the variables is refused: the person
/// named an org, and gets no other one.
pub fn chosen(places: &Places, name: Option<&str>) -> Result<Org> {
    chosen_beside(env::org()?, places, name)
}

/// Whether a name that was given may be opened beside the three variables.
pub fn may_be_named(name: &str) -> Result<()> {
    beside(env::org()?.as_ref(), Some(name))
}

fn chosen_beside(variables: Option<Org>, places: &Places, name: Option<&str>) -> Result<Org> {
    beside(variables.as_ref(), name)?;
    match variables {
        Some(org) => Ok(org),
        None => Config::load(places)?.chosen(name).cloned(),
    }
}

fn beside(variables: Option<&Org>, name: Option<&str>) -> Result<()> {
    match (variables, name) {
        (Some(org), Some(name)) if org.name != name => Err(StoreError::VariablesInstead),
        _ => Ok(()),
    }
}

/// The org that opens by itself: that of the three variables, else the default, else the only one.
pub fn first(places: Option<&Places>) -> Result<Option<String>> {
    if let Some(org) = env::org()? {
        return Ok(Some(org.name));
    }
    let Some(places) = places else { return Ok(None) };
    let config = Config::load(places)?;
    let only = (config.orgs.len() == 1).then(|| config.orgs[0].name.clone());
    Ok(config.default_org.clone().filter(|name| config.org(name).is_ok()).or(only))
}

/// A stored org as a list of them tells of it.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Its lines in `config.toml`.
    pub org: Org,
    /// It opens by itself at the start.
    pub is_default: bool,
    /// What is remembered of it.
    pub remembered: LastGood,
}

/// The stored orgs in the order that is preferred, and which one that is.
pub fn listed(places: &Places) -> Result<(Vec<Listed>, OrgSort)> {
    let config = Config::load(places)?;
    let listed = |org: Org| Listed {
        is_default: config.default_org.as_ref() == Some(&org.name),
        remembered: last_good::load(places, &org.name),
        org,
    };
    let mut rows: Vec<_> = config.orgs.into_iter().map(listed).collect();
    let sort = config.preferences.org_sort;
    if sort == OrgSort::LastUse {
        rows.sort_by_key(|row| std::cmp::Reverse(row.remembered.used));
    }
    Ok((rows, sort))
}

/// Whether an org of this name could be added now: there is none, or an interrupted command left its lines alone.
pub fn can_add(places: &Places, secrets: &Secrets, name: &str) -> Result<()> {
    let config = Config::load(places)?;
    match config.can_add(name) {
        Err(StoreError::OrgExists) if config.org(name).is_ok_and(|org| secrets.lacks(org)) => Ok(()),
        can => can,
    }
}

/// Whether `config.toml` can be read and, as far as it can be told without writing, written.
pub fn can_store(places: &Places) -> Result<()> {
    Config::load(places)?;
    atomic::could_write(&places.config_file())?;
    atomic::could_write(places.config_lock().path())
}

/// Stores an org and its pair. Its lines come first: they take the name, and a crash after them leaves an
/// org without a pair, which everybody can see and the same command mends, rather than a secret that no org
/// names. Where the pair can't be stored the lines go again. A pair that a command gives stays where it is.
pub fn add(places: &Places, secrets: &Secrets, org: &Org, pair: &Arc<Pair>) -> Result<()> {
    let is_new = match config::add(places, org) {
        Err(StoreError::OrgExists) if can_add(places, secrets, &org.name).is_ok() => {
            config::change(places, org)?;
            false
        }
        added => {
            added?;
            // Of an earlier org of that name, whose removal was interrupted.
            let _ = last_good::forget(places, &org.name);
            true
        }
    };
    if org.keep.is_read_only() {
        return Ok(());
    }
    secrets.save(org, pair).inspect_err(|_| {
        if is_new {
            let _ = config::remove(places, &org.name);
        }
    })
}

/// Deletes the pair of a name that no stored org has any more; whether there was one.
pub fn remove_pair_alone(places: &Places, secrets: &Secrets, name: &str) -> Result<bool> {
    let alone = left::halves(places, secrets).contains(&Left::WithoutOrg(name.to_owned()));
    let org = Org { name: name.to_owned(), login_url: String::new(), api_version: None, keep: Keep::Keyring };
    if alone { secrets.remove(&org) } else { Ok(false) }
}

/// Removes an org: its pair first, so that a store which is locked leaves all as it was; then its lines, its
/// describes where a check told its id, and what is remembered of it. What was removed.
pub fn remove(places: &Places, secrets: &Secrets, name: &str) -> Result<Org> {
    let org = Config::load(places)?.org(name)?.clone();
    // A lock that somebody keeps is told before the pair is gone and its lines stay.
    drop(places.config_lock().lock()?);
    secrets.remove(&org)?;
    config::remove(places, name)?;
    let remembered = last_good::load(places, name);
    for found in [remembered.last, remembered.good].iter().flatten() {
        if let Some(id) = found.get("org_id").and_then(serde_json::Value::as_str) {
            cache::clear(places, id)?;
        }
    }
    last_good::forget(places, name)?;
    Ok(org)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::atomic::Lasting;

    fn acme() -> Org {
        Org {
            name: "acme".into(),
            login_url: "https://acme.my.salesforce.com".into(),
            api_version: None,
            keep: Keep::Memory,
        }
    }

    fn pair() -> Arc<Pair> {
        Arc::new(Pair::new("key", "secret"))
    }

    fn home() -> (tempfile::TempDir, Places) {
        let dir = tempfile::tempdir().unwrap();
        let places = Places::below(dir.path());
        (dir, places)
    }

    #[test]
    fn the_variables_win_over_the_default_and_never_over_a_name() {
        let (_dir, places) = home();
        config::add(&places, &acme()).unwrap();
        let variables = Org { name: env::NAME.into(), keep: Keep::Variables, ..acme() };
        let chosen = |variables: Option<&Org>, name| chosen_beside(variables.cloned(), &places, name);
        for name in [None, Some(env::NAME)] {
            assert_eq!(chosen(Some(&variables), name), Ok(variables.clone()));
        }
        for name in ["acme", "nobody"] {
            assert_eq!(chosen(Some(&variables), Some(name)), Err(StoreError::VariablesInstead));
        }
        assert_eq!(chosen(None, Some("acme")), Ok(acme()));
        let what = StoreError::VariablesInstead.trouble("acme").what;
        assert!(what.contains("acme") && what.contains(env::NAME), "{what}");
    }

    #[test]
    fn an_org_comes_and_goes_with_its_pair_and_what_is_remembered() {
        let (_dir, places) = home();
        let secrets = Secrets::default();
        add(&places, &secrets, &acme(), &pair()).unwrap();
        let id = "00D5g000008XyZaEAK";
        last_good::checked(&places, "acme", serde_json::json!({ "org_id": id }), None).unwrap();
        let describes = places.org_cache_dir(id);
        std::fs::create_dir_all(&describes).unwrap();
        assert!(secrets.load(&acme()).is_ok());
        assert_eq!(Config::load(&places).unwrap().orgs, [acme()]);
        assert_eq!(add(&places, &secrets, &acme(), &pair()), Err(StoreError::OrgExists));
        assert!(secrets.load(&acme()).is_ok(), "a second add takes nothing away");

        assert_eq!(remove(&places, &secrets, "acme"), Ok(acme()));
        assert!(!describes.path().exists(), "its describes go with it");
        assert_eq!(secrets.load(&acme()).err(), Some(StoreError::OfAnotherRun));
        assert_eq!(last_good::load(&places, "acme"), last_good::LastGood::default());
        assert_eq!(remove(&places, &secrets, "acme"), Err(StoreError::NoSuchOrg(vec![])));
    }

    #[test]
    fn where_the_config_is_broken_no_pair_is_stored() {
        let (_dir, places) = home();
        let secrets = Secrets::default();
        atomic::write_linked(&places.config_file(), b"[orgs", Lasting::No).unwrap();
        assert!(matches!(add(&places, &secrets, &acme(), &pair()), Err(StoreError::Config { .. })));
        assert_eq!(secrets.load(&acme()).err(), Some(StoreError::OfAnotherRun));
    }

    #[test]
    fn where_the_pair_can_not_be_stored_no_org_is() {
        let (_dir, places) = home();
        let org = Org { keep: Keep::Keyring, ..acme() };
        assert_eq!(add(&places, &Secrets::without_keyring(), &org, &pair()), Err(StoreError::NotHere));
        assert_eq!(Config::load(&places).unwrap().orgs, []);
        assert_eq!(can_add(&places, &Secrets::without_keyring(), "acme"), Ok(()));
    }

    #[test]
    fn a_pair_that_a_command_gives_stays_there() {
        let (_dir, places) = home();
        let org = Org { keep: Keep::Command(vec!["pass".into()]), ..acme() };
        assert_eq!(add(&places, &Secrets::without_keyring(), &org, &pair()), Ok(()));
        assert_eq!(can_add(&places, &Secrets::without_keyring(), "acme"), Err(StoreError::OrgExists));
        assert_eq!(remove(&places, &Secrets::without_keyring(), "acme"), Ok(org));
        assert_eq!(can_add(&places, &Secrets::without_keyring(), "a b"), Err(StoreError::BadName));
    }
}
