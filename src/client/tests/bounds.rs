//! What is bounded: time, bytes, and what an answer may be at all.

use super::*;

#[tokio::test]
async fn the_token_endpoint_has_less_time_and_less_room() {
    // Bytes that keep coming: the limit for a token ends them, long before the one for other answers.
    let trickle = |stream: tokio::net::TcpStream| async move {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        let mut stream = stream;
        stream.read_u8().await.unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n").await.unwrap();
        while stream.write_all(b"x").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { trickle(listener.accept().await.unwrap().0).await });
    let limits = Limits { total: Duration::from_secs(60), ..options().limits };
    let pair = || Arc::new(Pair::new("3MVG9key", "0123456789ABCDEF"));
    let line = Line::new(Options { limits, ..options() });
    let grant = Grant { pair: pair(), style: GrantStyle::Form };
    let failure = line.grant(&origin(&url), grant).await.exchange.failure.clone();
    assert_eq!(failure, Some(Failure::NoEnd { limit_ms: 400 }));
    // A megabyte is no token.
    let large = Server::start(|_| Reply::Http(200, vec![], vec![b' '; (1 << 20) + 1])).await;
    let line = Line::new(Options { cap: 1 << 30, ..options() });
    let grant = Grant { pair: pair(), style: GrantStyle::Form };
    let failure = line.grant(&origin(&large.url()), grant).await.exchange.failure.clone();
    assert_eq!(failure, Some(Failure::TooBig { cap: 1 << 20, unpacked: false }));
}

#[tokio::test]
async fn a_head_that_is_too_large_is_refused_and_named() {
    let fields = |count: usize, bytes: usize| -> Reply {
        let names = (0..count).map(|n| format!("x-{n}: {}\r\n", "a".repeat(bytes)));
        let fields: String = names.collect();
        Reply::Raw(format!("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n{fields}\r\n{{}}").into_bytes())
    };
    for (reply, is_refused) in [
        (fields(1, 30_000), false),
        (fields(90, 300), false),
        (fields(1, 70_000), true),
        (fields(1, 1_000_000), true),
        (fields(200, 10), true),
    ] {
        let exchange = answer_of(reply).await;
        let expected = is_refused.then_some(Failure::HeadTooBig);
        assert_eq!(exchange.failure, expected);
    }
}

#[tokio::test]
async fn bodies_on_their_way_share_one_room() {
    let server = Server::start(|seen| match seen.target.as_str() {
        PATH => Reply::Stall(
            [b"HTTP/1.1 200 OK\r\ncontent-length: 999999\r\n\r\n".to_vec(), vec![b' '; 600_000]].concat(),
        ),
        _ => Reply::Http(200, vec![], vec![b' '; 600_000]),
    })
    .await;
    let room = Arc::new(room::Room::new(1 << 20));
    let limits = Limits { read: Duration::from_secs(20), total: Duration::from_secs(20), ..options().limits };
    let line = Line::new(Options { room, limits, ..options() });
    let to = origin(&server.url());
    let other = || Request::Get(Get::at("/services/data/v64.0/sobjects").unwrap());
    let came = tokio::sync::Notify::new();
    let heard = |received: Received| {
        if received.bytes == 600_000 {
            came.notify_one()
        }
    };
    let (slow, limits) = (read(), How { progress: Some(&heard), ..How::default() });
    let holding = line.send(&to, &slow, None, limits);
    let refused = async {
        came.notified().await;
        line.send(&to, &other(), None, How::default()).await
    };
    let refused = tokio::select! {
        _ = holding => panic!("it holds what it has"),
        refused = refused => refused,
    };
    assert_eq!(refused.failure, Some(Failure::NoRoom { room: 1 << 20 }));
    // The one that held it was stopped: there is room again.
    let exchange = line.send(&to, &other(), None, How::default()).await;
    assert_eq!((exchange.failure.clone(), exchange.body.len()), (None, 600_000));
}

#[tokio::test]
async fn what_answers_another_question_is_no_answer() {
    let unasked = |status| Some(Failure::Unasked(status));
    let partial =
        |status, range: Option<&str>| Some(Failure::Partial { status, range: range.map(str::to_owned) });
    let range = ("content-range", "bytes 0-5/11".to_owned());
    let br = || ("content-encoding", "br".to_owned());
    let body = || b"{\"ok\":".to_vec();
    for (reply, failure, kept) in [
        (Reply::Http(206, vec![range], body()), partial(206, Some("bytes 0-5/11")), true),
        (Reply::Http(206, vec![], body()), partial(206, None), true),
        (Reply::Http(226, vec![], body()), partial(226, None), true),
        (
            Reply::Raw(b"HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n".to_vec()),
            unasked(101),
            false,
        ),
        (Reply::Raw(b"HTTP/1.1 304 Not Modified\r\n\r\n".to_vec()), unasked(304), false),
        (Reply::Http(200, vec![br()], body()), Some(Failure::Packed("br".into())), true),
        (Reply::Http(200, vec![br()], Vec::new()), None, false),
        (Reply::Http(503, vec![br()], body()), None, true),
        (Reply::Http(200, vec![("content-encoding", "identity".into())], body()), None, true),
        (Reply::Http(300, vec![], body()), None, true),
        (Reply::Raw(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec()), None, false),
    ] {
        let exchange = answer_of(reply.clone()).await;
        assert_eq!(exchange.failure, failure, "{reply:?}");
        assert_eq!(exchange.body.as_ref() == body(), kept, "the bytes that came are kept: {reply:?}");
    }
    // 304 is an answer to who named an earlier one.
    let server = Server::start(|_| Reply::Raw(b"HTTP/1.1 304 Not Modified\r\n\r\n".to_vec())).await;
    let since = Get::at(PATH).unwrap().if_modified_since("Wed, 3 Jul 2013 19:43:31 GMT");
    let line = Line::new(options());
    let exchange = line.send(&origin(&server.url()), &Request::Get(since), None, How::default()).await;
    assert_eq!((exchange.status, exchange.failure.clone()), (Some(304), None));
}

#[tokio::test]
async fn a_body_over_the_cap_is_refused_also_as_a_gzip_bomb() {
    let large = answer_of(Reply::Http(200, vec![], vec![b' '; (1 << 20) + 1])).await;
    assert_eq!(large.failure, Some(Failure::TooBig { cap: 1 << 20, unpacked: false }));
    assert!(large.body.is_empty());
    let bomb = answer_of(gzipped(gzip(&vec![b' '; 16 << 20]))).await;
    assert_eq!(bomb.failure, Some(Failure::TooBig { cap: 1 << 20, unpacked: true }));
    let fits = answer_of(Reply::Http(200, vec![], vec![b' '; 1 << 20])).await;
    assert_eq!((fits.failure.clone(), fits.body.len()), (None, 1 << 20));
}

#[tokio::test]
async fn a_body_that_trickles_ends_at_the_limit_for_everything() {
    // 100 ms apart, so never silent for 200 ms.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.read_u8().await.unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n").await.unwrap();
        while stream.write_all(b"x").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    });
    let exchange = ask(&url, options()).await;
    assert_eq!(exchange.failure, Some(Failure::NoEnd { limit_ms: 600 }));
    assert!(exchange.body.starts_with(b"xx"), "what came is kept");
}
