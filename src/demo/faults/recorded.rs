//! Answers as recorded or documented, and the requests that get them.

use std::borrow::Cow;

use super::Thrown;
use crate::demo::exchange::{Answer, Asked};

/// Which requests get it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// `POST /services/oauth2/token`.
    Token,
    /// userinfo and the identity URL.
    Userinfo,
    /// The list of versions.
    List,
    /// The resources of a version.
    Root,
    /// Everything below a version, its resources among them.
    Rest,
    /// Describe global.
    Objects,
    /// The describe of one object.
    Describe,
    /// Queries.
    Query,
    /// Further pages of a query.
    More,
    /// One record.
    Record,
}

impl Place {
    /// Whether a request is one of them.
    pub fn takes(self, asked: &Asked) -> bool {
        let parts = asked.parts();
        if self == Self::Record && parts.last().is_some_and(|last| *last == "describe") {
            return false;
        }
        matches!(
            (self, parts.as_slice()),
            (Self::Token, ["services", "oauth2", "token"])
                | (Self::Userinfo, ["services", "oauth2", "userinfo"] | ["id", ..])
                | (Self::List, ["services", "data"])
                | (Self::Root, ["services", "data", _])
                | (Self::Rest, ["services", "data", _, ..])
                | (Self::Objects, ["services", "data", _, "sobjects"])
                | (Self::Describe, ["services", "data", _, "sobjects", _, "describe"])
                | (Self::Query, ["services", "data", _, "query", ..])
                | (Self::More, ["services", "data", _, "query", _])
                | (Self::Record, ["services", "data", _, "sobjects", _, _])
        )
    }
}

/// An answer.
#[derive(Clone, Copy, Debug)]
pub struct Recorded {
    /// Which requests get it.
    pub place: Place,
    /// HTTP status.
    pub status: u16,
    /// `Content-Type`.
    pub content_type: &'static str,
    /// Header fields beside it.
    pub headers: &'static [(&'static str, &'static str)],
    /// The body, as the file has it.
    pub body: &'static str,
}

impl Recorded {
    const fn new(place: Place, status: u16, content_type: &'static str, body: &'static str) -> Self {
        Self { place, status, content_type, headers: &[], body }
    }

    /// JSON.
    pub const fn json(place: Place, status: u16, body: &'static str) -> Self {
        Self::new(place, status, "application/json;charset=UTF-8", body)
    }

    /// A page, or the bare word of the identity service, which calls itself one.
    pub const fn html(place: Place, status: u16, body: &'static str) -> Self {
        Self::new(place, status, "text/html;charset=UTF-8", body)
    }

    /// Words.
    pub const fn text(place: Place, status: u16, body: &'static str) -> Self {
        Self::new(place, status, "text/plain", body)
    }

    /// With header fields.
    pub const fn with(mut self, headers: &'static [(&'static str, &'static str)]) -> Self {
        self.headers = headers;
        self
    }

    /// The answer to a request of its place; with a value (`--fault NAME=3`) to the first 3 alone.
    pub fn answer(&self, asked: &Asked, thrown: &Thrown) -> Option<Answer> {
        if !self.place.takes(asked) || (thrown.value.is_some() && thrown.count() >= thrown.number(u64::MAX)) {
            return None;
        }
        let mut answer = Answer::new(self.status, self.content_type, self.body);
        answer
            .headers
            .extend(self.headers.iter().map(|(name, value)| (Cow::Borrowed(*name), (*value).to_owned())));
        Some(answer)
    }
}
