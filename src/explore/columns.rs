//! Which columns the rows of an object show before anyone chose: its name, a few fields that tell rows
//! apart, and when it changed.

use super::shown::{About, Shown, shown};
use crate::json::Node;
use crate::salesforce::describe::{Describe, Field};
use crate::salesforce::global::Global;
use crate::salesforce::secret_columns;
use crate::text::numbers;

/// A column of rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// API name, or a parent path (`Owner.Name`): goes into the SELECT as it is.
    pub path: String,
    /// The field of the describe that it shows or leads through.
    pub field: usize,
}

/// Fields that tell rows of the usual objects apart, the most telling first.
const TELLING: &[&str] = &[
    "AccountId",
    "StageName",
    "Status",
    "Amount",
    "CloseDate",
    "Company",
    "BillingCity",
    "Email",
    "Username",
    "ActivityDate",
    "StartDateTime",
    "Priority",
    "Phone",
    "Type",
    "Industry",
    "ProductCode",
    "IsActive",
    "Title",
    "OwnerId",
];

/// The field that says in which currency a record's amounts are, in orgs with several.
pub const CURRENCY: &str = "CurrencyIsoCode";

/// How many columns are between name and date.
const BETWEEN: usize = 4;

/// Objects whose rows have a `Name`; every custom object has one too.
const NAMED: &[&str] =
    &["Account", "Campaign", "Contact", "Group", "Lead", "Opportunity", "Pricebook2", "Product2", "User"];

/// The columns; `Id` is not among them where the object has a name, and is to be asked for all the same.
/// `global` says which parents can be walked to.
pub fn columns(describe: &Describe, global: Option<&Global>) -> Vec<Column> {
    let fields = &describe.fields;
    let at = |name: &str| fields.iter().position(|f| f.name == name);
    let own = |field: usize| Column { path: fields[field].name.clone(), field };
    let first = fields.iter().position(|f| f.name_field).or_else(|| at("Id"));
    let last = ["LastModifiedDate", "CreatedDate", "SystemModstamp"].into_iter().find_map(at);
    let mut ranked: Vec<_> = fields
        .iter()
        .enumerate()
        .filter(|(i, _)| Some(*i) != first && Some(*i) != last)
        .filter_map(|(i, field)| Some((worth(field)?, i)))
        .collect();
    ranked.sort_unstable();
    let between = ranked.into_iter().take(BETWEEN).map(|(_, i)| match parent_name(&fields[i], global) {
        Some(path) => Column { path, field: i },
        None => own(i),
    });
    first.map(own).into_iter().chain(between).chain(last.map(own)).collect()
}

/// What to select for these columns: each once, `Id` where the object has one, and the currency where an
/// amount is among them.
pub fn select(describe: &Describe, columns: &[Column]) -> Vec<String> {
    let mut select: Vec<String> = describe.field("Id").map(|f| f.name.clone()).into_iter().collect();
    for column in columns.iter().filter(|c| c.path != "Id") {
        select.push(column.path.clone());
    }
    let has_amount = columns.iter().any(|c| describe.fields[c.field].kind == "currency");
    if has_amount && describe.field(CURRENCY).is_some() && !select.iter().any(|path| path == CURRENCY) {
        select.push(CURRENCY.into());
    }
    select
}

/// How rows are sorted before anyone chose: the last changed first.
pub fn order(describe: &Describe) -> Option<(String, bool)> {
    ["LastModifiedDate", "CreatedDate", "SystemModstamp"]
        .into_iter()
        .find_map(|name| describe.fields.iter().find(|f| f.name == name && f.sortable))
        .map(|field| (field.name.clone(), true))
}

/// The lower, the more it tells; `None` for what does not fit into a cell or says nothing about one row.
fn worth(field: &Field) -> Option<usize> {
    let fits = !matches!(
        field.kind.as_str(),
        "id" | "address"
            | "location"
            | "base64"
            | "textarea"
            | "encryptedstring"
            | "anyType"
            | "complexvalue"
    );
    let is_secret = secret_columns::column(&field.name).is_some();
    if !fits || is_secret || field.html_formatted || field.deprecated_and_hidden || field.encrypted {
        return None;
    }
    if let Some(at) = TELLING.iter().position(|name| *name == field.name) {
        return Some(at);
    }
    let after = TELLING.len();
    match field {
        f if f.custom && (f.external_id || f.unique) => Some(after),
        f if f.is_required() && f.kind != "boolean" => Some(after + 1),
        f if f.custom && f.kind == "reference" => Some(after + 2),
        f if f.custom && f.kind == "picklist" => Some(after + 3),
        f if f.custom && f.kind != "boolean" => Some(after + 4),
        f if !f.custom && f.kind == "picklist" && f.compound_field_name.is_none() => Some(after + 5),
        _ => None,
    }
}

