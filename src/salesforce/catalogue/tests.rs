mod again;
mod steps;
mod sure;

use super::*;
use std::collections::HashSet;

fn answer(phase: Phase, status: u16, body: &str) -> Recognised {
    let content_type = if body.starts_with('<') { "text/html" } else { "application/json" };
    recognise(&Answer {
        phase,
        host: "",
        status,
        content_type,
        location: None,
        body: body.as_bytes(),
        facts: Facts::default(),
    })
}

fn oauth(error: &str, description: &str) -> String {
    serde_json::json!({"error": error, "error_description": description}).to_string()
}

fn rest(code: &str, message: &str) -> String {
    serde_json::json!([{"message": message, "errorCode": code}]).to_string()
}

/// The text as other hands quote it.
fn variations(text: &str) -> Vec<String> {
    let mut spaced = format!(" {} ", text.replace(' ', "  "));
    spaced.push('\n');
    vec![
        text.to_owned(),
        text.to_uppercase(),
        text.to_lowercase(),
        format!("{text}."),
        spaced,
        text.replace('\'', "’"),
        format!("error: {text}, see your administrator"),
    ]
}

#[test]
fn ids_are_unique_and_every_row_is_whole() {
    let mut ids = HashSet::new();
    let snake = |text: &str| text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    for cause in all() {
        assert!(ids.insert(cause.id), "{} twice", cause.id);
        assert!(snake(cause.id), "{}", cause.id);
        assert!(cause.says.ends_with('.'), "{}: a sentence ends with a full stop", cause.id);
        assert!(!cause.fix.is_empty() && !cause.fix_eca.is_empty(), "{} has no way out", cause.id);
        assert!(!cause.source.is_empty(), "{} has no source", cause.id);
        assert!(
            cause.matches.iter().all(|row| !row.source.is_empty()),
            "{} matches without a source",
            cause.id
        );
        for text in cause.likely {
            assert!(!text.ends_with('.'), "{}: {text}", cause.id);
        }
    }
    for id in transport::NETWORK {
        assert!(by_id(id).is_some(), "{id}");
    }
    for row in login_history::STATUSES {
        if let login_history::Means::Cause(id) = row.means {
            assert!(by_id(id).is_some(), "{}", row.status);
        }
    }
}

