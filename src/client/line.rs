//! The line to an org: sends requests, keeps what came of them, masks what is secret.

use std::sync::Arc;

use bytes::Bytes;
use zeroize::Zeroizing;

use super::exchange::Exchange;
use super::failure::Failure;
use super::lanes::{Lane, Lanes};
use super::log::Log;
use super::masks::Masks;
use super::options::Options;
use super::phases::Marks;
use super::proxy::Way;
use super::request::{Grant, Request};
use super::wire::{self, Progress, Wire};
use crate::json::{Doc, Node};
use crate::salesforce::credentials::{AccessToken, Pair};
use crate::salesforce::path::Origin;
use crate::salesforce::token::Granted;
use crate::text::spellings::Needles;

/// A line to one org. Dropping a future of it closes the connection (over HTTP/2 its stream) and leaves an exchange that
/// says so.
#[derive(Debug)]
pub struct Line {
    wire: Wire,
    log: Log,
    masks: Masks,
    lanes: Lanes,
}

/// How a request is made.
#[derive(Clone, Copy, Default)]
pub struct How<'a> {
    /// Who waits for it.
    pub lane: Lane,
    /// Is told of each piece that comes in.
    pub progress: Option<&'a Progress<'a>>,
}

impl std::fmt::Debug for How<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("How").field("lane", &self.lane).finish_non_exhaustive()
    }
}

/// What came of a token request.
#[derive(Debug)]
pub struct GrantAnswer {
    /// The exchange; token and signature stand masked in it.
    pub exchange: Arc<Exchange>,
    /// What came with the token; `None` if the body is no JSON object.
    pub granted: Option<Granted>,
    /// The token's text, to be bound to an origin by `token.rs`.
    pub(super) token: Option<Zeroizing<String>>,
}

impl GrantAnswer {
    /// Whether the answer holds a token.
    pub fn has_token(&self) -> bool {
        self.token.is_some()
    }
}

impl Line {
    /// A line; nothing is sent and nothing is read from the machine yet.
    pub fn new(options: Options) -> Self {
        Self {
            wire: Wire::new(options),
            log: Log::default(),
            masks: Masks::default(),
            lanes: Lanes::default(),
        }
    }

    /// The last exchanges.
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// The options it was made with.
    pub fn options(&self) -> &Options {
        self.wire.options()
    }

    /// How a request to `to` leaves this machine: the proxy in between, and where that is named.
    pub fn way_to(&self, to: &Origin) -> Way {
        self.wire.way_to(to)
    }

    /// Masks `pair` in whatever comes back from now on.
    pub fn mask_pair(&self, pair: &Arc<Pair>) {
        self.masks.pair(pair);
    }

    /// Masks `token` in whatever comes back from now on.
    pub fn mask_token(&self, token: &Arc<AccessToken>) {
        self.masks.token(token);
    }

    /// Sends a request and keeps the exchange. A failure is in the exchange.
    pub async fn send(
        &self,
        to: &Origin,
        request: &Request,
        token: Option<&AccessToken>,
        how: How<'_>,
    ) -> Arc<Exchange> {
        let _place = match request {
            // Everybody waits for the token, so it waits for nobody.
            Request::Token(_) | Request::Revoke(_) => None,
            _ => Some(self.lanes.enter(how.lane).await),
        };
        if let Request::Introspect(_, pair) = request {
            self.masks.pair(pair);
        }
        if let Request::Introspect(token, _) | Request::Revoke(token) = request {
            self.masks.token(token);
        }
        if let Some(token) = token {
            self.masks.token(token);
        }
        let mut flight = Flight::begin(self, to, request);
        let mut exchange = self.wire.send(to, request, token, &flight.marks, how.progress).await;
        self.masks.clean(&mut exchange, &Needles::default());
        flight.land(exchange)
    }

    /// Asks for a token. The answer is taken apart before the exchange is masked and kept.
    pub async fn grant(&self, to: &Origin, grant: Grant) -> GrantAnswer {
        self.masks.pair(&grant.pair);
        let request = Request::Token(grant);
        let mut flight = Flight::begin(self, to, &request);
        let mut exchange = self.wire.send(to, &request, None, &flight.marks, None).await;
        let token = Granted::parse(&exchange.body).and_then(|(_, token)| token).map(Zeroizing::new);
        let mut secrets = secret_values(&exchange.body);
        secrets.extend(token.iter().map(|token| Zeroizing::new(token.as_bytes().to_vec())));
        let secrets = Needles::of(secrets.iter().map(|secret| secret.as_slice()));
        self.masks.clean(&mut exchange, &secrets);
        // The facts are shown, so they are read from what may be shown.
        let granted = Granted::parse(&exchange.body).map(|(granted, _)| granted);
        let exchange = flight.land(exchange);
        // An answer that is no success grants nothing, whatever its body says.
        let token = token.filter(|_| exchange.status == Some(200) && exchange.failure.is_none());
        GrantAnswer { exchange, granted, token }
    }
}

/// The values of a token answer that nobody may see, as they are in its bytes.
fn secret_values(body: &Bytes) -> Vec<Zeroizing<Vec<u8>>> {
    const SECRET: [&str; 4] = ["access_token", "signature", "refresh_token", "id_token"];
    // An answer that is cut off may hold a whole token all the same.
    let doc = Doc::from_bytes(body.clone());
    let members = Node::root(&doc).into_iter().flat_map(Node::members);
    let secret = members.filter(|(name, _)| SECRET.contains(&name.as_ref()));
    let bare = |raw: &[u8]| {
        let raw = raw.strip_prefix(b"\"").unwrap_or(raw);
        Zeroizing::new(raw.strip_suffix(b"\"").unwrap_or(raw).to_vec())
    };
    secret.map(|(_, node)| bare(doc.raw(node.id()))).filter(|value| !value.is_empty()).collect()
}

/// A request under way. Dropped before it lands (the person stopped waiting), it still leaves an exchange.
struct Flight<'a> {
    line: &'a Line,
    marks: Arc<Marks>,
    outline: Option<Exchange>,
}

impl<'a> Flight<'a> {
    fn begin(line: &'a Line, to: &Origin, request: &Request) -> Self {
        let mut outline = wire::outline(to, request);
        line.masks.clean(&mut outline, &Needles::default());
        Self { line, marks: Marks::start(), outline: Some(outline) }
    }

    fn land(&mut self, exchange: Exchange) -> Arc<Exchange> {
        self.outline = None;
        self.line.log.add(exchange)
    }
}

impl Drop for Flight<'_> {
    fn drop(&mut self) {
        if let Some(mut exchange) = self.outline.take() {
            exchange.ms = self.marks.ms();
            exchange.phases = self.marks.phases();
            exchange.failure = Some(Failure::Stopped);
            self.line.log.add(exchange);
        }
    }
}
