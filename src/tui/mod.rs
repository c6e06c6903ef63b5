//! The screens. The whole state is one value ([`app::App`]); `update(event) -> effects` and `view` are pure and
//! know no clock, network, disk, channel or lock; `runtime` is the only loop. Start reading at [`effect`], then
//! `screens/`. Nothing here holds a rule about Salesforce, and nothing here knows the demo org.

pub mod app;
pub mod children;
pub mod effect;
pub mod errands;
pub mod frame;
pub mod hints;
pub mod input;
pub mod json_desk;
pub mod keymap;
pub mod overlays;
pub mod perform;
pub mod runtime;
pub mod screens;
mod stored;
pub mod terminal;
pub mod theme;
pub mod trail;
pub mod viewer;
pub mod widgets;
pub mod work;
