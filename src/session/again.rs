//! The one loop that asks a read again where waiting helps, and word of it: nobody waits without knowing for what.
//! Whether waiting helps is decided in `client/again.rs`.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::explain;
use super::open::Session;
use crate::client::again::{self, Patience, Reason};
use crate::client::clock::{self, Stopwatch};
use crate::client::exchange::Exchange;
use crate::text::numbers;
use crate::trouble::{Step, Trouble};

/// A pause before the next try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wait {
    /// Why it is tried again.
    pub reason: Reason,
    /// The host that was asked.
    pub host: String,
    /// When the next try begins.
    pub until: Timestamp,
    /// From the first failure to the last try at most.
    pub limit: Duration,
}

/// What is told of trying again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Again {
    /// The next try waits.
    Waits(Wait),
    /// The wait is over; it is asked now.
    Asks,
}

/// Is told of each wait, and of its end.
pub type Tell = dyn Fn(Again) + Send + Sync;

/// Who is told.
#[derive(Clone, Default)]
pub(super) struct Ear(Option<Arc<Tell>>);

impl std::fmt::Debug for Ear {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.is_some() { "Ear" } else { "nobody" })
    }
}

impl Wait {
    /// Why it is tried again: `Salesforce is busy`.
    pub fn why(&self) -> String {
        match self.reason {
            Reason::Busy => "Salesforce is busy".to_owned(),
            Reason::Locked => "A row is locked by somebody else's change".to_owned(),
            Reason::Lost => format!("{} closed the connection without an answer", self.host),
            Reason::Fault => "Salesforce answered with a fault of its own".to_owned(),
        }
    }

    /// Seconds until the next try, at least 1.
    pub fn seconds_left(&self, now: Timestamp) -> u64 {
        let ms = self.until.duration_since(now).as_millis();
        u64::try_from((ms + 500) / 1000).unwrap_or(0).max(1)
    }

    /// `Salesforce is busy: asks again in 4 s`, as it reads at `now`. What stops it is each face's to say.
    pub fn words(&self, now: Timestamp) -> String {
        format!("{}: asks again in {} s", self.why(), self.seconds_left(now))
    }

    /// What the tries may cost, since what was not answered may have been counted, and when they end.
    pub fn terms(&self) -> String {
        let limit = self.limit.as_secs();
        format!("Each try may count as an API call; after {limit} seconds it gives up.")
    }
}

impl Session {
    /// The same session; what it asks from here on tells of each wait before a next try.
    pub fn telling(&self, tell: impl Fn(Again) + Send + Sync + 'static) -> Self {
        Self(Arc::clone(&self.0), Ear(Some(Arc::new(tell))))
    }

    fn tell(&self, again: Again) {
        if let Some(tell) = &self.1.0 {
            tell(again);
        }
    }

    /// Sends by `send` until the answer is good or waiting no longer helps; the last exchange.
    pub(super) async fn until_answered<F>(&self, send: impl Fn() -> F) -> Result<Arc<Exchange>, Trouble>
    where
        F: Future<Output = Result<Arc<Exchange>, Trouble>>,
    {
        let patience = self.0.line.options().patience;
        let mut tries = Tries::default();
        loop {
            let exchange = send().await?;
            let Some(wait) = tries.next(&exchange, &patience) else {
                if exchange.is_ok() && !exchange.is_redirect() {
                    return Ok(exchange);
                }
                return Err(tries.noted(self.account(&exchange).await));
            };
            self.tell(Again::Waits(wait.0));
            clock::pause(wait.1).await;
            self.tell(Again::Asks);
        }
    }
}

/// The tries of one question.
#[derive(Debug, Default)]
struct Tries {
    made: u32,
    failing: Option<Stopwatch>,
}

impl Tries {
    /// The wait before the next try; `None` if this exchange is the last.
    fn next(&mut self, seen: &Exchange, patience: &Patience) -> Option<(Wait, Duration)> {
        self.made += 1;
        let reason = again::reason(seen)?;
        let passed = self.failing.get_or_insert_with(Stopwatch::start).elapsed();
        let asked = seen.retry_after_s().map(Duration::from_secs);
        let pause = again::pause(reason, asked, (self.made, passed), patience, clock::chance())?;
        let until =
            SignedDuration::try_from(pause).ok().and_then(|pause| clock::now().checked_add(pause).ok());
        let until = until.unwrap_or(Timestamp::MAX);
        Some((Wait { reason, host: explain::host(seen), until, limit: patience.limit }, pause))
    }

    /// The trouble that is left, with what was tried.
    fn noted(&self, mut trouble: Trouble) -> Trouble {
        let asked = trouble.retry_after_s.filter(|asked| *asked > 0);
        let tried = self.failing.filter(|_| self.made > 1);
        let note = match (asked, tried) {
            _ if !trouble.retryable => None,
            (Some(asked), _) => Some(format!("Wait {asked} s, as the answer asks, then ask again")),
            (None, Some(since)) => {
                let time = numbers::elapsed(since.ms());
                Some(format!("Wait, then ask again: it was asked {} times in {time}", self.made))
            }
            (None, None) => None,
        };
        if let Some(note) = note {
            if !trouble.next_connected.is_empty() {
                trouble.next_connected.insert(0, Step::Wait(note.clone()));
            }
            trouble.next.insert(0, Step::Wait(note));
        }
        trouble
    }
}

#[cfg(test)]
mod tests;
