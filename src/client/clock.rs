//! The time, and how far the org's clock is from ours. The only file of the network that reads a clock.

use std::time::Instant;

use jiff::Timestamp;

/// The time of this machine.
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// Measures how long something takes.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Begins to measure.
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// Milliseconds since the start, rounded.
    pub fn ms(&self) -> u64 {
        u64::try_from((self.0.elapsed().as_micros() + 500) / 1000).unwrap_or(u64::MAX)
    }
}

/// Seconds by which the other side's clock is ahead of ours (behind: negative), from the header `Date` of
/// an answer that was received at `received`. The header has whole seconds, so one second is no skew.
pub fn skew_seconds(date: &str, received: Timestamp) -> Option<i64> {
    let seconds = http_date(date)?.as_second() - received.as_second();
    Some(if seconds.abs() <= 1 { 0 } else { seconds })
}

/// A date as headers have it.
// RFC 9110, 5.6.7: IMF-fixdate, which is a form of RFC 2822.
pub fn http_date(text: &str) -> Option<Timestamp> {
    jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_date_header_shows_the_skew() {
        let received: Timestamp = "2026-11-24T10:00:00Z".parse().unwrap();
        for (date, skew) in [
            ("Tue, 24 Nov 2026 10:00:00 GMT", Some(0)),
            ("Tue, 24 Nov 2026 09:59:59 GMT", Some(0)),
            ("Tue, 24 Nov 2026 10:05:00 GMT", Some(300)),
            ("Tue, 24 Nov 2026 09:00:00 GMT", Some(-3600)),
            ("yesterday", None),
        ] {
            assert_eq!(skew_seconds(date, received), skew, "{date}");
        }
    }
}
