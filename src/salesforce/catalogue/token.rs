//! What the token endpoint answers about the app, its key and its flow, and tokens that can't be used. What it
//! answers about the user that the app acts as is in `user`.
//!
//! A description is matched by what it contains, whatever `error` comes with it; if one text has several
//! causes they are in `likely`, the most frequent first. Errors of this endpoint have RFC 6749's form and nearly
//! always 400.

use super::input::{COPY_CA, COPY_ECA, MY_DOMAIN};
use super::{Cause, Match, Phase, Shape, When, causes};

// Salesforce Help: connected_app_client_credentials_setup,
// configure_client_credentials_flow_for_external_client_apps; simstudioai/sim#6526 (which box on which page)
pub(super) const SETUP: &str = "Salesforce Help, connected_app_client_credentials_setup and configure_client_credentials_flow_for_external_client_apps";
pub(super) const FLOW_ERRORS: &str = "Salesforce Help, remoteaccess_oauth_flow_errors";
const DOMAIN_TEXT: &str =
    "pozil/pub-sub-api-node-client#58; bagofwords1/bagofwords#949; Splunk SOAR's Salesforce connector";

pub(super) const SPREAD: &str =
    "Save. A change can need 2 to 10 minutes to spread: orgscope check --watch waits for it";
const RUN_AS_CA: &str = "Setup → App Manager → {app} → ▾ → Manage (not Edit) → Edit Policies → Client Credentials Flow → Run As: look up {user}";
const RUN_AS_ECA: &[&str] = &[
    "Setup → External Client App Manager → {app}",
    "Policies → Edit → OAuth Policies → OAuth Flows and External Client App Enhancements",
    "Tick Enable Client Credentials Flow → Run As (Username): {user}, not an e-mail address",
    SPREAD,
];
const ENABLE_CA: &[&str] = &[
    "Setup → App Manager → {app} → ▾ → Edit → API (Enable OAuth Settings)",
    "Tick Enable Client Credentials Flow → accept the warning → Save",
    RUN_AS_CA,
    SPREAD,
];
const ENABLE_ECA: &[&str] = &[
    "Setup → External Client App Manager → {app} → ▾ → Edit Settings",
    "OAuth Settings → Flow Enablement → tick Enable Client Credentials Flow → Save",
    "Policies → Edit → OAuth Policies → OAuth Flows and External Client App Enhancements → tick it there too → Run As (Username): {user}",
    SPREAD,
];
const COMPARE_HOST: &str = "Setup → My Domain: compare Current My Domain URL with {host}";
const NEW_APP: &str = "If the app is new: wait 10 minutes, then check again (orgscope check --watch does it)";
const BLOCKED: &[&str] = &[
    "Setup → Quick Find: Connected Apps OAuth Usage → {app} → Unblock",
    "Setup → API Access Control, if allow-listing is on: permit the app, or give the Run As user Use Any API Client",
];
// Whether the page of External Client Apps unblocks too is not confirmed, so the older page stays first.
const BLOCKED_ECA: &[&str] = &[
    "Setup → Quick Find: Connected Apps OAuth Usage → {app} → Unblock, if it is listed there",
    "Setup → API Access Control, if allow-listing is on: permit the app, or give the Run As user Use Any API Client",
    "Setup → External Client App Manager → {app} → Policies: the app is enabled",
];
const SCOPES_CA: &[&str] = &[
    "Setup → App Manager → {app} → ▾ → Edit → API (Enable OAuth Settings) → Selected OAuth Scopes",
    "Add Manage user data via APIs (api) and Access the identity URL service (id, profile, email, address, phone)",
    SPREAD,
];
const SCOPES_ECA: &[&str] = &[
    "Setup → External Client App Manager → {app} → Edit Settings → OAuth Settings → App Settings → OAuth Scopes",
    "Add Manage user data via APIs (api) and Access the identity URL service (id, profile, email, address, phone)",
    SPREAD,
];
const FEWER_CA: &[&str] = &[
    "Setup → App Manager → {app} → ▾ → Edit → API (Enable OAuth Settings) → Selected OAuth Scopes",
    "Remove what this app does not need; for reading, Manage user data via APIs (api) and Access the identity URL service (id, profile, email, address, phone) are enough",
    SPREAD,
];
const FEWER_ECA: &[&str] = &[
    "Setup → External Client App Manager → {app} → Edit Settings → OAuth Settings → App Settings → OAuth Scopes",
    "Remove what this app does not need; for reading, Manage user data via APIs (api) and Access the identity URL service (id, profile, email, address, phone) are enough",
    SPREAD,
];
const FEWER_OR_OPAQUE_CA: &[&str] = &[
    "Setup → App Manager → {app} → ▾ → Edit → API (Enable OAuth Settings) → Selected OAuth Scopes",
    "Remove scopes; Manage user data via APIs (api) and Access the identity URL service (id, profile, email, address, phone) are enough here",
    "Or, on the same page, untick Issue JSON Web Token (JWT)-based access tokens for named users",
    SPREAD,
];
const FEWER_OR_OPAQUE_ECA: &[&str] = &[
    "Setup → External Client App Manager → {app} → Edit Settings → OAuth Settings → App Settings → OAuth Scopes",
    "Remove scopes; Manage user data via APIs (api) and Access the identity URL service (id, profile, email, address, phone) are enough here",
    "Or OAuth Settings → Security → untick Issue JSON Web Token (JWT)-based access tokens for named users",
    SPREAD,
];
const NO_CLICK: &[&str] =
    &["Nothing to click in Salesforce: look at what is between this machine and Salesforce"];
