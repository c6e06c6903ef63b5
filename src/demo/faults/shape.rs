//! Answers of the org with something changed in them: a token without scope or instance URL, rows with gaps, a
//! login history with refusals, limits nearly used up.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use super::recorded::Place;
use super::{Fault, Thrown};
use crate::demo::clock;
use crate::demo::exchange::{Answer, Asked};
use crate::demo::org::Org;

const TOKEN: &str =
    "Salesforce Help, remoteaccess_oauth_client_credentials_flow, without or with another member";

/// The fault that rows ask for themselves (`rows/cell.rs`): no answer is changed on its way.
pub const HOSTILE_TEXT: &str = "hostile_text";

/// The faults.
pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "no_access_token",
        says: "200 without an access token in it.",
        source: TOKEN,
        after: Some(|_, asked, _, answer| {
            edit_token(asked, answer, |token| drop(token.remove("access_token")))
        }),
        shows: ("token_shape", "token_missing"),
        ..Fault::NONE
    },
    Fault {
        name: "no_instance_url",
        says: "A token without an instance URL.",
        source: TOKEN,
        after: Some(|_, asked, _, answer| {
            edit_token(asked, answer, |token| drop(token.remove("instance_url")))
        }),
        shows: ("token_shape", "token_without_instance_url"),
        ..Fault::NONE
    },
    Fault {
        name: "instance_elsewhere",
        says: "A token whose instance URL is a stranger's host; =URL for another.",
        source: TOKEN,
        after: Some(|_, asked, thrown, answer| {
            let url =
                thrown.value.clone().unwrap_or_else(|| "https://acme.my.salesforce.com.evil.example".into());
            edit_token(asked, answer, |token| drop(token.insert("instance_url".into(), url.into())));
        }),
        shows: ("token_shape", "instance_url_suspicious"),
        ..Fault::NONE
    },
    Fault {
        name: "broad_scopes",
        says: "The app was granted more than reading needs; =SCOPES for others.",
        source: "Salesforce Help, remoteaccess_oauth_tokens_scopes",
        after: Some(|_, asked, thrown, answer| {
            scopes(asked, answer, Some(thrown.value.as_deref().unwrap_or("api id full web")));
        }),
        shows: ("token_shape", "scope_broader_than_reading"),
        ..Fault::NONE
    },
    Fault {
        name: "unknown_scope",
        says: "The app was granted a scope that nobody here knows.",
        source: "made up: Salesforce's list of scopes grows",
        after: Some(|_, asked, _, answer| scopes(asked, answer, Some("api id new_things_api"))),
        shows: ("token_shape", "scope_broader_than_reading"),
        ..Fault::NONE
    },
    Fault {
        name: "jwt_tokens",
        says: "JWT-based tokens that live for 30 minutes; =SECONDS for others.",
        source: "Salesforce Help, jwt_access_tokens; airbytehq/airbyte#71024 (how an expired one is refused)",
        before: Some(|org, asked, thrown| {
            let token = asked.header("authorization").and_then(|value| value.strip_prefix("Bearer "))?;
            let session = org.sessions.look(token).filter(|_| token.starts_with("eyJ"))?;
            let age = clock::now().as_second() - session.issued.as_second();
            let is_over = age >= i64::try_from(thrown.number(JWT_SECONDS)).unwrap_or(i64::MAX);
            (Place::Rest.takes(asked) && is_over)
                .then(|| Answer::error(401, "INVALID_AUTH_HEADER", "INVALID_JWT_FORMAT"))
        }),
        after: Some(|org, asked, thrown, answer| {
            edit_token(asked, answer, |token| {
                let Some(opaque) = token.get("access_token").and_then(Value::as_str) else { return };
                let jwt = jwt(opaque, thrown.number(JWT_SECONDS));
                org.sessions.rename(opaque, &jwt);
                token.insert("access_token".into(), jwt.into());
            });
        }),
        shows: ("", ""),
        ..Fault::NONE
    },
    Fault {
        name: "jwt_without_api",
        says: "The app issues JWT-based tokens and lacks the scope api.",
        source: "one test fixture",
        before: Some(|_, asked, _| {
            Place::Rest.takes(asked).then(|| Answer::error(401, "INVALID_AUTH_HEADER", "INVALID_SCOPES"))
        }),
        after: Some(|_, asked, _, answer| scopes(asked, answer, Some("sfap_api id"))),
        shows: ("api", "api_scope_missing"),
        ..Fault::NONE
    },
    Fault {
        name: "scopes_not_named",
        says: "The token's answer names no scopes; everything works.",
        source: TOKEN,
        after: Some(|_, asked, _, answer| scopes(asked, answer, None)),
        shows: ("", ""),
        ..Fault::NONE
    },
    Fault {
        name: "api_scope_missing",
        says: "The app lacks the scope api.",
        source: "knowledge article 005226515",
        before: Some(|_, asked, _| Place::Rest.takes(asked).then(not_valid)),
        after: Some(|_, asked, _, answer| scopes(asked, answer, Some("id openid"))),
        shows: ("api", "api_scope_missing"),
        ..Fault::NONE
    },
    Fault {
        name: "refused_and_scopes_not_named",
        says: "The API refuses the token, and its scopes are not known.",
        source: "knowledge articles 005226515 and 004637119",
        before: Some(|_, asked, _| Place::Rest.takes(asked).then(not_valid)),
        after: Some(|_, asked, _, answer| scopes(asked, answer, None)),
        shows: ("api", "session_policy"),
        ..Fault::NONE
    },
    Fault {
        name: "identity_scope_missing",
        says: "The app lacks the scopes id and openid; the API takes the token.",
        source: "jsforce Connection; client tests",
        before: Some(|_, asked, _| {
            Place::Userinfo.takes(asked).then(|| Answer::html(403, "Bad_OAuth_Token"))
        }),
        after: Some(|_, asked, _, answer| scopes(asked, answer, Some("api"))),
        shows: ("identity", "identity_scope_missing"),
        check_knows: "the API takes the token that the identity service refuses",
        ..Fault::NONE
    },
    Fault {
        name: "token_rejected",
        says: "The token is dead at once: API, identity and introspection refuse it.",
        source: "recorded: restforce's session-expired; Salesforce Help, remoteaccess_oidc_token_introspection_endpoint",
        before: Some(dead),
        shows: ("api", "token_rejected"),
        check_knows: "the API refuses the token too, so userinfo alone does not decide",
        ..Fault::NONE
    },
    Fault {
        name: "token_dies",
        says: "The token dies after 1 call of the API; =N after N calls.",
        source: "recorded: restforce's session-expired",
        before: Some(|_, asked, thrown| {
            (Place::Rest.takes(asked) && thrown.count() >= thrown.number(1)).then(Answer::no_session)
        }),
        shows: ("describe", "token_expired"),
        check_knows: "the API took the very same token before",
        ..Fault::NONE
    },
    Fault {
        name: "echo",
        says: "The login refuses and sends back everything it got.",
        source: "made up after debugging proxies",
        before: Some(echo),
        shows: ("token", "unrecognised"),
        ..Fault::NONE
    },
    Fault {
        name: "echo_api",
        says: "The API refuses and sends the token back.",
        source: "made up after debugging proxies",
        before: Some(echo_api),
        shows: ("api", "unrecognised"),
        ..Fault::NONE
    },
    Fault {
        name: "only_setup_visible",
        says: "The Run As user sees Setup's own objects and none of the company's.",
        source: "goravseth.com on the integration user; bruin-data/ingestr#1011",
        after: Some(|_, asked, _, answer| only_setup(asked, answer)),
        shows: ("describe", "nothing_visible"),
        ..Fault::NONE
    },
    Fault {
        name: HOSTILE_TEXT,
        says: "Names in a dozen scripts, with control characters, emoji, formulas.",
        source: "OWASP, 'CSV Injection'; Unicode UTR 36, 'Bidirectional Text Spoofing'",
        shows: ("", ""),
        ..Fault::NONE
    },
    Fault {
        name: "limit_near",
        says: "95 % of the day's API calls are used.",
        source: "REST guide, 'Limit Info Header'",
        after: Some(|_, asked, _, answer| {
            if Place::Rest.takes(asked) {
                answer.set("Sforce-Limit-Info", "api-usage=14250/15000");
            }
        }),
        shows: ("limits", "daily_limit_near"),
        ..Fault::NONE
    },
    Fault {
        name: "user_row_with_gaps",
        says: "The user's row comes without columns that were asked for.",
        source: "bruin-data/ingestr#1011",
        after: Some(|_, asked, _, answer| {
            edit_rows(asked, answer, "FROM User", |row| drop(row.remove("Username")));
        }),
        shows: ("read", "fls_gap"),
        ..Fault::NONE
    },
    Fault {
        name: "no_login_history",
        says: "The Run As user may read neither login history nor apps.",
        source: "recorded: ampersand's unknown-object",
        before: Some(|_, asked, _| {
            let q = asked.parameter("q").unwrap_or_default();
            let hidden =
                ["FROM LoginHistory", "FROM ConnectedApplication"].iter().any(|from| q.contains(from));
            (Place::Query.takes(asked) && hidden)
                .then(|| Answer::error(400, "INVALID_TYPE", "sObject type is not supported."))
        }),
        shows: ("evidence", "evidence_not_readable"),
        ..Fault::NONE
    },
    Fault {
        name: "login_history",
        says: "A refused login of the Run As user is in the log; =TEXT: its status.",
        source: "Object reference, EventLogFile, values of LOGIN_STATUS",
        after: Some(|_, asked, thrown, answer| {
            let status = thrown.value.clone().unwrap_or_else(|| "Failed: Not approved for access".into());
            let mut first = true;
            edit_rows(asked, answer, "FROM LoginHistory", |row| {
                if std::mem::take(&mut first) {
                    row.insert("Status".into(), status.clone().into());
                }
            });
        }),
        shows: ("evidence", "logins_refused"),
        ..Fault::NONE
    },
];

