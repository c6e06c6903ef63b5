//! What is true of Salesforce: names, shapes, limits, hosts, errors. No I/O and no judgement about what a
//! person wants. Start reading at [`credentials`] and [`describe`].

pub mod credentials;
pub mod describe;
pub mod errors;
pub mod global;
pub mod identity;
pub mod ids;
pub mod limits;
pub mod path;
pub mod record;
pub mod token;
pub mod versions;
