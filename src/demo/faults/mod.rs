//! Ways in which the demo org fails on purpose: at the token endpoint, on API calls, on the connection itself.
//!
//! A fault is a row of [`AREAS`]: a name, where it comes from, and up to three places where it may step in.
//! [`Faults`] are those that are on, shared by all connections and switchable while the org runs. The server
//! asks them in three places only (`serve.rs`): when a connection is accepted ([`Fault::greets`]), before a
//! request is routed ([`Fault::before`]) and when its answer is ready, not yet compressed ([`Fault::after`]); and
//! when it makes its certificate. What goes on the
//! wire other than an answer at once is said with [`Delivery`](super::exchange::Delivery).
//!
//! No fault knows how orgscope recognises it: bodies are as recorded, in files of their own, and what the check
//! should say ([`Fault::shows`]) is a claim that the tests hold it to.

mod api;
mod line;
mod odd;
mod on;
mod page;
mod recorded;
mod shape;
mod token;

use std::time::Duration;

use bytes::Bytes;

use super::exchange::{Answer, Asked};
use super::org::Org;
use super::tls::Flaw;
pub use on::{Faults, Thrown, UnknownFault};
pub use recorded::{Place, Recorded};
pub use shape::HOSTILE_TEXT;

/// Every fault by area, in the order in which they are listed.
pub const AREAS: &[(&str, &[Fault])] = &[
    ("token endpoint", token::FAULTS),
    ("pages and broken answers", page::FAULTS),
    ("token, limits, rows, log", shape::FAULTS),
    ("odd answers", odd::FAULTS),
    ("API and identity", api::FAULTS),
    ("connection, certificate, clock", line::FAULTS),
];

/// Every fault, in the order in which they are listed.
pub fn all() -> impl Iterator<Item = &'static Fault> {
    AREAS.iter().flat_map(|(_, faults)| faults.iter())
}

/// Gives an answer in the place of the org's, or leaves the request to the org.
pub type Before = fn(&Org, &Asked, &Thrown) -> Option<Answer>;
/// Changes the org's answer.
pub type After = fn(&Org, &Asked, &Thrown, &mut Answer);

/// A way to fail.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    /// What it is called: `--fault NAME`.
    pub name: &'static str,
    /// What goes wrong, in a sentence.
    pub says: &'static str,
    /// Where its status and body are from.
    pub source: &'static str,
    /// What happens to a new connection.
    pub greets: Option<fn(&Thrown) -> Greeting>,
    /// An answer in the place of the org's. None: not to this request.
    pub before: Option<Before>,
    /// Changes the org's answer.
    pub after: Option<After>,
    /// An answer as recorded, in the place of the org's.
    pub recorded: Option<Recorded>,
    /// What the check should say: rung and cause id; both empty where it passes without a word.
    pub shows: (&'static str, &'static str),
    /// What the check knows more than a single answer tells, where its words differ for that.
    pub check_knows: &'static str,
    /// What is wrong with the certificate, with TLS; only if the fault is on when the org is started.
    pub certificate: Option<Flaw>,
}

impl Fault {
    /// Whether it shows itself only where the org serves https.
    pub fn needs_tls(&self) -> bool {
        self.certificate.is_some()
    }

    /// What a row is begun with: `Fault { name: …, before: Some(…), ..Fault::NONE }`.
    pub const NONE: Fault = Fault {
        name: "",
        says: "",
        source: "",
        greets: None,
        before: None,
        after: None,
        recorded: None,
        shows: ("", ""),
        check_knows: "",
        certificate: None,
    };
}

/// What happens to a new connection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Greeting {
    /// It is served.
    #[default]
    Serve,
    /// It is served after a pause, with TLS before the handshake.
    After(Duration),
    /// It is reset.
    Reset,
    /// It stays open and nothing is said.
    Silence,
    /// These bytes are sent, TLS or not, and it ends.
    Say(Bytes),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_says_what_goes_wrong_by_itself_and_in_one_row() {
        for fault in all() {
            let Fault { name, says, .. } = fault;
            // What is found by typing has no row above that it could lean on.
            for leans in ["The same", "twin", " of it."] {
                assert!(!says.contains(leans), "{name}: {says}");
            }
            assert!(says.chars().count() <= 70 && says.ends_with('.'), "{name}: {says}");
        }
    }
}
