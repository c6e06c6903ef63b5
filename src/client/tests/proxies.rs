//! Through a proxy, and what can be wrong with one.

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

use super::*;
use crate::client::failure::{ProxyFault, ProxyWhy};
use crate::client::proxy::{Proxies, Source};

/// A proxy that answers CONNECT with `says` and, where that is 200, is the host itself. With `own` it is spoken to
/// with TLS.
async fn proxy(
    says: &'static str,
    host: rustls::ServerConfig,
    own: Option<rustls::ServerConfig>,
) -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let heads = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&heads);
    let acceptor = |config| tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let (host, own) = (acceptor(host), own.map(acceptor));
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let (host, own, kept) = (host.clone(), own.clone(), Arc::clone(&kept));
            tokio::spawn(async move {
                match own {
                    None => serve(stream, says, host, &kept).await,
                    Some(own) => {
                        if let Ok(stream) = own.accept(stream).await {
                            serve(stream, says, host, &kept).await;
                        }
                    }
                }
            });
        }
    });
    (port, heads)
}

async fn serve<S: AsyncRead + AsyncWrite + Unpin>(
    mut stream: S,
    says: &str,
    host: tokio_rustls::TlsAcceptor,
    kept: &Mutex<Vec<String>>,
) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let Ok(byte) = stream.read_u8().await else { return };
        head.push(byte);
    }
    kept.lock().unwrap().push(String::from_utf8(head).unwrap());
    let _ = stream.write_all(says.as_bytes()).await;
    if !says.starts_with("HTTP/1.1 200") {
        let _ = stream.shutdown().await;
        return;
    }
    if let Ok(mut stream) = host.accept(stream).await {
        let _ = stream.read(&mut [0; 4096]).await;
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}").await;
        let _ = stream.shutdown().await;
    }
}

fn through(proxy: &str, authority: &Authority) -> Options {
    Options { extra_ca: Some(Arc::clone(&authority.ca)), proxies: Some(Proxies::at(proxy)), ..options() }
}

