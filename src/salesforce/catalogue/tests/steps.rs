//! The clicks go the same way as the sentence.

use crate::salesforce::catalogue::{all, by_id};
use crate::trouble::AppKind;

/// Whether a sentence says that there is too much of something.
fn says_too_much(says: &str) -> bool {
    let says = says.to_lowercase();
    ["more than reading needs", "too many", "too broad", "broader", "longer than"]
        .iter()
        .any(|words| says.contains(words))
}

/// Whether a step gives more of it.
fn adds(step: &str) -> bool {
    let step = step.to_lowercase();
    step.split([' ', ',', ';']).any(|word| matches!(word, "add" | "tick" | "select" | "enable" | "grant"))
}

#[test]
fn what_was_granted_too_much_is_never_mended_by_granting_more() {
    let mut seen = Vec::new();
    for cause in all().filter(|cause| says_too_much(cause.says)) {
        let trouble = cause.trouble(&Default::default());
        for kind in [AppKind::ExternalClientApp, AppKind::ConnectedApp] {
            for step in trouble.steps(kind) {
                assert!(!adds(&step.line()), "{}: {}", cause.id, step.line());
            }
        }
        seen.push(cause.id);
    }
    for id in ["scope_broader_than_reading", "too_many_scopes", "headers_too_long"] {
        assert!(seen.contains(&id), "{id} is not among {seen:?}");
    }
}

#[test]
fn what_is_missing_is_mended_by_giving_it() {
    for id in ["api_scope_missing", "identity_scope_missing", "invalid_scope", "no_usable_scope"] {
        let trouble = by_id(id).unwrap().trouble(&Default::default());
        for kind in [AppKind::ExternalClientApp, AppKind::ConnectedApp] {
            assert!(trouble.steps(kind).iter().any(|step| adds(&step.line())), "{id}");
        }
    }
}

#[test]
fn a_frozen_user_is_not_only_unfrozen() {
    let frozen = by_id("user_frozen").unwrap();
    let names = crate::salesforce::catalogue::Names { address: Some("203.0.113.7"), ..Default::default() };
    let lines: Vec<_> = frozen.trouble(&names).next.iter().map(|step| step.line()).collect();
    let at = |words: &str| {
        lines.iter().position(|line| line.contains(words)).unwrap_or_else(|| panic!("{words}: {lines:?}"))
    };
    assert!(at("Salesforce Security notification") < at("203.0.113.7"));
    assert!(at("203.0.113.7") < at("Unfreeze"));
    assert!(frozen.likely.iter().any(|cause| cause.contains("unfreezing alone does not hold")));
    let refused = by_id("run_as_user_login_refused").unwrap();
    assert!(refused.fix.iter().any(|step| step.contains("Salesforce Security notification")));
}

#[test]
fn the_trap_of_the_license_is_named() {
    for id in ["user_not_authorised_for_app", "object_not_visible", "nothing_visible"] {
        let cause = by_id(id).unwrap();
        let steps = cause.fix.join(" ") + &cause.fix_eca.join(" ");
        assert!(steps.contains("Salesforce API Integration"), "{id}");
    }
    let restricted = by_id("ip_restricted").unwrap();
    for steps in [restricted.fix, restricted.fix_eca] {
        assert!(steps.join(" ").contains("Enforce login IP ranges on every request"));
    }
}
