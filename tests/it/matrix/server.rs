//! A server that does to the letter what a row of the table says: bytes, pauses, resets. What the row leaves alone is
//! answered by a small healthy org (`tests/data/matrix/org.json`).

use std::io::Write as _;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::sync::Mutex;

use super::tls::{self, Tls};

/// What the servers of all rows run on; the test's own threads only wait.
static THREADS: LazyLock<Runtime> = LazyLock::new(|| {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
});

/// The healthy org's answers, by what is asked.
static ORG: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../data/matrix/org.json")).unwrap());

/// The app's consumer key.
pub const KEY: &str =
    "3MVG9matrixKEY_abcdefghijklmnop.QRSTUVWXYZ0123456789_canary_of_the_consumer_key.01234567";
/// The app's consumer secret.
pub const SECRET: &str = "7F3A9C51E0B2D46887A1C3E5F7092B4D6F8091A2B3C4D5E6F708192A3B4C5D6E";
/// The token that the healthy org grants.
pub const TOKEN: &str = "00D5g00000MaTrx!AQEAQcanary_of_the_token.0123456789abcdefghijKLMNOPQRSTUVWXYZ.end";

/// Which request a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Meets {
    /// None at all: the org is healthy.
    Nothing,
    /// The connection itself, as soon as it is open.
    Connection,
    /// As that, after TLS was agreed on.
    Secured,
    /// The request for a token.
    Token,
    /// The list of API versions.
    Versions,
    /// Every other read.
    Data,
    /// Every request.
    Every,
    /// The second request of each connection, and each further one.
    Second,
}

/// One thing that the server does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Waits until no other connection plays what comes after this: answers that share the room for bodies would
    /// decide by chance which of them gets it.
    Alone,
    /// Waits until a request is there, or what else the other side begins with.
    Read,
    /// Waits for the first request of HTTP/2.
    Preface,
    /// Sends these bytes.
    Send(Vec<u8>),
    /// Sends an answer as it should be made; `{base}` is the address of the server itself.
    Http(String),
    /// Sends them so many times.
    Repeat(usize, Vec<u8>),
    /// Sends them until nobody takes them any more; with a pause after each piece or not.
    Endless(Vec<u8>, Duration),
    /// Answers as the healthy org does.
    Answer,
    /// Does nothing until the other side leaves.
    Silence,
    /// Ends the connection properly.
    Close,
    /// Breaks it off.
    Reset,
}

impl Act {
    /// From a line of the table.
    pub fn parse(line: &str) -> Result<Self, String> {
        let (word, rest) = line.split_once([' ', '\n']).unwrap_or((line, ""));
        let count = |rest: &str| -> Result<(usize, String), String> {
            let (n, text) = rest.split_once(' ').ok_or(format!("{line:?}: a number and a text"))?;
            Ok((n.replace('_', "").parse().map_err(|e| format!("{line:?}: {e}"))?, text.to_owned()))
        };
        Ok(match word {
            "alone" => Self::Alone,
            "read" => Self::Read,
            "preface" => Self::Preface,
            "send" => Self::Send(rest.as_bytes().to_vec()),
            "hex" => Self::Send(hex(rest).ok_or(format!("{line:?} is not hexadecimal"))?),
            "http" => Self::Http(rest.to_owned()),
            "repeat" => count(rest).map(|(n, text)| Self::Repeat(n, text.into_bytes()))?,
            "repeat_hex" => {
                let (n, text) = count(rest)?;
                Self::Repeat(n, hex(&text).ok_or(format!("{line:?} is not hexadecimal"))?)
            }
            "gzip" => count(rest).map(|(n, text)| Self::Send(gzip(&text.repeat(n))))?,
            "trickle" => Self::Endless(rest.as_bytes().to_vec(), Duration::from_millis(50)),
            "flood" => Self::Endless(pieces(rest.as_bytes()), Duration::ZERO),
            "flood_hex" => Self::Endless(pieces(&hex(rest).ok_or(format!("{line:?}"))?), Duration::ZERO),
            "answer" => Self::Answer,
            "silence" => Self::Silence,
            "close" => Self::Close,
            "reset" => Self::Reset,
            _ => return Err(format!("{line:?}: there is no act of that name")),
        })
    }
}

/// So much of it that sending it again and again is no work.
fn pieces(bytes: &[u8]) -> Vec<u8> {
    bytes.repeat(1 + 16_384 / bytes.len())
}

