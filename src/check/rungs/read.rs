//! Can one row be read? The rows that are read are the Run As user's own and the org's, so that they also fill
//! the card.

use super::{Found, Rung};
use crate::check::climb::Climb;
use crate::client::Exchange;
use crate::json::{Node, patient};
use crate::salesforce::catalogue::query;
use crate::salesforce::record::QueryPage;
use crate::session::explain;
use crate::trouble::Trouble;
use futures_util::future::BoxFuture;

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
        if let Some(row) = org.as_deref().and_then(page).as_ref().and_then(|page| page.row(0)) {
            learn_org(climb, row);
        }
        let Some(user) = user else {
            let what = "No row of User was read: the calls of this check were used up.";
            return Found::warn(
                "not asked",
                Trouble { what: what.into(), ..climb.cause(&query::OBJECT_NOT_VISIBLE) },
            );
        };
        let found = match page(&user) {
            None => Found::failed(climb.account(&user)),
            Some(page) => match page.row(0) {
                None => {
                    let mut why = climb.shown_by(&query::OBJECT_NOT_VISIBLE, &user);
                    why.what = "The query on User for the Run As user's own row brought none.".into();
                    // The object is there, or the query would have been refused.
                    why.causes.retain(|cause| cause.starts_with("Read on"));
                    Found::warn("0 rows of User", why)
                }
                Some(row) => match learn_user(climb, row).as_slice() {
                    [] => Found::pass("1 row"),
                    gaps => {
                        let mut why = climb.shown_by(&query::FLS_GAP, &user);
                        let gaps = gaps.join(" and ");
                        why.what =
                            format!("The row of User came without {gaps}: field-level security hides that.");
                        Found::warn("1 row, with gaps", why)
                    }
                },
            },
        };
        found.with_some("organization", unseen(climb, org.as_deref()))
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
    if exchange.is_ok() { patient::value(&exchange.body) } else { None }
}

/// The text of a member, or of one of its parents' members.
fn text(row: Node<'_>, way: &str) -> Option<String> {
    row.along(way)?.text().map(Into::into)
}

fn flag(row: Node<'_>, way: &str) -> Option<bool> {
    row.along(way)?.flag()
}

/// Why nothing is known of the org itself, where its row did not come. The app can be sound all the same.
fn unseen(climb: &Climb<'_>, org: Option<&Exchange>) -> Option<String> {
    let org = org?;
    match page(org) {
        None => Some(climb.account(org).what),
        Some(page) => page.is_empty().then(|| "The query on Organization brought no row.".to_owned()),
    }
}

/// The columns that were asked for and did not come.
fn learn_user(climb: &Climb<'_>, row: Node<'_>) -> Vec<&'static str> {
    climb.card(|card| {
        card.username = text(row, "Username").or(card.username.take());
        card.name = text(row, "Name").or(card.name.take());
        card.active = flag(row, "IsActive").or(card.active);
        card.profile = text(row, "Profile.Name").or(card.profile.take());
        card.licence = text(row, "Profile.UserLicense.Name").or(card.licence.take());
        card.api_only = flag(row, "Profile.PermissionsApiUserOnly").or(card.api_only);
    });
    ["Id", "Username", "Name"].into_iter().filter(|column| row.get(column).is_none()).collect()
}

fn learn_org(climb: &Climb<'_>, row: Node<'_>) {
    climb.card(|card| {
        card.org_name = text(row, "Name").or(card.org_name.take());
        card.edition = text(row, "OrganizationType").or(card.edition.take());
        card.is_sandbox = flag(row, "IsSandbox").or(card.is_sandbox);
        card.instance = text(row, "InstanceName").or(card.instance.take());
        card.expires = text(row, "TrialExpirationDate").or(card.expires.take());
    });
}
