//! From a row to a field: of the object itself, or of a parent up to five relationships away.

use super::error::QueryError;
use super::source::{Field, Kind, SObject, Source, Table};
use super::value::Value;
use crate::soql::tree::{From, Path};

/// What a query is about, and by which names its paths may begin.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    pub source: &'a dyn Source,
    pub table: Table,
    pub statement: &'a str,
    pub alias: Option<&'a str>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(source: &'a dyn Source, table: Table, statement: &'a str, from: &'a From) -> Self {
        Self { source, table, statement, alias: from.alias.as_ref().map(|name| name.text.as_str()) }
    }

    pub(super) fn object(&self) -> &'a SObject {
        self.source.sobject(self.table)
    }
}

/// One step up: a lookup, and the object it points to.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Hop {
    pub field: usize,
    pub to: Table,
}

/// Where a path ends.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum End {
    /// At a field of the object reached.
    Field(usize),
    /// Behind a polymorphic lookup: at a field of the pseudo object Name.
    Name { lookup: usize, field: usize },
}

/// A resolved path.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Reach {
    pub hops: Vec<Hop>,
    /// The object in which the end lies.
    pub table: Table,
    pub end: End,
}

/// Fields of the object Name, to which polymorphic lookups lead (Object reference, "Name").
pub(super) const NAME_FIELDS: &[(&str, Kind)] = &[
    ("Id", Kind::Id),
    ("Name", Kind::String),
    ("FirstName", Kind::String),
    ("LastName", Kind::String),
    ("Alias", Kind::String),
    ("Email", Kind::Email),
    ("Phone", Kind::Phone),
    ("Title", Kind::String),
    ("Type", Kind::Picklist),
    ("Username", Kind::String),
    ("IsActive", Kind::Boolean),
    ("ProfileId", Kind::Reference),
    ("UserRoleId", Kind::Reference),
    ("RecordTypeId", Kind::Reference),
];

const DEEPEST: usize = 5;

/// Finds what a path means, or says it as Salesforce says it.
pub(super) fn resolve(scope: Scope<'_>, path: &Path) -> Result<Reach, QueryError> {
    let mut parts = path.parts.as_slice();
    let own_name = |first: &str| {
        let object = scope.object();
        scope.alias.is_some_and(|alias| alias.eq_ignore_ascii_case(first))
            || object.name.eq_ignore_ascii_case(first) && object.relationship(first).is_none()
    };
    if let [first, rest @ ..] = parts
        && !rest.is_empty()
        && own_name(&first.text)
    {
        parts = rest;
    }
    let Some((last, ups)) = parts.split_last() else {
        return Err(QueryError::malformed("unexpected token: '<EOF>'"));
    };
    if ups.len() > DEEPEST {
        let text = "SOQL relationship paths may go up at most five levels";
        return Err(QueryError::at_name(scope.statement, path.span.start, "INVALID_FIELD", text));
    }
    let mut hops: Vec<Hop> = Vec::new();
    let mut table = scope.table;
    for (n, up) in ups.iter().enumerate() {
        let object = scope.source.sobject(table);
        let unknown = || {
            let text = format!(
                "Didn't understand relationship '{}' in field path. If you are attempting to use a custom \
                 relationship, be sure to append the '__r' after the custom relationship name. Please reference your \
                 WSDL or the describe call for the appropriate names.",
                up.text
            );
            QueryError::at_name(scope.statement, path.span.start, "INVALID_FIELD", &text)
        };
        let lookup = object.relationship(&up.text).ok_or_else(unknown)?;
        let targets = object.fields.get(lookup).map_or(&[][..], |field| &field.reference_to);
        match targets {
            [one] => {
                let to = scope.source.table(one).ok_or_else(unknown)?;
                hops.push(Hop { field: lookup, to });
                table = to;
            }
            [] => return Err(unknown()),
            _ if n + 1 < ups.len() => {
                return Err(QueryError::unsupported("relationships through a lookup to several objects"));
            }
            _ => {
                let named = NAME_FIELDS.iter().position(|(name, _)| name.eq_ignore_ascii_case(&last.text));
                let field = named.ok_or_else(|| no_column(scope.statement, path, &last.text, "Name"))?;
                return Ok(Reach { hops, table, end: End::Name { lookup, field } });
            }
        }
    }
    let object = scope.source.sobject(table);
    let field = object.field(&last.text);
    let field = field.ok_or_else(|| no_column(scope.statement, path, &last.text, &object.name))?;
    Ok(Reach { hops, table, end: End::Field(field) })
}

fn no_column(statement: &str, path: &Path, name: &str, entity: &str) -> QueryError {
    let text = format!(
        "No such column '{name}' on entity '{entity}'. If you are attempting to use a custom field, be sure to append \
         the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate \
         names."
    );
    QueryError::at_name(statement, path.span.start, "INVALID_FIELD", &text)
}

impl Reach {
    /// A field of the object itself.
    pub(super) fn own(table: Table, field: usize) -> Self {
        Self { hops: Vec::new(), table, end: End::Field(field) }
    }

    /// The field's describe; none for fields of Name.
    pub(super) fn field<'s>(&self, source: &'s dyn Source) -> Option<&'s Field> {
        match self.end {
            End::Field(field) => source.sobject(self.table).fields.get(field),
            End::Name { .. } => None,
        }
    }

    /// The field's name in the schema's case, and its type.
    pub(super) fn named<'s>(&self, source: &'s dyn Source) -> (&'s str, Kind) {
        match (&self.end, self.field(source)) {
            (_, Some(field)) => (&field.name, field.kind),
            (End::Name { field, .. }, None) => NAME_FIELDS.get(*field).copied().unwrap_or_default(),
            _ => Default::default(),
        }
    }

    /// The value for a row of the object that the path begins at. Without a parent it is null.
    pub(super) fn value<'s>(&self, source: &'s dyn Source, start: Table, row: usize) -> Value<'s> {
        let mut at = (start, row);
        for hop in &self.hops {
            match up(source, at, hop) {
                Some(row) => at = (hop.to, row),
                None => return Value::Null,
            }
        }
        match self.end {
            End::Field(field) => source.value(at.0, at.1, field),
            End::Name { lookup, field } => match named_row(source, at, lookup) {
                Some(found) => name_value(source, found, field),
                None => Value::Null,
            },
        }
    }
}

/// The row of the parent.
pub(super) fn up(source: &dyn Source, (table, row): (Table, usize), hop: &Hop) -> Option<usize> {
    match source.value(table, row, hop.field) {
        Value::Id(id) => source.find(hop.to, &id),
        _ => None,
    }
}

/// The row that a polymorphic lookup points to.
pub(super) fn named_row(
    source: &dyn Source,
    (table, row): (Table, usize),
    lookup: usize,
) -> Option<(Table, usize)> {
    let Value::Id(id) = source.value(table, row, lookup) else { return None };
    let table = source.table_of(&id)?;
    Some((table, source.find(table, &id)?))
}

/// A field of Name for the row that it leads to.
pub(super) fn name_value<'s>(
    source: &'s dyn Source,
    (table, row): (Table, usize),
    field: usize,
) -> Value<'s> {
    let object = source.sobject(table);
    let (name, _) = NAME_FIELDS.get(field).copied().unwrap_or_default();
    let own = match name {
        "Type" => return Value::text(&object.name),
        "Name" => object.fields.iter().position(|field| field.name_field).or_else(|| object.field("Name")),
        _ => object.field(name),
    };
    own.map_or(Value::Null, |field| source.value(table, row, field))
}
