//! What the talk asks of the world: the stored orgs, an org opened, its check remembered. Disk and keyring may make
//! one wait, so they are asked on threads of their own.

use std::path::PathBuf;
use std::sync::Arc;

use crate::check::{self, Verdict};
use crate::client::clock;
use crate::salesforce::hosts::Environment;
use crate::session::{Credentials, Options, Profile, Session, StartDemo, apart};
use crate::store::left::{self, Left};
use crate::store::orgs::{self, Listed};
use crate::store::{self, Keep, Org, Places, Secrets, last_good};
use crate::text::numbers;
use crate::trouble::{Exit, Trouble};

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
    /// Where files live; `None` if nothing is to be stored.
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

impl Open {
    /// `API v64.0, 112 of 15,000 calls used in the last 24 hours.`: once something was read, so that nothing is asked.
    pub(super) async fn api_words(&self) -> Option<String> {
        let version = self.session.version().await.ok()?;
        let used = self.session.budget().map(|usage| {
            let (used, max) = (numbers::count(usage.used), numbers::count(usage.max));
            format!(", {used} of {max} calls used in the last 24 hours")
        });
        Some(format!("API {version}{}.", used.unwrap_or_default()))
    }
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
    pub(super) async fn orgs(&self) -> Result<Vec<Listed>, Trouble> {
        let places = self.places()?;
        apart(move || orgs::listed(&places).map(|(rows, _)| rows).map_err(|e| e.trouble(""))).await
    }

    /// What interrupted commands left of orgs.
    pub(super) async fn halves(&self) -> Vec<Left> {
        let Ok(places) = self.places() else { return Vec::new() };
        let secrets = Arc::clone(&self.secrets);
        apart(move || Ok(left::halves(&places, &secrets))).await.unwrap_or_default()
    }

    /// Which stored org opens by itself, if any.
    pub(super) async fn first(&self) -> Result<Option<String>, Trouble> {
        let places = self.places()?;
        apart(move || orgs::first(Some(&places)).map_err(|e| e.trouble(""))).await
    }

    /// Opens a stored org by name, or the one of the three variables. Nothing is sent yet; from here on the log is
    /// written, but for an org of the variables, which leaves nothing behind.
    pub(super) async fn open(&self, name: &str) -> Result<Open, Trouble> {
        let (places, name) = (self.places()?, name.to_owned());
        let org = apart(move || {
            let org = orgs::chosen(&places, Some(&name)).map_err(|e| e.trouble(&name))?;
            if org.keep != Keep::Variables {
                // What can't be written here is not worth a failure.
                let _ = store::log::begin(&places, store::log::Level::INFO);
                let _ = last_good::opened(&places, &org.name, clock::now());
            }
            Ok(org)
        })
        .await?;
        let is_kept = org.keep != Keep::Variables;
        let credentials = Credentials::stored(&self.secrets, &org);
        self.session(org, credentials, is_kept)
    }

    /// Opens the demo org.
    pub(super) async fn open_demo(&self) -> Result<Open, Trouble> {
        let demo = (self.demo)().await?;
        self.session(demo.org(), Credentials::Pair(demo.pair), false)
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
        let places = self.places.clone().filter(|_| open.is_kept);
        check::opened(open.session.clone(), &self.options, places, tell).await
    }

    /// Writes a check's report; what kind it is says the ending of the name.
    pub(super) async fn report(&self, file: PathBuf, verdict: Arc<Verdict>) -> Result<(), Trouble> {
        check::report::can_be(&file)?;
        apart(move || {
            let text = check::report::of_kind(&file, std::slice::from_ref(&verdict));
            check::report::write(&file, &text)
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
