//! What the token endpoint answers about the user that the app acts as, and about the org: may this user use the
//! app, from here, now?

use super::token::{FLOW_ERRORS, SPREAD};
use super::{Cause, Match, Shape, causes};

// Salesforce knowledge article 001453686, by simstudioai/sim#6526
const LICENSE_TRAP: &str = "A permission set on the license Salesforce API Integration can't hold an app: use the user's profile, or a second permission set without that license";
const OTHER_USER: &[&str] = &[
    "Setup → Users → New User: User License Salesforce Integration, Profile Minimum Access - API Only Integrations",
    "Its page → Permission Set License Assignments → Salesforce API Integration",
    "Make it the app's Run As user",
];
// Salesforce knowledge article 005318944: users are frozen for traffic from anonymising VPNs, proxies and high-risk
// addresses, and again as long as the address stays
const CONTAINED: &str = "Salesforce froze it for traffic from a VPN, a proxy or a high-risk address; unfreezing alone does not hold while that traffic goes on";
const MAIL: &str = "Look for the mail “Salesforce Security notification”, which goes to the user and to everybody with Modify All Data: with it, Salesforce itself froze the user";
const LEAVE: &str =
    "Then leave that VPN, proxy or address range first (last seen: {address}); otherwise it is frozen again";
const UNFREEZE: &[&str] = &[
    MAIL,
    LEAVE,
    "Setup → Login History: the user's logins and their Source IP",
    "Setup → Users → {user} → Unfreeze",
];
const LOOK_AT_LOGIN: &[&str] = &[
    "Setup → Login History (or the user's page): the row of this minute has the exact status",
    "Setup → Users → {user}: unfreeze, unlock or reset the password, as the status says",
    MAIL,
    LEAVE,
];
const ACTIVATE: &[&str] = &[
    "Setup → Users → {user} → Edit → tick Active → Save",
    "Or choose another Run As user in the app's policies",
];
const HOURS: &[&str] = &["Setup → Profiles → the Run As user's profile → Login Hours"];
const ORG_CLOSED: &[&str] = &[
    "Setup → Company Information: expiry and status, if you can still log in",
    "Production: ask the account executive. Sandbox: create it again",
];
const SLOW_DOWN: &[&str] = &[
    "Stop whatever else asks for tokens as this user in a loop; one token serves many calls",
    "Wait an hour, or as long as the answer asks, then check again",
];
// Salesforce Help, connected_app_continuous_ip: with the switch, a relaxed app is open only in some circumstances
const RANGES: &str = "Setup → Profiles → the Run As user's profile → Login IP Ranges: add this machine's public address. This is the sure way";
const EVERY_REQUEST: &str = "If that does not help: Setup → Session Settings → Enforce login IP ranges on every request narrows what relaxing gives";
const OR_HOURS: &str = "Login hours: the same profile → Login Hours";

