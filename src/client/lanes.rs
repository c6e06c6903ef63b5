//! Who goes first: what the eye waits for before prefetch and jobs, and never more than a few at once.

use tokio::sync::{Semaphore, SemaphorePermit};

/// Requests to one org at the same time. (Salesforce allows 25 long ones, 5 in a Developer org.)
const AT_ONCE: usize = 6;
/// How many of them may be for later.
const BEHIND: usize = 2;

/// Who waits for a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lane {
    /// A person looks at an empty place.
    #[default]
    Eye,
    /// Prefetch, a job, an export.
    Behind,
}

/// The lanes to one org.
#[derive(Debug)]
pub(super) struct Lanes {
    all: Semaphore,
    behind: Semaphore,
}

/// A place in a lane, given back when dropped.
#[derive(Debug)]
pub(super) struct Place<'a> {
    _behind: Option<SemaphorePermit<'a>>,
    _all: Option<SemaphorePermit<'a>>,
}

impl Default for Lanes {
    fn default() -> Self {
        Self { all: Semaphore::new(AT_ONCE), behind: Semaphore::new(BEHIND) }
    }
}

impl Lanes {
    /// Waits for a place. At most two of the six are ever taken by what is for later, so the eye waits only
    /// behind other eyes.
    pub(super) async fn enter(&self, lane: Lane) -> Place<'_> {
        // The semaphores are never closed, so acquiring can't fail.
        let behind = match lane {
            Lane::Eye => None,
            Lane::Behind => self.behind.acquire().await.ok(),
        };
        Place { _behind: behind, _all: self.all.acquire().await.ok() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_for_later_leaves_room_for_the_eye() {
        let lanes = Lanes::default();
        let one = lanes.enter(Lane::Behind).await;
        let _two = lanes.enter(Lane::Behind).await;
        let soon = std::time::Duration::from_millis(20);
        assert!(tokio::time::timeout(soon, lanes.enter(Lane::Behind)).await.is_err());
        let mut eyes = Vec::new();
        for _ in 0..4 {
            eyes.push(tokio::time::timeout(soon, lanes.enter(Lane::Eye)).await.unwrap());
        }
        assert!(tokio::time::timeout(soon, lanes.enter(Lane::Eye)).await.is_err());
        drop(one);
        assert!(tokio::time::timeout(soon, lanes.enter(Lane::Eye)).await.is_ok());
    }
}
