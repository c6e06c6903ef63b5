//! The conversation between you, the My Domain host and the REST API, as a value: the check screen draws it,
//! the report writes it as Mermaid.

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Lane {
    /// The person at this machine.
    You,
    /// The My Domain host: token, introspection, userinfo.
    Login,
    /// The REST API behind `instance_url`.
    Api,
}

/// How an arrow ended.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Under way.
    Waiting,
    /// Answered well.
    Answered {
        /// HTTP status; `None` if no HTTP is spoken (connect).
        status: Option<u16>,
        /// Milliseconds.
        ms: u64,
        /// `token`, `1,412 objects`.
        words: String,
    },
    /// Answered with a refusal, or not at all: the arrow is drawn broken, in the danger role.
    Broken {
        /// HTTP status; `None` if nothing was answered.
        status: Option<u16>,
        /// Milliseconds.
        ms: u64,
        /// `invalid_grant`, `no answer`.
        words: String,
    },
    /// Not sent, because a rung before it failed.
    NotSent,
}

/// One request and its answer.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Arrow {
    /// In the order in which requests begin; an arrow that ends replaces the one with the same number.
    pub number: u32,
    /// To whom it goes; all come from [`Lane::You`].
    pub to: Lane,
    /// The method, or `connect`.
    pub verb: &'static str,
    /// The path as asked, below the host; for `connect` the protocol: `TLS 1.3`.
    pub path: String,
    /// A line beneath it: `grant_type=client_credentials`.
    pub note: Option<String>,
    /// How it ended.
    pub outcome: Outcome,
    /// The number of the exchange in the request log.
    pub exchange: Option<u64>,
}

/// The arrows of one conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Sequence {
    /// Numbered from 0, in the order in which requests begin.
    pub arrows: Vec<Arrow>,
}

impl Sequence {
    /// Takes an arrow in: a new one, or the end of one that is there.
    pub fn put(&mut self, arrow: Arrow) {
        match self.arrows.binary_search_by_key(&arrow.number, |arrow| arrow.number) {
            Ok(at) => self.arrows[at] = arrow,
            Err(at) => self.arrows.insert(at, arrow),
        }
    }

    /// The conversation as a Mermaid sequence diagram. `host` is over the middle lane.
    pub fn mermaid(&self, host: &str) -> String {
        let mut out = format!("sequenceDiagram\n{}", heads(host));
        for arrow in &self.arrows {
            let lane = match arrow.to {
                Lane::You | Lane::Login => "login",
                Lane::Api => "api",
            };
            if arrow.outcome == Outcome::NotSent {
                out.push_str(&format!(
                    "    Note over you,{lane}: {} {}, not sent\n",
                    arrow.verb,
                    plain(&arrow.path)
                ));
                continue;
            }
            out.push_str(&format!("    you->>{lane}: {} {}\n", arrow.verb, plain(&arrow.path)));
            if let Some(note) = &arrow.note {
                out.push_str(&format!("    Note right of you: {}\n", plain(note)));
            }
            match &arrow.outcome {
                Outcome::Answered { status, ms, words } => {
                    out.push_str(&format!("    {lane}-->>you: {}\n", answer(*status, *ms, words)));
                }
                Outcome::Broken { status, ms, words } => {
                    out.push_str(&format!("    {lane}--xyou: {}\n", answer(*status, *ms, words)));
                }
                Outcome::Waiting | Outcome::NotSent => {}
            }
        }
        out
    }
}

/// Who is over the three lanes.
pub(super) fn heads(host: &str) -> String {
    format!(
        "    participant you as you\n    participant login as {}\n    participant api as REST API\n",
        plain(host)
    )
}

fn answer(status: Option<u16>, ms: u64, words: &str) -> String {
    let mut out = String::new();
    if let Some(status) = status {
        out.push_str(&format!("{status} "));
    }
    out.push_str(&plain(words));
    format!("{} ({ms} ms)", out.trim())
}

/// Mermaid ends a message at a line break or a semicolon, reads `#…;` as an entity and takes `%%{…}%%` away.
pub(super) fn plain(text: &str) -> String {
    let safe = text.chars().map(|c| match c {
        ';' => ',',
        '#' => '＃',
        c if c.is_control() => ' ',
        c => c,
    });
    safe.collect::<String>().replace("%%", "%％")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrow(number: u32, to: Lane, outcome: Outcome) -> Arrow {
        Arrow { number, to, verb: "GET", path: "/services/data".into(), note: None, outcome, exchange: None }
    }

    #[test]
    fn an_arrow_that_ends_replaces_its_beginning() {
        let mut sequence = Sequence::default();
        sequence.put(arrow(0, Lane::Login, Outcome::Waiting));
        sequence.put(arrow(1, Lane::Api, Outcome::Waiting));
        sequence.put(arrow(0, Lane::Login, Outcome::NotSent));
        assert_eq!(sequence.arrows.len(), 2);
        assert_eq!(sequence.arrows[0].outcome, Outcome::NotSent);
    }

    #[test]
    fn the_diagram_is_mermaid() {
        let mut sequence = Sequence::default();
        let mut first = arrow(
            0,
            Lane::Login,
            Outcome::Broken { status: Some(400), ms: 210, words: "invalid_grant; x".into() },
        );
        first.note = Some("grant_type=client_credentials".into());
        sequence.put(first);
        sequence.put(arrow(1, Lane::Api, Outcome::NotSent));
        assert_eq!(
            sequence.mermaid("acme.my.salesforce.com"),
            "sequenceDiagram\n    participant you as you\n    participant login as acme.my.salesforce.com\n    participant api as REST API\n    you->>login: GET /services/data\n    Note right of you: grant_type=client_credentials\n    login--xyou: 400 invalid_grant, x (210 ms)\n    Note over you,api: GET /services/data, not sent\n"
        );
    }
}
