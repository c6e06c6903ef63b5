//! One row of one object, and what its values are made with: a number that is the same each time for the
//! same row and purpose, and everything drawn from it.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Rows;
use super::words::{CULTURES, Culture, HOME, HOME_SENTENCES, HOME_TOWNS, SENTENCES};
use crate::demo::clock;
use crate::demo::evaluate::{Field, SObject, Source, Table, Value};

/// Seconds of a day.
pub const DAY: i64 = 86_400;
/// Over how many days before today the rows of an object were created.
const HISTORY: i64 = 1_460;

/// A row.
#[derive(Clone, Copy, Debug)]
pub struct Cell<'a> {
    /// The org.
    pub rows: &'a Rows,
    /// The object's number.
    pub table: Table,
    /// The object.
    pub object: &'a SObject,
    /// The row's number.
    pub row: usize,
}

impl<'a> Cell<'a> {
    /// A number for this row and a purpose (splitmix64 over both).
    pub fn number(&self, purpose: &str) -> u64 {
        let mut x = 0xcbf2_9ce4_8422_2325_u64;
        for byte in self.object.name.bytes().chain([0]).chain(purpose.bytes()) {
            x = (x ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        x = x.wrapping_add((self.row as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    }

    /// From 0 to `below`, `below` left out.
    pub fn below(&self, below: usize, purpose: &str) -> usize {
        (self.number(purpose) % below.max(1) as u64) as usize
    }

    /// True for that share of the rows, in percent.
    pub fn chance(&self, percent: u64, purpose: &str) -> bool {
        self.number(purpose) % 100 < percent
    }

    /// One of a list.
    pub fn pick<T>(&self, list: &'static [T], purpose: &str) -> &'static T {
        &list[self.below(list.len(), purpose)]
    }

    /// One of a list of words.
    pub fn word(&self, list: &'static [&'static str], purpose: &str) -> &'static str {
        list[self.below(list.len(), purpose)]
    }

    /// Whether names are those of many languages, and texts such as do harm.
    pub fn is_hostile(&self) -> bool {
        self.rows.is_hostile()
    }

    /// True for that share of the rows, in percent, where texts are hostile.
    pub fn hostile_chance(&self, percent: u64, purpose: &str) -> bool {
        self.chance(percent, purpose) && self.is_hostile()
    }

    /// The language of this row's people and places.
    pub fn culture(&self) -> &'static Culture {
        if self.is_hostile() { self.pick(CULTURES, "culture") } else { &HOME }
    }

    /// One of the company's own words, or of those of many languages.
    pub fn word_of(
        &self,
        home: &'static [&'static str],
        many: &'static [&'static str],
        purpose: &str,
    ) -> &'static str {
        self.word(if self.is_hostile() { many } else { home }, purpose)
    }

    /// A row of another object.
    pub fn other(&self, object: &str, row: usize) -> Option<Cell<'a>> {
        let cell = self.rows.cell(self.rows.table(object)?, row);
        (row < self.rows.len(cell.table)).then_some(cell)
    }

    /// How many rows another object has.
    pub fn count(&self, object: &str) -> usize {
        self.rows.table(object).map_or(0, |table| self.rows.len(table))
    }

    /// The id of a row of another object, null if there is none.
    pub fn reference(&self, object: &str, row: usize) -> Value<'static> {
        self.other(object, row).map_or(Value::Null, |cell| Value::Id(Cow::Owned(cell.id())))
    }

    /// Any row of another object.
    pub fn any(&self, object: &str, purpose: &str) -> Value<'static> {
        self.reference(object, self.below(self.count(object), purpose))
    }

    /// A user who is a person: row 0 is the integration's.
    pub fn person(&self, purpose: &str) -> Value<'static> {
        self.reference("User", 1 + self.below(self.count("User").saturating_sub(1), purpose))
    }

    /// This row's id.
    pub fn id(&self) -> String {
        crate::demo::ids::id(self.object.key_prefix.as_deref().unwrap_or("000"), self.row)
    }

    /// The value of a field of this row, null if there is no such field.
    pub fn value(&self, field: &str) -> Value<'a> {
        self.object.field(field).map_or(Value::Null, |n| self.rows.value(self.table, self.row, n))
    }

    /// When it was created: rows came evenly over some years, the last of them today.
    pub fn created(&self) -> Timestamp {
        let count = self.rows.len(self.table).max(1) as i64;
        let age = (count - 1 - (self.row as i64).min(count - 1)) * HISTORY / count;
        let second = if age == 0 {
            self.below(300, "second") as i64
        } else {
            6 * 3_600 + self.below(50_000, "second") as i64
        };
        clock::after(self.rows.today(), second - age * DAY)
    }

    /// When it was last changed: not before it was created.
    pub fn changed(&self) -> Timestamp {
        let created = self.created();
        let age = self.rows.today().as_second() - created.as_second();
        if age <= 0 || self.chance(30, "untouched") {
            return created;
        }
        clock::after(created, self.below(age as usize, "changed") as i64)
    }

    /// A day counted from today.
    pub fn day(&self, offset: i64) -> Date {
        date(clock::after(self.rows.today(), offset * DAY))
    }

    /// From `from` to `to`, both in.
    pub fn between(&self, from: i64, to: i64, purpose: &str) -> i64 {
        from + (self.number(purpose) % (to - from + 1).max(1) as u64) as i64
    }

    /// Digits in the place of `#`.
    pub fn digits(&self, shape: &str, purpose: &str) -> String {
        let mut number = self.number(purpose);
        let digit = |c| match c {
            '#' => {
                let digit = number % 10;
                number = number / 10 + (number % 7) * 1_000_000_007;
                char::from(b'0' + digit as u8)
            }
            c => c,
        };
        shape.chars().map(digit).collect()
    }

    /// A telephone number that nobody has: 555 01xx after the country code or the area's.
    pub fn phone(&self, purpose: &str) -> Value<'static> {
        if !self.is_hostile() {
            let (.., area) = self.pick(HOME_TOWNS, purpose);
            return text(format!("({area}) {}", self.digits("555-01##", purpose)));
        }
        text(format!("{} {}", self.culture().dial, self.digits("## 555 01##", purpose)))
    }

    /// Some sentences, in all at most that long.
    pub fn prose(&self, sentences: usize, length: usize, purpose: &str) -> String {
        let all = if self.is_hostile() { SENTENCES } else { HOME_SENTENCES };
        let mut out = String::new();
        for n in 0..sentences {
            if n > 0 {
                out.push_str(if n % 4 == 0 { "\n\n" } else { " " });
            }
            out.push_str(all[(self.below(all.len(), purpose) + n * 5) % all.len()]);
        }
        cut(out, length)
    }

    /// One of a field's picklist values.
    pub fn choice(&self, field: &Field, purpose: &str) -> Value<'static> {
        match field.picklist_values.get(self.below(field.picklist_values.len(), purpose)) {
            Some(value) => text(value.value.clone()),
            None => Value::Null,
        }
    }

    /// The picklist value with that number of this object's field.
    pub fn choice_at(&self, field: &str, n: usize) -> Value<'static> {
        let values = self.object.field(field).map(|f| &self.object.fields[f].picklist_values);
        values.and_then(|values| values.get(n)).map_or(Value::Null, |value| text(value.value.clone()))
    }
}

/// Text.
pub fn text(text: impl Into<Cow<'static, str>>) -> Value<'static> {
    Value::Text(text.into())
}

/// A number with a fraction, as Salesforce writes them: `300.0`, `50000.00`.
pub fn double(number: f64, scale: usize) -> Value<'static> {
    Value::Double(Cow::Owned(format!("{number:.0$}", scale.max(1))))
}

/// The day of a moment.
pub fn date(moment: Timestamp) -> Date {
    moment.to_zoned(TimeZone::UTC).date()
}

/// At most that many characters.
pub fn cut(mut text: String, length: usize) -> String {
    if let Some((at, _)) = text.char_indices().nth(length) {
        text.truncate(at);
    }
    text
}
