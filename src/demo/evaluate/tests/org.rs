//! A handful of rows.

use jiff::Timestamp;
use serde_json::{Value as Json, json};

use crate::demo::evaluate::{Kind, SObject, Source, Table, Value};
use crate::salesforce::ids::to_18;

/// Objects with their rows, each value as JSON in describe order.
pub struct Org {
    objects: Vec<(SObject, Vec<Vec<Json>>)>,
    user: String,
}

pub fn id(prefix: &str, n: usize) -> String {
    to_18(&format!("{prefix}5e00000K{n:04}")).unwrap()
}

fn field(name: &str, kind: &str) -> Json {
    let long = kind == "textarea";
    json!({"name": name, "type": kind, "label": name, "filterable": !long, "sortable": !long && kind != "multipicklist",
        "groupable": !long && kind != "currency" && kind != "datetime",
        "aggregatable": !long && kind != "boolean" && kind != "multipicklist", "custom": name.ends_with("__c"),
        "nameField": name == "Name"})
}

fn lookup(name: &str, relationship: &str, to: &[&str]) -> Json {
    let mut field = field(name, "reference");
    field["relationshipName"] = relationship.into();
    field["referenceTo"] = to.into();
    field
}

fn picklist(name: &str, values: &[&str]) -> Json {
    let mut field = field(name, "picklist");
    field["picklistValues"] = values.iter().map(|v| json!({"value": v, "label": format!("{v}!")})).collect();
    field
}

fn child(object: &str, field: &str, name: &str) -> Json {
    json!({"childSObject": object, "field": field, "relationshipName": name})
}

fn object(describe: Json, rows: Vec<Json>) -> (SObject, Vec<Vec<Json>>) {
    let read = SObject::read(describe.to_string().as_bytes()).unwrap();
    let width = read.fields.len();
    let rows: Vec<Vec<Json>> = rows.into_iter().map(|row| row.as_array().unwrap().clone()).collect();
    assert!(rows.iter().all(|row| row.len() == width), "{}", read.name);
    (read, rows)
}

impl Org {
    /// Four accounts, `contacts` contacts of which most belong to the first account, two users, three tasks.
    pub fn new(contacts: usize) -> Self {
        let (a, c, u, t) = (|n| id("001", n), |n| id("003", n), |n| id("005", n), |n| id("00T", n));
        let address =
            |city: Json| if city.is_null() { json!({}) } else { json!({"city": city, "country": null}) };
        let account = object(
            json!({"name": "Account", "keyPrefix": "001", "queryable": true, "searchable": true,
                "fields": [field("Id", "id"), field("Name", "string"), picklist("Industry", &["Media", "Energy", "Apparel"]),
                    field("AnnualRevenue", "currency"), field("NumberOfEmployees", "int"), field("IsDeleted", "boolean"),
                    field("CreatedDate", "datetime"), lookup("OwnerId", "Owner", &["User"]),
                    lookup("ParentId", "Parent", &["Account"]), field("BillingAddress", "address"),
                    field("Description", "textarea"), field("Tags__c", "multipicklist"), field("Since__c", "date")],
                "childRelationships": [child("Contact", "AccountId", "Contacts"), child("Account", "ParentId", "ChildAccounts"),
                    child("Nowhere", "AccountId", "Nowheres")]}),
            vec![
                json!([
                    a(0),
                    "Acme",
                    "Energy",
                    "50000.00",
                    120,
                    false,
                    "2024-05-15T08:00:00Z",
                    u(0),
                    null,
                    address("Köln".into()),
                    "long",
                    "a;b",
                    "2024-05-15"
                ]),
                json!([
                    a(1),
                    "acme labs",
                    "Media",
                    null,
                    7,
                    false,
                    "2024-05-14T23:59:59.999Z",
                    u(1),
                    a(0),
                    address(Json::Null),
                    null,
                    "b",
                    "2024-04-30"
                ]),
                json!([
                    a(2),
                    "Zürich AG",
                    null,
                    "1234.50",
                    null,
                    false,
                    "2023-01-01T00:00:00Z",
                    u(0),
                    a(1),
                    address(Json::Null),
                    null,
                    null,
                    null
                ]),
                json!([
                    a(3),
                    "100% \"Pure\"",
                    "Apparel",
                    "0.25",
                    0,
                    false,
                    "2024-05-16T00:00:00Z",
                    u(1),
                    null,
                    address(Json::Null),
                    null,
                    "b;c;a",
                    "2023-12-31"
                ]),
                json!([
                    a(4),
                    "Gone",
                    "Media",
                    "1.00",
                    1,
                    true,
                    "2024-05-01T00:00:00Z",
                    u(1),
                    null,
                    address(Json::Null),
                    null,
                    null,
                    null
                ]),
            ],
        );
        let contact = object(
            json!({"name": "Contact", "keyPrefix": "003", "queryable": true, "searchable": true,
                "fields": [field("Id", "id"), field("LastName", "string"), field("Name", "string"), field("Email", "email"),
                    lookup("AccountId", "Account", &["Account"])],
                "childRelationships": [child("Task", "WhoId", "Tasks")]}),
            (0..contacts)
                .map(|n| {
                    let account = match n % 7 {
                        5 => json!(a(1)),
                        6 => Json::Null,
                        _ => json!(a(0)),
                    };
                    json!([
                        c(n),
                        format!("Last{:04}", contacts - n),
                        format!("First Last{:04}", contacts - n),
                        null,
                        account
                    ])
                })
                .collect(),
        );
        let user = object(
            json!({"name": "User", "keyPrefix": "005", "queryable": true,
                "fields": [field("Id", "id"), field("Name", "string"), field("Username", "string"), field("IsActive", "boolean")]}),
            vec![json!([u(0), "Åse", "ase@example.com", true]), json!([u(1), "Bo", "bo@example.com", false])],
        );
        let task = object(
            json!({"name": "Task", "keyPrefix": "00T", "queryable": true,
                "fields": [field("Id", "id"), field("Subject", "string"), lookup("WhatId", "What", &["Account", "Opportunity"]),
                    lookup("WhoId", "Who", &["Contact", "Lead"])]}),
            vec![
                json!([t(0), "Call", a(0), c(0)]),
                json!([t(1), "Mail", null, c(1)]),
                json!([t(2), "Meet", a(2), null]),
            ],
        );
        let hidden = object(json!({"name": "EmailStatus", "queryable": false}), vec![]);
        Self { objects: vec![account, contact, user, task, hidden], user: u(1) }
    }
}

