//! Where each file lives: by the `directories` crate, so XDG on Linux; two variables of orgscope's own place them
//! elsewhere.

use std::path::{Path, PathBuf};

use super::error::{Result, StoreError};
use super::names::is_org_name;
use super::own::Own;

/// The variable that names one folder for all that orgscope keeps: `config`, `data`, `cache` and `state` are made
/// in it.
pub const HOME: &str = "ORGSCOPE_HOME";

/// The variable that names the folder of `config.toml` alone.
pub const CONFIG_DIR: &str = "ORGSCOPE_CONFIG_DIR";

/// The four directories of this user, and the names of the files in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    config: PathBuf,
    data: PathBuf,
    cache: PathBuf,
    state: PathBuf,
}

impl Places {
    /// The directories as the environment and the system name them. Makes none.
    pub fn of_this_user() -> Result<Self> {
        let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        Self::from(set, Self::of_the_system)
    }

    fn from(
        set: impl Fn(&str) -> Option<PathBuf>,
        of_the_system: impl FnOnce(&dyn Fn(&str) -> Option<PathBuf>) -> Result<Self>,
    ) -> Result<Self> {
        // From another folder a path that begins nowhere would be another place.
        let whole = |variable: &'static str| match set(variable) {
            Some(path) if !path.is_absolute() => Err(StoreError::NotWhole { variable, path }),
            path => Ok(path),
        };
        let mut places = match whole(HOME)? {
            Some(root) => Self::below(&root),
            None => of_the_system(&set)?,
        };
        if let Some(config) = whole(CONFIG_DIR)? {
            places.config = config;
        }
        Ok(places)
    }

    fn of_the_system(set: &dyn Fn(&str) -> Option<PathBuf>) -> Result<Self> {
        let dirs = directories::ProjectDirs::from("", "", "orgscope").ok_or(StoreError::NoHome)?;
        // Who sets these on a Mac wants them obeyed; on Linux the crate does, and Windows does not know them.
        let xdg = |name: &str, usual: &Path| match set(name).filter(|path| path.is_absolute()) {
            Some(path) if cfg!(target_os = "macos") => path.join("orgscope"),
            _ => usual.to_owned(),
        };
        // macOS and Windows know no state directory. On Windows only config.toml roams to a person's other
        // machines: what is beside it in the roaming profile is copied at each logon.
        let state = match dirs.state_dir() {
            Some(dir) => dir.to_owned(),
            None if cfg!(windows) => dirs.data_local_dir().with_file_name("state"),
            None => dirs.data_local_dir().join("state"),
        };
        Ok(Self {
            config: xdg("XDG_CONFIG_HOME", dirs.config_dir()),
            data: xdg("XDG_DATA_HOME", dirs.data_local_dir()),
            cache: xdg("XDG_CACHE_HOME", dirs.cache_dir()),
            state: xdg("XDG_STATE_HOME", &state),
        })
    }

    /// All four directories below `root`.
    pub fn below(root: &Path) -> Self {
        let dir = |name| root.join(name);
        Self { config: dir("config"), data: dir("data"), cache: dir("cache"), state: dir("state") }
    }

    /// Orgs without secrets, and preferences.
    pub fn config_file(&self) -> PathBuf {
        self.config.join("config.toml")
    }

    /// `config.toml` as a person reads it: with `~` for the home directory.
    pub fn config_file_words(&self) -> String {
        let file = self.config_file();
        let home = directories::BaseDirs::new().map(|dirs| dirs.home_dir().to_owned());
        match home.as_deref().and_then(|home| file.strip_prefix(home).ok()) {
            Some(below) if cfg!(unix) => format!("~/{}", below.display()),
            _ => file.display().to_string(),
        }
    }

    /// Held while `config.toml` is changed.
    pub fn config_lock(&self) -> Own {
        self.in_state("config.lock")
    }

    /// What the last check of an org found, and when the org was opened last; `None` for a name that is no org's:
    /// it might lead elsewhere.
    pub fn last_good_file(&self, org: &str) -> Option<Own> {
        is_org_name(org).then(|| self.in_state("orgs").join(format!("{org}.json")))
    }

    /// The log.
    pub fn log_file(&self) -> Own {
        self.in_state("orgscope.log")
    }

    fn in_state(&self, name: &str) -> Own {
        Own::root(&self.state).join(name)
    }

    /// History and saved `.soql` files.
    pub fn data_dir(&self) -> &Path {
        &self.data
    }

    /// All that is cached of an org.
    pub fn org_cache_dir(&self, org_id: &str) -> Own {
        Own::root(&self.cache).join("orgs").join(org_id)
    }

    /// Describes of an org at an API version.
    pub fn describe_dir(&self, org_id: &str, api_version: &str) -> Own {
        self.org_cache_dir(org_id).join(format!("v{api_version}")).join("describe")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: &str = if cfg!(windows) { "C:\\Users\\Jörg M\\o" } else { "/home/Jörg M/o" };

    fn places(variables: &[(&str, &str)]) -> Result<Places> {
        let set = |name: &str| variables.iter().find(|(n, _)| *n == name).map(|(_, v)| PathBuf::from(v));
        Places::from(set, |_| Ok(Places::below(Path::new("system"))))
    }

    #[test]
    fn variables_place_all_or_the_configuration_alone() {
        let root = Path::new(ROOT);
        assert_eq!(places(&[]), Ok(Places::below(Path::new("system"))));
        assert_eq!(places(&[(HOME, ROOT)]), Ok(Places::below(root)));
        let config = places(&[(CONFIG_DIR, ROOT)]).unwrap();
        assert_eq!(config.config_file(), root.join("config.toml"));
        assert_eq!(config.log_file().path(), Path::new("system").join("state").join("orgscope.log"));
        let both = places(&[(HOME, ROOT), (CONFIG_DIR, &format!("{ROOT}2"))]).unwrap();
        assert_eq!(both.config_file(), PathBuf::from(format!("{ROOT}2")).join("config.toml"));
        assert_eq!(both.log_file().path(), root.join("state").join("orgscope.log"));
    }

    #[test]
    fn a_path_that_begins_nowhere_is_refused() {
        for variable in [HOME, CONFIG_DIR] {
            for path in ["o", "~/o", "./o"] {
                let refused = StoreError::NotWhole { variable, path: path.into() };
                assert_eq!(places(&[(variable, path)]), Err(refused));
            }
        }
    }

    #[test]
    fn on_windows_nothing_but_the_configuration_roams() {
        let Ok(places) = Places::of_the_system(&|_| None) else { return };
        let roams = |path: &Path| path.to_string_lossy().contains("Roaming");
        assert_eq!(roams(&places.config_file()), cfg!(windows));
        let others = [places.log_file(), places.config_lock(), places.org_cache_dir("00D")];
        assert!(others.iter().all(|own| !roams(own.path())) && !roams(&places.data), "{others:?}");
    }
}
