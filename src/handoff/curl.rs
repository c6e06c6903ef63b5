//! The token request and a GET as a shell script for curl. Secrets come from the environment and reach curl by
//! its standard input, so they are in no list of processes.

use super::{CLIENT_ID, CLIENT_SECRET, NO_VIEW, TOKEN_PATH, Target};

/// The script.
pub fn script(target: &Target) -> String {
    format!(
        r#"#!/bin/sh
# {title}
# Needs: curl 7.76 or newer; {CLIENT_ID} and {CLIENT_SECRET} (consumer key and secret) in the environment.
set -eu
: "${{{CLIENT_ID}:?}}" "${{{CLIENT_SECRET}:?}}"

answer=$(curl --silent --show-error --config - '{login}{TOKEN_PATH}' <<FORM
header = "Accept: application/json"
data = "grant_type=client_credentials"
data-urlencode = "client_id=${CLIENT_ID}"
data-urlencode = "client_secret=${CLIENT_SECRET}"
FORM
)
# With jq at hand: value() {{ printf '%s' "$answer" | jq -r ".$1 // empty"; }}
value() {{ printf '%s' "$answer" | sed -n "s/.*\"$1\" *: *\"\([^\"]*\)\".*/\1/p"; }}
token=$(value access_token)
instance=$(value instance_url)
if [ -z "$token" ]; then
  printf '%s\n' "$answer" >&2
  exit 1
fi

curl --silent --show-error --fail-with-body --globoff --header @- "$instance"'{path}' <<HEADER
Authorization: Bearer $token
Accept: application/json
{NO_VIEW}
HEADER
"#,
        title = target.title(),
        login = super::single_quoted(&target.login_url),
        path = super::single_quoted(&target.path),
    )
}

/// The token request alone, for a report.
pub fn token(login_url: &str) -> String {
    format!(
        "curl --silent --show-error --include --config - '{login}{TOKEN_PATH}' <<FORM\ndata = \"grant_type=client_credentials\"\ndata-urlencode = \"client_id=$ORGSCOPE_CLIENT_ID\"\ndata-urlencode = \"client_secret=$ORGSCOPE_CLIENT_SECRET\"\nFORM\n",
        login = super::single_quoted(login_url)
    )
}

/// A GET with a token from the environment, for a report.
pub fn get(url: &str) -> String {
    format!(
        "curl --silent --show-error --include --globoff --header @- '{}' <<HEADER\nAuthorization: Bearer $TOKEN\n{NO_VIEW}\nHEADER\n",
        super::single_quoted(url)
    )
}
