//! Which objects does the Run As user see?

use super::{Found, Rung};
use crate::check::climb::Climb;
use crate::client::Exchange;
use crate::json::Doc;
use crate::json::patient::{self, Read};
use crate::salesforce::catalogue::query;
use crate::salesforce::global::{Global, SObject};
use crate::text::numbers;
use futures_util::future::BoxFuture;
use std::sync::Arc;

pub(super) const RUNG: Rung = Rung {
    id: "describe",
    name: "describe",
    asks: "Which objects does the Run As user see?",
    how: "Reads describe global: one call that counts.",
    needs: &["api", "versions"],
    climb,
};

fn climb<'a>(climb: &'a Climb<'a>) -> BoxFuture<'a, Found> {
    Box::pin(async move {
        let Some(exchange) = climb.data("sobjects", "objects").await else {
            return Found::fail("not asked", climb.cause(&query::NOTHING_VISIBLE));
        };
        let read =
            |exchange: &Exchange| patient::read::<Global>(&Doc::from_bytes(exchange.body.clone())).ok();
        let global = if exchange.is_ok() { read(&exchange) } else { None };
        let Some(Read { value: global, unread }) = global else {
            return Found::failed(climb.account(&exchange));
        };
        let global = Arc::new(global);
        let queryable = global.sobjects.iter().filter(|object| object.queryable).count();
        climb.know(|known| known.global = Some(Arc::clone(&global)));
        let count = numbers::count(global.sobjects.len() as u64);
        let found = if queryable == 0 {
            Found::fail("no objects", climb.shown_by(&query::NOTHING_VISIBLE, &exchange))
        } else if !global.sobjects.iter().any(is_business) {
            let mut why = climb.cause(&query::NOTHING_VISIBLE);
            why.what = format!(
                "The Run As user sees {count} objects, all of them Setup's own: none of Account, Contact, Lead, Opportunity and Case, and no custom object."
            );
            Found::warn(format!("{count} objects, all Setup's"), why)
        } else {
            Found::pass(format!("{count} objects"))
        };
        found
            .with("objects", global.sobjects.len().to_string())
            .with("queryable", queryable.to_string())
            .with_some("unread", unread.sentence())
    })
}

/// Standard objects that hold a company's own data. Every user sees Setup's objects; these need Read from a profile or
/// a permission set, so that one of them shows that the user was given something to read.
// goravseth.com and infocynic's notes on the integration user; Object reference
const BUSINESS: &[&str] = &[
    "Account",
    "Contact",
    "Lead",
    "Opportunity",
    "Case",
    "Campaign",
    "Product2",
    "Pricebook2",
    "Order",
    "Contract",
    "Quote",
    "Asset",
    "Entitlement",
    "WorkOrder",
    "ServiceAppointment",
    "Individual",
    "Solution",
    "Knowledge__kav",
];

/// Whether an object holds data of the company: one of the usual ones, or one of its own.
fn is_business(object: &SObject) -> bool {
    let is_own = ["__c", "__x", "__b", "__kav"].iter().any(|end| object.name.ends_with(end));
    object.queryable && (BUSINESS.contains(&object.name.as_str()) || is_own && !object.custom_setting)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn setup_objects_are_no_business() {
        let object = |name: &str, custom_setting, queryable| SObject {
            name: name.into(),
            custom_setting,
            queryable,
            ..SObject::default()
        };
        for (name, custom_setting, queryable, business) in [
            ("Account", false, true, true),
            ("Account", false, false, false),
            ("Invoice__c", false, true, true),
            ("Settings__c", true, true, false),
            ("Rule__mdt", false, true, false),
            ("Signal__e", false, true, false),
            ("AccountHistory", false, true, false),
            ("PermissionSet", false, true, false),
            ("User", false, true, false),
        ] {
            assert_eq!(is_business(&object(name, custom_setting, queryable)), business, "{name}");
        }
    }
}
