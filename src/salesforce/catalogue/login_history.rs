//! What the org itself wrote into the Run As user's login history, and the cause each status means. Whatever is
//! not `Success` is a refused login, known here or not: the list is Salesforce's, and it grows.

use super::Cause;

/// What a status means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    /// A login.
    Success,
    /// A cause of the catalogue.
    Cause(&'static str),
    /// Something that the app has no part in, in words.
    NotThisApp(&'static str),
    /// Refused; what it says is all that is known.
    Words,
}

/// One status.
#[derive(Debug)]
pub struct LoginStatus {
    /// As `LoginHistory.Status` has it, without `Failed: `.
    pub status: &'static str,
    /// The code of the event log.
    pub code: &'static str,
    /// What it means.
    pub means: Means,
}

const fn row(status: &'static str, code: &'static str, cause: &'static str) -> LoginStatus {
    LoginStatus { status, code, means: Means::Cause(cause) }
}

const fn other(status: &'static str, code: &'static str, says: &'static str) -> LoginStatus {
    LoginStatus { status, code, means: Means::NotThisApp(says) }
}

const fn words(status: &'static str, code: &'static str) -> LoginStatus {
    LoginStatus { status, code, means: Means::Words }
}

const PASSWORD: &str = "a login with a password, not by this app's flow";
const BROWSER: &str = "a login in the browser by the same app, not by this flow";

/// All that are known.
// Object reference, eventlogfile_login_status (LOGIN_STATUS)
pub const STATUSES: &[LoginStatus] = &[
    LoginStatus { status: "Success", code: "LOGIN_NO_ERROR", means: Means::Success },
    row("User is inactive", "LOGIN_ERROR_USER_INACTIVE", "inactive_user"),
    row("User is frozen", "LOGIN_ERROR_USER_FROZEN", "user_frozen"),
    row("Password lockout", "LOGIN_ERROR_PASSWORD_LOCKOUT", "run_as_user_login_refused"),
    row("Computer activation required", "LOGIN_CHALLENGE_ISSUED", "run_as_user_login_refused"),
    row("Computer activation pending", "LOGIN_CHALLENGE_PENDING", "run_as_user_login_refused"),
    other("Invalid login", "LOGIN_ERROR_INVALID_USERNAME", PASSWORD),
    other("Login invalid", "LOGIN_ERROR_UNKNOWN_ERROR", PASSWORD),
    other("Invalid password", "LOGIN_ERROR_INVALID_PASSWORD", PASSWORD),
    other("API security token required", "LOGIN_ERROR_MUST_USE_API_TOKEN", PASSWORD),
    words("Activation secret invalid", "LOGIN_OAUTH_INVALID_DS"),
    words("Activation secret missing", "LOGIN_OAUTH_MISSING_DS"),
    words("Activation secret not expected", "LOGIN_OAUTH_DS_NOT_EXPECTED"),
    words("Invalid Nonce", "LOGIN_OAUTH_INVALID_NONCE"),
    words("Nonce Replay Detected", "LOGIN_OAUTH_NONCE_REPLAY"),
    words("Invalid Timestamp", "LOGIN_OAUTH_INVALID_TIMESTAMP"),
    words("Signature Invalid", "LOGIN_OAUTH_INVALID_DSIG"),
    words("Invalid Signature Method", "LOGIN_OAUTH_INVALID_SIG_METHOD"),
    words("Invalid Verifier", "LOGIN_OAUTH_INVALID_VERIFIER"),
    words("Version Not Supported", "LOGIN_OAUTH_INVALID_VERSION"),
    words("Unexpected parameter", "LOGIN_OAUTH_UNEXPECTED_PARAM"),
    words("Invalid Token", "LOGIN_OAUTH_INVALID_TOKEN"),
    words("Missing OAuth Token Parameter", "LOGIN_OAUTH_NO_TOKEN"),
    row("Get Access Token Limit Exceeded", "LOGIN_OAUTH_EXCEED_GET_AT_LMT", "rate_limited"),
    other("Invalid Code Challenge", "LOGIN_OAUTH_INVALID_CODE_CHALLENGE", BROWSER),
    other("Invalid Code Verifier", "LOGIN_OAUTH_INVALID_CODE_VERIFIER", BROWSER),
    other("Invalid Callback URL", "LOGIN_OAUTH_NO_CALLBACK_URL", BROWSER),
    words("Device Id missing or not registered", "LOGIN_OAUTH_INVALID_DEVICE"),
    words("Mobile license required", "LOGIN_OAUTH_USER_NON_MOBILE"),
    words("Client update required", "LOGIN_OAUTH_CLIENT_REQ_UPDATE"),
    row("Login over insecure channel", "LOGIN_ERROR_INSECURE_LOGIN", "malformed_request"),
    row("Invalid HTTP method", "LOGIN_ERROR_HTP_METHD_INVALID", "malformed_request"),
    words("Mutual authentication failed", "LOGIN_ERROR_MUTUAL_AUTHENTICATION"),
    row("Unable to process your login request", "LOGIN_ERROR_APPEXCHANGE_DOWN", "salesforce_busy"),
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
    other(
        "API-only user",
        "LOGIN_ERROR_USER_API_ONLY",
        "somebody tried the login page with this user's name, which is for the API alone",
    ),
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
    let bare = bare(text);
    STATUSES
        .iter()
        .find(|row| {
            row.status.eq_ignore_ascii_case(bare)
                || (!row.code.is_empty() && row.code.eq_ignore_ascii_case(bare))
        })
        // “Multi-factor … is required”, whatever is between
        .or_else(|| {
            let lower = bare.to_ascii_lowercase();
            (lower.starts_with("multi-factor") && lower.contains("required"))
                .then(|| STATUSES.iter().find(|row| row.code == "LOGIN_TWOFACTOR_REQ"))
                .flatten()
        })
}

fn bare(text: &str) -> &str {
    let text = text.trim().trim_end_matches('.');
    match text.get(..7) {
        Some(head) if head.eq_ignore_ascii_case("failed:") => text[7..].trim(),
        _ => text,
    }
}

/// Whether a status says that a login was refused: every one but `Success`. An empty one says nothing.
pub fn is_refused(text: &str) -> bool {
    let is_success = status(text).is_some_and(|row| row.means == Means::Success);
    !text.trim().is_empty() && !is_success
}

/// The cause that a status stands for.
pub fn cause(text: &str) -> Option<&'static Cause> {
    match status(text)?.means {
        Means::Cause(id) => super::by_id(id),
        Means::Success | Means::NotThisApp(_) | Means::Words => None,
    }
}

/// What a refused login means, as a piece of a sentence; `None` if its own words are all that is known.
pub fn meaning(text: &str) -> Option<&'static str> {
    match status(text)?.means {
        Means::Cause(id) => super::by_id(id).map(|cause| cause.says.trim_end_matches('.')),
        Means::NotThisApp(says) => Some(says),
        Means::Success | Means::Words => None,
    }
}
