//! Tells the program which commit and target it is, and gives a Windows program its version resource and manifest.
//! Uses the standard library alone: everyone who builds waits for this file.

#[path = "packaging/windows/resource.rs"]
mod resource;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

/// What the program is made of. A change in any of them makes the words about the commit again.
const SOURCES: [&str; 5] = ["src", "assets", "build.rs", "Cargo.toml", "Cargo.lock"];

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=packaging/windows");
    let version = variable("CARGO_PKG_VERSION");
    let target = variable("TARGET");
    // Not PROFILE: it tells `dev` from `release`, and says nothing of a profile that begins with one of them.
    let from = match variable("OPT_LEVEL").as_str() {
        // Asking git would compile everything again after each commit, and most such builds are between two commits.
        "0" => Some("debug build".to_owned()),
        _ => commit(),
    };
    let from = from.map(|from| from + ", ").unwrap_or_default();
    println!("cargo:rustc-env=ORGSCOPE_VERSION={version} ({from}{target})");
    if variable("CARGO_CFG_TARGET_OS") == "windows" {
        windows_resource(&version)?;
    }
    Ok(())
}

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_default()
}

/// Commit and its date, as `b44ddb7 2026-11-30`; `b44ddb7-modified …` if the sources are not that commit's. `None`
/// outside of a checkout: a crate's archive may lie in a folder that belongs to another repository.
fn commit() -> Option<String> {
    if !Path::new(".git").exists() {
        return None;
    }
    for source in SOURCES {
        println!("cargo:rerun-if-changed={source}");
    }
    // HEAD changes with the branch, its log with each commit.
    for file in ["HEAD", "logs/HEAD"] {
        let file = git(&["rev-parse", "--git-path", file])?;
        if Path::new(&file).exists() {
            println!("cargo:rerun-if-changed={file}");
        }
    }
    let said = git(&["log", "-1", "--abbrev=7", "--format=%h %cs"])?;
    let (hash, date) = said.split_once(' ')?;
    let same = git(&[&["diff", "--quiet", "HEAD", "--"], SOURCES.as_slice()].concat()).is_some();
    Some(format!("{hash}{} {date}", if same { "" } else { "-modified" }))
}

fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn windows_resource(version: &str) -> io::Result<()> {
    let number = |name| variable(name).parse().unwrap_or(0);
    let numbers = [
        number("CARGO_PKG_VERSION_MAJOR"),
        number("CARGO_PKG_VERSION_MINOR"),
        number("CARGO_PKG_VERSION_PATCH"),
        0,
    ];
    let license = variable("CARGO_PKG_LICENSE");
    let strings = [
        ("CompanyName", "The orgscope authors"),
        ("FileDescription", "orgscope: look inside a Salesforce org, read-only"),
        ("FileVersion", version),
        ("InternalName", "orgscope"),
        ("LegalCopyright", &format!("(c) the orgscope authors. License: {license}")),
        ("OriginalFilename", "orgscope.exe"),
        ("ProductName", "orgscope"),
        ("ProductVersion", version),
    ];
    let resources = [
        resource::version(numbers, &strings),
        resource::manifest(&fs::read("packaging/windows/orgscope.exe.manifest")?),
    ];
    let folder = PathBuf::from(variable("OUT_DIR"));
    let (file, bytes) = if variable("CARGO_CFG_TARGET_ENV") == "msvc" {
        (folder.join("orgscope.res"), resource::res_file(&resources))
    } else {
        let machine = match variable("CARGO_CFG_TARGET_ARCH").as_str() {
            "x86_64" => resource::X86_64,
            "aarch64" => resource::AARCH64,
            other => return Err(io::Error::other(format!("no resource is made for {other}"))),
        };
        (folder.join("orgscope-resource.o"), resource::object_file(&resources, machine))
    };
    fs::write(&file, bytes)?;
    println!("cargo:rustc-link-arg-bins={}", file.display());
    Ok(())
}
