//! Connections that are kept, and that end while nobody looks; limits of time.

use super::*;

const TIMEOUT: &[u8] = b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/// A server that answers the first request of each connection and breaks off at the second with `bytes`. How many
/// connections it took.
async fn that_ends_after_one(bytes: &'static [u8]) -> (String, Arc<Mutex<usize>>) {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let connections = Arc::new(Mutex::new(0));
    let counted = Arc::clone(&connections);
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            *counted.lock().unwrap() += 1;
            let mut buffer = [0; 4096];
            if stream.read(&mut buffer).await.unwrap() > 0 {
                stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}").await.unwrap();
                // As a balancer does whose idle time is over just now.
                if stream.read(&mut buffer).await.is_ok_and(|n| n > 0) {
                    let _ = stream.write_all(bytes).await;
                }
            }
        }
    });
    (url, connections)
}

#[tokio::test]
async fn a_kept_connection_that_had_ended_is_replaced_once() {
    for ends_with in [b"".as_slice(), TIMEOUT] {
        let (url, connections) = that_ends_after_one(ends_with).await;
        let line = Line::new(options());
        let pair = Pair::new("3MVG9key", "0123456789ABCDEF");
        let first = line.send(&origin(&url), &read(), None, How::default()).await;
        assert!(!first.way.is_renewed && first.failure.is_none());
        // A read and the request for a token alike; the new connection is not kept.
        let second = line.send(&origin(&url), &read(), None, How::default()).await;
        assert_eq!((second.status, &second.failure, second.way.is_renewed), (Some(200), &None, true));
        assert!(second.phases.connect.is_some(), "{:?}", second.phases);
        assert!(!line.send(&origin(&url), &read(), None, How::default()).await.way.is_renewed);
        let grant = Grant { pair: Arc::new(pair), style: GrantStyle::Form };
        let token = line.grant(&origin(&url), grant).await.exchange;
        assert_eq!((token.status, token.way.is_renewed), (Some(200), true), "{token:?}");
        assert_eq!(*connections.lock().unwrap(), 4);
        // The call that was answered with 408 may have counted, and is counted.
        let answered = u32::from(!ends_with.is_empty());
        assert_eq!(second.calls, 1 + answered);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_closes_after_each_answer_is_no_trouble_to_requests_side_by_side() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    for ends_with in [b"".as_slice(), TIMEOUT] {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                tokio::spawn(async move {
                    if stream.read(&mut [0; 4096]).await.is_ok_and(|n| n > 0) {
                        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}").await;
                        let _ = stream.write_all(ends_with).await;
                    }
                });
            }
        });
        let (line, to, read) = (Line::new(options()), origin(&url), read());
        for _ in 0..40 {
            let send = || line.send(&to, &read, None, How::default());
            let all = tokio::join!(send(), send(), send());
            for exchange in [all.0, all.1, all.2] {
                assert_eq!((exchange.status, &exchange.failure), (Some(200), &None), "{exchange:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_new_connection_is_not_tried_again() {
    for bytes in [b"".as_slice(), TIMEOUT] {
        let server = Server::start(move |_| Reply::Raw(bytes.to_vec())).await;
        let exchange = ask(&server.url(), options()).await;
        assert!(!exchange.way.is_renewed && (exchange.failure.is_some() || exchange.status == Some(408)));
        assert_eq!(server.seen().len(), 1, "{exchange:?}");
    }
}

#[tokio::test]
async fn tls_may_take_longer_than_the_connection_where_the_system_looks_at_the_certificate() {
    let acme = authority("Acme Root");
    let slow = async |certificate| {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
        let tls = tokio_rustls::TlsAcceptor::from(Arc::new(server_config(&acme, "localhost", 2100)));
        tokio::spawn(async move {
            use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
            let (stream, _) = listener.accept().await.unwrap();
            tokio::time::sleep(Duration::from_millis(300)).await;
            let Ok(mut stream) = tls.accept(stream).await else { return };
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}").await;
            let _ = stream.shutdown().await;
        });
        let mut options = Options { extra_ca: Some(Arc::clone(&acme.ca)), ..options() };
        options.limits.certificate = certificate;
        options.limits.total = Duration::from_secs(20);
        ask(&url, options).await
    };
    let done = slow(Duration::from_secs(10)).await;
    assert_eq!((done.status, &done.failure), (Some(200), &None));
    assert!(done.phases.tls.unwrap() >= 290 && done.phases.certificate.is_some(), "{:?}", done.phases);
    let late = slow(Duration::ZERO).await;
    assert_eq!(late.failure, Some(Failure::Silent { phase: Phase::Tls, limit_ms: 200 }), "{late:?}");
    // Without TLS there is nothing to look at.
    let plain = answer_of(Reply::Stall(Vec::new())).await;
    assert!(matches!(plain.failure, Some(Failure::Silent { phase: Phase::Wait, .. })), "{plain:?}");
}