fn fault(exchange: &Exchange) -> &ProxyFault {
    match &exchange.failure {
        Some(Failure::Proxy(fault)) => fault,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_proxy_is_used_and_gets_the_login_that_is_written() {
    let acme = authority("Acme Root");
    let host = || server_config(&acme, "acme.my.salesforce.com", 2100);
    for own in [None, Some(server_config(&acme, "localhost", 2100))] {
        let scheme = if own.is_some() { "https" } else { "http" };
        let (port, heads) = proxy("HTTP/1.1 200 OK\r\n\r\n", host(), own).await;
        let options = through(&format!("{scheme}://me:w@rd@localhost:{port}"), &acme);
        let line = Line::new(options);
        let exchange = line.send(&origin(ORG), &read(), None, How::default()).await;
        assert_eq!((exchange.body.as_ref(), &exchange.failure), (b"{}".as_slice(), &None), "{scheme}");
        assert_eq!(exchange.certificate.as_ref().unwrap().names, ["acme.my.salesforce.com"]);
        let named = exchange.way.proxy.clone().unwrap();
        let shown = format!("localhost:{port}");
        let shown = if scheme == "http" { shown } else { format!("https://{shown}") };
        assert_eq!((named.address, named.from), (shown, Source::Variable("HTTPS_PROXY")));
        // Basic of me:w@rd, to the proxy alone.
        let head = heads.lock().unwrap().join("");
        assert!(head.starts_with("CONNECT acme.my.salesforce.com:443 HTTP/1.1\r\n"), "{head}");
        assert!(head.to_lowercase().contains("proxy-authorization: basic bwu6d0byza=="), "{head}");
        assert!(!format!("{line:?} {exchange:?}").contains("w@rd"));
    }
}

#[tokio::test]
async fn what_a_proxy_says_is_heard() {
    let acme = authority("Acme Root");
    let takes = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let page = "<html><title>Blocked by policy</title></html>";
    let refused =
        "HTTP/1.1 403 Forbidden\r\nContent-Length: 45\r\n\r\n<html><title>Blocked by policy</title></html>";
    assert_eq!(page.len(), 45);
    for (login, says, why) in [
        (
            "me:word@",
            "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=\"corp\"\r\nContent-Length: 0\r\n\r\n",
            ProxyWhy::WantsLogin { takes: takes(&["Basic"]), gave_login: true },
        ),
        (
            "",
            "HTTP/1.1 407 No\r\nProxy-Authenticate: Negotiate\r\nProxy-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n",
            ProxyWhy::WantsLogin { takes: takes(&["Negotiate", "NTLM"]), gave_login: false },
        ),
        ("", refused, ProxyWhy::Refused { status: Some(403), title: Some("Blocked by policy".into()) }),
        ("", "HTTP/1.1 502 Bad Gateway\r\n\r\n", ProxyWhy::Refused { status: Some(502), title: None }),
        ("", "SSH-2.0-OpenSSH_9.6\r\n", ProxyWhy::Refused { status: None, title: None }),
        ("", "", ProxyWhy::Closed),
    ] {
        let host = server_config(&acme, "acme.my.salesforce.com", 2100);
        let (port, heads) = proxy(says, host, None).await;
        let exchange = ask(ORG, through(&format!("http://{login}127.0.0.1:{port}"), &acme)).await;
        assert_eq!(fault(&exchange).why, why, "{says}");
        assert_eq!(fault(&exchange).proxy.address, format!("127.0.0.1:{port}"));
        assert!(exchange.way.proxy.is_some());
        // A password that was refused is not sent a second time.
        let logins =
            heads.lock().unwrap().iter().filter(|head| head.to_lowercase().contains("basic ")).count();
        assert_eq!(logins, usize::from(!login.is_empty()), "{says}");
    }
}

#[tokio::test]
async fn a_proxy_that_is_not_reached_is_the_one_to_blame() {
    let (acme, other) = (authority("Acme Root"), authority("Inspecting Proxy CA"));
    let host = || server_config(&acme, "acme.my.salesforce.com", 2100);
    let names = options::Names::Listed(Arc::new(vec!["localhost"]));
    let nobody = Options { names, ..through("http://proxy.corp.example:3128", &acme) };
    assert_eq!(fault(&*ask(ORG, nobody).await).why, ProxyWhy::NoSuchName);

    let refused = ask(ORG, through("http://127.0.0.1:1", &acme)).await;
    assert_eq!(fault(&refused).why, ProxyWhy::NotReached(ConnectKind::Refused));
    assert_eq!(fault(&refused).proxy.to_string(), "127.0.0.1:1 (HTTPS_PROXY)");

    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = silent.local_addr().unwrap().port();
    let exchange = ask(ORG, through(&format!("http://127.0.0.1:{port}"), &acme)).await;
    assert_eq!(fault(&exchange).why, ProxyWhy::Silent { limit_ms: 200 });

    for (address, why) in
        [("socks5://127.0.0.1:1", ProxyWhy::Socks), ("http://me:p/w@127.0.0.1:1", ProxyWhy::NotAnAddress)]
    {
        assert_eq!(fault(&*ask(ORG, through(address, &acme)).await).why, why);
    }

    // Its own certificate is a stranger's, or it speaks no TLS at all: not the org's fault.
    let (port, _) =
        proxy("HTTP/1.1 200 OK\r\n\r\n", host(), Some(server_config(&other, "localhost", 2100))).await;
    let exchange = ask(ORG, through(&format!("https://localhost:{port}"), &acme)).await;
    let ProxyWhy::Tls(TlsFault::UnknownIssuer { issuer, .. }) = &fault(&exchange).why else {
        panic!("{exchange:?}")
    };
    assert!(issuer.contains("Inspecting Proxy CA"));
    let (port, _) = proxy("HTTP/1.1 200 OK\r\n\r\n", host(), None).await;
    let exchange = ask(ORG, through(&format!("https://localhost:{port}"), &acme)).await;
    // It waits for the end of a request that it can't read.
    assert_eq!(fault(&exchange).why, ProxyWhy::Silent { limit_ms: 200 });
    // The org's certificate behind a proxy that inspects is the org's matter, as without a proxy.
    let (port, _) =
        proxy("HTTP/1.1 200 OK\r\n\r\n", server_config(&other, "acme.my.salesforce.com", 2100), None).await;
    let exchange = ask(ORG, through(&format!("http://localhost:{port}"), &acme)).await;
    assert!(matches!(exchange.failure, Some(Failure::Tls(TlsFault::UnknownIssuer { .. }))), "{exchange:?}");
}
