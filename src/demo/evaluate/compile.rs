//! From the tree's conditions to [`Filter`]s: names are looked up, values are held against the types of their
//! fields, and what does not fit is refused in Salesforce's words.

use std::collections::HashSet;

use super::dates;
use super::error::QueryError;
use super::expression::{Expression, Facts, Look, expression};
use super::filter::{Check, Filter, Order, number, parts};
use super::reach::Scope;
use super::source::Kind;
use super::text::{Pattern, folded};
use super::value::Value as Datum;
use super::{Reading, semi};
use crate::salesforce::ids::to_18;
use crate::soql::tree::{Comparison, Condition, DateLiteral, Literal, Operator, Right, Value};

/// Where in a condition one stands: IN (SELECT …) is not allowed everywhere.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Top,
    BesideOr,
    Nested,
}

/// What turns a condition into a filter.
pub(super) struct Compiler<'a> {
    pub scope: Scope<'a>,
    pub reading: &'a Reading,
    /// For HAVING: what an operand is among the cells of a group.
    pub cells: Option<&'a Look<'a>>,
    /// How many IN (SELECT …) there were; none are allowed where this is the limit from the start.
    pub semi_joins: usize,
    /// Inside of one.
    pub inside: bool,
}

/// SOQL reference, "Comparison Operators".
const MOST_SEMI_JOINS: usize = 2;

impl<'a> Compiler<'a> {
    pub(super) fn new(scope: Scope<'a>, reading: &'a Reading) -> Self {
        Self { scope, reading, cells: None, semi_joins: 0, inside: false }
    }

    pub(super) fn condition(&mut self, condition: &Condition) -> Result<Filter, QueryError> {
        self.placed(condition, Place::Top)
    }

    fn placed(&mut self, condition: &Condition, place: Place) -> Result<Filter, QueryError> {
        match condition {
            Condition::And(all) => {
                let place = if place == Place::Top { Place::Top } else { Place::Nested };
                Ok(Filter::All(all.iter().map(|one| self.placed(one, place)).collect::<Result<_, _>>()?))
            }
            Condition::Or(any) => {
                let place = if place == Place::Top { Place::BesideOr } else { Place::Nested };
                Ok(Filter::Any(any.iter().map(|one| self.placed(one, place)).collect::<Result<_, _>>()?))
            }
            Condition::Not(one) => Ok(self.placed(one, Place::Nested)?.not()),
            Condition::Compare(comparison) => self.comparison(comparison, place),
            Condition::Missing(_) => Err(QueryError::malformed("unexpected token: '<EOF>'")),
        }
    }

    fn comparison(&mut self, comparison: &Comparison, place: Place) -> Result<Filter, QueryError> {
        let (left, facts) = match self.cells {
            Some(cells) => cells(&comparison.left)?,
            None => expression(self.scope, &comparison.left)?,
        };
        if matches!(facts.kind, Kind::Address | Kind::Location) {
            return Err(
                self.wrong(comparison, "Address fields can only be filtered using Distance expressions")
            );
        }
        if !facts.filterable {
            return Err(self
                .wrong(comparison, &format!("field '{}' can not be filtered in a query call", facts.name)));
        }
        let negated =
            matches!(comparison.operator, Operator::NotEqual | Operator::NotIn | Operator::Excludes);
        let check = match &comparison.right {
            Right::Query(query) => {
                self.may_join(place)?;
                if !matches!(facts.kind, Kind::Id | Kind::Reference) {
                    return Err(QueryError::unsupported("IN (SELECT …) for a field that is no id"));
                }
                Filter::Test(Box::new(left), Check::IdIn(semi::ids(self.scope, self.reading, query)?))
            }
            Right::List(values) if matches!(comparison.operator, Operator::Includes | Operator::Excludes) => {
                if facts.kind != Kind::MultiPicklist {
                    return Err(self.operator(comparison, facts.kind));
                }
                let texts: Result<Vec<_>, _> = values.iter().map(|value| self.text(&facts, value)).collect();
                Filter::Test(Box::new(left), Check::Includes(texts?.into_iter().map(parts).collect()))
            }
            Right::List(values) => self.list(left, &facts, comparison, values)?,
            Right::Value(value) => self.single(left, &facts, comparison, value)?,
        };
        Ok(if negated { check.not() } else { check })
    }

