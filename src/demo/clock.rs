//! The org's clock: the one place where the demo org asks for the time.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// Now.
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// Midnight (UTC) of the day of `moment`: what generated rows count their dates from, so that rows are the
/// same all day long and `TODAY` finds some.
pub fn midnight(moment: Timestamp) -> Timestamp {
    let day = moment.to_zoned(TimeZone::UTC).date();
    day.to_zoned(TimeZone::UTC).map_or(moment, |start| start.timestamp())
}

/// Seconds later or earlier; a moment outside of jiff's range stays where it is.
pub fn after(moment: Timestamp, seconds: i64) -> Timestamp {
    moment.checked_add(seconds.seconds()).unwrap_or(moment)
}

/// The day of a moment (UTC), some days later or earlier.
pub fn day(moment: Timestamp, offset: i64) -> Date {
    after(moment, offset * 86_400).to_zoned(TimeZone::UTC).date()
}

/// `Wed, 03 Jul 2013 19:43:31 GMT`.
pub fn http_date(moment: Timestamp) -> String {
    moment.to_zoned(TimeZone::UTC).strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// Reads an HTTP date; the day may have one digit (REST guide, "sObject Describe with If-Modified-Since").
pub fn read_http_date(text: &str) -> Option<Timestamp> {
    jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text.trim()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn http_dates_are_written_with_two_digits_and_read_with_one_or_two() {
        let moment: Timestamp = "2013-07-03T19:43:31Z".parse().unwrap();
        assert_eq!(http_date(moment), "Wed, 03 Jul 2013 19:43:31 GMT");
        for text in ["Wed, 3 Jul 2013 19:43:31 GMT", "Wed, 03 Jul 2013 19:43:31 GMT"] {
            assert_eq!(read_http_date(text), Some(moment), "{text}");
        }
        assert_eq!(read_http_date("yesterday"), None);
        assert_eq!(midnight(moment), "2013-07-03T00:00:00Z".parse().unwrap());
    }
}
