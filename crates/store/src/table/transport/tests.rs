use super::*;
use futures_util::FutureExt as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

/// What the server does with a request.
#[derive(Clone, Copy, PartialEq)]
enum Reply {
    /// Answers, and keeps the connection open.
    Keep,
    /// Answers, and closes the connection, which the answer does not say.
    Close,
    /// Ends in the middle of the answer.
    Cut,
    /// Closes the connection without an answer.
    Nothing,
}

struct Server {
    url: String,
    connections: Arc<AtomicUsize>,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    async fn start(replies: &'static [Reply]) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://127.0.0.1:{}/", listener.local_addr().unwrap().port());
        let server = Self { url, connections: Arc::default(), requests: Arc::default() };
        let (connections, requests) = (Arc::clone(&server.connections), Arc::clone(&server.requests));
        tokio::spawn(async move {
            let mut replies = replies.iter().copied();
            while let Ok((mut stream, _)) = listener.accept().await {
                connections.fetch_add(1, Ordering::Relaxed);
                while let Some(request) = read_request(&mut stream).await {
                    requests.lock().unwrap().push(request);
                    let reply = replies.next().unwrap_or(Reply::Keep);
                    let answer: &[u8] = match reply {
                        Reply::Keep | Reply::Close => b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\nx-a: b\r\n\r\ndone",
                        Reply::Cut => b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\ndo",
                        Reply::Nothing => b"",
                    };
                    stream.write_all(answer).await.unwrap();
                    if reply != Reply::Keep {
                        break;
                    }
                }
            }
        });
        server
    }

    async fn call(&self, transport: &Transport) -> Result<HttpResponse, ConnectorError> {
        let mut request = HttpRequest::new(SdkBody::from("body"));
        request.set_method("POST").unwrap();
        request.set_uri(self.url.as_str()).unwrap();
        request.headers_mut().insert("x-amz-target", "Query");
        request.headers_mut().insert("content-length", "4");
        transport.call(request).await
    }

    fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }
}

/// The next request, which has a body of four bytes; `None` at the end of the connection.
async fn read_request(stream: &mut TcpStream) -> Option<String> {
    let mut read = Vec::new();
    while !read.windows(4).any(|window| window == b"body") {
        read.push(stream.read_u8().await.ok()?);
    }
    String::from_utf8(read).ok()
}

fn transport() -> Transport {
    Transport::new(Duration::from_secs(5))
}

/// Lets the tasks of connections notice what the other side did.
async fn settle() {
    tokio::time::sleep(Duration::from_millis(50)).await;
}

#[tokio::test]
async fn calls_one_after_the_other_have_one_connection() {
    let (server, transport) = (Server::start(&[]).await, transport());
    for _ in 0..3 {
        let response = server.call(&transport).await.unwrap();
        assert_eq!((response.status().as_u16(), response.headers().get("x-a")), (200, Some("b")));
        assert_eq!(response.body().bytes(), Some(b"done".as_slice()));
    }
    assert_eq!(server.connections(), 1);
    let first = server.requests.lock().unwrap()[0].to_ascii_lowercase();
    let host = server.url.trim_start_matches("http://").trim_end_matches('/').to_owned();
    assert!(first.starts_with("post / http/1.1\r\n") && first.contains(&format!("host: {host}\r\n")), "{first}");
}

#[tokio::test]
async fn only_the_first_calls_wait_for_each_other() {
    let transport = transport();
    let first = transport.turn().await;
    assert!(transport.turn().now_or_never().is_none());
    drop(first);
    for _ in 1..ONE_BY_ONE - 1 {
        drop(transport.turn().now_or_never().unwrap());
    }
    let turns: Vec<_> = (0..MOST_AT_ONCE).map(|_| transport.turn().now_or_never().flatten()).collect();
    assert!(turns.iter().all(Option::is_some) && transport.turn().now_or_never().is_none());
}

#[tokio::test]
async fn a_connection_that_was_closed_meanwhile_is_replaced() {
    let (server, transport) = (Server::start(&[Reply::Close, Reply::Keep]).await, transport());
    server.call(&transport).await.unwrap();
    settle().await;
    server.call(&transport).await.unwrap();
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn a_call_without_a_whole_answer_fails_so_that_the_sdk_tries_again() {
    for reply in [&[Reply::Cut], &[Reply::Nothing]] {
        let (server, transport) = (Server::start(reply).await, transport());
        let error = server.call(&transport).await.unwrap_err();
        assert!(error.is_io() || error.as_other() == Some(ErrorKind::TransientError), "{error:?}");
        server.call(&transport).await.unwrap();
        assert_eq!((server.connections(), server.requests.lock().unwrap().len()), (2, 2));
    }
}

#[tokio::test]
async fn a_request_that_was_sent_is_not_sent_again_by_itself() {
    let (server, transport) = (Server::start(&[Reply::Keep, Reply::Nothing]).await, transport());
    server.call(&transport).await.unwrap();
    server.call(&transport).await.unwrap_err();
    assert_eq!(server.requests.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn a_connection_in_trouble_is_not_used_again() {
    let (server, transport) = (Server::start(&[]).await, transport());
    server.call(&transport).await.unwrap();
    metadata(&transport.idle()[0].is_poisoned).poison();
    tokio::time::timeout(Duration::from_secs(5), server.call(&transport)).await.unwrap().unwrap();
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn a_port_where_nobody_listens_is_an_error_of_the_connection() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://127.0.0.1:{}/", listener.local_addr().unwrap().port());
    drop(listener);
    let server = Server { url, connections: Arc::default(), requests: Arc::default() };
    assert!(server.call(&transport()).await.unwrap_err().is_io());
}
