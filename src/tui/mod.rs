//! The screens.

pub mod theme;
