//! HTTPS to servers that an operator names: HTTP/1.1, one connection for each call, no redirect, no large answer, and no
//! server of a private network.
//!
//! The SDK's HTTP client has no way to check an IP address between its lookup and the connection.

mod address;

use crate::settings::OutboundRule;
use crate::url::{Url, is_loopback};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::Request;
use hyper::client::conn::http1::{Builder, SendRequest};
use hyper::header::{ACCEPT, CONTENT_TYPE, HOST, USER_AGENT};
use hyper_util::rt::TokioIo;
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto::ring};

/// Largest body of an answer, in bytes. The largest usual ones are keys and discovery documents: some 10 kB.
const MAX_BODY: usize = 256 * 1024;
/// Largest head of an answer, in bytes, and the most headers in it.
const MAX_HEAD: usize = 32 * 1024;
const MAX_HEADERS: usize = 100;
/// How long a connection to one IP address may take: then the next one is tried.
const CONNECTION: Duration = Duration::from_millis(1_000);

/// The client. The certificate authorities are read for the first call.
pub(crate) struct Outbound {
    rule: OutboundRule,
    tls: OnceLock<TlsConnector>,
    #[cfg(test)]
    pub(crate) network: Option<TestNetwork>,
}

/// In tests: the server that every name leads to, and the authority that is trusted.
#[cfg(test)]
pub(crate) struct TestNetwork {
    pub server: SocketAddr,
    pub authority: tokio_rustls::rustls::pki_types::CertificateDer<'static>,
}

/// What is sent.
#[derive(Clone, Copy)]
pub(crate) struct Call<'a> {
    pub url: &'a str,
    /// The fields of a form, which is sent with POST; without one, the call is a GET.
    pub form: Option<&'a str>,
    pub headers: &'a [(&'static str, &'a str)],
}

/// What came back.
pub(crate) struct Answer {
    pub status: u16,
    pub body: Bytes,
}

/// Why there is no answer. It shows neither the URL nor what was sent.
pub(crate) type Failure = &'static str;

impl Outbound {
    pub(crate) fn new(rule: OutboundRule) -> Self {
        Self {
            rule,
            tls: OnceLock::new(),
            #[cfg(test)]
            network: None,
        }
    }

    /// Whether a URL may be called, or a browser may be sent there.
    pub(crate) fn is_allowed(&self, url: &str) -> bool {
        Url::parse(url, self.rule).is_some()
    }

    /// Sends a call. Its time is bounded by the caller.
    pub(crate) async fn send(&self, call: Call<'_>) -> Result<Answer, Failure> {
        let url = Url::parse(call.url, self.rule).ok_or("the URL of an endpoint is not allowed")?;
        let request = request(&url, call)?;
        let tcp = self.connect(&url).await?;
        // Dropping it ends the connection.
        let mut connections = JoinSet::new();
        let mut sender = if url.is_tls {
            let name = ServerName::try_from(url.host.clone()).map_err(|_| "the host of an endpoint is not valid")?;
            let tls = self.tls.get_or_init(|| tls(self.authorities()));
            let stream = tls.connect(name, tcp).await.map_err(|_| "no encrypted connection to the server")?;
            start(stream, &mut connections).await?
        } else {
            start(tcp, &mut connections).await?
        };
        let answer = sender.send_request(request).await.map_err(|_| "the server sent no valid answer")?;
        let status = answer.status().as_u16();
        if answer.status().is_redirection() {
            return Err("the server sent a redirect, which is not followed");
        }
        let body = Limited::new(answer.into_body(), MAX_BODY).collect().await.map_err(|error| {
            if error.is::<LengthLimitError>() { "the answer is too large" } else { "the answer ended too early" }
        })?;
        Ok(Answer { status, body: body.to_bytes() })
    }

    /// Opens a connection to one of the IP addresses of the host. All of them must be allowed, so that no name can have
    /// a private one beside a public one.
    async fn connect(&self, url: &Url) -> Result<TcpStream, Failure> {
        let addresses = self.addresses(url).await?;
        for address in addresses {
            if let Ok(Ok(tcp)) = tokio::time::timeout(CONNECTION, TcpStream::connect(address)).await {
                tcp.set_nodelay(true).ok();
                return Ok(tcp);
            }
        }
        Err("no connection to the server")
    }

    /// The IP addresses of a host, IPv4 first, because a function in a VPC may have no route for others.
    async fn addresses(&self, url: &Url) -> Result<Vec<SocketAddr>, Failure> {
        #[cfg(test)]
        if let Some(network) = &self.network {
            return Ok(vec![network.server]);
        }
        let found = tokio::net::lookup_host((url.host.as_str(), url.port)).await;
        let mut found: Vec<_> = found.map_err(|_| "the host of an endpoint has no IP address")?.collect();
        check(&found, url, self.rule)?;
        found.sort_by_key(SocketAddr::is_ipv6);
        Ok(found)
    }

    fn authorities(&self) -> RootCertStore {
        #[cfg(test)]
        if let Some(network) = &self.network {
            let mut roots = RootCertStore::empty();
            roots.add(network.authority.clone()).unwrap();
            return roots;
        }
        roster_aws::authorities()
    }
}

/// Whether all IP addresses of a host may be called.
fn check(found: &[SocketAddr], url: &Url, rule: OutboundRule) -> Result<(), Failure> {
    // Without TLS only this machine is called, also if a name such as `localhost` led elsewhere.
    let is_local = |address: &SocketAddr| url.is_tls || (is_loopback(&url.host) && address.ip().is_loopback());
    if found.iter().all(|address| address::is_allowed(address.ip(), rule) && is_local(address)) {
        return Ok(());
    }
    Err("the host of an endpoint has an IP address that is not public")
}

fn request(url: &Url, call: Call<'_>) -> Result<Request<Full<Bytes>>, Failure> {
    let method = if call.form.is_some() { "POST" } else { "GET" };
    let mut request = Request::builder()
        .method(method)
        .uri(url.path.as_str())
        .header(HOST, &url.authority)
        .header(ACCEPT, "application/json")
        // GitHub rejects calls without it.
        .header(USER_AGENT, "roster");
    if call.form.is_some() {
        request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    }
    for (name, value) in call.headers {
        request = request.header(*name, *value);
    }
    let body = Full::new(Bytes::copy_from_slice(call.form.unwrap_or_default().as_bytes()));
    request.body(body).map_err(|_| "a value cannot be sent in a header")
}

async fn start(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    connections: &mut JoinSet<()>,
) -> Result<SendRequest<Full<Bytes>>, Failure> {
    let mut builder = Builder::new();
    builder.max_buf_size(MAX_HEAD).max_headers(MAX_HEADERS);
    let (sender, connection) =
        builder.handshake(TokioIo::new(stream)).await.map_err(|_| "no connection to the server")?;
    connections.spawn(async move {
        // The call that waits for the answer gets the error.
        let _ = connection.await;
    });
    Ok(sender)
}

/// TLS on ring; HTTP/1.1 only.
fn tls(authorities: RootCertStore) -> TlsConnector {
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map(|config| config.with_root_certificates(authorities).with_no_client_auth());
    let mut config = match config {
        Ok(config) => config,
        // Cannot happen: ring has cipher suites for every version of TLS.
        Err(error) => unreachable!("{error}"),
    };
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    TlsConnector::from(Arc::new(config))
}
