//! The system's keyring and the kernel's: the one file that names the keyring crates and takes a pair's
//! text.
//!
//! Key and secret are one entry, so that a change is one write. A store that once failed to connect stays
//! failed, and one whose call hangs hangs for every later call: so each try opens a new one, and none
//! becomes the default of the process (`keyring_core::Entry::new` asks the default).

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use keyring_core::{CredentialStore, Entry, Error};
use zeroize::Zeroizing;

use super::limit::{self, Came, limited};
use crate::salesforce::credentials::Pair;
use crate::store::error::{Result, StoreError};

/// The service under which all entries stand; the user of an entry is the name of its org.
pub(super) const SERVICE: &str = "orgscope";

/// Credential Manager takes 2,560 bytes (CRED_MAX_CREDENTIAL_BLOB_SIZE of wincred.h, 5 * 512), and text is stored as
/// UTF-16 there.
const CREDENTIAL_MOST: usize = 2560 / 2;

type Opened = keyring_core::Result<Arc<CredentialStore>>;

/// A kind of keyring, not yet opened.
#[derive(Clone)]
pub(super) struct Keyring {
    open: Arc<dyn Fn() -> Opened + Send + Sync>,
    /// Entries can carry a label that keyring programs show.
    has_labels: bool,
    /// How many UTF-16 units an entry can have, where the store has such a limit.
    most: Option<usize>,
    /// An entry is made anew rather than changed: see [`Keyring::save`].
    makes_anew: bool,
    limit: Duration,
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keyring")
    }
}

impl Keyring {
    /// Secret Service, Keychain or Credential Manager, as the system has it.
    pub(super) fn of_system() -> Self {
        let most = cfg!(windows).then_some(CREDENTIAL_MOST);
        let makes_anew = cfg!(target_os = "macos");
        Self { most, makes_anew, ..Self::new(open_system, cfg!(all(unix, not(target_os = "macos")))) }
    }

    /// One that lives as long as the value.
    #[cfg(test)]
    #[allow(clippy::unwrap_used)]
    pub(super) fn mocked() -> Self {
        let store: Arc<CredentialStore> = keyring_core::mock::Store::new().unwrap();
        Self::new(move || Ok(store.clone()), false)
    }

    /// The kernel's keyring.
    pub(super) fn of_kernel() -> Self {
        Self::new(open_kernel, false)
    }

    /// None.
    #[cfg(test)]
    pub(super) fn absent() -> Self {
        Self::new(|| Err(Error::NoDefaultStore), false)
    }

    fn new(open: impl Fn() -> Opened + Send + Sync + 'static, has_labels: bool) -> Self {
        Self { open: Arc::new(open), has_labels, most: None, makes_anew: false, limit: limit::PROMPT }
    }

    /// The pair of an org.
    pub(super) fn load(&self, org: &str) -> Result<Pair> {
        let text = self.ask(org, |entry| entry.get_password().map(Zeroizing::new))?;
        Pair::from_keyring(&text).ok_or(StoreError::NotAPair)
    }

    /// Puts a pair in the place of what is there, in one write. Keychain knows which program made an entry, and asks
    /// before another one reads it; each build of orgscope is another one. There an entry of an older build is
    /// taken away first, so that the new one is this build's.
    pub(super) fn save(&self, org: &str, pair: &Pair) -> Result<()> {
        let text = pair.for_keyring();
        let units = text.for_keyring().encode_utf16().count();
        if let Some(most) = self.most.filter(|most| units > *most) {
            return Err(StoreError::PairTooLong { units, most });
        }
        let makes_anew = self.makes_anew;
        self.ask(org, move |entry| {
            if makes_anew {
                // What may not be removed may still be changed.
                let _ = entry.delete_credential();
            }
            entry.set_password(text.for_keyring())
        })
    }