/// A status line, headers and a body in lines; the length is added where no other is told.
fn http(text: &str) -> Vec<u8> {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let lower = head.to_ascii_lowercase();
    let mut answer = format!("HTTP/1.1 {}", head.replace('\n', "\r\n"));
    if !lower.contains("content-type:") {
        answer.push_str("\r\nContent-Type: application/json;charset=UTF-8");
    }
    if !lower.contains("content-length:") && !lower.contains("transfer-encoding:") {
        answer.push_str(&format!("\r\nContent-Length: {}", body.len()));
    }
    format!("{answer}\r\n\r\n{body}").into_bytes()
}

fn hex(text: &str) -> Option<Vec<u8>> {
    let digits: String = text.split_whitespace().collect();
    (0..digits.len()).step_by(2).map(|i| u8::from_str_radix(digits.get(i..i + 2)?, 16).ok()).collect()
}

pub fn gzip(text: &str) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(text.as_bytes()).unwrap();
    packed.finish().unwrap()
}

/// What a server plays.
#[derive(Clone, Debug)]
pub struct Script {
    /// When.
    pub meets: Meets,
    /// What.
    pub acts: Vec<Act>,
    /// Whether the address begins with `https`.
    pub is_https: bool,
    /// How TLS is spoken; not at all where `None`.
    pub tls: Option<Tls>,
    /// Whether anybody listens at all.
    pub listens: bool,
    /// Held by the connection that plays alone.
    pub turn: Arc<Mutex<()>>,
}

/// A running server; it ends with the value.
pub struct Server {
    /// `http://127.0.0.1:PORT`, or `https://localhost:PORT`.
    pub base: String,
    task: tokio::task::JoinHandle<()>,
}

impl Server {
    /// The healthy org alone.
    pub fn healthy() -> Self {
        Self::start(Script {
            meets: Meets::Nothing,
            acts: Vec::new(),
            is_https: false,
            tls: None,
            listens: true,
            turn: Arc::default(),
        })
    }

