//! Where each file lives: by the `directories` crate, so XDG on Linux.

use std::path::{Path, PathBuf};

use super::error::{Result, StoreError};

/// The four directories of this user, and the names of the files in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    config: PathBuf,
    data: PathBuf,
    cache: PathBuf,
    state: PathBuf,
}

impl Places {
    /// The directories as the system and the environment name them. Makes none.
    pub fn of_this_user() -> Result<Self> {
        let dirs = directories::ProjectDirs::from("", "", "orgscope").ok_or(StoreError::NoHome)?;
        let state = match dirs.state_dir() {
            Some(dir) => dir.to_owned(),
            None => dirs.data_local_dir().join("state"), // macOS and Windows know no state directory
        };
        Ok(Self {
            config: dirs.config_dir().to_owned(),
            data: dirs.data_dir().to_owned(),
            cache: dirs.cache_dir().to_owned(),
            state,
        })
    }

    /// All four directories below `root`.
    pub fn below(root: &Path) -> Self {
        let dir = |name| root.join(name).join("orgscope");
        Self { config: dir("config"), data: dir("data"), cache: dir("cache"), state: dir("state") }
    }

    /// Orgs without secrets, and preferences.
    pub fn config_file(&self) -> PathBuf {
        self.config.join("config.toml")
    }

    /// Held while `config.toml` is changed.
    pub fn config_lock(&self) -> PathBuf {
        self.state.join("config.lock")
    }

    /// What the last check of an org found, and when the org was opened last.
    pub fn last_good_file(&self, org: &str) -> PathBuf {
        self.state.join("orgs").join(format!("{org}.json"))
    }

    /// The log.
    pub fn log_file(&self) -> PathBuf {
        self.state.join("orgscope.log")
    }

    /// History and saved `.soql` files.
    pub fn data_dir(&self) -> &Path {
        &self.data
    }

    /// All that is cached of an org.
    pub fn org_cache_dir(&self, org_id: &str) -> PathBuf {
        self.cache.join("orgs").join(org_id)
    }

    /// Describes of an org at an API version.
    pub fn describe_dir(&self, org_id: &str, api_version: &str) -> PathBuf {
        self.org_cache_dir(org_id).join(format!("v{api_version}")).join("describe")
    }
}
