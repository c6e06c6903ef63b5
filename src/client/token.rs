//! The token of a session: asked for once however many wait, renewed when it died, and not hammered.
//!
//! Whoever needs a token waits at one lock. Who comes out of it finds the token that another one got, or the
//! failure that another one ran into while they waited. A refusal is remembered for some seconds, since the
//! same secret twice proves nothing, and for as long as it asks to wait; after some refusals in a row nothing is sent any more until
//! [`Tokens::forget`] is called.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;

use super::clock::{self, Stopwatch};
use super::exchange::Exchange;
use super::line::{GrantAnswer, Line};
use super::request::{Grant, GrantStyle};
use crate::salesforce::credentials::{AccessToken, Pair};
use crate::salesforce::errors;
use crate::salesforce::hosts::{self, Distrust, Host};
use crate::salesforce::path::Origin;
use crate::salesforce::token::{Granted, TokenKind};

/// For how long a refusal answers from memory.
const COOL_DOWN_MS: u64 = 20_000;
/// Refusals in a row after which nothing is sent any more.
const CEILING: u32 = 5;

/// Who grants the token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    /// The My Domain host.
    pub host: Host,
    /// The same as an origin.
    pub origin: Origin,
}

impl Login {
    /// The login of a checked host.
    pub fn new(host: Host) -> Self {
        Self { origin: Origin::from(&host), host }
    }
}

/// What is known of the token in use; never the token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenFacts {
    /// What came with it.
    pub granted: Granted,
    /// The only origin that may see it.
    pub instance: Origin,
    /// The org's id, from the identity URL or the token itself.
    pub org_id: Option<String>,
    /// The Run As user's id, from the identity URL.
    pub user_id: Option<String>,
    /// What kind of token it is.
    pub kind: TokenKind,
    /// When it came, by this machine's clock.
    pub obtained_at: Timestamp,
    /// The number of the exchange that brought it.
    pub exchange: u64,
    /// Counts the tokens of a session, from 1.
    pub turn: u64,
}

/// A token in use.
#[derive(Debug)]
pub struct Held {
    /// The token.
    pub token: Arc<AccessToken>,
    /// What is known of it.
    pub facts: TokenFacts,
}

/// Why there is no token. Each with the exchange that showed it.
#[derive(Clone, Debug)]
pub enum TokenFault {
    /// No whole answer came.
    Network(Arc<Exchange>),
    /// The answer was no token: a refusal, or a page.
    Refused {
        /// The answer.
        exchange: Arc<Exchange>,
        /// How long ago it came, where nothing was sent this time.
        remembered_ms: Option<u64>,
        /// True where nothing is sent any more, after too many refusals in a row.
        is_final: bool,
    },
    /// 200 without a token.
    NoToken(Arc<Exchange>),
    /// A token without an instance URL.
    NoInstance(Arc<Exchange>),
    /// A token with an instance URL that it must not travel to.
    Distrusted(Arc<Exchange>, Distrust),
}

impl TokenFault {
    /// The exchange that showed it.
    pub fn exchange(&self) -> &Arc<Exchange> {
        match self {
            Self::Network(exchange)
            | Self::Refused { exchange, .. }
            | Self::NoToken(exchange)
            | Self::NoInstance(exchange)
            | Self::Distrusted(exchange, _) => exchange,
        }
    }
}

/// Reads a grant's answer: a token that is bound to an origin it may travel to, or what is wrong.
pub fn judge(answer: GrantAnswer, login: &Host, turn: u64) -> Result<Held, TokenFault> {
    let GrantAnswer { exchange, granted, token } = answer;
    if exchange.failure.is_some() {
        return Err(TokenFault::Network(exchange));
    }
    if exchange.status != Some(200) {
        return Err(TokenFault::Refused { exchange, remembered_ms: None, is_final: false });
    }
    let Some(granted) = granted else {
        return Err(TokenFault::Refused { exchange, remembered_ms: None, is_final: false });
    };
    let Some(token) = token else { return Err(TokenFault::NoToken(exchange)) };
    let Some(url) = granted.instance_url.as_deref().filter(|url| !url.is_empty()) else {
        return Err(TokenFault::NoInstance(exchange));
    };
    let instance = hosts::trusted_instance(login, url)
        .and_then(|host| Origin::parse(&host.base_url()).map_err(|_| Distrust::NotAUrl(host.base_url())));
    let instance = match instance {
        Ok(instance) => instance,
        Err(distrust) => return Err(TokenFault::Distrusted(exchange, distrust)),
    };
    let token = Arc::new(AccessToken::new(token.as_str(), instance.as_str()));
    let ids = granted.org_and_user();
    let facts = TokenFacts {
        org_id: ids.map(|(org, _)| org.to_owned()).or_else(|| token.org_id()),
        user_id: ids.map(|(_, user)| user.to_owned()),
        instance,
        granted,
        kind: token.kind(),
        obtained_at: clock::now(),
        exchange: exchange.number,
        turn,
    };
    Ok(Held { token, facts })
}

