//! Files that a person asks for, in the folder where they stand: reports, bodies, exports.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::error::{Result, file};

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
        match write_new(&path, bytes) {
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {}
            done => return done.map(|()| path.clone()).map_err(file("write", &path)),
        }
    }
    let path = PathBuf::from(clean.clone());
    Err(file("write", &path)(std::io::ErrorKind::AlreadyExists.into()))
}

fn write_new(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(bytes)
}
