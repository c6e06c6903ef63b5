//! "Token granted, API refuses": four facts tell most of the reasons apart. Where the evidence is equal, it
//! says so, and how to find out.

use super::climb::Climb;
use super::judge;
use super::result::Diagnosis;
use crate::salesforce::catalogue::{self, Cause, api};

/// What is known when the API refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Whether `api` is among the scopes as granted; `None` where the answer named none.
    pub api_granted: Option<bool>,
    /// Whether userinfo took the token; `None` where it gave no verdict.
    pub userinfo_takes: Option<bool>,
    /// What introspection says; `None` where it was refused.
    pub is_active: Option<bool>,
    /// Whether the edition is one with the API; `None` where nobody knows.
    pub edition_has_api: Option<bool>,
}

/// Looks into a refusal: introspection and userinfo are asked, and the reasons told apart.
pub(super) async fn tell(climb: &Climb<'_>, why: Diagnosis) -> Diagnosis {
    if !judge::is_refusal_of_a_good_token(&why.cause) {
        return why;
    }
    let (is_active, userinfo) = tokio::join!(climb.introspect(), climb.userinfo());
    let userinfo_takes = userinfo.and_then(|exchange| match exchange.status {
        Some(200) if judge::is_json(&exchange) => Some(true),
        Some(401 | 403) => Some(false),
        _ => None,
    });
    let facts = Facts {
        api_granted: climb.api_granted(),
        userinfo_takes,
        is_active,
        edition_has_api: climb.edition_has_api(),
    };
    let (cause, cannot_tell) = apart(&why.cause, facts);
    // Filled anew in any case: by now the user's name is known.
    let Some(row) = cause.or_else(|| catalogue::by_id(&why.cause)) else { return why };
    let mut told = Diagnosis {
        evidence: why.evidence,
        headers: why.headers,
        body: why.body,
        content_type: why.content_type,
        ..judge::of_cause(climb, row)
    };
    if let Some(equal) = cannot_tell {
        told.cannot_tell = true;
        told.says =
            "The token was granted, and the REST API refuses it; the evidence does not say why.".to_owned();
        told.likely = equal.between.iter().map(|text| (*text).to_owned()).collect();
        if let Some(other) = equal.and_fixes_of {
            let other = judge::of_cause(climb, other);
            told.fix = [other.fix, told.fix].concat();
            told.fix_eca = [other.fix_eca, told.fix_eca].concat();
        }
    }
    let words = evidence_words(facts, climb.other_host());
    told.likely.extend(words.into_iter().map(|words| format!("evidence: {words}")));
    told
}

/// Causes between which the evidence doesn't decide.
#[derive(Debug)]
pub struct Equal {
    /// The causes, likeliest first; the last line says how to find out.
    pub between: &'static [&'static str],
    /// Another cause, whose steps stand before those of the one that is named.
    pub and_fixes_of: Option<&'static Cause>,
}

/// The verdict for a refusal and the facts: another cause than the answer alone gives, and, where the
/// evidence is equal, the causes between which it can't be told, with how to find out.
pub fn apart(seen: &str, facts: Facts) -> (Option<&'static Cause>, Option<&'static Equal>) {
    const UNNAMED: Equal = Equal {
        and_fixes_of: Some(&api::API_SCOPE_MISSING),
        between: &[
            "the app's OAuth scopes lack Manage user data via APIs (api); the token's answer named no scopes, so this can't be seen",
            "API Access Control or a High Assurance session keeps the token out",
            "to find out: look at the app's OAuth scopes in Setup; if api is there, it is the policy",
        ],
    };
    const EDITION: Equal = Equal {
        and_fixes_of: Some(&api::USER_API_DISABLED),
        between: &[
            "the Run As user lacks API Enabled",
            "the org's edition has no API",
            "to find out: Setup → Company Information shows the edition; Enterprise, Unlimited, Performance and Developer have the API",
        ],
    };
    const DEAD: Equal = Equal {
        and_fixes_of: None,
        between: &[
            "the session is locked to another address: token request and API call leave by different ones",
            "the token was sent to a host of another org",
            "it was revoked in between, or all sessions of the org were reset",
            "to find out: Setup → Session Settings shows the lock; check again from a network with one fixed address",
        ],
    };
    match (seen, facts.api_granted) {
        ("session_policy", Some(false)) => (Some(&api::API_SCOPE_MISSING), None),
        ("session_policy", None) => (None, Some(&UNNAMED)),
        ("api_disabled_for_org", _) => match facts.edition_has_api {
            Some(true) => (Some(&api::USER_API_DISABLED), None),
            Some(false) => (None, None),
            None => (None, Some(&EDITION)),
        },
        // userinfo and introspection on the same host know the token: it is alive, and only the API refuses it
        ("token_rejected", _) if facts.userinfo_takes == Some(true) && facts.is_active == Some(true) => {
            (Some(&api::SESSION_IP_LOCKED), None)
        }
        ("token_rejected", _) => (None, Some(&DEAD)),
        _ => (None, None),
    }
}

