//! The setup of an app as a checklist, from nothing to the first green check, for either kind of app. A failed
//! rung's cause marks the step it belongs to.
//!
//! Facts: Salesforce Help, integration_user, configure_client_credentials_flow_for_external_client_apps,
//! connected_app_client_credentials_setup, connected_app_manage_oauth.

use super::AppKind;

/// One step of the checklist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GuideStep {
    /// Where to click.
    pub path: &'static str,
    /// What to do there.
    pub text: &'static str,
    /// Causes that mean that this step is missing or wrong.
    pub causes: &'static [&'static str],
}

/// Where Salesforce documents the setup of a kind of app.
pub fn link(kind: AppKind) -> &'static str {
    match kind {
        AppKind::ExternalClientApp => {
            "https://help.salesforce.com/s/articleView?id=xcloud.configure_client_credentials_flow_for_external_client_apps.htm"
        }
        AppKind::ConnectedApp => {
            "https://help.salesforce.com/s/articleView?id=xcloud.connected_app_client_credentials_setup.htm"
        }
    }
}

/// Where Salesforce documents the user that an app acts as.
pub const USER_LINK: &str = "https://help.salesforce.com/s/articleView?id=platform.integration_user.htm";

/// The last step as the command line does it; the screens have a form for it.
pub const COMMAND: &str = "orgscope org add NAME --login-url URL";

const USER: GuideStep = GuideStep {
    path: "Setup → Users → New User",
    text: "User License Salesforce Integration, Profile Minimum Access - API Only Integrations; then Permission Set License Assignments → Salesforce API Integration. Any other active user with API Enabled works too.",
    causes: &[
        "inactive_user",
        "user_frozen",
        "run_as_user_unsuitable",
        "run_as_user_login_refused",
        "run_as_password_expired",
        "login_hours",
    ],
};
const RIGHTS: GuideStep = GuideStep {
    path: "Setup → Permission Sets → New",
    text: "License Salesforce API Integration, or none; Read on the objects and fields to look at, API Enabled; Manage Assignments → the user. Read is enough: orgscope never writes.",
    causes: &[
        "user_api_disabled",
        "api_disabled_for_org",
        "user_lacks_permission",
        "object_not_visible",
        "field_not_visible",
        "nothing_visible",
        "fls_gap",
        "evidence_not_readable",
    ],
};
const CHECK: GuideStep = GuideStep {
    path: COMMAND,
    text: "The URL is Setup → My Domain → Current My Domain URL. A new app needs 2 to 10 minutes before its key is known: orgscope check --watch waits for it.",
    causes: &[
        "generic_host",
        "host_not_recognised",
        "plain_http",
        "host_is_a_guess",
        "my_domain_not_found",
        "my_domain_renamed",
        "wrong_path",
        "redirected",
    ],
};

/// The checklist for a kind of app.
pub fn steps(kind: AppKind) -> &'static [GuideStep] {
    match kind {
        AppKind::ExternalClientApp => EXTERNAL,
        AppKind::ConnectedApp => CONNECTED,
    }
}

const EXTERNAL: &[GuideStep] = &[
    USER,
    RIGHTS,
    GuideStep {
        path: "Setup → Quick Find: External Client Apps → External Client App Manager → New External Client App",
        text: "Name, API name, contact e-mail, Distribution State Local.",
        causes: &["app_not_installed"],
    },
    GuideStep {
        path: "API (Enable OAuth Settings) → Enable OAuth",
        text: "Callback URL: any https address, the flow ignores it. OAuth Scopes: Manage user data via APIs (api) and Access the identity URL service (id, profile, email, address, phone).",
        causes: &[
            "api_scope_missing",
            "identity_scope_missing",
            "invalid_scope",
            "no_usable_scope",
            "too_many_scopes",
            "scope_broader_than_reading",
        ],
    },
    GuideStep {
        path: "Flow Enablement → Enable Client Credentials Flow",
        text: "Accept the warning. Security: untick Require Proof Key for Code Exchange (PKCE) if it is ticked. Create.",
        causes: &["flow_not_enabled", "unsupported_grant_type", "pkce_required"],
    },
    GuideStep {
        path: "Policies → Edit → OAuth Policies → OAuth Flows and External Client App Enhancements",
        text: "Enable Client Credentials Flow here as well → Run As (Username): the full username, not an e-mail address → Save.",
        causes: &["no_run_as_user", "domain_refuses_flow"],
    },
    GuideStep {
        path: "Policies → App Policies",
        text: "With admin approved users: Select Profiles or Select Permission Sets → the one that the Run As user holds. IP Relaxation and session timeout are here too.",
        causes: &[
            "user_not_authorised_for_app",
            "ip_restricted",
            "session_policy",
            "app_blocked",
            "token_rejected",
            "jwt_refused",
        ],
    },
    GuideStep {
        path: "Settings → OAuth Settings → Consumer Key and Secret",
        text: "Confirm who you are with the code that Salesforce mails you, copy both.",
        causes: &[
            "invalid_client_id",
            "invalid_client_secret",
            "client_refused",
            "key_missing",
            "secret_missing",
            "secret_is_a_key",
            "pair_swapped",
            "pair_looks_odd",
        ],
    },
    CHECK,
];

