//! "Token granted, API refuses": what is known besides the answer tells most of the reasons apart. Where the
//! evidence is equal, it says so, and how to find out.

use super::Known;
use crate::salesforce::catalogue::{Cause, Recognised, Sure, api};
use crate::salesforce::token::TokenKind;
use crate::text::numbers;
use crate::trouble::Trouble;

/// Causes between which the evidence doesn't decide.
struct Equal {
    /// The causes, likeliest first; the last line says how to find out.
    between: Vec<&'static str>,
    /// Another cause, whose steps come before those of the one that is named.
    and_fixes_of: Option<&'static Cause>,
}

const API_MISSING: &str = "the app's OAuth scopes lack Manage user data via APIs (api)";
const POLICY: &str = "a policy keeps the session out: API Access Control, or the app's IP Relaxation together with the login IP ranges of the Run As user's profile";
const REVOKED: &str = "it was revoked in between, or all sessions of the org were reset";
const OTHER_HOST: &str = "the token was sent to a host of another org";
// All calls of one machine usually leave by one address, so that a good userinfo neither shows nor excludes a lock.
const LOCKED: &str = "the session is locked to one address and the calls leave by different ones; calls from here can neither show nor exclude that";

/// Whether further questions (userinfo, introspection) may tell more of a refusal with this cause.
pub fn may_be_told_apart(cause: &str) -> bool {
    [
        api::API_SCOPE_MISSING.id,
        api::SESSION_POLICY.id,
        api::TOKEN_REJECTED.id,
        api::TOKEN_EXPIRED.id,
        api::JWT_REFUSED.id,
        api::API_DISABLED_FOR_ORG.id,
        api::USER_API_DISABLED.id,
    ]
    .contains(&cause)
}

/// The account of an answer that was recognised, as far as what is known besides tells. True beside it where
/// that, and not the answer alone, gave the sentence.
pub(super) fn told(read: &Recognised, host: &str, known: &Known) -> (Trouble, bool) {
    let (cause, equal) = apart(read.cause, known);
    let names = known.names(Some(host));
    let mut trouble = cause.trouble(&names);
    let is_told_apart = equal.is_some() || cause.id != read.cause.id;
    if let Some(equal) = equal {
        trouble.cannot_tell = true;
        trouble.what = if read.sure == Sure::ByCodeAlone {
            "Salesforce refuses the token in words that orgscope does not know, so it cannot tell why."
                .to_owned()
        } else {
            "The token was granted, and the REST API refuses it; the evidence does not say why.".to_owned()
        };
        trouble.causes = equal.between.iter().map(|text| (*text).to_owned()).collect();
        if let Some(other) = equal.and_fixes_of {
            begin_with_steps_of(&mut trouble, other.trouble(&names));
        }
    }
    if cause.id == api::JWT_REFUSED.id && known.token == Some(TokenKind::Opaque) {
        // The last of the likely causes is the first for a token that is no JWT at all.
        trouble.causes.rotate_right(1);
        trouble.what = "The token is opaque, and what was asked takes JWT-based tokens alone.".to_owned();
    }
    if may_be_told_apart(cause.id) {
        trouble.evidence.seen = words(known);
    }
    (trouble, is_told_apart)
}

/// Puts the steps of another cause before its own, for either kind of app.
fn begin_with_steps_of(trouble: &mut Trouble, other: Trouble) {
    use crate::trouble::AppKind::{ConnectedApp, ExternalClientApp};
    let joined = |kind| [other.steps(kind), trouble.steps(kind)].concat();
    let (next, connected) = (joined(ExternalClientApp), joined(ConnectedApp));
    trouble.next_connected = if connected == next { Vec::new() } else { connected };
    trouble.next = next;
}

