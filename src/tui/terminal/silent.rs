//! Keys alone, for what is typed and must not be shown.

use super::{Console, Out, console, held, signals, unusable};
use crate::trouble::Trouble;

/// The terminal hands over each key as it is typed and shows none; as it was when this is dropped.
#[derive(Debug)]
pub struct Silent(());

impl Silent {
    /// Takes the keys. `told` hears when a signal asks for the end, and says whether anybody listens.
    pub fn hold(out: Out, told: impl Fn() -> bool + Send + 'static) -> Result<Self, Trouble> {
        if let Some(trouble) = console().filter(|console| !console.is_console).and_then(Console::trouble) {
            return Err(trouble);
        }
        signals::watch(out, told).and_then(|()| held::take_keys()).map_err(|error| unusable(&error))?;
        Ok(Self(()))
    }
}

impl Drop for Silent {
    fn drop(&mut self) {
        held::give_back_keys();
    }
}
