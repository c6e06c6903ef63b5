//! The token request and a GET as an ES module for Node, with its own `fetch`.

use super::{CLIENT_ID, CLIENT_SECRET, TOKEN_PATH, Target, literal};

/// The module.
pub fn module(target: &Target) -> String {
    format!(
        r#"// {title}
// Needs: Node 18 or newer; {CLIENT_ID} and {CLIENT_SECRET} (consumer key and secret) in the environment.
// Save as request.mjs, run as: node request.mjs
const loginUrl = {login};
const path = {path};

function fail(text) {{
  console.error(text);
  process.exit(1);
}}

const setting = (name) => process.env[name] || fail(`${{name}} is not set`);

async function answer(url, options) {{
  // No redirect is followed: secret and token go to no other host.
  const guarded = {{ ...options, redirect: "error", signal: AbortSignal.timeout(60_000) }};
  const response = await fetch(url, guarded).catch((error) => fail(`${{url}}: ${{error.cause ?? error}}`));
  const body = await response.text();
  return response.ok ? body : fail(`${{response.status}} ${{response.statusText}}\n${{body}}`);
}}

const form = new URLSearchParams({{
  grant_type: "client_credentials",
  client_id: setting("{CLIENT_ID}"),
  client_secret: setting("{CLIENT_SECRET}"),
}});
const token = JSON.parse(await answer(`${{loginUrl}}{TOKEN_PATH}`, {{ method: "POST", body: form }}));

// A record that is read does not become a recent item of the Run As user.
const noView = {{ "Sforce-Mru": "updateMru=false" }};
const headers = {{ Accept: "application/json", Authorization: `Bearer ${{token.access_token}}`, ...noView }};
process.stdout.write(await answer(token.instance_url + path, {{ headers }}));
"#,
        title = target.title(),
        login = literal(&target.login_url),
        path = literal(&target.path),
    )
}
