//! Which Secret Service answers on the session bus, and whether its default collection is locked. Asked by
//! itself, because reading an entry of a locked collection raises a window at once.

use std::collections::{BTreeSet, HashMap};

use secret_service::blocking::{Item, SecretService};
use secret_service::{EncryptionType, Error};
use zbus::blocking::Connection;
use zbus::blocking::fdo::DBusProxy;

use super::limit::Came;
use crate::store::error::StoreError;

/// The name on the bus that every Secret Service takes (Secret Service API 0.2, 'Object Paths').
const BUS_NAME: &str = "org.freedesktop.secrets";

/// The programs that serve it, as `/proc/PID/comm` cuts them to 15 bytes, and as people know them.
const SERVICES: &[(&str, &str)] = &[
    ("gnome-keyring-d", "GNOME Keyring"),
    ("ksecretd", "KWallet"),
    ("kwalletd", "KWallet"),
    ("keepassxc", "KeePassXC"),
];

/// The service's name where it is known, and whether its default collection is locked.
pub(super) fn look() -> Result<(Option<&'static str>, bool), Error> {
    let bus = Connection::session()?;
    // Connected before the process is asked for: this starts a service that the bus can start.
    let service = SecretService::connect_with_existing(EncryptionType::Plain, bus.clone())?;
    let locked = service.get_default_collection()?.is_locked()?;
    Ok((name_of_process(&bus), locked))
}

/// The users of all entries of a service, locked or not: their names are no secrets, and are given without a window.
pub(super) fn names(of: &str) -> Result<BTreeSet<String>, Error> {
    let service = SecretService::connect(EncryptionType::Plain)?;
    let found = service.search_items(HashMap::from([("service", of)]))?;
    let user = |item: Item<'_>| Ok(item.get_attributes()?.remove("username"));
    let users = found.unlocked.into_iter().chain(found.locked).map(user);
    users.filter_map(Result::transpose).collect()
}

/// Unlocks the default collection; a window may ask for its password, and this waits for it.
pub(super) fn unlock() -> Result<(), Error> {
    let service = SecretService::connect(EncryptionType::Plain)?;
    let collection = service.get_default_collection()?;
    if collection.is_locked()? { collection.unlock() } else { Ok(()) }
}

fn name_of_process(bus: &Connection) -> Option<&'static str> {
    let owner = BUS_NAME.try_into().ok()?;
    let pid = DBusProxy::new(bus).ok()?.get_connection_unix_process_id(owner).ok()?;
    let comm = std::fs::read_to_string(format!("/proc/{pid}/comm")).ok()?;
    SERVICES.iter().find(|(program, _)| comm.trim_end().starts_with(program)).map(|(_, name)| *name)
}

/// What an error of the Secret Service means. `came` tells a window that nobody saw from one that was
/// closed.
pub(super) fn meaning(error: &Error, came: Came) -> StoreError {
    match error {
        Error::Locked => StoreError::Locked,
        Error::Prompt if came == Came::AtOnce => StoreError::NoWindow,
        Error::Prompt => StoreError::PromptRefused,
        Error::NoResult => StoreError::NoDefaultCollection,
        Error::Unavailable => StoreError::NoBus,
        Error::Zbus(e) => of_bus(e),
        Error::ZbusFdo(zbus::fdo::Error::ServiceUnknown(_)) => StoreError::NoService,
        other => StoreError::Platform(other.to_string()),
    }
}

fn of_bus(error: &zbus::Error) -> StoreError {
    match error {
        zbus::Error::MethodError(name, ..)
            if name.ends_with(".ServiceUnknown") || name.contains(".Spawn.") =>
        {
            StoreError::NoService
        }
        zbus::Error::FDO(e) if matches!(**e, zbus::fdo::Error::ServiceUnknown(_)) => StoreError::NoService,
        zbus::Error::InputOutput(_) | zbus::Error::Address(_) | zbus::Error::Connection(..) => {
            StoreError::NoBus
        }
        other => StoreError::Platform(other.to_string()),
    }
}
