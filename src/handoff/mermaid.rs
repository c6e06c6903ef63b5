//! The token request and a GET as a Mermaid sequence diagram: what is asked and what is hoped for. How it went in
//! a check is drawn by [`Sequence::mermaid`](super::sequence::Sequence::mermaid).

use super::sequence::{heads, plain};
use super::{TOKEN_PATH, Target};

/// The diagram.
pub fn diagram(target: &Target) -> String {
    let host = target.login_url.split_once("://").map_or(target.login_url.as_str(), |(_, host)| host);
    format!(
        r"sequenceDiagram
    %% {title}
{heads}    you->>login: POST {TOKEN_PATH}
    Note right of you: grant_type=client_credentials, client_id, client_secret
    login-->>you: 200 access_token, instance_url
    you->>api: GET {path}
    Note right of you: Authorization: Bearer access_token
    api-->>you: 200 JSON
",
        title = plain(&target.title()),
        heads = heads(host),
        path = plain(&target.path),
    )
}