pub(super) const STATUS_PAGE: &[&str] =
    &["Wait a few minutes, then check again", "Read status.salesforce.com for the org's instance"];
const FLOW_IS_OFF: &str = "last: Enable Client Credentials Flow is not ticked in the app's OAuth settings";
const LOOK_AT_FLOW: &str =
    "If key and org are right: is Enable Client Credentials Flow ticked in the app's OAuth settings?";

causes! {
    GENERIC_HOST = Cause {
        id: "generic_host", rung: "host",
        says: "{host} does not serve this flow; the org's own My Domain host does.",
        likely: &[
            "login.salesforce.com, test.salesforce.com or the Setup host was asked instead of My Domain",
            "a custom domain or a site's host was asked",
        ],
        fix: MY_DOMAIN, fix_eca: MY_DOMAIN,
        matches: &[
            Match::words(&["request not supported on this domain"], DOMAIN_TEXT).with_status(&[400]),
            Match::code("URL_NOT_RESET", &["destination url not reset"], "Composio's Salesforce FAQ")
                .by_code_alone().at(Phase::Token).with_status(&[400]),
        ],
        source: "Salesforce Help, remoteaccess_oauth_client_credentials_flow",
    };
    DOMAIN_REFUSES_FLOW = Cause {
        id: "domain_refuses_flow", rung: "token",
        says: "Salesforce refuses this flow at {host}, although it is a My Domain host.",
        likely: &[
            "the app's policies name no Run As user",
            "the app or its change is minutes old and has not spread yet",
            "{host} is a former My Domain name, or that of another org",
        ],
        fix: &[COMPARE_HOST, RUN_AS_CA, NEW_APP],
        fix_eca: &[
            COMPARE_HOST,
            "Setup → External Client App Manager → {app} → Policies → Edit → OAuth Policies → OAuth Flows and External Client App Enhancements → Run As (Username): {user}",
            NEW_APP,
        ],
        matches: &[Match::words(&["request not supported on this domain"],
            "pozil/pub-sub-api-node-client#58 (own domain, still refused); a connector's README").with_status(&[400]).when(When::MyDomainAsked)],
        source: SETUP,
    };
    NO_RUN_AS_USER = Cause {
        id: "no_run_as_user", rung: "token",
        says: "The app has no Run As user, so Salesforce does not know whom to act as.",
        likely: &[
            "the app's policies name no Run As user",
            "the flow was ticked in Settings and not in Policies (External Client App: both are needed)",
            "an e-mail address was entered where the username belongs",
        ],
        fix: &[RUN_AS_CA, SPREAD], fix_eca: RUN_AS_ECA,
        matches: &[Match::words(&["no client credentials user enabled"],
            "Sumo Logic's Salesforce source; Axonius' Salesforce adapter; Amazon Quick's Salesforce setup; Cartography (the e-mail case)").with_status(&[400])],
        source: SETUP,
    };
    FLOW_NOT_ENABLED = Cause {
        id: "flow_not_enabled", rung: "token",
        says: "The client credentials flow is switched off in the app's OAuth settings.",
        likely: &[
            "Enable Client Credentials Flow is not ticked in the app's OAuth settings",
            "the app comes in a vendor's package, and the vendor took the flow away: ask the vendor",
        ],
        fix: ENABLE_CA, fix_eca: ENABLE_ECA,
        matches: &[
            // seen beside invalid_grant and beside invalid_client
            Match::words(&["client credentials flow not enabled", "client credentials flow is not enabled"],
                "Axonius' Salesforce adapter; a client's tests of 2026 (invalid_client); a set-up page (invalid_grant)").with_status(&[400]),
            Match::code("unauthorized_client", &[], "several set-up notes, none of them primary").with_status(&[400]).unconfirmed(),
        ],
        source: SETUP,
    };
    UNSUPPORTED_GRANT_TYPE = Cause {
        id: "unsupported_grant_type", rung: "token",
        says: "The host does not take the client credentials grant.",
        likely: &[
            "Enable Client Credentials Flow is not ticked in the app's OAuth settings",
            "a host of the user interface (Lightning) was asked instead of My Domain",
            "something on the way rewrote the form body",
        ],
        fix: ENABLE_CA, fix_eca: ENABLE_ECA,
        matches: &[
            Match::words(&["grant type not supported", "unsupported grant type"], "nango's page on Salesforce invalid_grant; notes of live runs (Lightning host)").with_status(&[400]),
            Match::code("unsupported_grant_type", &[], "RFC 6749, 5.2").with_status(&[400]),
        ],
        source: SETUP,
    };
    INVALID_CLIENT_ID = Cause {
        id: "invalid_client_id", rung: "token",
        says: "Salesforce does not know this consumer key.",
        likely: &[
            "the key was mistyped or cut, or a blank came along",
            "the key belongs to another org (a production key in a sandbox)",
            "the app is minutes old and not spread yet",
            "the app was deleted, or its key was rotated out",
            FLOW_IS_OFF,
        ],
        fix: &[
            "Setup → App Manager → {app} → ▾ → View → Manage Consumer Details",
            "Confirm who you are → copy Consumer Key",
            "Look at the address bar: it is the org that {host} names. A new app needs 2 to 10 minutes",
            LOOK_AT_FLOW,
        ],
        fix_eca: &[
            "Setup → External Client App Manager → {app} → Settings → OAuth Settings → Consumer Key and Secret",
            "Confirm who you are → copy the key",
            "Look at the address bar: it is the org that {host} names. A new app needs 2 to 10 minutes",
            LOOK_AT_FLOW,
        ],
        matches: &[
            Match::words(&["client identifier invalid"], "tests of restforce-type libraries; test fixtures of clients in two languages (beside invalid_client)").with_status(&[400, 401]),
            Match::code("invalid_client_id", &[], "tests of restforce-type libraries").with_status(&[400]),
        ],
        source: "Developer guide, headless_identity_get_consumer_key; sf-connect-xorg-troubleshooting (key mismatch or wrong flow)",
    };
    INVALID_CLIENT_SECRET = Cause {
        id: "invalid_client_secret", rung: "token",
        says: "Salesforce knows the consumer key, and the consumer secret does not belong to it.",
        likely: &[
            "the secret was mistyped or cut",
            "the secret was rotated",
            "key and secret come from different apps",
            "a + or % in it was not encoded by whatever stored it",
        ],
        fix: COPY_CA, fix_eca: COPY_ECA,
        matches: &[
            Match::words(&["invalid client credentials"], "nango's page on Salesforce invalid_grant; restforce/restforce#338").with_status(&[400, 401]),
            Match::code("invalid_client_credentials", &[], "older documented code: Salesforce Help, remoteaccess_oauth_flow_errors").with_status(&[400]),
        ],
        source: "Salesforce Help, connected_app_edit_parent",
    };
    CLIENT_REFUSED = Cause {
        id: "client_refused", rung: "token",
        says: "Salesforce refuses the consumer key or the consumer secret, and does not say which.",
        likely: &[
            "the key was mistyped or cut, or belongs to another org",
            "the secret was mistyped or rotated, or belongs to another app's key",
            FLOW_IS_OFF,
        ],
        fix: COPY_CA, fix_eca: COPY_ECA,
        matches: &[Match::code("invalid_client", &[], "RFC 6749, 5.2; set-up notes").with_status(&[400, 401])],
        source: "RFC 6749, 5.2",
    };
    APP_NOT_INSTALLED = Cause {
        id: "app_not_installed", rung: "token",
        says: "Salesforce finds no app with this consumer key installed in this org.",
        likely: &[
            "the key is that of an app of another org, or it was cut or got a blank",
            "the app comes from another org or a package, and nobody installed it here",
            "after a sandbox refresh: the app's credentials are new",
        ],
        fix: &[
            "First compare the key: Setup → App Manager → {app} → ▾ → View → Manage Consumer Details → Consumer Key, in the org that {host} names",
            "Setup → Quick Find: Connected Apps OAuth Usage → {app} → Install; it lists refused attempts too, and needs View Setup and Configuration and Manage Users",
            "Or give the Run As user Approve Uninstalled Connected Apps. An app made in this very org counts as installed",
        ],
        fix_eca: &[
            "First compare the key: Setup → External Client App Manager → {app} → Settings → OAuth Settings → Consumer Key and Secret, in the org that {host} names",
            "Then install the package that carries the External Client App; or, for a Local one, create it in this org",
            "After a sandbox refresh: copy key and secret again and set Run As again",
        ],
        matches: &[
            Match::words(&["app must be installed into org"], "movedata on connected-app restrictions; Composio's Salesforce FAQ; Salesforce knowledge article 005132365"),
            Match::words(&["external client app is not installed in this org"], "dust-tt/dust#26727; PipedreamHQ/pipedream#21557, #21571, #21636; Aembit's Salesforce guide; forcedotcom/cli#3482"),
            Match::code("OAUTH_EC_APP_NOT_FOUND", &[], "PipedreamHQ/pipedream#21557, #21571, #21636; Aembit's Salesforce guide; crewAIInc/crewAI#5941"),
            Match::code("app_not_found", &[], "dust-tt/dust#26727; two post-mortems: another org's key, blanks in the key"),
            // the browser flow's twin
            Match::code("OAUTH_APPROVAL_ERROR_GENERIC", &["unexpected error has occurred during authentication"], "forcedotcom/SalesforceMobileSDK-Package#314; movedata").unconfirmed(),
        ],
        source: "Salesforce knowledge article 005132365; rivasync and movedata on install and block",
    };
    APP_BLOCKED = Cause {
        id: "app_blocked", rung: "token",
        says: "An admin blocked this app in this org.",
        likely: &["somebody pressed Block on the app", "API Access Control lets only listed apps in"],
        fix: BLOCKED, fix_eca: BLOCKED_ECA,
        matches: &[
            Match::words(&["app is blocked by admin", "app is blocked"], "Microsoft Learn, 'app blocked' of Copilot for Sales; tprouvot/Salesforce-Inspector-reloaded"),
            Match::code("OAUTH_APP_BLOCKED", &[], "Microsoft Learn, 'app blocked' of Copilot for Sales; tprouvot/Salesforce-Inspector-reloaded"),
        ],
        source: "Salesforce Help, security_api_access_control_about",
    };
    INVALID_SCOPE = Cause {
        id: "invalid_scope", rung: "token",
        says: "The app has no scope that this flow can grant.",
        likely: &["the app's OAuth scopes lack api", "something on the way added a scope to the request"],
        fix: SCOPES_CA, fix_eca: SCOPES_ECA,
        matches: &[
            Match::words(&["requested scope is invalid, unknown, or malformed", "requested scope is not allowed"], "Salesforce Help, remoteaccess_oauth_flow_errors; forcedotcom/mcp-hosted#1"),
            Match::code("invalid_scope", &[], FLOW_ERRORS).with_status(&[400]),
        ],
        source: SETUP,
    };
    NO_USABLE_SCOPE = Cause {
        id: "no_usable_scope", rung: "token",
        says: "The app lists no scope that this flow grants.",
        likely: &["the app lists only full, web or refresh_token, which this flow drops", "the app lists no scope at all"],
        fix: SCOPES_CA, fix_eca: SCOPES_ECA,
        matches: &[Match::words(&["no valid scopes"], "one set-up guide (new in Winter '26); Clay's Salesforce guide").with_status(&[400])],
        source: "simple-salesforce/simple-salesforce#662",
    };
    TOO_MANY_SCOPES = Cause {
        id: "too_many_scopes", rung: "token",
        says: "The app lists too many OAuth scopes for the JWT-based access tokens that it issues.",
        likely: &["the app issues JWT-based access tokens, and such a token carries only a few scopes; how many is not documented"],
        fix: FEWER_OR_OPAQUE_CA, fix_eca: FEWER_OR_OPAQUE_ECA,
        matches: &[Match::words(&["too many scopes"], "Okta's developer guide for Agentforce (three scopes work)").with_status(&[400])],
        source: "Okta's developer guide for Agentforce; Salesforce Help, jwt_connectedapp_enable",
    };
    MALFORMED_REQUEST = Cause {
        id: "malformed_request", rung: "token",
        says: "The token request did not arrive in the form in which it was sent.",
        likely: &["something on the way changed the form body or the method", "a field of the pair is empty"],
        fix: NO_CLICK, fix_eca: NO_CLICK,
        matches: &[
            // orgscope sends no scope, so something on the way added one
            Match::words(&["scope parameter not supported"], "live notes; a client's tests"),
            Match::code("invalid_request", &["https required", "must use http"], "RFC 6749, 5.2; Salesforce Help, remoteaccess_oauth_flow_errors").by_code_alone().with_status(&[400]),
        ],
        source: "RFC 6749, 5.2",
    };
    PKCE_REQUIRED = Cause {
        id: "pkce_required", rung: "token",
        says: "The app demands PKCE, which this flow can't carry.",
        likely: &["Require Proof Key for Code Exchange (PKCE) is ticked"],
        fix: &["Setup → App Manager → {app} → ▾ → Edit → untick Require Proof Key for Code Exchange (PKCE)", SPREAD],
        fix_eca: &["Setup → External Client App Manager → {app} → Edit Settings → Security → untick Require Proof Key for Code Exchange (PKCE)", SPREAD],
        matches: &[Match::words(&["pkce", "code challenge", "code_challenge", "code_verifier", "code verifier"], "Amazon Quick's Salesforce setup").with_status(&[400]).unconfirmed()],
        source: "Amazon Quick's Salesforce setup",
    };
    WRONG_GRANT = Cause {
        id: "wrong_grant", rung: "token",
        says: "The answer belongs to another OAuth flow than the one that was asked.",
        likely: &["something between this machine and Salesforce rewrote the request", "a test double answers"],
        fix: NO_CLICK, fix_eca: NO_CLICK,
        matches: &[
            Match::words(&[
                "expired access/refresh token", "invalid assertion", "expired authorization code", "invalid authorization code", "invalid user credentials",
            ], "Salesforce Help, remoteaccess_oauth_flow_errors; nango's page on Salesforce invalid_grant").with_status(&[400]),
            Match::code("invalid_grant", &["audience"], "Salesforce Help, remoteaccess_oauth_flow_errors").with_status(&[400]),
        ],
        source: FLOW_ERRORS,
    };
    SALESFORCE_BUSY = Cause {
        id: "salesforce_busy", rung: "token",
        says: "Salesforce has a passing fault and asks to try again.",
        likely: &["the instance is overloaded or being moved", "the edge could not reach the instance"],
        fix: STATUS_PAGE, fix_eca: STATUS_PAGE,
        matches: &[
            Match::words(&["retry your request"], "quoted in client libraries"),
            Match::code("unknown_error", &[], "quoted in client libraries").with_status(&[400, 500]),
            Match::code("server_error", &[], "RFC 6749, 4.1.2.1").with_status(&[500]),
            Match::code("temporarily_unavailable", &[], "RFC 6749, 4.1.2.1").with_status(&[503]),
            Match::code("SERVER_UNAVAILABLE", &["server too busy", "busy"], "restforce/restforce#568; REST guide, status codes").by_code_alone().with_status(&[503]),
            // D/errorcodes: Salesforce Edge could not reach the instance
            Match::shape(Shape::Any, &[502], "REST guide, status codes; jetstreamapp/jetstream#835"),
            Match::shape(Shape::Any, &[503], "REST guide, status codes"),
        ],
        source: "REST guide, status codes",
    };
    TOKEN_MISSING = Cause {
        id: "token_missing", rung: "token_shape",
        says: "{host} answered 200 without an access token in it.",
        likely: &["a proxy or a test double answered, not Salesforce"],
        fix: NO_CLICK, fix_eca: NO_CLICK, matches: &[],
        source: "Salesforce Help, remoteaccess_oauth_client_credentials_flow",
    };
    TOKEN_WITHOUT_INSTANCE_URL = Cause {
        id: "token_without_instance_url", rung: "token_shape",
        says: "The token came without an instance URL, so it is not known where to use it.",
        likely: &["a proxy or a test double answered, not Salesforce"],
        fix: NO_CLICK, fix_eca: NO_CLICK, matches: &[],
        source: "Salesforce Help, remoteaccess_oauth_client_credentials_flow",
    };
    INSTANCE_URL_SUSPICIOUS = Cause {
        id: "instance_url_suspicious", rung: "token_shape",
        says: "The token came with an instance URL that is neither Salesforce's nor the host that was asked, so it was sent nowhere.",
        likely: &["a proxy or a test double answered, not Salesforce", "somebody tries to get hold of the token"],
        fix: NO_CLICK, fix_eca: NO_CLICK, matches: &[],
        source: "own rule: a token travels only to Salesforce's hosts",
    };
    SCOPE_BROADER_THAN_READING = Cause {
        id: "scope_broader_than_reading", rung: "token_shape",
        says: "The app was granted more than reading needs.",
        likely: &[],
        fix: FEWER_CA, fix_eca: FEWER_ECA, matches: &[],
        source: "Salesforce Help, remoteaccess_oauth_tokens_scopes",
    };
    ORG_MIGRATED = Cause {
        id: "org_migrated", rung: "evidence",
        says: "The org was moved; its former host no longer serves it.",
        likely: &[],
        fix: MY_DOMAIN, fix_eca: MY_DOMAIN, matches: &[],
        source: "Object reference, EventLogFile LOGIN_STATUS: LOGIN_ERROR_ORG_IS_DOT_ORG; not confirmed",
    };
}
