//! Situations from public reports: what the check must say of each, and what it must never say.

use std::sync::Arc;

use orgscope::check::{self, Ask};
use orgscope::demo::faults::Faults;
use orgscope::demo::serve::{self, Options};
use orgscope::salesforce::credentials::Pair;
use orgscope::trouble::{AppKind, Step, Trouble};

/// One situation: the faults that make it, the rung and cause, words that must be said, words that must not.
struct Reported {
    faults: &'static [&'static str],
    rung: &'static str,
    cause: &'static str,
    says: &'static [&'static str],
    never: &'static [&'static str],
}

const REPORTED: &[Reported] = &[
    Reported {
        faults: &["jwt_without_api"],
        rung: "api",
        cause: "api_scope_missing",
        says: &["Manage user data via APIs"],
        never: &["Bearer header"],
    },
    Reported {
        faults: &["jwt_tokens=0"],
        rung: "api",
        cause: "jwt_refused",
        says: &["clock", "untick Issue JSON Web Token"],
        never: &["Bearer header", "opaque, and what was asked"],
    },
    Reported {
        faults: &["too_many_scopes"],
        rung: "token",
        cause: "too_many_scopes",
        says: &["scopes", "JWT", "Remove scopes"],
        never: &["did not arrive in the form", "Nothing to click", "Add "],
    },
    Reported {
        faults: &["session_policy"],
        rung: "api",
        cause: "session_policy",
        says: &["API Access Control", "IP Relaxation", "High Assurance"],
        never: &[],
    },
    Reported {
        faults: &["token_rejected_by_api"],
        rung: "api",
        cause: "token_rejected",
        says: &["locked to one address", "to find out"],
        never: &["The session is locked to the address"],
    },
    Reported {
        faults: &["session_words"],
        rung: "api",
        cause: "token_rejected",
        says: &["cannot tell why", "API Access Control", "revoked"],
        never: &[],
    },
    Reported {
        faults: &["unknown_words"],
        rung: "token",
        cause: "malformed_request",
        says: &["which orgscope does not know", "most likely"],
        never: &["Nothing to click"],
    },
    Reported {
        faults: &["unknown_key_localised"],
        rung: "token",
        cause: "invalid_client_id",
        says: &["which orgscope does not know", "Consumer Key"],
        never: &[],
    },
    Reported {
        faults: &["ip_restricted_short"],
        rung: "token",
        cause: "ip_restricted",
        says: &["Enforce login IP ranges on every request", "Login IP Ranges"],
        never: &[],
    },
    Reported {
        faults: &["flow_not_enabled_other_code"],
        rung: "token",
        cause: "flow_not_enabled",
        says: &["Enable Client Credentials Flow"],
        never: &["Consumer Secret"],
    },
    Reported {
        faults: &["client_refused"],
        rung: "token",
        cause: "client_refused",
        says: &["does not say which", "key", "secret"],
        never: &["Salesforce knows the consumer key"],
    },
    Reported {
        faults: &["unknown_key"],
        rung: "token",
        cause: "invalid_client_id",
        says: &["Enable Client Credentials Flow"],
        never: &[],
    },
    Reported {
        faults: &["app_not_found"],
        rung: "token",
        cause: "app_not_installed",
        says: &["First compare the key"],
        never: &[],
    },
    Reported {
        faults: &["user_not_approved"],
        rung: "token",
        cause: "user_not_authorised_for_app",
        says: &["Salesforce API Integration", "Plugin Policies"],
        never: &[],
    },
    Reported {
        faults: &["authentication_failure"],
        rung: "token",
        cause: "run_as_user_login_refused",
        says: &["Salesforce Security notification", "unfreezing alone does not hold"],
        never: &[],
    },
    Reported {
        faults: &["url_no_longer_exists"],
        rung: "token",
        cause: "wrong_path",
        says: &["expired trial"],
        never: &[],
    },
    Reported {
        faults: &["headers_too_long"],
        rung: "api",
        cause: "headers_too_long",
        says: &["JWT-based", "8 kB"],
        never: &["web page instead of JSON"],
    },
    Reported {
        faults: &["only_setup_visible"],
        rung: "describe",
        cause: "nothing_visible",
        says: &["Account", "Permission Sets"],
        never: &[],
    },
    Reported {
        faults: &["broad_scopes=mcp_api api id"],
        rung: "token_shape",
        cause: "scope_broader_than_reading",
        says: &["mcp_api", "Remove what this app does not need"],
        never: &["Add "],
    },
    Reported {
        faults: &["unknown_scope"],
        rung: "token_shape",
        cause: "scope_broader_than_reading",
        says: &["does not know", "new_things_api"],
        never: &["Add "],
    },
    Reported {
        faults: &["login_history=Failed: Invalid Nonce"],
        rung: "evidence",
        cause: "logins_refused",
        says: &["Failed: Invalid Nonce"],
        never: &[],
    },
    Reported {
        faults: &["login_history=User is frozen"],
        rung: "evidence",
        cause: "logins_refused",
        says: &["User is frozen", "Salesforce Security notification", "Unfreeze"],
        never: &[],
    },
    Reported {
        faults: &["unknown_exception"],
        rung: "read",
        cause: "unknown_exception",
        says: &["ErrorId 1452464078-314667", "Support"],
        never: &["asks to try again"],
    },
    Reported {
        faults: &["query_timeout"],
        rung: "read",
        cause: "query_timeout",
        says: &["a query on User", "Leave ORDER BY out"],
        never: &[],
    },
];

