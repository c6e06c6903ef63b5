//! What is wrong with the proxy between here and the org, or with how it is named. Each is the proxy's fault; none is
//! ever worded as the org's or as that of the credentials.

use super::{Cause, Match, Shape, causes};

const ADDRESS: &[&str] = &[
    "Correct the address in {proxy_from}: http://proxy:3128; or unset it if no proxy is needed here",
    "Nothing to click in Salesforce: the proxy is at fault",
];
const REACH: &[&str] = &[
    "Compare host and port in {proxy_from} with what a browser on this machine uses",
    "Switch the VPN on if the proxy is inside it, or ask whoever runs the proxy",
];
const LOGIN: &[&str] = &[
    "Give the proxy its user name and password in HTTPS_PROXY: http://user:password@proxy:3128",
    "In them write @ as %40, : as %3A, / as %2F, # as %23 and % as %25",
];
const ALLOW: &[&str] = &[
    "Ask whoever runs the proxy to let {host} through (CONNECT to port 443)",
    "Nothing to click in Salesforce: the proxy is at fault",
];
const SCHEME: &[&str] = &[
    "Begin the address in {proxy_from} with http:// instead of https://: what goes through is encrypted all the same",
    "If the proxy does speak TLS: put the authority of its certificate (PEM) into the file that ORGSCOPE_CA_FILE names",
];
const SCRIPT: &[&str] = &[
    "Set HTTPS_PROXY to the proxy that the script names: http://proxy:3128",
    "Windows tells it in PowerShell: [Net.WebRequest]::GetSystemWebProxy().GetProxy('https://{host}').Authority",
    "Or open the script's address in a browser and take the address after PROXY",
];

causes! {
    PROXY_NOT_FOUND = Cause {
        id: "proxy_not_found", rung: "network",
        says: "The proxy {proxy} was not found: no host of that name exists.",
        likely: &["{proxy_from} names it wrongly", "its name is known only inside a VPN that is off"],
        fix: ADDRESS, fix_eca: ADDRESS, matches: &[], source: "jsforce/jsforce#1; kevinohara80/nforce#93",
    };
    PROXY_NOT_REACHED = Cause {
        id: "proxy_not_reached", rung: "network",
        says: "No connection to the proxy {proxy} could be made.",
        likely: &["its port in {proxy_from} is wrong", "the proxy is down, or the VPN that leads to it is off"],
        fix: REACH, fix_eca: REACH, matches: &[], source: "general practice",
    };
    PROXY_AUTH_REQUIRED = Cause {
        id: "proxy_auth_required", rung: "network",
        says: "The proxy wants a login before it lets anything through.",
        likely: &["HTTPS_PROXY names the proxy without user name and password"],
        fix: LOGIN, fix_eca: LOGIN,
        matches: &[Match::shape(Shape::Any, &[407], "RFC 9110, 15.5.8")],
        source: "RFC 9110, 15.5.8; stomita/node-salesforce#10",
    };
    PROXY_REFUSED = Cause {
        id: "proxy_refused", rung: "network",
        says: "The proxy {proxy} does not let a connection to {host} through.",
        likely: &["{host} is not on the proxy's list of allowed hosts"],
        fix: ALLOW, fix_eca: ALLOW, matches: &[], source: "RFC 9110, 9.3.6",
    };
    PROXY_NOT_USABLE = Cause {
        id: "proxy_not_usable", rung: "network",
        says: "What {proxy_from} names is no proxy that can be used.",
        likely: &["a / # or ? in its password ends the address: they are written %2F, %23 and %3F"],
        fix: ADDRESS, fix_eca: ADDRESS, matches: &[], source: "RFC 3986, 3.2.1",
    };
    PROXY_TLS_FAILED = Cause {
        id: "proxy_tls_failed", rung: "network",
        says: "No secure connection to the proxy {proxy} itself could be agreed on.",
        likely: &["{proxy_from} begins with https://, and the proxy takes http:// alone, as most do"],
        fix: SCHEME, fix_eca: SCHEME, matches: &[], source: "general practice",
    };
    PROXY_SCRIPT_NOT_READ = Cause {
        id: "proxy_script_not_read", rung: "network",
        says: "{host} was not reached without a proxy, and orgscope does not read the script that names one ({proxy}).",
        likely: &["{proxy_from} name a script (PAC), which browsers run to find the proxy"],
        fix: SCRIPT, fix_eca: SCRIPT, matches: &[], source: "seanmonstar/reqwest#1080; npm/cli#5144",
    };
}

/// What mends a login that orgscope can't do.
// npm/cli#5144; httpie/cli#159
pub const OTHER_LOGIN: &[&str] = &[
    "Run a small proxy on this machine that can do it, such as Px or Cntlm, and set HTTPS_PROXY to it: http://127.0.0.1:3128",
    "Or ask whoever runs the proxy for one that takes Basic, or to let {host} pass without a login",
];
