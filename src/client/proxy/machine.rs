//! What this machine says about proxies: variables, and the settings of Windows and macOS. The one file that
//! looks there.

use super::Source;

/// The variables that name a proxy for https, in the order in which they are looked at.
const ADDRESSES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
/// The variables that name hosts which no proxy is used for.
const EXCEPTIONS: [&str; 2] = ["NO_PROXY", "no_proxy"];

/// A variable that is set, and its value.
pub(super) type Variable = (&'static str, String);

/// The system's settings, as far as they concern https.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Settings {
    /// The proxy as it is set.
    pub server: Option<(Source, String)>,
    /// The address of a script that names proxies (PAC).
    pub script: Option<(Source, String)>,
    /// Hosts that go without a proxy, as patterns.
    pub exceptions: Vec<String>,
}

/// The variable that names the proxy.
pub(super) fn address() -> Option<Variable> {
    first(&ADDRESSES)
}

/// The variable that names hosts which no proxy is used for.
pub(super) fn exceptions() -> Option<Variable> {
    first(&EXCEPTIONS)
}

/// An empty variable counts as not set.
fn first(names: &[&'static str]) -> Option<Variable> {
    names.iter().find_map(|name| {
        let value = std::env::var(name).ok()?;
        (!value.trim().is_empty()).then_some((*name, value))
    })
}

/// The settings of Windows, which Internet Options and most programs share.
#[cfg(windows)]
pub(super) fn settings() -> Settings {
    let path = "Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings";
    let Ok(key) = windows_registry::CURRENT_USER.open(path) else { return Settings::default() };
    let text = |name| key.get_string(name).ok().filter(|value| !value.trim().is_empty());
    let is_on = key.get_u32("ProxyEnable").unwrap_or(0) != 0;
    let found = |value| (Source::Windows, value);
    Settings {
        server: text("ProxyServer").filter(|_| is_on).map(found),
        script: text("AutoConfigURL").map(found),
        exceptions: text("ProxyOverride")
            .map(|value| value.split(';').map(|part| part.trim().to_owned()).collect())
            .unwrap_or_default(),
    }
}

/// The settings of macOS for the network in use. (Apple, SystemConfiguration: 'Network Proxies'.)
#[cfg(target_os = "macos")]
pub(super) fn settings() -> Settings {
    use system_configuration::core_foundation::number::CFNumber;
    use system_configuration::core_foundation::string::CFString;
    use system_configuration::dynamic_store::SCDynamicStoreBuilder;

    let store = SCDynamicStoreBuilder::new("orgscope").build();
    let Some(proxies) = store.and_then(|store| store.get_proxies()) else { return Settings::default() };
    let number = |name| {
        let found = proxies.find(CFString::from_static_string(name))?;
        found.downcast::<CFNumber>()?.to_i32()
    };
    let text = |name| {
        let found = proxies.find(CFString::from_static_string(name))?;
        Some(found.downcast::<CFString>()?.to_string())
    };
    let is_on = |name| number(name) == Some(1);
    let server = text("HTTPSProxy").filter(|_| is_on("HTTPSEnable")).map(|host| match number("HTTPSPort") {
        Some(port) => format!("{host}:{port}"),
        None => host,
    });
    let socks = text("SOCKSProxy").filter(|_| is_on("SOCKSEnable")).map(|host| format!("socks://{host}"));
    let script = text("ProxyAutoConfigURLString").filter(|_| is_on("ProxyAutoConfigEnable"));
    let found = |value| (Source::MacOs, value);
    Settings { server: server.or(socks).map(found), script: script.map(found), exceptions: Vec::new() }
}

/// No other system has settings that programs share.
#[cfg(not(any(windows, target_os = "macos")))]
pub(super) fn settings() -> Settings {
    Settings::default()
}
