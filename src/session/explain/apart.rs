//! "Token granted, API refuses": what is known besides the answer tells most of the reasons apart. Where the
//! evidence is equal, it says so, and how to find out.

use super::Known;
use crate::salesforce::catalogue::{Cause, api};
use crate::trouble::Trouble;

/// Causes between which the evidence doesn't decide.
#[derive(Debug)]
struct Equal {
    /// The causes, likeliest first; the last line says how to find out.
    between: &'static [&'static str],
    /// Another cause, whose steps stand before those of the one that is named.
    and_fixes_of: Option<&'static Cause>,
}

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

/// Whether further questions (userinfo, introspection) may tell more of a refusal with this cause.
pub fn may_be_told_apart(cause: &str) -> bool {
    [
        api::API_SCOPE_MISSING.id,
        api::SESSION_POLICY.id,
        api::TOKEN_REJECTED.id,
        api::TOKEN_EXPIRED.id,
        api::API_DISABLED_FOR_ORG.id,
        api::USER_API_DISABLED.id,
    ]
    .contains(&cause)
}

/// The account of a cause that an answer of `host` shows, as far as what is known besides tells.
pub(super) fn told(cause: &'static Cause, host: &str, known: &Known) -> Trouble {
    let (cause, equal) = apart(cause, known);
    let names = known.names(Some(host));
    let mut trouble = cause.trouble(&names);
    if let Some(equal) = equal {
        trouble.cannot_tell = true;
        trouble.what =
            "The token was granted, and the REST API refuses it; the evidence does not say why.".to_owned();
        trouble.causes = equal.between.iter().map(|text| (*text).to_owned()).collect();
        if let Some(other) = equal.and_fixes_of {
            let mut first = other.trouble(&names);
            let own = std::mem::take(&mut trouble.next_connected);
            if first.differs_by_kind() || !own.is_empty() {
                let own = if own.is_empty() { trouble.next.clone() } else { own };
                let others = if first.differs_by_kind() { first.next_connected } else { first.next.clone() };
                trouble.next_connected = [others, own].concat();
            }
            first.next.append(&mut trouble.next);
            trouble.next = first.next;
        }
    }
    if may_be_told_apart(cause.id) {
        trouble.evidence.seen = words(known);
    }
    trouble
}

/// The cause for an answer and what is known besides: another than the answer alone gives, or the same; and,
/// where the evidence is equal, the causes between which it can't be told.
fn apart(seen: &'static Cause, known: &Known) -> (&'static Cause, Option<&'static Equal>) {
    match (seen.id, known.api_granted) {
        ("session_policy", Some(false)) => (&api::API_SCOPE_MISSING, None),
        ("session_policy", None) => (seen, Some(&UNNAMED)),
        ("api_disabled_for_org", _) => match known.edition_has_api {
            Some(true) => (&api::USER_API_DISABLED, None),
            Some(false) => (seen, None),
            None => (seen, Some(&EDITION)),
        },
        // userinfo and introspection on the same host know the token: it is alive, and only the API refuses it
        ("token_rejected", _) if known.userinfo_takes == Some(true) && known.is_active == Some(true) => {
            (&api::SESSION_IP_LOCKED, None)
        }
        ("token_rejected", _) => (seen, Some(&DEAD)),
        _ => (seen, None),
    }
}

/// What was seen besides the answer.
fn words(known: &Known) -> Vec<String> {
    let granted = match known.api_granted {
        Some(true) => "the scopes as granted hold api",
        Some(false) => "the scopes as granted lack api",
        None => "the token's answer named no scopes",
    };
    let userinfo = known
        .userinfo_takes
        .map(|takes| if takes { "userinfo takes the token" } else { "userinfo refuses the token" });
    // Introspection was seen to call a working token dead, so it only informs. (salesforce.stackexchange 305477)
    let active = known.is_active.map(|active| {
        if active { "introspection calls the token active" } else { "introspection calls the token dead" }
    });
    let mut words: Vec<String> =
        [Some(granted), userinfo, active].into_iter().flatten().map(str::to_owned).collect();
    if let Some(host) = &known.other_host {
        words.push(format!("the API is on another host than the login: {host}"));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alive() -> Known {
        Known {
            api_granted: Some(true),
            userinfo_takes: Some(true),
            is_active: Some(true),
            ..Known::default()
        }
    }

    #[test]
    fn refusals_are_told_apart_by_the_evidence() {
        let no_api = Known { api_granted: Some(false), ..alive() };
        let dead = Known { userinfo_takes: Some(false), is_active: Some(false), ..alive() };
        let edition = |has| Known { edition_has_api: Some(has), ..alive() };
        for (seen, known, cause, is_equal) in [
            (&api::API_SCOPE_MISSING, no_api.clone(), "api_scope_missing", false),
            (&api::SESSION_POLICY, no_api, "api_scope_missing", false),
            (&api::SESSION_POLICY, alive(), "session_policy", false),
            (&api::API_DISABLED_FOR_ORG, edition(true), "user_api_disabled", false),
            (&api::API_DISABLED_FOR_ORG, edition(false), "api_disabled_for_org", false),
            (&api::USER_API_DISABLED, alive(), "user_api_disabled", false),
            (&api::TOKEN_REJECTED, alive(), "session_ip_locked", false),
            (&api::TOKEN_REJECTED, dead, "token_rejected", true),
        ] {
            let (told, equal) = apart(seen, &known);
            assert_eq!((told.id, equal.is_some()), (cause, is_equal), "{} {known:?}", seen.id);
        }
    }

    #[test]
    fn where_the_evidence_is_equal_it_says_so_and_how_to_find_out() {
        for (seen, known) in [
            (&api::SESSION_POLICY, Known { api_granted: None, ..alive() }),
            (&api::API_DISABLED_FOR_ORG, alive()),
            (&api::TOKEN_REJECTED, Known { userinfo_takes: None, is_active: None, ..alive() }),
        ] {
            let trouble = told(seen, "acme.my.salesforce.com", &known);
            assert!(trouble.cannot_tell && trouble.causes.len() >= 3);
            assert!(trouble.causes.last().unwrap().starts_with("to find out: "));
            for kind in [crate::trouble::AppKind::ConnectedApp, crate::trouble::AppKind::ExternalClientApp] {
                assert!(!trouble.steps(kind).is_empty());
            }
        }
    }
}