/// The cause for an answer and what is known besides: another than the answer alone gives, or the same; and,
/// where the evidence is equal, the causes between which it can't be told.
fn apart(seen: &'static Cause, known: &Known) -> (&'static Cause, Option<Equal>) {
    let lacks_api = known.api_granted == Some(false);
    match (seen.id, known.api_granted) {
        ("session_policy", Some(false)) => (&api::API_SCOPE_MISSING, None),
        ("session_policy", None) => {
            let between = vec![
                "the app's OAuth scopes lack Manage user data via APIs (api); the token's answer named no scopes, so this can't be seen",
                "API Access Control, the app's IP Relaxation or a High Assurance session keeps the token out",
                "to find out: look at the app's OAuth scopes in Setup; if api is there, it is a policy",
            ];
            (seen, Some(Equal { between, and_fixes_of: Some(&api::API_SCOPE_MISSING) }))
        }
        ("api_disabled_for_org", _) => match known.edition_has_api {
            Some(true) => (&api::USER_API_DISABLED, None),
            Some(false) => (seen, None),
            None => {
                let between = vec![
                    "the Run As user lacks API Enabled",
                    "the org's edition has no API",
                    "to find out: Setup → Company Information shows the edition; Enterprise, Unlimited, Performance and Developer have the API",
                ];
                (seen, Some(Equal { between, and_fixes_of: Some(&api::USER_API_DISABLED) }))
            }
        },
        ("token_rejected", _) => {
            let is_dead = known.is_active == Some(false) || known.userinfo_takes == Some(false);
            let mut between = Vec::new();
            between.extend(lacks_api.then_some(API_MISSING));
            between.extend(is_dead.then_some(REVOKED));
            between.extend(known.other_host.is_some().then_some(OTHER_HOST));
            between.extend([POLICY, LOCKED]);
            between.extend((!is_dead).then_some(REVOKED));
            between.extend(known.other_host.is_none().then_some(OTHER_HOST));
            between.push("to find out: Setup → Login History has the row of this minute; Setup → Session Settings shows the lock; check again from another network");
            let and_fixes_of = lacks_api.then_some(&api::API_SCOPE_MISSING);
            (seen, Some(Equal { between, and_fixes_of }))
        }
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
    if let Some(kind) = known.token {
        let until = kind.ends_at().map(|at| format!(" and runs until {}", numbers::local(at)));
        words.push(format!("the token is {}{}", kind.words(), until.unwrap_or_default()));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::salesforce::catalogue::Body;
    use crate::trouble::AppKind;

    fn alive() -> Known {
        Known {
            api_granted: Some(true),
            userinfo_takes: Some(true),
            is_active: Some(true),
            ..Known::default()
        }
    }

    fn of(cause: &'static Cause, sure: Sure, known: &Known) -> Trouble {
        let read = Recognised { cause, by: None, sure, body: Body::Empty };
        told(&read, "acme.my.salesforce.com", known).0
    }

    #[test]
    fn refusals_are_told_apart_by_the_evidence() {
        let no_api = Known { api_granted: Some(false), ..alive() };
        let dead = Known { userinfo_takes: Some(false), is_active: Some(false), ..alive() };
        let edition = |has| Known { edition_has_api: Some(has), ..alive() };
        for (seen, known, cause, cannot_tell) in [
            (&api::API_SCOPE_MISSING, no_api.clone(), "api_scope_missing", false),
            (&api::SESSION_POLICY, no_api, "api_scope_missing", false),
            // which policy it is, no answer says
            (&api::SESSION_POLICY, alive(), "session_policy", true),
            (&api::API_DISABLED_FOR_ORG, edition(true), "user_api_disabled", false),
            (&api::API_DISABLED_FOR_ORG, edition(false), "api_disabled_for_org", false),
            (&api::USER_API_DISABLED, alive(), "user_api_disabled", false),
            // calls that all leave from one address prove no lock to an address
            (&api::TOKEN_REJECTED, alive(), "token_rejected", true),
            (&api::TOKEN_REJECTED, dead, "token_rejected", true),
        ] {
            let trouble = of(seen, Sure::Yes, &known);
            assert_eq!((trouble.cause_id(), trouble.cannot_tell), (cause, cannot_tell), "{known:?}");
        }
    }

    #[test]
    fn where_the_evidence_is_equal_it_says_so_and_how_to_find_out() {
        for (seen, known) in [
            (&api::SESSION_POLICY, Known { api_granted: None, ..alive() }),
            (&api::API_DISABLED_FOR_ORG, alive()),
            (&api::TOKEN_REJECTED, Known { userinfo_takes: None, is_active: None, ..alive() }),
        ] {
            let trouble = of(seen, Sure::Yes, &known);
            assert!(trouble.cannot_tell && trouble.causes.len() >= 3);
            assert!(trouble.causes.last().unwrap().starts_with("to find out: "));
            for kind in [AppKind::ConnectedApp, AppKind::ExternalClientApp] {
                assert!(!trouble.steps(kind).is_empty());
            }
        }
    }

    #[test]
    fn the_evidence_orders_the_causes_of_a_dead_token() {
        let first = |known: Known| of(&api::TOKEN_REJECTED, Sure::Yes, &known).causes[0].clone();
        assert_eq!(first(alive()), POLICY);
        assert_eq!(first(Known { api_granted: Some(false), ..alive() }), API_MISSING);
        assert_eq!(first(Known { is_active: Some(false), ..alive() }), REVOKED);
        assert_eq!(first(Known { other_host: Some("b".into()), ..alive() }), OTHER_HOST);
    }

    #[test]
    fn a_token_that_is_no_jwt_is_not_told_as_an_expired_one() {
        let jwt = Known { token: Some(TokenKind::Jwt { ends_at: None }), ..alive() };
        assert!(of(&api::JWT_REFUSED, Sure::Yes, &jwt).causes[0].contains("clock"));
        let opaque = Known { token: Some(TokenKind::Opaque), ..alive() };
        let trouble = of(&api::JWT_REFUSED, Sure::Yes, &opaque);
        assert!(trouble.what.contains("opaque") && trouble.causes[0].contains("opaque"), "{trouble:?}");
    }
}
