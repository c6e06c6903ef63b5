//! Which row of the catalogue an answer fits.

use super::body::{self, Body};
use super::{Cause, UNRECOGNISED, all};
use crate::salesforce::hosts;

/// What was asked when the answer came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// The token endpoint.
    Token,
    /// userinfo, the identity URL.
    Identity,
    /// The list of versions, or the root of one.
    Versions,
    /// Limits, describe, query.
    Data,
}

/// What the body of an answer is, before its words are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// Whatever.
    Any,
    /// Nothing at all.
    Empty,
    /// HTML, whatever the content type says.
    Html,
    /// `{"error","error_description"}`
    OAuth,
    /// `[{"errorCode","message"}]`
    Rest,
    /// A refusal in either of the two forms.
    Refusal,
    /// Some other JSON.
    Json,
    /// Words, or bytes that are no JSON.
    Other,
}

/// What else must hold besides the answer itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum When {
    /// Nothing else.
    Always,
    /// The token's answer named its scopes, and `api` is not among them.
    ApiMissing,
    /// The token is seconds old.
    Fresh,
    /// The host that was asked is a My Domain host.
    MyDomainAsked,
    /// The answer leads to another My Domain host than the one that was asked.
    LeadsToMyDomain,
}

/// An answer that shows a cause. Codes and words are compared without case; words are searched anywhere in
/// the description, with blanks run together.
#[derive(Clone, Copy, Debug)]
pub struct Match {
    /// Where it is answered; `None` anywhere.
    pub phase: Option<Phase>,
    /// Status codes. With a code of Salesforce they only weigh (the same body came with several), without one
    /// they must fit. Empty: any.
    pub status: &'static [u16],
    /// `error` or `errorCode`; empty for answers without one.
    pub code: &'static str,
    /// Words of the description, of an HTML title, or of the body's text; any one of them. Empty: any.
    pub says: &'static [&'static str],
    /// True where the code alone is enough to name a likely cause. Never enough to be sure of it, if the answer says
    /// something that is not among the words: see [`Sure`].
    pub code_alone: bool,
    /// True where no primary source confirms it: the verdict says "most likely".
    pub is_unconfirmed: bool,
    /// True where whatever the answer says is the verdict, as for a statement that is not taken.
    pub in_own_words: bool,
    /// The body's shape.
    pub shape: Shape,
    /// What else must hold.
    pub when: When,
    /// Where the text was seen.
    pub source: &'static str,
}

impl Match {
    /// A code of Salesforce with words of its description; both needed. Without words the code is enough.
    pub const fn code(code: &'static str, says: &'static [&'static str], source: &'static str) -> Self {
        let code_alone = says.is_empty();
        Self { code, says, code_alone, ..Self::shape(Shape::Any, &[], source) }
    }

    /// A code with which Salesforce says itself what is wrong with a request: its words are the verdict.
    pub const fn refused(code: &'static str, source: &'static str) -> Self {
        Self { in_own_words: true, status: &[400], ..Self::code(code, &[], source) }
    }

    /// Words of the token endpoint, whatever `error` comes with them: the same text was seen with different codes.
    pub const fn words(says: &'static [&'static str], source: &'static str) -> Self {
        Self { says, phase: Some(Phase::Token), ..Self::shape(Shape::Refusal, &[], source) }
    }

    /// An answer without a code, by status and shape.
    pub const fn shape(shape: Shape, status: &'static [u16], source: &'static str) -> Self {
        Self {
            phase: None,
            status,
            code: "",
            says: &[],
            code_alone: false,
            is_unconfirmed: false,
            in_own_words: false,
            shape,
            when: When::Always,
            source,
        }
    }

    /// The code is enough to name a likely cause, as where the description is in another language.
    pub const fn by_code_alone(mut self) -> Self {
        self.code_alone = true;
        self
    }

    /// No primary source confirms it.
    pub const fn unconfirmed(mut self) -> Self {
        self.is_unconfirmed = true;
        self
    }

    /// The usual status codes.
    pub const fn with_status(mut self, status: &'static [u16]) -> Self {
        self.status = status;
        self
    }

    /// Only there.
    pub const fn at(mut self, phase: Phase) -> Self {
        self.phase = Some(phase);
        self
    }

