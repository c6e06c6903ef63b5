//! What the token endpoint answers instead of a token. Bodies as recorded or documented.

use super::Fault;
use super::recorded::{Place, Recorded};

/// The faults.
pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "generic_host",
        says: "The host does not serve this flow, as login.salesforce.com does not.",
        source: "pozil/pub-sub-api-node-client#58; bagofwords1/bagofwords#949",
        recorded: Some(Recorded::json(
            Place::Token,
            400,
            include_str!("../../../assets/demo/faults/generic_host.json"),
        )),
        shows: ("token", "generic_host"),
        ..Fault::NONE
    },
    Fault {
        name: "no_run_as_user",
        says: "The app's policies name no Run As user.",
        source: "Sumo Logic's Salesforce source; Axonius' Salesforce adapter",
        recorded: Some(Recorded::json(
            Place::Token,
            400,
            include_str!("../../../assets/demo/faults/no_run_as_user.json"),
        )),
        shows: ("token", "no_run_as_user"),
        ..Fault::NONE
    },
    Fault {
        name: "flow_not_enabled",
        says: "The flow is switched off in the app's settings.",
        source: "Axonius' Salesforce adapter",
        recorded: Some(Recorded::json(
            Place::Token,
            400,
            include_str!("../../../assets/demo/faults/flow_not_enabled.json"),
        )),
        shows: ("token", "flow_not_enabled"),
        ..Fault::NONE
    },
    Fault {
        name: "flow_not_enabled_other_code",
        says: "The flow is switched off, told beside another code.",
        source: "a client's tests of 2026",
        recorded: Some(Recorded::json(
            Place::Token,
            400,
            include_str!("../../../assets/demo/faults/flow_not_enabled_other_code.json"),
        )),
        shows: ("token", "flow_not_enabled"),
        ..Fault::NONE
    },
    Fault {
        name: "unauthorized_client",
        says: "The flow is switched off, told in RFC 6749's words.",
        source: "RFC 6749, 5.2; set-up notes",
        recorded: Some(Recorded::json(
            Place::Token,
            400,
            include_str!("../../../assets/demo/faults/unauthorized_client.json"),
        )),
        shows: ("token", "flow_not_enabled"),
        ..Fault::NONE
    },
    Fault {
        name: "unsupported_grant_type",
        says: "The grant is not taken.",
        source: "nango's page on Salesforce invalid_grant",
        recorded: Some(Recorded::json(
            Place::Token,
            400,
            include_str!("../../../assets/demo/faults/unsupported_grant_type.json"),
        )),
        shows: ("token", "unsupported_grant_type"),
        ..Fault::NONE
    },
    Fault {
        name: "unknown_key",
        says: "The consumer key is unknown.",
        source: "tests of restforce-type libraries",
        recorded: Some(Recorded::json(
            Place::Token,
            400,
            include_str!("../../../assets/demo/faults/unknown_key.json"),
        )),
        shows: ("token", "invalid_client_id"),
        ..Fault::NONE
    },
    Fault {
        name: "unknown_key_older",
        says: "The consumer key is unknown, told in older words.",
        source: "test fixtures of clients in two languages",
        recorded: Some(Recorded::json(
            Place::Token,
            400,
            include_str!("../../../assets/demo/faults/unknown_key_older.json"),
        )),
        shows: ("token", "invalid_client_id"),
        ..Fault::NONE
    },
    Fault {
        name: "unknown_key_localised",
        says: "The consumer key is unknown, told in Japanese.",
        source: "the documented code; the description is a translation",
        recorded: Some(Recorded::json(
            Place::Token,
            400,
            include_str!("../../../assets/demo/faults/unknown_key_localised.json"),
        )),
        shows: ("token", "invalid_client_id"),
        ..Fault::NONE
    },
    Fault {
        name: "wrong_secret",
        says: "The consumer secret is not the key's.",
        source: "restforce/restforce#338; nango's page on Salesforce invalid_grant",
        recorded: Some(Recorded::json(
            Place::Token,
            400,
            include_str!("../../../assets/demo/faults/wrong_secret.json"),
        )),
        shows: ("token", "invalid_client_secret"),
        ..Fault::NONE
    },
    Fault {
        name: "wrong_secret_401",
        says: "The consumer secret is wrong, told with 401 as RFC 6749 asks for.",
        source: "RFC 6749, 5.2",
        recorded: Some(Recorded::json(
            Place::Token,
            401,
            include_str!("../../../assets/demo/faults/wrong_secret_401.json"),
        )),
        shows: ("token", "invalid_client_secret"),
        ..Fault::NONE
    },
    Fault {
        name: "wrong_secret_older",
        says: "The consumer secret is wrong, told with an older code.",
        source: "Salesforce Help, remoteaccess_oauth_flow_errors",
        recorded: Some(Recorded::json(
            Place::Token,
            400,
            include_str!("../../../assets/demo/faults/wrong_secret_older.json"),
        )),
        shows: ("token", "invalid_client_secret"),
        ..Fault::NONE
    },
    Fault {
        name: "client_refused",
        says: "Key or secret is refused, and nothing says which.",
        source: "RFC 6749, 5.2",
        recorded: Some(Recorded::json(
            Place::Token,
            401,
            include_str!("../../../assets/demo/faults/client_refused.json"),
        )),
        shows: ("token", "client_refused"),
        ..Fault::NONE
    },
    Fault {
        name: "app_must_be_installed",
        says: "The app is unknown to the org.",
        source: "movedata on connected-app restrictions; knowledge article 005132365",
        recorded: Some(Recorded::json(
            Place::Token,
            400,
            include_str!("../../../assets/demo/faults/app_must_be_installed.json"),
        )),
        shows: ("token", "app_not_installed"),
        ..Fault::NONE
    },
    Fault {
        name: "app_not_in_org",
        says: "The External Client App is not in this org.",
        source: "PipedreamHQ/pipedream#21557, #21571, #21636",
        recorded: Some(Recorded::json(
            Place::Token,
            400,
            include_str!("../../../assets/demo/faults/app_not_in_org.json"),
        )),
        shows: ("token", "app_not_installed"),
        ..Fault::NONE
    },
    Fault {
        name: "app_not_found",
        says: "The External Client App is not in this org, told in other words.",
        source: "one client's source",
        recorded: Some(Recorded::json(
            Place::Token,
            400,
            include_str!("../../../assets/demo/faults/app_not_found.json"),
        )),
        shows: ("token", "app_not_installed"),
        ..Fault::NONE
    },
    Fault {
        name: "approval_error",
        says: "The app is not in this org, told as in the browser flow.",
        source: "forcedotcom/SalesforceMobileSDK-Package#314",
        recorded: Some(Recorded::json(
            Place::Token,
            400,
            include_str!("../../../assets/demo/faults/approval_error.json"),
        )),
        shows: ("token", "app_not_installed"),
        ..Fault::NONE
    },
    Fault {
        name: "app_blocked",
        says: "An admin blocked the app.",
        source: "Microsoft Learn, 'app blocked' of Copilot for Sales",
        recorded: Some(Recorded::json(
            Place::Token,
            400,
            include_str!("../../../assets/demo/faults/app_blocked.json"),
        )),
        shows: ("token", "app_blocked"),
        ..Fault::NONE
    },
    Fault {
        name: "user_not_approved",
        says: "The Run As user is not among those who may use the app.",
        source: "the Connect CTI adapter's README; redpanda's setup script",
        recorded: Some(Recorded::json(
            Place::Token,
            400,
            include_str!("../../../assets/demo/faults/user_not_approved.json"),
        )),
        shows: ("token", "user_not_authorised_for_app"),
        ..Fault::NONE
    },
    Fault {
        name: "app_access_denied",
        says: "The Run As user may not use the app, told as in the browser flow.",
        source: "Microsoft Learn, 'access denied' of Copilot for Sales",
        recorded: Some(Recorded::json(
            Place::Token,
            400,
            include_str!("../../../assets/demo/faults/app_access_denied.json"),
        )),
        shows: ("token", "user_not_authorised_for_app"),
        ..Fault::NONE
    },
    Fault {
        name: "consumer_not_approved",
        says: "The Run As user may not use the app, told as in the JWT flow.",
        source: "set-up guides of the JWT flow",
        recorded: Some(Recorded::json(
            Place::Token,
            400,
            include_str!("../../../assets/demo/faults/consumer_not_approved.json"),
        )),
        shows: ("token", "user_not_authorised_for_app"),
        ..Fault::NONE
    },
    Fault {
        name: "inactive_user",
        says: "The Run As user is deactivated.",
        source: "quoted in client libraries",
        recorded: Some(Recorded::json(
            Place::Token,
            400,
            include_str!("../../../assets/demo/faults/inactive_user.json"),
        )),
        shows: ("token", "inactive_user"),
        ..Fault::NONE
    },
    Fault {
        name: "inactive_user_documented",
        says: "The Run As user is deactivated, told with the documented code.",
        source: "Salesforce Help, remoteaccess_oauth_flow_errors",
        recorded: Some(Recorded::json(
            Place::Token,
            400,
            include_str!("../../../assets/demo/faults/inactive_user_documented.json"),
        )),
        shows: ("token", "inactive_user"),
        ..Fault::NONE
    },
    Fault {
        name: "inactive_org",
        says: "The org is locked, closed or suspended.",
        source: "Salesforce Help, remoteaccess_oauth_flow_errors",
        recorded: Some(Recorded::json(
            Place::Token,
            400,
            include_str!("../../../assets/demo/faults/inactive_org.json"),
        )),
        shows: ("token", "org_locked_or_expired"),
        ..Fault::NONE
    },
    Fault {
        name: "ip_restricted",
        says: "This address may not log in, or not at this hour.",
        source: "Salesforce Help, remoteaccess_oauth_flow_errors",
        recorded: Some(Recorded::json(
            Place::Token,
            400,
            include_str!("../../../assets/demo/faults/ip_restricted.json"),
        )),
        shows: ("token", "ip_restricted"),
        ..Fault::NONE
    },
    Fault {
        name: "ip_restricted_short",
        says: "This address may not log in, told in fewer words.",
        source: "quoted in client libraries",
        recorded: Some(Recorded::json(
            Place::Token,
            400,
            include_str!("../../../assets/demo/faults/ip_restricted_short.json"),
        )),
        shows: ("token", "ip_restricted"),
        ..Fault::NONE
    },
    Fault {
        name: "login_rate",
        says: "Too many logins in an hour.",
        source: "knowledge articles 000381578 and 000233559",
        recorded: Some(Recorded::json(
            Place::Token,
            400,
            include_str!("../../../assets/demo/faults/login_rate.json"),
        )),
        shows: ("token", "rate_limited"),
        ..Fault::NONE
    },
    Fault {
        name: "maximum_logins",
        says: "The Run As user is a service agent.",
        source: "dylandersen/agentforce-agent-api",
        recorded: Some(Recorded::json(
            Place::Token,
            400,
            include_str!("../../../assets/demo/faults/maximum_logins.json"),
        )),
        shows: ("token", "run_as_user_unsuitable"),
        ..Fault::NONE
    },
    Fault {
        name: "invalid_scope",
        says: "The app has no scope that can be granted.",
        source: "Salesforce Help, remoteaccess_oauth_flow_errors",
        recorded: Some(Recorded::json(
            Place::Token,
            400,
            include_str!("../../../assets/demo/faults/invalid_scope.json"),
        )),
        shows: ("token", "invalid_scope"),
        ..Fault::NONE
    },
    Fault {
        name: "no_valid_scopes",
        says: "All of the app's scopes are of the kind that this flow drops.",
        source: "one set-up guide (new in Winter '26)",
        recorded: Some(Recorded::json(
            Place::Token,
            400,
            include_str!("../../../assets/demo/faults/no_valid_scopes.json"),
        )),
        shows: ("token", "no_usable_scope"),
        ..Fault::NONE
    },
    Fault {
        name: "too_many_scopes",
        says: "The app lists more scopes than its JWT-based tokens carry.",
        source: "Okta's developer guide for Agentforce",
        recorded: Some(Recorded::json(
            Place::Token,
            400,
            include_str!("../../../assets/demo/faults/too_many_scopes.json"),
        )),
        shows: ("token", "too_many_scopes"),
        ..Fault::NONE
    },
    Fault {
        name: "unknown_words",
        says: "A known code, with words that nobody has seen yet.",
        source: "the documented code; the words are made up",
        recorded: Some(Recorded::json(
            Place::Token,
            400,
            include_str!("../../../assets/demo/faults/unknown_words.json"),
        )),
        shows: ("token", "malformed_request"),
        ..Fault::NONE
    },
    Fault {
        name: "malformed_request",
        says: "The request arrives changed.",
        source: "Salesforce Help, remoteaccess_oauth_flow_errors",
        recorded: Some(Recorded::json(
            Place::Token,
            400,
            include_str!("../../../assets/demo/faults/malformed_request.json"),
        )),
        shows: ("token", "malformed_request"),
        ..Fault::NONE
    },
    Fault {
        name: "pkce_required",
        says: "The app demands PKCE.",
        source: "Amazon Quick's Salesforce setup",
        recorded: Some(Recorded::json(
            Place::Token,
            400,
            include_str!("../../../assets/demo/faults/pkce_required.json"),
        )),
        shows: ("token", "pkce_required"),
        ..Fault::NONE
    },
    Fault {
        name: "authentication_failure",
        says: "The login is refused without a reason.",
        source: "omniphx/forrest#364; simple-salesforce/simple-salesforce#753",
        recorded: Some(Recorded::json(
            Place::Token,
            400,
            include_str!("../../../assets/demo/faults/authentication_failure.json"),
        )),
        shows: ("token", "run_as_user_login_refused"),
        ..Fault::NONE
    },
    Fault {
        name: "answer_of_another_flow",
        says: "The answer belongs to the refresh token flow.",
        source: "recorded: restforce's token-refresh-expired",
        recorded: Some(Recorded::json(
            Place::Token,
            400,
            include_str!("../../../assets/demo/faults/answer_of_another_flow.json"),
        )),
        shows: ("token", "wrong_grant"),
        ..Fault::NONE
    },
    Fault {
        name: "retry_your_request",
        says: "A passing fault.",
        source: "quoted in client libraries",
        recorded: Some(Recorded::json(
            Place::Token,
            400,
            include_str!("../../../assets/demo/faults/retry_your_request.json"),
        )),
        shows: ("token", "salesforce_busy"),
        ..Fault::NONE
    },
    Fault {
        name: "server_error",
        says: "A passing fault, told in RFC 6749's words.",
        source: "RFC 6749, 4.1.2.1",
        recorded: Some(Recorded::json(
            Place::Token,
            500,
            include_str!("../../../assets/demo/faults/server_error.json"),
        )),
        shows: ("token", "salesforce_busy"),
        ..Fault::NONE
    },
    Fault {
        name: "login_url_not_reset",
        says: "The login host is asked for data.",
        source: "Composio's Salesforce FAQ",
        recorded: Some(Recorded::json(
            Place::Token,
            400,
            include_str!("../../../assets/demo/faults/login_url_not_reset.json"),
        )),
        shows: ("token", "generic_host"),
        ..Fault::NONE
    },
    Fault {
        name: "unknown_refusal",
        says: "A refusal that nobody has seen yet.",
        source: "made up",
        recorded: Some(Recorded::json(
            Place::Token,
            400,
            include_str!("../../../assets/demo/faults/unknown_refusal.json"),
        )),
        shows: ("token", "unrecognised"),
        ..Fault::NONE
    },
];