/// The token of a session.
#[derive(Debug, Default)]
pub struct Tokens {
    held: Mutex<Option<Arc<Held>>>,
    turns: AtomicU64,
    asked: AtomicU64,
    gate: tokio::sync::Mutex<Gate>,
}

#[derive(Debug, Default)]
struct Gate {
    asked: u64,
    last_fault: Option<TokenFault>,
    refused_at: Option<Stopwatch>,
    refused: u32,
}

impl Tokens {
    /// The number of the next token.
    pub fn next_turn(&self) -> u64 {
        self.turns.fetch_add(1, Ordering::SeqCst) + 1
    }

    /// The token in use, if there is one; nothing is sent.
    pub fn held(&self) -> Option<Arc<Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The token in use, or a new one. `dead` is the turn of a token that was refused: it is not
    /// given again.
    pub async fn get(
        &self,
        line: &Line,
        login: &Login,
        pair: &Arc<Pair>,
        dead: Option<u64>,
    ) -> Result<Arc<Held>, TokenFault> {
        let alive = |held: &Arc<Held>| dead.is_none_or(|dead| held.facts.turn > dead);
        if let Some(held) = self.held().filter(alive) {
            return Ok(held);
        }
        let asked = self.asked.load(Ordering::SeqCst);
        let mut gate = self.gate.lock().await;
        if let Some(held) = self.held().filter(alive) {
            return Ok(held);
        }
        if let Some(fault) = gate.remembered(asked) {
            return Err(fault);
        }
        *self.held.lock().unwrap_or_else(PoisonError::into_inner) = None;
        let grant = Grant { pair: Arc::clone(pair), style: GrantStyle::Form };
        let answer = line.grant(&login.origin, grant).await;
        gate.asked += 1;
        self.asked.store(gate.asked, Ordering::SeqCst);
        match judge(answer, &login.host, self.next_turn()) {
            Ok(held) => {
                let held = Arc::new(held);
                line.mask_token(&held.token);
                *self.held.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&held));
                gate.last_fault = None;
                gate.refused_at = None;
                gate.refused = 0;
                Ok(held)
            }
            Err(fault) => {
                if let TokenFault::Refused { exchange, .. } = &fault {
                    gate.refused_at = Some(Stopwatch::start());
                    // Salesforce's own refusal of this pair: no page of something in between, and no busy instance.
                    let is_busy = matches!(exchange.status, Some(429 | 500..));
                    gate.refused += u32::from(!is_busy && !errors::read(&exchange.body).is_empty());
                }
                gate.last_fault = Some(fault.clone());
                Err(fault)
            }
        }
    }

    /// Takes a token that was got by a step of its own into use.
    pub fn adopt(&self, line: &Line, held: &Arc<Held>) {
        line.mask_token(&held.token);
        *self.held.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(held));
    }

    /// Forgets refusals: the pair was changed, or the person wants to try once more.
    pub async fn forget(&self) {
        let mut gate = self.gate.lock().await;
        gate.last_fault = None;
        gate.refused_at = None;
        gate.refused = 0;
    }

    /// Takes the token out, to revoke it.
    pub fn take(&self) -> Option<Arc<Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Gate {
    /// The failure that answers instead of a new request, if one does. `seen`: how many requests had ended
    /// when the asker began to wait.
    fn remembered(&self, seen: u64) -> Option<TokenFault> {
        let fault = self.last_fault.clone()?;
        let TokenFault::Refused { exchange, .. } = fault else {
            // The network failed for the one before us in the queue, while we waited: ours is the same.
            return (self.asked > seen).then_some(fault);
        };
        let age = self.refused_at.map_or(u64::MAX, |since| since.ms());
        let is_final = self.refused >= CEILING;
        (is_final || age < cool_down_ms(&exchange) || self.asked > seen).then_some(TokenFault::Refused {
            exchange,
            remembered_ms: Some(age),
            is_final,
        })
    }
}

