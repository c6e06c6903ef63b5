//! Causes that show before anything is sent: the pair and the host.

use super::{Cause, causes};

/// The last step where nobody knows more.
pub(super) const REPORT: &str = "orgscope check --report FILE.md writes all of it down, without secrets";

/// Where the host is in Setup.
// Salesforce Help, "My Domain": My Domain Details
pub(super) const MY_DOMAIN: &[&str] = &[
    "Setup → Quick Find: My Domain → My Domain Details → copy Current My Domain URL",
    "Use that host as the org's login URL; nothing changes in the app",
];

pub(super) const COPY_CA: &[&str] = &[
    "Setup → App Manager → {app} → ▾ → View → Manage Consumer Details",
    "Confirm who you are with the code that Salesforce mails you",
    "Copy Consumer Key and Consumer Secret again, each into its field",
];
pub(super) const COPY_ECA: &[&str] = &[
    "Setup → External Client App Manager → {app} → Settings → OAuth Settings → Consumer Key and Secret",
    "Confirm who you are with the code that Salesforce mails you",
    "Copy key and secret again, each into its field",
];
const COPY_SOURCE: &str =
    "Salesforce Help, connected_app_manage_oauth; developer guide, headless_identity_get_consumer_key";

causes! {
    KEY_MISSING = Cause {
        id: "key_missing", rung: "input", says: "The consumer key is missing.", likely: &[],
        fix: COPY_CA, fix_eca: COPY_ECA, matches: &[], source: COPY_SOURCE,
    };
    SECRET_MISSING = Cause {
        id: "secret_missing", rung: "input", says: "The consumer secret is missing.", likely: &[],
        fix: COPY_CA, fix_eca: COPY_ECA, matches: &[], source: COPY_SOURCE,
    };
    SECRET_IS_A_KEY = Cause {
        id: "secret_is_a_key", rung: "input",
        says: "A consumer key is where the consumer secret belongs.", likely: &[],
        fix: COPY_CA, fix_eca: COPY_ECA, matches: &[], source: COPY_SOURCE,
    };
    PAIR_SWAPPED = Cause {
        id: "pair_swapped", rung: "input", says: "Consumer key and consumer secret are swapped.", likely: &[],
        fix: COPY_CA, fix_eca: COPY_ECA, matches: &[], source: COPY_SOURCE,
    };
    PAIR_LOOKS_ODD = Cause {
        id: "pair_looks_odd", rung: "input",
        says: "Something about the pair is unusual; Salesforce has the last word.", likely: &[],
        fix: COPY_CA, fix_eca: COPY_ECA, matches: &[], source: COPY_SOURCE,
    };
    HOST_NOT_RECOGNISED = Cause {
        id: "host_not_recognised", rung: "host",
        says: "The login URL is no My Domain host, so nothing was sent.", likely: &[],
        fix: MY_DOMAIN, fix_eca: MY_DOMAIN, matches: &[], source: "Salesforce Help, domain_name_overview",
    };
    PLAIN_HTTP = Cause {
        id: "plain_http", rung: "host",
        says: "The login URL begins with http, and a secret never travels without TLS, so nothing was sent.",
        likely: &[], fix: MY_DOMAIN, fix_eca: MY_DOMAIN, matches: &[],
        source: "Salesforce Help, domain_name_overview",
    };
    HOST_IS_A_GUESS = Cause {
        id: "host_is_a_guess", rung: "host",
        says: "The My Domain host can only be guessed from this URL, so nothing was sent.", likely: &[],
        fix: MY_DOMAIN, fix_eca: MY_DOMAIN, matches: &[],
        source: "Salesforce Help, domain_name_enhanced_considerations",
    };
}
