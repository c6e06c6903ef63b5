//! The token request and a GET as an Apex class, for another org that calls this one. The first method leaves key
//! and secret to an External Credential; the second takes them as arguments, and says why that is worse.
//!
//! Labels of Setup as in Salesforce Help, "Create or Edit an OAuth External Credential with the Client Credentials
//! with Client Secret Flow" and "Create or Edit a Named Credential".

use super::{TOKEN_PATH, Target, one_line};

/// The class.
pub fn class(target: &Target) -> String {
    format!(
        r"// {title}
public with sharing class OrgscopeRequest {{
    // Preferred: key and secret stay in an External Credential, where no code can read them. Once, in Setup of the org
    // that runs this class, Named Credentials:
    //   1. External Credentials, New: Authentication Protocol OAuth 2.0, Authentication Flow Type
    //      Client Credentials with Client Secret Flow, Identity Provider URL {login}{TOKEN_PATH}
    //   2. On its page, Principals, New: Client ID is the consumer key, Client Secret the consumer secret.
    //   3. Named Credentials, New: Name {credential}, URL {login}, Enabled for Callouts,
    //      that External Credential, Generate Authorization Header.
    //   4. A permission set of the user who runs this class: External Credential Principal Access to the principal.
    public static String get() {{
        HttpRequest request = new HttpRequest();
        request.setEndpoint('callout:{credential}' + PATH);
        return send(request);
    }}

    // WARNING, the raw form: whoever calls this holds the secret, and it can end up in debug logs, in the source or in
    // an unprotected setting. For a trial in a sandbox. It needs Remote Site Settings for {login}
    // and for the host of instance_url, where that is another one.
    public static String getWithPair(String consumerKey, String consumerSecret) {{
        HttpRequest tokenRequest = new HttpRequest();
        tokenRequest.setMethod('POST');
        tokenRequest.setEndpoint('{quoted_login}{TOKEN_PATH}');
        tokenRequest.setHeader('Accept', 'application/json');
        tokenRequest.setHeader('Content-Type', 'application/x-www-form-urlencoded');
        tokenRequest.setBody('grant_type=client_credentials'
            + '&client_id=' + EncodingUtil.urlEncode(consumerKey, 'UTF-8')
            + '&client_secret=' + EncodingUtil.urlEncode(consumerSecret, 'UTF-8'));
        HttpResponse granted = new Http().send(tokenRequest);
        if (granted.getStatusCode() != 200) {{
            throw new CalloutException('Token: ' + granted.getStatusCode() + ' ' + granted.getBody());
        }}
        Map<String, Object> token = (Map<String, Object>) JSON.deserializeUntyped(granted.getBody());

        HttpRequest request = new HttpRequest();
        request.setEndpoint((String) token.get('instance_url') + PATH);
        request.setHeader('Authorization', 'Bearer ' + (String) token.get('access_token'));
        return send(request);
    }}

    private static final String PATH = '{quoted_path}';

    private static String send(HttpRequest request) {{
        request.setMethod('GET');
        request.setHeader('Accept', 'application/json');
        // A record that is read does not become a recent item of the Run As user.
        request.setHeader('Sforce-Mru', 'updateMru=false');
        request.setTimeout(60000);
        HttpResponse response = new Http().send(request);
        if (response.getStatusCode() != 200) {{
            throw new CalloutException(response.getStatusCode() + ' ' + response.getBody());
        }}
        return response.getBody();
    }}
}}
",
        title = target.title(),
        login = one_line(&target.login_url),
        quoted_login = quoted(&target.login_url),
        quoted_path = quoted(&target.path),
        credential = credential(&target.org),
    )
}

/// For a place between the single quotes of an Apex string.
fn quoted(text: &str) -> String {
    text.replace('\\', r"\\").replace('\'', r"\'")
}

/// The name of a Named Credential: letters, digits and single underscores, none at the end; at most 40.
fn credential(org: &str) -> String {
    let mut name = String::from("Orgscope");
    for word in org.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        name.push('_');
        name.push_str(word);
    }
    name.truncate(40);
    name.trim_end_matches('_').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_credential_has_a_name_that_setup_takes() {
        for (org, name) in [
            ("acme-uat", "Orgscope_acme_uat"),
            ("__ä__", "Orgscope"),
            ("a very long name of a very long org indeed", "Orgscope_a_very_long_name_of_a_very_long"),
        ] {
            assert_eq!(credential(org), name);
        }
    }
}
