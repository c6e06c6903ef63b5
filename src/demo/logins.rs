//! The org's login history: some made-up days of it, then every token request as it really came.

use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

use super::evaluate::Value;
use super::{clock, ids};

/// Rows from before the org was started.
const BEFORE: usize = 40;
/// The name of the connected app, as logins tell it.
pub const APPLICATION: &str = "orgscope demo";

/// Logins, oldest first.
#[derive(Debug)]
pub struct Logins {
    started: Timestamp,
    since: Mutex<Vec<Login>>,
}

/// A token request that could be tied to the Run As user.
#[derive(Clone, Debug)]
struct Login {
    at: Timestamp,
    status: String,
    address: String,
}

impl Logins {
    /// A history up to now.
    pub fn new(now: Timestamp) -> Self {
        Self { started: clock::midnight(now), since: Mutex::default() }
    }

    /// Writes one down; `status` is a text of the list of login statuses (Object reference, "EventLogFile").
    pub fn record(&self, status: &str, address: &str) {
        let login = Login { at: clock::now(), status: status.to_owned(), address: address.to_owned() };
        self.since.lock().unwrap_or_else(PoisonError::into_inner).push(login);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        BEFORE + self.since.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Never.
    pub fn is_empty(&self) -> bool {
        false
    }

    /// A value of LoginHistory.
    pub fn value(&self, row: usize, field: &str) -> Value<'static> {
        let text = |text: &str| Value::Text(text.to_owned().into());
        let login = match row.checked_sub(BEFORE) {
            Some(n) => self.since.lock().unwrap_or_else(PoisonError::into_inner).get(n).cloned(),
            None => None,
        };
        // From before: the integration every night at two, an administrator's browser in the mornings.
        let (night, days) = (row.is_multiple_of(2), (BEFORE.saturating_sub(row)).div_ceil(2) as i64);
        let integration = login.is_some() || night;
        let at =
            clock::after(self.started, if night { 7_200 } else { 30_000 + row as i64 * 61 } - days * 86_400);
        match field {
            "Id" => Value::Id(ids::id("0Ya", row).into()),
            "UserId" => Value::Id(ids::id("005", usize::from(!integration)).into()),
            "LoginTime" => Value::DateTime(login.map_or(at, |login| login.at)),
            "LoginType" => text(if integration { "Remote Access 2.0" } else { "Application" }),
            "SourceIp" => text(login.as_ref().map_or("192.0.2.17", |login| &login.address)),
            "LoginUrl" => text("demo.my.salesforce.example"),
            "Browser" => text(if integration { "Unknown" } else { "Firefox 140" }),
            "Platform" => text(if integration { "Unknown" } else { "Linux" }),
            "Status" => text(login.as_ref().map_or("Success", |login| &login.status)),
            "Application" => text(if integration { APPLICATION } else { "Browser" }),
            "ClientVersion" | "ApiType" | "ApiVersion" => text("N/A"),
            "CountryIso" => Value::Null,
            // What comes over the loopback line comes in the clear, unless it is served with TLS.
            "TlsProtocol" => text(if login.is_some() { "Unknown" } else { "TLS 1.3" }),
            _ => Value::Null,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_request_is_a_row_at_the_end() {
        let logins = Logins::new("2026-03-01T12:00:00Z".parse().unwrap());
        let last = logins.len() - 1;
        let Value::DateTime(before) = logins.value(last, "LoginTime") else { panic!() };
        assert!(before < logins.started);
        logins.record("User is inactive", "127.0.0.1");
        assert_eq!(logins.len(), last + 2);
        assert_eq!(logins.value(last + 1, "Status"), Value::text("User is inactive"));
        assert_eq!(logins.value(last + 1, "UserId"), Value::id(&ids::id("005", 0)));
    }
}
