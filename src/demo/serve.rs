//! HTTP/1.1 on loopback: connections, answers as they go on the wire, faults.

use std::convert::Infallible;
use std::future::poll_fn;
use std::io::{self, Write};
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, Limited, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};
use tokio_rustls::server::TlsStream;

use super::exchange::{Answer, Asked, Delivery};
use super::faults::{Faults, Greeting};
use super::org::{CLIENT_ID, CLIENT_SECRET, Org};
use super::tls::{self, Certificate};
use super::{pretty, routes};

/// A request's body may be that long.
const LONGEST_BODY: usize = 4 << 20;
/// The URI, and the URI with the header fields, may be that long (REST guide, "Status Codes": 414, 431).
const LONGEST_HEAD: usize = 16_384;
/// Answers of at least that many bytes are compressed when that is asked for.
const WORTH_GZIP: usize = 200;

/// A connection that is being closed is read no longer than that after its last byte.
const QUIET: Duration = Duration::from_secs(2);

/// How an org is started.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Port on 127.0.0.1; 0 for any that is free.
    pub port: u16,
    /// Generated objects beside the described ones.
    pub scale: usize,
    /// Rows in each large object; None for the usual, some thousands.
    pub rows: Option<usize>,
    /// https, with an authority and a certificate written to this folder.
    pub tls: Option<PathBuf>,
    /// The faults that are on.
    pub faults: Arc<Faults>,
}

/// An org could not be started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The port could not be had.
    #[error("127.0.0.1:{port} can't be listened on: {source}")]
    Listen {
        /// The port.
        port: u16,
        /// Why.
        source: io::Error,
    },
    /// No certificate.
    #[error(transparent)]
    Tls(#[from] tls::TlsError),
}

/// An org that runs. It stops when this is dropped.
#[derive(Debug)]
pub struct Running {
    /// `http://127.0.0.1:PORT`.
    pub base_url: String,
    /// Its app's consumer key.
    pub client_id: &'static str,
    /// Its app's consumer secret.
    pub client_secret: &'static str,
    /// Certificate authority (PEM), with TLS.
    pub ca_file: Option<PathBuf>,
    /// The faults that are on, to be switched while it runs.
    pub faults: Arc<Faults>,
    /// The org.
    pub org: Arc<Org>,
    accepting: JoinHandle<()>,
}

