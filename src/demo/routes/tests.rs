//! Answers against recorded shapes: names and order of keys, statuses, error texts.

use hyper::HeaderMap;
use serde_json::Value as Json;

use super::*;
use crate::demo::ids;
use crate::demo::org::{CLIENT_ID, CLIENT_SECRET};

mod queries;

/// An org and a token of it.
struct Asker {
    org: Org,
    token: String,
}

impl Asker {
    fn new() -> Self {
        let org = Org::new("http://127.0.0.1:1".into(), 2, None, Default::default());
        let token = org.sessions.grant(&org.id());
        Self { org, token }
    }

    fn ask(&self, verb: &str, target: &str, headers: &[(&'static str, &str)], body: &str) -> Answer {
        let mut map = HeaderMap::new();
        map.insert("authorization", format!("Bearer {}", self.token).parse().unwrap());
        for (name, value) in headers {
            map.insert(*name, value.parse().unwrap());
        }
        answer(&self.org, &Asked::new(verb, target, map, body.to_owned().into()))
    }

    fn get(&self, path: &str) -> Answer {
        self.ask("GET", &format!("/services/data/v60.0/{path}"), &[], "")
    }

    fn json(&self, path: &str) -> Json {
        let answer = self.get(path);
        assert_eq!(answer.status, 200, "{path}: {}", text(&answer));
        json(&answer)
    }

    fn form(&self, path: &str, body: &str) -> Answer {
        self.ask("POST", path, &[("content-type", "application/x-www-form-urlencoded")], body)
    }
}

fn text(answer: &Answer) -> String {
    String::from_utf8(answer.body.to_vec()).unwrap()
}

fn json(answer: &Answer) -> Json {
    serde_json::from_slice(&answer.body).unwrap_or_else(|e| panic!("{e}: {}", text(answer)))
}

fn keys(json: &Json) -> Vec<&str> {
    json.as_object().unwrap_or_else(|| panic!("{json}")).keys().map(String::as_str).collect()
}

#[test]
fn a_grant_is_refused_with_salesforces_words() {
    let asker = Asker::new();
    let table = [
        (
            format!("grant_type=client_credentials&client_id={CLIENT_ID}&client_secret=wrong"),
            "invalid_client",
            "invalid client credentials",
        ),
        (
            format!("grant_type=client_credentials&client_id=3MVG9nobody&client_secret={CLIENT_SECRET}"),
            "invalid_client_id",
            "client identifier invalid",
        ),
        (
            format!("grant_type=password&client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}"),
            "unsupported_grant_type",
            "grant type not supported",
        ),
        (
            format!("{{\"grant_type\":\"client_credentials\",\"client_id\":\"{CLIENT_ID}\"}}"),
            "unsupported_grant_type",
            "grant type not supported",
        ),
        ("grant_type=client_credentials".into(), "invalid_client_id", "client identifier invalid"),
    ];
    for (body, error, description) in table {
        let answer = asker.form("/services/oauth2/token", &body);
        assert_eq!(answer.status, 400);
        assert_eq!(text(&answer), format!(r#"{{"error":"{error}","error_description":"{description}"}}"#));
    }
}

#[test]
fn a_grant_is_given_to_form_and_basic_header_and_tells_what_the_token_is() {
    let asker = Asker::new();
    let basic = base64::Engine::encode(
        &base64::engine::general_purpose::STANDARD,
        format!("{CLIENT_ID}:{CLIENT_SECRET}"),
    );
    let form = format!("grant_type=client_credentials&client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}");
    let logins = asker.org.logins.len();
    let answers = [
        asker.form("/services/oauth2/token", &form),
        asker.ask(
            "POST",
            "/services/oauth2/token",
            &[("authorization", &format!("Basic {basic}"))],
            "grant_type=client_credentials",
        ),
    ];
    for answer in answers {
        let granted = json(&answer);
        assert_eq!(
            keys(&granted),
            ["access_token", "signature", "scope", "instance_url", "id", "token_type", "issued_at"]
        );
        assert_eq!(
            granted["id"],
            format!("http://127.0.0.1:1/id/{}/{}", ids::id("00D", 0), ids::id("005", 0))
        );
        let token = granted["access_token"].as_str().unwrap();
        let told = asker.form(
            "/services/oauth2/introspect",
            &format!("token={token}&client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}"),
        );
        let told = json(&told);
        assert_eq!(
            keys(&told),
            ["active", "scope", "client_id", "username", "sub", "token_type", "exp", "iat", "nbf"]
        );
        assert_eq!(told["scope"], granted["scope"]);
    }
    assert_eq!(asker.org.logins.len(), logins + 2);
}

#[test]
fn a_revoked_token_is_dead_everywhere() {
    let asker = Asker::new();
    assert_eq!(asker.get("limits").status, 200);
    assert_eq!(asker.form("/services/oauth2/revoke", &format!("token={}", asker.token)).status, 200);
    assert_eq!(asker.get("limits").status, 401);
    let answer = asker.ask("GET", "/services/oauth2/userinfo", &[], "");
    assert_eq!((answer.status, text(&answer).as_str()), (403, "Bad_OAuth_Token"));
    let told = asker.form(
        "/services/oauth2/introspect",
        &format!("token={}&client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}", asker.token),
    );
    assert_eq!(text(&told), r#"{"active":false}"#);
    assert_eq!(json(&asker.form("/services/oauth2/revoke", "token=x"))["error"], "invalid_token");
}

#[test]
fn userinfo_and_the_identity_url_name_the_run_as_user() {
    let asker = Asker::new();
    let told = json(&asker.ask("GET", "/services/oauth2/userinfo", &[], ""));
    assert_eq!(told["preferred_username"], "svc.orgscope@demo.example");
    assert_eq!(keys(&told)[..4], ["sub", "user_id", "organization_id", "preferred_username"]);
    let path = format!("/id/{}/{}", ids::id("00D", 0), ids::id("005", 0));
    assert_eq!(json(&asker.ask("GET", &path, &[], ""))["username"], told["preferred_username"]);
    assert_eq!(asker.ask("GET", &path.replace("00D5", "00D6"), &[], "").status, 403);
}

#[test]
fn versions_need_no_token_and_others_are_not_found_or_gone() {
    let asker = Asker::new();
    let dead = Asker { token: "x".into(), ..Asker::new() };
    let versions = json(&dead.ask("GET", "/services/data/", &[], ""));
    let newest = versions.as_array().unwrap().last().unwrap();
    assert_eq!(newest.to_string(), r#"{"label":"Winter '27","url":"/services/data/v68.0","version":"68.0"}"#);
    for (version, status) in
        [("v68.0", 200), ("v31.0", 200), ("v69.0", 404), ("v30.0", 410), ("v60", 404), ("latest", 404)]
    {
        assert_eq!(
            asker.ask("GET", &format!("/services/data/{version}/"), &[], "").status,
            status,
            "{version}"
        );
    }
    let answer = asker.get("no/such/thing");
    assert_eq!(
        text(&answer),
        r#"[{"message":"The requested resource does not exist","errorCode":"NOT_FOUND"}]"#
    );
    assert_eq!(asker.ask("GET", "/setup", &[], "").status, 404);
}

#[test]
fn describe_global_has_the_recorded_keys_in_their_order() {
    let asker = Asker::new();
    let all = asker.json("sobjects");
    assert_eq!(keys(&all), ["encoding", "maxBatchSize", "sobjects"]);
    // As recorded of API version 52.
    let wanted = "activateable associateEntityType associateParentEntity createable custom customSetting deepCloneable \
        deletable deprecatedAndHidden feedEnabled hasSubtypes isInterface isSubtype keyPrefix label labelPlural layoutable \
        mergeable mruEnabled name queryable replicateable retrieveable searchable triggerable undeletable updateable urls";
    for row in all["sobjects"].as_array().unwrap() {
        assert_eq!(keys(row), wanted.split_whitespace().collect::<Vec<_>>());
    }
    let names: Vec<&str> =
        all["sobjects"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
    for name in [
        "Account",
        "Contact",
        "Opportunity",
        "Lead",
        "Case",
        "Task",
        "Event",
        "User",
        "Organization",
        "Installation__c",
        "Sample_0002__c",
    ] {
        assert!(names.contains(&name), "{name}");
    }
    let basic = asker.json("sobjects/account");
    assert_eq!(keys(&basic), ["objectDescribe", "recentItems"]);
    assert_eq!(basic["objectDescribe"], all["sobjects"][0]);
    assert_eq!(keys(&basic["recentItems"][0]), ["attributes", "Id", "Name"]);
}

#[test]
fn a_describe_has_the_recorded_keys_and_can_be_not_modified() {
    let asker = Asker::new();
    let recorded: Json =
        serde_json::from_str(include_str!("../../../assets/demo/objects/Lead.json")).unwrap();
    for name in ["Account", "User", "Installation__c", "Sample_0001__c", "LoginHistory"] {
        let describe = asker.json(&format!("sobjects/{name}/describe"));
        assert_eq!(keys(&describe), keys(&recorded), "{name}");
        for field in describe["fields"].as_array().unwrap() {
            assert_eq!(keys(field), keys(&recorded["fields"][0]), "{name}.{}", field["name"]);
        }
        assert_eq!(describe["urls"]["describe"], format!("/services/data/v60.0/sobjects/{name}/describe"));
    }
    let path = "/services/data/v60.0/sobjects/Account/describe";
    let date = asker.get("sobjects/Account/describe").header("last-modified").unwrap().to_owned();
    let same = asker.ask("GET", path, &[("if-modified-since", &date)], "");
    assert_eq!((same.status, same.body.len()), (304, 0));
    assert!(same.header("etag").is_some_and(|tag| tag.len() == 10));
    assert_eq!(
        asker.ask("GET", path, &[("if-modified-since", "Wed, 3 Jul 2013 19:43:31 GMT")], "").status,
        200
    );
    assert_eq!(asker.get("sobjects/Nope__c/describe").status, 404);
}

#[test]
fn a_record_comes_whole_or_with_some_fields() {
    let asker = Asker::new();
    let id = ids::id("003", 700);
    let whole = asker.json(&format!("sobjects/Contact/{id}"));
    let describe = asker.json("sobjects/Contact/describe");
    let names: Vec<&str> =
        describe["fields"].as_array().unwrap().iter().map(|f| f["name"].as_str().unwrap()).collect();
    assert_eq!(keys(&whole)[1..], names);
    assert_eq!(
        whole["attributes"].to_string(),
        format!(r#"{{"type":"Contact","url":"/services/data/v60.0/sobjects/Contact/{id}"}}"#)
    );
    let some = asker.json(&format!("sobjects/contact/{}?fields=lastname,AccountId", ids::short(&id)));
    assert_eq!(keys(&some), ["attributes", "LastName", "AccountId", "Id"]);
    assert_eq!(some["LastName"], whole["LastName"]);
    let address = &asker.json(&format!("sobjects/Account/{}", ids::id("001", 2)))["BillingAddress"];
    assert_eq!(
        keys(address),
        ["city", "country", "geocodeAccuracy", "latitude", "longitude", "postalCode", "state", "street"]
    );
    let document = ids::id("015", 0);
    let body = asker.json(&format!("sobjects/Document/{document}?fields=Body"));
    let blob = body["Body"].as_str().unwrap();
    assert_eq!(blob, format!("/services/data/v60.0/sobjects/Document/{document}/Body"));
    assert!(text(&asker.ask("GET", blob, &[], "")).starts_with("Type plate 1\n"));
}

#[test]
fn what_is_not_there_is_said_in_salesforces_words() {
    let asker = Asker::new();
    let id = ids::id("001", 3);
    let table = [
        (
            format!("sobjects/Account/{}", ids::id("001", 9_999_999)),
            404,
            "NOT_FOUND",
            "The requested resource does not exist",
        ),
        (format!("sobjects/Contact/{id}"), 404, "NOT_FOUND", "The requested resource does not exist"),
        (
            "sobjects/Account/23foo".into(),
            404,
            "NOT_FOUND",
            "Provided external ID field does not exist or is not accessible: 23foo",
        ),
        (
            format!("sobjects/Account/{id}?fields=AccountNumer"),
            400,
            "INVALID_FIELD",
            "No such column 'AccountNumer' on sobject of type Account",
        ),
        (format!("sobjects/Lead/{}", ids::id("00Q", 41)), 404, "ENTITY_IS_DELETED", "entity is deleted"),
        (format!("sobjects/Nope/{id}"), 404, "NOT_FOUND", "The requested resource does not exist"),
    ];
    for (path, status, code, message) in table {
        let answer = asker.get(&path);
        let error = &json(&answer)[0];
        assert_eq!(
            (answer.status, &error["errorCode"], &error["message"]),
            (status, &code.into(), &message.into()),
            "{path}"
        );
        assert_eq!(keys(error)[..2], ["message", "errorCode"]);
    }
}

#[test]
fn a_record_that_did_not_change_is_not_sent_again() {
    let asker = Asker::new();
    let path = format!("/services/data/v60.0/sobjects/Account/{}", ids::id("001", 4));
    let first = asker.ask("GET", &path, &[], "");
    let changed = first.header("last-modified").unwrap();
    assert!(first.header("etag").is_some_and(|tag| tag.ends_with("--gzip\"")), "{:?}", first.headers);
    let again = asker.ask("GET", &path, &[("if-modified-since", changed)], "");
    assert_eq!((again.status, again.body.len()), (304, 0));
    assert!(asker.get(&format!("sobjects/Contact/{}", ids::id("003", 4))).header("etag").is_none());
}

#[test]
fn relationships_are_walked() {
    let asker = Asker::new();
    let contact = ids::id("003", 700);
    let record = asker.json(&format!("sobjects/Contact/{contact}"));
    let account = asker.json(&format!("sobjects/Contact/{contact}/Account"));
    assert_eq!(account["Id"], record["AccountId"]);
    let contacts =
        asker.json(&format!("sobjects/Account/{}/Contacts?fields=LastName", account["Id"].as_str().unwrap()));
    assert_eq!(keys(&contacts), ["totalSize", "done", "records"]);
    assert!(contacts["records"].as_array().unwrap().iter().any(|row| row["Id"] == contact.as_str()));
    let none = asker.json(&format!("sobjects/Account/{}/Contacts", ids::id("001", 1)));
    assert_eq!(none.to_string(), r#"{"totalSize":0,"done":true,"records":[]}"#);
    assert_eq!(asker.get(&format!("sobjects/Contact/{contact}/Nope")).status, 404);
    let one = asker.json("sobjects/Installation__c/External_Ref__c/ext-c0ffee");
    assert_eq!(one["Id"], ids::id("a01", 0));
}

#[test]
fn writes_and_wrong_methods_are_refused() {
    let asker = Asker::new();
    let id = ids::id("001", 0);
    let table = [
        ("POST", "sobjects/Account".to_owned(), "HEAD,GET"),
        ("PATCH", format!("sobjects/Account/{id}"), "HEAD,GET"),
        ("DELETE", format!("sobjects/Account/{id}"), "HEAD,GET"),
        ("POST", "limits".to_owned(), "HEAD,GET"),
        ("GET", "composite/batch".to_owned(), "POST"),
    ];
    for (verb, path, allowed) in table {
        let answer = asker.ask(verb, &format!("/services/data/v60.0/{path}"), &[], "{}");
        let wanted = format!(
            r#"[{{"errorCode":"METHOD_NOT_ALLOWED","message":"HTTP Method '{verb}' not allowed. Allowed are {allowed}"}}]"#
        );
        assert_eq!((answer.status, text(&answer)), (405, wanted), "{path}");
    }
}

#[test]
fn counts_and_limits() {
    let asker = Asker::new();
    let counts = asker.json("limits/recordCount?sObjects=contact,Nope,Lead");
    assert_eq!(counts["sObjects"][0].to_string(), r#"{"count":5200,"name":"Contact"}"#);
    assert_eq!(counts["sObjects"].as_array().unwrap().len(), 2);
    assert!(counts["sObjects"][1]["count"].as_u64().unwrap() < 2_300, "without the deleted");
    assert!(asker.json("limits/recordCount")["sObjects"].as_array().unwrap().len() > 20);
    assert!(keys(&asker.json("limits")).is_sorted());
    assert_eq!(asker.json("recent?limit=2").as_array().unwrap().len(), 2);
    assert!(keys(&asker.json("")).contains(&"sobjects"));
}

#[test]
fn many_records_and_many_requests_come_in_one() {
    let asker = Asker::new();
    let (one, none) = (ids::id("001", 5), ids::id("001", 9_999_999));
    let path = format!("composite/sobjects/Account?ids={one},{none}&fields=Name");
    let found = asker.json(&path);
    assert_eq!(
        (keys(&found[0]).as_slice(), &found[1]),
        (["attributes", "Name", "Id"].as_slice(), &Json::Null)
    );

    let before = asker.org.calls();
    let body = format!(
        r#"{{"compositeRequest":[{{"method":"GET","url":"/services/data/v60.0/sobjects/Account/{one}?fields=Name","referenceId":"a"}},
        {{"method":"GET","url":"/services/data/v60.0/sobjects/Account/{one}?fields=Nope","referenceId":"b"}},
        {{"method":"GET","url":"/services/data/v60.0/sobjects/Account/describe","referenceId":"c","httpHeaders":{{"If-Modified-Since":"Fri, 01 Jan 2027 00:00:00 GMT"}}}},
        {{"method":"DELETE","url":"/services/data/v60.0/sobjects/Account/{one}","referenceId":"d"}}]}}"#
    );
    let answer = json(&asker.ask("POST", "/services/data/v60.0/composite", &[], &body));
    let parts = answer["compositeResponse"].as_array().unwrap();
    assert!(parts.iter().all(|part| keys(part) == ["body", "httpHeaders", "httpStatusCode", "referenceId"]));
    let statuses: Vec<u64> = parts.iter().map(|part| part["httpStatusCode"].as_u64().unwrap()).collect();
    assert_eq!(statuses, [200, 400, 304, 405]);
    assert_eq!(keys(&parts[1]["body"][0]), ["errorCode", "message"]);
    assert_eq!(
        (keys(&parts[2]["httpHeaders"]).as_slice(), &parts[2]["body"]),
        (["ETag", "Last-Modified"].as_slice(), &Json::Null)
    );
    assert_eq!(asker.org.calls(), before + 1);

    let contact = ids::id("003", 700);
    let body = format!(
        r#"{{"compositeRequest":[{{"method":"GET","url":"/services/data/v60.0/sobjects/Contact/{contact}","referenceId":"who"}},
        {{"method":"GET","url":"/services/data/v60.0/sobjects/Account/@{{who.AccountId}}?fields=Name","referenceId":"firm"}},
        {{"method":"GET","url":"/services/data/v60.0/sobjects/Account/@{{nobody.Id}}","referenceId":"none"}}]}}"#
    );
    let answer = json(&asker.ask("POST", "/services/data/v60.0/composite", &[], &body));
    let parts = &answer["compositeResponse"];
    assert_eq!(parts[1]["body"]["Id"], parts[0]["body"]["AccountId"]);
    assert_eq!(parts[2]["body"][0]["errorCode"], "PROCESSING_HALTED");
    let before = asker.org.calls() - 1;

    let body = r#"{"haltOnError":true,"batchRequests":[{"method":"GET","url":"v60.0/limits"},{"method":"GET","url":"v60.0/nope"},{"method":"GET","url":"v60.0/limits"}]}"#;
    let answer = json(&asker.ask("POST", "/services/data/v60.0/composite/batch", &[], body));
    let statuses: Vec<u64> = answer["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| part["statusCode"].as_u64().unwrap())
        .collect();
    assert_eq!((answer["hasErrors"].as_bool(), statuses), (Some(true), vec![200, 404, 412]));
    assert_eq!(asker.org.calls(), before + 4, "each part is a call");
    assert_eq!(asker.ask("POST", "/services/data/v60.0/composite", &[], "{").status, 400);
}

#[test]
fn a_record_that_is_read_is_a_recent_item_unless_the_header_says_no() {
    let asker = Asker::new();
    let path = |version: &str, object: &str, n: usize| {
        let id = ids::id(if object == "Account" { "001" } else { "003" }, n);
        (format!("/services/data/v{version}/sobjects/{object}/{id}"), id)
    };
    let first = || asker.json("recent?limit=1")[0]["Id"].as_str().map(str::to_owned);
    let before = first();
    let no = [("sforce-mru", "updateMru=false")];
    for (version, headers) in [("60.0", &no[..]), ("68.0", &no[..]), ("59.0", &[])] {
        assert_eq!(asker.ask("GET", &path(version, "Account", 40).0, headers, "").status, 200);
        assert_eq!(first(), before, "{version} {headers:?}");
    }
    // Queries never do, and a part of a composite is a read of its own.
    asker.json("query?q=SELECT+Id+FROM+Account+LIMIT+1");
    assert_eq!(first(), before);
    for (headers, n) in [(vec![], 41), (vec![("sforce-mru", "updateMru=true")], 42)] {
        let (path, id) = path("60.0", "Account", n);
        asker.ask("GET", &path, &headers, "");
        assert_eq!(first(), Some(id));
    }
    let (inner, id) = path("60.0", "Contact", 3);
    let body =
        format!(r#"{{"batchRequests":[{{"method":"GET","url":"{}"}}]}}"#, &inner["/services/data/".len()..]);
    asker.ask("POST", "/services/data/v60.0/composite/batch", &no, &body);
    assert_ne!(first(), Some(id.clone()));
    asker.ask("POST", "/services/data/v60.0/composite/batch", &[], &body);
    assert_eq!(first(), Some(id));
}
