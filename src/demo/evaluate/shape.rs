//! What a query selects, as the tree of objects that its rows become.

use super::Reading;
use super::error::QueryError;
use super::expression::{Expression, expression};
use super::plan::{self, Rows};
use super::reach::{End, Hop, NAME_FIELDS, Reach, Scope, resolve};
use super::source::{Kind, SObject, Source, Table};
use crate::soql::tree::{Fields, Operand, Path, Query, SelectItem, Selected, Typeof};

/// An object of the answer.
#[derive(Debug)]
pub(super) struct Shape {
    pub table: Table,
    /// In the order in which they were selected.
    pub nodes: Vec<Node>,
}

/// One key of an object of the answer.
#[derive(Debug)]
pub(super) enum Node {
    Value {
        key: String,
        value: Expression,
        kind: Kind,
    },
    /// A parent.
    Parent {
        key: String,
        hop: Hop,
        shape: Shape,
    },
    /// A parent through a lookup to several objects: indexes into [`NAME_FIELDS`].
    Name {
        key: String,
        lookup: usize,
        fields: Vec<usize>,
    },
    /// TYPEOF: a shape by object, and what the others show of Name.
    Typeof {
        key: String,
        lookup: usize,
        branches: Vec<Shape>,
        otherwise: Vec<usize>,
    },
    /// A child subquery: children by their lookup.
    Children {
        key: String,
        link: usize,
        rows: Rows,
        shape: std::sync::Arc<Shape>,
    },
}

impl Node {
    fn key(&self) -> &str {
        match self {
            Node::Value { key, .. }
            | Node::Parent { key, .. }
            | Node::Name { key, .. }
            | Node::Typeof { key, .. }
            | Node::Children { key, .. } => key,
        }
    }
}

/// Levels of objects inside each other, the outermost counted; before v58 2.
const DEEPEST: usize = 5;
const MOST_SUBQUERIES: usize = 20;
/// Rows of FIELDS(ALL) and FIELDS(CUSTOM).
const MOST_WITH_ALL: u64 = 200;

/// The shape of what is selected. `depth` counts the objects around it.
pub(super) fn shape(
    scope: Scope<'_>,
    reading: &Reading,
    query: &Query,
    depth: usize,
) -> Result<Shape, QueryError> {
    let mut shape = Shape { table: scope.table, nodes: Vec::new() };
    if query.select.iter().filter(|item| matches!(item.what, Selected::Subquery(_))).count() > MOST_SUBQUERIES
    {
        return Err(QueryError::unsupported("more than 20 subqueries"));
    }
    for item in &query.select {
        select(scope, reading, query, item, depth, &mut shape)?;
    }
    Ok(shape)
}

fn select(
    scope: Scope<'_>,
    reading: &Reading,
    query: &Query,
    item: &SelectItem,
    depth: usize,
    shape: &mut Shape,
) -> Result<(), QueryError> {
    if item.alias.is_some() && !matches!(&item.what, Selected::Function(_)) {
        return Err(plan::aliased());
    }
    match &item.what {
        Selected::Path(path) => {
            let reach = resolve(scope, path)?;
            let leaf = leaf(scope.source, &reach, Expression::Field);
            insert(scope, shape, reach, leaf, &|| duplicate(&path_text(path)))
        }
        Selected::Function(function) => {
            if !function.name.is("toLabel") {
                return Err(QueryError::unsupported(&format!("{}() in the field list", function.name.text)));
            }
            let operand = Operand::Function(function.clone());
            let (value, facts) = expression(scope, &operand)?;
            let (Expression::Label(reach), [Operand::Path(path)]) = (&value, function.arguments.as_slice())
            else {
                return Err(QueryError::unsupported("toLabel() of this"));
            };
            let reach = reach.clone();
            if item.alias.is_some() && !reach.hops.is_empty() {
                return Err(QueryError::unsupported("an alias for toLabel() of a parent's field"));
            }
            let key = item.alias.as_ref().map_or(facts.name, |alias| alias.text.clone());
            let own = Reach { hops: Vec::new(), ..reach.clone() };
            let leaf = Node::Value { key, value: Expression::Label(own), kind: Kind::String };
            insert(scope, shape, reach, leaf, &|| duplicate(&path_text(path)))
        }
        Selected::Fields(which) => fields(scope, query, *which, shape),
        Selected::Typeof(of) => type_of(scope, of, shape),
        Selected::Subquery(inner) => children(scope, reading, inner, depth, shape),
        Selected::Missing => Err(QueryError::malformed("unexpected token: '<EOF>'")),
    }
}

