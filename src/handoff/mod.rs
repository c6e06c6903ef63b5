//! A request as code to hand on, and the conversation as a value. Knows no org: what it writes has
//! placeholders where secrets stand. Start reading at [`sequence`].

pub mod sequence;
