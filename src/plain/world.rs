//! What the talk asks of the world: the stored orgs, an org opened, its check remembered. Disk and keyring may make
//! one wait, so they are asked on threads of their own.

use std::path::PathBuf;
use std::sync::Arc;

use futures_util::future::BoxFuture;

use crate::check::{self, LastCheck, Verdict};
use crate::client::clock;
use crate::salesforce::credentials::Pair;
use crate::salesforce::hosts::Environment;
use crate::session::{Credentials, Options, Profile, Session};
use crate::store::atomic::{self, Lasting};
use crate::store::{self, Config, Keep, Org, OrgSort, Places, Secrets, last_good};
use crate::trouble::{Exit, Trouble};

/// Starts the demo org, once; the same one after that.
pub type StartDemo = dyn Fn() -> BoxFuture<'static, Result<DemoOrg, Trouble>> + Send + Sync;

/// A demo org that runs.
#[derive(Debug)]
pub struct DemoOrg {
    /// `http://127.0.0.1:PORT`.
    pub base_url: String,
    /// Key and secret of its app.
    pub pair: Arc<Pair>,
}

/// Which org opens first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Start {
    /// The default one, where there is one; else the list of orgs.
    Stored,
    /// A stored org.
    Named(String),
    /// The demo org.
    Demo,
}

/// The world outside the talk.
pub struct World {
    /// Where files live; `None` where nothing is to be stored.
    pub places: Option<Places>,
    /// The stores of secrets.
    pub secrets: Arc<Secrets>,
    /// How sessions are opened.
    pub options: Options,
    /// An API version given on the command line.
    pub version: Option<String>,
    /// Whether a token is revoked when its org is left.
    pub revokes: bool,
    /// Starts the demo org.
    pub demo: Box<StartDemo>,
}

impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("World").finish_non_exhaustive()
    }
}

/// An org that is open.
#[derive(Clone, Debug)]
pub(super) struct Open {
    /// What is asked.
    pub session: Session,
    /// Name in the configuration; `demo` for the demo org.
    pub name: String,
    /// What kind of org, as far as known.
    pub environment: Environment,
    /// Whether what a check finds is remembered: not for the demo org and that of the variables.
    is_kept: bool,
}

/// A stored org, as the list of orgs tells of it.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    /// Its lines in `config.toml`.
    pub org: Org,
    /// It opens by itself at the start.
    pub is_default: bool,
    /// What is remembered of its last check.
    pub last: Option<LastCheck>,
}

/// Work that may wait for disk or keyring.
async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Trouble> + Send + 'static,
) -> Result<T, Trouble> {
    let stopped = |_| Trouble::new(Exit::Setup, "system.thread", "A part of orgscope stopped unexpectedly.");
    tokio::task::spawn_blocking(work).await.map_err(stopped)?
}

impl World {
    fn places(&self) -> Result<Places, Trouble> {
        self.places.clone().ok_or_else(|| {
            Trouble::new(
                Exit::Setup,
                "config.no_org",
                "The demo org needs no configuration, so none is read.",
            )
        })
    }

    /// The stored orgs, in the order that the preference says.
    pub(super) async fn orgs(&self) -> Result<Vec<Stored>, Trouble> {
        let places = self.places()?;
        apart(move || {
            let config = Config::load(&places).map_err(|e| e.trouble(""))?;
            let stored = |org: &Org| {
                let remembered = last_good::load(&places, &org.name);
                let is_default = config.default_org.as_deref() == Some(&org.name);
                let last = remembered.last.as_ref().and_then(LastCheck::read);
                (remembered.used, Stored { org: org.clone(), is_default, last })
            };
            let mut rows: Vec<_> = config.orgs.iter().map(stored).collect();
            if config.preferences.org_sort == OrgSort::LastUse {
                rows.sort_by_key(|(used, _)| std::cmp::Reverse(*used));
            }
            Ok(rows.into_iter().map(|(_, row)| row).collect())
        })
        .await
    }

