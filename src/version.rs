//! Which build of orgscope this is. Nothing ever asks whether there is a newer one.

/// Version, commit and target, as `0.1.0 (b44ddb7 2026-11-30, x86_64-unknown-linux-musl)`. Without the commit if the
/// build came from a crate's archive; `debug build` in its place if nothing was optimised.
pub const WHOLE: &str = env!("ORGSCOPE_VERSION");