impl Running {
    /// Ends all connections and gives the port back.
    pub async fn stop(mut self) {
        self.accepting.abort();
        let _ = (&mut self.accepting).await;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// Starts an org; it answers when this returns.
pub async fn start(options: Options) -> Result<Running, StartError> {
    let port = options.port;
    let refused = |source| StartError::Listen { port, source };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(refused)?;
    let port = listener.local_addr().map_err(refused)?.port();
    let flaw = options.faults.certificate();
    let certificate = options.tls.as_deref().map(|folder| tls::write(folder, flaw)).transpose()?;
    let scheme = if certificate.is_some() { "https" } else { "http" };
    let base_url = format!("{scheme}://127.0.0.1:{port}");
    let org = Arc::new(Org::new(base_url.clone(), options.scale, options.rows, Arc::clone(&options.faults)));
    let ca_file = certificate.as_ref().map(|certificate| certificate.ca_file.clone());
    Ok(Running {
        base_url,
        client_id: CLIENT_ID,
        client_secret: CLIENT_SECRET,
        ca_file,
        faults: options.faults,
        org: Arc::clone(&org),
        accepting: tokio::spawn(accept(listener, org, certificate)),
    })
}

/// Accepts connections; when it is dropped, they end.
async fn accept(listener: TcpListener, org: Arc<Org>, certificate: Option<Certificate>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    let (org, certificate) = (Arc::clone(&org), certificate.clone());
                    connections.spawn(connection(stream, org, certificate));
                }
                // Out of file descriptors, most likely: others will close theirs.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

/// A connection's two kinds.
trait Socket: AsyncRead + AsyncWrite + Unpin + Send {
    fn tcp(&self) -> &TcpStream;
}

impl Socket for TcpStream {
    fn tcp(&self) -> &TcpStream {
        self
    }
}

impl Socket for TlsStream<TcpStream> {
    fn tcp(&self) -> &TcpStream {
        self.get_ref().0
    }
}

/// How a connection is to end, where an answer says so.
type Ending = Arc<Mutex<Option<Delivery>>>;

async fn connection(mut stream: TcpStream, org: Arc<Org>, certificate: Option<Certificate>) {
    let _ = stream.set_nodelay(true);
    match org.faults.greet() {
        Greeting::Serve => {}
        Greeting::Reset => return reset(&stream),
        Greeting::Silence => return std::future::pending().await,
        Greeting::After(pause) => tokio::time::sleep(pause).await,
        Greeting::Say(bytes) => {
            let _ = stream.write_all(&bytes).await;
            return close(&mut stream).await;
        }
    }
    let socket: Box<dyn Socket> = match certificate {
        None => Box::new(stream),
        Some(certificate) => match certificate.acceptor.accept(stream).await {
            Ok(stream) => Box::new(stream),
            Err(_) => return,
        },
    };
    let ending = Ending::default();
    let service =
        hyper::service::service_fn(|request| Box::pin(serve(Arc::clone(&org), request, Arc::clone(&ending))));
    let mut connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .max_buf_size(128 << 10)
        .serve_connection(TokioIo::new(socket), service);
    let _ = poll_fn(|context| connection.poll_without_shutdown(context)).await;
    let mut socket = connection.into_parts().io.into_inner();
    let ending = ending.lock().unwrap_or_else(PoisonError::into_inner).take();
    match ending {
        Some(Delivery::Reset) => return reset(socket.tcp()),
        Some(Delivery::Raw(bytes)) => {
            let _ = socket.write_all(&bytes).await;
        }
        _ => {}
    }
    close(&mut socket).await;
}

/// Says that all is said, and reads until the other side ends or goes quiet: what closes with unread bytes resets the connection, and the
/// other side could lose what was said before.
async fn close(stream: &mut (impl AsyncRead + AsyncWrite + Unpin)) {
    let _ = stream.shutdown().await;
    let mut heard = [0; 4096];
    while let Ok(Ok(1..)) = tokio::time::timeout(QUIET, stream.read(&mut heard)).await {}
}

/// The next close sends RST.
fn reset(stream: &TcpStream) {
    let _ = stream.set_zero_linger();
}

/// A connection is cut on purpose.
#[derive(Debug, thiserror::Error)]
#[error("cut on purpose")]
struct Cut;

type OutBody = UnsyncBoxBody<Bytes, io::Error>;

async fn serve(org: Arc<Org>, request: Request<Incoming>, ending: Ending) -> Result<Response<OutBody>, Cut> {
    let (head, body) = request.into_parts();
    let target = head.uri.path_and_query().map_or("/", |target| target.as_str()).to_owned();
    let fields: usize = head.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    let answer = match Limited::new(body, LONGEST_BODY).collect().await {
        _ if target.len() > LONGEST_HEAD => too_long(414, "URI Too Long"),
        _ if target.len() + fields > LONGEST_HEAD => too_long(431, "Request Header Fields Too Large"),
        Err(_) => too_long(413, "Payload Too Large"),
        Ok(body) => {
            let asked = Asked::new(head.method.as_str(), &target, head.headers, body.to_bytes());
            // A query may look through a million rows: not on a thread that serves connections.
            let answered = tokio::task::spawn_blocking(move || answer(&org, &asked)).await;
            answered
                .unwrap_or_else(|_| Answer::error(500, "UNKNOWN_EXCEPTION", "An unexpected error occurred."))
        }
    };
    deliver(answer, &ending).await
}

/// Jetty's page for heads that are too long (as recorded).
fn too_long(status: u16, reason: &str) -> Answer {
    Answer::html(status, format!("<h1>Bad Message {status}</h1><pre>reason: {reason}</pre>"))
}

/// The answer to a request: a fault's, or the org's with what faults make of it.
fn answer(org: &Org, asked: &Asked) -> Answer {
    let mut answer = match org.faults.before(org, asked) {
        Some(answer) => answer,
        None => routes::answer(org, asked),
    };
    // Before it is compressed, so that a fault can change the text; one that compresses itself is left alone.
    org.faults.after(org, asked, &mut answer);
    let is_json = answer.header("content-type").is_some_and(|kind| kind.starts_with("application/json"));
    if is_json && asked.header("x-prettyprint") == Some("1") {
        answer.body = pretty::pretty(&answer.body).into();
    }
    let takes_gzip = asked.header("accept-encoding").is_some_and(|list| list.contains("gzip"));
    if takes_gzip && answer.body.len() >= WORTH_GZIP && answer.header("content-encoding").is_none() {
        answer.body = gzip(&answer.body);
        answer.set("Content-Encoding", "gzip");
        answer.set("Vary", "Accept-Encoding");
    }
    answer
}

fn gzip(body: &[u8]) -> Bytes {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    // Writing to a Vec does not fail.
    let _ = encoder.write_all(body);
    encoder.finish().unwrap_or_default().into()
}

/// Puts an answer on the wire.
async fn deliver(answer: Answer, ending: &Ending) -> Result<Response<OutBody>, Cut> {
    let Answer { status, headers, body, delivery } = answer;
    let mut length = None;
    let out: OutBody = match delivery {
        Delivery::Whole => whole(body),
        Delivery::After(pause) => {
            tokio::time::sleep(pause).await;
            whole(body)
        }
        Delivery::Never => std::future::pending().await,
        Delivery::Cut(percent) => {
            length = Some(body.len());
            let part = body.slice(..body.len() * percent.min(99) / 100);
            // What was written goes out before the connection ends only if there is a pause between the two.
            let end = stream::once(async {
                tokio::time::sleep(Duration::from_millis(20)).await;
                Err(io::Error::from(io::ErrorKind::ConnectionAborted))
            });
            StreamBody::new(stream::iter([Ok(Frame::data(part))]).chain(end)).boxed_unsync()
        }
        Delivery::Trickle(size, pause) => {
            length = Some(body.len());
            let pieces: Vec<Bytes> = body.chunks(size.max(1)).map(Bytes::copy_from_slice).collect();
            let pieces = stream::iter(pieces).then(move |piece| async move {
                tokio::time::sleep(pause).await;
                Ok::<_, io::Error>(Frame::data(piece))
            });
            StreamBody::new(pieces).boxed_unsync()
        }
        Delivery::Reset | Delivery::Raw(_) => {
            *ending.lock().unwrap_or_else(PoisonError::into_inner) = Some(delivery);
            return Err(Cut);
        }
    };
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(name.as_ref(), value);
    }
    if let Some(length) = length {
        response = response.header("Content-Length", length);
    }
    response.body(out).map_err(|_| Cut)
}

fn whole(body: Bytes) -> OutBody {
    Full::new(body).map_err(|never: Infallible| match never {}).boxed_unsync()
}

#[cfg(test)]
mod tests;
