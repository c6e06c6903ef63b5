//! The simulated org: a real HTTP server on loopback that answers as Salesforce does.
//!
//! It shares facts about shapes with the client and none of its judgements. Its objects are recorded describes
//! made one org (`schema.rs`), its rows are made when they are asked for (`rows/`), queries are run by
//! `evaluate/`, and `faults/` lets it fail on purpose. It writes nothing but the certificates of `tls.rs`, and
//! no request can change its rows.
//!
//! Start at [`serve::start`], then `routes/`, one file a resource.

pub mod clock;
pub mod evaluate;
pub mod exchange;
pub mod faults;
pub mod ids;
pub mod logins;
pub mod org;
mod pretty;
pub mod routes;
pub mod rows;
pub mod schema;
pub mod serve;
pub mod sessions;
pub mod tls;