    fn may_join(&mut self, place: Place) -> Result<(), QueryError> {
        self.semi_joins += 1;
        if self.cells.is_some() {
            return Err(QueryError::unsupported("IN (SELECT …) in HAVING"));
        }
        if self.inside {
            return Err(QueryError::malformed("Nesting of semi join sub-selects is not supported"));
        }
        match place {
            Place::BesideOr => {
                Err(QueryError::malformed("Semi join sub-selects are not allowed with the 'OR' operator"))
            }
            Place::Nested => Err(QueryError::malformed(
                "Semi join sub-selects are only allowed at the top level WHERE expressions and not in nested WHERE \
                 expressions.",
            )),
            Place::Top if self.semi_joins > MOST_SEMI_JOINS => {
                Err(QueryError::malformed("Maximum 2 semi join sub-selects are allowed"))
            }
            Place::Top => Ok(()),
        }
    }

    fn list(
        &self,
        left: Expression,
        facts: &Facts,
        at: &Comparison,
        values: &[Value],
    ) -> Result<Filter, QueryError> {
        let null = values.iter().any(|value| is_null(facts, value));
        let values: Vec<&Value> = values.iter().filter(|value| !is_null(facts, value)).collect();
        let each = values.iter().copied();
        let check = match facts.kind {
            Kind::Id | Kind::Reference => {
                Check::IdIn(each.map(|value| self.id(facts, value)).collect::<Result<_, _>>()?)
            }
            Kind::Int | Kind::Long | Kind::Double | Kind::Currency | Kind::Percent => {
                Check::NumberIn(each.map(|value| self.number(facts, value)).collect::<Result<_, _>>()?)
            }
            Kind::Date | Kind::DateTime | Kind::Time => {
                Check::RangeIn(each.map(|value| self.range(facts, value)).collect::<Result<_, _>>()?)
            }
            Kind::Boolean => {
                let any = each.map(|value| self.bool(facts, value)).collect::<Result<Vec<_>, _>>()?;
                let one = |wanted| Filter::Test(Box::new(left.clone()), Check::Bool(wanted));
                return Ok(Filter::Any(any.into_iter().map(one).collect()));
            }
            Kind::MultiPicklist => {
                let any =
                    each.map(|value| self.text(facts, value).map(parts)).collect::<Result<Vec<_>, _>>()?;
                let one = |wanted| Filter::Test(Box::new(left.clone()), Check::Exactly(wanted));
                let mut all: Vec<Filter> = any.into_iter().map(one).collect();
                if null {
                    all.push(Filter::Test(Box::new(left.clone()), Check::Null));
                }
                return Ok(Filter::Any(all));
            }
            kind if is_text(kind) => {
                let one = |value| self.text(facts, value).map(|text| folded(text, facts.exact).into_owned());
                let set: HashSet<String> = each.map(one).collect::<Result<_, _>>()?;
                Check::TextIn { set, exact: facts.exact }
            }
            kind => return Err(self.operator(at, kind)),
        };
        let found = Filter::Test(Box::new(left.clone()), check);
        Ok(if null { Filter::Any(vec![found, Filter::Test(Box::new(left), Check::Null)]) } else { found })
    }

