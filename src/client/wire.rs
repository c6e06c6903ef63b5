//! How a request travels. The one file that names the HTTP library and HTTP methods, and that lets a key, a
//! secret or a token out of its type: into a form body, or into a header that is marked sensitive.
//!
//! Redirects are never followed: a 3xx is an answer like any other, and names where it points. So neither a
//! token nor a form with a secret can reach a second host.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use hyper_util::client::legacy::connect::HttpInfo;
use reqwest::header::{self, HeaderMap, HeaderValue};
use zeroize::Zeroizing;

use super::clock;
use super::connect::{Clients, Over};
use super::exchange::Exchange;
use super::failure::{Failure, Phase};
use super::guard::{self, Body, Coming};
use super::options::Options;
use super::phases::Marks;
use super::proxy::Way;
use super::request::{GrantStyle, Request, TOKEN_PATH};
use super::room::Share;
use super::tls::Certificate;
use crate::salesforce::credentials::AccessToken;
use crate::salesforce::path::Origin;

/// Bytes of a body so far, as they came over the wire, and how many there will be where that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Received {
    /// So far.
    pub bytes: u64,
    /// In all.
    pub of: Option<u64>,
}

/// Is told of each piece of a body that comes in.
pub type Progress<'a> = dyn Fn(Received) + Send + Sync + 'a;

/// What sends.
pub(super) struct Wire {
    clients: Clients,
}

impl std::fmt::Debug for Wire {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Wire").field("options", self.options()).finish_non_exhaustive()
    }
}

/// What is to be sent, to whom, and who is told of it.
#[derive(Clone, Copy)]
struct Asked<'a> {
    to: &'a Origin,
    request: &'a Request,
    token: Option<&'a AccessToken>,
    marks: &'a Arc<Marks>,
    progress: Option<&'a Progress<'a>>,
}

/// Method, address, headers and body: what is derived from a [`Request`].
struct Shape {
    method: reqwest::Method,
    target: String,
    headers: HeaderMap,
    body: Option<(&'static str, Vec<u8>)>,
}

impl Wire {
    pub(super) fn new(options: Options) -> Self {
        Self { clients: Clients::new(options) }
    }

    pub(super) fn options(&self) -> &Options {
        self.clients.options()
    }

    /// How a request to an origin leaves this machine.
    pub(super) fn way_to(&self, to: &Origin) -> Way {
        self.clients.way_to(to).0
    }

    /// Sends a request and reads its answer. Whatever goes wrong stands in the exchange; nothing is masked
    /// in it yet, so it goes to `masks.rs` before anyone sees it.
    ///
    /// A connection that was kept from before may end at the very moment at which it is used again. Then the
    /// request was not taken, and is sent once more on a new one: all that orgscope sends may be repeated.
    /// (RFC 9112, 9.3.1.)
    pub(super) async fn send(
        &self,
        to: &Origin,
        request: &Request,
        token: Option<&AccessToken>,
        marks: &Arc<Marks>,
        progress: Option<&Progress<'_>>,
    ) -> Exchange {
        let asked = Asked { to, request, token, marks, progress };
        let mut first = self.send_once(&asked, Over::Any).await;
        for _ in 0..UNSENT {
            if !was_not_sent(&first) {
                break;
            }
            marks.anew();
            first = Exchange { started_at: first.started_at, ..self.send_once(&asked, Over::New).await };
        }
        if !had_ended(&first) {
            return first;
        }
        marks.anew();
        let mut second = self.send_once(&asked, Over::New).await;
        second.started_at = first.started_at;
        second.calls += first.calls;
        second.way.is_renewed = true;
        second
    }

    async fn send_once(&self, asked: &Asked<'_>, over: Over) -> Exchange {
        let marks = asked.marks;
        let mut exchange = outline(asked.to, asked.request);
        match self.exchange(asked, over, &mut exchange).await {
            Ok(()) => {}
            Err(failure) => exchange.failure = Some(failure),
        }
        exchange.ms = marks.ms();
        exchange.phases = marks.phases();
        exchange.tls = marks.tls();
        exchange.certificate = marks.chain().first().and_then(|der| Certificate::parse(der)).map(Box::new);
        exchange
    }

