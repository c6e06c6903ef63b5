//! The token request and a GET as Python, with the standard library alone.

use super::{CLIENT_ID, CLIENT_SECRET, TOKEN_PATH, Target, literal};

/// The script.
pub fn script(target: &Target) -> String {
    format!(
        r#"#!/usr/bin/env python3
# {title}
# Needs: Python 3.8 or newer; {CLIENT_ID} and {CLIENT_SECRET} (consumer key and secret) in the environment.
import json
import os
import sys
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

LOGIN_URL = {login}
PATH = {path}


def setting(name):
    return os.environ.get(name) or sys.exit(f"{{name}} is not set")


def answer(request):
    request.add_header("Accept", "application/json")
    try:
        with urlopen(request, timeout=60) as response:
            return response.read()
    except HTTPError as error:
        sys.exit(f"{{error.code}} {{error.reason}}\n{{error.read().decode(errors='replace')}}")
    except URLError as error:
        sys.exit(f"{{request.host}}: {{error.reason}}")


form = {{
    "grant_type": "client_credentials",
    "client_id": setting("{CLIENT_ID}"),
    "client_secret": setting("{CLIENT_SECRET}"),
}}
token = json.loads(answer(Request(LOGIN_URL + "{TOKEN_PATH}", data=urlencode(form).encode())))

request = Request(token["instance_url"] + PATH)
# A record that is read does not become a recent item of the Run As user.
request.add_header("Sforce-Mru", "updateMru=false")
# Unredirected: the token goes to no other host.
request.add_unredirected_header("Authorization", "Bearer " + token["access_token"])
sys.stdout.buffer.write(answer(request))
"#,
        title = target.title(),
        login = literal(&target.login_url),
        path = literal(&target.path),
    )
}
