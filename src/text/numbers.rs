//! Counts, sizes, times and ages as people read them.

use jiff::{Timestamp, tz::TimeZone};

/// `12345` as `12,345`.
pub fn count(n: u64) -> String {
    thousands(&n.to_string())
}

/// Digits with thousands parted by commas.
pub fn thousands(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// Bytes in B, kB, MB, GB of 1000.
pub fn bytes(n: u64) -> String {
    const UNITS: [(&str, u64); 3] = [("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1000)];
    for (unit, size) in UNITS {
        // From 999.95 up the next unit reads better than `1000.0`.
        if n as f64 >= size as f64 * 0.9995 {
            return format!("{:.1} {unit}", n as f64 / size as f64);
        }
    }
    format!("{n} B")
}

/// Milliseconds below 10 s, then seconds, then minutes: `96 ms`, `12.4 s`, `3:15 min`.
pub fn millis(ms: u64) -> String {
    match ms {
        0..10_000 => format!("{} ms", count(ms)),
        10_000..60_000 => format!("{:.1} s", ms as f64 / 1000.0),
        _ => format!("{}:{:02} min", ms / 60_000, ms / 1000 % 60),
    }
}

/// Time passed while something runs: `1.4 s`, `2:05 min`.
pub fn elapsed(ms: u64) -> String {
    if ms < 60_000 { format!("{:.1} s", ms as f64 / 1000.0) } else { millis(ms) }
}

/// A share in percent with one decimal: `1.2 %`; `None` if the whole is 0.
pub fn percent(part: u64, whole: u64) -> Option<String> {
    (whole > 0).then(|| format!("{:.1} %", part as f64 * 100.0 / whole as f64))
}

/// How long ago: in words below 7 days, then the local date.
pub fn age(then: Timestamp, now: Timestamp) -> String {
    let seconds = now.as_second().saturating_sub(then.as_second());
    match seconds {
        ..60 => "just now".into(),
        60..3600 => format!("{} min ago", seconds / 60),
        3600..86_400 => format!("{} h ago", seconds / 3600),
        86_400..172_800 => "yesterday".into(),
        172_800..604_800 => format!("{} d ago", seconds / 86_400),
        _ => then.to_zoned(TimeZone::system()).strftime("%Y-%m-%d").to_string(),
    }
}

/// `2026-11-23 17:41` in local time.
pub fn local(at: Timestamp) -> String {
    at.to_zoned(TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string()
}

/// `18:04:11` in local time.
pub fn clock(at: Timestamp) -> String {
    at.to_zoned(TimeZone::system()).strftime("%H:%M:%S").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_people_write_them() {
        for (n, shown) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_204_567, "1,204,567")] {
            assert_eq!(count(n), shown);
        }
        for (n, shown) in [(88, "88 B"), (4100, "4.1 kB"), (999_960, "1.0 MB"), (1_400_000, "1.4 MB")] {
            assert_eq!(bytes(n), shown);
        }
        for (n, shown) in [(96, "96 ms"), (1912, "1,912 ms"), (12_400, "12.4 s"), (195_000, "3:15 min")] {
            assert_eq!(millis(n), shown);
        }
        assert_eq!(percent(1204, 100_000).as_deref(), Some("1.2 %"));
        assert_eq!(percent(1, 0), None);
    }

    #[test]
    fn ages_are_words_below_a_week() {
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let ago = |s: i64| age(Timestamp::from_second(1_800_000_000 - s).unwrap(), now);
        for (s, shown) in [
            (3, "just now"),
            (300, "5 min ago"),
            (7200, "2 h ago"),
            (90_000, "yesterday"),
            (300_000, "3 d ago"),
        ] {
            assert_eq!(ago(s), shown);
        }
        assert!(ago(1_000_000).starts_with("20"));
    }
}
