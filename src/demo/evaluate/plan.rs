//! Which rows a query gives, and in which order.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::Reading;
use super::compile::Compiler;
use super::error::QueryError;
use super::expression::{Expression, Look, expression};
use super::filter::{Filter, moment, number};
use super::reach::Scope;
use super::source::{Kind, Source, Table};
use super::text::fold;
use super::value::Value;
use crate::soql::tree::{From, Nulls, OrderBy, Query, Selected};

/// Rows of one object: filtered, sorted, cut.
#[derive(Debug)]
pub(super) struct Rows {
    pub table: Table,
    pub filter: Option<Filter>,
    pub order: Vec<Key>,
    pub limit: Option<usize>,
    pub offset: usize,
}

/// One key of ORDER BY.
#[derive(Debug)]
pub(super) struct Key {
    pub by: Expression,
    pub descending: bool,
    pub nulls: Nulls,
    /// A picklist sorts by the order in which its values are defined.
    pub ranks: HashMap<String, i64>,
}

/// A value as it sorts.
#[derive(Debug, PartialEq, PartialOrd)]
enum Rank {
    Number(f64),
    Whole(i64),
    Text(String),
}

const MOST_SKIPPED: u64 = 2_000;

/// The object of FROM.
pub(super) fn object(source: &dyn Source, statement: &str, from: &From) -> Result<Table, QueryError> {
    if !from.joins.is_empty() {
        return Err(QueryError::unsupported("FROM with more than one name"));
    }
    let typed = from.object.span.of(statement);
    let Some(table) = source.table(typed) else {
        let text = format!(
            "sObject type '{typed}' is not supported. If you are attempting to use a custom object, be sure to append \
             the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names."
        );
        return Err(QueryError::at_name(statement, from.object.span.start, "INVALID_TYPE", &text));
    };
    let object = source.sobject(table);
    if !object.queryable {
        let text = format!("entity type {} does not support query", object.name);
        return Err(QueryError::new("INVALID_TYPE_FOR_OPERATION", text));
    }
    Ok(table)
}

/// Clauses that this org does not evaluate.
pub(super) fn refuse_unknown_clauses(query: &Query) -> Result<(), QueryError> {
    if !query.with.is_empty() {
        return Err(QueryError::unsupported("WITH"));
    }
    if !query.purposes.is_empty() || !query.updates.is_empty() {
        return Err(QueryError::unsupported(
            "FOR VIEW, FOR REFERENCE, FOR UPDATE and UPDATE: it is for reading only",
        ));
    }
    match &query.scope {
        Some(scope) if !scope.is("everything") && !scope.is("mine") => {
            Err(QueryError::unsupported("scopes other than everything and mine"))
        }
        _ => Ok(()),
    }
}

/// An alias where none may be.
pub(super) fn aliased() -> QueryError {
    QueryError::malformed("only aggregate expressions use field aliasing")
}

/// WHERE and USING SCOPE.
pub(super) fn filter(
    scope: Scope<'_>,
    reading: &Reading,
    query: &Query,
) -> Result<Option<Filter>, QueryError> {
    let mut all = Vec::new();
    if let Some(condition) = &query.condition {
        all.push(Compiler::new(scope, reading).condition(condition)?);
    }
    if query.scope.as_ref().is_some_and(|name| name.is("mine")) {
        let owner = scope.object().field("OwnerId");
        let owner = owner
            .ok_or_else(|| QueryError::unsupported("USING SCOPE mine for an object without an owner"))?;
        let reach = super::reach::Reach::own(scope.table, owner);
        let check = super::filter::Check::IdIn([scope.source.user().to_owned()].into());
        all.push(Filter::Test(Box::new(Expression::Field(reach)), check));
    }
    Ok((!all.is_empty()).then_some(Filter::All(all)))
}

/// LIMIT and OFFSET.
pub(super) fn cut(query: &Query) -> Result<(Option<usize>, usize), QueryError> {
    let offset = query.offset.map_or(0, |count| count.number);
    if offset > MOST_SKIPPED {
        return Err(QueryError::new("NUMBER_OUTSIDE_VALID_RANGE", "Maximum SOQL offset allowed is 2000"));
    }
    let size = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let limit = query.limit.map(|count| size(count.number));
    // With OFFSET there are no further pages (SOQL reference, "OFFSET").
    let limit = if query.offset.is_some() {
        Some(limit.unwrap_or(usize::MAX).min(size(MOST_SKIPPED)))
    } else {
        limit
    };
    Ok((limit, size(offset)))
}

