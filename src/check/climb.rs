//! The engine: climbs the rungs, side by side where they don't need each other, and tells what happens.
//!
//! A rung's end is told only when all rungs below it hold, so that nothing above a failure is ever drawn as
//! passed. All requests are futures of this one: dropping it closes every connection.

use super::event::Event;
use super::result::{Cost, RungResult, Status, Verdict};
use super::run_as::RunAs;
use super::rungs::{Found, RUNGS, Rung};
use super::seen::{Exchanges, Sights, Watched};
use super::since::{self, Remembered};
use crate::client::clock::{self, Stopwatch};
use crate::client::token::{TokenFacts, TokenFault};
use crate::client::{self, Exchange};
use crate::handoff::sequence::Sequence;
use crate::salesforce::catalogue::Cause;
use crate::salesforce::credentials::Pair;
use crate::salesforce::global::Global;
use crate::salesforce::hosts;
use crate::salesforce::hosts::Host;
use crate::salesforce::limits::ApiUsage;
use crate::salesforce::versions::{Listed, Version};
use crate::session::explain::{self, Known as Besides};
use crate::session::{self, Credentials, Profile, Session};
use crate::trouble::Trouble;
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::OnceCell;

/// The most API calls that a check costs.
pub const MOST_CALLS: u32 = 6;

/// What is to be checked.
#[derive(Clone, Debug)]
pub struct Ask {
    /// The org's name in orgscope.
    pub org: String,
    /// The login URL as stored or typed, as far as it may be shown.
    pub login_url: String,
    /// Key and secret.
    pub pair: Arc<Pair>,
    /// The pinned API version.
    pub api_version: Option<Version>,
    /// The last good check of the same org.
    pub remembered: Option<Remembered>,
    /// A session of the same org that goes on with the token; without one the check opens its own.
    pub session: Option<Session>,
    /// Limits and certificate authorities of a session that the check opens.
    pub client: client::Options,
}

impl Ask {
    /// A check of a pair at a login URL, as patient as [`patience`].
    pub fn new(org: impl Into<String>, login_url: impl Into<String>, pair: Arc<Pair>) -> Self {
        let client = client::Options { limits: patience(), ..client::Options::default() };
        Self {
            org: org.into(),
            login_url: hosts::kept(&login_url.into()),
            pair,
            api_version: None,
            remembered: None,
            session: None,
            client,
        }
    }
}

/// How long a check waits: a person looks at it, and what takes longer than this is what is wrong.
pub fn patience() -> client::Limits {
    let seconds = std::time::Duration::from_secs;
    client::Limits {
        connect: seconds(10),
        certificate: client::options::CERTIFICATE,
        wait: seconds(20),
        token: seconds(20),
        read: seconds(10),
        total: seconds(60),
    }
}

/// Is told of each event.
pub type Tell<'a> = dyn Fn(Event) + Send + Sync + 'a;

/// The answer that should hold the list of versions, and the list where it does.
pub(super) type VersionList = (Option<Arc<Exchange>>, Option<Vec<Listed>>);

/// A check under way: what the rungs ask with, and what they learned so far.
pub struct Climb<'a> {
    pub(super) ask: &'a Ask,
    pub(super) tell: &'a Tell<'a>,
    pub(super) known: Mutex<Known>,
    pub(super) list: OnceCell<VersionList>,
    pub(super) root: OnceCell<Option<Arc<Exchange>>>,
    pub(super) userinfo: OnceCell<Option<Arc<Exchange>>>,
}

/// What the rungs learned.
#[derive(Default)]
pub(super) struct Known {
    /// The org, opened, once its host is known.
    pub session: Option<Session>,
    /// The answer of the rung `network`.
    pub reached: Option<Arc<Exchange>>,
    /// What introspection said of the token.
    pub is_active: Option<bool>,
    /// A token that can't be used.
    pub token_fault: Option<TokenFault>,
    /// A refusal at the API's root that belongs to a rung above `api`.
    pub above: Option<Trouble>,
    /// The objects that are seen.
    pub global: Option<Arc<Global>>,
    /// The app's name, from the org's own log.
    pub app: Option<String>,
    /// The card.
    pub card: RunAs,
    /// What is known of a token that can be used.
    pub facts: Option<TokenFacts>,
    pub(super) sights: Sights,
    pub(super) sequence: Sequence,
    pub(super) requests: u32,
    pub(super) calls: u32,
    /// The least and the most of the day's calls that answers told.
    pub(super) least_usage: Option<ApiUsage>,
    pub(super) most_usage: Option<ApiUsage>,
}

impl std::fmt::Debug for Climb<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Climb").field("org", &self.ask.org).finish_non_exhaustive()
    }
}

