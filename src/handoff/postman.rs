//! The token request and a GET as a Postman collection, format v2.1. Key, secret and token are collection variables
//! of type `secret`, and empty. Postman's own words promise masking for environments and globals (Postman blog,
//! "Introducing the Secret Variable Type in Postman"), so the description names the environment as the safest place;
//! its values win over those of the collection.

use serde_json::json;

use super::{TOKEN_PATH, Target, one_line};

/// Keeps what the GET needs (Postman learning center, "Write scripts to process and visualize responses").
const KEEP_TOKEN: &str = r#"const answer = pm.response.json();
pm.test("Salesforce grants a token", () => {
  pm.expect(pm.response.code, `${answer.error}: ${answer.error_description}`).to.equal(200);
});
pm.collectionVariables.set("access_token", answer.access_token);
pm.collectionVariables.set("instance_url", answer.instance_url);"#;

/// The API answers a refusal with a list of one error.
const SEE_ANSWER: &str = r#"pm.test("The API answers", () => {
  pm.expect(pm.response.code, pm.response.text()).to.equal(200);
});"#;

/// The collection.
pub fn collection(target: &Target) -> String {
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", "{{client_id}}"),
        ("client_secret", "{{client_secret}}"),
    ];
    // A segment with a colon before it would be read as a path variable.
    let path = target.path.replace("/:", "/%3A");
    let collection = json!({
        "info": {
            "name": format!("orgscope: {}", one_line(&target.org)),
            "description": format!(
                "{}.\n\nGive client_id (consumer key) and client_secret (consumer secret) a value, best in an \
                 environment with variables of type secret, else as current values here; then send the two requests \
                 in order. With newman: `newman run FILE --env-var client_id=… --env-var client_secret=…`.",
                target.title()
            ),
            "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
        },
        "variable": [
            { "key": "login_url", "value": target.login_url, "type": "string" },
            { "key": "client_id", "value": "", "type": "secret" },
            { "key": "client_secret", "value": "", "type": "secret" },
            { "key": "access_token", "value": "", "type": "secret" },
            { "key": "instance_url", "value": "", "type": "string" },
        ],
        "item": [
            {
                "name": "Token by client credentials",
                "event": [script(KEEP_TOKEN)],
                "request": {
                    "method": "POST",
                    "auth": { "type": "noauth" },
                    "header": [accept()],
                    "body": {
                        "mode": "urlencoded",
                        "urlencoded": form.map(|(key, value)| json!({ "key": key, "value": value })),
                    },
                    "url": format!("{{{{login_url}}}}{TOKEN_PATH}"),
                },
            },
            {
                "name": format!("GET {}", target.path),
                "event": [script(SEE_ANSWER)],
                "request": {
                    "method": "GET",
                    "auth": {
                        "type": "bearer",
                        "bearer": [{ "key": "token", "value": "{{access_token}}", "type": "string" }],
                    },
                    "header": [accept(), json!({ "key": "Sforce-Mru", "value": "updateMru=false" })],
                    "url": format!("{{{{instance_url}}}}{path}"),
                },
            },
        ],
    });
    format!("{collection:#}\n")
}

fn accept() -> serde_json::Value {
    json!({ "key": "Accept", "value": "application/json" })
}

fn script(lines: &str) -> serde_json::Value {
    let lines: Vec<&str> = lines.lines().collect();
    json!({ "listen": "test", "script": { "type": "text/javascript", "exec": lines } })
}
