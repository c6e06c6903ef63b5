//! What the rungs ask the org: each request once, each drawn as an arrow, those that count kept to a number.

use super::climb::{Climb, MOST_CALLS, VersionList};
use super::event::Event;
use super::result::{RungResult, Status};
use super::rungs::userinfo;
use crate::client::request::GrantStyle;
use crate::client::token::TokenFault;
use crate::client::{Exchange, Get};
use crate::handoff::sequence::{Arrow, Lane, Outcome, Sequence};
use crate::json::{Doc, Node, patient};
use crate::salesforce::path::{Origin, Path};
use crate::salesforce::record::QueryPage;
use crate::salesforce::versions::{self, Listed, Version, Versions};
use crate::session::explain;
use crate::text::{numbers, safe};
use crate::trouble::Trouble;
use std::sync::Arc;

/// Requests, each drawn as an arrow.
impl Climb<'_> {
    /// Connects, and reads the list of versions without a token. `None` if no host is known.
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
        let ended = match &step.result {
            Ok(_) => brought(&step.exchange, "token"),
            Err(TokenFault::NoToken(_)) => broken(&step.exchange, "no token"),
            Err(TokenFault::NoInstance(_)) => broken(&step.exchange, "no instance URL"),
            Err(TokenFault::Distrusted(..)) => broken(&step.exchange, "strange instance URL"),
            Err(TokenFault::Network(_) | TokenFault::Refused { .. }) => refused(&step.exchange),
        };
        draw(Some(number), ended, Some(&step.exchange));
        Ok(step.result.map(|facts| self.know(|known| known.facts = Some(facts))))
    }

    /// The list of versions: as the rung `network` got it, or read again at the token's host.
    pub(super) async fn version_list(&self) -> VersionList {
        let list = self.listed().await;
        list.0.iter().for_each(|exchange| self.saw(exchange));
        list
    }

    async fn listed(&self) -> VersionList {
        self.list
            .get_or_init(|| async {
                if let Some(reached) = self.look(|known| known.reached.clone())
                    && let Some(list) = list(&reached)
                {
                    return (Some(reached), Some(list));
                }
                let versions = Wanted { words: "versions", is_it: |exchange| list(exchange).is_some() };
                let exchange = self.get("/services/data", versions).await;
                let found = exchange.as_deref().and_then(list);
                (exchange, found)
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
                self.get(&format!("/services/data/{version}"), Wanted::json("resources")).await
            })
            .await
            .clone();
        root.iter().for_each(|exchange| self.saw(exchange));
        root
    }

    /// userinfo. Made once, however many ask.
    pub(super) async fn userinfo(&self) -> Option<Arc<Exchange>> {
        let wanted = Wanted { words: "user", is_it: |exchange| userinfo(exchange).is_some() };
        let user = self.userinfo.get_or_init(|| self.get("/services/oauth2/userinfo", wanted)).await.clone();
        user.iter().for_each(|exchange| self.saw(exchange));
        user
    }

    /// A resource below the version's root, while calls are left.
    pub(super) async fn data(&self, resource: &str, words: &'static str) -> Option<Arc<Exchange>> {
        let version = self.version().await;
        self.get(&format!("/services/data/{version}/{resource}"), Wanted::json(words)).await
    }

    /// A query, while calls are left.
    pub(super) async fn query(&self, soql: &str, words: &'static str) -> Option<Arc<Exchange>> {
        let version = self.version().await;
        let path = Path::parse(&format!("/services/data/{version}/query")).ok()?.with("q", soql);
        let is_it = |exchange: &Exchange| patient::value::<QueryPage>(&exchange.body).is_some();
        self.get_path(path, Wanted { words, is_it }).await
    }

    async fn get(&self, path: &str, wanted: Wanted) -> Option<Arc<Exchange>> {
        self.get_path(Path::parse(path).ok()?, wanted).await
    }

    /// A GET with the token; `None` if there is none, or the calls are used up.
    async fn get_path(&self, path: Path, wanted: Wanted) -> Option<Arc<Exchange>> {
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
        let is_it = exchange.is_ok() && (wanted.is_it)(&exchange);
        let ended =
            if is_it { brought(&exchange, &told(wanted.words, &exchange)) } else { refused(&exchange) };
        draw(Some(number), ended, Some(&exchange));
        if let Some(usage) = exchange.usage().filter(|_| get.counts()) {
            // Answers of requests side by side come in any order.
            self.know(|known| {
                let least = known.least_usage.filter(|least| least.used <= usage.used);
                known.least_usage = least.or(Some(usage));
                let most = known.most_usage.filter(|most| most.used >= usage.used);
                known.most_usage = most.or(Some(usage));
            });
        }
        Some(exchange)
    }

    /// What the org says of its own token; `None` if it doesn't say.
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
            None => "",
        };
        let ended = if active.is_some() { brought(&exchange, words) } else { refused(&exchange) };
        draw(Some(number), ended, Some(&exchange));
        self.know(|known| known.is_active = active);
        active
    }

    /// What a rung failed at is drawn as failed, whatever its answer looked like when it came. A connection that was
    /// made stays made.
    pub(super) fn settle(&self, result: &RungResult) {
        let shown = result.diagnosis.as_ref().and_then(|why| why.evidence.exchange);
        let (Status::Fail, Some(shown)) = (result.status, shown) else { return };
        let arrow = {
            let mut known = self.lock();
            let mut arrows = known.sequence.arrows.iter_mut();
            let Some(arrow) = arrows.find(|arrow| arrow.exchange == Some(shown) && arrow.verb != "connect")
            else {
                return;
            };
            let Outcome::Answered { status, ms, .. } = arrow.outcome else { return };
            arrow.outcome = Outcome::Broken { status, ms, words: result.summary.clone() };
            arrow.clone()
        };
        (self.tell)(Event::Arrow(arrow));
    }

    /// The next request that was kept from being sent, as the picture shows it.
    pub(super) fn draw_what_was_not_sent(&self, failed: &RungResult) {
        let (to, verb, path) = match failed.id {
            "input" | "host" | "network" => (Lane::Login, "POST", "/services/oauth2/token".to_owned()),
            "token" | "token_shape" | "identity" => match self.look(|known| next_below(&known.sequence)) {
                Some(path) => (Lane::Api, "GET", path),
                None => return,
            },
            _ => return,
        };
        self.arrow(None, Shown { to, verb, path, note: None }, Outcome::NotSent, None);
    }

    /// Draws an arrow: a new one without a number, else the end of the one with that number.
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

