//! Answers that are not Salesforce's own: pages, redirects, empty and broken bodies, throttling.

use super::Fault;
use super::recorded::{Place, Recorded};

/// The faults.
pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "sign_in_page",
        says: "A company proxy answers with its sign-in page.",
        source: "made up after captive portals",
        recorded: Some(
            Recorded::html(Place::Token, 200, include_str!("../../../assets/demo/faults/sign_in_page.html"))
                .with(&[("Server", "proxy.example")]),
        ),
        shows: ("token", "html_instead_of_json"),
        ..Fault::NONE
    },
    Fault {
        name: "lightning_page",
        says: "A Lightning host answers with its login page.",
        source: "jsforce/jsforce#1376",
        recorded: Some(Recorded::html(
            Place::Token,
            200,
            include_str!("../../../assets/demo/faults/lightning_page.html"),
        )),
        shows: ("token", "html_instead_of_json"),
        ..Fault::NONE
    },
    Fault {
        name: "maintenance",
        says: "The instance is down for maintenance.",
        source: "restforce/restforce#860; forcedotcom/cli#2487",
        recorded: Some(
            Recorded::html(Place::Token, 503, include_str!("../../../assets/demo/faults/maintenance.html"))
                .with(&[("Retry-After", "600")]),
        ),
        shows: ("token", "maintenance"),
        ..Fault::NONE
    },
    Fault {
        name: "busy_with_retry_after",
        says: "The instance is overloaded and says how long to wait.",
        source: "REST guide, status codes",
        recorded: Some(
            Recorded::text(
                Place::Token,
                503,
                include_str!("../../../assets/demo/faults/busy_with_retry_after.txt"),
            )
            .with(&[("Retry-After", "30")]),
        ),
        shows: ("token", "salesforce_busy"),
        ..Fault::NONE
    },
    Fault {
        name: "too_many_requests",
        says: "The edge throttles and says how long to wait.",
        source: "simstudioai/sim#5690",
        recorded: Some(
            Recorded::text(
                Place::Token,
                429,
                include_str!("../../../assets/demo/faults/too_many_requests.txt"),
            )
            .with(&[("Retry-After", "60")]),
        ),
        shows: ("token", "rate_limited"),
        ..Fault::NONE
    },
    Fault {
        name: "edge_error",
        says: "The edge can't reach the instance.",
        source: "jetstreamapp/jetstream#835",
        recorded: Some(Recorded::html(
            Place::Token,
            502,
            include_str!("../../../assets/demo/faults/edge_error.html"),
        )),
        shows: ("token", "salesforce_busy"),
        ..Fault::NONE
    },
    Fault {
        name: "host_not_routed",
        says: "The edge knows no way to the host.",
        source: "REST guide, status codes",
        recorded: Some(Recorded::text(Place::Token, 420, "")),
        shows: ("token", "host_not_routed"),
        ..Fault::NONE
    },
    Fault {
        name: "url_no_longer_exists",
        says: "Nothing is at this path any more.",
        source: "Amazon Quick's Salesforce setup",
        recorded: Some(Recorded::html(
            Place::Token,
            404,
            include_str!("../../../assets/demo/faults/url_no_longer_exists.html"),
        )),
        shows: ("token", "wrong_path"),
        ..Fault::NONE
    },
    Fault {
        name: "edge_blocked",
        says: "The edge refuses this address.",
        source: "made up after web application firewalls",
        recorded: Some(
            Recorded::html(Place::Token, 403, include_str!("../../../assets/demo/faults/edge_blocked.html"))
                .with(&[("Server", "edge.example")]),
        ),
        shows: ("token", "edge_blocked"),
        ..Fault::NONE
    },
    Fault {
        name: "redirected",
        says: "The host sends elsewhere.",
        source: "Salesforce Help, domain_name_considerations",
        recorded: Some(
            Recorded::text(Place::Token, 302, "")
                .with(&[("Location", "https://proxy.example/login?next=token")]),
        ),
        shows: ("token", "redirected"),
        ..Fault::NONE
    },
    Fault {
        name: "redirected_back",
        says: "The host sends to its own sign-in page.",
        source: "general practice",
        recorded: Some(Recorded::text(Place::Token, 302, "").with(&[("Location", "/?ec=302&startURL=%2F")])),
        shows: ("token", "redirected"),
        ..Fault::NONE
    },
    Fault {
        name: "my_domain_renamed",
        says: "The former My Domain host sends to the new one.",
        source: "Salesforce Help, domain_name_setting_login_policy",
        recorded: Some(
            Recorded::text(Place::Token, 301, "")
                .with(&[("Location", "https://new-name.my.salesforce.com/services/oauth2/token")]),
        ),
        shows: ("token", "my_domain_renamed"),
        ..Fault::NONE
    },
    Fault {
        name: "empty_answer",
        says: "200 with nothing in it.",
        source: "made up after proxies",
        recorded: Some(Recorded::json(Place::Token, 200, "")),
        shows: ("token", "empty_body"),
        ..Fault::NONE
    },
    Fault {
        name: "empty_refusal",
        says: "400 with nothing in it.",
        source: "made up after proxies",
        recorded: Some(Recorded::json(Place::Token, 400, "")),
        shows: ("token", "empty_body"),
        ..Fault::NONE
    },
    Fault {
        name: "not_json",
        says: "200 with words in it.",
        source: "made up after test doubles",
        recorded: Some(Recorded::json(
            Place::Token,
            200,
            include_str!("../../../assets/demo/faults/not_json.txt"),
        )),
        shows: ("token", "answer_unreadable"),
        ..Fault::NONE
    },
    Fault {
        name: "broken_json",
        says: "JSON that ends in the middle.",
        source: "made up after proxies",
        recorded: Some(Recorded::json(
            Place::Token,
            200,
            include_str!("../../../assets/demo/faults/broken_json.txt"),
        )),
        shows: ("token", "answer_unreadable"),
        ..Fault::NONE
    },
    Fault {
        name: "gzip_garbage",
        says: "A body that calls itself gzip and is not.",
        source: "made up after proxies",
        recorded: Some(
            Recorded::json(Place::Token, 200, include_str!("../../../assets/demo/faults/gzip_garbage.txt"))
                .with(&[("Content-Encoding", "gzip")]),
        ),
        shows: ("token", "answer_unreadable"),
        ..Fault::NONE
    },
    Fault {
        name: "proxy_wants_login",
        says: "The proxy wants a login.",
        source: "RFC 9110, 15.5.8",
        recorded: Some(
            Recorded::html(
                Place::List,
                407,
                include_str!("../../../assets/demo/faults/proxy_wants_login.html"),
            )
            .with(&[("Proxy-Authenticate", "Basic realm=\"proxy\"")]),
        ),
        shows: ("network", "proxy_auth_required"),
        ..Fault::NONE
    },
    Fault {
        name: "proxy_wants_windows_login",
        says: "The proxy takes Windows logins alone.",
        source: "RFC 4559; npm/cli#5144",
        recorded: Some(
            Recorded::html(
                Place::List,
                407,
                include_str!("../../../assets/demo/faults/proxy_wants_login.html"),
            )
            .with(&[("Proxy-Authenticate", "Negotiate"), ("Proxy-Authenticate", "NTLM")]),
        ),
        shows: ("network", "proxy_auth_required"),
        ..Fault::NONE
    },
    Fault {
        name: "api_page",
        says: "The API answers with a page.",
        source: "jsforce/jsforce#1119",
        recorded: Some(Recorded::html(
            Place::Rest,
            200,
            include_str!("../../../assets/demo/faults/api_page.html"),
        )),
        shows: ("api", "html_instead_of_json"),
        ..Fault::NONE
    },
    Fault {
        name: "api_redirected",
        says: "The API sends elsewhere.",
        source: "Salesforce Help, domain_name_considerations",
        recorded: Some(Recorded::text(Place::Rest, 302, "").with(&[("Location", "https://moved.example/")])),
        shows: ("api", "redirected"),
        ..Fault::NONE
    },
    Fault {
        name: "api_too_many_requests",
        says: "The API throttles and says how long to wait.",
        source: "REST guide, status codes",
        recorded: Some(
            Recorded::text(
                Place::Rest,
                429,
                include_str!("../../../assets/demo/faults/api_too_many_requests.txt"),
            )
            .with(&[("Retry-After", "60")]),
        ),
        shows: ("api", "rate_limited"),
        ..Fault::NONE
    },
    Fault {
        name: "headers_too_long",
        says: "The API refuses headers as long as a JWT-based token makes them.",
        source: "REST guide, status codes",
        recorded: Some(Recorded::html(
            Place::Rest,
            431,
            include_str!("../../../assets/demo/faults/headers_too_long.html"),
        )),
        shows: ("api", "headers_too_long"),
        ..Fault::NONE
    },
    Fault {
        name: "headers_too_long_for_gateway",
        says: "A gateway refuses headers as long as a JWT-based token makes them.",
        source: "nginx, ngx_http_special_response.c",
        recorded: Some(Recorded::html(
            Place::Rest,
            400,
            include_str!("../../../assets/demo/faults/headers_too_long_for_gateway.html"),
        )),
        shows: ("api", "headers_too_long"),
        ..Fault::NONE
    },
    Fault {
        name: "address_too_long",
        says: "The API takes no address as long as this.",
        source: "REST guide, status codes",
        recorded: Some(Recorded::html(
            Place::Rest,
            414,
            include_str!("../../../assets/demo/faults/address_too_long.html"),
        )),
        shows: ("api", "address_too_long"),
        ..Fault::NONE
    },
    Fault {
        name: "api_edge_blocked",
        says: "The edge refuses this address at the API.",
        source: "made up after web application firewalls",
        recorded: Some(Recorded::html(
            Place::Rest,
            403,
            include_str!("../../../assets/demo/faults/api_edge_blocked.html"),
        )),
        shows: ("api", "edge_blocked"),
        ..Fault::NONE
    },
];
