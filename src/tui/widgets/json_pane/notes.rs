//! What a value is, by its looks: a record id, a link, a date, a large number. Nothing is looked up.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::salesforce::ids;
use crate::text::numbers;

/// What to say beside values.
#[derive(Clone, Copy, Debug, Default)]
pub struct Notes {
    /// The time now, for ages; without it dates are alone.
    pub now: Option<Timestamp>,
}

/// What was recognised.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Recognised {
    /// It leads on: an id, a URL.
    pub(super) leads: bool,
    /// What to say right of it.
    pub(super) note: Option<String>,
}

/// Longer values are none of these.
pub(super) const LONGEST: usize = 300;

/// Key prefixes of the objects met most (Salesforce Help, 'Standard Field Record ID Prefix Decoder').
const PREFIXES: &[(&str, &str)] = &[
    ("001", "Account"),
    ("003", "Contact"),
    ("005", "User"),
    ("006", "Opportunity"),
    ("00D", "Organization"),
    ("00G", "Group"),
    ("00Q", "Lead"),
    ("00T", "Task"),
    ("00U", "Event"),
    ("00e", "Profile"),
    ("00k", "OpportunityLineItem"),
    ("00v", "CampaignMember"),
    ("012", "RecordType"),
    ("015", "Document"),
    ("01t", "Product2"),
    ("068", "ContentVersion"),
    ("069", "ContentDocument"),
    ("0PS", "PermissionSet"),
    ("500", "Case"),
    ("701", "Campaign"),
    ("800", "Contract"),
    ("801", "Order"),
];

impl Notes {
    /// Looks at a string's text, decoded and without quotes.
    pub(super) fn of_string(&self, text: &str) -> Recognised {
        if text.len() == 18 && ids::is_id(text) {
            let object = PREFIXES.iter().find(|(prefix, _)| text.starts_with(prefix));
            return Recognised { leads: true, note: object.map(|(_, name)| format!("id of {name}")) };
        }
        if text.starts_with("https://") || text.starts_with("http://") || text.starts_with("/services/data/")
        {
            return Recognised { leads: true, note: None };
        }
        Recognised { leads: false, note: self.now.and_then(|now| age(text, now)) }
    }
}

/// How long ago a date or a time of Salesforce's was (`2026-11-19`, `2026-11-19T08:15:30.000+0000`).
fn age(text: &str, now: Timestamp) -> Option<String> {
    if !text
        .get(..10)?
        .bytes()
        .enumerate()
        .all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() })
    {
        return None;
    }
    let date: Date = text.get(..10)?.parse().ok()?;
    // Far from today nothing is said, and no time zone has to be looked up.
    let utc = now.to_zoned(TimeZone::UTC).date();
    if (utc - date).get_days().abs() > 8 {
        return None;
    }
    let then = match text.get(10..) {
        Some("") => {
            let today = now.to_zoned(TimeZone::system()).date();
            let days = (today - date).get_days();
            return match days {
                0 => Some("today".into()),
                1 => Some("yesterday".into()),
                2..=6 => Some(format!("{days} days ago")),
                -1 => Some("tomorrow".into()),
                -6..=-2 => Some(format!("in {} days", -days)),
                _ => None,
            };
        }
        Some(rest) if rest.starts_with('T') => {
            // Salesforce writes the offset without a colon; jiff wants one.
            let text = match text.rsplit_once(['+', '-']) {
                Some((front, offset)) if offset.len() == 4 && offset.bytes().all(|b| b.is_ascii_digit()) => {
                    let sign = &text[front.len()..=front.len()];
                    format!("{front}{sign}{}:{}", &offset[..2], &offset[2..])
                }
                _ => text.to_owned(),
            };
            text.parse::<Timestamp>().ok()?
        }
        _ => return None,
    };
    let seconds = now.as_second() - then.as_second();
    (0..604_800).contains(&seconds).then(|| numbers::age(then, now))
}

/// A number as people write it, where that is easier to read: `1.25E9` as `1,250,000,000`.
pub(super) fn number(text: &str) -> Option<String> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text),
    };
    let (mantissa, exponent) = match digits.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (digits, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    // Digits in a row are left alone: they are read as they are searched for.
    if exponent == 0 {
        return None;
    }
    if !(0..=18).contains(&exponent) || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) {
        return None;
    }
    let exponent = exponent as usize;
    let mut whole = whole.to_owned();
    let taken = fraction.len().min(exponent);
    whole.push_str(&fraction[..taken]);
    whole.push_str(&"0".repeat(exponent - taken));
    let whole = whole.trim_start_matches('0');
    let grouped = numbers::count(if whole.is_empty() { 0 } else { whole.parse().ok()? });
    let rest = fraction[taken..].trim_end_matches('0');
    Some(if rest.is_empty() { format!("{sign}{grouped}") } else { format!("{sign}{grouped}.{rest}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_out_exactly() {
        for (text, shown) in [
            ("1.25E9", Some("1,250,000,000")),
            ("-1.5e3", Some("-1,500")),
            ("1.2345E2", Some("123.45")),
            ("12345678", None),
            ("1E400", None),
            ("1.5", None),
            ("2e-7", None),
            ("1234567890123456789012345", None),
        ] {
            assert_eq!(number(text).as_deref(), shown, "{text}");
        }
    }

    #[test]
    fn ids_links_and_dates_are_recognised() {
        let notes = Notes { now: "2026-11-24T12:00:00Z".parse().ok() };
        let of = |text| notes.of_string(text);
        assert_eq!(of("https://x.example/"), Recognised { leads: true, note: None });
        assert_eq!(of("2026-11-24T11:55:00.000+0000").note.as_deref(), Some("5 min ago"));
        assert_eq!(of("2026-11-24T12:55:00.000+0200").note.as_deref(), Some("1 h ago"));
        assert_eq!(of("1999-01-01").note, None);
        assert_eq!(of("2026-13-45").note, None);
        assert_eq!(of("Wójcik"), Recognised::default());
        assert!(!of("001000000000000AAB").leads, "a wrong checksum is no id");
        assert_eq!(of("001000000000000AAA").note.as_deref(), Some("id of Account"));
    }
}
