//! What is seen before or instead of Salesforce's own answer: name, connection, certificate, proxy, pages of
//! HTML. None of it is ever worded as a fault of the credentials (simstudioai/sim#5690).

use super::input::MY_DOMAIN;
use super::{Cause, Match, Phase, Shape, When, causes};

/// Causes with exit code 4: the network, and no answer of Salesforce.
pub(super) const NETWORK: &[&str] = &[
    "my_domain_not_found",
    "dns_failed",
    "connect_failed",
    "timeout",
    "connection_lost",
    "not_http",
    "tls_failed",
    "tls_intercepted",
    "clock_skew",
    "no_trust_store",
    "request_failed",
    "proxy_not_found",
    "proxy_not_reached",
    "proxy_auth_required",
    "proxy_refused",
    "proxy_not_usable",
    "proxy_tls_failed",
    "proxy_script_not_read",
];

/// Causes with exit code 3: this machine's setup.
pub(super) const SETUP: &[&str] = &["ca_file_unusable"];

const LOCAL: &[&str] = &[
    "Nothing to click in Salesforce: this machine's way to the network is at fault",
    "Look at HTTPS_PROXY and NO_PROXY, the VPN, the firewall",
];
const PAGE: &[&str] = &[
    "Open {host} in a browser and see who answers: a proxy's sign-in page, a site, a maintenance page",
    "Setup → My Domain: compare Current My Domain URL with {host}",
];
const ODD: &[&str] = &[
    "Ask again, and look at the answer's own bytes with orgscope get",
    "If it stays, show it to Salesforce Support: it is whole, so nothing cut it on its way",
];
const CERTIFICATE: &[&str] = &[
    "Compare the certificate's issuer with what a browser shows outside the company's network",
    "An inspecting proxy: put its certificate authority into a PEM file and set ORGSCOPE_CA_FILE",
];
const AUTHORITIES: &[&str] = &[
    "Install the package ca-certificates",
    "Or name a file with certificate authorities (PEM) in ORGSCOPE_CA_FILE",
];
const CA_FILE: &[&str] = &["Name a file with certificate authorities (PEM) in ORGSCOPE_CA_FILE, or unset it"];
const LATER: &[&str] = &["Wait for the other answers, then ask again"];
const LESS: &[&str] = &["Ask for less: fewer rows or fields, or one object instead of all"];
const JWT_CA: &str = "Setup → App Manager → {app} → ▾ → Edit → API (Enable OAuth Settings): untick Issue JSON Web Token (JWT)-based access tokens for named users; tokens are short then";
const JWT_ECA: &str = "Setup → External Client App Manager → {app} → Edit Settings → OAuth Settings → Security: untick Issue JSON Web Token (JWT)-based access tokens for named users; tokens are short then";
const LONGER: &str = "Or ask whoever runs the proxy or gateway to take request headers of 16 kB";
const SHORTER: &[&str] = &[
    "Ask for less in one request: fewer fields, a shorter list",
    "Or ask whoever runs the proxy or gateway to take addresses of 16 kB",
];
const CLOCK: &[&str] = &["Set this machine's clock (timedatectl set-ntp true, or the system's settings)"];
/// What mends a redirect that leads back to the host itself.
pub const REDIRECTED_BACK: &[&str] = &[
    "Nothing to click in Salesforce: something on the way changed the request",
    "Ask whoever runs the proxy or gateway to let POST and GET of {host}/services through as they are",
];
/// What mends a redirect that leads away from Salesforce.
pub const REDIRECTED_AWAY: &[&str] = &[
    "Open https://{host} in a browser on this machine: the page says who blocks it, or wants a sign-in",
    "Ask whoever runs the proxy or web filter to let {host} through; nothing to click in Salesforce",
];
const WAIT: &[&str] =
    &["Wait, then check again: orgscope check --watch", "Read status.salesforce.com for the org's instance"];
const WRONG_PATH_STEPS: &[&str] = &[
    "Open https://{host} in a browser: does the org still open there?",
    "If it does: Setup → Quick Find: My Domain → My Domain Details → copy Current My Domain URL, and use that host as the org's login URL",
    "If it does not: the trial is over or the sandbox deleted. Ask who owns the org, or create it again",
];
const EDGE: &[&str] = &[
    "Try from another network, to see whether the address is the reason",
    "Setup → Login History: a row with Restricted country or Restricted IP names it",
];