    pub fn start(script: Script) -> Self {
        let listener = THREADS.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let port = listener.local_addr().unwrap().port();
        let base = match script.is_https {
            true => format!("https://localhost:{port}"),
            false => format!("http://127.0.0.1:{port}"),
        };
        let here = base.clone();
        let listener = script.listens.then_some(listener);
        let task = THREADS.spawn(async move {
            let Some(listener) = listener else { return };
            let connections = Arc::new((script, here));
            while let Ok((stream, _)) = listener.accept().await {
                let of_it = Arc::clone(&connections);
                tokio::spawn(async move {
                    let _ = stream.set_nodelay(true);
                    let (script, base) = &*of_it;
                    let _ = connection(stream, script, base).await;
                });
            }
        });
        Self { base, task }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// How a connection goes on after what was played.
#[derive(PartialEq, Eq)]
enum Then {
    GoesOn,
    Closes,
    Breaks,
}

async fn connection(mut stream: TcpStream, script: &Script, base: &str) -> std::io::Result<()> {
    let then = if script.meets == Meets::Connection {
        play(&mut stream, script, base, "").await?
    } else {
        match &script.tls {
            None => talk(&mut stream, script, base).await?,
            Some(kind) => {
                let acceptor = tokio_rustls::TlsAcceptor::from(tls::server(*kind));
                let mut secured = acceptor.accept(stream).await?;
                let then = talk(&mut secured, script, base).await?;
                if then != Then::Breaks {
                    let _ = secured.shutdown().await;
                }
                stream = secured.into_inner().0;
                then
            }
        }
    };
    if then == Then::Breaks {
        stream.set_zero_linger()?;
        return Ok(());
    }
    stream.shutdown().await?;
    // What was not read when a connection closes makes it a reset.
    let mut rest = [0; 1024];
    while stream.read(&mut rest).await? > 0 {}
    Ok(())
}

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

async fn talk(stream: &mut impl Stream, script: &Script, base: &str) -> std::io::Result<Then> {
    if script.meets == Meets::Secured {
        return play(stream, script, base, "").await;
    }
    let mut number = 0;
    while let Some(target) = request(stream).await? {
        number += 1;
        let is_token = target.starts_with("/services/oauth2/token");
        let is_versions = target.trim_end_matches('/') == "/services/data";
        let is_met = match script.meets {
            Meets::Token => is_token,
            Meets::Versions => is_versions,
            Meets::Data => !is_token && !is_versions,
            Meets::Second => number > 1,
            Meets::Every => true,
            Meets::Connection | Meets::Secured | Meets::Nothing => false,
        };
        if is_met {
            match play(stream, script, base, &target).await? {
                Then::GoesOn => {}
                then => return Ok(then),
            }
        } else {
            stream.write_all(&healthy(base, &target)).await?;
            stream.flush().await?;
        }
    }
    Ok(Then::Closes)
}

async fn play(stream: &mut impl Stream, script: &Script, base: &str, target: &str) -> std::io::Result<Then> {
    let mut _turn = None;
    for act in &script.acts {
        match act {
            Act::Alone => _turn = Some(script.turn.lock().await),
            Act::Read => drop(stream.read(&mut vec![0; 16 * 1024]).await?),
            Act::Preface => preface(stream).await?,
            Act::Send(bytes) => stream.write_all(bytes).await?,
            Act::Http(text) => stream.write_all(&http(&text.replace("{base}", base))).await?,
            Act::Repeat(times, bytes) => {
                let many = 1 + 65_536 / bytes.len();
                let piece = bytes.repeat(many.min(*times));
                let mut left = bytes.len() * times;
                while left > 0 {
                    let n = left.min(piece.len());
                    stream.write_all(&piece[..n]).await?;
                    left -= n;
                }
            }
            Act::Endless(bytes, pause) => loop {
                stream.write_all(bytes).await?;
                stream.flush().await?;
                tokio::time::sleep(*pause).await;
            },
            Act::Answer => stream.write_all(&healthy(base, target)).await?,
            Act::Silence => {
                let mut rest = [0; 1024];
                while stream.read(&mut rest).await? > 0 {}
                return Ok(Then::Closes);
            }
            Act::Close => return Ok(Then::Closes),
            Act::Reset => {
                stream.flush().await?;
                return Ok(Then::Breaks);
            }
        }
        stream.flush().await?;
    }
    Ok(Then::GoesOn)
}

/// Reads what a client of HTTP/2 begins with, up to the headers of its first request. (RFC 9113, 3.4, 4.1.)
async fn preface(stream: &mut impl Stream) -> std::io::Result<()> {
    const HEADERS: u8 = 1;
    stream.read_exact(&mut [0; 24]).await?;
    loop {
        let mut head = [0; 9];
        stream.read_exact(&mut head).await?;
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        stream.read_exact(&mut vec![0; length as usize]).await?;
        if head[3] == HEADERS {
            return Ok(());
        }
    }
}

/// Reads a request to its end; its path and query. `None` if the other side leaves.
async fn request(stream: &mut impl Stream) -> std::io::Result<Option<String>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return Ok(None),
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
    });
    stream.read_exact(&mut vec![0; length.unwrap_or(0)]).await?;
    Ok(head.split(' ').nth(1).map(str::to_owned))
}

/// The healthy org's answer.
fn healthy(base: &str, target: &str) -> Vec<u8> {
    let path = target.split('?').next().unwrap_or_default().trim_end_matches('/');
    let words: Vec<&str> = path.split('/').skip(1).collect();
    let name = match words.as_slice() {
        ["services", "oauth2", "token"] => "token",
        ["services", "oauth2", _] | ["id", ..] => "identity",
        ["services", "data"] => "versions",
        ["services", "data", _] => "resources",
        [.., "limits"] => "limits",
        [.., "recordCount"] => "counts",
        [.., "sobjects"] => "objects",
        [.., "describe"] => "describe",
        [.., "query"] => "rows",
        _ => "record",
    };
    let body = ORG[name].to_string().replace("{base}", base).replace("{token}", TOKEN);
    http(&format!("200 OK\nSforce-Limit-Info: api-usage=18/15000\n\n{body}"))
}

#[test]
fn acts_are_read_as_they_are_written() {
    assert_eq!(Act::parse("send a b"), Ok(Act::Send(b"a b".to_vec())));
    assert_eq!(Act::parse("hex 00 ff0a"), Ok(Act::Send(vec![0, 255, 10])));
    assert_eq!(Act::parse("repeat 1_000 ab"), Ok(Act::Repeat(1000, b"ab".to_vec())));
    let answer = http("503 Busy\nRetry-After: 1\n\n{}");
    let said = "HTTP/1.1 503 Busy\r\nRetry-After: 1\r\nContent-Type: application/json;charset=UTF-8\r\nContent-Length: 2\r\n\r\n{}";
    assert_eq!(String::from_utf8(answer).unwrap(), said);
    assert!(Act::parse("sulk").is_err() && Act::parse("hex 0g").is_err() && Act::parse("repeat x").is_err());
}
