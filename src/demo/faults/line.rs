//! Faults of the line: slow, silent, cut, reset, another protocol, certificates, the clock. None is
//! Salesforce's; each is what networks do.

use std::time::Duration;

use bytes::Bytes;

use super::recorded::Place;
use super::{Fault, Greeting, Thrown};
use crate::demo::clock;
use crate::demo::exchange::{Answer, Asked, Delivery};
use crate::demo::tls::Flaw;

const LINE: &str = "general practice";
const DATES: &str = "RFC 5280, 4.1.2.5; needs --tls";

/// The faults.
pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "slow_connect",
        says: "A connection is served after 300 ms; =MS for another pause.",
        source: LINE,
        greets: Some(|thrown| Greeting::After(pause(thrown))),
        shows: ("", ""),
        ..Fault::NONE
    },
    Fault {
        name: "slow_answer",
        says: "Every answer begins after 300 ms; =MS for another pause.",
        source: LINE,
        after: Some(|_, _, thrown, answer| answer.delivery = Delivery::After(pause(thrown))),
        shows: ("", ""),
        ..Fault::NONE
    },
    Fault {
        name: "slow_body",
        says: "Bodies come in pieces, 10 ms apart; =MS for another pause.",
        source: LINE,
        after: Some(|_, _, thrown, answer| {
            let size = (answer.body.len() / 16).max(64);
            answer.delivery = Delivery::Trickle(size, Duration::from_millis(thrown.number(10)));
        }),
        shows: ("", ""),
        ..Fault::NONE
    },
    Fault {
        name: "hang",
        says: "The token endpoint takes the request and never answers.",
        source: LINE,
        after: Some(|_, asked, thrown, answer| deliver(asked, thrown, answer, Place::Token, Delivery::Never)),
        shows: ("token", "timeout"),
        ..Fault::NONE
    },
    Fault {
        name: "hang_api",
        says: "The API takes the request and never answers.",
        source: LINE,
        after: Some(|_, asked, thrown, answer| deliver(asked, thrown, answer, Place::Rest, Delivery::Never)),
        shows: ("api", "timeout"),
        ..Fault::NONE
    },
    Fault {
        name: "silent",
        says: "Connections are accepted, and nothing is ever said.",
        source: LINE,
        greets: Some(|_| Greeting::Silence),
        shows: ("network", "timeout"),
        ..Fault::NONE
    },
    Fault {
        name: "reset",
        says: "Connections are reset as soon as they are open.",
        source: LINE,
        greets: Some(|_| Greeting::Reset),
        shows: ("network", "connection_lost"),
        ..Fault::NONE
    },
    Fault {
        name: "reset_token",
        says: "The connection is reset after the token request.",
        source: LINE,
        after: Some(|_, asked, thrown, answer| deliver(asked, thrown, answer, Place::Token, Delivery::Reset)),
        shows: ("token", "connection_lost"),
        ..Fault::NONE
    },
    Fault {
        name: "reset_api",
        says: "The API's connection is reset; =N: for the first N calls.",
        source: LINE,
        after: Some(|_, asked, thrown, answer| deliver(asked, thrown, answer, Place::Rest, Delivery::Reset)),
        shows: ("api", "connection_lost"),
        ..Fault::NONE
    },
    Fault {
        name: "half_answer",
        says: "The answer to the token request ends in its middle.",
        source: LINE,
        after: Some(|_, asked, thrown, answer| {
            deliver(asked, thrown, answer, Place::Token, Delivery::Cut(50))
        }),
        shows: ("token", "connection_lost"),
        ..Fault::NONE
    },
    Fault {
        name: "not_http",
        says: "Something else than HTTP answers.",
        source: LINE,
        greets: Some(|_| Greeting::Say(Bytes::from_static(b"SSH-2.0-OpenSSH_9.6\r\n"))),
        shows: ("network", "not_http"),
        ..Fault::NONE
    },
    Fault {
        name: "partial_answer",
        says: "A cache answers with the first half, and says so (206).",
        source: "RFC 9110, 15.3.7",
        after: Some(|_, asked, _, answer| {
            if Place::Rest.takes(asked) && answer.body.len() > 1 {
                let (whole, half) = (answer.body.len(), answer.body.len() / 2);
                answer.status = 206;
                answer.body = answer.body.slice(..half);
                answer.set("Content-Range", format!("bytes 0-{}/{whole}", half - 1));
            }
        }),
        shows: ("api", "answer_in_part"),
        ..Fault::NONE
    },
    Fault {
        name: "packed_otherwise",
        says: "A proxy packs the API's answers as nobody asked for.",
        source: "RFC 9110, 8.4",
        after: Some(|_, asked, _, answer| {
            if Place::Rest.takes(asked) {
                // Any bytes do: nobody unpacks them.
                answer.set("Content-Encoding", "br");
            }
        }),
        shows: ("api", "answer_packed"),
        ..Fault::NONE
    },
    Fault {
        name: "wrong_content_type",
        says: "JSON that calls itself a web page; it is read all the same.",
        source: LINE,
        after: Some(|_, asked, _, answer| {
            if Place::Token.takes(asked) {
                answer.set("Content-Type", "text/html");
            }
        }),
        shows: ("", ""),
        ..Fault::NONE
    },
    Fault {
        name: "clock_skew",
        says: "The org's clock is 15 minutes ahead; =SECONDS for others.",
        source: "RFC 9110, 6.6.1 (Date)",
        after: Some(|_, _, thrown, answer| {
            let seconds = thrown.value.as_deref().and_then(|value| value.parse().ok()).unwrap_or(900);
            answer.set("Date", clock::http_date(clock::after(clock::now(), seconds)));
        }),
        shows: ("network", "clock_skew"),
        ..Fault::NONE
    },
    Fault {
        name: "certificate_expired",
        says: "The certificate ended yesterday.",
        source: DATES,
        certificate: Some(Flaw::Expired),
        shows: ("network", "clock_skew"),
        ..Fault::NONE
    },
    Fault {
        name: "certificate_not_yet",
        says: "The certificate is valid from the day after tomorrow.",
        source: DATES,
        certificate: Some(Flaw::NotYetValid),
        shows: ("network", "clock_skew"),
        ..Fault::NONE
    },
    Fault {
        name: "certificate_wrong_name",
        says: "The certificate is for another host.",
        source: "RFC 9525; needs --tls",
        certificate: Some(Flaw::WrongName),
        shows: ("network", "tls_failed"),
        ..Fault::NONE
    },
    Fault {
        name: "certificate_unknown",
        says: "Somebody unknown issued the certificate.",
        source: "RFC 5280, 6; needs --tls",
        certificate: Some(Flaw::UnknownAuthority),
        shows: ("network", "tls_intercepted"),
        ..Fault::NONE
    },
];

fn pause(thrown: &Thrown) -> Duration {
    Duration::from_millis(thrown.number(300))
}

/// Delivers otherwise what a place answers; with a value (`--fault NAME=3`) the first 3 times alone.
fn deliver(asked: &Asked, thrown: &Thrown, answer: &mut Answer, place: Place, how: Delivery) {
    if place.takes(asked) && (thrown.value.is_none() || thrown.count() < thrown.number(u64::MAX)) {
        answer.delivery = how;
    }
}
