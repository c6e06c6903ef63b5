//! What the token endpoint answers instead of a token, and tokens that can't be used.
//!
//! A description is matched by what it contains; where one text has several causes they stand in `likely` in
//! the order of how often each is the one. Errors of this endpoint have RFC 6749's form and nearly always 400.

use super::input::{COPY_CA, COPY_ECA, MY_DOMAIN};
use super::{Cause, Match, Phase, Shape, causes};

// Salesforce Help: connected_app_client_credentials_setup,
// configure_client_credentials_flow_for_external_client_apps; simstudioai/sim#6526 (which box on which page)
const SETUP: &str = "Salesforce Help, connected_app_client_credentials_setup and configure_client_credentials_flow_for_external_client_apps";
const FLOW_ERRORS: &str = "Salesforce Help, remoteaccess_oauth_flow_errors";
const POLICY: &str = "Salesforce Help, connected_app_manage_oauth";

const SPREAD: &str = "Save. A change can need 2 to 10 minutes to spread: orgscope check --watch waits for it";
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
const BLOCKED: &[&str] = &[
    "Setup → Quick Find: Connected Apps OAuth Usage → {app} → Unblock",
    "Setup → API Access Control, where allow-listing is on: permit the app, or give the Run As user Use Any API Client",
];
const BLOCKED_ECA: &[&str] = &[
    "Setup → Quick Find: Connected Apps OAuth Usage → {app} → Unblock",
    "Setup → API Access Control, where allow-listing is on: permit the app, or give the Run As user Use Any API Client",
    "Setup → External Client App Manager → {app} → Policies: the app is enabled",
];
const OTHER_USER: &[&str] = &[
    "Setup → Users → New User: User License Salesforce Integration, Profile Minimum Access - API Only Integrations",
    "Its page → Permission Set License Assignments → Salesforce API Integration",
    "Make it the app's Run As user",
];
const LOOK_AT_LOGIN: &[&str] = &[
    "Setup → Login History (or the user's page): the row of this minute has the exact status",
    "Setup → Users → {user}: unfreeze, unlock or reset the password, as the status says",
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
const NO_CLICK: &[&str] =
    &["Nothing to click in Salesforce: look at what stands between this machine and Salesforce"];
const STATUS_PAGE: &[&str] =
    &["Wait a few minutes, then check again", "Read status.salesforce.com for the org's instance"];
const ACTIVATE: &[&str] = &[
    "Setup → Users → {user} → Edit → tick Active → Save",
    "Or choose another Run As user in the app's policies",
];
const HOURS: &[&str] = &["Setup → Profiles → the Run As user's profile → Login Hours"];
const ORG_CLOSED: &[&str] = &[
    "Setup → Company Information: expiry and status, where you can still log in",
    "Production: ask the account executive. Sandbox: create it again",
];
const SLOW_DOWN: &[&str] = &[
    "Stop whatever else asks for tokens as this user in a loop; one token serves many calls",
    "Wait an hour, then check again",
];

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
            Match::code("invalid_grant", &["request not supported on this domain"],
                "pozil/pub-sub-api-node-client#58; bagofwords1/bagofwords#949; Splunk SOAR's Salesforce connector").with_status(&[400]),
            Match::code("URL_NOT_RESET", &["destination url not reset"], "Composio's Salesforce FAQ")
                .by_code_alone().at(Phase::Token).with_status(&[400]),
        ],
        source: "Salesforce Help, remoteaccess_oauth_client_credentials_flow",
    };
    NO_RUN_AS_USER = Cause {
        id: "no_run_as_user", rung: "token",
        says: "The app has no Run As user, so Salesforce does not know whom to act as.",
        likely: &[
            "the app's policies name no Run As user",
            "the flow was ticked in Settings and not in Policies (External Client App: both are needed)",
            "an e-mail address stands where the username belongs",
        ],
        fix: &[RUN_AS_CA, SPREAD], fix_eca: RUN_AS_ECA,
        matches: &[Match::code("invalid_grant", &["no client credentials user enabled"],
            "Sumo Logic's Salesforce source; Axonius' Salesforce adapter; Amazon Quick's Salesforce setup; Cartography (the e-mail case)").with_status(&[400])],
        source: SETUP,
    };
    FLOW_NOT_ENABLED = Cause {
        id: "flow_not_enabled", rung: "token",
        says: "The client credentials flow is switched off in the app's OAuth settings.",
        likely: &["Enable Client Credentials Flow is not ticked in the app's OAuth settings"],
        fix: ENABLE_CA, fix_eca: ENABLE_ECA,
        matches: &[
            // which code stands beside this text differs between notes
            Match::code("invalid_grant", &["client credentials flow not enabled", "client credentials flow is not enabled"], "Axonius' Salesforce adapter").with_status(&[400]),
            Match::code("unauthorized_client", &[], "several set-up notes, none of them primary").with_status(&[400]),
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
        matches: &[Match::code("unsupported_grant_type", &[], "nango's page on Salesforce invalid_grant; notes of live runs (Lightning host)").with_status(&[400])],
        source: SETUP,
    };
    INVALID_CLIENT_ID = Cause {
        id: "invalid_client_id", rung: "token",
        says: "Salesforce does not know this consumer key.",
        likely: &[
            "the key was mistyped or cut",
            "the key belongs to another org (a production key in a sandbox)",
            "the app is minutes old and not spread yet",
            "the app was deleted, or its key was rotated out",
        ],
        fix: &[
            "Setup → App Manager → {app} → ▾ → View → Manage Consumer Details",
            "Confirm who you are → copy Consumer Key",
            "Look at the address bar: it is the org that {host} names. A new app needs 2 to 10 minutes",
        ],
        fix_eca: &[
            "Setup → External Client App Manager → {app} → Settings → OAuth Settings → Consumer Key and Secret",
            "Confirm who you are → copy the key",
            "Look at the address bar: it is the org that {host} names. A new app needs 2 to 10 minutes",
        ],
        matches: &[
            Match::code("invalid_client_id", &["client identifier invalid"], "tests of restforce-type libraries").by_code_alone().with_status(&[400]),
            Match::code("invalid_client", &["client identifier invalid"], "test fixtures of clients in two languages; older wording").with_status(&[400, 401]),
        ],
        source: "Developer guide, headless_identity_get_consumer_key",
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
            Match::code("invalid_client", &["invalid client credentials"], "nango's page on Salesforce invalid_grant; restforce/restforce#338").with_status(&[400, 401]),
            Match::code("invalid_client_credentials", &[], "older documented code: Salesforce Help, remoteaccess_oauth_flow_errors").with_status(&[400]),
        ],
        source: "Salesforce Help, connected_app_edit_parent",
    };
    APP_NOT_INSTALLED = Cause {
        id: "app_not_installed", rung: "token",
        says: "The app is not installed in this org.",
        likely: &[
            "the app comes from another org or a package, and nobody installed it here",
            "the key belongs to another org",
            "after a sandbox refresh: the app's credentials are new",
        ],
        fix: &[
            "Setup → Quick Find: Connected Apps OAuth Usage → {app} → Install",
            "Or give the Run As user Approve Uninstalled Connected Apps. An app made in this very org counts as installed",
        ],
        fix_eca: &[
            "Install the package that carries the External Client App; or, for a Local one, create it in this org",
            "After a sandbox refresh: copy key and secret again and set Run As again",
        ],
        matches: &[
            Match::code("invalid_client", &["app must be installed into org"], "movedata on connected-app restrictions; Composio's Salesforce FAQ; Salesforce knowledge article 005132365"),
            Match::code("OAUTH_EC_APP_NOT_FOUND", &[], "PipedreamHQ/pipedream#21557, #21571, #21636; Aembit's Salesforce guide; forcedotcom/cli#3482"),
            Match::code("invalid_client", &["external client app is not installed in this org"], "the same text beside RFC 6749's code"),
            Match::code("app_not_found", &[], "one client's source"),
            Match::code("OAUTH_APPROVAL_ERROR_GENERIC", &[], "forcedotcom/SalesforceMobileSDK-Package#314; movedata"),
        ],
        source: "Salesforce knowledge article 005132365; rivasync and movedata on install and block",
    };
    APP_BLOCKED = Cause {
        id: "app_blocked", rung: "token",
        says: "An admin blocked this app in this org.",
        likely: &["somebody pressed Block on the app", "API Access Control lets only listed apps in"],
        fix: BLOCKED, fix_eca: BLOCKED_ECA,
        matches: &[
            Match::code("OAUTH_APP_BLOCKED", &[], "Microsoft Learn, 'app blocked' of Copilot for Sales; tprouvot/Salesforce-Inspector-reloaded"),
            Match::code("invalid_grant", &["this app is blocked by admin", "app is blocked"], "the same text beside RFC 6749's code"),
        ],
        source: "Salesforce Help, security_api_access_control_about",
    };
    USER_NOT_AUTHORISED = Cause {
        id: "user_not_authorised_for_app", rung: "token",
        says: "The Run As user is not among those who may use this app.",
        likely: &[
            "Permitted Users is Admin approved users, and neither profile nor permission set of the Run As user is attached to the app",
            "the user never approved the app, and nobody approved it for them",
        ],
        fix: &[
            "Setup → App Manager → {app} → ▾ → Manage → Edit Policies → Permitted Users",
            "With Admin approved users are pre-authorized: Manage Profiles or Manage Permission Sets → add the one that {user} holds",
            SPREAD,
        ],
        fix_eca: &[
            "Setup → External Client App Manager → {app} → Policies → Edit → App Policies",
            "Select Profiles or Select Permission Sets → add the one that the Run As user holds; or Permitted Users: All users can self-authorize",
            SPREAD,
        ],
        matches: &[
            Match::code("invalid_app_access", &[], "the Connect CTI adapter's README; redpanda's setup script; several live notes").with_status(&[400]),
            Match::code("OAUTH_APP_ACCESS_DENIED", &[], "Microsoft Learn, 'access denied' of Copilot for Sales"),
            Match::code("invalid_grant", &["not admin approved to access this app", "user hasn't approved this consumer"], "set-up guides of the JWT flow").with_status(&[400]),
        ],
        source: POLICY,
    };
    INACTIVE_USER = Cause {
        id: "inactive_user", rung: "token",
        says: "The Run As user is deactivated.",
        likely: &[],
        fix: ACTIVATE, fix_eca: ACTIVATE,
        matches: &[
            Match::code("inactive_user", &[], FLOW_ERRORS).with_status(&[400]),
            Match::code("invalid_grant", &["inactive user", "user is inactive"], "quoted in client libraries").with_status(&[400]),
        ],
        source: FLOW_ERRORS,
    };
    USER_FROZEN = Cause {
        id: "user_frozen", rung: "evidence",
        says: "The Run As user is frozen.",
        likely: &[],
        fix: &["Setup → Users → {user} → Unfreeze"], fix_eca: &["Setup → Users → {user} → Unfreeze"],
        matches: &[],
        source: "Object reference, EventLogFile LOGIN_STATUS: LOGIN_ERROR_USER_FROZEN",
    };
    ORG_CLOSED_OR_EXPIRED = Cause {
        id: "org_locked_or_expired", rung: "token",
        says: "The org is locked, closed, suspended or expired.",
        likely: &["a trial or contract ended", "the org was suspended", "the sandbox was deleted"],
        fix: ORG_CLOSED, fix_eca: ORG_CLOSED,
        matches: &[
            Match::code("inactive_org", &[], FLOW_ERRORS).with_status(&[400]),
            Match::code("invalid_grant", &["org is locked, closed, or suspended", "inactive organization"], FLOW_ERRORS).with_status(&[400]),
        ],
        source: FLOW_ERRORS,
    };
    IP_RESTRICTED = Cause {
        id: "ip_restricted", rung: "token",
        says: "Salesforce refuses the Run As user from this network address, or at this hour.",
        likely: &[
            "this machine's address lies outside the login IP ranges of the Run As user's profile, or of the app",
            "the Run As user's profile has login hours, and this is not one of them",
        ],
        fix: &[
            "Setup → App Manager → {app} → ▾ → Manage → Edit Policies → IP Relaxation: Relax IP restrictions",
            "Or Setup → Profiles → the Run As user's profile → Login IP Ranges: add this machine's public address",
            "Login hours: the same profile → Login Hours",
        ],
        fix_eca: &[
            "Setup → External Client App Manager → {app} → Policies → Edit → App Authorization → IP Relaxation: Relax IP restrictions",
            "Or Setup → Profiles → the Run As user's profile → Login IP Ranges: add this machine's public address",
            "Login hours: the same profile → Login Hours",
        ],
        matches: &[Match::code("invalid_grant", &["ip restricted"], "Salesforce Help, remoteaccess_oauth_flow_errors; Mobile SDK samples; NangoHQ/nango#4344").with_status(&[400])],
        source: POLICY,
    };
    LOGIN_HOURS = Cause {
        id: "login_hours", rung: "evidence",
        says: "The Run As user may not log in at this hour.",
        likely: &[],
        fix: HOURS, fix_eca: HOURS,
        matches: &[],
        source: "Object reference, EventLogFile LOGIN_STATUS: LOGIN_ERROR_RESTRICTED_TIME",
    };
    RATE_LIMITED = Cause {
        id: "rate_limited", rung: "token",
        says: "Too many logins as this user: Salesforce takes no more for a while.",
        likely: &["a program asks for a new token for each call (3,600 logins an hour is the limit of one user)", "the network's edge throttles this address"],
        fix: SLOW_DOWN, fix_eca: SLOW_DOWN,
        matches: &[
            Match::code("rate_limit_exceeded", &[], "Salesforce knowledge articles 000381578 and 000233559").with_status(&[400, 429]),
            Match::code("invalid_grant", &["login rate exceeded", "number of logins exceeded"], "Object reference, EventLogFile: LOGIN_ERROR_RATE_EXCEEDED").with_status(&[400]),
            Match::shape(Shape::Any, &[429], "simstudioai/sim#5690"),
        ],
        source: "Salesforce knowledge articles 000381578 and 000233559",
    };
    RUN_AS_USER_UNSUITABLE = Cause {
        id: "run_as_user_unsuitable", rung: "token",
        says: "The Run As user is of a kind that may not log in by the API.",
        likely: &["the Run As user is an Einstein or Agentforce service agent", "its licence has no API access", "tokens are asked for with every call"],
        fix: OTHER_USER, fix_eca: OTHER_USER,
        matches: &[Match::code("invalid_grant", &["maximum logins exceeded"], "dylandersen/agentforce-agent-api; Object reference, EventLogFile: LOGIN_ERROR_LOGINS_EXCEEDED").with_status(&[400, 401])],
        source: "Salesforce Help, integration_user",
    };
    RUN_AS_USER_LOGIN_REFUSED = Cause {
        id: "run_as_user_login_refused", rung: "token",
        says: "Salesforce refuses the Run As user's login without saying why; the login history says it.",
        likely: &["the user is frozen or locked out", "the password expired", "a security policy of the org refused the login"],
        fix: LOOK_AT_LOGIN, fix_eca: LOOK_AT_LOGIN,
        matches: &[Match::code("invalid_grant", &["authentication failure"], "omniphx/forrest#364; simple-salesforce/simple-salesforce#753 (password flow)").with_status(&[400])],
        source: "forcedotcom/mcp-hosted#7; dufoli/Salesforce-Inspector-Advanced#291",
    };
    INVALID_SCOPE = Cause {
        id: "invalid_scope", rung: "token",
        says: "The app has no scope that this flow can grant.",
        likely: &["the app's OAuth scopes lack api", "something on the way added a scope to the request"],
        fix: SCOPES_CA, fix_eca: SCOPES_ECA,
        matches: &[Match::code("invalid_scope", &[], FLOW_ERRORS).with_status(&[400])],
        source: SETUP,
    };
    NO_USABLE_SCOPE = Cause {
        id: "no_usable_scope", rung: "token",
        says: "All scopes of the app are of the kind that this flow never grants.",
        likely: &["the app lists only full, web or refresh_token"],
        fix: SCOPES_CA, fix_eca: SCOPES_ECA,
        matches: &[Match::code("invalid_grant", &["no valid scopes"], "one set-up guide (new in Winter '26)").with_status(&[400])],
        source: "simple-salesforce/simple-salesforce#662",
    };
    MALFORMED_REQUEST = Cause {
        id: "malformed_request", rung: "token",
        says: "The token request did not arrive in the form in which it was sent.",
        likely: &["something on the way changed the form body or the method", "a field of the pair is empty"],
        fix: NO_CLICK, fix_eca: NO_CLICK,
        matches: &[Match::code("invalid_request", &["https required", "must use http"], "RFC 6749, 5.2; Salesforce Help, remoteaccess_oauth_flow_errors").by_code_alone().with_status(&[400])],
        source: "RFC 6749, 5.2",
    };
    PKCE_REQUIRED = Cause {
        id: "pkce_required", rung: "token",
        says: "The app demands PKCE, which this flow can't carry.",
        likely: &["Require Proof Key for Code Exchange (PKCE) is ticked"],
        fix: &["Setup → App Manager → {app} → ▾ → Edit → untick Require Proof Key for Code Exchange (PKCE)", SPREAD],
        fix_eca: &["Setup → External Client App Manager → {app} → Edit Settings → Security → untick Require Proof Key for Code Exchange (PKCE)", SPREAD],
        matches: &[Match::code("invalid_request", &["pkce", "code challenge", "code_challenge", "code_verifier", "code verifier"], "Amazon Quick's Salesforce setup").with_status(&[400])],
        source: "Amazon Quick's Salesforce setup",
    };
    WRONG_GRANT = Cause {
        id: "wrong_grant", rung: "token",
        says: "The answer belongs to another OAuth flow than the one that was asked.",
        likely: &["something between this machine and Salesforce rewrote the request", "a test double answers"],
        fix: NO_CLICK, fix_eca: NO_CLICK,
        matches: &[
            Match::code("invalid_grant", &[
                "expired access/refresh token", "invalid assertion", "audience", "expired authorization code", "invalid authorization code", "invalid user credentials",
            ], "Salesforce Help, remoteaccess_oauth_flow_errors; nango's page on Salesforce invalid_grant").with_status(&[400]),
        ],
        source: FLOW_ERRORS,
    };
    SALESFORCE_BUSY = Cause {
        id: "salesforce_busy", rung: "token",
        says: "Salesforce has a passing fault and asks to try again.",
        likely: &["the instance is overloaded or being moved", "the edge could not reach the instance"],
        fix: STATUS_PAGE, fix_eca: STATUS_PAGE,
        matches: &[
            Match::code("unknown_error", &["retry your request"], "quoted in client libraries").by_code_alone().with_status(&[400, 500]),
            Match::code("server_error", &[], "RFC 6749, 4.1.2.1").with_status(&[500]),
            Match::code("temporarily_unavailable", &[], "RFC 6749, 4.1.2.1").with_status(&[503]),
            Match::code("SERVER_UNAVAILABLE", &[], "restforce/restforce#568; REST guide, status codes").with_status(&[503]),
            Match::code("UNKNOWN_EXCEPTION", &[], "restforce/restforce#821").with_status(&[500]),
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
        fix: SCOPES_CA, fix_eca: SCOPES_ECA, matches: &[],
        source: "Salesforce Help, remoteaccess_oauth_tokens_scopes",
    };
    ORG_MIGRATED = Cause {
        id: "org_migrated", rung: "evidence",
        says: "The org was moved; its former host no longer serves it.",
        likely: &[],
        fix: MY_DOMAIN, fix_eca: MY_DOMAIN, matches: &[],
        source: "Object reference, EventLogFile LOGIN_STATUS: LOGIN_ERROR_ORG_IS_DOT_ORG",
    };
}
