//! What can be filtered, sorted and grouped by: a field, its label, a part of its date, or a cell of a group.

use std::borrow::Cow;

use jiff::tz::TimeZone;

use super::dates::{self, Part, day_of};
use super::error::QueryError;
use super::reach::{Reach, Scope, resolve};
use super::source::{Field, Kind, Source, Table};
use super::value::Value;
use crate::soql::tree::{Function, Operand};

/// Something with a value for each row.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Expression {
    Field(Reach),
    /// `toLabel(Status)`.
    Label(Reach),
    /// `CALENDAR_YEAR(CloseDate)`.
    Part(Part, Reach),
    /// Of a group: the value with this number.
    Cell(usize),
}

/// What operands mean: in a grouped query they are cells.
pub(super) type Look<'a> = dyn Fn(&Operand) -> Result<(Expression, Facts), QueryError> + 'a;

/// What is known of an expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Facts {
    pub name: String,
    pub kind: Kind,
    pub filterable: bool,
    pub sortable: bool,
    pub groupable: bool,
    pub aggregatable: bool,
    /// Compared with regard to case.
    pub exact: bool,
}

impl Facts {
    pub(super) fn of(source: &dyn Source, reach: &Reach) -> Self {
        let (name, kind) = reach.named(source);
        let field = reach.field(source);
        let flag = |of: fn(&Field) -> bool| field.is_none_or(of);
        Self {
            name: name.to_owned(),
            kind,
            filterable: flag(|f| f.filterable),
            sortable: flag(|f| f.sortable),
            groupable: flag(|f| f.groupable),
            aggregatable: flag(|f| f.aggregatable),
            exact: field.is_some_and(|f| f.case_sensitive),
        }
    }
}

/// What an operand outside of aggregates means.
pub(super) fn expression(scope: Scope<'_>, operand: &Operand) -> Result<(Expression, Facts), QueryError> {
    let source = scope.source;
    match operand {
        Operand::Path(path) => {
            let reach = resolve(scope, path)?;
            let facts = Facts::of(source, &reach);
            Ok((Expression::Field(reach), facts))
        }
        Operand::Function(function) => called(scope, function),
        Operand::Value(_) | Operand::Missing(_) => Err(QueryError::malformed("unexpected token: '<EOF>'")),
    }
}

fn called(scope: Scope<'_>, function: &Function) -> Result<(Expression, Facts), QueryError> {
    let unsupported = || QueryError::unsupported(&format!("{}() here", function.name.text));
    let [Operand::Path(path)] = function.arguments.as_slice() else { return Err(unsupported()) };
    if function.name.is("toLabel") {
        let reach = resolve(scope, path)?;
        let mut facts = Facts::of(scope.source, &reach);
        if !matches!(facts.kind, Kind::Picklist | Kind::MultiPicklist) || reach.field(scope.source).is_none()
        {
            return Err(QueryError::unsupported("toLabel() of anything but picklists"));
        }
        facts.kind = Kind::String;
        return Ok((Expression::Label(reach), facts));
    }
    let part = dates::part(&function.name.text).ok_or_else(unsupported)?;
    let reach = resolve(scope, path)?;
    let mut facts = Facts::of(scope.source, &reach);
    let timed = matches!(part, Part::DayOnly | Part::Hour);
    if !(facts.kind == Kind::DateTime || facts.kind == Kind::Date && !timed) {
        let text =
            format!("field '{}' does not support {}", facts.name, function.name.text.to_ascii_uppercase());
        return Err(QueryError::at_name(scope.statement, path.span.start, "INVALID_FIELD", &text));
    }
    facts.kind = if part == Part::DayOnly { Kind::Date } else { Kind::Int };
    facts.groupable = true;
    Ok((Expression::Part(part, reach), facts))
}

impl Expression {
    /// The value for a row. A cell has none here: groups look it up themselves.
    pub(super) fn value<'s>(&self, source: &'s dyn Source, table: Table, row: usize) -> Value<'s> {
        match self {
            Expression::Field(reach) => reach.value(source, table, row),
            Expression::Label(reach) => label(source, reach, reach.value(source, table, row)),
            Expression::Part(part, reach) => part_of(*part, &reach.value(source, table, row)),
            Expression::Cell(_) => Value::Null,
        }
    }
}

fn part_of(part: Part, value: &Value<'_>) -> Value<'static> {
    let (day, hour) = match value {
        Value::Date(day) => (*day, 0),
        Value::DateTime(moment) => (day_of(*moment), moment.to_zoned(TimeZone::UTC).hour()),
        _ => return Value::Null,
    };
    match part {
        Part::DayOnly => Value::Date(day),
        part => Value::Int(part.of(day, hour)),
    }
}

/// The label of a picklist's value, and of each of a multipicklist's.
fn label<'s>(source: &'s dyn Source, reach: &Reach, value: Value<'s>) -> Value<'s> {
    let (Some(field), Value::Text(text)) = (reach.field(source), &value) else { return value };
    let one = |value: &str| {
        let known = field.picklist_values.iter().find(|known| known.value == value);
        known.and_then(|known| known.label.clone()).unwrap_or_else(|| value.to_owned())
    };
    let labels: Vec<String> = match field.kind {
        Kind::MultiPicklist => text.split(';').map(one).collect(),
        _ => vec![one(text)],
    };
    Value::Text(Cow::Owned(labels.join(";")))
}