/// Climbs the ladder. Never fails: whatever goes wrong is in the verdict.
pub async fn climb(ask: &Ask, tell: &Tell<'_>) -> Verdict {
    let started_at = clock::now();
    let watch = Stopwatch::start();
    let climb = Climb {
        ask,
        tell,
        known: Mutex::default(),
        list: OnceCell::new(),
        root: OnceCell::new(),
        userinfo: OnceCell::new(),
    };
    let rungs = climb.all_rungs().await;
    let verdict = climb.verdict(rungs, started_at.to_string(), watch.ms());
    tell(Event::Verdict(Box::new(verdict.clone())));
    verdict
}

impl<'a> Climb<'a> {
    /// Climbs every rung that can be climbed; those above a failure read as not tested.
    async fn all_rungs(&self) -> Vec<RungResult> {
        let mut ended: Vec<Option<RungResult>> = RUNGS.iter().map(|_| None).collect();
        let mut started = [false; RUNGS.len()];
        let mut running = FuturesUnordered::new();
        let mut told = 0;
        loop {
            let failed =
                ended.iter().position(|rung| rung.as_ref().is_some_and(|r| r.status == Status::Fail));
            for (at, rung) in RUNGS.iter().enumerate() {
                if !started[at] && failed.is_none() && holds(rung, &ended) {
                    started[at] = true;
                    (self.tell)(Event::Started(rung.id));
                    running.push(timed(at, rung, self));
                }
            }
            // What is below a failure may still fail, and then it is the one to name.
            let worth_waiting =
                failed.is_none_or(|failed| (0..failed).any(|at| started[at] && ended[at].is_none()));
            if !worth_waiting {
                break;
            }
            let Some((at, result)) = running.next().await else { break };
            self.settle(&result);
            ended[at] = Some(result);
            while let Some(Some(result)) = ended.get(told) {
                (self.tell)(Event::Ended(Box::new(result.clone())));
                told += 1;
                if result.status == Status::Fail {
                    break;
                }
            }
        }
        drop(running);
        let failed = ended.iter().position(|rung| rung.as_ref().is_some_and(|r| r.status == Status::Fail));
        RUNGS
            .iter()
            .zip(ended)
            .enumerate()
            .map(|(at, (rung, result))| {
                let above = failed.is_some_and(|failed| at > failed);
                let result = match result {
                    Some(result) if !above => result,
                    Some(result) => not_tested(rung, result.exchanges),
                    None => not_tested(rung, self.seen_by(at)),
                };
                if at >= told {
                    (self.tell)(Event::Ended(Box::new(result.clone())));
                }
                result
            })
            .collect()
    }

    fn verdict(&self, rungs: Vec<RungResult>, started_at: String, ms: u64) -> Verdict {
        if let Some(failed) = rungs.iter().find(|rung| rung.status == Status::Fail) {
            self.draw_what_was_not_sent(failed);
        }
        let (card, sequence, cost, app) = self.look(|known| {
            let cost = Cost::told(known.requests, known.calls, known.least_usage.zip(known.most_usage));
            (known.card.clone(), known.sequence.clone(), cost, known.app.clone())
        });
        let mut verdict = Verdict {
            org: self.ask.org.clone(),
            login_url: hosts::derive(&self.ask.login_url)
                .map_or_else(|_| self.ask.login_url.clone(), |derived| derived.host.base_url()),
            host: self.look(|known| known.session.as_ref().map(|session| session.profile().host.clone())),
            started_at,
            ms,
            rungs,
            run_as: card,
            app,
            key_end: self.ask.pair.key.lint(since::key_end),
            instance: self.facts().map(|facts| facts.instance.host().to_owned()),
            since: None,
            cost,
            sequence,
        };
        verdict.since = self.ask.remembered.as_ref().map(|before| since::compare(before, &verdict));
        verdict
    }
}

fn holds(rung: &Rung, ended: &[Option<RungResult>]) -> bool {
    rung.needs.iter().all(|needed| {
        RUNGS.iter().zip(ended).any(|(other, result)| {
            other.id == *needed
                && result.as_ref().is_some_and(|r| matches!(r.status, Status::Pass | Status::Warn))
        })
    })
}

async fn timed(at: usize, rung: &'static Rung, climb: &Climb<'_>) -> (usize, RungResult) {
    let watch = Stopwatch::start();
    let found = Watched { climb, rung: at, of: Box::pin((rung.climb)(climb)) };
    let Found { status, summary, detail, diagnosis } = found.await;
    let (ms, exchanges) = (Some(watch.ms()), climb.seen_by(at));
    (at, RungResult { id: rung.id, status, ms, summary, detail, diagnosis, exchanges })
}

