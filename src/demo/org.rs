//! The simulated org: what its routes share.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::clock;
use super::evaluate::Table;
use super::faults::Faults;
use super::ids;
use super::logins::Logins;
use super::routes::Cursors;
use super::rows::Rows;
use super::schema::Schema;
use super::sessions::Sessions;

/// The connected app's consumer key.
pub const CLIENT_ID: &str = "3MVG9demoDEMOdemoDEMO0123456789.orgscope_demo_consumer_key_nobody_else_has_this";
/// The connected app's consumer secret: 64 hexadecimal digits, as Salesforce's are.
pub const CLIENT_SECRET: &str = "DE3000123456789ABCDEF0123456789ABCDEF0123456789ABCDEF012345DE300";
/// The oldest API version that is served (`salesforce-rest.md`: 30 and older are retired).
pub const OLDEST: u32 = 31;
/// The newest: Winter '27.
pub const NEWEST: u32 = 68;
/// API calls in 24 hours of a Developer Edition (Limits and Allocations, "API Request Limits").
pub const DAILY_CALLS: u64 = 15_000;

/// The org.
#[derive(Debug)]
pub struct Org {
    /// `http://127.0.0.1:PORT`: what URLs in answers begin with.
    pub base_url: String,
    /// Objects and rows.
    pub rows: Rows,
    /// Tokens.
    pub sessions: Sessions,
    /// Login history.
    pub logins: Arc<Logins>,
    /// Query results that go on.
    pub cursors: Cursors,
    /// The faults that are on.
    pub faults: Arc<Faults>,
    calls: AtomicU64,
    recent: Mutex<Vec<(Table, usize)>>,
}

impl Org {
    /// An org at an address: `generated` objects beside the described ones, `large` rows in each large object.
    pub fn new(base_url: String, generated: usize, large: Option<usize>, faults: Arc<Faults>) -> Self {
        let now = clock::now();
        let logins = Arc::new(Logins::new(now));
        Self {
            base_url,
            rows: Rows::new(Schema::new(generated), large, now, Arc::clone(&logins), Arc::clone(&faults)),
            sessions: Sessions::default(),
            logins,
            cursors: Cursors::default(),
            faults,
            calls: AtomicU64::new(0),
            recent: Mutex::default(),
        }
    }

    /// Puts a record on the running user's list of recent items.
    pub fn view(&self, table: Table, row: usize) {
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        recent.retain(|known| *known != (table, row));
        recent.insert(0, (table, row));
    }

    /// What the running user viewed, the latest first: by reads that say so, then what was viewed before.
    pub fn viewed(&self) -> Vec<(Table, usize)> {
        let mut viewed = self.recent.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let before: Vec<_> = self.rows.viewed().into_iter().filter(|item| !viewed.contains(item)).collect();
        viewed.extend(before);
        viewed
    }

    /// The org's id, of 18 characters.
    pub fn id(&self) -> String {
        ids::id("00D", 0)
    }

    /// The Run As user's id, of 18 characters.
    pub fn user_id(&self) -> String {
        ids::id("005", 0)
    }

    /// Counts an API call.
    pub fn count_call(&self) {
        self.calls.fetch_add(1, Ordering::Relaxed);
    }

    /// API calls so far.
    pub fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }

    /// `Sforce-Limit-Info` (REST guide, "Limit Info Header").
    pub fn limit_info(&self) -> String {
        format!("api-usage={}/{DAILY_CALLS}", self.calls())
    }
}

/// The name of the release that brought a version: `Winter '21` brought 50.0, and there are three a year.
pub fn release(version: u32) -> String {
    let season = match version % 3 {
        2 => "Winter",
        0 => "Spring",
        _ => "Summer",
    };
    format!("{season} '{:02}", (version - 2) / 3 + 5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_have_the_names_of_the_version_menu() {
        let table = [
            (31, "Summer '14"),
            (32, "Winter '15"),
            (33, "Spring '15"),
            (50, "Winter '21"),
            (51, "Spring '21"),
            (52, "Summer '21"),
            (66, "Spring '26"),
            (67, "Summer '26"),
            (68, "Winter '27"),
        ];
        for (version, name) in table {
            assert_eq!(release(version), name);
        }
    }
}
