//! What did the org itself log? "No permission" reads as unknown, never as clean.

use super::{Found, Rung};
use crate::check::climb::Climb;
use crate::client::Exchange;
use crate::json::{Node, patient};
use crate::salesforce::catalogue::{Cause, api, login_history};
use crate::salesforce::record::QueryPage;
use crate::text::{numbers, safe};
use crate::trouble::{AppKind, Trouble};
use futures_util::future::BoxFuture;

pub(super) const RUNG: Rung = Rung {
    id: "evidence",
    name: "evidence",
    asks: "What did the org itself log of this app and its user?",
    how: "Queries LoginHistory, and ConnectedApplication or OauthToken, where the Run As user may read them: at most two calls that count. What may not be read is unknown, not a fault.",
    needs: &["describe", "read"],
    climb,
};

// Object reference, LoginHistory: own rows are readable for everybody; Status and Application can't be filtered.
const LOGINS: &str =
    "SELECT Id, LoginTime, Status, Application, LoginType, SourceIp, TlsProtocol FROM LoginHistory";
const APP: &str = "SELECT Id, Name, OptionsAllowAdminApprovedUsersOnly FROM ConnectedApplication";
const TOKENS: &str = "SELECT Id, AppName, AppMenuItemId, LastUsedDate, UseCount FROM OauthToken";

fn climb<'a>(climb: &'a Climb<'a>) -> BoxFuture<'a, Found> {
    Box::pin(async move {
        let mut seen = Seen::default();
        logins(climb, &mut seen).await;
        app(climb, &mut seen).await;
        seen.found(climb)
    })
}