/// A rung above one that failed; it may have asked already, beside it.
fn not_tested(rung: &Rung, exchanges: Exchanges) -> RungResult {
    let summary = if exchanges.0.is_empty() { "not tested" } else { "not judged" };
    RungResult {
        id: rung.id,
        status: Status::NotTested,
        ms: None,
        summary: summary.to_owned(),
        detail: Vec::new(),
        diagnosis: None,
        exchanges,
    }
}

/// What the rungs remember and ask.
impl Climb<'_> {
    pub(super) fn lock(&self) -> std::sync::MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Leaves something for the rungs above.
    pub(super) fn know(&self, write: impl FnOnce(&mut Known)) {
        write(&mut self.lock());
    }

    /// Reads what the rungs below left.
    pub(super) fn look<T>(&self, read: impl FnOnce(&Known) -> T) -> T {
        read(&self.lock())
    }

    /// Fills the card, and shows it.
    pub(super) fn card(&self, write: impl FnOnce(&mut RunAs)) {
        let card = {
            let mut known = self.lock();
            write(&mut known.card);
            known.card.clone()
        };
        (self.tell)(Event::RunAs(Box::new(card)));
    }

    /// What is known of the token in use.
    pub(super) fn facts(&self) -> Option<TokenFacts> {
        self.look(|known| known.facts.clone())
    }

    /// The org, opened.
    pub(super) fn session(&self) -> Option<Session> {
        self.look(|known| known.session.clone())
    }

    /// Opens the org at its host; nothing is sent by that.
    pub(super) fn open(&self, host: Host) {
        let given = self.ask.session.as_ref().filter(|session| session.profile().host == host);
        let session = given.cloned().unwrap_or_else(|| {
            let profile = Profile { version: self.ask.api_version, ..Profile::new(&self.ask.org, host) };
            let options = session::Options { client: self.ask.client.clone(), ..session::Options::default() };
            Session::open(profile, Credentials::Pair(Arc::clone(&self.ask.pair)), options)
        });
        self.know(|known| known.session = Some(session));
    }

    /// What is known besides an exchange, by now.
    fn besides(&self) -> Besides {
        let before = self.ask.remembered.as_ref();
        let session = self.session();
        let userinfo = self.userinfo.get().and_then(Option::as_ref);
        let mut known = session.map(|session| session.known()).unwrap_or_default();
        known.edition_has_api = self.edition_has_api();
        known.userinfo_takes = userinfo.and_then(|exchange| match exchange.status {
            Some(200) if explain::is_json(exchange) => Some(true),
            Some(401 | 403) => Some(false),
            _ => None,
        });
        self.look(|learned| {
            known.is_active = learned.is_active;
            known.address =
                learned.card.last_address.clone().or_else(|| before.and_then(|b| b.address.clone()));
            known.app = learned.app.clone().or_else(|| before.and_then(|b| b.app.clone()));
            known.user = learned.card.username.clone().or_else(|| before.and_then(|b| b.username.clone()));
        });
        known
    }

    /// The account of an exchange that did not bring what was asked for.
    pub(super) fn account(&self, exchange: &Exchange) -> Trouble {
        explain::exchange(exchange, &self.besides())
    }

    /// The account of a cause that shows in an exchange by more than the exchange itself.
    pub(super) fn shown_by(&self, cause: &Cause, exchange: &Exchange) -> Trouble {
        explain::shown_by(cause, exchange, &self.besides())
    }

    /// The account of a cause that shows in no exchange.
    pub(super) fn cause(&self, cause: &Cause) -> Trouble {
        let host = self.session().map(|session| session.profile().host.to_string());
        explain::cause(cause, host.as_deref(), &self.besides())
    }

    /// Why there is no token, or none that can be used.
    pub(super) fn no_token(&self, fault: &TokenFault) -> Trouble {
        explain::token(fault, &self.besides())
    }

    /// Whether the edition has the API, as far as this or the last good check knows it.
    // REST guide, intro_rest_compatible_editions
    pub(super) fn edition_has_api(&self) -> Option<bool> {
        let now = self.look(|known| known.card.edition.clone());
        let edition = now.or_else(|| self.ask.remembered.as_ref().and_then(|b| b.edition.clone()))?;
        let with = ["Enterprise", "Unlimited", "Performance", "Developer"];
        Some(with.iter().any(|name| edition.contains(name)))
    }

    /// Takes a refusal that showed at the API's root and belongs to a rung above.
    pub(super) fn take_above(&self, cause: &Cause) -> Option<Trouble> {
        let mut known = self.lock();
        let is_it = known.above.as_ref().is_some_and(|why| why.cause_id() == cause.id);
        if is_it { known.above.take() } else { None }
    }

    /// True while another API call keeps to the promise of [`MOST_CALLS`].
    pub(super) fn may_call(&self) -> bool {
        self.look(|known| known.calls < MOST_CALLS)
    }
}
