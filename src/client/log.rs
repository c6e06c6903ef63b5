//! The last exchanges of a session, and word of each as it ends. Bounded in number and in bytes: past the
//! byte limit the oldest bodies are let go of, the rest of their exchanges stays.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use tokio::sync::broadcast;

use super::exchange::Exchange;
use super::failure::Failure;

/// How many exchanges are kept.
const KEPT: usize = 500;
/// How many bytes of bodies are kept.
const KEPT_BYTES: usize = 64 * 1024 * 1024;

/// The log of a session.
#[derive(Debug)]
pub struct Log {
    kept: Mutex<Kept>,
    ended: broadcast::Sender<Arc<Exchange>>,
}

#[derive(Debug, Default)]
struct Kept {
    last: u64,
    bytes: usize,
    exchanges: VecDeque<Arc<Exchange>>,
}

impl Default for Log {
    fn default() -> Self {
        Self { kept: Mutex::default(), ended: broadcast::Sender::new(256) }
    }
}

impl Log {
    /// Gives the exchange its number, keeps it and sends word of it.
    pub(super) fn add(&self, mut exchange: Exchange) -> Arc<Exchange> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.last += 1;
        exchange.number = kept.last;
        // What follows the path may be anybody's data, so the log on the disk ends there.
        let url = exchange.url.split('?').next().unwrap_or_default();
        let failure = exchange.failure.as_ref().map(Failure::word);
        tracing::info!(method = exchange.method, url, status = exchange.status, ms = exchange.ms, failure);
        let exchange = Arc::new(exchange);
        kept.bytes += exchange.body.len();
        kept.exchanges.push_back(Arc::clone(&exchange));
        while kept.exchanges.len() > KEPT {
            let gone = kept.exchanges.pop_front().map_or(0, |gone| gone.body.len());
            kept.bytes -= gone;
        }
        kept.shrink();
        drop(kept);
        // No one listening is fine.
        let _ = self.ended.send(Arc::clone(&exchange));
        exchange
    }

    /// The exchanges kept, oldest first.
    pub fn all(&self) -> Vec<Arc<Exchange>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.exchanges.iter().cloned().collect()
    }

    /// The exchange of a number, if it is still kept.
    pub fn find(&self, number: u64) -> Option<Arc<Exchange>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.exchanges.iter().find(|e| e.number == number).cloned()
    }

    /// Each exchange as it ends, from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Exchange>> {
        self.ended.subscribe()
    }
}

impl Kept {
    /// Lets go of the oldest bodies until the rest fits. The newest always stays whole.
    fn shrink(&mut self) {
        let newest = self.exchanges.len().saturating_sub(1);
        let mut at = 0;
        while self.bytes > KEPT_BYTES && at < newest {
            let size = self.exchanges[at].body.len();
            if size > 0 {
                let mut lean = Exchange::clone(&self.exchanges[at]);
                lean.body = Bytes::new();
                lean.let_go = Some(size as u64);
                self.exchanges[at] = Arc::new(lean);
                self.bytes -= size;
            }
            at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exchange(bytes: usize) -> Exchange {
        Exchange {
            number: 0,
            method: "GET",
            url: "https://acme.my.salesforce.com/services/data".into(),
            started_at: jiff::Timestamp::UNIX_EPOCH,
            ms: 1,
            phases: Default::default(),
            status: Some(200),
            http: None,
            headers: Vec::new(),
            body: Bytes::from(vec![b' '; bytes]),
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

    #[test]
    fn the_log_keeps_the_last_500() {
        let log = Log::default();
        for _ in 0..KEPT + 3 {
            log.add(exchange(1));
        }
        let all = log.all();
        assert_eq!((all.len(), all[0].number, all[KEPT - 1].number), (KEPT, 4, KEPT as u64 + 3));
        assert!(log.find(3).is_none());
        assert_eq!(log.find(4).unwrap().target(), "/services/data");
        assert_eq!(log.kept.lock().unwrap().bytes, KEPT);
    }

    #[test]
    fn old_bodies_are_let_go_of_and_the_newest_stays() {
        let log = Log::default();
        for _ in 0..3 {
            log.add(exchange(KEPT_BYTES / 2));
        }
        log.add(exchange(KEPT_BYTES + 1));
        let sizes: Vec<_> = log.all().iter().map(|e| (e.body.len(), e.let_go)).collect();
        let half = Some(KEPT_BYTES as u64 / 2);
        assert_eq!(sizes, [(0, half), (0, half), (0, half), (KEPT_BYTES + 1, None)]);
    }

    #[test]
    fn whoever_subscribed_hears_of_each_exchange() {
        let log = Log::default();
        let mut heard = log.subscribe();
        log.add(exchange(1));
        assert_eq!(heard.try_recv().unwrap().number, 1);
        assert!(heard.try_recv().is_err());
    }
}