fn path_text(path: &Path) -> String {
    path.parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(".")
}

fn duplicate(name: &str) -> QueryError {
    QueryError::new("INVALID_FIELD", format!("duplicate field selected: {name}"))
}

/// The node for a field at the end of a path.
fn leaf(source: &dyn Source, reach: &Reach, what: fn(Reach) -> Expression) -> Node {
    let (name, kind) = reach.named(source);
    let own = Reach { hops: Vec::new(), ..reach.clone() };
    Node::Value { key: name.to_owned(), value: what(own), kind }
}

/// Puts a node where its path leads, parents nested into each other.
fn insert(
    scope: Scope<'_>,
    shape: &mut Shape,
    reach: Reach,
    leaf: Node,
    twice: &dyn Fn() -> QueryError,
) -> Result<(), QueryError> {
    let mut at = shape;
    for hop in reach.hops {
        let key = relationship(scope.source.sobject(at.table), hop.field);
        let known = at.nodes.iter().position(|node| node.key() == key);
        let n = known.unwrap_or(at.nodes.len());
        if known.is_none() {
            let shape = Shape { table: hop.to, nodes: Vec::new() };
            at.nodes.push(Node::Parent { key, hop, shape });
        }
        match at.nodes.get_mut(n) {
            Some(Node::Parent { shape, .. }) => at = shape,
            _ => return Err(twice()),
        }
    }
    if let End::Name { lookup, field } = reach.end {
        let key = relationship(scope.source.sobject(at.table), lookup);
        return match at.nodes.iter_mut().find(|node| node.key() == key) {
            None => {
                at.nodes.push(Node::Name { key, lookup, fields: vec![field] });
                Ok(())
            }
            Some(Node::Name { fields, .. }) if !fields.contains(&field) => {
                fields.push(field);
                Ok(())
            }
            Some(_) => Err(twice()),
        };
    }
    if at.nodes.iter().any(|node| node.key() == leaf.key()) {
        return Err(twice());
    }
    at.nodes.push(leaf);
    Ok(())
}

fn relationship(object: &SObject, lookup: usize) -> String {
    object.fields.get(lookup).and_then(|field| field.relationship_name.clone()).unwrap_or_default()
}

fn fields(scope: Scope<'_>, query: &Query, which: Fields, shape: &mut Shape) -> Result<(), QueryError> {
    let bounded = query.limit.is_some_and(|limit| limit.number <= MOST_WITH_ALL);
    if which != Fields::Standard && !bounded {
        return Err(QueryError::malformed("The SOQL FIELDS function must have a LIMIT of at most 200"));
    }
    for (n, field) in scope.object().fields.iter().enumerate() {
        let wanted = match which {
            Fields::All => true,
            Fields::Standard => !field.custom,
            Fields::Custom => field.custom,
        };
        if wanted {
            let reach = Reach::own(scope.table, n);
            let leaf = leaf(scope.source, &reach, Expression::Field);
            insert(scope, shape, reach, leaf, &|| duplicate(&field.name))?;
        }
    }
    Ok(())
}

