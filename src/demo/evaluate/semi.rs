//! The right side of `Id IN (SELECT AccountId FROM Contact WHERE …)`: a set of ids.

use std::collections::HashSet;

use super::Reading;
use super::compile::Compiler;
use super::error::QueryError;
use super::plan::{self, Rows};
use super::reach::{Reach, Scope, resolve};
use super::source::Kind;
use super::value::Value;
use crate::soql::tree::{Query, Selected};

pub(super) fn ids(outer: Scope<'_>, reading: &Reading, query: &Query) -> Result<HashSet<String>, QueryError> {
    let source = outer.source;
    plan::refuse_unknown_clauses(query)?;
    let bare = query.order_by.is_empty()
        && query.limit.is_none()
        && query.offset.is_none()
        && query.group_by.is_none();
    if !bare {
        return Err(QueryError::unsupported("ORDER BY, LIMIT, OFFSET and GROUP BY inside of IN (SELECT …)"));
    }
    let table = plan::object(source, outer.statement, &query.from)?;
    let scope = Scope::new(source, table, outer.statement, &query.from);
    let [item] = query.select.as_slice() else {
        return Err(QueryError::malformed("Only one column may be selected inside of IN (SELECT …)"));
    };
    let Selected::Path(path) = &item.what else {
        return Err(QueryError::unsupported("anything but a field to be selected inside of IN (SELECT …)"));
    };
    if item.alias.is_some() {
        return Err(plan::aliased());
    }
    let column: Reach = resolve(scope, path)?;
    if !matches!(column.named(source).1, Kind::Id | Kind::Reference) {
        return Err(QueryError::unsupported("IN (SELECT …) with a column that is no id"));
    }
    let mut compiler = Compiler { inside: true, ..Compiler::new(scope, reading) };
    let filter = query.condition.as_ref().map(|condition| compiler.condition(condition)).transpose()?;
    let rows = Rows { table, filter, order: Vec::new(), limit: None, offset: 0 };
    let found = rows.pick(source, 0..source.len(table), reading.deleted).into_iter();
    Ok(found
        .filter_map(|row| match column.value(source, table, row) {
            Value::Id(id) => Some(id.into_owned()),
            _ => None,
        })
        .collect())
}