causes! {
    MY_DOMAIN_NOT_FOUND = Cause {
        id: "my_domain_not_found", rung: "network",
        says: "No host of the name {host} exists.",
        likely: &["the name is mistyped", "the org or My Domain is minutes old and its name not spread yet", "the sandbox was deleted, or refreshed under another name"],
        fix: MY_DOMAIN, fix_eca: MY_DOMAIN, matches: &[],
        source: "sfdx-core MyDomainResolver (polls for up to 240 s after an org is made); Composio's Salesforce FAQ",
    };
    DNS_FAILED = Cause {
        id: "dns_failed", rung: "network",
        says: "The name {host} could not be looked up: the name service does not answer.",
        likely: &["there is no network, or a VPN that is needed is off", "names of the outside are looked up by a proxy alone, and HTTPS_PROXY names none"],
        fix: LOCAL, fix_eca: LOCAL, matches: &[], source: "simstudioai/sim#5690",
    };
    CONNECT_FAILED = Cause {
        id: "connect_failed", rung: "network",
        says: "No connection to {host} could be made.",
        likely: &["a firewall is in between", "a proxy is needed and not named in HTTPS_PROXY"],
        fix: LOCAL, fix_eca: LOCAL, matches: &[], source: "general practice",
    };
    TIMEOUT = Cause {
        id: "timeout", rung: "network",
        says: "{host} did not answer in time.",
        likely: &["a firewall drops the packets without saying so", "the proxy or the network is overloaded"],
        fix: LOCAL, fix_eca: LOCAL, matches: &[], source: "general practice",
    };
    CONNECTION_LOST = Cause {
        id: "connection_lost", rung: "network",
        says: "The connection to {host} ended in the middle of the answer.",
        likely: &["a proxy or firewall cut it", "the network changed (VPN, Wi-Fi)"],
        fix: LOCAL, fix_eca: LOCAL, matches: &[], source: "general practice",
    };
    NOT_HTTP = Cause {
        id: "not_http", rung: "network",
        says: "Something answers at {host} that does not speak HTTP.",
        likely: &["the port belongs to another service", "a proxy of another kind is in between"],
        fix: LOCAL, fix_eca: LOCAL, matches: &[], source: "general practice",
    };
    TLS_INTERCEPTED = Cause {
        id: "tls_intercepted", rung: "network",
        says: "The certificate for {host} was issued by somebody this machine does not trust.",
        likely: &["an inspecting proxy is in between, and its certificate authority is not installed here", "the demo org is asked without ORGSCOPE_CA_FILE"],
        fix: CERTIFICATE, fix_eca: CERTIFICATE, matches: &[], source: "general practice",
    };
    TLS_FAILED = Cause {
        id: "tls_failed", rung: "network",
        says: "No secure connection to {host} could be agreed on.",
        likely: &["the certificate is for another name: another server answers", "the server speaks no TLS 1.2 or 1.3"],
        fix: CERTIFICATE, fix_eca: CERTIFICATE, matches: &[], source: "general practice",
    };
    CLOCK_SKEW = Cause {
        id: "clock_skew", rung: "network",
        says: "This machine's clock and the certificate's dates do not fit together.",
        likely: &["this machine's clock is wrong", "the certificate is expired or not valid yet"],
        fix: CLOCK, fix_eca: CLOCK, matches: &[], source: "RFC 5280, 4.1.2.5",
    };
    NO_TRUST_STORE = Cause {
        id: "no_trust_store", rung: "network",
        says: "This machine has no certificate authorities, so no certificate can be checked.",
        likely: &["a bare container has none"],
        fix: AUTHORITIES, fix_eca: AUTHORITIES, matches: &[], source: "general practice",
    };
    CA_FILE_UNUSABLE = Cause {
        id: "ca_file_unusable", rung: "network",
        says: "The file that ORGSCOPE_CA_FILE names can't be used as certificate authorities.",
        likely: &[],
        fix: CA_FILE, fix_eca: CA_FILE, matches: &[], source: "general practice",
    };
    REQUEST_FAILED = Cause {
        id: "request_failed", rung: "network",
        says: "The request to {host} failed.",
        likely: &[],
        fix: LOCAL, fix_eca: LOCAL, matches: &[], source: "general practice",
    };
    ANSWER_TOO_BIG = Cause {
        id: "answer_too_big", rung: "api",
        says: "The answer of {host} is larger than what orgscope reads.",
        likely: &[],
        fix: LESS, fix_eca: LESS, matches: &[], source: "own rule: a body has a cap",
    };
    EMPTY_BODY = Cause {
        id: "empty_body", rung: "token",
        says: "{host} answered with nothing in it.",
        likely: &["a proxy answered, not Salesforce"],
        fix: PAGE, fix_eca: PAGE,
        matches: &[Match::shape(Shape::Empty, &[], "quoted in client libraries")],
        source: "general practice",
    };
    ANSWER_UNREADABLE = Cause {
        id: "answer_unreadable", rung: "token",
        says: "The answer of {host} is not the JSON it should be.",
        likely: &["a proxy changed or cut it", "its compression is broken"],
        fix: PAGE, fix_eca: PAGE, matches: &[], source: "general practice",
    };
    ANSWER_OF_ANOTHER_KIND = Cause {
        id: "answer_of_another_kind", rung: "api",
        says: "{host} answered with JSON of another kind than was asked for.",
        likely: &["a server of another product or a test double answers in the place of the org", "the org's own answer is out of order"],
        fix: ODD, fix_eca: ODD, matches: &[], source: "own rule: JSON that is whole shows nobody who changed it",
    };
    ANSWER_HEAD_TOO_BIG = Cause {
        id: "answer_head_too_big", rung: "api",
        says: "The head of {host}'s answer is larger than any of Salesforce's, so it was not read further.",
        likely: &["a proxy or another server answers, and not Salesforce"],
        fix: PAGE, fix_eca: PAGE, matches: &[], source: "own rule: a head has a cap",
    };
    ANSWER_HAS_NO_ROOM = Cause {
        id: "answer_has_no_room", rung: "api",
        says: "Too much is on its way at the same time, so the answer of {host} was not read further.",
        likely: &[],
        fix: LATER, fix_eca: LATER, matches: &[], source: "own rule: all bodies on their way share one room",
    };
    ANSWER_PACKED = Cause {
        id: "answer_packed", rung: "api",
        says: "{host} packed its answer in a way that nobody asked for, so it can't be read.",
        likely: &["a proxy between here and Salesforce packs what passes through it"],
        fix: PAGE, fix_eca: PAGE, matches: &[], source: "RFC 9110, 12.5.3",
    };
    ANSWER_IN_PART = Cause {
        id: "answer_in_part", rung: "api",
        says: "{host} sent only a part of the answer, though all of it was asked for.",
        likely: &["a proxy or cache between here and Salesforce answers in its place"],
        fix: PAGE, fix_eca: PAGE, matches: &[], source: "RFC 9110, 15.3.7",
    };
    ANSWER_UNASKED = Cause {
        id: "answer_unasked", rung: "api",
        says: "{host} answered another question than the one that was asked.",
        likely: &["a proxy or another server answers, and not Salesforce"],
        fix: PAGE, fix_eca: PAGE, matches: &[], source: "RFC 9110, 15.2",
    };
    HTML_INSTEAD_OF_JSON = Cause {
        id: "html_instead_of_json", rung: "token",
        says: "{host} answered with a web page instead of JSON.",
        likely: &["a company proxy or captive portal shows its sign-in page", "a site's or Lightning host answers", "single sign-on shows its login page"],
        fix: PAGE, fix_eca: PAGE,
        matches: &[Match::shape(Shape::Html, &[], "ForceCLI shows a JSON parse error for it; jsforce/jsforce#1376, #1119")],
        source: "jsforce/jsforce#1376",
    };
    MAINTENANCE = Cause {
        id: "maintenance", rung: "token",
        says: "The org's instance is down for maintenance.",
        likely: &[],
        fix: WAIT, fix_eca: WAIT,
        matches: &[
            Match::shape(Shape::Html, &[], "restforce/restforce#860; forcedotcom/cli#2487").saying(&["maintenance"]),
            Match::code("SERVER_UNAVAILABLE", &["maintenance"], "REST guide, status codes").with_status(&[503]),
        ],
        source: "Object reference, EventLogFile LOGIN_STATUS: LOGIN_ERROR_ORG_IN_MAINTENANCE",
    };
    REDIRECTED = Cause {
        id: "redirected", rung: "token",
        says: "{host} sends elsewhere, and nothing was sent after it.",
        likely: &["an instance host was asked", "the org moved, or single sign-on answers first"],
        fix: MY_DOMAIN, fix_eca: MY_DOMAIN,
        matches: &[Match::shape(Shape::Any, &[301, 302, 303, 307, 308], "Salesforce Help, domain_name_considerations")],
        source: "Salesforce Help, domain_name_considerations",
    };
    MY_DOMAIN_RENAMED = Cause {
        id: "my_domain_renamed", rung: "token",
        says: "My Domain was renamed: {host} sends to the new host, and nothing was sent after it.",
        likely: &["somebody renamed My Domain; the former name only redirects"],
        fix: MY_DOMAIN, fix_eca: MY_DOMAIN,
        matches: &[Match::shape(Shape::Any, &[301, 302, 303, 307, 308], "Salesforce Help, domain_name_setting_login_policy").when(When::LeadsToMyDomain)],
        source: "Salesforce Help, domain_name_setting_login_policy",
    };
    WRONG_PATH = Cause {
        id: "wrong_path", rung: "token",
        says: "{host} has nothing at this path: it is no My Domain host, or no longer one.",
        likely: &[
            "My Domain is gone or renamed",
            "the org itself is over: an expired trial, scratch or Developer org, or a deleted sandbox",
            "a host of another product was asked",
        ],
        fix: WRONG_PATH_STEPS, fix_eca: WRONG_PATH_STEPS,
        matches: &[
            Match::shape(Shape::Html, &[404], "Amazon Quick's Salesforce setup: 'URL No Longer Exists'"),
            Match::shape(Shape::Empty, &[404], "general practice").at(Phase::Token),
        ],
        source: "Amazon Quick's Salesforce setup",
    };
    HEADERS_TOO_LONG = Cause {
        id: "headers_too_long", rung: "api",
        says: "The headers of the request are longer than {host}, or something on the way to it, takes.",
        likely: &["the token is a long one (JWT-based), and a proxy or gateway on the way stops at 8 kB; Salesforce itself takes 16 kB"],
        fix: &[JWT_CA, LONGER], fix_eca: &[JWT_ECA, LONGER],
        matches: &[
            Match::shape(Shape::Any, &[431], "REST guide, status codes"),
            // What nginx and IIS answer in its place.
            Match::shape(Shape::Any, &[494], "nginx, ngx_http_request.h: NGX_HTTP_REQUEST_HEADER_TOO_LARGE"),
            Match::shape(Shape::Html, &[400], "nginx, ngx_http_special_response.c; Microsoft Learn, HTTP.sys error 'Request Too Long'")
                .saying(&["header or cookie too large", "request too long", "header fields too large", "header too long"]),
        ],
        source: "REST guide, status codes; Salesforce Help, jwt_access_tokens",
    };
    ADDRESS_TOO_LONG = Cause {
        id: "address_too_long", rung: "api",
        says: "The address of the request is longer than {host}, or something on the way to it, takes.",
        likely: &["the query or the list of fields in it is too long for an address; Salesforce itself takes 16 kB"],
        fix: SHORTER, fix_eca: SHORTER,
        matches: &[
            Match::shape(Shape::Any, &[414], "REST guide, status codes"),
            Match::shape(Shape::Html, &[400], "general practice").saying(&["uri too long", "url too long", "uri too large"]),
        ],
        source: "REST guide, status codes",
    };
    HOST_NOT_ROUTED = Cause {
        id: "host_not_routed", rung: "token",
        says: "Salesforce's edge knows no way to {host}.",
        likely: &["My Domain is gone or being moved", "My Domain is new and not spread yet"],
        fix: &["Setup → My Domain: compare Current My Domain URL with {host}", "Ask Salesforce Support when the host is right and 420 stays"],
        fix_eca: &["Setup → My Domain: compare Current My Domain URL with {host}", "Ask Salesforce Support when the host is right and 420 stays"],
        matches: &[Match::shape(Shape::Any, &[420], "REST guide, status codes")],
        source: "REST guide, status codes",
    };
    EDGE_BLOCKED = Cause {
        id: "edge_blocked", rung: "token",
        says: "The edge refused this machine before Salesforce saw the request.",
        likely: &["a country or address is blocked", "a web application firewall or company proxy refused it"],
        fix: EDGE, fix_eca: EDGE,
        matches: &[Match::shape(Shape::Html, &[403], "Object reference, EventLogFile LOGIN_STATUS: LOGIN_ERROR_EXPORT_RESTRICTED")],
        source: "Object reference, EventLogFile LOGIN_STATUS: LOGIN_ERROR_EXPORT_RESTRICTED",
    };
}