/// ORDER BY; `cells` is what operands are in a grouped query.
pub(super) fn order(
    scope: Scope<'_>,
    keys: &[OrderBy],
    cells: Option<&Look<'_>>,
) -> Result<Vec<Key>, QueryError> {
    let one = |key: &OrderBy| {
        let (by, facts) = match cells {
            Some(cells) => cells(&key.by)?,
            None => expression(scope, &key.by)?,
        };
        let unsortable =
            matches!(facts.kind, Kind::MultiPicklist | Kind::Address | Kind::Location | Kind::Base64);
        if !facts.sortable || unsortable {
            let text = format!("field '{}' can not be sorted in a query call", facts.name);
            return Err(QueryError::at_name(scope.statement, key.by.span().start, "MALFORMED_QUERY", &text));
        }
        let mut ranks = HashMap::new();
        if let (Expression::Field(reach), Kind::Picklist) = (&by, facts.kind) {
            let values = reach.field(scope.source).map_or(&[][..], |field| &field.picklist_values);
            ranks = values.iter().zip(0..).map(|(value, rank)| (value.value.clone(), rank)).collect();
        }
        Ok(Key { by, descending: key.descending, nulls: key.nulls.unwrap_or(Nulls::First), ranks })
    };
    keys.iter().map(one).collect()
}

/// All of a query but what it selects.
pub(super) fn rows(scope: Scope<'_>, reading: &Reading, query: &Query) -> Result<Rows, QueryError> {
    let filter = filter(scope, reading, query)?;
    let order = order(scope, &query.order_by, None)?;
    let (limit, offset) = cut(query)?;
    Ok(Rows { table: scope.table, filter, order, limit, offset })
}

/// True where something selected makes groups.
pub(super) fn is_grouped(query: &Query) -> bool {
    let aggregate = |what: &Selected| match what {
        Selected::Function(function) => super::groups::aggregate(&function.name.text).is_some(),
        _ => false,
    };
    query.group_by.is_some() || query.select.iter().any(|item| aggregate(&item.what))
}

impl Rows {
    /// The rows among these that pass, sorted and cut.
    pub(super) fn pick(
        &self,
        source: &dyn Source,
        rows: impl Iterator<Item = usize>,
        deleted: bool,
    ) -> Vec<usize> {
        let passing = rows.filter(|row| self.passes(source, *row, deleted));
        let most = self.limit.map_or(usize::MAX, |limit| limit.saturating_add(self.offset));
        let mut found: Vec<usize> =
            if self.order.is_empty() { passing.take(most).collect() } else { passing.collect() };
        if !self.order.is_empty() {
            let value = |row: &usize, by: &Expression| by.value(source, self.table, *row);
            found = sorted(found, &self.order, &value);
            found.truncate(most);
        }
        found.drain(..self.offset.min(found.len()));
        found
    }

    fn passes(&self, source: &dyn Source, row: usize, deleted: bool) -> bool {
        let kept = deleted || !source.deleted(self.table, row);
        let value = |expression: &Expression| expression.value(source, self.table, row);
        kept && self.filter.as_ref().is_none_or(|filter| filter.passes(&value))
    }
}

/// Sorts by the keys; what is equal in all of them stays in its order.
pub(super) fn sorted<'v, T>(
    items: Vec<T>,
    keys: &[Key],
    value: &dyn Fn(&T, &Expression) -> Value<'v>,
) -> Vec<T> {
    let ranked = |item: &T| keys.iter().map(|key| rank(key, &value(item, &key.by))).collect::<Vec<_>>();
    let mut all: Vec<(Vec<Option<Rank>>, T)> = items.into_iter().map(|item| (ranked(&item), item)).collect();
    all.sort_by(|(a, _), (b, _)| {
        let pairs = keys.iter().zip(a.iter().zip(b));
        pairs
            .map(|(key, (a, b))| compare(key, a.as_ref(), b.as_ref()))
            .find(|o| o.is_ne())
            .unwrap_or(Ordering::Equal)
    });
    all.into_iter().map(|(_, item)| item).collect()
}

fn compare(key: &Key, a: Option<&Rank>, b: Option<&Rank>) -> Ordering {
    // Nulls come first for DESC too, if nothing else is said (SOQL reference, "ORDER BY").
    let nulls = if key.nulls == Nulls::First { Ordering::Less } else { Ordering::Greater };
    match (a, b) {
        (None, None) => Ordering::Equal,
        (None, Some(_)) => nulls,
        (Some(_), None) => nulls.reverse(),
        (Some(a), Some(b)) => {
            let order = a.partial_cmp(b).unwrap_or(Ordering::Equal);
            if key.descending { order.reverse() } else { order }
        }
    }
}

fn rank(key: &Key, value: &Value<'_>) -> Option<Rank> {
    match value {
        Value::Null | Value::Compound(_) => None,
        Value::Bool(yes) => Some(Rank::Whole(i64::from(*yes))),
        Value::Int(_) | Value::Double(_) => number(value).map(Rank::Number),
        Value::Date(_) | Value::DateTime(_) | Value::Time(_) => moment(value).map(Rank::Whole),
        Value::Id(id) => Some(Rank::Text(id.to_string())),
        Value::Text(text) if key.ranks.is_empty() => Some(Rank::Text(fold(text).into_owned())),
        Value::Text(text) => Some(Rank::Whole(key.ranks.get(text.as_ref()).copied().unwrap_or(i64::MAX))),
    }
}