    fn single(
        &self,
        left: Expression,
        facts: &Facts,
        at: &Comparison,
        value: &Value,
    ) -> Result<Filter, QueryError> {
        let order = match at.operator {
            Operator::Equal | Operator::NotEqual => Some(Order::Equal),
            Operator::Less => Some(Order::Less),
            Operator::LessEqual => Some(Order::LessEqual),
            Operator::Greater => Some(Order::Greater),
            Operator::GreaterEqual => Some(Order::GreaterEqual),
            _ => None,
        };
        if order == Some(Order::Equal) && is_null(facts, value) || value.literal == Literal::Null {
            let check = match (order, facts.kind) {
                (Some(Order::Equal), Kind::Boolean) => Check::Bool(false),
                (Some(Order::Equal), _) => Check::Null,
                _ => return Err(QueryError::unsupported("null with an operator other than = and !=")),
            };
            return Ok(Filter::Test(Box::new(left), check));
        }
        let check = match (facts.kind, order) {
            (Kind::Id | Kind::Reference, Some(order)) => Check::Id { order, id: self.id(facts, value)? },
            (Kind::Id | Kind::Reference, None) => {
                let text = "invalid operator on id field";
                return Err(self.at(at, "INVALID_QUERY_FILTER_OPERATOR", text));
            }
            (Kind::Int | Kind::Long | Kind::Double | Kind::Currency | Kind::Percent, Some(order)) => {
                Check::Number(order, self.number(facts, value)?)
            }
            (Kind::Date | Kind::DateTime | Kind::Time, Some(order)) => {
                let (from, to) = self.range(facts, value)?;
                Check::Range(order, from, to)
            }
            (Kind::Boolean, Some(Order::Equal)) => Check::Bool(self.bool(facts, value)?),
            (Kind::MultiPicklist, Some(Order::Equal)) => Check::Exactly(parts(self.text(facts, value)?)),
            (kind, Some(order)) if is_text(kind) => {
                let typed = self.text(facts, value)?.to_owned();
                let folded = folded(&typed, facts.exact).into_owned();
                Check::Text { order, typed, folded, exact: facts.exact }
            }
            (kind, None) if is_text(kind) && at.operator == Operator::Like => match &value.literal {
                Literal::Text { raw, .. } => Check::Like(Pattern::new(raw, facts.exact)),
                _ => return Err(self.wrong_type(facts, value)),
            },
            (kind, _) => return Err(self.operator(at, kind)),
        };
        Ok(Filter::Test(Box::new(left), check))
    }

