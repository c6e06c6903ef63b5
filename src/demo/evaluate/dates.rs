//! Days: date literals, and the parts of a date that date functions give.
//!
//! Days begin at 00:00 UTC, as the reference's table has it (SOQL reference, "Date Formats and Date Literals");
//! weeks begin on Sunday, as in the locale en_US; the fiscal year is the calendar year.

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use crate::soql::tree::{DateLiteral, Unit};

/// First day, and the day after the last one. None where that is outside the calendar.
pub(super) fn days(literal: DateLiteral, today: Date) -> Option<(Date, Date)> {
    match literal {
        DateLiteral::One(unit, n) => Some((start(unit, today, n)?, start(unit, today, n.checked_add(1)?)?)),
        // With days, today is in it.
        DateLiteral::Last(Unit::Day, n) => Some((start(Unit::Day, today, -n)?, start(Unit::Day, today, 1)?)),
        DateLiteral::Last(unit, n) => Some((start(unit, today, -n)?, start(unit, today, 0)?)),
        DateLiteral::Next(unit, n) => Some((start(unit, today, 1)?, start(unit, today, n.checked_add(1)?)?)),
    }
}

/// First day of the unit that is `n` units after the one with `today` in it.
fn start(unit: Unit, today: Date, n: i64) -> Option<Date> {
    let quarter = (today.month() - 1) / 3 * 3 + 1;
    let (first, step) = match unit {
        Unit::Day => (today, Span::new().try_days(n)),
        Unit::Week => {
            let back = today.weekday().since(Weekday::Sunday);
            (today.checked_sub(Span::new().days(back)).ok()?, Span::new().try_weeks(n))
        }
        Unit::Month => (today.first_of_month(), Span::new().try_months(n)),
        Unit::Quarter | Unit::FiscalQuarter => {
            (Date::new(today.year(), quarter, 1).ok()?, Span::new().try_months(n.checked_mul(3)?))
        }
        Unit::Year | Unit::FiscalYear => (today.first_of_year(), Span::new().try_years(n)),
    };
    first.checked_add(step.ok()?).ok()
}

/// The day of a moment.
pub(super) fn day_of(moment: Timestamp) -> Date {
    moment.to_zoned(TimeZone::UTC).date()
}

/// A moment as a number that orders moments.
pub(super) fn moment_number(moment: Timestamp) -> i64 {
    moment.as_microsecond()
}

/// A day as a number that orders days.
pub(super) fn day_number(day: Date) -> i64 {
    (i64::from(day.year()) * 100 + i64::from(day.month())) * 100 + i64::from(day.day())
}

/// The moment at which a day begins, as a number.
pub(super) fn day_start(day: Date) -> Option<i64> {
    Some(moment_number(day.to_zoned(TimeZone::UTC).ok()?.timestamp()))
}

/// A time as a number that orders times.
pub(super) fn time_number(time: Time) -> i64 {
    let seconds = (i64::from(time.hour()) * 60 + i64::from(time.minute())) * 60 + i64::from(time.second());
    seconds * 1_000_000_000 + i64::from(time.subsec_nanosecond())
}

/// What a date function gives (SOQL reference, "Date Functions").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Month,
    Quarter,
    Year,
    DayInMonth,
    DayInWeek,
    DayInYear,
    DayOnly,
    Hour,
    WeekInMonth,
    WeekInYear,
}

/// The date function of this name.
pub(super) fn part(name: &str) -> Option<Part> {
    Some(match name.to_ascii_uppercase().as_str() {
        "CALENDAR_MONTH" | "FISCAL_MONTH" => Part::Month,
        "CALENDAR_QUARTER" | "FISCAL_QUARTER" => Part::Quarter,
        "CALENDAR_YEAR" | "FISCAL_YEAR" => Part::Year,
        "DAY_IN_MONTH" => Part::DayInMonth,
        "DAY_IN_WEEK" => Part::DayInWeek,
        "DAY_IN_YEAR" => Part::DayInYear,
        "DAY_ONLY" => Part::DayOnly,
        "HOUR_IN_DAY" => Part::Hour,
        "WEEK_IN_MONTH" => Part::WeekInMonth,
        "WEEK_IN_YEAR" => Part::WeekInYear,
        _ => return None,
    })
}

impl Part {
    /// The number for a day and an hour. `DayOnly` is no number: its callers take the day.
    pub(super) fn of(self, day: Date, hour: i8) -> i64 {
        let number = |n: i8| i64::from(n);
        match self {
            Part::Month => number(day.month()),
            Part::Quarter => number((day.month() - 1) / 3 + 1),
            Part::Year => i64::from(day.year()),
            Part::DayInMonth => number(day.day()),
            Part::DayInWeek => number(day.weekday().to_sunday_one_offset()),
            Part::DayInYear => i64::from(day.day_of_year()),
            Part::DayOnly => day_number(day),
            Part::Hour => number(hour),
            Part::WeekInMonth => number((day.day() - 1) / 7 + 1),
            Part::WeekInYear => i64::from((day.day_of_year() - 1) / 7 + 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_the_days_of_the_reference() {
        // A Wednesday.
        let today: Date = "2024-05-15".parse().unwrap();
        let table = [
            (DateLiteral::One(Unit::Day, 0), "2024-05-15", "2024-05-16"),
            (DateLiteral::One(Unit::Day, -1), "2024-05-14", "2024-05-15"),
            (DateLiteral::One(Unit::Week, 0), "2024-05-12", "2024-05-19"),
            (DateLiteral::One(Unit::Week, -1), "2024-05-05", "2024-05-12"),
            (DateLiteral::One(Unit::Month, 1), "2024-06-01", "2024-07-01"),
            (DateLiteral::One(Unit::Quarter, 0), "2024-04-01", "2024-07-01"),
            (DateLiteral::One(Unit::FiscalQuarter, -2), "2023-10-01", "2024-01-01"),
            (DateLiteral::One(Unit::Year, -1), "2023-01-01", "2024-01-01"),
            (DateLiteral::Last(Unit::Day, 90), "2024-02-15", "2024-05-16"),
            (DateLiteral::Next(Unit::Day, 2), "2024-05-16", "2024-05-18"),
            (DateLiteral::Last(Unit::Month, 3), "2024-02-01", "2024-05-01"),
            (DateLiteral::Next(Unit::Quarter, 2), "2024-07-01", "2025-01-01"),
            (DateLiteral::Last(Unit::FiscalYear, 2), "2022-01-01", "2024-01-01"),
        ];
        for (literal, from, to) in table {
            let found = days(literal, today).map(|(a, b)| (a.to_string(), b.to_string()));
            assert_eq!(found, Some((from.into(), to.into())), "{literal:?}");
        }
        assert_eq!(days(DateLiteral::Last(Unit::Year, i64::from(u32::MAX)), today), None);
    }

    #[test]
    fn parts_count_from_1_and_weeks_from_the_first_day() {
        let day: Date = "2024-12-31".parse().unwrap();
        let table = [
            ("CALENDAR_MONTH", 12),
            ("fiscal_quarter", 4),
            ("CALENDAR_YEAR", 2024),
            ("DAY_IN_MONTH", 31),
            ("DAY_IN_WEEK", 3),
            ("DAY_IN_YEAR", 366),
            ("HOUR_IN_DAY", 7),
            ("WEEK_IN_MONTH", 5),
            ("WEEK_IN_YEAR", 53),
        ];
        for (name, wanted) in table {
            assert_eq!(part(name).unwrap().of(day, 7), wanted, "{name}");
        }
    }
}
