//! The screens, started from the command line.

use super::context::Context;
use super::demo::OrgArgs;
use crate::trouble::{Exit, Trouble};

/// The stored orgs.
pub fn stored(_context: &Context) -> Result<Exit, Trouble> {
    Ok(Exit::Done)
}

/// The demo org.
pub fn demo(_org: &OrgArgs, _context: &Context) -> Result<Exit, Trouble> {
    Ok(Exit::Done)
}