    fn text<'v>(&self, facts: &Facts, value: &'v Value) -> Result<&'v str, QueryError> {
        match &value.literal {
            Literal::Text { text, .. } => Ok(text),
            _ => Err(self.wrong_type(facts, value)),
        }
    }

    fn bool(&self, facts: &Facts, value: &Value) -> Result<bool, QueryError> {
        match &value.literal {
            Literal::Bool(yes) => Ok(*yes),
            _ => Err(self.wrong_type(facts, value)),
        }
    }

    fn number(&self, facts: &Facts, value: &Value) -> Result<f64, QueryError> {
        match &value.literal {
            Literal::Number(typed) => {
                number(&Datum::Double(typed.as_str().into())).ok_or_else(|| self.wrong_type(facts, value))
            }
            Literal::Currency { .. } => Err(QueryError::unsupported("amounts with a currency code")),
            _ => Err(self.wrong_type(facts, value)),
        }
    }

    fn id(&self, facts: &Facts, value: &Value) -> Result<String, QueryError> {
        let text = self.text(facts, value)?;
        to_18(text).ok_or_else(|| {
            let text = format!("invalid ID field: {text}");
            QueryError::at_name(
                self.scope.statement,
                value.span.start,
                "INVALID_QUERY_FILTER_OPERATOR",
                &text,
            )
        })
    }

    /// Days, moments and times, from and up to.
    fn range(&self, facts: &Facts, value: &Value) -> Result<(i64, i64), QueryError> {
        let wrong = || self.wrong_type(facts, value);
        match (facts.kind, &value.literal) {
            (Kind::Date, Literal::Date(typed)) => {
                let day: jiff::civil::Date = typed.parse().map_err(|_| wrong())?;
                let next = day.tomorrow().map_err(|_| wrong())?;
                Ok((dates::day_number(day), dates::day_number(next)))
            }
            (Kind::Date, Literal::Relative(literal)) => {
                let (from, to) = self.days(*literal)?;
                Ok((dates::day_number(from), dates::day_number(to)))
            }
            (Kind::DateTime, Literal::DateTime(typed)) => {
                let at = dates::moment_number(moment(typed).ok_or_else(wrong)?);
                Ok((at, at + 1))
            }
            (Kind::DateTime, Literal::Relative(literal)) => {
                let (from, to) = self.days(*literal)?;
                Ok((dates::day_start(from).ok_or_else(wrong)?, dates::day_start(to).ok_or_else(wrong)?))
            }
            (Kind::Time, Literal::Time(typed)) => {
                let time = typed.trim_end_matches(['Z', 'z']).parse().map_err(|_| wrong())?;
                let at = dates::time_number(time);
                Ok((at, at + 1))
            }
            _ => Err(wrong()),
        }
    }

    fn days(&self, literal: DateLiteral) -> Result<(jiff::civil::Date, jiff::civil::Date), QueryError> {
        let today = dates::day_of(self.scope.source.now());
        dates::days(literal, today).ok_or_else(|| QueryError::unsupported("dates so far away"))
    }

    fn wrong_type(&self, facts: &Facts, value: &Value) -> QueryError {
        let (kind, quotes) = match facts.kind {
            Kind::Boolean => ("boolean", "should not be enclosed in quotes"),
            Kind::Date => ("date", "should not be enclosed in quotes"),
            Kind::DateTime => ("dateTime", "should not be enclosed in quotes"),
            Kind::Time => ("time", "should not be enclosed in quotes"),
            Kind::Int | Kind::Long => ("int", "should not be enclosed in quotes"),
            Kind::Double | Kind::Currency | Kind::Percent => ("double", "should not be enclosed in quotes"),
            _ => ("string", "should be enclosed in quotes"),
        };
        let text = format!(
            "value of filter criterion for field '{}' must be of type {kind} and {quotes}",
            facts.name
        );
        QueryError::at_name(self.scope.statement, value.span.start, "INVALID_FIELD", &text)
    }

    /// The operator does not go with the type. The words for ids are Salesforce's; for other types made alike.
    fn operator(&self, at: &Comparison, kind: Kind) -> QueryError {
        let kind = format!("{kind:?}").to_ascii_lowercase();
        self.at(at, "INVALID_QUERY_FILTER_OPERATOR", &format!("invalid operator on {kind} field"))
    }

    fn wrong(&self, at: &Comparison, text: &str) -> QueryError {
        self.at(at, "INVALID_FIELD", text)
    }

    fn at(&self, at: &Comparison, code: &'static str, text: &str) -> QueryError {
        QueryError::at_name(self.scope.statement, at.left.span().start, code, text)
    }
}

/// NULL; and `''` as well, since an empty text is never stored (practice: `Email != ''` finds filled ones).
fn is_null(facts: &Facts, value: &Value) -> bool {
    let empty = matches!(&value.literal, Literal::Text { text, .. } if text.is_empty());
    let texts = is_text(facts.kind) || matches!(facts.kind, Kind::MultiPicklist | Kind::Id | Kind::Reference);
    value.literal == Literal::Null || empty && texts
}

fn is_text(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::String
            | Kind::TextArea
            | Kind::Phone
            | Kind::Url
            | Kind::Email
            | Kind::Picklist
            | Kind::Combobox
            | Kind::EncryptedString
    )
}

/// `2024-01-31T10:00:00Z`, with any number of decimals, of which more than nine are of no use.
fn moment(typed: &str) -> Option<jiff::Timestamp> {
    match typed.split_once('.') {
        None => typed.parse().ok(),
        Some((whole, rest)) => {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let kept = rest.get(..digits.min(9))?;
            let zone = rest.get(digits..)?;
            match kept.is_empty() {
                true => format!("{whole}{zone}").parse().ok(),
                false => format!("{whole}.{kept}{zone}").parse().ok(),
            }
        }
    }
}
