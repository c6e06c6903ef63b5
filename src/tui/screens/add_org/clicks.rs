//! The clicks in Setup that lead to a key and a secret, short enough to stand beside the form. The whole
//! checklist is `check::guide`'s.
//!
//! Facts: Salesforce Help, configure_client_credentials_flow_for_external_client_apps,
//! connected_app_client_credentials_setup.

use crate::check::AppKind;

/// A line of the clicks: its number, or `None` where it goes on or stands alone.
pub type Click = (Option<u8>, &'static str);

const EXTERNAL: &[Click] = &[
    (None, "No app yet? About 3 minutes in Setup:"),
    (None, ""),
    (Some(1), "Setup → External Client App Manager"),
    (None, "→ New External Client App"),
    (Some(2), "OAuth Settings → Enable OAuth"),
    (None, "scope: Manage user data via APIs (api)"),
    (Some(3), "Flow Enablement"),
    (None, "→ Enable Client Credentials Flow"),
    (Some(4), "Create, then Policies → Edit"),
    (None, "→ Enable Client Credentials Flow"),
    (None, "→ Run As: a user with “API Enabled”"),
    (Some(5), "Settings → OAuth Settings"),
    (None, "→ Consumer Key and Secret"),
    (None, "(Salesforce mails you a code first)"),
    (Some(6), "Paste both here; a new app can need some"),
    (None, "minutes before its key is known"),
];

const CONNECTED: &[Click] = &[
    (None, "For apps that exist: since Spring ’26 a new one"),
    (None, "needs Salesforce Support."),
    (None, ""),
    (Some(1), "Setup → App Manager → the app’s ▾ → Edit"),
    (None, "→ Enable OAuth Settings"),
    (None, "scope: Manage user data via APIs (api)"),
    (Some(2), "Tick Enable Client Credentials Flow"),
    (None, "→ accept the warning → Save"),
    (Some(3), "▾ → Manage (not Edit) → Edit Policies"),
    (None, "→ Client Credentials Flow → Run As:"),
    (None, "a user with “API Enabled” → Save"),
    (Some(4), "▾ → View → Manage Consumer Details"),
    (None, "(Salesforce mails you a code first)"),
    (Some(5), "Paste key and secret here; a change can"),
    (None, "need some minutes to spread"),
];

/// What is true of both kinds.
pub const BOTH: &[&str] = &[
    "Use an integration user with read rights only.",
    "orgscope never writes, but the app could.",
    "",
    "login.salesforce.com does not serve this flow.",
    "Setup → My Domain shows the host to use.",
];

/// The clicks for a kind of app.
pub fn of(kind: AppKind) -> &'static [Click] {
    match kind {
        AppKind::ExternalClientApp => EXTERNAL,
        AppKind::ConnectedApp => CONNECTED,
    }
}