const CONNECTED: &[GuideStep] = &[
    USER,
    RIGHTS,
    GuideStep {
        path: "Setup → App Manager → the app → ▾",
        text: "New connected apps can only be made where Setup → External Client Apps → Settings → Allow creation of connected apps is on; since Spring '26 Support opens it. An External Client App needs nobody's help.",
        causes: &["app_not_installed"],
    },
    GuideStep {
        path: "▾ → Edit → API (Enable OAuth Settings)",
        text: "Enable OAuth Settings. Callback URL: any https address, the flow ignores it. Selected OAuth Scopes: Manage user data via APIs (api) and Access the identity URL service (id, profile, email, address, phone).",
        causes: &[
            "api_scope_missing",
            "identity_scope_missing",
            "invalid_scope",
            "no_usable_scope",
            "too_many_scopes",
            "scope_broader_than_reading",
        ],
    },
    GuideStep {
        path: "The same page → Enable Client Credentials Flow",
        text: "Accept the warning. Untick Require Proof Key for Code Exchange (PKCE). Save → Continue.",
        causes: &["flow_not_enabled", "unsupported_grant_type", "pkce_required"],
    },
    GuideStep {
        path: "▾ → Manage (not Edit) → Edit Policies → Client Credentials Flow → Run As",
        text: "Look the user up → Save. This is the step most often missed.",
        causes: &["no_run_as_user", "domain_refuses_flow"],
    },
    GuideStep {
        path: "The same page → Permitted Users, IP Relaxation, Session Policies",
        text: "With Admin approved users are pre-authorized: Manage Profiles or Manage Permission Sets → the one that the Run As user holds. High assurance session required: off.",
        causes: &[
            "user_not_authorised_for_app",
            "ip_restricted",
            "session_policy",
            "app_blocked",
            "token_rejected",
            "jwt_refused",
        ],
    },
    GuideStep {
        path: "▾ → View → Manage Consumer Details",
        text: "Confirm who you are with the code that Salesforce mails you, copy both.",
        causes: &[
            "invalid_client_id",
            "invalid_client_secret",
            "client_refused",
            "key_missing",
            "secret_missing",
            "secret_is_a_key",
            "pair_swapped",
            "pair_looks_odd",
        ],
    },
    CHECK,
];

/// The step that a cause belongs to, counted from 0; `None` for causes of the network and of Salesforce itself.
pub fn marked(kind: AppKind, cause: &str) -> Option<usize> {
    steps(kind).iter().position(|step| step.causes.contains(&cause))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::salesforce::catalogue;

    #[test]
    fn every_cause_that_a_step_names_is_in_the_catalogue_and_named_once() {
        for kind in [AppKind::ExternalClientApp, AppKind::ConnectedApp] {
            let mut seen = std::collections::HashSet::new();
            for cause in steps(kind).iter().flat_map(|step| step.causes) {
                assert!(catalogue::by_id(cause).is_some(), "{cause}");
                assert!(seen.insert(cause), "{cause} twice");
            }
        }
    }

    #[test]
    fn the_scopes_are_named_as_setup_names_them() {
        for kind in [AppKind::ExternalClientApp, AppKind::ConnectedApp] {
            assert!(steps(kind).iter().any(|step| step.text.contains("Manage user data via APIs (api)")));
        }
    }

    #[test]
    fn the_step_of_a_failure_is_marked() {
        for kind in [AppKind::ExternalClientApp, AppKind::ConnectedApp] {
            let step = &steps(kind)[marked(kind, "no_run_as_user").unwrap()];
            assert!(
                step.path.contains("Policies")
                    && (step.path.contains("Run As") || step.text.contains("Run As"))
            );
            assert_eq!(marked(kind, "dns_failed"), None);
        }
    }
}
