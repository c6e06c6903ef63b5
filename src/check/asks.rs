//! What the rungs ask the org: each request once, each drawn as an arrow, those that count kept to a number.

use super::climb::{Climb, MOST_CALLS, VersionList};
use super::event::Event;
use crate::client::request::GrantStyle;
use crate::client::token::TokenFault;
use crate::client::{Exchange, Get};
use crate::handoff::sequence::{Arrow, Lane, Outcome};
use crate::json::{Doc, Node, patient};
use crate::salesforce::path::{Origin, Path};
use crate::salesforce::versions::{self, Version, Versions};
use crate::session::explain;
use crate::text::{numbers, safe};
use crate::trouble::Trouble;
use std::sync::Arc;

/// Requests, each drawn as an arrow.
impl Climb<'_> {
    /// Connects, and reads the list of versions without a token. `None` where no host is known.
    pub(super) async fn reach(&self) -> Option<Arc<Exchange>> {
        let session = self.session()?;
        let get = Get::at("/services/data").ok()?;
        let login = session.login().clone();
        let draw = |number, outcome, exchange: Option<&Exchange>| {
            let path = protocol(&login, exchange);
            self.arrow(
                number,
                Shown { to: Lane::Login, verb: "connect", path, note: None },
                outcome,
                exchange,
            )
        };
        let number = draw(None, Outcome::Waiting, None);
        self.know(|known| known.requests += 1);
        let exchange = session.open_get(&get).await;
        self.saw(&exchange);
        let outcome = match (&exchange.failure, exchange.status) {
            (None, Some(status)) if status != 407 => {
                Outcome::Answered { status: None, ms: connecting(&exchange), words: "connected".to_owned() }
            }
            (failure, status) => Outcome::Broken {
                status,
                ms: exchange.ms,
                words: failure.as_ref().map_or("proxy", |failure| failure.word()).to_owned(),
            },
        };
        draw(Some(number), outcome, Some(&exchange));
        Some(exchange)
    }

    /// Asks for a token; what is known of a granted one is left for the rungs above. Fails where key and
    /// secret can't be loaded.
    pub(super) async fn grant(&self) -> Result<Result<(), TokenFault>, Trouble> {
        let Some(session) = self.session() else { return Ok(Ok(())) };
        let draw = |number, outcome, exchange: Option<&Exchange>| {
            let path = "/services/oauth2/token".to_owned();
            let note = Some("grant_type=client_credentials".to_owned());
            self.arrow(number, Shown { to: Lane::Login, verb: "POST", path, note }, outcome, exchange)
        };
        let number = draw(None, Outcome::Waiting, None);
        self.know(|known| known.requests += 1);
        let step = session.grant_step(GrantStyle::Form).await?;
        self.saw(&step.exchange);
        draw(Some(number), outcome(&step.exchange, step.result.is_ok(), "token"), Some(&step.exchange));
        Ok(step.result.map(|facts| self.know(|known| known.facts = Some(facts))))
    }

    /// The list of versions: as the rung `network` got it, or read again at the token's host.
    pub(super) async fn version_list(&self) -> VersionList {
        let list = self.listed().await;
        list.0.iter().for_each(|exchange| self.saw(exchange));
        list
    }

    async fn listed(&self) -> VersionList {
        let read = |exchange: &Exchange| {
            let list = patient::value::<Versions>(&exchange.body).map(|list| list.0);
            list.filter(|list| exchange.is_ok() && !list.is_empty())
        };
        self.list
            .get_or_init(|| async {
                if let Some(reached) = self.look(|known| known.reached.clone())
                    && let Some(list) = read(&reached)
                {
                    return (Some(reached), Some(list));
                }
                let exchange = self.get("/services/data", "versions").await;
                let list = exchange.as_deref().and_then(read);
                (exchange, list)
            })
            .await
            .clone()
    }

    /// The API version that calls use: the pinned one where the org has it or the list is unknown, else the newest.
    pub(super) async fn version(&self) -> Version {
        let (_, list) = self.listed().await;
        let newest = list.as_deref().and_then(versions::newest);
        match (self.ask.api_version, list) {
            (Some(pinned), Some(list)) if list.iter().any(|l| Version::parse(&l.version) == Some(pinned)) => {
                pinned
            }
            (Some(pinned), None) => pinned,
            (_, _) => newest.unwrap_or(versions::FALLBACK),
        }
    }

    /// The first call that the API has to let in: the resources of the version. Made once, however many ask.
    pub(super) async fn root(&self) -> Option<Arc<Exchange>> {
        let root = self
            .root
            .get_or_init(|| async {
                let version = self.version().await;
                self.get(&format!("/services/data/{version}"), "resources").await
            })
            .await
            .clone();
        root.iter().for_each(|exchange| self.saw(exchange));
        root
    }

    /// userinfo. Made once, however many ask.
    pub(super) async fn userinfo(&self) -> Option<Arc<Exchange>> {
        let user = self.userinfo.get_or_init(|| self.get("/services/oauth2/userinfo", "user")).await.clone();
        user.iter().for_each(|exchange| self.saw(exchange));
        user
    }

    /// A resource below the version's root, while calls are left.
    pub(super) async fn data(&self, resource: &str, words: &'static str) -> Option<Arc<Exchange>> {
        let version = self.version().await;
        self.get(&format!("/services/data/{version}/{resource}"), words).await
    }

    /// A query, while calls are left.
    pub(super) async fn query(&self, soql: &str, words: &'static str) -> Option<Arc<Exchange>> {
        let version = self.version().await;
        let path = Path::parse(&format!("/services/data/{version}/query")).ok()?.with("q", soql);
        self.get_path(path, words).await
    }

    async fn get(&self, path: &str, words: &'static str) -> Option<Arc<Exchange>> {
        self.get_path(Path::parse(path).ok()?, words).await
    }

    /// A GET with the token; `None` where there is none, or the calls are used up.
    async fn get_path(&self, path: Path, words: &'static str) -> Option<Arc<Exchange>> {
        let session = self.session()?;
        self.facts()?;
        let get = Get::new(path).ok()?;
        if get.counts() {
            // Counted before it is sent, so that rungs side by side can't overdraw together.
            let mut known = self.lock();
            if known.calls >= MOST_CALLS {
                return None;
            }
            known.calls += 1;
        }
        let path = get.path().to_string();
        let to = if path.starts_with("/services/data") { Lane::Api } else { Lane::Login };
        let draw = |number, outcome, exchange: Option<&Exchange>| {
            self.arrow(number, Shown { to, verb: "GET", path: path.clone(), note: None }, outcome, exchange)
        };
        let number = draw(None, Outcome::Waiting, None);
        self.know(|known| known.requests += 1);
        let exchange = session.step(&get).await?;
        self.saw(&exchange);
        draw(Some(number), outcome(&exchange, exchange.is_ok(), &told(words, &exchange)), Some(&exchange));
        if let Some(usage) = exchange.usage() {
            self.know(|known| {
                known.first_usage = known.first_usage.or(Some(usage));
                known.last_usage = match known.last_usage {
                    Some(last) if last.used > usage.used => Some(last),
                    _ => Some(usage),
                };
            });
        }
        Some(exchange)
    }

    /// What the org says of its own token; `None` where it doesn't say.
    pub(super) async fn introspect(&self) -> Option<bool> {
        let session = self.session()?;
        let draw = |number, outcome, exchange: Option<&Exchange>| {
            let path = "/services/oauth2/introspect".to_owned();
            self.arrow(number, Shown { to: Lane::Login, verb: "POST", path, note: None }, outcome, exchange)
        };
        let number = draw(None, Outcome::Waiting, None);
        self.know(|known| known.requests += 1);
        let exchange = session.introspect_step().await.ok()??;
        self.saw(&exchange);
        let doc = Doc::from_bytes(exchange.body.clone());
        let active =
            Node::root(&doc).and_then(|root| root.get("active")?.flag()).filter(|_| exchange.is_ok());
        let words = match active {
            Some(true) => "active",
            Some(false) => "not active",
            None => "no verdict",
        };
        draw(Some(number), outcome(&exchange, active.is_some(), words), Some(&exchange));
        self.know(|known| known.is_active = active);
        active
    }

    /// Draws an arrow: a new one without a number, else the end of that one.
    pub(super) fn arrow(
        &self,
        number: Option<u32>,
        shown: Shown,
        outcome: Outcome,
        exchange: Option<&Exchange>,
    ) -> u32 {
        let Shown { to, verb, path, note } = shown;
        let arrow = {
            let mut known = self.lock();
            let next = u32::try_from(known.sequence.arrows.len()).unwrap_or(u32::MAX);
            let exchange = exchange.map(|exchange| exchange.number);
            let arrow = Arrow { number: number.unwrap_or(next), to, verb, path, note, outcome, exchange };
            known.sequence.put(arrow.clone());
            arrow
        };
        let number = arrow.number;
        (self.tell)(Event::Arrow(arrow));
        number
    }
}