#[test]
fn the_token_endpoints_texts_are_recognised_through_small_variations() {
    for (error, description, cause) in [
        ("invalid_grant", "request not supported on this domain", "generic_host"),
        ("invalid_grant", "no client credentials user enabled", "no_run_as_user"),
        ("invalid_grant", "client credentials flow not enabled", "flow_not_enabled"),
        ("unauthorized_client", "anything", "flow_not_enabled"),
        ("unsupported_grant_type", "grant type not supported", "unsupported_grant_type"),
        ("invalid_client_id", "client identifier invalid", "invalid_client_id"),
        ("invalid_client", "client identifier invalid", "invalid_client_id"),
        ("invalid_client", "client credentials flow not enabled", "flow_not_enabled"),
        ("invalid_client", "", "client_refused"),
        ("app_not_found", "External client app is not installed in this org", "app_not_installed"),
        ("invalid_request", "too many scopes requested", "too_many_scopes"),
        ("invalid_request", "scope parameter not supported", "malformed_request"),
        ("invalid_client", "invalid client credentials", "invalid_client_secret"),
        ("invalid_client_credentials", "anything", "invalid_client_secret"),
        ("invalid_client", "app must be installed into org", "app_not_installed"),
        ("OAUTH_EC_APP_NOT_FOUND", "External client app is not installed in this org", "app_not_installed"),
        ("app_not_found", "", "app_not_installed"),
        (
            "OAUTH_APPROVAL_ERROR_GENERIC",
            "An unexpected error has occurred during authentication",
            "app_not_installed",
        ),
        ("OAUTH_APP_BLOCKED", "this app is blocked by admin", "app_blocked"),
        (
            "invalid_app_access",
            "user is not admin approved to access this app",
            "user_not_authorised_for_app",
        ),
        (
            "OAUTH_APP_ACCESS_DENIED",
            "user is not admin approved to access this app",
            "user_not_authorised_for_app",
        ),
        ("invalid_grant", "user hasn't approved this consumer", "user_not_authorised_for_app"),
        ("invalid_grant", "inactive user", "inactive_user"),
        ("inactive_user", "user is inactive", "inactive_user"),
        ("inactive_org", "org is locked, closed, or suspended", "org_locked_or_expired"),
        ("invalid_grant", "inactive organization", "org_locked_or_expired"),
        ("invalid_grant", "ip restricted or invalid login hours", "ip_restricted"),
        ("invalid_grant", "ip restricted", "ip_restricted"),
        ("rate_limit_exceeded", "number of logins exceeded", "rate_limited"),
        ("invalid_grant", "login rate exceeded", "rate_limited"),
        ("invalid_grant", "maximum logins exceeded", "run_as_user_unsuitable"),
        ("invalid_scope", "requested scope is invalid, unknown, or malformed", "invalid_scope"),
        ("invalid_grant", "no valid scopes", "no_usable_scope"),
        ("invalid_request", "HTTPS required", "malformed_request"),
        ("invalid_request", "Must use HTTP GET", "malformed_request"),
        ("invalid_request", "PKCE is required", "pkce_required"),
        ("invalid_request", "missing required code challenge", "pkce_required"),
        ("invalid_request", "code_verifier", "pkce_required"),
        ("invalid_grant", "authentication failure", "run_as_user_login_refused"),
        ("invalid_grant", "expired access/refresh token", "wrong_grant"),
        ("invalid_grant", "invalid assertion", "wrong_grant"),
        ("invalid_grant", "audience is invalid", "wrong_grant"),
        ("invalid_grant", "expired authorization code", "wrong_grant"),
        ("invalid_grant", "invalid user credentials", "wrong_grant"),
        ("unknown_error", "retry your request", "salesforce_busy"),
        ("server_error", "", "salesforce_busy"),
        ("temporarily_unavailable", "", "salesforce_busy"),
    ] {
        for text in variations(description) {
            for error in [error.to_owned(), error.to_uppercase(), format!("{} ", error.to_lowercase())] {
                // the status differs between notes, so it decides nothing
                for status in [400, 401] {
                    let found = answer(Phase::Token, status, &oauth(&error, &text));
                    assert_eq!(found.cause.id, cause, "{status} {error}: {text}");
                }
            }
        }
    }
    assert_eq!(
        answer(Phase::Token, 400, &rest("URL_NOT_RESET", "Destination URL not reset")).cause.id,
        "generic_host"
    );
}