/// The path to the name of what a lookup points at, where that can be asked for.
/// A lookup with several targets walks through the object Name, which has a `Name`
/// (SOQL guide, 'Understanding Polymorphic Keys and Relationships').
pub fn parent_name(field: &Field, global: Option<&Global>) -> Option<String> {
    let relationship = field.relationship_name.as_deref()?;
    let may_see = |target: &str| global.and_then(|g| g.find(target)).is_some_and(|o| o.queryable);
    let named = match field.reference_to.as_slice() {
        [] => false,
        [one] => (NAMED.contains(&one.as_str()) || one.ends_with("__c")) && may_see(one),
        several => several.iter().any(|target| may_see(target)),
    };
    named.then(|| format!("{relationship}.Name"))
}

/// The value of a column in a record.
pub fn value(record: Node<'_>, column: &Column, describe: &Describe) -> Shown {
    let field = if column.path.contains('.') { None } else { describe.fields.get(column.field) };
    shown(field, record.along(&column.path), &About::of(record, Some(describe)))
}

/// How many rows of a query are here: `2,000 of 76,809 loaded`. Of how many, Salesforce does not always say; `goes_on`
/// where there is a next page.
pub fn loaded_words(loaded: u64, total: Option<u64>, goes_on: bool) -> String {
    let here = numbers::count(loaded);
    match total {
        Some(0) if loaded == 0 => "no rows".into(),
        None if loaded == 0 && !goes_on => "no rows".into(),
        Some(total) if loaded == total && !goes_on => format!("all {here} loaded"),
        Some(total) => format!("{here} of {} loaded", numbers::count(total)),
        None => format!("{here} loaded, Salesforce does not say of how many"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::salesforce::read;

    fn describe(fields: serde_json::Value) -> Describe {
        read(&serde_json::json!({"name": "X", "fields": fields}).to_string()).unwrap().value
    }

    fn paths(describe: &Describe, visible: &[&str]) -> Vec<String> {
        let sobjects: Vec<_> =
            visible.iter().map(|n| serde_json::json!({"name": n, "queryable": true})).collect();
        let global = read(&serde_json::json!({"sobjects": sobjects}).to_string()).unwrap().value;
        columns(describe, Some(&global)).into_iter().map(|c| c.path).collect()
    }

    #[test]
    fn the_name_comes_first_and_the_change_last() {
        let contact = describe(serde_json::json!([
            {"name": "Id", "type": "id"},
            {"name": "Description", "type": "textarea", "length": 32000},
            {"name": "AccountId", "type": "reference", "referenceTo": ["Account"], "relationshipName": "Account"},
            {"name": "Email", "type": "email"},
            {"name": "Name", "type": "string", "nameField": true},
            {"name": "Fax", "type": "phone"},
            {"name": "LastModifiedDate", "type": "datetime", "sortable": true},
        ]));
        assert_eq!(paths(&contact, &["Account"]), ["Name", "Account.Name", "Email", "LastModifiedDate"]);
        assert_eq!(paths(&contact, &[]), ["Name", "AccountId", "Email", "LastModifiedDate"]);
        assert_eq!(order(&contact), Some(("LastModifiedDate".into(), true)));
        let select = select(&contact, &columns(&contact, None));
        assert_eq!(select, ["Id", "Name", "AccountId", "Email", "LastModifiedDate"]);
    }

    #[test]
    fn how_many_rows_there_are_is_said_as_far_as_it_is_known() {
        for (loaded, total, goes_on, words) in [
            (0, Some(0), false, "no rows"),
            (0, None, false, "no rows"),
            (200, Some(200), false, "all 200 loaded"),
            (200, Some(5_000), true, "200 of 5,000 loaded"),
            (200, Some(200), true, "200 of 200 loaded"),
            (3, None, false, "3 loaded, Salesforce does not say of how many"),
            (2_000, None, true, "2,000 loaded, Salesforce does not say of how many"),
        ] {
            assert_eq!(loaded_words(loaded, total, goes_on), words);
        }
    }

    #[test]
    fn an_object_without_a_name_shows_its_id() {
        let plain = describe(serde_json::json!([{"name": "Id", "type": "id"}]));
        assert_eq!(paths(&plain, &[]), ["Id"]);
        assert_eq!(select(&plain, &columns(&plain, None)), ["Id"]);
        assert_eq!((order(&plain), paths(&describe(serde_json::json!([])), &[])), (None, vec![]));
    }

    #[test]
    fn a_lookup_with_several_targets_walks_through_name() {
        let task = describe(serde_json::json!([
            {"name": "OwnerId", "type": "reference", "referenceTo": ["Group", "User"], "relationshipName": "Owner"},
            {"name": "AccountId", "type": "reference", "referenceTo": ["Case"], "relationshipName": "Parent"},
        ]));
        assert_eq!(paths(&task, &["User", "Case"]), ["AccountId", "Owner.Name"], "a Case has no Name");
    }
}