fn type_of(scope: Scope<'_>, of: &Typeof, shape: &mut Shape) -> Result<(), QueryError> {
    let object = scope.object();
    let name = match of.relationship.parts.as_slice() {
        [name] => name.text.as_str(),
        _ => return Err(QueryError::unsupported("TYPEOF through another relationship")),
    };
    let lookup = object
        .relationship(name)
        .filter(|lookup| object.fields.get(*lookup).is_some_and(|field| field.reference_to.len() > 1));
    let lookup =
        lookup.ok_or_else(|| QueryError::unsupported("TYPEOF of a lookup that points to one object only"))?;
    let mut branches = Vec::new();
    for (name, paths) in &of.branches {
        let pointed = object.fields.get(lookup).into_iter().flat_map(|field| &field.reference_to);
        let to = pointed.filter(|to| name.is(to)).find_map(|to| scope.source.table(to));
        let table =
            to.ok_or_else(|| QueryError::unsupported(&format!("TYPEOF with WHEN {} here", name.text)))?;
        let inner = Scope { table, alias: None, ..scope };
        let mut branch = Shape { table, nodes: Vec::new() };
        for path in paths {
            let reach = resolve(inner, path)?;
            let leaf = leaf(scope.source, &reach, Expression::Field);
            insert(inner, &mut branch, reach, leaf, &|| duplicate(&path_text(path)))?;
        }
        branches.push(branch);
    }
    let mut otherwise = Vec::new();
    for path in &of.otherwise {
        let typed = path_text(path);
        let field = NAME_FIELDS.iter().position(|(name, _)| name.eq_ignore_ascii_case(&typed));
        otherwise.push(field.ok_or_else(|| QueryError::unsupported(&format!("TYPEOF with ELSE {typed}")))?);
    }
    let key = relationship(object, lookup);
    if shape.nodes.iter().any(|node| node.key() == key) {
        return Err(duplicate(&key));
    }
    shape.nodes.push(Node::Typeof { key, lookup, branches, otherwise });
    Ok(())
}

fn children(
    scope: Scope<'_>,
    reading: &Reading,
    query: &Query,
    depth: usize,
    shape: &mut Shape,
) -> Result<(), QueryError> {
    let source = scope.source;
    plan::refuse_unknown_clauses(query)?;
    if plan::is_grouped(query) {
        return Err(QueryError::malformed("Only root queries support aggregate expressions"));
    }
    let version = reading.version.split('.').next().and_then(|major| major.parse::<u32>().ok()).unwrap_or(0);
    if depth + 1 >= if version >= 58 { DEEPEST } else { 2 } {
        return Err(QueryError::unsupported("subqueries so deep in this API version"));
    }
    if query.offset.is_some() {
        return Err(QueryError::unsupported("OFFSET in a subquery"));
    }
    if !query.from.joins.is_empty() {
        return Err(QueryError::unsupported("FROM with more than one name"));
    }
    let object = scope.object();
    let parts = query.from.object.parts.as_slice();
    let name = match parts {
        [one] => one,
        [first, one] if first.is(&object.name) || scope.alias.is_some_and(|alias| first.is(alias)) => one,
        _ => return Err(QueryError::unsupported("FROM with a longer path")),
    };
    let found = object.child(&name.text).and_then(|child| {
        let table = source.table(&child.child)?;
        Some((child, table, source.sobject(table).field(&child.field)?))
    });
    let Some((child, table, link)) = found else {
        let text = format!(
            "Didn't understand relationship '{}' in FROM part of query call. If you are attempting to use a custom \
             relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or \
             the describe call for the appropriate names.",
            name.text
        );
        return Err(QueryError::at_name(
            scope.statement,
            query.from.object.span.start,
            "INVALID_TYPE",
            &text,
        ));
    };
    let key = child.relationship_name.clone().unwrap_or_default();
    if shape.nodes.iter().any(|node| node.key() == key) {
        return Err(QueryError::unsupported("two subqueries on one relationship"));
    }
    let inner = Scope::new(source, table, scope.statement, &query.from);
    let selected = self::shape(inner, reading, query, depth + 1)?;
    let rows = plan::rows(inner, reading, query)?;
    shape.nodes.push(Node::Children { key, link, rows, shape: std::sync::Arc::new(selected) });
    Ok(())
}
