//! OAuth scopes in plain meaning.

use serde::Serialize;

/// What a scope opens, compared with what reading needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// Needed for everything here.
    Needed,
    /// Useful here, and harmless.
    Useful,
    /// Not used here, and not broader than reading.
    Unused,
    /// Broader than reading needs.
    Broad,
    /// Not known to orgscope.
    Unknown,
}

/// A scope as granted, explained.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Granted {
    /// `api`
    pub name: String,
    /// As Setup labels it.
    pub label: &'static str,
    /// What it opens.
    pub meaning: &'static str,
    /// Compared with what reading needs.
    pub reach: Reach,
}

impl Granted {
    /// The label as Setup has it, without the names of scopes after it; empty where it is unknown.
    pub fn short_label(&self) -> &'static str {
        self.label.split(" (").next().unwrap_or_default()
    }

    /// True where it opens more than reading needs, or where nobody here knows what it opens.
    pub fn is_beyond_reading(&self) -> bool {
        matches!(self.reach, Reach::Broad | Reach::Unknown)
    }

    /// What it is for here.
    pub fn use_here(&self) -> &'static str {
        match self.reach {
            Reach::Needed => "needed for everything here",
            Reach::Broad => "broader than reading needs",
            Reach::Unused => "not used here",
            Reach::Useful | Reach::Unknown => self.meaning,
        }
    }
}

struct Scope {
    name: &'static str,
    label: &'static str,
    meaning: &'static str,
    reach: Reach,
}

const fn scope(name: &'static str, reach: Reach, label: &'static str, meaning: &'static str) -> Scope {
    Scope { name, label, meaning, reach }
}

// Names and labels: Salesforce Help, "OAuth Tokens and Scopes" (remoteaccess_oauth_tokens_scopes).
const SCOPES: &[Scope] = &[
    scope(
        "api",
        Reach::Needed,
        "Manage user data via APIs (api)",
        "REST, Bulk and the other data APIs, as the Run As user may use them",
    ),
    scope(
        "id",
        Reach::Useful,
        "Access the identity URL service (id, profile, email, address, phone)",
        "tells who the Run As user is",
    ),
    scope(
        "profile",
        Reach::Useful,
        "Access the identity URL service (id, profile, email, address, phone)",
        "tells the Run As user's name and locale",
    ),
    scope(
        "email",
        Reach::Unused,
        "Access the identity URL service (id, profile, email, address, phone)",
        "tells the Run As user's e-mail address",
    ),
    scope(
        "address",
        Reach::Unused,
        "Access the identity URL service (id, profile, email, address, phone)",
        "tells the Run As user's address",
    ),
    scope(
        "phone",
        Reach::Unused,
        "Access the identity URL service (id, profile, email, address, phone)",
        "tells the Run As user's telephone number",
    ),
    scope(
        "openid",
        Reach::Useful,
        "Access unique user identifiers (openid)",
        "an identifier of the Run As user; opens userinfo",
    ),
    scope(
        "custom_permissions",
        Reach::Unused,
        "Access custom permissions (custom_permissions)",
        "which custom permissions the Run As user has",
    ),
    scope(
        "full",
        Reach::Broad,
        "Full access (full)",
        "everything the Run As user can do, except refresh tokens",
    ),
    scope(
        "web",
        Reach::Broad,
        "Manage user data via Web browsers (web)",
        "the access token opens the web pages too",
    ),
    scope(
        "refresh_token",
        Reach::Broad,
        "Perform requests at any time (refresh_token, offline_access)",
        "asks for new tokens without a person; this flow never grants it",
    ),
    scope(
        "offline_access",
        Reach::Broad,
        "Perform requests at any time (refresh_token, offline_access)",
        "asks for new tokens without a person; this flow never grants it",
    ),
    scope(
        "visualforce",
        Reach::Broad,
        "Access Visualforce applications (visualforce)",
        "the org's Visualforce pages",
    ),
    scope(
        "lightning",
        Reach::Broad,
        "Access Lightning applications (lightning)",
        "Lightning pages inside another program",
    ),
    scope("content", Reach::Broad, "Access content resources (content)", "files by their content URLs"),
    scope(
        "chatter_api",
        Reach::Broad,
        "Access Connect REST API resources (chatter_api)",
        "Connect REST API: feeds, files, communities",
    ),
    scope(
        "wave_api",
        Reach::Broad,
        "Access Analytics REST API resources (wave_api)",
        "dashboards and data sets of CRM Analytics",
    ),
    scope(
        "eclair_api",
        Reach::Broad,
        "Access Analytics REST API Charts Geodata resources (eclair_api)",
        "map shapes of CRM Analytics",
    ),
    scope(
        "pardot_api",
        Reach::Broad,
        "Manage Pardot services (pardot_api)",
        "Account Engagement, with writing",
    ),
    scope("cdp_api", Reach::Broad, "Manage Data Cloud services (cdp_api)", "Data 360 (Data Cloud)"),
    scope(
        "cdp_query_api",
        Reach::Broad,
        "Perform SQL queries on Data Cloud data (cdp_query_api)",
        "queries on Data 360 (Data Cloud)",
    ),
    scope(
        "cdp_profile_api",
        Reach::Broad,
        "Manage Data Cloud profile data (cdp_profile_api)",
        "profiles of Data 360 (Data Cloud)",
    ),
    scope(
        "cdp_ingest_api",
        Reach::Broad,
        "Manage Data Cloud Ingestion API data (cdp_ingest_api)",
        "writes into Data 360 (Data Cloud)",
    ),
    scope(
        "sfap_api",
        Reach::Broad,
        "Access the Salesforce API Platform (sfap_api)",
        "platform APIs at api.salesforce.com, agents among them",
    ),
    // Developer guides: Agent API, hosted MCP servers, Data 360; scopes_supported of an org's OpenID configuration.
    // A label that no public page has is left empty.
    scope(
        "chatbot_api",
        Reach::Broad,
        "Access chatbot services (chatbot_api)",
        "Agentforce agents, and Einstein bots",
    ),
    scope(
        "mcp_api",
        Reach::Broad,
        "Access Salesforce hosted MCP servers (mcp_api)",
        "hosted MCP servers, whose tools read and write",
    ),
    scope(
        "einstein_gpt_api",
        Reach::Broad,
        "",
        "generative AI of the org; needed by hosted MCP servers before their release",
    ),
    scope("pwdless_login_api", Reach::Broad, "", "logs users in without a password"),
    scope("data_cloud_user_claims", Reach::Broad, "", "claims of Data 360 (Data Cloud) about a user"),
    scope("cdp_segment_api", Reach::Broad, "", "segments of Data 360 (Data Cloud)"),
    scope(
        "cdp_identityresolution_api",
        Reach::Broad,
        "Manage Data Cloud Identity Resolution (cdp_identityresolution_api)",
        "identity resolution of Data 360 (Data Cloud)",
    ),
    scope(
        "cdp_calculated_insight_api",
        Reach::Broad,
        "Manage Data Cloud Calculated Insight data (cdp_calculated_insight_api)",
        "calculated insights of Data 360 (Data Cloud)",
    ),
    scope(
        "user_registration_api",
        Reach::Broad,
        "Access the Headless Registration API (user_registration_api)",
        "registers users",
    ),
    scope(
        "forgot_password",
        Reach::Broad,
        "Access the Headless Forgot Password API (forgot_password)",
        "resets passwords",
    ),
    scope(
        "interaction_api",
        Reach::Broad,
        "Access the Interaction API (interaction_api)",
        "runs screen flows",
    ),
    scope("scrt_api", Reach::Broad, "Access SCRT API resources (scrt_api)", "messaging"),
];

