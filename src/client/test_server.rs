//! A server for tests: speaks just enough HTTP to answer, hang, cut and lie.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use http_body_util::{BodyExt as _, StreamBody};
use hyper::body::Frame;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpListener;

/// A request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

/// What the server does.
#[derive(Clone, Debug)]
pub(crate) enum Reply {
    /// Answers.
    Http(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// Answers after a while.
    After(Duration, Box<Reply>),
    /// Sends these bytes and closes.
    Raw(Vec<u8>),
    /// Sends these bytes and then nothing, with the connection open.
    Stall(Vec<u8>),
}

impl Reply {
    pub(crate) fn json(status: u16, body: &str) -> Self {
        let json = ("content-type", "application/json;charset=UTF-8".to_owned());
        Self::Http(status, vec![json], body.as_bytes().to_vec())
    }
}

/// A running server; it ends with the runtime of the test.
pub(crate) struct Server {
    pub(crate) port: u16,
    seen: Arc<Mutex<Vec<Seen>>>,
    closed: Arc<Mutex<usize>>,
}

type Behave = dyn Fn(&Seen) -> Reply + Send + Sync;

impl Server {
    pub(crate) async fn start(behave: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Self {
        Self::run(None, Arc::new(behave)).await
    }

    pub(crate) async fn start_tls(
        config: rustls::ServerConfig,
        behave: impl Fn(&Seen) -> Reply + Send + Sync + 'static,
    ) -> Self {
        Self::run(Some(tokio_rustls::TlsAcceptor::from(Arc::new(config))), Arc::new(behave)).await
    }

    /// Speaks HTTP/2 alone. What a [`Reply`] breaks off or holds back is one stream; the connection stays.
    pub(crate) async fn start_http2(
        mut config: rustls::ServerConfig,
        behave: impl Fn(&Seen) -> Reply + Send + Sync + 'static,
    ) -> Self {
        config.alpn_protocols = vec![b"h2".to_vec()];
        Self::run(Some(tokio_rustls::TlsAcceptor::from(Arc::new(config))), Arc::new(behave)).await
    }

    async fn run(tls: Option<tokio_rustls::TlsAcceptor>, behave: Arc<Behave>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (seen, closed) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(0)));
        let server = Self { port, seen: Arc::clone(&seen), closed: Arc::clone(&closed) };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (tls, behave) = (tls.clone(), Arc::clone(&behave));
                let (seen, closed) = (Arc::clone(&seen), Arc::clone(&closed));
                tokio::spawn(async move {
                    match tls {
                        None => serve(stream, &*behave, &seen).await,
                        Some(tls) => {
                            if let Ok(stream) = tls.accept(stream).await {
                                if stream.get_ref().1.alpn_protocol() == Some(b"h2") {
                                    serve_http2(stream, behave, seen).await;
                                } else {
                                    serve(stream, &*behave, &seen).await;
                                }
                            }
                        }
                    }
                    *closed.lock().unwrap() += 1;
                });
            }
        });
        server
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// How often a path was asked.
    pub(crate) fn count(&self, path: &str) -> usize {
        self.seen().iter().filter(|seen| seen.target.split('?').next() == Some(path)).count()
    }

    /// Connections that ended.
    pub(crate) fn closed(&self) -> usize {
        *self.closed.lock().unwrap()
    }
}

async fn serve<S: AsyncRead + AsyncWrite + Unpin>(mut stream: S, behave: &Behave, seen: &Mutex<Vec<Seen>>) {
    while let Some(request) = read(&mut stream).await {
        seen.lock().unwrap().push(request.clone());
        let mut reply = behave(&request);
        if let Reply::After(pause, then) = reply {
            tokio::time::sleep(pause).await;
            reply = *then;
        }
        match reply {
            Reply::Http(status, headers, body) => {
                let mut head = format!("HTTP/1.1 {status} Said\r\ncontent-length: {}\r\n", body.len());
                for (name, value) in headers {
                    head.push_str(&format!("{name}: {value}\r\n"));
                }
                head.push_str("\r\n");
                if stream.write_all(head.as_bytes()).await.is_err() || stream.write_all(&body).await.is_err()
                {
                    return;
                }
            }
            Reply::Raw(bytes) => {
                let _ = stream.write_all(&bytes).await;
                let _ = stream.shutdown().await;
                return;
            }
            Reply::Stall(bytes) => {
                let _ = stream.write_all(&bytes).await;
                // Until the other side gives up.
                let _ = stream.read(&mut [0; 16]).await;
                return;
            }
            Reply::After(..) => unreachable!("taken apart above"),
        }
    }
}

async fn serve_http2<S>(stream: S, behave: Arc<Behave>, seen: Arc<Mutex<Vec<Seen>>>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = hyper::service::service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
        let (behave, seen) = (Arc::clone(&behave), Arc::clone(&seen));
        async move {
            let (head, body) = request.into_parts();
            let body = body.collect().await.unwrap().to_bytes();
            let headers = head
                .headers
                .iter()
                .map(|(name, value)| (name.as_str().to_owned(), value.to_str().unwrap().to_owned()));
            let request = Seen {
                method: head.method.to_string(),
                target: head.uri.path_and_query().unwrap().to_string(),
                headers: headers.collect(),
                body: String::from_utf8(body.to_vec()).unwrap(),
            };
            seen.lock().unwrap().push(request.clone());
            let mut reply = behave(&request);
            if let Reply::After(pause, then) = reply {
                tokio::time::sleep(pause).await;
                reply = *then;
            }
            let mut response = hyper::Response::builder();
            let (sent, end) = match reply {
                Reply::Http(status, headers, body) => {
                    response = response.status(status);
                    for (name, value) in headers {
                        response = response.header(name, value);
                    }
                    (body, Some(Ok(())))
                }
                Reply::Raw(bytes) if bytes.is_empty() => return Err(std::io::Error::other("reset")),
                Reply::Raw(bytes) => (bytes, Some(Err(std::io::Error::other("reset")))),
                Reply::Stall(bytes) if bytes.is_empty() => std::future::pending().await,
                Reply::Stall(bytes) => (bytes, None),
                Reply::After(..) => unreachable!("taken apart above"),
            };
            let first = stream::iter([Ok(Frame::data(bytes::Bytes::from(sent)))]);
            let rest = match end {
                Some(Ok(())) => stream::empty().boxed(),
                // A reset takes back what was not sent yet.
                Some(Err(error)) => stream::once(async {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    Err(error)
                })
                .boxed(),
                None => stream::pending().boxed(),
            };
            Ok(response.body(StreamBody::new(first.chain(rest))).unwrap())
        }
    });
    let _ = hyper::server::conn::http2::Builder::new(TokioExecutor::new())
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

async fn read<S: AsyncRead + Unpin>(stream: &mut S) -> Option<Seen> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).ok()?;
    let mut lines = head.lines();
    let mut first = lines.next()?.split(' ');
    let (method, target) = (first.next()?.to_owned(), first.next()?.to_owned());
    let headers: Vec<_> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let length = headers.iter().find(|(n, _)| n == "content-length").map_or(0, |(_, v)| v.parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    Some(Seen { method, target, headers, body: String::from_utf8(body).ok()? })
}
