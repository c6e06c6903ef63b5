//! What `--version` says, and the build script that makes its words.

use super::support::home::Home;
use std::env::consts::ARCH;

#[test]
fn version_tells_what_was_built_and_for_what() {
    let ran = Home::new().run(&["--version"], "");
    let (number, built) = ran.out.trim().strip_prefix("orgscope ").and_then(|v| v.split_once(" (")).unwrap();
    assert_eq!(number, env!("CARGO_PKG_VERSION"));
    let (from, target) = built.strip_suffix(')').unwrap().split_once(", ").unwrap();
    assert!(target.starts_with(ARCH) && target.split('-').count() >= 3, "{target}");
    if cfg!(debug_assertions) {
        assert_eq!(from, "debug build");
    }
}

/// The pages that a page names under the heading SUBCOMMANDS.
fn named_in(page: &str) -> Vec<String> {
    let names = page.lines().filter_map(|line| line.strip_suffix("(1)"));
    names.map(|name| name.replace('\\', "").replacen("orgscope-", "", 1)).collect()
}

#[test]
fn each_command_has_the_manual_page_that_another_names() {
    let home = Home::new();
    let mut pages = named_in(&home.run(&["man"], "").out);
    assert!(pages.iter().any(|name| name == "check") && pages.iter().any(|name| name == "org"), "{pages:?}");
    let mut i = 0;
    while i < pages.len() {
        // The words of `org add` are joined as in the page's name.
        let words: Vec<_> = pages[i].split('-').collect();
        let ran = home.run(&[&["man"], words.as_slice()].concat(), "");
        assert_eq!(ran.code, 0, "{}: {}", pages[i], ran.err);
        assert!(ran.out.contains(&format!(".TH orgscope-{} 1", pages[i])), "{}", ran.out);
        pages.extend(named_in(&ran.out));
        i += 1;
    }
    assert!(pages.iter().any(|name| name == "org-add"), "{pages:?}");
    let wrong = home.run(&["man", "org", "ad"], "");
    assert_eq!(wrong.code, 2);
    assert!(
        wrong.err.contains("There is no command orgscope org ad.") && wrong.err.contains("rotate"),
        "{}",
        wrong.err
    );
}

#[test]
fn the_manual_page_is_the_same_whichever_build_printed_it() {
    let page = Home::new().run(&["man"], "").out;
    assert!(page.contains(concat!("orgscope ", env!("CARGO_PKG_VERSION"))), "{}", &page[..200]);
    for word in ["debug build", "unknown-linux", "-windows-", "-apple-"] {
        assert!(!page.contains(word), "{word}");
    }
}

/// The build script, compiled as cargo does and run with cargo's variables in a folder of its own.
#[cfg(target_os = "linux")]
mod build_script {
    use std::path::{Path, PathBuf};
    use std::process::Command;
    use std::sync::OnceLock;
    use std::{fs, str};

    use tempfile::TempDir;

    const TOP: &str = env!("CARGO_MANIFEST_DIR");

