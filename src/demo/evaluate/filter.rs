//! WHERE and HAVING as tests over values.
//!
//! A test is true or false, never unknown: if there is no value, only `= null` is true, so `!= 'x'`,
//! NOT IN and EXCLUDES are true there (SOQL reference, "Comparison Operators" and "NULL").

use std::collections::HashSet;

use super::expression::Expression;
use super::text::{Pattern, folded};
use super::value::Value;

/// A condition, ready to be asked.
#[derive(Clone, Debug)]
pub(super) enum Filter {
    All(Vec<Filter>),
    Any(Vec<Filter>),
    Not(Box<Filter>),
    Test(Box<Expression>, Check),
}

/// How two values stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Equal,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
}

/// What a value is asked.
#[derive(Clone, Debug)]
pub(super) enum Check {
    /// Is there none?
    Null,
    Bool(bool),
    /// Text as typed, the same folded, whether case counts.
    Text {
        order: Order,
        typed: String,
        folded: String,
        exact: bool,
    },
    TextIn {
        set: HashSet<String>,
        exact: bool,
    },
    Like(Pattern),
    Id {
        order: Order,
        id: String,
    },
    IdIn(HashSet<String>),
    Number(Order, f64),
    NumberIn(Vec<f64>),
    /// Days, moments and times as numbers: from the first up to, not including, the second.
    Range(Order, i64, i64),
    RangeIn(Vec<(i64, i64)>),
    /// A multipicklist has exactly these.
    Exactly(HashSet<String>),
    /// A multipicklist has all of one of these.
    Includes(Vec<HashSet<String>>),
}

impl Filter {
    pub(super) fn not(self) -> Self {
        Filter::Not(Box::new(self))
    }

    /// Whether a row passes, whose values `value` gives.
    pub(super) fn passes<'v>(&self, value: &dyn Fn(&Expression) -> Value<'v>) -> bool {
        match self {
            Filter::All(all) => all.iter().all(|one| one.passes(value)),
            Filter::Any(any) => any.iter().any(|one| one.passes(value)),
            Filter::Not(one) => !one.passes(value),
            Filter::Test(expression, check) => check.fits(&value(expression)),
        }
    }
}

impl Order {
    fn fits<T: PartialOrd + ?Sized>(self, left: &T, right: &T) -> bool {
        match self {
            Order::Equal => left == right,
            Order::Less => left < right,
            Order::LessEqual => left <= right,
            Order::Greater => left > right,
            Order::GreaterEqual => left >= right,
        }
    }

    /// A range is equal to what is in it, less than what is after it.
    fn fits_range(self, value: i64, from: i64, to: i64) -> bool {
        match self {
            Order::Equal => (from..to).contains(&value),
            Order::Less => value < from,
            Order::LessEqual => value < to,
            Order::Greater => value >= to,
            Order::GreaterEqual => value >= from,
        }
    }
}

impl Check {
    fn fits(&self, value: &Value<'_>) -> bool {
        match (self, value) {
            (Check::Null, value) => value.is_null(),
            // A checkbox without a value is not ticked.
            (Check::Bool(wanted), value) => matches!(value, Value::Bool(true)) == *wanted,
            (Check::Text { order: Order::Equal, typed, exact: false, .. }, Value::Text(text))
                if typed.is_ascii() && text.is_ascii() =>
            {
                text.eq_ignore_ascii_case(typed)
            }
            (Check::Text { order, folded: wanted, exact, .. }, Value::Text(text)) => {
                order.fits(folded(text, *exact).as_ref(), wanted.as_str())
            }
            (Check::TextIn { set, exact }, Value::Text(text)) => set.contains(folded(text, *exact).as_ref()),
            (Check::Like(pattern), Value::Text(text)) => pattern.fits(text),
            (Check::Id { order, id }, Value::Id(value)) => order.fits(value.as_ref(), id.as_str()),
            (Check::IdIn(set), Value::Id(value)) => set.contains(value.as_ref()),
            (Check::Number(order, wanted), value) => number(value).is_some_and(|n| order.fits(&n, wanted)),
            (Check::NumberIn(list), value) => number(value).is_some_and(|n| list.contains(&n)),
            (Check::Range(order, from, to), value) => {
                moment(value).is_some_and(|value| order.fits_range(value, *from, *to))
            }
            (Check::RangeIn(list), value) => {
                moment(value).is_some_and(|value| list.iter().any(|(from, to)| (*from..*to).contains(&value)))
            }
            (Check::Exactly(wanted), Value::Text(text)) => parts(text) == *wanted,
            (Check::Includes(any), Value::Text(text)) => {
                let has = parts(text);
                any.iter().any(|all| all.is_subset(&has))
            }
            _ => false,
        }
    }
}

/// The values of a multipicklist, folded.
pub(super) fn parts(text: &str) -> HashSet<String> {
    text.split(';')
        .map(|part| folded(part.trim(), false).into_owned())
        .filter(|part| !part.is_empty())
        .collect()
}

/// The value of a number.
pub(super) fn number(value: &Value<'_>) -> Option<f64> {
    match value {
        // Whole numbers of a row are far below 2^53.
        Value::Int(n) => Some(*n as f64),
        Value::Double(text) => text.parse().ok(),
        _ => None,
    }
}

/// The number of a day, moment or time.
pub(super) fn moment(value: &Value<'_>) -> Option<i64> {
    match value {
        Value::Date(day) => Some(super::dates::day_number(*day)),
        Value::DateTime(moment) => Some(super::dates::moment_number(*moment)),
        Value::Time(time) => Some(super::dates::time_number(*time)),
        _ => None,
    }
}
