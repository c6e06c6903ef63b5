//! What is true of Salesforce: names, shapes, limits, hosts, errors. No I/O and no judgement about what a
//! person wants. Start reading at [`credentials`] and [`describe`].

pub mod catalogue;
pub mod credentials;
pub mod describe;
pub mod errors;
pub mod global;
pub mod hosts;
pub mod identity;
pub mod ids;
pub mod limits;
pub mod lint;
pub mod path;
pub mod record;
pub mod scopes;
pub mod token;
pub mod versions;
