//! Values by their field's type, and the fields that every object has: what is true of a row whichever
//! object it is of.

use std::borrow::Cow;

use super::cell::{Cell, DAY, cut, date, double, text};
use super::words::{FORMULAS, HOSTILE};
use crate::demo::clock;
use crate::demo::evaluate::{Field, Kind, Source, Value};

/// What the running user viewed some time: its first rows. By the API nobody views anything.
pub const VIEWED: &[(&str, usize)] =
    &[("Account", 4), ("Contact", 3), ("Installation__c", 3), ("Opportunity", 2)];

/// The value of any field.
pub fn value(cell: &Cell, field: &Field) -> Value<'static> {
    let name = field.name.as_str();
    match name {
        "Id" => Value::Id(Cow::Owned(cell.id())),
        "IsDeleted" => Value::Bool(cell.rows.deleted(cell.table, cell.row)),
        "CreatedDate" => Value::DateTime(cell.created()),
        "LastModifiedDate" | "SystemModstamp" => Value::DateTime(cell.changed()),
        "CreatedById" => cell.person("creator"),
        "LastModifiedById" => cell.person("changer"),
        "OwnerId" => cell.person("owner"),
        "LastActivityDate" if cell.chance(60, name) => Value::Date(date(cell.changed())),
        "LastViewedDate" | "LastReferencedDate" => viewed(cell),
        "LastActivityDate" => Value::Null,
        "PhotoUrl" => text(format!("/services/images/photo/{}", cell.id())),
        "Name" if cell.object.custom => text(format!("{} {:05}", cell.object.label, cell.row + 1)),
        _ if field.name_field => text(cut(format!("{} {}", cell.object.label, cell.row + 1), 80)),
        "MasterRecordId" => Value::Null,
        _ => typed(cell, field),
    }
}

fn viewed(cell: &Cell) -> Value<'static> {
    let viewed = VIEWED.iter().any(|(name, rows)| *name == cell.object.name && cell.row < *rows);
    if !viewed {
        return Value::Null;
    }
    Value::DateTime(clock::after(cell.rows.today(), -600 * (cell.row as i64 + 1)))
}

fn typed(cell: &Cell, field: &Field) -> Value<'static> {
    let name = field.name.as_str();
    // Checkboxes are never empty; much of the rest of a real org is.
    if field.kind != Kind::Boolean && field.nillable && cell.chance(45, &format!("{name} is empty")) {
        return Value::Null;
    }
    match field.kind {
        Kind::Boolean => Value::Bool(cell.chance(15, name)),
        Kind::Int | Kind::Long => Value::Int(cell.between(0, 900, name)),
        Kind::Double | Kind::Currency | Kind::Percent => number(cell, field),
        Kind::Date => Value::Date(cell.day(cell.between(-700, 60, name))),
        Kind::DateTime => Value::DateTime(clock::after(cell.created(), cell.between(60, 30 * DAY, name))),
        Kind::Time => time(cell, name),
        Kind::Picklist | Kind::Combobox => cell.choice(field, name),
        Kind::MultiPicklist => several(cell, field),
        Kind::Reference => lookup(cell, field),
        Kind::Phone => cell.phone(name),
        Kind::Email => text(format!("{}.{}@demo.example", slug(name), cell.row + 1)),
        Kind::Url => text(format!("https://www.demo.example/{}/{}", slug(name), cell.row + 1)),
        Kind::TextArea => long(cell, field),
        Kind::String | Kind::EncryptedString => short(cell, field),
        Kind::Id | Kind::Base64 | Kind::Address | Kind::Location | Kind::Other => Value::Null,
    }
}

/// A number that fits the field's digits.
fn number(cell: &Cell, field: &Field) -> Value<'static> {
    let name = field.name.as_str();
    let whole = (field.precision.max(1) - field.scale.min(field.precision)).clamp(1, 6);
    let most = if field.kind == Kind::Percent { 100.0 } else { 10_f64.powi(whole as i32) - 1.0 };
    let number = cell.below(1_000_000, name) as f64 / 1_000_000.0 * most;
    double(number, field.scale.min(2) as usize)
}

fn time(cell: &Cell, name: &str) -> Value<'static> {
    let minutes = cell.between(7 * 4, 18 * 4, name) * 15;
    jiff::civil::Time::new((minutes / 60) as i8, (minutes % 60) as i8, 0, 0).map_or(Value::Null, Value::Time)
}

/// Some of the values, in their defined order, joined by semicolons.
fn several(cell: &Cell, field: &Field) -> Value<'static> {
    let bits = cell.number(&field.name) | 1;
    let chosen = field.picklist_values.iter().enumerate().filter(|(n, _)| bits >> (n * 3) & 1 == 1);
    text(chosen.map(|(_, value)| value.value.as_str()).collect::<Vec<_>>().join(";"))
}

fn lookup(cell: &Cell, field: &Field) -> Value<'static> {
    let Some(target) = field.reference_to.iter().find(|target| *target != "Group") else {
        return Value::Null;
    };
    match target.as_str() {
        // A row of the same object: an older one, so that there are no circles.
        own if own == cell.object.name => match cell.row {
            0 => Value::Null,
            row => cell.reference(own, cell.below(row, &field.name)),
        },
        "User" => cell.person(&field.name),
        other => cell.any(other, &field.name),
    }
}

fn long(cell: &Cell, field: &Field) -> Value<'static> {
    let name = field.name.as_str();
    if cell.hostile_chance(4, &format!("{name} is hostile")) {
        return text(cut(cell.word(HOSTILE, name).to_owned(), field.length));
    }
    if cell.chance(8, &format!("{name} is in its own language")) {
        return text(cut(cell.culture().remark.to_owned(), field.length));
    }
    let sentences = if field.length > 4_000 && cell.chance(6, &format!("{name} is long")) {
        120
    } else {
        cell.below(4, name) + 1
    };
    text(cell.prose(sentences, field.length, name))
}

fn short(cell: &Cell, field: &Field) -> Value<'static> {
    let name = field.name.as_str();
    if field.length >= 60 && cell.hostile_chance(3, &format!("{name} is a formula")) {
        return text(cut(cell.word(FORMULAS, name).to_owned(), field.length));
    }
    text(cut(cell.digits("######", name), field.length))
}

/// Letters and digits of a name in lower case.
pub fn slug(name: &str) -> String {
    name.trim_end_matches("__c")
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase()
}
