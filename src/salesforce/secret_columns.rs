//! What in an org's rows and answers is a secret of somebody else: columns that hold one, and members of an answer
//! that bring one. Such a column is not asked for; what comes all the same is masked (`client/masks.rs`).

/// A standard object, and its columns that hold a secret.
// Object Reference: OauthToken (AccessToken holds the refresh token, DeleteToken is enough to revoke), AuthProvider,
// TwoFactorInfo, ExternalDataUserAuth, ExternalDataSource.
const COLUMNS: &[(&str, &[&str])] = &[
    ("OauthToken", &["AccessToken", "RequestToken", "DeleteToken"]),
    ("AuthProvider", &["ConsumerSecret"]),
    ("TwoFactorInfo", &["SharedKey"]),
    ("ExternalDataUserAuth", &["Password", "OauthRefreshToken"]),
    ("ExternalDataSource", &["Password"]),
];

/// Members of an answer whose value is a secret, besides the columns above. Compared without regard to case.
// Connect REST API: credentials (consumerSecret) and usage (revocationUrl) of an external client app; OAuth 2.0.
const MEMBERS: &[&str] = &[
    "ClientSecret",
    "RefreshToken",
    "access_token",
    "client_secret",
    "consumer_secret",
    "frontdoor_uri",
    "frontdoorUri",
    "id_token",
    "refresh_token",
    "revocationUrl",
];

/// `ORG:CONSUMER`: no secret, and yet the consumer's half is masked. (Object Reference, ExtlClntAppOauthSettings.)
const HALF: &[&str] = &["OauthLink"];

/// The column's own name where it is one that holds a secret, whatever object it is asked of. No custom field is: its
/// name ends in `__c`.
pub fn column(name: &str) -> Option<&'static str> {
    columns().find(|column| column.eq_ignore_ascii_case(name))
}

/// Every column that holds a secret.
pub fn columns() -> impl Iterator<Item = &'static str> {
    COLUMNS.iter().flat_map(|(_, columns)| columns.iter().copied())
}

/// The object's own name where it has columns that hold a secret; its name in a list of children (`OauthTokens`) is
/// taken as well.
pub fn object(name: &str) -> Option<&'static str> {
    let objects = COLUMNS.iter().map(|(object, _)| *object);
    let is_it = |object: &&str| {
        name.get(..object.len()).is_some_and(|start| start.eq_ignore_ascii_case(object))
            && matches!(&name[object.len()..], "" | "s" | "S")
    };
    objects.into_iter().find(is_it)
}

/// The members of an answer whose whole value is masked.
pub fn masked_members() -> Vec<&'static str> {
    columns().chain(MEMBERS.iter().copied()).collect()
}

/// The members of an answer of whose value the part after the first `:` is masked.
pub fn half_masked_members() -> &'static [&'static str] {
    HALF
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_known_in_any_case_and_a_custom_one_is_none() {
        for (name, is_secret) in [
            ("AccessToken", true),
            ("accesstoken", true),
            ("DELETETOKEN", true),
            ("AccessToken__c", false),
            ("AccessTokenId", false),
            ("OauthLink", false),
            ("", false),
        ] {
            assert_eq!(column(name).is_some(), is_secret, "{name}");
        }
        for (name, known) in [
            ("OauthToken", Some("OauthToken")),
            ("oauthtokens", Some("OauthToken")),
            ("OauthTokenX", None),
            ("OauthToken__c", None),
            ("Account", None),
            ("", None),
        ] {
            assert_eq!(object(name), known, "{name}");
        }
    }
}
