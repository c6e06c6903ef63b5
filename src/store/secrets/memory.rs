//! Pairs that live as long as this process.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::salesforce::credentials::Pair;

/// Pairs by the name of their org.
#[derive(Debug, Default)]
pub(super) struct Memory(Mutex<HashMap<String, Arc<Pair>>>);

impl Memory {
    pub(super) fn load(&self, org: &str) -> Option<Arc<Pair>> {
        self.pairs().get(org).cloned()
    }

    pub(super) fn save(&self, org: &str, pair: Arc<Pair>) {
        self.pairs().insert(org.to_owned(), pair);
    }

    pub(super) fn remove(&self, org: &str) -> bool {
        self.pairs().remove(org).is_some()
    }

    fn pairs(&self) -> MutexGuard<'_, HashMap<String, Arc<Pair>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
