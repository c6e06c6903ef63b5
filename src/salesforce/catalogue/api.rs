//! A token was granted, then the API says no. Bodies are `[{"message","errorCode"}]` (REST guide, 'Errors');
//! the identity service answers one bare word.

use super::{Cause, Match, Phase, Shape, When, causes};

const SESSION: &str = "nango's page on Salesforce INVALID_SESSION_ID";
const JWT: &str =
    "airbytehq/airbyte#71024; a live note (the same token taken before its end and refused after it)";
const NEW_TOKEN: &[&str] =
    &["Nothing to click: check again, which asks for a new token and uses its instance URL"];
const API_SCOPE_CA: &[&str] = &[
    "Setup → App Manager → {app} → ▾ → Edit → API (Enable OAuth Settings) → Selected OAuth Scopes",
    "Add Manage user data via APIs (api) → Save",
    "Wait 2 to 10 minutes, then check again: it needs a new token",
];
const API_SCOPE_ECA: &[&str] = &[
    "Setup → External Client App Manager → {app} → Settings → Edit → OAuth Settings → OAuth Scopes",
    "Add Manage user data via APIs (api) → Save",
    "Wait 2 to 10 minutes, then check again: it needs a new token",
];
const ID_SCOPE_CA: &[&str] = &[
    "Setup → App Manager → {app} → ▾ → Edit → API (Enable OAuth Settings) → Selected OAuth Scopes",
    "Add Access the identity URL service (id, profile, email, address, phone) → Save",
];
const ID_SCOPE_ECA: &[&str] = &[
    "Setup → External Client App Manager → {app} → Settings → Edit → OAuth Settings → OAuth Scopes",
    "Add Access the identity URL service (id, profile, email, address, phone) → Save",
];
const API_ENABLED: &[&str] = &[
    "Setup → Permission Sets → New (or one of the Run As user's) → System Permissions → tick API Enabled",
    "Manage Assignments → add {user}",
];
const EDITION: &[&str] = &[
    "Nothing to click: an edition without the API needs it as an add-on. Ask the account executive",
    "Setup → Company Information shows the edition. Where it is Enterprise or above, give the Run As user API Enabled",
];
// Salesforce knowledge articles 000133732 and 000385784: Company Information gives one number, nobody's name
const CALLS: &[&str] = &[
    "Who uses them up: Reports → Administrative Reports → API Usage Last 7 Days, in Salesforce Classic",
    "By app: the event log file ApiTotalUsage of the day, or ApiTotalUsageEventLog",
    "Wait: each call is free again 24 hours after it was made",
    "Setup → API Usage Notifications: be told before it happens again",
];
const LOCKED: &[&str] = &[
    "Wait a minute, then ask again",
    "Setup → Bulk Data Load Jobs: what changes so many rows at this moment",
];
const PASSWORD: &[&str] = &[
    "Setup → Users → {user} → Reset Password",
    "Or give the permission Password Never Expires in a permission set",
];
const LOCK: &str = "Setup → Session Settings: is Lock sessions to the IP address from which they originated ticked? Untick it, or check again from a network with one fixed address";
const RELAX_CA: &str = "Setup → App Manager → {app} → ▾ → Manage → Edit Policies → IP Relaxation: Relax IP restrictions; or this machine's address in the profile's Login IP Ranges";
const RELAX_ECA: &str = "Setup → External Client App Manager → {app} → Policies → Edit → IP Relaxation: Relax IP restrictions; or this machine's address in the profile's Login IP Ranges";
const REVOKED: &str =
    "Setup → Connected Apps OAuth Usage and Session Management: was the session or the app's token ended?";
const ACCESS_CONTROL_CA: &str = "Setup → API Access Control: if it is on, list the app (Connected Apps OAuth Usage → {app} → Install, then attach the Run As user's profile or permission set)";
const ACCESS_CONTROL_ECA: &str = "Setup → API Access Control: if it is on, list the app, and attach the Run As user by External Client App Manager → {app} → Policies → App Policies";
const ANY_CLIENT: &str = "Or give {user} a permission set with Use Any API Client";
const JWT_CA: &[&str] = &[
    "Compare this machine's clock with the time that Salesforce's answers carry: the rung network measures it",
    "Setup → App Manager → {app} → ▾ → Edit: the timeout of JWT-based access tokens; one minute is short",
    "Or, on the same page, untick Issue JSON Web Token (JWT)-based access tokens for named users: opaque tokens then",
    "If headers are cut on the way: look at the proxy's limit for a header; a JWT needs 1 to 2 kB of it",
];
const JWT_ECA: &[&str] = &[
    "Compare this machine's clock with the time that Salesforce's answers carry: the rung network measures it",
    "Setup → External Client App Manager → {app} → Edit Settings → OAuth Settings → Security: the timeout of JWT-based access tokens; one minute is short",
    "Or untick Issue JSON Web Token (JWT)-based access tokens for named users there: opaque tokens then",
    "If headers are cut on the way: look at the proxy's limit for a header; a JWT needs 1 to 2 kB of it",
];
const TRANSACTION: &[&str] =
    &["Setup → Transaction Security Policies: which one names this user, this app or API queries"];