    /// Only with these words.
    pub const fn saying(mut self, says: &'static [&'static str]) -> Self {
        self.says = says;
        self
    }

    /// Only when this holds.
    pub const fn when(mut self, when: When) -> Self {
        self.when = when;
        self
    }

    /// How well an answer fits, and how sure that is; `None` if it doesn't. A more particular row beats a more
    /// general one.
    fn fit(&self, answer: &Answer<'_>, read: &Body) -> Option<(u32, Sure)> {
        if self.phase.is_some_and(|phase| phase != answer.phase) || !self.when.holds(answer) {
            return None;
        }
        if !self.shape.takes(read.shape()) {
            return None;
        }
        let mut sure = if self.is_unconfirmed { Sure::MostLikely } else { Sure::Yes };
        let at_status = self.status.contains(&answer.status);
        let mut weight = u32::from(self.phase.is_some())
            + u32::from(at_status)
            + 2 * u32::from(self.shape != Shape::Any)
            + 4 * u32::from(self.when != When::Always);
        if self.code.is_empty() {
            // The words of a refusal decide, and its status differs between notes.
            if !self.status.is_empty() && !at_status && self.shape != Shape::Refusal {
                return None;
            }
            weight += 3 * u32::from(at_status);
        } else if read.has_code(self.code) {
            weight += 20;
        } else {
            return None;
        }
        if self.says.iter().any(|words| read.says(self.code, words)) {
            weight += 40;
        } else if !self.says.is_empty() && !self.code_alone {
            return None;
        } else if !self.code.is_empty() && !self.in_own_words && read.has_words(self.code) {
            // The code fits, and the text beside it is not a known one.
            sure = Sure::ByCodeAlone;
        }
        Some((weight, sure))
    }
}

impl Shape {
    fn takes(self, shape: Shape) -> bool {
        match self {
            Self::Any => true,
            Self::Refusal => matches!(shape, Self::OAuth | Self::Rest),
            _ => self == shape,
        }
    }
}

impl When {
    fn holds(self, answer: &Answer<'_>) -> bool {
        match self {
            Self::Always => true,
            Self::ApiMissing => answer.facts.api_granted == Some(false),
            Self::Fresh => answer.facts.is_fresh,
            Self::MyDomainAsked => {
                hosts::derive(answer.host).is_ok_and(|derived| !derived.host.is_loopback())
            }
            Self::LeadsToMyDomain => answer
                .location
                .is_some_and(|to| matches!(hosts::leads(to, answer.host), hosts::Leads::MyDomain(_))),
        }
    }
}

/// What is known besides the answer.
#[derive(Clone, Copy, Debug, Default)]
pub struct Facts {
    /// Whether the scopes as granted hold `api`; `None` if the token's answer named none.
    pub api_granted: Option<bool>,
    /// True for a token that is seconds old.
    pub is_fresh: bool,
}

/// An answer to recognise.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    /// What was asked.
    pub phase: Phase,
    /// The host that was asked; empty where it isn't known.
    pub host: &'a str,
    /// HTTP status.
    pub status: u16,
    /// `Content-Type`, empty where there was none.
    pub content_type: &'a str,
    /// `Location`, where there was one.
    pub location: Option<&'a str>,
    /// The body as it came.
    pub body: &'a [u8],
    /// What is known besides.
    pub facts: Facts,
}

/// How sure a verdict is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sure {
    /// The answer is one that is known to show the cause.
    Yes,
    /// It fits, and no primary source confirms that it shows the cause.
    MostLikely,
    /// Only its code is known. What it says besides is not, so the cause is no more than likely.
    ByCodeAlone,
}

/// What an answer was recognised as.
#[derive(Clone, Debug)]
pub struct Recognised {
    /// The row, or [`UNRECOGNISED`].
    pub cause: &'static Cause,
    /// Which of its matches fitted.
    pub by: Option<&'static Match>,
    /// How sure that is.
    pub sure: Sure,
    /// The body as read.
    pub body: Body,
}

impl Recognised {
    /// False where no row fits.
    pub fn is_known(&self) -> bool {
        self.by.is_some()
    }
}

/// The row of the catalogue that an answer fits best. Only for answers that are refusals, or not what was
/// asked for.
pub fn recognise(answer: &Answer<'_>) -> Recognised {
    let read = body::read(answer.content_type, answer.body);
    let mut best: Option<(u32, Sure, &'static Cause, &'static Match)> = None;
    for cause in all() {
        for row in cause.matches {
            if let Some((weight, sure)) = row.fit(answer, &read)
                && best.is_none_or(|(best, ..)| weight > best)
            {
                best = Some((weight, sure, cause, row));
            }
        }
    }
    match best {
        Some((_, sure, cause, by)) => Recognised { cause, by: Some(by), sure, body: read },
        None => Recognised { cause: &UNRECOGNISED, by: None, sure: Sure::Yes, body: read },
    }
}
