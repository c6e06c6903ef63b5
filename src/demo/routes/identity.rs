//! Who the token is for: userinfo, the identity URL; and the discovery document.

use serde_json::{Value as Json, json};

use super::bearer;
use crate::demo::evaluate::{Source, Value, moment_text};
use crate::demo::exchange::{Answer, Asked};
use crate::demo::org::Org;

/// 403 with a bare word, not REST's array (as public clients find it and refresh their token on it).
fn refused(org: &Org, asked: &Asked) -> Option<Answer> {
    let word = match bearer(asked) {
        None => "Missing_OAuth_Token",
        Some(token) if !org.sessions.uses(token) => "Bad_OAuth_Token",
        Some(_) => return None,
    };
    Some(Answer { status: 403, ..Answer::html(403, word) })
}

/// A text of the Run As user's row, null where it is empty.
fn user(org: &Org, field: &str) -> Json {
    let Some(table) = org.rows.table("User") else { return Json::Null };
    let Some(n) = org.rows.sobject(table).field(field) else { return Json::Null };
    match org.rows.value(table, 0, n) {
        Value::Text(text) | Value::Id(text) => json!(text),
        Value::Bool(yes) => json!(yes),
        Value::DateTime(moment) => json!(moment_text(moment)),
        _ => Json::Null,
    }
}

fn urls(org: &Org) -> Json {
    let below = |path: &str| format!("{}/services/data/v{{version}}/{path}", org.base_url);
    json!({
        "rest": below(""),
        "sobjects": below("sobjects/"),
        "search": below("search/"),
        "query": below("query/"),
        "recent": below("recent/"),
        "tooling_rest": below("tooling/"),
        "profile": format!("{}/{}", org.base_url, org.user_id()),
    })
}

fn photos(org: &Org) -> Json {
    json!({
        "picture": format!("{}/profilephoto/005/F", org.base_url),
        "thumbnail": format!("{}/profilephoto/005/T", org.base_url),
    })
}

/// OpenID Connect's claims (Salesforce Help, "UserInfo Endpoint").
pub fn userinfo(org: &Org, asked: &Asked) -> Answer {
    if let Some(refused) = refused(org, asked) {
        return refused;
    }
    let answer = json!({
        "sub": format!("{}/id/{}/{}", org.base_url, org.id(), org.user_id()),
        "user_id": org.user_id(),
        "organization_id": org.id(),
        "preferred_username": user(org, "Username"),
        "nickname": user(org, "CommunityNickname"),
        "name": user(org, "Name"),
        "email": user(org, "Email"),
        "email_verified": true,
        "given_name": user(org, "FirstName"),
        "family_name": user(org, "LastName"),
        "zoneinfo": user(org, "TimeZoneSidKey"),
        "photos": photos(org),
        "profile": format!("{}/{}", org.base_url, org.user_id()),
        "picture": format!("{}/profilephoto/005/F", org.base_url),
        "address": {},
        "is_salesforce_integration_user": false,
        "urls": urls(org),
        "active": user(org, "IsActive"),
        "user_type": "STANDARD",
        "language": user(org, "LanguageLocaleKey"),
        "locale": user(org, "LocaleSidKey"),
        "utcOffset": 0,
        "updated_at": user(org, "LastModifiedDate").as_str().map(|text| text.replace(".000+0000", "Z")),
    });
    Answer::json(answer.to_string())
}

/// The identity URL (Salesforce Help, "Identity URLs").
pub fn identity(org: &Org, asked: &Asked, org_id: &str, user_id: &str) -> Answer {
    if let Some(refused) = refused(org, asked) {
        return refused;
    }
    let same = |a: &str, b: &str| a.get(..15).is_some_and(|a| a == &b[..15]);
    if !same(org_id, &org.id()) {
        return Answer::html(403, "Wrong_Org");
    }
    if !same(user_id, &org.user_id()) {
        return Answer::html(404, "Bad_Id");
    }
    let answer = json!({
        "id": format!("{}/id/{}/{}", org.base_url, org.id(), org.user_id()),
        "asserted_user": true,
        "user_id": org.user_id(),
        "organization_id": org.id(),
        "username": user(org, "Username"),
        "nick_name": user(org, "CommunityNickname"),
        "display_name": user(org, "Name"),
        "email": user(org, "Email"),
        "email_verified": true,
        "first_name": user(org, "FirstName"),
        "last_name": user(org, "LastName"),
        "timezone": user(org, "TimeZoneSidKey"),
        "photos": photos(org),
        "urls": urls(org),
        "active": user(org, "IsActive"),
        "user_type": "STANDARD",
        "language": user(org, "LanguageLocaleKey"),
        "locale": user(org, "LocaleSidKey"),
        "utcOffset": 0,
        "last_modified_date": user(org, "LastModifiedDate"),
    });
    Answer::json(answer.to_string())
}

/// `/.well-known/openid-configuration`: needs no token.
pub fn discovery(org: &Org) -> Answer {
    let below = |name: &str| format!("{}/services/oauth2/{name}", org.base_url);
    let answer = json!({
        "issuer": org.base_url,
        "token_endpoint": below("token"),
        "revocation_endpoint": below("revoke"),
        "userinfo_endpoint": below("userinfo"),
        "introspection_endpoint": below("introspect"),
        "scopes_supported": super::oauth::SCOPES.split(' ').collect::<Vec<_>>(),
        "subject_types_supported": ["public"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
    });
    Answer::json(answer.to_string())
}
