//! Evidence before codes: no verdict is surer than what was seen.

use super::{answer, oauth, rest};
use crate::salesforce::catalogue::{Answer, Facts, Phase, Sure, all, recognise};

/// Words that no row knows.
const NEW: &str = "something that nobody has seen before";

#[test]
fn the_same_description_is_the_same_cause_whatever_code_is_beside_it() {
    let known = all().flat_map(|cause| cause.matches.iter().map(move |row| (cause, row)));
    let rows: Vec<_> =
        known.filter(|(_, row)| row.phase == Some(Phase::Token) && row.code.is_empty()).collect();
    assert!(rows.len() > 15);
    for (cause, row) in rows {
        for words in
            row.says.iter().copied().filter(|_| row.when == crate::salesforce::catalogue::When::Always)
        {
            for code in
                ["invalid_grant", "invalid_client", "invalid_request", "invalid_client_id", "a_new_code"]
            {
                let found = answer(Phase::Token, 400, &oauth(code, words));
                assert_eq!(found.cause.id, cause.id, "{code}: {words}");
                assert_ne!(found.sure, Sure::ByCodeAlone, "{code}: {words}");
            }
        }
    }
}

#[test]
fn a_text_that_is_not_known_is_no_sure_verdict_because_its_code_is() {
    for cause in all() {
        for row in cause.matches.iter().filter(|row| !row.code.is_empty() && !row.in_own_words) {
            let phase = row.phase.unwrap_or(if row.code.contains(char::is_lowercase) {
                Phase::Token
            } else {
                Phase::Data
            });
            let status = row.status.first().copied().unwrap_or(400);
            let body = if phase == Phase::Token { oauth(row.code, NEW) } else { rest(row.code, NEW) };
            let found = answer(phase, status, &body);
            assert!(
                !found.is_known()
                    || found.by.is_some_and(|by| by.in_own_words)
                    || found.sure == Sure::ByCodeAlone,
                "{} by {}",
                found.cause.id,
                row.code
            );
        }
    }
    // Without words there is nothing unknown: the code is all the evidence.
    assert_eq!(answer(Phase::Token, 400, &oauth("inactive_user", "")).sure, Sure::Yes);
    assert_eq!(answer(Phase::Token, 400, &oauth("inactive_user", "user is inactive")).sure, Sure::Yes);
}

#[test]
fn what_no_primary_source_confirms_is_most_likely_and_no_more() {
    for (phase, status, body) in [
        (Phase::Token, 400, oauth("invalid_request", "PKCE is required")),
        (Phase::Token, 400, oauth("unauthorized_client", "")),
        (Phase::Token, 400, oauth("invalid_grant", "inactive organization")),
        (Phase::Identity, 403, "Wrong_Org".to_owned()),
        (Phase::Data, 403, rest("SOMETHING", "blocked by a Transaction Security Policy")),
    ] {
        let found = answer(phase, status, &body);
        assert!(found.is_known() && found.sure == Sure::MostLikely, "{body}: {found:?}");
    }
}

#[test]
fn a_my_domain_host_that_refuses_the_flow_is_no_generic_host() {
    let body = oauth("invalid_grant", "request not supported on this domain");
    let of = |host| {
        let answer = Answer {
            phase: Phase::Token,
            host,
            status: 400,
            content_type: "application/json",
            location: None,
            body: body.as_bytes(),
            facts: Facts::default(),
        };
        recognise(&answer).cause
    };
    for host in ["acme.my.salesforce.com", "acme--uat.sandbox.my.salesforce.com"] {
        let cause = of(host);
        assert_eq!(cause.id, "domain_refuses_flow");
        let all = [cause.likely, cause.fix, cause.fix_eca].concat().join(" ");
        assert!(!all.contains("login.salesforce.com") && all.contains("Run As"), "{all}");
    }
    assert_eq!(of("www.acme.example").id, "generic_host");
}

#[test]
fn every_text_has_its_source() {
    for cause in all() {
        for row in cause.matches {
            assert!(row.source.len() > 5, "{}: {row:?}", cause.id);
        }
    }
}