/// What an arrow says, besides how it ends.
pub(super) struct Shown {
    pub to: Lane,
    pub verb: &'static str,
    pub path: String,
    pub note: Option<String>,
}

/// What an answer brought, in a word or two: rows of a query, the name of the user.
fn told(words: &str, exchange: &Exchange) -> String {
    const SMALL: usize = 64 * 1024;
    if exchange.body.len() > SMALL {
        return words.to_owned();
    }
    let doc = Doc::from_bytes(exchange.body.clone());
    let root = Node::root(&doc);
    let rows = root.and_then(|root| root.get("totalSize")?.whole::<u64>());
    match (rows, root.and_then(|root| root.text_of("preferred_username"))) {
        (Some(1), _) => "1 row".to_owned(),
        (Some(rows), _) => format!("{} rows", numbers::count(rows)),
        (_, Some(name)) => safe::visible(&name).into_owned(),
        _ => words.to_owned(),
    }
}

/// What is spoken: `TLS 1.3`, `HTTP/1.1, not encrypted`.
pub(super) fn protocol(origin: &Origin, exchange: Option<&Exchange>) -> String {
    match exchange.and_then(|exchange| exchange.tls) {
        Some(version) => version.to_owned(),
        None if origin.is_https() => "TLS".to_owned(),
        None => "not encrypted".to_owned(),
    }
}

/// Milliseconds until the connection stood; the whole where it was kept from before.
fn connecting(exchange: &Exchange) -> u64 {
    let phases = &exchange.phases;
    match (phases.dns, phases.connect, phases.tls) {
        (None, None, None) => exchange.ms,
        (dns, connect, tls) => dns.unwrap_or(0) + connect.unwrap_or(0) + tls.unwrap_or(0),
    }
}

fn outcome(exchange: &Exchange, holds: bool, words: &str) -> Outcome {
    let (status, ms) = (exchange.status, exchange.ms);
    if holds {
        return Outcome::Answered { status, ms, words: words.to_owned() };
    }
    let words = match &exchange.failure {
        Some(failure) => failure.word().to_owned(),
        None => explain::code(exchange).unwrap_or_default(),
    };
    Outcome::Broken { status: status.filter(|_| exchange.failure.is_none()), ms, words }
}
