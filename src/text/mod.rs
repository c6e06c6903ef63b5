//! How things read in terminal cells: widths and cuts, unsafe characters made visible, numbers and ages,
//! secrets and names taken out, which build this is. Knows nothing of Salesforce and nothing of the screen.
//! Start reading at [`cells`].

pub mod cells;
pub mod digits;
pub mod fuzzy;
pub mod members;
pub mod near;
pub mod numbers;
pub mod redact;
pub mod safe;
pub mod spelled;
pub mod spellings;
pub mod utf;