/// What a GET is to bring: the word for it on its arrow, and how an answer is known to be it.
#[derive(Clone, Copy)]
struct Wanted {
    words: &'static str,
    is_it: fn(&Exchange) -> bool,
}

impl Wanted {
    /// Any JSON; the rung reads it.
    fn json(words: &'static str) -> Self {
        Self { words, is_it: explain::is_json }
    }
}

/// The list of versions, if it is one.
fn list(exchange: &Exchange) -> Option<Vec<Listed>> {
    let list = patient::value::<Versions>(&exchange.body).map(|list| list.0);
    list.filter(|list| exchange.is_ok() && !list.is_empty())
}

/// What an arrow says, besides how it ends.
pub(super) struct Shown {
    pub to: Lane,
    pub verb: &'static str,
    pub path: String,
    pub note: Option<String>,
}

/// The next of the API's resources that was not asked for; rungs are climbed side by side, so some may have been.
fn next_below(sequence: &Sequence) -> Option<String> {
    let sent = |path: &str| sequence.arrows.iter().any(|arrow| arrow.path.starts_with(path));
    let mut versions = sequence.arrows.iter().filter_map(|arrow| {
        let version = arrow.path.strip_prefix("/services/data/")?.split('/').next()?;
        Version::parse(version)
    });
    let Some(version) = versions.next() else { return Some("/services/data/…".to_owned()) };
    let resources = ["sobjects", "query"].map(|resource| format!("/services/data/{version}/{resource}"));
    resources.into_iter().find(|path| !sent(path))
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

/// The end of an arrow whose answer is what was asked for.
fn brought(exchange: &Exchange, words: &str) -> Outcome {
    Outcome::Answered { status: exchange.status, ms: exchange.ms, words: words.to_owned() }
}

/// The end of an arrow whose answer is a refusal or something else than was asked for, or that has none.
fn refused(exchange: &Exchange) -> Outcome {
    broken(exchange, &explain::in_short(exchange))
}

fn broken(exchange: &Exchange, words: &str) -> Outcome {
    let status = exchange.status.filter(|_| exchange.failure.is_none());
    Outcome::Broken { status, ms: exchange.ms, words: words.to_owned() }
}