impl Source for Org {
    fn table(&self, name: &str) -> Option<Table> {
        self.objects.iter().position(|(object, _)| object.name.eq_ignore_ascii_case(name)).map(Table)
    }

    fn sobject(&self, table: Table) -> &SObject {
        &self.objects[table.0].0
    }

    fn len(&self, table: Table) -> usize {
        self.objects[table.0].1.len()
    }

    fn value(&self, table: Table, row: usize, field: usize) -> Value<'_> {
        let (object, rows) = &self.objects[table.0];
        let json = &rows[row][field];
        match (object.fields[field].kind, json) {
            (_, Json::Null) => Value::Null,
            (Kind::Id | Kind::Reference, Json::String(id)) => Value::id(id),
            (Kind::Currency, Json::String(text)) => Value::Double(text.as_str().into()),
            (Kind::DateTime, Json::String(text)) => Value::DateTime(text.parse().unwrap()),
            (Kind::Date, Json::String(text)) => Value::Date(text.parse().unwrap()),
            (Kind::Address, Json::Object(members)) => Value::Compound(
                ["city", "country"]
                    .into_iter()
                    .filter(|name| members.contains_key(*name))
                    .map(|name| (name, members[name].as_str().map_or(Value::Null, Value::text)))
                    .collect(),
            ),
            (_, Json::String(text)) => Value::text(text),
            (_, Json::Bool(yes)) => Value::Bool(*yes),
            (_, Json::Number(n)) => Value::Int(n.as_i64().unwrap()),
            other => panic!("{other:?}"),
        }
    }

    fn find(&self, table: Table, id: &str) -> Option<usize> {
        let id = to_18(id)?;
        self.objects[table.0].1.iter().position(|row| row[0] == id.as_str())
    }

    fn table_of(&self, id: &str) -> Option<Table> {
        self.objects.iter().position(|(object, _)| object.key_prefix.as_deref() == id.get(..3)).map(Table)
    }

    fn children(&self, parent: &str, child: Table, field: usize) -> Vec<usize> {
        let rows = self.objects[child.0].1.iter().enumerate();
        rows.filter(|(_, row)| row[field] == parent).map(|(n, _)| n).collect()
    }

    fn deleted(&self, table: Table, row: usize) -> bool {
        table.0 == 0 && self.objects[0].1[row][5] == true
    }

    fn user(&self) -> &str {
        &self.user
    }

    fn now(&self) -> Timestamp {
        "2024-05-15T12:00:00Z".parse().unwrap()
    }
}
