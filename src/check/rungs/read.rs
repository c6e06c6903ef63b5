//! Can one row be read? The rows that are read are the Run As user's own and the org's, so that they also fill
//! the card.

use super::{Found, Rung};
use crate::check::climb::Climb;
use crate::client::Exchange;
use crate::salesforce::catalogue::api;
use crate::salesforce::record::QueryPage;
use crate::session::explain;
use futures_util::future::BoxFuture;
use serde_json::{Map, Value};

pub(super) const RUNG: Rung = Rung {
    id: "read",
    name: "read",
    asks: "Can a row be read?",
    how: "Queries the Run As user's own row and the org's: two calls that count, three where columns are hidden.",
    needs: &["api", "versions"],
    climb,
};

/// Columns of the user's row; the last ones are hidden from some users. (Object reference, User and Profile)
const WIDE: &str = "Id, Username, Name, IsActive, UserType, Profile.Name, Profile.UserLicense.Name, Profile.PermissionsApiUserOnly";
const NARROW: &str = "Id, Username, Name, IsActive";
/// Columns of the org's row. (Object reference, Organization)
const ORG: &str =
    "SELECT Id, Name, OrganizationType, IsSandbox, InstanceName, TrialExpirationDate FROM Organization";

fn climb<'a>(climb: &'a Climb<'a>) -> BoxFuture<'a, Found> {
    Box::pin(async move {
        let (user, org) = tokio::join!(user_row(climb), climb.query(ORG, "org"));
        if let Some(row) = org.as_deref().and_then(first_row) {
            learn_org(climb, &row);
        }
        let Some(user) = user else {
            return Found::warn("not asked", climb.cause(&api::OBJECT_NOT_VISIBLE));
        };
        match page(&user) {
            None => Found::failed(climb.account(&user)),
            Some(page) => match page.records.first() {
                None => Found::warn("0 rows", climb.cause(&api::OBJECT_NOT_VISIBLE)),
                Some(row) => {
                    let gaps = learn_user(climb, row);
                    if gaps {
                        Found::warn("1 row, with gaps", climb.cause(&api::FLS_GAP))
                    } else {
                        Found::pass("1 row")
                    }
                }
            },
        }
    })
}

/// The user's own row; a second time with fewer columns where the first names a hidden one.
async fn user_row(climb: &Climb<'_>) -> Option<std::sync::Arc<Exchange>> {
    let which = match climb.look(|known| known.card.user_id.clone()) {
        // An id of Salesforce has letters and digits alone, so it can't end the quotation.
        Some(id) if crate::salesforce::ids::is_id(&id) => format!("FROM User WHERE Id = '{id}'"),
        _ => "FROM User LIMIT 1".to_owned(),
    };
    let wide = climb.query(&format!("SELECT {WIDE} {which}"), "user").await?;
    let hidden = explain::code(&wide).is_some_and(|code| code.eq_ignore_ascii_case("INVALID_FIELD"));
    if hidden && let Some(narrow) = climb.query(&format!("SELECT {NARROW} {which}"), "user").await {
        return Some(narrow);
    }
    Some(wide)
}

fn page(exchange: &Exchange) -> Option<QueryPage> {
    if exchange.is_ok() { serde_json::from_slice(&exchange.body).ok() } else { None }
}

fn first_row(exchange: &Exchange) -> Option<Map<String, Value>> {
    page(exchange)?.records.into_iter().next()
}

fn text(value: Option<&Value>) -> Option<String> {
    value.and_then(Value::as_str).map(str::to_owned)
}

/// True where columns that were asked for did not come.
fn learn_user(climb: &Climb<'_>, row: &Map<String, Value>) -> bool {
    let profile = row.get("Profile");
    climb.card(|card| {
        card.username = text(row.get("Username")).or(card.username.take());
        card.name = text(row.get("Name")).or(card.name.take());
        card.active = row.get("IsActive").and_then(Value::as_bool).or(card.active);
        card.profile = text(profile.and_then(|p| p.get("Name"))).or(card.profile.take());
        card.licence = text(profile.and_then(|p| p.pointer("/UserLicense/Name"))).or(card.licence.take());
        card.api_only =
            profile.and_then(|p| p.get("PermissionsApiUserOnly")).and_then(Value::as_bool).or(card.api_only);
    });
    ["Id", "Username", "Name"].iter().any(|column| !row.contains_key(*column))
}

fn learn_org(climb: &Climb<'_>, row: &Map<String, Value>) {
    climb.card(|card| {
        card.org_name = text(row.get("Name")).or(card.org_name.take());
        card.edition = text(row.get("OrganizationType")).or(card.edition.take());
        card.is_sandbox = row.get("IsSandbox").and_then(Value::as_bool).or(card.is_sandbox);
        card.instance = text(row.get("InstanceName")).or(card.instance.take());
        card.expires = text(row.get("TrialExpirationDate")).or(card.expires.take());
    });
}