/// For how long a refusal answers from memory: longer where it says when to come again, up to an hour, for which
/// Salesforce takes no more logins of one user at most. (Salesforce knowledge article 000381578.)
fn cool_down_ms(refused: &Exchange) -> u64 {
    const MOST_MS: u64 = 3_600_000;
    let asked = refused.retry_after_s().map_or(0, |seconds| seconds * 1000);
    asked.clamp(COOL_DOWN_MS, MOST_MS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::request::{Get, Request};
    use crate::client::test_server::{Reply, Server};
    use crate::client::wire;

    fn refused() -> TokenFault {
        let origin = Origin::parse("https://acme.my.salesforce.com").unwrap();
        let exchange = wire::outline(&origin, &Request::Get(Get::at("/services/data").unwrap()));
        TokenFault::Refused { exchange: Arc::new(exchange), remembered_ms: None, is_final: false }
    }

    fn gate(refused_at: Option<Stopwatch>, count: u32, asked: u64) -> Gate {
        Gate { asked, last_fault: Some(refused()), refused_at, refused: count }
    }

    #[test]
    fn a_refusal_is_remembered_for_a_while_and_the_fifth_for_good() {
        let now = || Some(Stopwatch::start());
        let is_final = |gate: &Gate, seen| match gate.remembered(seen) {
            Some(TokenFault::Refused { is_final, .. }) => Some(is_final),
            _ => None,
        };
        assert_eq!(is_final(&gate(now(), 1, 1), 1), Some(false));
        // Long ago: asked again, unless it came while this one waited, or it was one too many.
        assert_eq!(is_final(&gate(None, 4, 4), 4), None);
        assert_eq!(is_final(&gate(None, 4, 4), 3), Some(false));
        assert_eq!(is_final(&gate(None, 5, 5), 5), Some(true));
        assert!(Gate::default().remembered(0).is_none());
    }

    #[tokio::test]
    async fn after_the_fifth_refusal_in_a_row_nothing_is_sent() {
        let server = Server::start(|_| Reply::json(400, r#"{"error":"invalid_client"}"#)).await;
        let login = Login::new(hosts::derive(&server.url()).unwrap().host);
        let (line, pair) = (Line::new(Default::default()), Arc::new(Pair::new("key", "secret")));
        let tokens = Tokens::default();
        for asked in [1, 2, 3, 4, 5, 5, 5] {
            let fault = tokens.get(&line, &login, &pair, None).await.unwrap_err();
            assert_eq!(server.seen().len(), asked);
            let TokenFault::Refused { remembered_ms, is_final, .. } = fault else { panic!("{fault:?}") };
            assert_eq!(is_final, remembered_ms.is_some(), "only what is remembered is final here");
            // the cool-down is over
            tokens.gate.lock().await.refused_at = None;
        }
        tokens.forget().await;
        tokens.get(&line, &login, &pair, None).await.unwrap_err();
        assert_eq!(server.seen().len(), 6);
    }

    #[test]
    fn a_refusal_that_says_when_to_come_again_is_remembered_so_long() {
        for (value, ms) in [("5", 20_000), ("60", 60_000), ("86400", 3_600_000), ("soon", 20_000)] {
            let TokenFault::Refused { exchange, .. } = refused() else { unreachable!() };
            let mut exchange = Exchange::clone(&exchange);
            exchange.headers.push(("retry-after".into(), value.into()));
            assert_eq!(cool_down_ms(&exchange), ms, "{value}");
        }
    }

    #[test]
    fn a_failing_network_is_shared_by_those_who_waited_and_by_no_other() {
        let TokenFault::Refused { exchange, .. } = refused() else { unreachable!() };
        let gate = Gate { asked: 3, last_fault: Some(TokenFault::Network(exchange)), ..Gate::default() };
        assert!(matches!(gate.remembered(2), Some(TokenFault::Network(_))));
        assert!(gate.remembered(3).is_none());
    }
}