    async fn exchange(&self, asked: &Asked<'_>, over: Over, exchange: &mut Exchange) -> Result<(), Failure> {
        let Asked { to, request, token, marks, progress } = *asked;
        let shape = shape(to, request, token)?;
        let (way, proxy) = self.clients.way_to(to);
        exchange.way = way;
        proxy?;
        let client = self.clients.client(to, over)?;
        let limits = self.options().limits;
        let url = format!("{to}{}", shape.target);
        let mut sending = client.request(shape.method, url).headers(shape.headers);
        if let Some((media_type, body)) = shape.body {
            sending = sending.header(header::CONTENT_TYPE, media_type).body(body);
        }
        let connect = limits.connect + limits.certificate;
        let cap = self.options().cap;
        // The token endpoint and its neighbours answer at once and with little, or not at all.
        let (first, total, cap) = if request.is_token() {
            let total = limits.total.min(connect + limits.token);
            (total, total, cap.min(guard::TOKEN_BODY))
        } else {
            (limits.total.min(connect + limits.wait), limits.total, cap)
        };
        let whole = async {
            let response = match tokio::time::timeout(first, marks.during(sending.send())).await {
                Ok(Ok(response)) => response,
                Ok(Err(error)) => return Err(self.clients.failure(&error, to, marks).await),
                Err(_) => return Err(silent(marks, first)),
            };
            marks.used(response.extensions().get::<HttpInfo>().map(HttpInfo::local_addr));
            marks.answered();
            read_head(&response, exchange);
            exchange.calls = request.calls();
            guard::head(exchange)?;
            let expected = response.content_length();
            let body = Body::new(&exchange.encoding(), cap, Share::of(&self.options().room));
            let mut coming = Coming::new(exchange, body);
            let mut pieces = response.bytes_stream();
            loop {
                let piece = match tokio::time::timeout(limits.read, pieces.next()).await {
                    Ok(None) => break,
                    Ok(Some(Ok(piece))) => piece,
                    Ok(Some(Err(error))) => {
                        return Err(self.clients.failure(&error, to, marks).await);
                    }
                    Err(_) => return Err(silent(marks, limits.read)),
                };
                let received = Received { bytes: coming.push(&piece)?, of: expected };
                if let Some(progress) = progress {
                    progress(received);
                }
            }
            coming.end(request)
        };
        match tokio::time::timeout(total, whole).await {
            Ok(done) => done,
            // Until the head is there silence has a shorter limit; after it bytes must have kept coming.
            Err(_) if marks.phase() == Phase::Read => Err(Failure::NoEnd { limit_ms: millis(total) }),
            Err(_) => Err(silent(marks, total)),
        }
    }
}

/// So often is sent anew what was not sent.
const UNSENT: usize = 2;

/// Whether the other side spoke or left before the request was on its way, so that nothing of it was sent. What it said
/// is lost then: an SSH server, which speaks first, would be told as a lost connection now and then.
fn was_not_sent(exchange: &Exchange) -> bool {
    matches!(&exchange.failure, Some(Failure::Broken { said, .. }) if said.contains("connection was not ready"))
}

/// Whether the connection that was kept from before had ended when the request was sent on it: no byte of an answer
/// came, or a 408, which is sent unasked at the end of the idle time. (RFC 9110, 15.5.9.)
fn had_ended(exchange: &Exchange) -> bool {
    let is_over = match (&exchange.failure, exchange.status) {
        // One stream of HTTP/2 that is reset: the connection stands.
        (Some(Failure::Broken { phase: Phase::Wait, said }), _) => !said.contains("stream error"),
        (None, Some(408)) => true,
        _ => false,
    };
    is_over && exchange.phases.is_kept()
}

/// The exchange before anything happened: what is sent, without secrets.
pub(super) fn outline(to: &Origin, request: &Request) -> Exchange {
    let (method, target) = match request {
        Request::Get(get) => ("GET", get.path().to_string()),
        Request::Token(_) => ("POST", TOKEN_PATH.to_owned()),
        Request::Revoke(_) => ("POST", "/services/oauth2/revoke".to_owned()),
        Request::Introspect(..) => ("POST", "/services/oauth2/introspect".to_owned()),
        Request::Batch(batch) => ("POST", format!("/services/data/{}/composite/batch", batch.version())),
        Request::Long(version, _) => ("POST", format!("/services/data/{version}/composite")),
    };
    Exchange {
        number: 0,
        method,
        url: format!("{to}{target}"),
        started_at: clock::now(),
        ms: 0,
        phases: Default::default(),
        status: None,
        http: None,
        headers: Vec::new(),
        body: bytes::Bytes::new(),
        is_masked: false,
        wire_bytes: None,
        let_go: None,
        failure: None,
        calls: 0,
        address: None,
        tls: None,
        certificate: None,
        way: Default::default(),
    }
}

fn shape(to: &Origin, request: &Request, token: Option<&AccessToken>) -> Result<Shape, Failure> {
    let mut headers = HeaderMap::new();
    if !request.is_token() {
        // From API 60.0 on a GET of a record puts it on the Run As user's list of recent items, unless this is
        // sent; so does a part of a batch. (REST guide, 'MRU Header': the default is true.)
        headers.insert("sforce-mru", HeaderValue::from_static("updateMru=false"));
    }
    headers.insert(header::ACCEPT, HeaderValue::from_static("application/json, */*;q=0.1"));
    headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
    if let Some(token) = token {
        same_origin(token, to)?;
        headers.insert(header::AUTHORIZATION, sensitive(&format!("Bearer {}", token.for_wire()))?);
    }
    let outline = outline(to, request);
    let target = outline.url[to.as_str().len()..].to_owned();
    let (method, body) = match request {
        Request::Get(get) => {
            if let Some(since) = get.since() {
                headers.insert(header::IF_MODIFIED_SINCE, value(since)?);
            }
            if let Some(rows) = get.page_rows() {
                headers.insert("sforce-query-options", value(&format!("batchSize={rows}"))?);
            }
            (reqwest::Method::GET, None)
        }
        Request::Token(grant) => {
            let fields = match grant.style {
                GrantStyle::Form => vec![
                    ("grant_type", "client_credentials"),
                    ("client_id", grant.pair.key.for_wire()),
                    ("client_secret", grant.pair.secret.for_wire()),
                ],
                GrantStyle::Basic => {
                    let header = Zeroizing::new(format!("Basic {}", *grant.pair.for_basic()));
                    headers.insert(header::AUTHORIZATION, sensitive(&header)?);
                    vec![("grant_type", "client_credentials")]
                }
            };
            (reqwest::Method::POST, Some(form(&fields)))
        }
        Request::Revoke(token) => {
            same_origin(token, to)?;
            (reqwest::Method::POST, Some(form(&[("token", token.for_wire())])))
        }
        Request::Introspect(token, pair) => {
            same_origin(token, to)?;
            let fields = [
                ("token", token.for_wire()),
                ("token_type_hint", "access_token"),
                ("client_id", pair.key.for_wire()),
                ("client_secret", pair.secret.for_wire()),
            ];
            (reqwest::Method::POST, Some(form(&fields)))
        }
        Request::Batch(batch) => {
            let parts: Vec<_> = batch
                .gets()
                .iter()
                .map(|get| {
                    let url = get.path().to_string();
                    // Relative to /services/data/. (REST guide, 'Composite Batch'.)
                    let url = url.strip_prefix("/services/data/").unwrap_or(&url).to_owned();
                    serde_json::json!({ "method": "GET", "url": url })
                })
                .collect();
            let body = serde_json::json!({ "haltOnError": false, "batchRequests": parts });
            (reqwest::Method::POST, Some(("application/json", body.to_string().into_bytes())))
        }
        // Only an address is limited to 16,384 bytes, so a long query travels in a body.
        // (Help 000386264: POST /composite.)
        Request::Long(version, query) => {
            let q: String = url::form_urlencoded::byte_serialize(query.as_str().as_bytes()).collect();
            let url = format!("/services/data/{version}/query?q={q}");
            let part = serde_json::json!({ "method": "GET", "url": url, "referenceId": "query" });
            let body = serde_json::json!({ "compositeRequest": [part] });
            (reqwest::Method::POST, Some(("application/json", body.to_string().into_bytes())))
        }
    };
    Ok(Shape { method, target, headers, body })
}

fn same_origin(token: &AccessToken, to: &Origin) -> Result<(), Failure> {
    if token.origin() == to.as_str() {
        return Ok(());
    }
    Err(Failure::TokenOfOther { token: token.origin().to_owned(), asked: to.to_string() })
}

fn form(fields: &[(&str, &str)]) -> (&'static str, Vec<u8>) {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    ("application/x-www-form-urlencoded", body.into_bytes())
}

fn value(text: &str) -> Result<HeaderValue, Failure> {
    HeaderValue::from_str(text).map_err(|_| Failure::Other("a header can't hold this value".into()))
}

fn sensitive(text: &str) -> Result<HeaderValue, Failure> {
    let mut value = value(text)?;
    value.set_sensitive(true);
    Ok(value)
}

fn read_head(response: &reqwest::Response, exchange: &mut Exchange) {
    exchange.status = Some(response.status().as_u16());
    exchange.http = Some(match response.version() {
        reqwest::Version::HTTP_10 => "HTTP/1.0",
        reqwest::Version::HTTP_2 => "HTTP/2",
        reqwest::Version::HTTP_3 => "HTTP/3",
        _ => "HTTP/1.1",
    });
    exchange.address = response.remote_addr();
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    exchange.headers =
        response.headers().iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect();
    exchange.wire_bytes = Some(0);
}

pub(super) fn silent(marks: &Marks, limit: Duration) -> Failure {
    Failure::Silent { phase: marks.phase(), limit_ms: millis(limit) }
}

fn millis(limit: Duration) -> u64 {
    u64::try_from(limit.as_millis()).unwrap_or(u64::MAX)
}
