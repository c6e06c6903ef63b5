//! What is true of Salesforce: names, shapes, limits, hosts, errors. No I/O and no judgement about what a
//! person wants. Start reading at [`credentials`] and [`describe`].

pub mod batch;
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
pub mod secret_columns;
pub mod token;
pub mod versions;

/// Reads a text as an answer, for tests.
#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub(crate) fn read<T: crate::json::patient::Answer>(
    json: &str,
) -> Result<crate::json::patient::Read<T>, crate::json::patient::NotRead> {
    crate::json::patient::read(&crate::json::Doc::from_bytes(bytes::Bytes::copy_from_slice(json.as_bytes())))
}
