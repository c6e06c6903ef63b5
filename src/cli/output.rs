//! `--output FILE`: a document into a file instead of standard output. PowerShell decodes what a program prints into a
//! pipe or through `>` and encodes it anew; a file gets the bytes.

use std::path::{Path, PathBuf};

use clap::Args;

use super::out;
use crate::store::{open, written};
use crate::text::numbers;
use crate::trouble::{Exit, Step, Trouble};

/// Where a document goes.
#[derive(Debug, Default, Args)]
pub struct Output {
    /// Write to FILE, exact bytes in UTF-8, replacing an existing file; - is standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Output {
    /// The file that is named.
    pub fn file(&self) -> Option<&Path> {
        self.output.as_deref().filter(|file| *file != Path::new("-"))
    }
}

/// Begins to keep what is printed for the file; refused before anything is sent where it could not be written.
pub fn begin(file: &Path) -> Result<(), Trouble> {
    written::can_be(file).map_err(|error| not_written(file, &error))?;
    out::keep();
    Ok(())
}

/// Writes the file and gives its sentence. A command that failed without a document leaves what is there, and so does
/// one that was interrupted halfway.
pub fn end(file: &Path, exit: Exit) -> Result<String, Trouble> {
    let bytes = out::kept();
    if exit == Exit::Interrupted || bytes.is_empty() && exit != Exit::Done {
        return Ok(format!("Nothing was written to {}.", file.display()));
    }
    let path = written::save(file, &bytes, true).map_err(|error| not_written(file, &error))?;
    Ok(format!("Wrote {} bytes to {}.", numbers::count(bytes.len() as u64), path.display()))
}

fn not_written(file: &Path, error: &std::io::Error) -> Trouble {
    let what = format!("{} can't be written: {}.", file.display(), open::reason(error));
    Trouble::new(Exit::Setup, "output.file", what).step(Step::Do("Name another file after --output.".into()))
}