    /// As [`Keyring::save`], then asks whether it stayed: the kernel may keep nothing beyond one call.
    pub(super) fn save_and_look(&self, org: &str, pair: &Pair) -> Result<()> {
        self.save(org, pair)?;
        match self.load(org) {
            Ok(kept) if kept.key.is_same(&pair.key) => Ok(()),
            Ok(_) | Err(StoreError::NoPair) => {
                Err(StoreError::Platform("it did not keep what was stored".into()))
            }
            Err(e) => Err(e),
        }
    }

    /// Takes the pair of an org away; whether there was one.
    pub(super) fn remove(&self, org: &str) -> Result<bool> {
        match self.ask(org, Entry::delete_credential) {
            Ok(()) => Ok(true),
            Err(StoreError::NoPair) => Ok(false),
            Err(e) => Err(e),
        }
    }

    /// Opens the store and lets go of it.
    pub(super) fn open(&self) -> Result<()> {
        let open = self.open.clone();
        let (opened, came) = limited(limit::PROBE, move || open().map(|_| ()))?;
        opened.map_err(|e| meaning(&e, came))
    }

    fn ask<T: Send + 'static>(
        &self,
        org: &str,
        question: impl FnOnce(&Entry) -> keyring_core::Result<T> + Send + 'static,
    ) -> Result<T> {
        let (keyring, org) = (self.clone(), org.to_owned());
        let (answer, came) = limited(self.limit, move || question(&keyring.entry(&org)?))?;
        answer.map_err(|e| meaning(&e, came))
    }

    fn entry(&self, org: &str) -> keyring_core::Result<Entry> {
        let store = (self.open)()?;
        let label = format!("orgscope: key and secret of {org}");
        let modifiers = HashMap::from([("label", label.as_str())]);
        let modifiers = if self.has_labels { Some(&modifiers) } else { None };
        store.build(SERVICE, org, modifiers)
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
fn open_system() -> Opened {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}

#[cfg(target_os = "macos")]
fn open_system() -> Opened {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

#[cfg(windows)]
fn open_system() -> Opened {
    Ok(windows_native_keyring_store::Store::new()?)
}

// A process that no login began (a service, a container) has no session keyring, and may then not read what
// it puts into the one that is in for it: so it gets one here. It belongs to this thread alone; what
// lasts is the user's persistent keyring, which the store links into it (persistent-keyring(7),
// session-keyring(7)).
#[cfg(target_os = "linux")]
fn open_kernel() -> Opened {
    use linux_keyutils::{KeyRing, KeyRingIdentifier};
    KeyRing::from_special_id(KeyRingIdentifier::Session, true)
        .map_err(|e| Error::PlatformFailure(e.into()))?;
    Ok(linux_keyutils_keyring_store::Store::new()?)
}

#[cfg(not(target_os = "linux"))]
fn open_kernel() -> Opened {
    Err(Error::NoDefaultStore)
}

/// What a keyring's error means. The error's text names the platform's error and never the secret; the
/// variants that hold bytes of an entry are not printed.
fn meaning(error: &Error, came: Came) -> StoreError {
    match error {
        Error::NoEntry => StoreError::NoPair,
        Error::NoDefaultStore => StoreError::NotHere,
        Error::BadEncoding(_) | Error::BadDataFormat(..) => StoreError::NotAPair,
        Error::Ambiguous(entries) => StoreError::Ambiguous(entries.len()),
        Error::NoStorageAccess(e) | Error::PlatformFailure(e) => match of_service(e.as_ref(), came) {
            Some(meant) => meant,
            None if matches!(error, Error::NoStorageAccess(_)) => StoreError::Locked,
            None => StoreError::Platform(e.to_string()),
        },
        Error::TooLong(what, most) => StoreError::Platform(format!("its {what} is longer than {most}")),
        other => StoreError::Platform(other.to_string()),
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
fn of_service(error: &(dyn std::error::Error + Send + Sync + 'static), came: Came) -> Option<StoreError> {
    #[cfg(target_os = "linux")]
    if let Some(e) = error.downcast_ref::<linux_keyutils::KeyError>() {
        return Some(StoreError::Platform(format!("kernel keyring: {e}")));
    }
    error.downcast_ref::<secret_service::Error>().map(|e| super::service::meaning(e, came))
}

#[cfg(windows)]
fn of_service(_: &(dyn std::error::Error + Send + Sync + 'static), _: Came) -> Option<StoreError> {
    None
}

#[cfg(target_os = "macos")]
fn of_service(error: &(dyn std::error::Error + Send + Sync + 'static), _: Came) -> Option<StoreError> {
    of_keychain(error.downcast_ref::<security_framework::base::Error>()?.code())
}

/// What a number of Keychain means (SecBase.h, 'Security Framework Result Codes').
#[cfg_attr(not(target_os = "macos"), allow(dead_code))]
fn of_keychain(code: i32) -> Option<StoreError> {
    Some(match code {
        // errSecUserCanceled, errSecAuthFailed: somebody pressed Deny, or typed a wrong password.
        -128 | -25293 => StoreError::KeychainDenied,
        // errSecInteractionNotAllowed, errSecInteractionRequired: over SSH, or before the login.
        -25308 | -25315 => StoreError::NoWindow,
        // wrPermErr, errSecInvalidOwnerEdit, errSecDuplicateItem: the entry belongs to another program, which an
        // earlier build of this one is.
        -61 | -25244 | -25299 => StoreError::KeychainDenied,
        // errSecReadOnly, errSecNotAvailable, errSecNoSuchKeychain, errSecInvalidKeychain.
        -25292 => StoreError::Platform("it can only be read".into()),
        -25291 | -25294 | -25295 => StoreError::Platform("there is no keychain, or it is damaged".into()),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use keyring_core::mock;

    /// A keyring over a mock store, and the mock entry of an org, to be told its next error.
    fn mocked() -> (Keyring, impl Fn(Error)) {
        let store: Arc<CredentialStore> = mock::Store::new().unwrap();
        let opened = store.clone();
        let keyring = Keyring::new(move || Ok(opened.clone()), false);
        let fail_next = move |error| {
            let entry = store.build(SERVICE, "acme", None).unwrap();
            entry.as_any().downcast_ref::<mock::Cred>().unwrap().set_error(error);
        };
        (keyring, fail_next)
    }

    fn is(pair: &Pair, key: &str, secret: &str) -> bool {
        pair.key.lint(|k| k == key) && pair.secret.lint(|s| s == secret)
    }

    #[test]
    fn a_pair_is_stored_replaced_and_removed() {
        let (keyring, _) = mocked();
        assert_eq!(keyring.load("acme").err(), Some(StoreError::NoPair));
        keyring.save("acme", &Pair::new("key one", "secret one")).unwrap();
        keyring.save("acme", &Pair::new("key two", "secret two")).unwrap();
        assert!(is(&keyring.load("acme").unwrap(), "key two", "secret two"));
        assert_eq!(keyring.load("other").err(), Some(StoreError::NoPair));
        assert_eq!(keyring.remove("acme"), Ok(true));
        assert_eq!(keyring.remove("acme"), Ok(false));
    }

    #[test]
    fn an_entry_that_is_made_anew_replaces_the_old_one_too() {
        let (keyring, _) = mocked();
        let keyring = Keyring { makes_anew: true, ..keyring };
        keyring.save("acme", &Pair::new("key one", "secret one")).unwrap();
        keyring.save("acme", &Pair::new("key two", "secret two")).unwrap();
        assert!(is(&keyring.load("acme").unwrap(), "key two", "secret two"));
    }

    #[test]
    fn a_pair_that_is_too_long_is_measured_before_it_is_written() {
        let (keyring, _) = mocked();
        let keyring = Keyring { most: Some(CREDENTIAL_MOST), ..keyring };
        keyring.save("acme", &Pair::new("key", "secret")).unwrap();
        let around = Pair::new("", "").for_keyring().for_keyring().len();
        let fits = Pair::new("k", "s".repeat(CREDENTIAL_MOST - around - 1));
        assert_eq!(keyring.save("acme", &fits), Ok(()));
        let long = Pair::new("k", "s".repeat(CREDENTIAL_MOST - around));
        let refused = StoreError::PairTooLong { units: CREDENTIAL_MOST + 1, most: CREDENTIAL_MOST };
        assert_eq!(keyring.save("acme", &long), Err(refused));
        // Some characters are two units.
        let wide = Pair::new("", "😀".repeat((CREDENTIAL_MOST - around) / 2 + 1));
        assert!(matches!(keyring.save("acme", &wide), Err(StoreError::PairTooLong { .. })));
        assert!(keyring.load("acme").unwrap().key.lint(|k| k == "k"), "the last good one stays");
    }

    #[test]
    fn each_failure_has_its_own_name() {
        let (keyring, fail_next) = mocked();
        keyring.save("acme", &Pair::new("key", "secret")).unwrap();
        let text = || Box::new(std::io::Error::other("-25308"));
        for (error, meant) in [
            (Error::NoStorageAccess(text()), StoreError::Locked),
            (Error::PlatformFailure(text()), StoreError::Platform("-25308".into())),
            (Error::Ambiguous(vec![]), StoreError::Ambiguous(0)),
            (Error::BadEncoding(b"secret".to_vec()), StoreError::NotAPair),
        ] {
            fail_next(error);
            assert_eq!(keyring.load("acme").err(), Some(meant));
        }
        assert!(is(&keyring.load("acme").unwrap(), "key", "secret"), "a failure changes nothing");
    }

    #[test]
    fn failures_of_keychain_have_their_own_names() {
        for code in [-128, -25293, -61, -25244, -25299] {
            assert_eq!(of_keychain(code), Some(StoreError::KeychainDenied), "{code}");
        }
        assert_eq!(of_keychain(-25308), Some(StoreError::NoWindow));
        assert!(matches!(of_keychain(-25295), Some(StoreError::Platform(_))));
        assert_eq!(of_keychain(-1), None);
    }

    #[cfg(all(unix, not(target_os = "macos")))]
    #[test]
    fn failures_of_the_secret_service_have_their_own_names() {
        use secret_service::Error as Service;
        let (keyring, fail_next) = mocked();
        for (error, meant) in [
            (Service::Prompt, StoreError::NoWindow),
            (Service::Locked, StoreError::Locked),
            (Service::NoResult, StoreError::NoDefaultCollection),
            (Service::Unavailable, StoreError::NoBus),
        ] {
            fail_next(Error::NoStorageAccess(Box::new(error)));
            assert_eq!(keyring.save("acme", &Pair::new("key", "secret")), Err(meant));
        }
        let refused = Error::NoStorageAccess(Box::new(Service::Prompt));
        assert_eq!(meaning(&refused, Came::Later), StoreError::PromptRefused);
    }

    #[test]
    fn a_store_that_could_not_be_opened_is_opened_anew() {
        let tries = std::sync::atomic::AtomicUsize::new(0);
        let store: Arc<CredentialStore> = mock::Store::new().unwrap();
        let keyring = Keyring::new(
            move || match tries.fetch_add(1, std::sync::atomic::Ordering::Relaxed) {
                0 => Err(Error::NoStorageAccess(Box::new(std::io::Error::other("locked")))),
                _ => Ok(store.clone()),
            },
            false,
        );
        let pair = Pair::new("key", "secret");
        assert_eq!(keyring.save("acme", &pair), Err(StoreError::Locked));
        assert_eq!(keyring.save("acme", &pair), Ok(()));
    }

    #[test]
    fn what_is_no_pair_is_said_and_not_shown() {
        let store: Arc<CredentialStore> = mock::Store::new().unwrap();
        store.build(SERVICE, "acme", None).unwrap().set_password("something else").unwrap();
        let keyring = Keyring::new(move || Ok(store.clone()), false);
        assert_eq!(keyring.load("acme").err(), Some(StoreError::NotAPair));
    }
}