fn echo(_: &Org, asked: &Asked, _: &Thrown) -> Option<Answer> {
    Place::Token.takes(asked).then(|| echoed(asked, String::from_utf8_lossy(&asked.body).into_owned()))
}

fn echo_api(_: &Org, asked: &Asked, _: &Thrown) -> Option<Answer> {
    Place::Rest
        .takes(asked)
        .then(|| echoed(asked, asked.header("authorization").unwrap_or_default().to_owned()))
}

/// A refusal that nobody knows, with what came in all the places where an answer can hold text.
fn echoed(asked: &Asked, secret: String) -> Answer {
    let body = json!({"error": "echo", "error_description": secret, "path": asked.target});
    let answer = Answer::new(400, "application/json", body.to_string());
    answer.with("X-Echo", secret.clone()).with("Location", format!("https://elsewhere.example/?{secret}"))
}

/// How long a JWT-based token lives, the longest that Setup offers besides the session's own time.
const JWT_SECONDS: u64 = 1800;

/// A token of three parts, as an app that issues JWT-based ones hands out; the session's own text keeps it unlike others.
fn jwt(opaque: &str, seconds: u64) -> String {
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let ends = clock::now().as_second().saturating_add_unsigned(seconds);
    let head = part(json!({"tnk": "core/demo", "typ": "JWT", "alg": "RS256", "tty": "sfdc-core-token"}));
    format!("{head}.{}.{}", part(json!({"exp": ends})), URL_SAFE_NO_PAD.encode(opaque))
}

