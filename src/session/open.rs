//! What a session is made of.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OnceCell, broadcast};

use super::again::Ear;
use super::ask::Answered;
use super::explain::Known;
use crate::client::exchange::Exchange;
use crate::client::request::Request;
use crate::client::token::{Held, Login, TokenFacts, Tokens};
use crate::client::{How, Line, clock, log::Log};
use crate::salesforce::credentials::Pair;
use crate::salesforce::hosts::{self, Environment, Host};
use crate::salesforce::identity::UserInfo;
use crate::salesforce::limits::ApiUsage;
use crate::salesforce::path::Origin;
use crate::salesforce::versions::Version;
use crate::store::{Org, Places, Secrets};
use crate::trouble::{Exit, Step, Trouble};

/// How long the end of a session waits for the org.
const REVOKE_WAIT: Duration = Duration::from_secs(3);

/// A token is seconds old for so long.
const FRESH_SECONDS: i64 = 60;

/// A stored org, as far as a session needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// The name that a person gave it.
    pub name: String,
    /// The host that grants the token.
    pub host: Host,
    /// A pinned API version; `None` for the newest.
    pub version: Option<Version>,
}

impl Profile {
    /// The profile of a host, with the newest version.
    pub fn new(name: impl Into<String>, host: Host) -> Self {
        Self { name: name.into(), host, version: None }
    }

    /// The profile of a stored org.
    pub fn of(org: &Org) -> Result<Self, Trouble> {
        let derived = hosts::derive(&org.login_url).map_err(|refusal| refusal.trouble())?;
        if let Some(offer) = derived.offer() {
            let what = format!("{offer} Nothing was sent.");
            let confirm =
                format!("Confirm it: use https://{} as the login URL of {}", derived.host, org.name);
            return Err(Trouble::new(Exit::Setup, "host.host_is_a_guess", what).step(Step::Do(confirm)));
        }
        let host = derived.host;
        let version = match &org.api_version {
            None => None,
            Some(text) => Some(Version::parse(text).ok_or_else(|| {
                let what =
                    format!("The API version of {} can't be read: {text}. One looks like 64.0.", org.name);
                Trouble::new(Exit::Setup, "config.api_version", what)
            })?),
        };
        Ok(Self { name: org.name.clone(), host, version })
    }

    /// What the host says about the kind of org.
    pub fn environment(&self) -> Environment {
        self.host.environment()
    }
}

/// Where key and secret come from.
#[derive(Clone)]
pub enum Credentials {
    /// They are here.
    Pair(Arc<Pair>),
    /// They are loaded when first needed, on a thread that may block (the keyring may ask a person).
    Load(Arc<dyn Fn() -> Result<Arc<Pair>, Trouble> + Send + Sync>),
}

impl Credentials {
    /// The pair of an org that the stores know, loaded when it is first needed.
    pub fn stored(secrets: &Arc<Secrets>, org: &Org) -> Self {
        let (secrets, org) = (Arc::clone(secrets), org.clone());
        Self::Load(Arc::new(move || secrets.load(&org).map_err(|e| e.trouble(&org.name))))
    }
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Pair(_) => "Pair(•••)",
            Self::Load(_) => "Load",
        })
    }
}

/// How a session is opened.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Limits, cap, certificate authorities.
    pub client: crate::client::Options,
    /// Where describes are cached; `None` for nowhere.
    pub places: Option<Places>,
}

/// An org, opened. Cheap to clone: all clones are the same session; each may tell somebody else of its waits.
#[derive(Clone, Debug)]
pub struct Session(pub(super) Arc<Inner>, pub(super) Ear);

#[derive(Debug)]
pub(super) struct Inner {
    pub(super) profile: Profile,
    pub(super) login: Login,
    credentials: Credentials,
    pair: OnceCell<Arc<Pair>>,
    pub(super) line: Line,
    pub(super) tokens: Tokens,
    pub(super) newest: OnceCell<Version>,
    pub(super) user: OnceCell<Answered<UserInfo>>,
    usage: Mutex<Option<ApiUsage>>,
    /// The number of the last token that the API took.
    let_in: AtomicU64,
    pub(super) places: Option<Places>,
}

