//! What a proxy says to the request for a tunnel. The HTTP library keeps only that it said no; so after a no it
//! is asked once more, here, and its words are kept: the logins it takes, the status, the title of its page.

use std::sync::Arc;

use bytes::Bytes;
use http::header::{self, HeaderMap, HeaderValue};
use http_body_util::{BodyExt as _, Empty, Limited};
use hyper_util::client::proxy::matcher::Matcher;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

use super::Proxy;
use crate::client::failure::ProxyWhy;
use crate::salesforce::catalogue;
use crate::salesforce::path::Origin;

/// A page that says why is short; what is longer is not read.
const MOST: usize = 64 * 1024;

/// What the proxy says to a tunnel to `to`. `tls` is needed where it is spoken to with TLS. After a 407 the login
/// is left out: what counts then are the logins that the proxy takes, and a wrong password that is sent twice
/// may lock an account.
pub(in crate::client) async fn ask(
    proxy: &Proxy,
    to: &Origin,
    tls: Option<rustls::ClientConfig>,
    wants_login: bool,
) -> Option<ProxyWhy> {
    let port = proxy.url.port_or_known_default()?;
    let stream = match proxy.url.host()? {
        url::Host::Domain(name) => TcpStream::connect((name, port)).await,
        url::Host::Ipv4(address) => TcpStream::connect((address, port)).await,
        url::Host::Ipv6(address) => TcpStream::connect((address, port)).await,
    }
    .ok()?;
    let login = login(proxy).filter(|_| !wants_login);
    if !proxy.is_tls() {
        return tunnel(stream, proxy, to, login).await;
    }
    let mut config = tls?;
    // A tunnel is asked for in HTTP/1.1.
    config.alpn_protocols.clear();
    let name = rustls::pki_types::ServerName::try_from(proxy.host().to_owned()).ok()?;
    let stream = tokio_rustls::TlsConnector::from(Arc::new(config)).connect(name, stream).await.ok()?;
    tunnel(stream, proxy, to, login).await
}

fn login(proxy: &Proxy) -> Option<HeaderValue> {
    let matcher = Matcher::builder().all(proxy.url.as_str()).build();
    matcher.intercept(&http::Uri::from_static("https://host"))?.basic_auth().cloned()
}

async fn tunnel<S>(stream: S, proxy: &Proxy, to: &Origin, login: Option<HeaderValue>) -> Option<ProxyWhy>
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake::<_, Empty<Bytes>>(TokioIo::new(stream)).await.ok()?;
    let host = format!("{}:{}", to.host(), to.port());
    let mut request = http::Request::connect(&host).header(header::HOST, &host).body(Empty::new()).ok()?;
    if let Some(login) = login {
        request.headers_mut().insert(header::PROXY_AUTHORIZATION, login);
    }
    let asked = async {
        let response = sender.send_request(request).await.ok()?;
        let (head, body) = response.into_parts();
        let status = head.status.as_u16();
        if head.status.is_success() {
            return None;
        }
        if status == 407 {
            let gave_login = proxy.has_login();
            return Some(ProxyWhy::WantsLogin { takes: takes(&head.headers), gave_login });
        }
        let page = Limited::new(body, MOST).collect().await.map(|body| body.to_bytes()).unwrap_or_default();
        let title = Some(catalogue::title(&page)).filter(|title| !title.is_empty());
        Some(ProxyWhy::Refused { status: Some(status), title })
    };
    tokio::pin!(asked);
    tokio::select! {
        said = &mut asked => said,
        // What came last may still be read after the connection ended.
        _ = connection => asked.await,
    }
}

/// The logins in `Proxy-Authenticate`, likeliest to be usable first: `Basic`, `NTLM`.
fn takes(headers: &HeaderMap) -> Vec<String> {
    let values = headers.get_all(header::PROXY_AUTHENTICATE).iter().filter_map(|value| value.to_str().ok());
    schemes(values)
}

/// The names of the logins in values of `Proxy-Authenticate`. (RFC 9110, 11.6.1: a list of challenges, each a name
/// and perhaps parameters, which may hold commas.)
pub fn schemes<'a>(values: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for part in values.flat_map(|value| value.split(',')) {
        let part = part.trim();
        let name = part.split([' ', '\t']).next().unwrap_or_default();
        // `realm="corp"` is a parameter of the login before it.
        let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let is_parameter = part[name.len()..].trim_start().starts_with('=');
        if is_name && !is_parameter && !found.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            found.push(name.to_owned());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logins_are_read_from_lists_and_from_lines() {
        for (values, names) in [
            (vec!["Basic realm=\"corp\""], vec!["Basic"]),
            (vec!["Negotiate", "NTLM"], vec!["Negotiate", "NTLM"]),
            (vec!["Negotiate, NTLM, Basic realm=\"corp, inc\""], vec!["Negotiate", "NTLM", "Basic"]),
            (
                vec!["Digest realm=\"x\", nonce=\"y\", qop = \"auth\"", "basic realm=x"],
                vec!["Digest", "basic"],
            ),
            (vec!["NTLM TlRMTVNTUAAC"], vec!["NTLM"]),
            (vec![""], vec![]),
        ] {
            assert_eq!(schemes(values.iter().copied()), names, "{values:?}");
        }
    }
}
