//! What a session does with a refusal before it tells it: renews a dead token, looks up the nearest names.

use super::*;

fn refusal(status: u16, code: &str, message: &str) -> Reply {
    Reply::json(status, &format!(r#"[{{"message":"{message}","errorCode":"{code}"}}]"#))
}

#[tokio::test]
async fn a_token_is_renewed_once_and_silently_however_its_death_is_said() {
    type Case = (&'static str, fn() -> Reply);
    let cases: [Case; 4] = [
        ("an expired session", dead),
        ("an expired JWT", || refusal(401, "INVALID_AUTH_HEADER", "INVALID_JWT_FORMAT")),
        ("behind 403", || refusal(403, "INVALID_SESSION_ID", "Session expired or invalid")),
        ("the identity service's word", || {
            Reply::Http(403, vec![("content-type", "text/html".into())], b"Bad_OAuth_Token".to_vec())
        }),
    ];
    for (name, refused) in cases {
        let server = org(move |seen| match seen.header("authorization") {
            Some("Bearer 00D5g000008XyZa!token-1") => refused(),
            _ => Reply::json(200, "{}"),
        })
        .await;
        session(&server).get(get(LIMITS)).await.unwrap_or_else(|trouble| panic!("{name}: {trouble:?}"));
        assert_eq!((server.count(TOKEN), server.count(LIMITS)), (2, 2), "{name}");
    }
}

#[tokio::test]
async fn a_token_that_lives_and_is_kept_out_is_not_renewed() {
    for (code, message, id) in [
        ("INVALID_SESSION_ID", "This session is not valid for use with the REST API", "api.session_policy"),
        ("INVALID_AUTH_HEADER", "INVALID_SCOPES", "api.api_scope_missing"),
        ("INVALID_AUTH_HEADER", "INVALID_HEADER_TYPE", "api.bad_auth_header"),
    ] {
        let server = org(move |_| refusal(401, code, message)).await;
        let trouble = session(&server).get(get(LIMITS)).await.unwrap_err();
        assert_eq!((trouble.id.as_str(), server.count(TOKEN), server.count(LIMITS)), (id, 1, 1), "{message}");
    }
}

#[tokio::test]
async fn a_mistyped_name_is_offered_the_nearest_ones_and_the_call_for_it_is_said() {
    let server = org(|seen| match seen.target.as_str() {
        "/services/data/v64.0/sobjects/Account/describe" => {
            Reply::json(200, r#"{"name":"Account","fields":[{"name":"Name"},{"name":"Industry"}]}"#)
        }
        "/services/data/v64.0/sobjects" => Reply::json(200, r#"{"sobjects":[{"name":"Account"}]}"#),
        target if target.contains("query") => {
            refusal(400, "INVALID_FIELD", "No such column 'Nmae' on entity 'Account'.")
        }
        _ => refusal(404, "NOT_FOUND", "The requested resource does not exist"),
    })
    .await;
    for (path, near) in [
        ("/services/data/v64.0/query?q=SELECT+Nmae+FROM+Account", "Did you mean Name?"),
        ("/services/data/v64.0/sobjects/Acount/describe", "Did you mean Account?"),
    ] {
        let trouble = session(&server).get(get(path)).await.unwrap_err();
        assert_eq!(trouble.next[0].line(), near, "{trouble:?}");
        assert!(trouble.causes[0].contains("mistyped"), "{:?}", trouble.causes);
        assert!(trouble.evidence.seen.iter().any(|seen| seen.contains("1 API call")), "{trouble:?}");
    }
}
