//! A server on this machine: HTTP/1.1, with TLS or without, one request for each connection.

use rcgen::{CertificateParams, KeyPair};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{ServerConfig, crypto::ring};

/// A request as it arrived.
#[derive(Clone, Debug, Default)]
pub(super) struct Received {
    pub method: String,
    /// Scheme, host, path and query.
    pub url: String,
    /// The lines of the head after the first one, in lower case names.
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Received {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
    }

    /// A field of the form in the body.
    pub(super) fn field(&self, name: &str) -> Option<String> {
        form_urlencoded::parse(self.body.as_bytes())
            .find(|(field, _)| field == name)
            .map(|(_, value)| value.into_owned())
    }
}

/// What the server does.
#[derive(Clone)]
pub(super) enum Reply {
    /// Answers with a status and a body.
    Body(u16, String),
    /// The same in chunks, without a length.
    Chunks(String),
    /// Writes these bytes.
    Raw(Vec<u8>),
    /// Waits, then answers.
    Late(Duration, String),
}

type Handler = Arc<dyn Fn(&Received) -> Reply + Send + Sync>;

pub(super) struct Server {
    pub address: SocketAddr,
    pub authority: CertificateDer<'static>,
    received: Arc<Mutex<Vec<Received>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    /// A server with HTTP.
    pub(super) async fn http(handler: impl Fn(&Received) -> Reply + Send + Sync + 'static) -> Self {
        Self::start(None, CertificateDer::from(Vec::new()), Arc::new(handler)).await
    }

    /// A server with HTTPS, for these hosts.
    pub(super) async fn https(
        hosts: Vec<String>,
        handler: impl Fn(&Received) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(hosts).unwrap().self_signed(&key).unwrap().der().clone();
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.clone()], PrivateKeyDer::try_from(key.serialize_der()).unwrap())
            .unwrap();
        Self::start(Some(TlsAcceptor::from(Arc::new(config))), certificate, Arc::new(handler)).await
    }

    async fn start(tls: Option<TlsAcceptor>, authority: CertificateDer<'static>, handler: Handler) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let received = Arc::<Mutex<Vec<Received>>>::default();
        let kept = Arc::clone(&received);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (tls, handler, kept) = (tls.clone(), Arc::clone(&handler), Arc::clone(&kept));
                tokio::spawn(async move {
                    match tls {
                        None => serve(stream, "http", handler, kept).await,
                        Some(tls) => {
                            if let Ok(stream) = tls.accept(stream).await {
                                serve(stream, "https", handler, kept).await;
                            }
                        }
                    }
                });
            }
        });
        Self { address, authority, received, task }
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The requests until now.
    pub(super) fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    /// How often a path was asked for.
    pub(super) fn count(&self, path: &str) -> usize {
        self.received().iter().filter(|received| received.url.ends_with(path)).count()
    }
}

async fn serve(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    scheme: &str,
    handler: Handler,
    kept: Arc<Mutex<Vec<Received>>>,
) {
    let Some(request) = read(&mut stream, scheme).await else { return };
    kept.lock().unwrap().push(request.clone());
    let answer = |status: u16, body: &str| {
        format!("HTTP/1.1 {status} x\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}", body.len())
            .into_bytes()
    };
    let bytes = match handler(&request) {
        Reply::Body(status, body) => answer(status, &body),
        Reply::Raw(bytes) => bytes,
        Reply::Late(pause, body) => {
            tokio::time::sleep(pause).await;
            answer(200, &body)
        }
        Reply::Chunks(body) => {
            let chunks: String = body
                .as_bytes()
                .chunks(7)
                .map(|chunk| format!("{:x}\r\n{}\r\n", chunk.len(), String::from_utf8_lossy(chunk)))
                .collect();
            format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{chunks}0\r\n\r\n").into_bytes()
        }
    };
    // A client that has had enough closes the connection.
    let _ = stream.write_all(&bytes).await;
    let _ = stream.shutdown().await;
}

async fn read(stream: &mut (impl AsyncRead + Unpin), scheme: &str) -> Option<Received> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).ok()?;
    let mut lines = head.trim_end().lines();
    let mut first = lines.next()?.split(' ');
    let (method, path) = (first.next()?.to_owned(), first.next()?.to_owned());
    let header = |line: &str| line.split_once(": ").map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()));
    let headers = lines.filter_map(header).collect();
    let mut request = Received { method, headers, ..Received::default() };
    request.url = format!("{scheme}://{}{path}", request.header("host")?);
    let length = request.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    request.body = String::from_utf8(body).ok()?;
    Some(request)
}
