//! What screens are built from: tables, text fields, bars, boxes. A widget is a value that draws itself into
//! a buffer; state that outlives a frame (cursor, text) is a value of its own, owned by the screen. Widgets
//! know no screen and no Salesforce, and they never wait.
//! Start reading at [`pane`], then [`table`].

pub mod bars;
pub mod columns;
pub mod filter;
pub mod ink;
pub mod json_pane;
pub mod pane;
pub mod popup;
pub mod progress;
pub mod secret_field;
pub mod table;
pub mod text_field;
pub mod trouble_box;