const VERSION: &[&str] =
    &["Use --api-version with one that {host} lists, or leave it out: then the newest is asked for"];
const VIEW_SETUP: &[&str] = &[
    "Only if you want to see it: a permission set for {user} with View Setup and Configuration, and Monitor Login History",
];
const NO_CLICK: &[&str] =
    &["Nothing to click in Salesforce: look at what is between this machine and Salesforce"];

causes! {
    API_SCOPE_MISSING = Cause {
        id: "api_scope_missing", rung: "api",
        says: "The token was granted without the scope api, so the REST API refuses it.",
        likely: &["the app's OAuth scopes lack Manage user data via APIs (api)"],
        fix: API_SCOPE_CA, fix_eca: API_SCOPE_ECA,
        matches: &[
            Match::code("INVALID_SESSION_ID", &["not valid for use with the"],
                "Salesforce knowledge article 005226515; tsmztech/mcp-server-salesforce#8").with_status(&[401]).when(When::ApiMissing),
            // a JWT-based token's words for it; where the scopes as granted lack api, they are confirmed by that
            Match::code("INVALID_AUTH_HEADER", &["INVALID_SCOPES"], "one test fixture").with_status(&[401]).when(When::ApiMissing),
            Match::code("INVALID_AUTH_HEADER", &["INVALID_SCOPES"], "one test fixture").with_status(&[401]).unconfirmed(),
        ],
        source: "Salesforce knowledge article 005226515",
    };
    SESSION_POLICY = Cause {
        id: "session_policy", rung: "api",
        says: "The token was granted with the scope api, and a policy of the org keeps it out of the REST API.",
        likely: &[
            "API Access Control lets only listed apps in, and this one is not listed",
            "the app's IP Relaxation enforces IP restrictions, and this machine's address lies outside the login IP ranges of the Run As user's profile",
            "the Run As user's profile demands a High Assurance session",
        ],
        fix: &[
            ACCESS_CONTROL_CA,
            ANY_CLIENT,
            RELAX_CA,
            "High Assurance: Setup → Profiles → the profile → Session Settings → Session Security Level Required at Login: None; App Manager → {app} → Manage → Edit Policies → High assurance session required: off",
        ],
        fix_eca: &[
            ACCESS_CONTROL_ECA,
            ANY_CLIENT,
            RELAX_ECA,
            "High Assurance: Setup → Profiles → the profile → Session Settings → Session Security Level Required at Login: None; {app} → Policies → Session policy: off",
        ],
        matches: &[
            // "… with the REST API", and SOAP's words "… with the API"
            Match::code("INVALID_SESSION_ID", &["not valid for use with the"],
                "Salesforce knowledge article 004637119; forcedotcom/dataloader#1641; SalesforceLabs/OrgCheck's FAQ; NangoHQ/nango#4344; jsforce/jsforce#1301").with_status(&[401]),
        ],
        source: "Salesforce Help, security_api_access_control_about; knowledge article 004637119; NangoHQ/nango#4344",
    };
    TOKEN_EXPIRED = Cause {
        id: "token_expired", rung: "api",
        says: "The token is no longer valid.",
        likely: &["the session timed out", "it was revoked, or the user was logged out"],
        fix: NEW_TOKEN, fix_eca: NEW_TOKEN,
        matches: &[
            Match::code("INVALID_SESSION_ID", &["session expired or invalid"], SESSION).with_status(&[401]),
            // how a JWT-based token is refused after its time
            Match::code("INVALID_AUTH_HEADER", &["INVALID_JWT_FORMAT"], JWT).with_status(&[401]),
        ],
        source: "REST guide, status codes; developer guide, sforce_api_concepts_errorhandling",
    };
    TOKEN_REJECTED = Cause {
        id: "token_rejected", rung: "api",
        says: "The token was granted a moment ago, and the REST API refuses it.",
        likely: &[],
        fix: &[LOCK, RELAX_CA, REVOKED, ACCESS_CONTROL_CA],
        fix_eca: &[LOCK, RELAX_ECA, REVOKED, ACCESS_CONTROL_ECA],
        matches: &[
            Match::code("INVALID_SESSION_ID", &["session expired or invalid"], SESSION).with_status(&[401]).when(When::Fresh),
            // any other words: which of these it is can't be told
            Match::code("INVALID_SESSION_ID", &[], SESSION).with_status(&[401, 403]),
        ],
        source: "nango's page on Salesforce INVALID_SESSION_ID; NangoHQ/nango#4344",
    };
    JWT_REFUSED = Cause {
        id: "jwt_refused", rung: "api",
        says: "The JWT-based token was granted a moment ago, and the REST API does not take it as a valid one.",
        likely: &[
            "this machine's clock is wrong, or the token's time of one minute was over",
            "something on the way cuts a long Authorization header",
            "the app issues opaque tokens, and this resource takes JWT-based ones alone",
        ],
        fix: JWT_CA, fix_eca: JWT_ECA,
        matches: &[Match::code("INVALID_AUTH_HEADER", &["INVALID_JWT_FORMAT"], JWT).with_status(&[401]).when(When::Fresh)],
        source: "Salesforce Help, jwt_access_tokens and jwt_connectedapp_enable; airbytehq/airbyte#71024",
    };
    BAD_AUTH_HEADER = Cause {
        id: "bad_auth_header", rung: "api",
        says: "The token did not arrive as a Bearer header.",
        likely: &["a proxy removes or changes the Authorization header"],
        fix: NO_CLICK, fix_eca: NO_CLICK,
        matches: &[
            Match::code("INVALID_AUTH_HEADER", &["INVALID_HEADER_TYPE"], "restforce/restforce#594, #811; forcedotcom/cli#814").by_code_alone().with_status(&[401]),
            Match::code("Missing_OAuth_Token", &[], "Salesforce Help, remoteaccess_using_openid").with_status(&[403]).unconfirmed(),
        ],
        source: "REST guide, 'Errors'",
    };
    IDENTITY_TOKEN_REJECTED = Cause {
        id: "identity_token_rejected", rung: "identity",
        says: "The identity service refuses the token.",
        likely: &["the token lacks the scope id or openid", "the token is dead", "it was sent to the wrong host"],
        fix: ID_SCOPE_CA, fix_eca: ID_SCOPE_ECA,
        matches: &[Match::code("Bad_OAuth_Token", &[], "jsforce Connection; client tests").with_status(&[403])],
        source: "Salesforce Help, remoteaccess_using_openid",
    };
    IDENTITY_SCOPE_MISSING = Cause {
        id: "identity_scope_missing", rung: "identity",
        says: "The REST API takes the token and the identity service does not: a scope for it is missing.",
        likely: &["the app's OAuth scopes lack Access the identity URL service (id, profile, email, address, phone)"],
        fix: ID_SCOPE_CA, fix_eca: ID_SCOPE_ECA, matches: &[],
        source: "Salesforce Help, remoteaccess_using_userinfo_endpoint",
    };
    WRONG_ORG = Cause {
        id: "wrong_org", rung: "identity",
        says: "The token belongs to another org than the one that was asked.",
        likely: &["the identity URL and the token are of different orgs", "a site's host was asked"],
        fix: NEW_TOKEN, fix_eca: NEW_TOKEN,
        matches: &[Match::code("Wrong_Org", &[], "Salesforce Help, remoteaccess_using_openid; a client of sites").with_status(&[403]).unconfirmed()],
        source: "Salesforce Help, remoteaccess_using_openid",
    };
    IDENTITY_REFUSED = Cause {
        id: "identity_refused", rung: "identity",
        says: "The identity service knows no such user, or user or org are inactive.",
        likely: &["the Run As user was deactivated", "the org is locked or expired"],
        fix: &["Setup → Users → {user}: Active is ticked"], fix_eca: &["Setup → Users → {user}: Active is ticked"],
        matches: &[
            Match::code("Bad_Id", &[], "Salesforce Help, remoteaccess_using_openid").with_status(&[404]).unconfirmed(),
            Match::code("Inactive", &[], "Salesforce Help, remoteaccess_using_openid").with_status(&[404]).unconfirmed(),
            Match::code("No_Site_Endpoint", &[], "Salesforce Help, remoteaccess_using_openid").with_status(&[404]).unconfirmed(),
            Match::shape(Shape::Other, &[404, 500], "Salesforce Help, remoteaccess_using_openid").at(Phase::Identity).saying(&["internal error"]).unconfirmed(),
        ],
        source: "Salesforce Help, remoteaccess_using_openid",
    };
    API_DISABLED_FOR_ORG = Cause {
        id: "api_disabled_for_org", rung: "api",
        says: "The org's edition has no API, or the Run As user may not use it.",
        likely: &["the edition (Professional, Group, Starter) has no API", "the Run As user lacks API Enabled"],
        fix: EDITION, fix_eca: EDITION,
        matches: &[Match::code("API_DISABLED_FOR_ORG", &["not enabled for this organization or partner", "rest api is not enabled", "or user type"],
            "REST guide, intro_rest_compatible_editions; live notes (user without API Enabled)").by_code_alone().with_status(&[403])],
        source: "REST guide, intro_rest_compatible_editions",
    };
    USER_API_DISABLED = Cause {
        id: "user_api_disabled", rung: "api",
        says: "The Run As user may not use the API.",
        likely: &["API Enabled is in neither the profile nor a permission set of the Run As user"],
        fix: API_ENABLED, fix_eca: API_ENABLED,
        matches: &[Match::code("API_CURRENTLY_DISABLED", &["api is disabled for this user"],
            "Adobe Marketo Measure's error cheat sheet; restforce/restforce#562").by_code_alone().with_status(&[403, 500])],
        source: "Salesforce Help, integration_user",
    };
    DAILY_LIMIT_REACHED = Cause {
        id: "daily_limit_reached", rung: "limits",
        says: "The org's API calls of the last 24 hours are used up.",
        likely: &["another integration calls more than it should"],
        fix: CALLS, fix_eca: CALLS,
        matches: &[Match::code("REQUEST_LIMIT_EXCEEDED", &["TotalRequests Limit exceeded"], "jetstreamapp/jetstream#868; SalesforceLabs/OrgCheck#181").by_code_alone().with_status(&[403])],
        source: "Salesforce Help, Company Information",
    };
    DAILY_LIMIT_NEAR = Cause {
        id: "daily_limit_near", rung: "limits",
        says: "The org's API calls of the last 24 hours are nearly used up.",
        likely: &["another integration calls more than it should"],
        fix: CALLS, fix_eca: CALLS, matches: &[],
        source: "REST guide, Limits",
    };
    CONCURRENT_LIMIT_REACHED = Cause {
        id: "concurrent_limit_reached", rung: "limits",
        says: "Too many long API calls of the org run at the same time.",
        likely: &["other integrations run calls of more than 20 seconds"],
        fix: &["Wait a minute, then check again", "Setup → Company Information: who calls at the same time"],
        fix_eca: &["Wait a minute, then check again", "Setup → Company Information: who calls at the same time"],
        matches: &[Match::code("REQUEST_LIMIT_EXCEEDED", &["ConcurrentRequests", "ConcurrentPerOrgLongTxn"], "SalesforceLabs/OrgCheck#432; mautic/mautic#5006").with_status(&[403])],
        source: "REST guide, Limits",
    };
    ROW_LOCKED = Cause {
        id: "row_locked", rung: "read",
        says: "Somebody else's change holds a row that this read needs.",
        likely: &["a data load or an automation of the org changes many rows at this moment"],
        fix: LOCKED, fix_eca: LOCKED,
        matches: &[Match::code("UNABLE_TO_LOCK_ROW", &[], "salto-io/salto#4424; roblesterjr04/EloquentSalesForce#59").with_status(&[400, 500, 503])],
        source: "Salesforce knowledge article 000387767",
    };
    FEATURE_NOT_ENABLED = Cause {
        id: "feature_not_enabled", rung: "describe",
        says: "The org lacks the feature or license for this; the login is sound.",
        likely: &[],
        fix: &["Setup → Company Information → Permission Set Licenses and Feature Licenses"],
        fix_eca: &["Setup → Company Information → Permission Set Licenses and Feature Licenses"],
        matches: &[Match::code("FUNCTIONALITY_NOT_ENABLED", &["not enabled"], "REST guide, 'Errors'").by_code_alone().with_status(&[403])],
        source: "REST guide, 'Errors'",
    };
    RUN_AS_PASSWORD_EXPIRED = Cause {
        id: "run_as_password_expired", rung: "api",
        says: "The Run As user's password expired, and the API refuses its session.",
        likely: &["the user's profile lets passwords expire"],
        fix: PASSWORD, fix_eca: PASSWORD,
        matches: &[
            Match::code("INVALID_OPERATION_WITH_EXPIRED_PASSWORD", &["password has expired"], "Workbench's list of authentication errors").by_code_alone().with_status(&[403, 500]),
        ],
        source: "Salesforce Help, users and passwords",
    };
    API_VERSION_UNKNOWN = Cause {
        id: "api_version_unknown", rung: "versions",
        says: "The org does not have this API version.",
        likely: &["the version is newer than the org", "the version is retired (30 and older)"],
        fix: VERSION, fix_eca: VERSION,
        matches: &[
            Match::code("NOT_FOUND", &["the requested resource does not exist"], "recorded answers; tprouvot/Salesforce-Inspector-reloaded#744").by_code_alone().at(Phase::Versions)
            .with_status(&[404]),
            Match::code("UNSUPPORTED_API_VERSION", &["invalid api version", "below the minimum supported"], "Workbench's list; Salesforce Help, 000354473").by_code_alone().with_status(&[400, 410]),
            Match::shape(Shape::Any, &[410], "Salesforce Help, 000354473").at(Phase::Versions),
            Match::shape(Shape::Any, &[410], "Salesforce Help, 000354473").at(Phase::Data),
        ],
        source: "Salesforce Help, 000354473",
    };
    WRONG_INSTANCE_URL = Cause {
        id: "wrong_instance_url", rung: "api",
        says: "The call went to a host that does not hold the org.",
        likely: &["the org was moved, and the token's instance URL is the former one", "a login host was used for data"],
        fix: NEW_TOKEN, fix_eca: NEW_TOKEN,
        matches: &[Match::code("URL_NOT_RESET", &["destination url not reset"], "Composio's Salesforce FAQ").by_code_alone().with_status(&[400])],
        source: "Composio's Salesforce FAQ",
    };
    BLOCKED_BY_POLICY = Cause {
        id: "blocked_by_policy", rung: "api",
        says: "A Transaction Security policy blocked the call.",
        likely: &["a policy of the org names API queries, this user or this app"],
        fix: TRANSACTION, fix_eca: TRANSACTION,
        matches: &[
            Match::code("TXN_SECURITY_NO_ACCESS", &[], "Object reference, EventLogFile: LOGIN_END_SESSION_TXN_SECURITY_POLICY").with_status(&[403]).unconfirmed(),
            Match::code("TXN_SECURITY_METERING_ERROR", &[], "Object reference, EventLogFile").with_status(&[403]).unconfirmed(),
            Match::code("TRANSACTION_SECURITY_ERROR", &[], "text not settled").with_status(&[403]).unconfirmed(),
            Match::shape(Shape::Rest, &[403], "text not settled").saying(&["transaction security policy"]).unconfirmed(),
        ],
        source: "Object reference, EventLogFile: LOGIN_END_SESSION_TXN_SECURITY_POLICY",
    };
    LIMITS_NOT_TOLD = Cause {
        id: "limits_not_told", rung: "limits",
        says: "How many API calls are left is not told: the header is missing and the limits resource can't be read.",
        likely: &["the Run As user lacks View Setup and Configuration, and a proxy takes the header out"],
        fix: VIEW_SETUP, fix_eca: VIEW_SETUP, matches: &[],
        source: "REST guide, Limits",
    };
    EVIDENCE_NOT_READABLE = Cause {
        id: "evidence_not_readable", rung: "evidence",
        says: "The org's own log can't be read. Unknown, not a fault: the check still passes.",
        likely: &[],
        fix: VIEW_SETUP, fix_eca: VIEW_SETUP, matches: &[],
        source: "Object reference, LoginHistory and ConnectedApplication",
    };
    LOGINS_REFUSED = Cause {
        id: "logins_refused", rung: "evidence",
        says: "The org logged logins of the Run As user that it refused.",
        likely: &[],
        fix: &["Setup → Login History: who tried, from where, with what"],
        fix_eca: &["Setup → Login History: who tried, from where, with what"], matches: &[],
        source: "Object reference, LoginHistory",
    };
}
