//! What is kept of a check between two runs: what was found, for the org picker, and what a later check of the
//! same org is compared with. No secret is in either. Blocks: not for the drawing path.

use super::result::{Status, Verdict};
use super::since::{self, Remembered};
use crate::store::{Places, StoreError, last_good};

/// What is remembered of the org's last good check.
pub fn remembered(places: &Places, org: &str) -> Option<Remembered> {
    since::remembered(&last_good::load(places, org).good?)
}

/// Remembers what a check found, and where no rung failed what the next one is compared with.
pub fn remember_in(places: &Places, verdict: &Verdict) -> Result<(), StoreError> {
    let good = (verdict.status() != Status::Fail).then(|| serde_json::json!(since::remember(verdict)));
    last_good::checked(places, &verdict.org, since::kept(verdict), good)
}
