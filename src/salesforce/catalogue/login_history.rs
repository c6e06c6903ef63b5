//! What the org itself wrote into the Run As user's login history, and the cause each status stands for.

use super::Cause;

/// One status.
#[derive(Debug)]
pub struct LoginStatus {
    /// As `LoginHistory.Status` has it, without `Failed: `.
    pub status: &'static str,
    /// The code of the event log.
    pub code: &'static str,
    /// The cause it stands for; `None` where it is no fault.
    pub cause: Option<&'static str>,
}

const fn row(status: &'static str, code: &'static str, cause: &'static str) -> LoginStatus {
    LoginStatus { status, code, cause: Some(cause) }
}

/// All that are known.
// Object reference, EventLogFile, values of LOGIN_STATUS
pub const STATUSES: &[LoginStatus] = &[
    LoginStatus { status: "Success", code: "LOGIN_NO_ERROR", cause: None },
    row("User is inactive", "LOGIN_ERROR_USER_INACTIVE", "inactive_user"),
    row("User is frozen", "LOGIN_ERROR_USER_FROZEN", "user_frozen"),
    row("Password lockout", "LOGIN_ERROR_PASSWORD_LOCKOUT", "run_as_user_login_refused"),
    row("Restricted IP", "LOGIN_ERROR_RESTRICTED_DOMAIN", "ip_restricted"),
    row("IP Address Not Allowed", "LOGIN_OAUTH_INVALID_IP", "ip_restricted"),
    row("Restricted time", "LOGIN_ERROR_RESTRICTED_TIME", "login_hours"),
    row("Restricted country", "LOGIN_ERROR_EXPORT_RESTRICTED", "edge_blocked"),
    row("Restricted domain", "LOGIN_ERROR_ORG_DOMAIN_ONLY", "generic_host"),
    row("Restricted domain", "LOGIN_ERROR_GLOBAL_BLOCK_DOMAIN", "generic_host"),
    row("Login rate exceeded", "LOGIN_ERROR_RATE_EXCEEDED", "rate_limited"),
    row("Maximum logins exceeded", "LOGIN_ERROR_LOGINS_EXCEEDED", "run_as_user_unsuitable"),
    row("Organization closed", "LOGIN_ERROR_ORG_CLOSED", "org_locked_or_expired"),
    row("Organization is inactive", "LOGIN_ERROR_ORG_INACTIVE", "org_locked_or_expired"),
    row("Organization locked", "LOGIN_ERROR_ORG_LOCKOUT", "org_locked_or_expired"),
    row("Organization is locked", "LOGIN_ERROR_ORG_LOCKOUT", "org_locked_or_expired"),
    row("Organization suspended", "LOGIN_ERROR_ORG_SUSPENDED", "org_locked_or_expired"),
    row("Organization is suspended", "LOGIN_ERROR_ORG_SUSPENDED", "org_locked_or_expired"),
    row("Trial Expired", "LOGIN_ORG_TRIAL_EXP", "org_locked_or_expired"),
    row("Organization is in maintenance", "LOGIN_ERROR_ORG_IN_MAINTENANCE", "maintenance"),
    row("Organization is a DOT", "LOGIN_ERROR_ORG_IS_DOT_ORG", "org_migrated"),
    row("OAuth API access disabled", "LOGIN_OAUTH_API_DISABLED", "api_disabled_for_org"),
    row("Consumer Deleted", "LOGIN_OAUTH_CONSUMER_DELETED", "invalid_client_id"),
    row("Missing Consumer Key Parameter", "LOGIN_OAUTH_NO_CONSUMER", "invalid_client_id"),
    row(
        "Package for this consumer is not installed in your organization",
        "LOGIN_OAUTH_PACKAGE_MISSING",
        "app_not_installed",
    ),
    row("Installed package for this consumer is out of date", "LOGIN_OAUTH_PACKAGE_OLD", "app_not_installed"),
    // somebody tried the login page with the integration user's name: no fault of the app
    LoginStatus { status: "API-only user", code: "LOGIN_ERROR_USER_API_ONLY", cause: None },
    row("Multi-factor authentication is required", "LOGIN_TWOFACTOR_REQ", "session_policy"),
    // seen beside an External Client App's name and LoginType Remote Access 2.0
    row("Not approved for access", "", "user_not_authorised_for_app"),
    row("API Version Removed", "LOGIN_ERROR_API_TOO_OLD", "api_version_unknown"),
    row(
        "Session ended by a transaction security policy",
        "LOGIN_END_SESSION_TXN_SECURITY_POLICY",
        "blocked_by_policy",
    ),
];

/// What is known of a status: compared without case, with or without `Failed: `; the event log's code will do
/// as well. `None` for one that isn't known.
pub fn status(text: &str) -> Option<&'static LoginStatus> {
    let text = text.trim().trim_end_matches('.');
    let bare = match text.get(..7) {
        Some(head) if head.eq_ignore_ascii_case("failed:") => text[7..].trim(),
        _ => text,
    };
    STATUSES
        .iter()
        .find(|row| {
            row.status.eq_ignore_ascii_case(bare)
                || (!row.code.is_empty() && row.code.eq_ignore_ascii_case(bare))
        })
        // “Multi-factor … is required”, with whatever stands between
        .or_else(|| {
            let lower = bare.to_ascii_lowercase();
            (lower.starts_with("multi-factor") && lower.contains("required"))
                .then(|| STATUSES.iter().find(|row| row.code == "LOGIN_TWOFACTOR_REQ"))
                .flatten()
        })
}

/// The cause that a status stands for.
pub fn cause(text: &str) -> Option<&'static Cause> {
    super::by_id(status(text)?.cause?)
}
