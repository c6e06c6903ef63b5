//! Files that a person asks for, in the folder where they stand: reports, bodies, exports.

use std::path::PathBuf;

use super::error::{Result, file};
use super::written;

/// Writes a new file of that name into the current folder; where there is one already the name gets a number.
/// Characters that a file name can't have become `_`.
pub fn save_here(name: &str, bytes: &[u8]) -> Result<PathBuf> {
    let clean: String = name
        .chars()
        .map(|c| if c.is_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' })
        .collect();
    let (stem, ending) = clean.rsplit_once('.').unwrap_or((&clean, "txt"));
    for n in 1..1000 {
        let path = match n {
            1 => PathBuf::from(format!("{stem}.{ending}")),
            n => PathBuf::from(format!("{stem}-{n}.{ending}")),
        };
        match written::save(&path, bytes, false) {
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {}
            done => return done.map(|_| path.clone()).map_err(file("write", &path)),
        }
    }
    let path = PathBuf::from(clean.clone());
    Err(file("write", &path)(std::io::ErrorKind::AlreadyExists.into()))
}