/// Everything that is said: the sentence, the likely causes, the steps for both kinds of app.
fn all(trouble: &Trouble) -> String {
    let steps = [AppKind::ExternalClientApp, AppKind::ConnectedApp].map(|kind| trouble.steps(kind));
    let steps = steps.concat().iter().map(Step::line).collect::<Vec<_>>();
    [vec![trouble.what.clone()], trouble.causes.clone(), steps].concat().join("\n")
}

async fn wrong(reported: &Reported) -> Option<String> {
    let faults = Arc::new(Faults::named(reported.faults.iter().copied()).unwrap());
    let demo = serve::start(Options { rows: Some(20), faults, ..Options::default() }).await.unwrap();
    let ask = Ask::new("demo", &demo.base_url, Arc::new(Pair::new(demo.client_id, demo.client_secret)));
    let verdict = check::climb(&ask, &|_| {}).await;
    let told = verdict.rung(reported.rung).and_then(|rung| rung.diagnosis.as_deref());
    let Some(told) = told else { return Some(format!("{:?}: nothing is said", reported.faults)) };
    let said = all(told);
    let is_right = told.cause_id() == reported.cause
        && reported.says.iter().all(|words| said.contains(words))
        && !reported.never.iter().any(|words| said.contains(words));
    (!is_right).then(|| format!("{:?}: {}\n{said}", reported.faults, told.cause_id()))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_reported_is_told_right() {
    let told = futures_util::future::join_all(REPORTED.iter().map(wrong)).await;
    let wrong: Vec<_> = told.into_iter().flatten().collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_kind_of_a_token_is_named_and_never_the_token() {
    for (faults, kind) in [(&[][..], "opaque"), (&["jwt_tokens"], "JWT-based, runs until ")] {
        let faults = Arc::new(Faults::named(faults.iter().copied()).unwrap());
        let demo = serve::start(Options { rows: Some(20), faults, ..Options::default() }).await.unwrap();
        let pair = Arc::new(Pair::new(demo.client_id, demo.client_secret));
        let verdict = check::climb(&Ask::new("demo", &demo.base_url, pair), &|_| {}).await;
        assert!(verdict.failed().is_none(), "{:?}", verdict.failed());
        let token = verdict.rung("token").unwrap();
        let said = token.detail.iter().find(|(name, _)| *name == "token").map(|(_, value)| value.as_str());
        assert!(said.is_some_and(|said| said.starts_with(kind)), "{token:?}");
        let shown = check::json::json(&verdict).to_string();
        assert!(!shown.contains("eyJ") && !shown.contains("!AQ"), "a token is shown");
    }
}
