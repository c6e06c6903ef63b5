//! What the API and the identity service answer to a token that was granted. Bodies as recorded or documented.

use super::recorded::{Place, Recorded};
use super::{Fault, Thrown};
use crate::demo::clock;
use crate::demo::exchange::{Answer, Asked};
use crate::demo::org::Org;

/// 503 with the date, two seconds from now, until which to wait.
fn busy_until(_: &Org, asked: &Asked, thrown: &Thrown) -> Option<Answer> {
    let recorded =
        Recorded::json(Place::Rest, 503, include_str!("../../../assets/demo/faults/api_busy.json"));
    let answer = recorded.answer(asked, thrown)?;
    Some(answer.with("Retry-After", clock::http_date(clock::after(clock::now(), 2))))
}

/// The faults.
pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "api_disabled_for_org",
        says: "The edition has no API, or the user may not use it.",
        source: "REST guide, intro_rest_compatible_editions; quoted in client libraries",
        recorded: Some(Recorded::json(
            Place::Rest,
            403,
            include_str!("../../../assets/demo/faults/api_disabled_for_org.json"),
        )),
        shows: ("api", "api_disabled_for_org"),
        ..Fault::NONE
    },
    Fault {
        name: "user_api_disabled",
        says: "The Run As user lacks API Enabled.",
        source: "restforce/restforce#562; Adobe Marketo Measure's error cheat sheet",
        recorded: Some(Recorded::json(
            Place::Rest,
            403,
            include_str!("../../../assets/demo/faults/user_api_disabled.json"),
        )),
        shows: ("api", "user_api_disabled"),
        ..Fault::NONE
    },
    Fault {
        name: "session_policy",
        says: "A policy keeps the token out of the REST API.",
        source: "knowledge articles 005226515 and 004637119",
        recorded: Some(Recorded::json(
            Place::Rest,
            401,
            include_str!("../../../assets/demo/faults/session_policy.json"),
        )),
        shows: ("api", "session_policy"),
        ..Fault::NONE
    },
    Fault {
        name: "token_rejected_by_api",
        says: "The API, and only it, refuses the token as dead.",
        source: "recorded: restforce's session-expired; NangoHQ/nango#4344",
        recorded: Some(Recorded::json(
            Place::Rest,
            401,
            include_str!("../../../assets/demo/faults/token_rejected_by_api.json"),
        )),
        shows: ("api", "token_rejected"),
        ..Fault::NONE
    },
    Fault {
        name: "session_words",
        says: "The API refuses the session in words that nobody has seen yet.",
        source: "the documented code; the words are made up",
        recorded: Some(Recorded::json(
            Place::Rest,
            401,
            include_str!("../../../assets/demo/faults/session_words.json"),
        )),
        shows: ("api", "token_rejected"),
        ..Fault::NONE
    },
    Fault {
        name: "jwt_refused",
        says: "The API takes no JWT-based token, not even a fresh one.",
        source: "airbytehq/airbyte#71024",
        recorded: Some(Recorded::json(
            Place::Rest,
            401,
            include_str!("../../../assets/demo/faults/jwt_refused.json"),
        )),
        shows: ("api", "jwt_refused"),
        ..Fault::NONE
    },
    Fault {
        name: "bad_auth_header",
        says: "The header with the token arrives changed.",
        source: "REST guide, 'Errors'",
        recorded: Some(Recorded::json(
            Place::Rest,
            401,
            include_str!("../../../assets/demo/faults/bad_auth_header.json"),
        )),
        shows: ("api", "bad_auth_header"),
        ..Fault::NONE
    },
    Fault {
        name: "password_expired",
        says: "The Run As user's password expired.",
        source: "Workbench's list of authentication errors",
        recorded: Some(Recorded::json(
            Place::Rest,
            403,
            include_str!("../../../assets/demo/faults/password_expired.json"),
        )),
        shows: ("api", "run_as_password_expired"),
        ..Fault::NONE
    },
    Fault {
        name: "transaction_security",
        says: "A Transaction Security policy blocks the call.",
        source: "Object reference, EventLogFile; the text is not settled",
        recorded: Some(Recorded::json(
            Place::Rest,
            403,
            include_str!("../../../assets/demo/faults/transaction_security.json"),
        )),
        shows: ("api", "blocked_by_policy"),
        ..Fault::NONE
    },
    Fault {
        name: "wrong_instance",
        says: "The call goes to a host that no longer holds the org.",
        source: "Composio's Salesforce FAQ",
        recorded: Some(Recorded::json(
            Place::Rest,
            400,
            include_str!("../../../assets/demo/faults/wrong_instance.json"),
        )),
        shows: ("api", "wrong_instance_url"),
        ..Fault::NONE
    },
    Fault {
        name: "daily_limit",
        says: "The day's API calls are used up.",
        source: "jetstreamapp/jetstream#868",
        recorded: Some(Recorded::json(
            Place::Rest,
            403,
            include_str!("../../../assets/demo/faults/daily_limit.json"),
        )),
        shows: ("limits", "daily_limit_reached"),
        ..Fault::NONE
    },
    Fault {
        name: "concurrent_limit",
        says: "Too many long calls at the same time.",
        source: "SalesforceLabs/OrgCheck#432",
        recorded: Some(Recorded::json(
            Place::Rest,
            403,
            include_str!("../../../assets/demo/faults/concurrent_limit.json"),
        )),
        shows: ("limits", "concurrent_limit_reached"),
        ..Fault::NONE
    },
    Fault {
        name: "api_busy",
        says: "The instance is overloaded.",
        source: "restforce/restforce#568",
        recorded: Some(Recorded::json(
            Place::Rest,
            503,
            include_str!("../../../assets/demo/faults/api_busy.json"),
        )),
        shows: ("api", "salesforce_busy"),
        ..Fault::NONE
    },
    Fault {
        name: "api_busy_seconds",
        says: "The instance is overloaded for some seconds; =N: the first N calls.",
        source: "restforce/restforce#568; RFC 9110, 10.2.3",
        recorded: Some(
            Recorded::json(Place::Rest, 503, include_str!("../../../assets/demo/faults/api_busy.json"))
                .with(&[("Retry-After", "2")]),
        ),
        shows: ("api", "salesforce_busy"),
        ..Fault::NONE
    },
    Fault {
        name: "api_busy_until",
        says: "The instance is overloaded until a date; =N: the first N calls.",
        source: "restforce/restforce#568; RFC 9110, 10.2.3",
        before: Some(busy_until),
        shows: ("api", "salesforce_busy"),
        ..Fault::NONE
    },
    Fault {
        name: "row_locked",
        says: "Somebody else's change holds a row; =N: the first N queries.",
        source: "roblesterjr04/EloquentSalesForce#59; met on reads in salto-io/salto#4424",
        recorded: Some(Recorded::json(
            Place::Query,
            400,
            include_str!("../../../assets/demo/faults/row_locked.json"),
        )),
        shows: ("read", "row_locked"),
        ..Fault::NONE
    },
    Fault {
        name: "version_gone",
        says: "The org does not have the API version that it lists.",
        source: "recorded: restforce's sobject-describe-error-response",
        recorded: Some(Recorded::json(
            Place::Root,
            404,
            include_str!("../../../assets/demo/faults/version_gone.json"),
        )),
        shows: ("versions", "api_version_unknown"),
        ..Fault::NONE
    },
    Fault {
        name: "version_retired",
        says: "The API version is retired.",
        source: "Salesforce Help, 000354473; SalesforceLabs/Milestones-PM#156",
        recorded: Some(Recorded::json(
            Place::Root,
            410,
            include_str!("../../../assets/demo/faults/version_retired.json"),
        )),
        shows: ("versions", "api_version_unknown"),
        ..Fault::NONE
    },
    Fault {
        name: "unknown_api_refusal",
        says: "A refusal that nobody has seen yet.",
        source: "made up",
        recorded: Some(Recorded::json(
            Place::Rest,
            403,
            include_str!("../../../assets/demo/faults/unknown_api_refusal.json"),
        )),
        shows: ("api", "unrecognised"),
        ..Fault::NONE
    },
    Fault {
        name: "feature_not_enabled",
        says: "The org lacks a feature or license.",
        source: "REST guide, 'Errors'",
        recorded: Some(Recorded::json(
            Place::Objects,
            403,
            include_str!("../../../assets/demo/faults/feature_not_enabled.json"),
        )),
        shows: ("describe", "feature_not_enabled"),
        ..Fault::NONE
    },
    Fault {
        name: "nothing_visible",
        says: "The Run As user sees no object.",
        source: "the shape of a recorded describe global",
        recorded: Some(Recorded::json(
            Place::Objects,
            200,
            include_str!("../../../assets/demo/faults/nothing_visible.json"),
        )),
        shows: ("describe", "nothing_visible"),
        ..Fault::NONE
    },
    Fault {
        name: "insufficient_access",
        says: "The Run As user may read no rows.",
        source: "restforce/restforce#798",
        recorded: Some(Recorded::json(
            Place::Query,
            403,
            include_str!("../../../assets/demo/faults/insufficient_access.json"),
        )),
        shows: ("read", "user_lacks_permission"),
        ..Fault::NONE
    },
    Fault {
        name: "object_not_visible",
        says: "The Run As user does not see the object.",
        source: "recorded: ampersand's unknown-object",
        recorded: Some(Recorded::json(
            Place::Query,
            400,
            include_str!("../../../assets/demo/faults/object_not_visible.json"),
        )),
        shows: ("read", "object_not_visible"),
        ..Fault::NONE
    },
    Fault {
        name: "field_not_visible",
        says: "The Run As user does not see the field.",
        source: "forcedotcom/cli#1356",
        recorded: Some(Recorded::json(
            Place::Query,
            400,
            include_str!("../../../assets/demo/faults/field_not_visible.json"),
        )),
        shows: ("read", "field_not_visible"),
        ..Fault::NONE
    },
    Fault {
        name: "query_refused",
        says: "Salesforce does not take a statement.",
        source: "SOQL reference; many client libraries",
        recorded: Some(Recorded::json(
            Place::Query,
            400,
            include_str!("../../../assets/demo/faults/query_refused.json"),
        )),
        shows: ("read", "query_refused"),
        ..Fault::NONE
    },
    Fault {
        name: "query_timeout",
        says: "A query runs for too long.",
        source: "restforce/restforce#790; airbytehq/airbyte#27969",
        recorded: Some(Recorded::json(
            Place::Query,
            400,
            include_str!("../../../assets/demo/faults/query_timeout.json"),
        )),
        shows: ("read", "query_timeout"),
        ..Fault::NONE
    },
    Fault {
        name: "operation_too_large",
        says: "A query asks to check the sharing of too much.",
        source: "singer-io/tap-salesforce#98; jsforce/jsforce#412",
        recorded: Some(Recorded::json(
            Place::Query,
            400,
            include_str!("../../../assets/demo/faults/operation_too_large.json"),
        )),
        shows: ("read", "operation_too_large"),
        ..Fault::NONE
    },
    Fault {
        name: "unknown_exception",
        says: "A query meets a fault of the platform.",
        source: "restforce/restforce#821",
        recorded: Some(Recorded::json(
            Place::Query,
            500,
            include_str!("../../../assets/demo/faults/unknown_exception.json"),
        )),
        shows: ("read", "unknown_exception"),
        ..Fault::NONE
    },
    Fault {
        name: "query_locator_gone",
        says: "The place from which a result goes on is gone.",
        source: "restforce/restforce#67",
        recorded: Some(Recorded::json(
            Place::More,
            400,
            include_str!("../../../assets/demo/faults/query_locator_gone.json"),
        )),
        shows: ("", ""),
        ..Fault::NONE
    },
    Fault {
        name: "record_deleted",
        says: "A record is in the recycle bin.",
        source: "recorded: ampersand's not-found-delete",
        recorded: Some(Recorded::json(
            Place::Record,
            404,
            include_str!("../../../assets/demo/faults/record_deleted.json"),
        )),
        shows: ("", ""),
        ..Fault::NONE
    },
    Fault {
        name: "bad_oauth_token",
        says: "The identity service refuses the token, the API takes it.",
        source: "jsforce Connection; client tests",
        recorded: Some(Recorded::html(
            Place::Userinfo,
            403,
            include_str!("../../../assets/demo/faults/bad_oauth_token.txt"),
        )),
        shows: ("identity", "identity_token_rejected"),
        ..Fault::NONE
    },
    Fault {
        name: "missing_oauth_token",
        says: "No token reaches the identity service.",
        source: "Salesforce Help, remoteaccess_using_openid",
        recorded: Some(Recorded::html(
            Place::Userinfo,
            403,
            include_str!("../../../assets/demo/faults/missing_oauth_token.txt"),
        )),
        shows: ("identity", "bad_auth_header"),
        ..Fault::NONE
    },
    Fault {
        name: "wrong_org",
        says: "The token is of another org.",
        source: "Salesforce Help, remoteaccess_using_openid",
        recorded: Some(Recorded::html(
            Place::Userinfo,
            403,
            include_str!("../../../assets/demo/faults/wrong_org.txt"),
        )),
        shows: ("identity", "wrong_org"),
        ..Fault::NONE
    },
    Fault {
        name: "identity_inactive",
        says: "The identity service calls the user inactive.",
        source: "Salesforce Help, remoteaccess_using_openid",
        recorded: Some(Recorded::html(
            Place::Userinfo,
            404,
            include_str!("../../../assets/demo/faults/identity_inactive.txt"),
        )),
        shows: ("identity", "identity_refused"),
        ..Fault::NONE
    },
];