/// Takes every object that is the company's own out of describe global.
fn only_setup(asked: &Asked, answer: &mut Answer) {
    const SETUP: &[&str] = &[
        "User",
        "Organization",
        "Profile",
        "PermissionSet",
        "LoginHistory",
        "EntityDefinition",
        "FieldDefinition",
        "UserRole",
        "Group",
        "ConnectedApplication",
    ];
    if !Place::Objects.takes(asked) {
        return;
    }
    let Ok(mut global) = serde_json::from_slice::<Value>(&answer.body) else { return };
    if let Some(objects) = global.get_mut("sobjects").and_then(Value::as_array_mut) {
        objects.retain(|object| {
            object.get("name").and_then(Value::as_str).is_some_and(|name| SETUP.contains(&name))
        });
    }
    answer.body = global.to_string().into();
}

fn not_valid() -> Answer {
    Answer::error(401, "INVALID_SESSION_ID", "This session is not valid for use with the REST API")
}

fn dead(_: &Org, asked: &Asked, _: &Thrown) -> Option<Answer> {
    match asked.parts().as_slice() {
        ["services", "data", _, ..] => Some(Answer::no_session()),
        ["services", "oauth2", "introspect"] => Some(Answer::json(r#"{"active":false}"#)),
        _ => Place::Userinfo.takes(asked).then(|| Answer::html(403, "Bad_OAuth_Token")),
    }
}

/// Changes a token that was granted.
fn edit_token(asked: &Asked, answer: &mut Answer, edit: impl FnOnce(&mut Map<String, Value>)) {
    if Place::Token.takes(asked)
        && answer.status == 200
        && let Ok(mut token) = serde_json::from_slice::<Map<String, Value>>(&answer.body)
    {
        edit(&mut token);
        answer.body = Value::Object(token).to_string().into();
    }
}

fn scopes(asked: &Asked, answer: &mut Answer, scopes: Option<&str>) {
    edit_token(asked, answer, |token| match scopes {
        Some(scopes) => drop(token.insert("scope".into(), json!(scopes))),
        None => drop(token.remove("scope")),
    });
}

/// Changes the rows of a query whose statement holds `from`.
fn edit_rows(asked: &Asked, answer: &mut Answer, from: &str, mut edit: impl FnMut(&mut Map<String, Value>)) {
    let is_meant = asked.parameter("q").is_some_and(|q| q.contains(from));
    if !Place::Query.takes(asked) || !is_meant {
        return;
    }
    let Ok(mut page) = serde_json::from_slice::<Value>(&answer.body) else { return };
    for row in page.get_mut("records").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(row) = row.as_object_mut() {
            edit(row);
        }
    }
    answer.body = page.to_string().into();
}