    /// Which stored org opens by itself, if any.
    pub(super) async fn first(&self) -> Result<Option<String>, Trouble> {
        let places = self.places()?;
        apart(move || {
            Config::load(&places).map_err(|e| e.trouble(""))?;
            store::secrets::env::org().map_err(|e| e.trouble(""))?;
            Ok(store::orgs::chosen(&places, None).ok().map(|org| org.name))
        })
        .await
    }

    /// Opens a stored org by name, or the one of the three variables. Nothing is sent yet; from here on the log is
    /// written, but for an org of the variables, which leaves nothing behind.
    pub(super) async fn open(&self, name: &str) -> Result<Open, Trouble> {
        let (places, name) = (self.places()?, name.to_owned());
        let org = apart(move || {
            let org = store::orgs::chosen(&places, Some(&name)).map_err(|e| e.trouble(&name))?;
            if org.keep != Keep::Variables {
                // What can't be written here is not worth a failure.
                let _ = store::log::begin(&places, store::log::Level::INFO);
                let _ = last_good::opened(&places, &org.name, clock::now());
            }
            Ok(org)
        })
        .await?;
        let is_kept = org.keep != Keep::Variables;
        let credentials = {
            let (secrets, org) = (Arc::clone(&self.secrets), org.clone());
            Credentials::Load(Arc::new(move || secrets.load(&org).map_err(|e| e.trouble(&org.name))))
        };
        self.session(org, credentials, is_kept)
    }

    /// Opens the demo org.
    pub(super) async fn open_demo(&self) -> Result<Open, Trouble> {
        let demo = (self.demo)().await?;
        let org =
            Org { name: "demo".into(), login_url: demo.base_url, api_version: None, keep: Keep::Memory };
        self.session(org, Credentials::Pair(demo.pair), false)
    }

    fn session(&self, mut org: Org, credentials: Credentials, is_kept: bool) -> Result<Open, Trouble> {
        if let Some(version) = &self.version {
            org.api_version = Some(version.clone());
        }
        let profile = Profile::of(&org)?;
        let environment = profile.environment();
        let session = Session::open(profile, credentials, self.options.clone());
        Ok(Open { session, name: org.name, environment, is_kept })
    }

    /// Climbs the ladder with the session's own token, and remembers what was found, without secrets.
    pub(super) async fn check(&self, open: &Open, tell: &check::Tell<'_>) -> Result<Arc<Verdict>, Trouble> {
        let profile = open.session.profile();
        let pair = open.session.pair().await?;
        let mut ask = check::Ask::new(open.name.clone(), profile.host.base_url(), pair);
        ask.api_version = profile.version;
        ask.client.extra_ca = self.options.client.extra_ca.clone();
        let places = self.places.clone().filter(|_| open.is_kept);
        if let Some(places) = places.clone() {
            let name = open.name.clone();
            ask.remembered = apart(move || Ok(check::remembered(&places, &name))).await?;
        }
        ask.session = Some(open.session.clone());
        let verdict = Arc::new(check::climb(&ask, tell).await);
        if let Some(places) = places {
            let found = Arc::clone(&verdict);
            // What can't be remembered is not worth a failure: the check itself is whole.
            let _ = apart(move || Ok(check::remember_in(&places, &found))).await;
        }
        Ok(verdict)
    }

    /// Writes a check's report; what kind it is says the ending of the name.
    pub(super) async fn report(&self, file: PathBuf, verdict: Arc<Verdict>) -> Result<(), Trouble> {
        check::report::can_be(&file)?;
        apart(move || {
            let text = check::report::of_kind(&file, std::slice::from_ref(&verdict));
            atomic::write(&file, text.as_bytes(), Lasting::No).map_err(|error| error.trouble(""))
        })
        .await
    }

    /// Ends a session; its token is revoked where the preference says so.
    pub(super) async fn end(&self, open: Open) {
        if self.revokes {
            // The person is leaving: a failure here has no one left to hear it, the log has it.
            let _ = open.session.end(true).await;
        }
    }
}