/// The scopes of a token's answer (`"api id"`), each explained, in the order in which they came.
pub fn explain(scope: &str) -> Vec<Granted> {
    scope
        .split_whitespace()
        .map(|name| {
            let known = SCOPES.iter().find(|scope| scope.name.eq_ignore_ascii_case(name));
            Granted {
                name: name.chars().filter(|c| !c.is_control()).take(60).collect(),
                label: known.map_or("", |scope| scope.label),
                meaning: known.map_or("a scope that orgscope does not know", |scope| scope.meaning),
                reach: known.map_or(Reach::Unknown, |scope| scope.reach),
            }
        })
        .collect()
}

/// True where the scopes let REST calls through.
pub fn opens_api(scopes: &[Granted]) -> bool {
    scopes.iter().any(|scope| matches!(scope.name.as_str(), "api" | "full"))
}

/// True where the scopes let userinfo through.
pub fn opens_identity(scopes: &[Granted]) -> bool {
    scopes
        .iter()
        .any(|scope| matches!(scope.name.as_str(), "id" | "openid" | "profile" | "email" | "full" | "api"))
}

/// True where a scope for the identity service itself was granted, not only `api`, which opens it as well.
pub fn opens_identity_alone(scopes: &[Granted]) -> bool {
    scopes.iter().any(|scope| matches!(scope.name.as_str(), "id" | "openid" | "profile" | "email" | "full"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_explained_in_their_order() {
        let scopes = explain("id api  full x_custom");
        assert_eq!(
            scopes.iter().map(|scope| (scope.name.as_str(), scope.reach)).collect::<Vec<_>>(),
            [
                ("id", Reach::Useful),
                ("api", Reach::Needed),
                ("full", Reach::Broad),
                ("x_custom", Reach::Unknown)
            ]
        );
        assert!(opens_api(&scopes) && opens_identity(&scopes));
        assert!(!opens_api(&explain("id openid")));
    }

    #[test]
    fn names_are_unique() {
        let mut names: Vec<_> = SCOPES.iter().map(|scope| scope.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), SCOPES.len());
    }
}