impl Session {
    /// Opens an org. Nothing is sent and nothing is read yet.
    pub fn open(profile: Profile, credentials: Credentials, options: Options) -> Self {
        let inner = Inner {
            login: Login::new(profile.host.clone()),
            profile,
            credentials,
            pair: OnceCell::new(),
            line: Line::new(options.client),
            tokens: Tokens::default(),
            newest: OnceCell::new(),
            user: OnceCell::new(),
            usage: Mutex::new(None),
            let_in: AtomicU64::new(0),
            places: options.places,
        };
        Self(Arc::new(inner), Ear::default())
    }

    /// The org as stored.
    pub fn profile(&self) -> &Profile {
        &self.0.profile
    }

    /// Who grants the token.
    pub fn login(&self) -> &Origin {
        &self.0.login.origin
    }

    /// What is known of the token in use, if there is one. Nothing is sent.
    pub fn token_in_use(&self) -> Option<TokenFacts> {
        self.0.tokens.held().map(|held| held.facts.clone())
    }

    /// API calls of the last 24 hours, as the newest answer said.
    pub fn budget(&self) -> Option<ApiUsage> {
        *self.0.usage.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The last exchanges.
    pub fn log(&self) -> &Log {
        self.0.line.log()
    }

    /// Each exchange as it ends, from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Exchange>> {
        self.log().subscribe()
    }

    /// Key and secret, loaded when first asked for.
    pub async fn pair(&self) -> Result<Arc<Pair>, Trouble> {
        let load = || async {
            match &self.0.credentials {
                Credentials::Pair(pair) => Ok(Arc::clone(pair)),
                Credentials::Load(load) => {
                    let load = Arc::clone(load);
                    tokio::task::spawn_blocking(move || load()).await.unwrap_or_else(|_| {
                        let what = format!("Key and secret of {} could not be loaded.", self.0.profile.name);
                        Err(Trouble::new(Exit::Setup, "secrets.load", what))
                    })
                }
            }
        };
        let pair = self.0.pair.get_or_try_init(load).await?;
        self.0.line.mask_pair(pair);
        Ok(Arc::clone(pair))
    }

    /// Ends the session's token in the org, where `revoke` says so and there is one. Waits no longer than a
    /// person who quits would. Exchanges stay readable.
    pub async fn end(&self, revoke: bool) -> Result<(), Trouble> {
        let Some(held) = self.0.tokens.take().filter(|_| revoke) else { return Ok(()) };
        let request = Request::Revoke(Arc::clone(&held.token));
        let revoking = self.0.line.send(&held.facts.instance, &request, None, How::default());
        match tokio::time::timeout(REVOKE_WAIT, revoking).await {
            Ok(exchange) => self.good(&exchange),
            Err(_) => {
                let what = "The token could not be revoked in time; it ends with the org's session time-out.";
                Err(Trouble::new(Exit::Network, "token.not_revoked", what))
            }
        }
    }

    /// Notes what an answer to a request with this token tells besides itself.
    pub(super) fn note(&self, exchange: &Exchange, held: &Held) {
        if let Some(usage) = exchange.usage() {
            *self.0.usage.lock().unwrap_or_else(PoisonError::into_inner) = Some(usage);
        }
        if exchange.is_ok() && exchange.target().starts_with("/services/data/v") {
            self.0.let_in.store(held.facts.turn, Ordering::SeqCst);
        }
    }

    /// What is known besides an exchange. Nothing is sent.
    pub fn known(&self) -> Known {
        let held = self.0.tokens.held();
        let facts = held.as_ref().map(|held| &held.facts);
        let scopes = facts.and_then(|facts| facts.granted.scopes.as_ref());
        // A token that the API has taken already is no fresh one: it died since.
        let is_new = |facts: &TokenFacts| facts.turn > self.0.let_in.load(Ordering::SeqCst);
        let age = |facts: &TokenFacts| clock::now().as_second() - facts.obtained_at.as_second();
        Known {
            user: self.0.user.get().and_then(|user| user.value.preferred_username.clone()),
            api_granted: scopes.map(|scopes| scopes.iter().any(|scope| scope == "api" || scope == "full")),
            token: facts.map(|facts| facts.kind),
            is_listed: self.0.profile.version.is_none(),
            is_fresh: facts.is_some_and(|facts| is_new(facts) && age(facts) < FRESH_SECONDS),
            other_host: facts
                .filter(|facts| facts.instance != self.0.login.origin)
                .map(|facts| facts.instance.host().to_owned()),
            ..Known::default()
        }
    }
}