fn evidence_words(facts: Facts, other_host: Option<String>) -> Vec<String> {
    let mut words = Vec::new();
    words.push(match facts.api_granted {
        Some(true) => "the scopes as granted hold api".to_owned(),
        Some(false) => "the scopes as granted lack api".to_owned(),
        None => "the token's answer named no scopes".to_owned(),
    });
    if let Some(takes) = facts.userinfo_takes {
        words.push(if takes { "userinfo takes the token" } else { "userinfo refuses the token" }.to_owned());
    }
    // Introspection was seen to call a working token dead, so it only informs. (salesforce.stackexchange 305477)
    if let Some(active) = facts.is_active {
        words.push(
            if active {
                "introspection calls the token active"
            } else {
                "introspection calls the token dead"
            }
            .to_owned(),
        );
    }
    if let Some(host) = other_host {
        words.push(format!("the API is on another host than the login: {host}"));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALIVE: Facts = Facts {
        api_granted: Some(true),
        userinfo_takes: Some(true),
        is_active: Some(true),
        edition_has_api: None,
    };

    fn check(seen: &str, facts: Facts) -> (&str, bool) {
        let (cause, equal) = apart(seen, facts);
        (cause.map_or(seen, |cause| cause.id), equal.is_some())
    }

    #[test]
    fn refusals_are_told_apart_by_the_evidence() {
        let no_api = Facts { api_granted: Some(false), ..ALIVE };
        let dead = Facts { userinfo_takes: Some(false), is_active: Some(false), ..ALIVE };
        let edition = |has| Facts { edition_has_api: Some(has), ..ALIVE };
        for (seen, facts, cause) in [
            ("api_scope_missing", no_api, "api_scope_missing"),
            ("session_policy", no_api, "api_scope_missing"),
            ("session_policy", ALIVE, "session_policy"),
            ("api_disabled_for_org", edition(true), "user_api_disabled"),
            ("api_disabled_for_org", edition(false), "api_disabled_for_org"),
            ("user_api_disabled", ALIVE, "user_api_disabled"),
            ("token_rejected", ALIVE, "session_ip_locked"),
        ] {
            assert_eq!(check(seen, facts), (cause, false), "{seen} {facts:?}");
        }
        assert_eq!(check("token_rejected", dead), ("token_rejected", true));
    }

    #[test]
    fn where_the_evidence_is_equal_it_says_so_and_how_to_find_out() {
        for (seen, facts) in [
            ("session_policy", Facts { api_granted: None, ..ALIVE }),
            ("api_disabled_for_org", ALIVE),
            ("token_rejected", Facts { userinfo_takes: None, is_active: None, ..ALIVE }),
        ] {
            let (cause, equal) = apart(seen, facts);
            let equal = equal.unwrap();
            assert!(cause.is_none() && equal.between.len() >= 3);
            assert!(equal.between.last().unwrap().starts_with("to find out: "));
        }
    }
}
