//! The screens' places as lines of text: a prompt, numbered lists, a sentence a change, nothing that is drawn anew.
//! The engines are those of the screens, and so are the sentences; here is only how they are said. Every line goes
//! through one door ([`say::Voice`]), which lets no control character out. No stream is named here: `cli` hands
//! them over. Signs that a reader would spell out are words. Start reading at `talk.rs`, then
//! `words.rs` and `place.rs`.

mod going;
mod judged;
mod object;
mod orgs;
mod place;
mod raw;
mod record;
mod say;
mod talk;
mod turn;
mod words;
mod world;

pub use judged::{rung_line as rung, verdict_lines as verdict};
pub use say::Voice;
pub use talk::{Prompt, Streams, run};
pub use words::WORDS;
pub use world::{Start, World};