/// What could be read and what not.
#[derive(Default)]
struct Seen {
    detail: Vec<(&'static str, String)>,
    readable: Vec<&'static str>,
    unknown: Vec<&'static str>,
    refusals: Vec<String>,
    /// What the newest refused login says, and its cause where that is known.
    newest: Option<(String, Option<&'static Cause>)>,
}

impl Seen {
    /// A query's rows; notes if there are none to be had.
    fn rows(&mut self, object: &'static str, exchange: Option<&Exchange>) -> Option<QueryPage> {
        let page = exchange
            .filter(|exchange| exchange.is_ok())
            .and_then(|exchange| patient::value::<QueryPage>(&exchange.body));
        if page.is_some() {
            self.readable.push(object)
        } else {
            self.unknown.push(object)
        }
        page
    }

    /// Refused logins: the newest in the sentence, each in its own words, the clicks of its cause.
    fn refused(&self, climb: &Climb<'_>) -> Trouble {
        let mut why = climb.cause(&api::LOGINS_REFUSED);
        why.causes.clone_from(&self.refusals);
        let Some((status, cause)) = &self.newest else { return why };
        why.what = format!(
            "The org refused a login of the Run As user; the newest says “{}”.",
            safe::visible(status)
        );
        if let Some(cause) = cause {
            let of_cause = climb.cause(cause);
            let own = std::mem::take(&mut why.next);
            why.next = [own.as_slice(), of_cause.steps(AppKind::ExternalClientApp)].concat();
            if of_cause.differs_by_kind() {
                why.next_connected = [own.as_slice(), of_cause.steps(AppKind::ConnectedApp)].concat();
            }
        }
        why
    }

    fn found(self, climb: &Climb<'_>) -> Found {
        let list = |names: &[&str]| names.join(" and ");
        let is = |names: &[&str]| if names.len() == 1 { "is" } else { "are" };
        let mut found = if !self.refusals.is_empty() {
            Found::warn("refused logins", self.refused(climb))
        } else if self.unknown.is_empty() {
            Found::pass("read")
        } else {
            let mut why = climb.cause(&api::EVIDENCE_NOT_READABLE);
            why.what = if self.readable.is_empty() {
                format!(
                    "{} {} not readable. Unknown, not a fault: the check still passes.",
                    list(&self.unknown),
                    is(&self.unknown)
                )
            } else {
                format!(
                    "{} {} readable, {} {} not. Unknown, not a fault: the check still passes.",
                    list(&self.readable),
                    is(&self.readable),
                    list(&self.unknown),
                    is(&self.unknown)
                )
            };
            Found::warn(if self.readable.is_empty() { "unknown" } else { "partly" }, why)
        };
        found.detail = self.detail;
        found
    }
}

async fn logins(climb: &Climb<'_>, seen: &mut Seen) {
    let user = climb.look(|known| known.card.user_id.clone()).filter(|id| crate::salesforce::ids::is_id(id));
    let filter = user.map(|id| format!(" WHERE UserId = '{id}'")).unwrap_or_default();
    let exchange = climb.query(&format!("{LOGINS}{filter} ORDER BY LoginTime DESC LIMIT 20"), "logins").await;
    let page = seen.rows("LoginHistory", exchange.as_deref());
    let rows: Vec<Node<'_>> = page.iter().flat_map(QueryPage::rows).collect();
    let text = |row: Node<'_>, name: &str| row.text_of(name).unwrap_or_default().into_owned();
    if let Some(&row) = rows.first() {
        let line = ["LoginTime", "Status", "Application", "LoginType", "SourceIp", "TlsProtocol"]
            .iter()
            .map(|name| text(row, name))
            .filter(|part| !part.is_empty() && part != "Unknown")
            .collect::<Vec<_>>();
        seen.detail.push(("last_login", line.join(" · ")));
        let app = text(row, "Application");
        // Object reference, LoginHistory: Remote Access 2.0 is OAuth 2; Application then is the app's name
        if text(row, "LoginType").starts_with("Remote Access") && !app.is_empty() && app != "N/A" {
            seen.detail.push(("app", app.clone()));
            climb.know(|known| known.app = Some(app));
        }
    }
    // Where the user last came from: what is needed once Salesforce freezes it for its address.
    let good = rows.iter().find(|&&row| !login_history::is_refused(&text(row, "Status")));
    if let Some(address) = good.map(|&row| text(row, "SourceIp")).filter(|address| !address.is_empty()) {
        climb.card(|card| card.last_address = Some(address));
    }
    let refused: Vec<_> = rows
        .iter()
        .map(|&row| (text(row, "LoginTime"), text(row, "Status"), text(row, "SourceIp")))
        .filter(|(_, status, _)| login_history::is_refused(status))
        .collect();
    seen.detail.push(("logins_read", rows.len().to_string()));
    seen.detail.push(("logins_refused", refused.len().to_string()));
    seen.newest = refused.first().map(|(_, status, _)| (status.clone(), login_history::cause(status)));
    seen.refusals = refused.into_iter().take(5).map(refusal).collect();
}

/// `2026-11-30T13:00:00.000+0000 from 203.0.113.7: Failed: Invalid Nonce`, and what that means where it is known.
fn refusal((at, status, address): (String, String, String)) -> String {
    let from = if address.is_empty() { String::new() } else { format!(" from {address}") };
    match login_history::meaning(&status) {
        Some(meaning) => format!("{at}{from}: {status} ({meaning})"),
        None => format!("{at}{from}: {status}"),
    }
}

fn counted(page: Option<&QueryPage>) -> String {
    numbers::count(page.map_or(0, QueryPage::len) as u64)
}

/// The app's policy where it may be read, else the tokens that the org knows of.
async fn app(climb: &Climb<'_>, seen: &mut Seen) {
    let sees = |name: &str| {
        climb.look(|known| {
            known.global.as_ref().and_then(|all| all.find(name)).is_some_and(|object| object.queryable)
        })
    };
    let app = climb.look(|known| known.app.clone());
    if !climb.may_call() {
        seen.detail.push((
            "not_asked",
            format!("ConnectedApplication: the check keeps to {} API calls", super::super::climb::MOST_CALLS),
        ));
        return;
    }
    if sees("ConnectedApplication") {
        let filter = match &app {
            Some(name) => format!(" WHERE Name = {}", quoted(name)),
            None => " LIMIT 200".to_owned(),
        };
        let exchange = climb.query(&format!("{APP}{filter}"), "apps").await;
        let page = seen.rows("ConnectedApplication", exchange.as_deref());
        seen.detail.push(("connected_applications", counted(page.as_ref())));
        if let (Some(_), Some(row)) = (&app, page.as_ref().and_then(|page| page.row(0)))
            && let Some(only) = row.get("OptionsAllowAdminApprovedUsersOnly").and_then(Node::flag)
        {
            let words =
                if only { "Admin approved users are pre-authorized" } else { "All users may self-authorize" };
            seen.detail.push(("permitted_users", words.to_owned()));
        }
    } else if sees("OauthToken") {
        let exchange = climb.query(&format!("{TOKENS} LIMIT 200"), "tokens").await;
        let page = seen.rows("OauthToken", exchange.as_deref());
        seen.detail.push(("oauth_tokens", counted(page.as_ref())));
        seen.unknown.push("ConnectedApplication");
    } else {
        seen.unknown.push("ConnectedApplication");
        seen.unknown.push("OauthToken");
    }
}

/// A text of the org's own as a string of SOQL, which it can't end. (SOQL reference, 'Quoted String Escape Sequences')
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_an_app_cannot_end_its_quotation() {
        for (name, soql) in [
            ("Reader", "'Reader'"),
            ("O'Neil", r"'O\'Neil'"),
            (r"a\", r"'a\\'"),
            (r"\' OR Name != '", r"'\\\' OR Name != \''"),
        ] {
            assert_eq!(quoted(name), soql);
            let statement = format!("{APP} WHERE Name = {soql}");
            let (query, faults) = crate::soql::parse(&statement);
            assert!(faults.is_empty() && query.condition.is_some(), "{statement}: {faults:?}");
        }
    }
}