    /// Compiled once; the folder is there as long as the tests run.
    fn program() -> &'static Path {
        static PROGRAM: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
        let (_, path) = PROGRAM.get_or_init(|| {
            let folder = TempDir::new().unwrap();
            let path = folder.path().join("build-script");
            let done = Command::new(option_env!("RUSTC").unwrap_or("rustc"))
                .args(["--edition", "2024", "build.rs", "-o"])
                .arg(&path)
                .current_dir(TOP)
                .status()
                .unwrap();
            assert!(done.success());
            (folder, path)
        });
        path
    }

    struct Checkout(TempDir);

    impl Checkout {
        fn new() -> Self {
            let folder = TempDir::new().unwrap();
            for (file, text) in
                [("src/lib.rs", "//"), ("build.rs", ""), ("Cargo.toml", ""), ("Cargo.lock", "")]
            {
                fs::create_dir_all(folder.path().join(file).parent().unwrap()).unwrap();
                fs::write(folder.path().join(file), text).unwrap();
            }
            fs::create_dir_all(folder.path().join("packaging/windows")).unwrap();
            fs::copy(
                Path::new(TOP).join("packaging/windows/orgscope.exe.manifest"),
                folder.path().join("packaging/windows/orgscope.exe.manifest"),
            )
            .unwrap();
            Self(folder)
        }

        fn git(&self, arguments: &[&str]) -> String {
            let output = Command::new("git")
                .args(["-c", "user.name=t", "-c", "user.email=t@example.com"])
                .args(arguments)
                .env("GIT_COMMITTER_DATE", "2026-11-30T10:00:00Z")
                .current_dir(self.0.path())
                .output()
                .unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8(output.stdout).unwrap().trim().to_owned()
        }

        fn committed() -> (Self, String) {
            let checkout = Self::new();
            checkout.git(&["init", "-q"]);
            checkout.git(&["add", "."]);
            checkout.git(&["commit", "-q", "-m", "one"]);
            let hash = checkout.git(&["rev-parse", "--short=7", "HEAD"]);
            (checkout, hash)
        }

        /// Runs the script; what it prints.
        fn run(&self, profile: &str, target: &str, os: &str, env: &str) -> String {
            let output = Command::new(program())
                .current_dir(self.0.path())
                .env("CARGO_PKG_VERSION", "1.2.3")
                .env("CARGO_PKG_VERSION_MAJOR", "1")
                .env("CARGO_PKG_VERSION_MINOR", "2")
                .env("CARGO_PKG_VERSION_PATCH", "3")
                .env("CARGO_PKG_LICENSE", "MIT OR Apache-2.0")
                .env("OPT_LEVEL", if profile == "debug" { "0" } else { "3" })
                .env("TARGET", target)
                .env("CARGO_CFG_TARGET_OS", os)
                .env("CARGO_CFG_TARGET_ENV", env)
                .env("CARGO_CFG_TARGET_ARCH", "x86_64")
                .env("OUT_DIR", self.0.path())
                .output()
                .unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8(output.stdout).unwrap()
        }

        fn version(&self, profile: &str) -> String {
            let said = self.run(profile, "x86_64-unknown-linux-musl", "linux", "musl");
            said.lines().find_map(|l| l.strip_prefix("cargo:rustc-env=ORGSCOPE_VERSION=")).unwrap().to_owned()
        }
    }

    #[test]
    fn a_checkout_tells_its_commit() {
        let (checkout, hash) = Checkout::committed();
        assert_eq!(
            checkout.version("release"),
            format!("1.2.3 ({hash} 2026-11-30, x86_64-unknown-linux-musl)")
        );
        // What is not compiled is no change.
        fs::write(checkout.0.path().join("README.md"), "new").unwrap();
        assert!(!checkout.version("release").contains("modified"));
        fs::write(checkout.0.path().join("src/lib.rs"), "// changed").unwrap();
        assert!(checkout.version("release").contains(&format!("{hash}-modified 2026-11-30")));
    }

    #[test]
    fn a_worktree_tells_its_own_commit() {
        let (checkout, hash) = Checkout::committed();
        checkout.git(&["worktree", "add", "-q", "beside"]);
        let beside = Checkout::new();
        fs::copy(checkout.0.path().join("beside/.git"), beside.0.path().join(".git")).unwrap();
        assert!(beside.version("release").starts_with(&format!("1.2.3 ({hash}")));
    }

    #[test]
    fn without_a_checkout_there_is_version_and_target_alone() {
        let alone = "1.2.3 (x86_64-unknown-linux-musl)";
        assert_eq!(Checkout::new().version("release"), alone);
        // A crate's archive that was unpacked inside of somebody else's checkout.
        let (other, _) = Checkout::committed();
        let inside = other.0.path().join("registry");
        fs::create_dir(&inside).unwrap();
        let crate_folder = Checkout::new();
        let moved = inside.join("orgscope");
        fs::rename(crate_folder.0.path(), &moved).unwrap();
        let said = Command::new(program())
            .current_dir(&moved)
            .envs([
                ("CARGO_PKG_VERSION", "1.2.3"),
                ("OPT_LEVEL", "3"),
                ("TARGET", "x86_64-unknown-linux-musl"),
            ])
            .output()
            .unwrap();
        assert!(str::from_utf8(&said.stdout).unwrap().contains(alone));
    }

    #[test]
    fn a_debug_build_does_not_ask_git() {
        let (checkout, hash) = Checkout::committed();
        let said = checkout.run("debug", "x86_64-unknown-linux-gnu", "linux", "gnu");
        assert!(said.contains("1.2.3 (debug build, x86_64-unknown-linux-gnu)"), "{said}");
        assert!(!said.contains(&hash) && !said.contains("logs/HEAD"), "{said}");
    }

    #[test]
    fn it_runs_again_only_when_commit_or_sources_change() {
        let (checkout, _) = Checkout::committed();
        let said = checkout.run("release", "x86_64-unknown-linux-gnu", "linux", "gnu");
        let mut watched: Vec<_> =
            said.lines().filter_map(|l| l.strip_prefix("cargo:rerun-if-changed=")).collect();
        watched.sort_unstable();
        watched.dedup();
        // A path that does not exist would run it each time.
        watched.retain(|path| *path != "assets");
        for path in &watched {
            assert!(checkout.0.path().join(path).exists(), "{path}");
        }
        for path in ["src", "Cargo.lock", ".git/HEAD", ".git/logs/HEAD"] {
            assert!(watched.contains(&path), "{path} of {watched:?}");
        }
    }

    fn number(bytes: &[u8], at: usize) -> usize {
        u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize
    }

    fn utf16(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    fn contains(bytes: &[u8], part: &[u8]) -> bool {
        bytes.windows(part.len()).any(|w| w == part)
    }

    /// The kinds and data of a `.res` file, walked as a linker does.
    fn resources(file: &[u8]) -> Vec<(usize, &[u8])> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < file.len() {
            let (size, header) = (number(file, at), number(file, at + 4));
            assert_eq!(header, 32);
            found.push((number(file, at + 8) >> 16, &file[at + header..at + header + size]));
            at = (at + header + size).next_multiple_of(4);
        }
        found
    }

    #[test]
    fn a_windows_program_gets_version_and_manifest() {
        let checkout = Checkout::new();
        let said = checkout.run("release", "x86_64-pc-windows-msvc", "windows", "msvc");
        assert!(said.contains("cargo:rustc-link-arg-bins=") && said.contains("orgscope.res"), "{said}");
        let res = fs::read(checkout.0.path().join("orgscope.res")).unwrap();
        let found = resources(&res);
        assert_eq!(found.iter().map(|(kind, _)| *kind).collect::<Vec<_>>(), [0, 16, 24]);
        let version = found[1].1;
        assert_eq!(usize::from(u16::from_le_bytes([version[0], version[1]])), version.len());
        for text in ["VS_VERSION_INFO", "The orgscope authors", "1.2.3", "orgscope.exe", "MIT OR Apache-2.0"]
        {
            assert!(contains(version, &utf16(text)), "{text}");
        }
        assert!(contains(version, &[2, 0, 1, 0, 0, 0, 3, 0]), "1.2.3.0 as numbers");
        assert!(found[2].1.starts_with(b"<?xml"));

        checkout.run("release", "x86_64-pc-windows-gnu", "windows", "gnu");
        let object = fs::read(checkout.0.path().join("orgscope-resource.o")).unwrap();
        assert!(contains(&object, version) && contains(&object, found[2].1));
        // Linux has none.
        let said = checkout.run("release", "x86_64-unknown-linux-gnu", "linux", "gnu");
        assert!(!said.contains("link-arg"), "{said}");
    }
}
