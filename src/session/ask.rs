//! Asking the org: the token is got when needed, renewed once when it died, and whatever fails is explained.

use std::sync::Arc;

use super::explain;
use super::open::Session;
use crate::client::How;
use crate::client::exchange::Exchange;
use crate::client::request::{Batch, Get, Refusal, Request};
use crate::client::token::{Held, TokenFacts};
use crate::json::Doc;
use crate::json::patient::{self, Answer, Read, Unread};
use crate::salesforce::batch;
use crate::salesforce::errors;
use crate::salesforce::identity::UserInfo;
use crate::salesforce::path::{Path, PathFault};
use crate::salesforce::versions::{self, Version, Versions};
use crate::soql::ReadQuery;
use crate::trouble::Trouble;

/// A value read from an answer, and the exchange that brought it.
#[derive(Clone, Debug)]
pub struct Answered<T> {
    /// What was read.
    pub value: T,
    /// What of it could not be read.
    pub unread: Unread,
    /// The body as it came, indexed.
    pub doc: Doc,
    /// Where it came from.
    pub exchange: Arc<Exchange>,
}

impl Session {
    /// Reads a resource.
    pub async fn get(&self, get: Get) -> Result<Arc<Exchange>, Trouble> {
        self.ask(&Request::Get(get), How::default()).await
    }

    /// Reads a resource, with a lane and word of its progress.
    pub async fn get_with(&self, get: Get, how: How<'_>) -> Result<Arc<Exchange>, Trouble> {
        self.ask(&Request::Get(get), how).await
    }

    /// Reads a resource as JSON.
    pub async fn get_json<T: Answer>(&self, get: Get) -> Result<Answered<T>, Trouble> {
        self.get_json_with(get, How::default()).await
    }

    /// Reads a resource as JSON, with a lane and word of its progress.
    pub async fn get_json_with<T: Answer>(&self, get: Get, how: How<'_>) -> Result<Answered<T>, Trouble> {
        let exchange = self.ask(&Request::Get(get), how).await?;
        self.read(exchange)
    }

    /// Sends up to 25 reads as one; one result each, in order. Each counts as a call.
    pub async fn batch(&self, batch: Batch, how: How<'_>) -> Result<Answered<batch::Batch>, Trouble> {
        let exchange = self.ask(&Request::Batch(batch), how).await?;
        self.read(exchange)
    }

    /// Sends a query in a body; for statements too long for an address. The answer is that of `composite`.
    pub async fn long_query(&self, query: ReadQuery, how: How<'_>) -> Result<Arc<Exchange>, Trouble> {
        let version = self.version().await?;
        self.ask(&Request::Long(version, query), how).await
    }

    /// What is known of the token; it is got if there is none yet.
    pub async fn token(&self) -> Result<TokenFacts, Trouble> {
        Ok(self.held(None).await?.facts.clone())
    }

    /// The API version in use: the pinned one, else the newest that the org lists.
    pub async fn version(&self) -> Result<Version, Trouble> {
        if let Some(pinned) = self.0.profile.version {
            return Ok(pinned);
        }
        let newest = || async {
            let answered = self.versions().await?;
            versions::newest(&answered.value.0)
                .ok_or_else(|| explain::no_version(&answered.exchange, &self.known()))
        };
        self.0.newest.get_or_try_init(newest).await.copied()
    }

    /// The API versions of the org. No token is needed and no call is counted.
    pub async fn versions(&self) -> Result<Answered<Versions>, Trouble> {
        let get = self.path(["services", "data"]).and_then(|path| self.getting(path))?;
        let exchange = self.until_answered(|| async { Ok(self.open_get(&get).await) }).await?;
        self.read(exchange)
    }

    /// Who the app acts as; asked once in a session.
    pub async fn userinfo(&self) -> Result<Answered<UserInfo>, Trouble> {
        let ask = || async {
            let get = self.path(["services", "oauth2", "userinfo"]).and_then(|path| self.getting(path))?;
            self.get_json::<UserInfo>(get).await
        };
        self.0.user.get_or_try_init(ask).await.cloned()
    }

