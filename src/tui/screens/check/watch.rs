//! Watching a failure: asks again at widening intervals until the answer changes.

use jiff::Timestamp;

/// Seconds from one try to the next; the last one repeats. A change in Setup can need some minutes to spread,
/// so it begins quickly and widens.
const WAITS: [i64; 5] = [15, 30, 60, 120, 300];

/// A watch.
#[derive(Clone, Debug)]
pub struct Watch {
    tries: Vec<(Timestamp, String)>,
    next: Option<Timestamp>,
}

impl Watch {
    /// The most tries of one watch.
    pub const MOST: usize = 12;

    /// Begins with the failure that is there.
    pub fn new(now: Timestamp, words: String) -> Self {
        let mut watch = Self { tries: Vec::new(), next: None };
        watch.tried(now, words);
        watch
    }

    /// When which try ended, and how.
    pub fn tries(&self) -> &[(Timestamp, String)] {
        &self.tries
    }

    /// Takes the end of a try and sets the time of the next; false where that was the last.
    pub fn tried(&mut self, now: Timestamp, words: String) -> bool {
        self.tries.push((now, words));
        let wait = WAITS[(self.tries.len() - 1).min(WAITS.len() - 1)];
        self.next = Some(now.saturating_add(jiff::SignedDuration::from_secs(wait)).unwrap_or(now));
        self.tries.len() < Self::MOST
    }

    /// Whether the next try is due; it runs from then on.
    pub fn is_due(&mut self, now: Timestamp) -> bool {
        let is_due = self.next.is_some_and(|next| now >= next);
        if is_due {
            self.next = None;
        }
        is_due
    }

    /// Milliseconds waited and to wait in all for the next try; 0 and 0 while it runs.
    pub fn wait(&self, now: Timestamp) -> (u64, u64) {
        let (Some(next), Some((last, _))) = (self.next, self.tries.last()) else { return (0, 0) };
        let between = |from: Timestamp, to: Timestamp| {
            u64::try_from(to.as_millisecond() - from.as_millisecond()).unwrap_or(0)
        };
        let whole = between(*last, next);
        (between(*last, now).min(whole), whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_come_at_widening_intervals_and_end() {
        let mut now = Timestamp::from_second(1_800_000_000).unwrap();
        let mut watch = Watch::new(now, "x".into());
        let mut waits = Vec::new();
        loop {
            let began = now;
            while !watch.is_due(now) {
                now = now.saturating_add(jiff::SignedDuration::from_secs(1)).unwrap();
            }
            waits.push(now.as_second() - began.as_second());
            assert_eq!(watch.wait(now), (0, 0), "a try that runs waits for nothing");
            assert!(!watch.is_due(now), "one try at a time");
            if !watch.tried(now, "x".into()) {
                break;
            }
        }
        assert_eq!(waits, [15, 30, 60, 120, 300, 300, 300, 300, 300, 300, 300]);
        assert_eq!(watch.tries().len(), Watch::MOST);
    }
}
