//! Whether trying again helps: decided for every cause, so that a new row can't forget to.

use crate::salesforce::catalogue::{UNRECOGNISED, all};

/// True where the same request can succeed later with nothing changed by anybody.
const DECIDED: &[(&str, bool)] = &[
    // the pair and the host: a person has to change them
    ("key_missing", false),
    ("secret_missing", false),
    ("secret_is_a_key", false),
    ("pair_swapped", false),
    ("pair_looks_odd", false),
    ("host_not_recognised", false),
    ("plain_http", false),
    ("host_is_a_guess", false),
    // the network: what comes and goes, and what stays until somebody mends it
    ("my_domain_not_found", false),
    ("dns_failed", true),
    ("connect_failed", true),
    ("timeout", true),
    ("connection_lost", true),
    ("not_http", false),
    ("proxy_not_found", false),
    ("proxy_not_reached", true),
    ("proxy_auth_required", false),
    ("proxy_refused", false),
    ("proxy_not_usable", false),
    ("proxy_tls_failed", false),
    ("proxy_script_not_read", false),
    ("tls_intercepted", false),
    ("tls_failed", false),
    ("clock_skew", false),
    ("no_trust_store", false),
    ("ca_file_unusable", false),
    ("request_failed", false),
    ("answer_too_big", false),
    ("answer_head_too_big", false),
    ("answer_has_no_room", true),
    ("answer_packed", false),
    ("answer_in_part", false),
    ("answer_unasked", false),
    ("empty_body", false),
    ("answer_unreadable", false),
    ("answer_of_another_kind", false),
    ("html_instead_of_json", false),
    ("maintenance", true),
    ("redirected", false),
    ("my_domain_renamed", false),
    ("wrong_path", false),
    // being moved, or not spread yet: check --watch is for that
    ("host_not_routed", false),
    ("edge_blocked", false),
    ("headers_too_long", false),
    ("address_too_long", false),
    // the token endpoint: refusals
    ("generic_host", false),
    ("no_run_as_user", false),
    ("flow_not_enabled", false),
    ("unsupported_grant_type", false),
    ("invalid_client_id", false),
    ("invalid_client_secret", false),
    ("app_not_installed", false),
    ("app_blocked", false),
    ("user_not_authorised_for_app", false),
    ("inactive_user", false),
    ("user_frozen", false),
    ("org_locked_or_expired", false),
    ("ip_restricted", false),
    ("login_hours", false),
    ("rate_limited", true),
    ("run_as_user_unsuitable", false),
    ("run_as_user_login_refused", false),
    ("invalid_scope", false),
    ("no_usable_scope", false),
    ("malformed_request", false),
    ("pkce_required", false),
    ("wrong_grant", false),
    ("salesforce_busy", true),
    ("token_missing", false),
    ("token_without_instance_url", false),
    ("instance_url_suspicious", false),
    ("scope_broader_than_reading", false),
    ("org_migrated", false),
    // the API
    ("api_scope_missing", false),
    ("session_policy", false),
    ("token_expired", true),
    ("token_rejected", false),
    ("session_ip_locked", false),
    ("bad_auth_header", false),
    ("identity_token_rejected", false),
    ("identity_scope_missing", false),
    ("wrong_org", false),
    ("identity_refused", false),
    ("api_disabled_for_org", false),
    ("user_api_disabled", false),
    ("daily_limit_reached", true),
    ("daily_limit_near", false),
    ("concurrent_limit_reached", true),
    ("row_locked", true),
    ("feature_not_enabled", false),
    ("user_lacks_permission", false),
    ("object_not_visible", false),
    ("field_not_visible", false),
    ("run_as_password_expired", false),
    ("api_version_unknown", false),
    ("wrong_instance_url", false),
    ("blocked_by_policy", false),
    ("fls_gap", false),
    ("limits_not_told", false),
    ("evidence_not_readable", false),
    ("logins_refused", false),
    ("nothing_visible", false),
];

#[test]
fn every_cause_says_whether_trying_again_helps() {
    for cause in all() {
        let decided = DECIDED.iter().find(|(id, _)| *id == cause.id);
        let (_, again) = decided.unwrap_or_else(|| panic!("{} is not decided", cause.id));
        assert_eq!(cause.is_retryable(), *again, "{}", cause.id);
        assert_eq!(cause.trouble(&Default::default()).retryable, *again, "{}", cause.id);
    }
    for (id, _) in DECIDED {
        assert_eq!(all().filter(|cause| cause.id == *id).count(), 1, "{id}");
    }
    assert!(!UNRECOGNISED.is_retryable());
}