#[test]
fn the_apis_texts_are_recognised_through_small_variations() {
    for (status, code, message, cause) in [
        (401, "INVALID_SESSION_ID", "This session is not valid for use with the REST API", "session_policy"),
        (401, "INVALID_SESSION_ID", "Session expired or invalid", "token_expired"),
        (401, "INVALID_SESSION_ID", "This session is not valid for use with the API", "session_policy"),
        (401, "INVALID_AUTH_HEADER", "INVALID_HEADER_TYPE", "bad_auth_header"),
        (401, "INVALID_AUTH_HEADER", "INVALID_JWT_FORMAT", "token_expired"),
        (401, "INVALID_AUTH_HEADER", "INVALID_SCOPES", "api_scope_missing"),
        (
            403,
            "API_DISABLED_FOR_ORG",
            "API is not enabled for this Organization or Partner",
            "api_disabled_for_org",
        ),
        (
            403,
            "API_DISABLED_FOR_ORG",
            "The REST API is not enabled for this Organization",
            "api_disabled_for_org",
        ),
        (403, "API_CURRENTLY_DISABLED", "API is disabled for this user", "user_api_disabled"),
        (403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded", "daily_limit_reached"),
        (
            403,
            "REQUEST_LIMIT_EXCEEDED",
            "ConcurrentRequests (Concurrent API Requests) Limit exceeded",
            "concurrent_limit_reached",
        ),
        (403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentPerOrgLongTxn Limit exceeded", "concurrent_limit_reached"),
        (403, "FUNCTIONALITY_NOT_ENABLED", "Feature is not enabled", "feature_not_enabled"),
        (403, "INSUFFICIENT_ACCESS", "insufficient access rights on object id", "user_lacks_permission"),
        (
            403,
            "INSUFFICIENT_ACCESS_OR_READONLY",
            "insufficient access rights on object id",
            "user_lacks_permission",
        ),
        (400, "INVALID_TYPE", "sObject type 'X' is not supported", "object_not_visible"),
        (400, "INVALID_FIELD", "No such column 'X' on entity 'Y'", "field_not_visible"),
        (400, "INVALID_FIELD", "Didn't understand relationship 'X' in field path", "field_not_visible"),
        // the same code, and no field is missing
        (400, "INVALID_FIELD", "field 'Description' can not be filtered in a query call", "query_refused"),
        (400, "INVALID_FIELD", "duplicate field selected: Id", "query_refused"),
        (400, "MALFORMED_QUERY", "unexpected token: 'From'", "query_refused"),
        (400, "QUERY_TIMEOUT", "Your query request was running for too long.", "query_timeout"),
        (400, "OPERATION_TOO_LARGE", "exceeded 100000 distinct who/what's", "operation_too_large"),
        (400, "INVALID_QUERY_LOCATOR", "invalid query locator", "query_locator_gone"),
        (404, "ENTITY_IS_DELETED", "entity is deleted", "record_deleted"),
        (500, "UNKNOWN_EXCEPTION", "An unexpected error occurred.", "unknown_exception"),
        (
            500,
            "INVALID_OPERATION_WITH_EXPIRED_PASSWORD",
            "The users password has expired",
            "run_as_password_expired",
        ),
        (400, "UNSUPPORTED_API_VERSION", "Invalid Api version specified on URL", "api_version_unknown"),
        (
            400,
            "URL_NOT_RESET",
            "Destination URL not reset. The URL returned from login must be set",
            "wrong_instance_url",
        ),
        (503, "SERVER_UNAVAILABLE", "Server too busy", "salesforce_busy"),
        (403, "TXN_SECURITY_NO_ACCESS", "blocked by a Transaction Security Policy", "blocked_by_policy"),
        (403, "SOMETHING_NEW", "blocked by a Transaction Security Policy", "blocked_by_policy"),
    ] {
        for text in variations(message) {
            let found = answer(Phase::Data, status, &rest(code, &text));
            assert_eq!(found.cause.id, cause, "{status} {code}: {text}");
        }
    }
}

#[test]
fn the_identity_services_words_are_recognised() {
    for (status, word, cause) in [
        (403, "Bad_OAuth_Token", "identity_token_rejected"),
        (403, "Missing_OAuth_Token", "bad_auth_header"),
        (403, "Wrong_Org", "wrong_org"),
        (404, "Bad_Id", "identity_refused"),
        (404, "Inactive", "identity_refused"),
        (404, "No_Site_Endpoint", "identity_refused"),
        (500, "Internal Error", "identity_refused"),
    ] {
        for text in [word.to_owned(), word.to_lowercase(), format!("{word}\n")] {
            assert_eq!(answer(Phase::Identity, status, &text).cause.id, cause, "{text}");
        }
    }
}

#[test]
fn what_is_no_json_is_a_class_of_its_own_whatever_the_status() {
    let page = "<html><head><title>Sign in to the proxy</title></head></html>";
    for (phase, status, body, cause) in [
        (Phase::Token, 200, page, "html_instead_of_json"),
        (Phase::Token, 401, page, "html_instead_of_json"),
        (Phase::Data, 200, page, "html_instead_of_json"),
        (Phase::Token, 403, page, "edge_blocked"),
        (Phase::Token, 404, "<title>URL No Longer Exists</title>", "wrong_path"),
        (Phase::Token, 407, page, "proxy_auth_required"),
        (Phase::Token, 420, "", "host_not_routed"),
        (Phase::Data, 431, "<h1>Bad Message 431</h1>", "headers_too_long"),
        (Phase::Data, 400, "<title>400 Request Header Or Cookie Too Large</title>", "headers_too_long"),
        (Phase::Data, 414, "<h1>Bad Message 414</h1>", "address_too_long"),
        (Phase::Token, 429, "", "rate_limited"),
        (Phase::Token, 429, page, "rate_limited"),
        (Phase::Token, 502, "<title>Error Page</title>", "salesforce_busy"),
        (Phase::Token, 503, "<html><body>We are down for maintenance.</body>", "maintenance"),
        (Phase::Token, 503, "busy", "salesforce_busy"),
        (Phase::Token, 200, "", "empty_body"),
        (Phase::Token, 400, " \n", "empty_body"),
        (Phase::Token, 302, "", "redirected"),
        (Phase::Versions, 410, "", "api_version_unknown"),
        (
            Phase::Versions,
            404,
            r#"[{"errorCode":"NOT_FOUND","message":"The requested resource does not exist."}]"#,
            "api_version_unknown",
        ),
        // elsewhere the same answer means a missing record, object or resource
        (
            Phase::Data,
            404,
            r#"[{"errorCode":"NOT_FOUND","message":"The requested resource does not exist"}]"#,
            "unrecognised",
        ),
    ] {
        assert_eq!(answer(phase, status, body).cause.id, cause, "{status} {body}");
    }
}

#[test]
fn a_redirect_to_my_domain_means_that_it_was_renamed() {
    let to = |location| {
        let facts = Facts::default();
        recognise(&Answer {
            phase: Phase::Token,
            host: "acme.my.salesforce.com",
            status: 302,
            content_type: "",
            location: Some(location),
            body: b"",
            facts,
        })
        .cause
        .id
    };
    assert_eq!(to("https://neu.my.salesforce.com/services/oauth2/token"), "my_domain_renamed");
    assert_eq!(to("https://proxy.example/login"), "redirected");
    assert_eq!(to("https://neu.my.salesforce.com.evil.example/"), "redirected");
    assert_eq!(to("https://login.salesforce.com/"), "redirected");
    // Back to the host that was asked: no rename.
    assert_eq!(to("https://acme.my.salesforce.com/?ec=302"), "redirected");
    assert_eq!(to("https://acme.lightning.force.com/one/one.app"), "redirected");
}

#[test]
fn headers_and_addresses_that_are_too_long_are_told_as_such() {
    let nginx = "<html><head><title>400 Request Header Or Cookie Too Large</title></head></html>";
    let jetty = "<h1>Bad Message 431</h1><pre>reason: Request Header Fields Too Large</pre>";
    for (phase, status, body, cause) in [
        (Phase::Data, 431, "", "headers_too_long"),
        (Phase::Data, 431, jetty, "headers_too_long"),
        (Phase::Identity, 431, "{}", "headers_too_long"),
        (Phase::Data, 400, nginx, "headers_too_long"),
        (Phase::Data, 494, "", "headers_too_long"),
        (Phase::Data, 400, "<html><title>Bad Request - Request Too Long</title></html>", "headers_too_long"),
        (Phase::Data, 414, "<h1>Bad Message 414</h1><pre>reason: URI Too Long</pre>", "address_too_long"),
        (Phase::Data, 400, "<html><title>Bad Request</title></html>", "html_instead_of_json"),
    ] {
        assert_eq!(answer(phase, status, body).cause.id, cause, "{status} {body}");
    }
}

#[test]
fn the_same_text_means_something_else_with_other_facts() {
    let body = |text: &str| rest("INVALID_SESSION_ID", text);
    let with = |text: &str, facts| {
        let body = body(text);
        let answer = Answer {
            phase: Phase::Data,
            host: "acme.my.salesforce.com",
            status: 401,
            content_type: "",
            location: None,
            body: body.as_bytes(),
            facts,
        };
        recognise(&answer).cause.id
    };
    let not_valid = "This session is not valid for use with the REST API";
    let dead = "Session expired or invalid";
    let fresh = |api_granted| Facts { api_granted, is_fresh: true };
    assert_eq!(with(not_valid, fresh(Some(false))), "api_scope_missing");
    assert_eq!(with(not_valid, fresh(Some(true))), "session_policy");
    assert_eq!(with(not_valid, fresh(None)), "session_policy");
    assert_eq!(with(dead, fresh(Some(true))), "token_rejected");
    assert_eq!(with(dead, Facts { api_granted: Some(true), is_fresh: false }), "token_expired");
    assert_eq!(with("Sitzung abgelaufen", fresh(Some(true))), "token_rejected");
    assert_eq!(with("Sitzung abgelaufen", Facts::default()), "token_rejected");
}

#[test]
fn a_localised_description_is_recognised_by_its_code() {
    for (error, cause) in [
        ("invalid_client_id", "invalid_client_id"),
        ("inactive_user", "inactive_user"),
        ("inactive_org", "org_locked_or_expired"),
        ("invalid_app_access", "user_not_authorised_for_app"),
        ("OAUTH_EC_APP_NOT_FOUND", "app_not_installed"),
        ("OAUTH_APP_BLOCKED", "app_blocked"),
        ("rate_limit_exceeded", "rate_limited"),
        ("invalid_scope", "invalid_scope"),
        ("invalid_request", "malformed_request"),
        ("unsupported_grant_type", "unsupported_grant_type"),
    ] {
        assert_eq!(answer(Phase::Token, 400, &oauth(error, "クライアント識別子が無効です")).cause.id, cause);
    }
    // this code has many causes: nothing is guessed
    let found = answer(Phase::Token, 400, &oauth("invalid_grant", "クライアント識別子が無効です"));
    assert_eq!((found.cause.id, found.is_known()), ("unrecognised", false));
}

#[test]
fn an_unknown_answer_gets_no_likely_sounding_name() {
    for (status, body) in [
        (400, oauth("brand_new_error", "no user of the client is enabled, perhaps")),
        (400, oauth("invalid_grant", "something never seen")),
        (418, "[]".to_owned()),
        (400, rest("NEW_CODE", "Session expired or invalid")),
        (400, "{\"message\":\"no\"}".to_owned()),
        (400, "no".to_owned()),
    ] {
        let found = answer(Phase::Token, status, &body);
        assert_eq!((found.cause.id, found.is_known()), ("unrecognised", false), "{body}");
    }
}

#[test]
fn likely_causes_stand_in_order() {
    let first = |id: &str| by_id(id).unwrap().likely[0];
    assert!(first("no_run_as_user").contains("policies name no Run As user"));
    assert!(by_id("no_run_as_user").unwrap().likely[2].contains("e-mail address"));
    assert!(first("invalid_client_id").contains("mistyped"));
    assert!(first("session_policy").starts_with("API Access Control"));
    assert!(by_id("session_policy").unwrap().likely[1].contains("IP Relaxation"));
    assert!(by_id("session_policy").unwrap().likely[2].contains("High Assurance"));
    assert!(first("field_not_visible").contains("mistyped"));
    assert!(first("unsupported_grant_type").contains("Enable Client Credentials Flow"));
    assert!(first("ip_restricted").contains("IP ranges"));
}

#[test]
fn names_are_filled_in_where_known() {
    let text = NO_NAMES.fill("{host}: {app}, {user}");
    assert_eq!(text, "the host: the app, the Run As user");
    let names = Names {
        host: Some("h"),
        app: Some("Orgscope Reader"),
        user: Some("u@x"),
        address: Some("203.0.113.7"),
        ..NO_NAMES
    };
    assert_eq!(names.fill("{host}: {app}, {user}, {address}"), "h: Orgscope Reader, u@x, 203.0.113.7");
}

const NO_NAMES: Names<'static> =
    Names { host: None, app: None, user: None, proxy: None, proxy_from: None, address: None, object: None };

#[test]
fn login_history_is_read_with_or_without_failed() {
    for (text, cause) in [
        ("Failed: Not approved for access", Some("user_not_authorised_for_app")),
        ("failed: ip address not allowed", Some("ip_restricted")),
        ("User is frozen", Some("user_frozen")),
        ("Restricted time.", Some("login_hours")),
        ("LOGIN_ERROR_USER_INACTIVE", Some("inactive_user")),
        ("Multi-factor authentication through an app is required", Some("session_policy")),
        ("Success", None),
        ("Failed: API-only user", None),
        ("Failed: Get Access Token Limit Exceeded", Some("rate_limited")),
        ("Failed: Invalid Nonce", None),
        ("Something new", None),
        ("", None),
    ] {
        assert_eq!(login_history::cause(text).map(|cause| cause.id), cause, "{text}");
    }
    assert!(login_history::status("Failed: API-only user").is_some());
    // Whatever is not a success was refused, known or not.
    for (text, is_refused) in [
        ("Success", false),
        ("success", false),
        ("", false),
        ("Failed: API-only user", true),
        ("Failed: Invalid Nonce", true),
        ("Failed: something of next year", true),
        ("Something new", true),
    ] {
        assert_eq!(login_history::is_refused(text), is_refused, "{text}");
    }
}

proptest::proptest! {
    #[test]
    fn any_answer_is_recognised_or_not_and_breaks_nothing(
        status in 0_u16..700, body: Vec<u8>, location in proptest::option::of("\\PC{0,40}"), is_fresh: bool,
    ) {
        for phase in [Phase::Token, Phase::Identity, Phase::Versions, Phase::Data] {
            let facts = Facts { api_granted: Some(is_fresh), is_fresh };
            let (host, location) = ("acme.my.salesforce.com", location.as_deref());
            let answer = Answer { phase, host, status, content_type: "", location, body: &body, facts };
            let found = recognise(&answer);
            proptest::prop_assert_eq!(found.is_known(), found.cause.id != "unrecognised");
        }
    }
}