    /// A read of `/services/data/vNN.0/…` in the version in use.
    pub async fn resource<S: AsRef<str>>(
        &self,
        segments: impl IntoIterator<Item = S>,
    ) -> Result<Path, Trouble> {
        let version = self.version().await?.to_string();
        let root = self.path(["services", "data", &version])?;
        segments
            .into_iter()
            .try_fold(root, |path, segment| path.join(segment.as_ref()))
            .map_err(|fault| explain::refusal(&fault.into()))
    }

    /// A `Get` of a path, or the refusal as a trouble.
    pub fn getting(&self, path: Path) -> Result<Get, Trouble> {
        Get::new(path).map_err(|refusal| explain::refusal(&refusal))
    }

    /// A `Get` of what a person typed or the org handed back: a path, or a URL of the org's own host.
    pub async fn getting_typed(&self, text: &str) -> Result<Get, Trouble> {
        let made = match Get::on(text, self.login()) {
            // A URL of another host: whether it is where the org lives is known with the token.
            Err(Refusal::Path(PathFault::OtherOrigin { .. })) => Get::on(text, &self.token().await?.instance),
            made => made,
        };
        made.map_err(|refusal| explain::refusal(&refusal))
    }

    /// Sends a request with the token, a read again where waiting helps.
    pub(super) async fn ask(&self, request: &Request, how: How<'_>) -> Result<Arc<Exchange>, Trouble> {
        self.until_answered(|| self.ask_once(request, how)).await
    }

    /// Sends a request with the token; renews the token once and tries once more where it died.
    async fn ask_once(&self, request: &Request, how: How<'_>) -> Result<Arc<Exchange>, Trouble> {
        let held = self.held(None).await?;
        let exchange = self.send(request, &held, how).await;
        if !is_dead(&exchange) {
            return Ok(exchange);
        }
        let held = self.held(Some(held.facts.turn)).await?;
        Ok(self.send(request, &held, how).await)
    }

    pub(super) async fn send(&self, request: &Request, held: &Held, how: How<'_>) -> Arc<Exchange> {
        let to = &held.facts.instance;
        let exchange = self.0.line.send(to, request, Some(&held.token), how).await;
        self.note(&exchange, held);
        exchange
    }

    pub(super) async fn held(&self, dead: Option<u64>) -> Result<Arc<Held>, Trouble> {
        let pair = self.pair().await?;
        let held = self.0.tokens.get(&self.0.line, &self.0.login, &pair, dead).await;
        held.map_err(|fault| explain::token(&fault, &self.known()))
    }

    /// Whether the answer is one to go on with.
    pub(super) fn good(&self, exchange: &Arc<Exchange>) -> Result<(), Trouble> {
        if is_good(exchange) { Ok(()) } else { Err(explain::exchange(exchange, &self.known())) }
    }

    /// Reads an answer value by value, or says what came instead. A large one takes a while.
    pub fn read<T: Answer>(&self, exchange: Arc<Exchange>) -> Result<Answered<T>, Trouble> {
        let doc = Doc::from_bytes(exchange.body.clone());
        match patient::read(&doc) {
            Ok(Read { value, unread }) => Ok(Answered { value, unread, doc, exchange }),
            Err(_) => Err(explain::exchange(&exchange, &self.known())),
        }
    }

    pub(super) fn path<const N: usize>(&self, segments: [&str; N]) -> Result<Path, Trouble> {
        Path::of(segments).map_err(|fault| explain::refusal(&fault.into()))
    }
}

fn is_good(exchange: &Exchange) -> bool {
    exchange.is_ok() && !exchange.is_redirect()
}

fn is_dead(exchange: &Exchange) -> bool {
    // The status first: a large answer that went well is not read for errors.
    exchange.failure.is_none()
        && exchange
            .status
            .filter(|status| matches!(status, 401 | 403))
            .is_some_and(|status| errors::is_dead_token(status, &errors::read(&exchange.body)))
}
