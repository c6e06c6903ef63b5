//! The time, and how far the org's clock is from ours. The only file of the network that reads a clock.

use std::hash::{BuildHasher as _, RandomState};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

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

    /// The time since the start.
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

/// Waits. Dropping the future ends the wait at once.
pub async fn pause(time: Duration) {
    tokio::time::sleep(time).await;
}

/// A number from 0 to below 1, another one each time: enough to keep programs from asking in step.
pub fn chance() -> f64 {
    // Each hasher has keys of its own, which the standard library draws from the system.
    (RandomState::new().hash_one(0u8) >> 11) as f64 / (1u64 << 53) as f64
}

/// The time that a header says, in any of the three forms that HTTP knows. (RFC 9110, 5.6.7.)
pub fn http_date(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    // The preferred form is one of RFC 2822.
    if let Ok(time) = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text) {
        return Some(time);
    }
    // RFC 850, with two digits for the year; and asctime, with a day of the month that may have a blank before it.
    let time = DateTime::strptime("%A, %d-%b-%y %H:%M:%S GMT", text)
        .or_else(|_| DateTime::strptime("%a %b %e %H:%M:%S %Y", text))
        .ok()?;
    TimeZone::UTC.to_timestamp(time).ok()
}

/// Seconds by which the other side's clock is ahead of ours (behind: negative), from the header `Date` of
/// an answer that was received at `received`. The header has whole seconds, so one second is no skew.
pub fn skew_seconds(date: &str, received: Timestamp) -> Option<i64> {
    let seconds = http_date(date)?.as_second() - received.as_second();
    Some(if seconds.abs() <= 1 { 0 } else { seconds })
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

    #[test]
    fn each_form_of_a_date_is_read() {
        for date in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            " Sun, 06 Nov 1994 08:49:37 GMT ",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
        ] {
            assert_eq!(
                http_date(date).map(|t| t.to_string()).as_deref(),
                Some("1994-11-06T08:49:37Z"),
                "{date}"
            );
        }
        assert_eq!(http_date("Wed Nov 16 08:49:37 1994").map(|t| t.as_second()), Some(784_975_777));
        for date in ["", "30", "soon", "Sun, 06 Nov 1994", "Sunday, 06-Nov-94 25:49:37 GMT"] {
            assert_eq!(http_date(date), None, "{date}");
        }
    }

    #[test]
    fn chance_is_below_one_and_differs() {
        let drawn: Vec<f64> = (0..50).map(|_| chance()).collect();
        assert!(drawn.iter().all(|n| (0.0..1.0).contains(n)), "{drawn:?}");
        assert!(drawn.windows(2).any(|pair| pair[0] != pair[1]), "{drawn:?}");
    }
}