causes! {
    USER_NOT_AUTHORISED = Cause {
        id: "user_not_authorised_for_app", rung: "token",
        says: "The Run As user is not among those who may use this app.",
        likely: &[
            "Permitted Users is Admin approved users, and neither profile nor permission set of the Run As user is attached to the app",
            "the permission set that was attached is on the license Salesforce API Integration, which can't hold an app",
            "the user never approved the app, and nobody approved it for them",
        ],
        fix: &[
            "Setup → App Manager → {app} → ▾ → Manage → Edit Policies → Permitted Users",
            "With Admin approved users are pre-authorized: Manage Profiles → the profile of {user}, or Manage Permission Sets → one that {user} holds",
            LICENSE_TRAP,
            SPREAD,
        ],
        fix_eca: &[
            "Setup → External Client App Manager → {app} → Policies → Edit → OAuth Policies → Plugin Policies → Permitted Users",
            "With admin approved users: App Policies → Select Profiles → the profile of {user}, or Select Permission Sets → one that {user} holds",
            LICENSE_TRAP,
            "Or Permitted Users: All users can self-authorize; or a permission set with Use Any API Client for {user}",
            SPREAD,
        ],
        matches: &[
            Match::words(&["not admin approved to access this app"], "the Connect CTI adapter's README; redpanda's setup script; several live notes; Microsoft Learn, 'access denied' of Copilot for Sales"),
            Match::words(&["user hasn't approved this consumer"], "set-up guides of the JWT flow"),
            Match::code("invalid_app_access", &[], "the Connect CTI adapter's README; redpanda's setup script; several live notes").with_status(&[400]),
            Match::code("OAUTH_APP_ACCESS_DENIED", &[], "Microsoft Learn, 'access denied' of Copilot for Sales"),
        ],
        source: "Salesforce Help, connected_app_manage_oauth and preauth_user_app_access_through_eca; knowledge article 001453686",
    };
    INACTIVE_USER = Cause {
        id: "inactive_user", rung: "token",
        says: "The Run As user is deactivated.",
        likely: &[],
        fix: ACTIVATE, fix_eca: ACTIVATE,
        matches: &[
            Match::words(&["inactive user", "user is inactive"], "Salesforce Help, remoteaccess_oauth_flow_errors; quoted in client libraries").with_status(&[400]),
            Match::code("inactive_user", &[], FLOW_ERRORS).with_status(&[400]),
        ],
        source: FLOW_ERRORS,
    };
    USER_FROZEN = Cause {
        id: "user_frozen", rung: "evidence",
        says: "The Run As user is frozen.",
        likely: &[CONTAINED, "an admin froze it"],
        fix: UNFREEZE, fix_eca: UNFREEZE,
        matches: &[],
        source: "Object reference, EventLogFile LOGIN_STATUS: LOGIN_ERROR_USER_FROZEN; Salesforce knowledge article 005318944",
    };
    ORG_CLOSED_OR_EXPIRED = Cause {
        id: "org_locked_or_expired", rung: "token",
        says: "The org is locked, closed, suspended or expired.",
        likely: &["a trial or contract ended", "the org was suspended", "the sandbox was deleted"],
        fix: ORG_CLOSED, fix_eca: ORG_CLOSED,
        matches: &[
            Match::words(&["org is locked, closed, or suspended"], FLOW_ERRORS).with_status(&[400]),
            Match::words(&["inactive organization"], "no public text has these words").with_status(&[400]).unconfirmed(),
            Match::code("inactive_org", &[], FLOW_ERRORS).with_status(&[400]),
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
            RANGES,
            "Or Setup → App Manager → {app} → ▾ → Manage → Edit Policies → IP Relaxation: Relax IP restrictions",
            EVERY_REQUEST,
            OR_HOURS,
        ],
        fix_eca: &[
            RANGES,
            "Or Setup → External Client App Manager → {app} → Policies → Edit → App Authorization → IP Relaxation: Relax IP restrictions",
            EVERY_REQUEST,
            OR_HOURS,
        ],
        matches: &[Match::words(&["ip restricted"], "Salesforce Help, remoteaccess_oauth_flow_errors; Mobile SDK samples; Okta's developer guide for Agentforce").with_status(&[400])],
        source: "Salesforce Help, connected_app_manage_oauth and connected_app_continuous_ip; NangoHQ/nango#4344",
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
        says: "Too many requests or logins: Salesforce takes no more for a while.",
        likely: &["a program asks for a new token for each call (3,600 logins an hour is the limit of one user)", "the network's edge throttles this address"],
        fix: SLOW_DOWN, fix_eca: SLOW_DOWN,
        matches: &[
            Match::words(&["login rate exceeded", "number of logins exceeded"], "Object reference, EventLogFile: LOGIN_ERROR_RATE_EXCEEDED; Salesforce Help, remoteaccess_oauth_flow_errors"),
            Match::code("rate_limit_exceeded", &[], "Salesforce knowledge articles 000381578 and 000233559").with_status(&[400, 429]),
            Match::shape(Shape::Any, &[429], "simstudioai/sim#5690"),
        ],
        source: "Salesforce knowledge articles 000381578 and 000233559",
    };
    RUN_AS_USER_UNSUITABLE = Cause {
        id: "run_as_user_unsuitable", rung: "token",
        says: "The Run As user is of a kind that may not log in by the API.",
        likely: &["the Run As user is an Einstein or Agentforce service agent", "its license has no API access", "tokens are asked for with every call"],
        fix: OTHER_USER, fix_eca: OTHER_USER,
        matches: &[Match::words(&["maximum logins exceeded"], "dylandersen/agentforce-agent-api; Object reference, EventLogFile: LOGIN_ERROR_LOGINS_EXCEEDED").with_status(&[400, 401])],
        source: "Salesforce Help, integration_user",
    };
    RUN_AS_USER_LOGIN_REFUSED = Cause {
        id: "run_as_user_login_refused", rung: "token",
        says: "Salesforce refuses the Run As user's login without saying why; the login history says it.",
        likely: &[
            "the user is frozen: by an admin, or by Salesforce itself for traffic from a VPN, a proxy or a high-risk address (then unfreezing alone does not hold)",
            "the user is locked out, or the password expired",
            "a security policy of the org refused the login",
        ],
        fix: LOOK_AT_LOGIN, fix_eca: LOOK_AT_LOGIN,
        matches: &[Match::words(&["authentication failure"], "omniphx/forrest#364; simple-salesforce/simple-salesforce#753 (password flow)").with_status(&[400])],
        source: "forcedotcom/mcp-hosted#7; dufoli/Salesforce-Inspector-Advanced#291; Salesforce knowledge article 005318944",
    };
}
