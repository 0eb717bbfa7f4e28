//! SMTP servers for tests: one that answers as it is asked to, one that never answers, and one with TLS.
#![allow(dead_code, reason = "not every file with tests needs every server")]

use roster_inbox::{Inbox, serve_connection};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// The port of a listener.
pub fn port_of(listener: &TcpListener) -> u16 {
    listener.local_addr().unwrap().port()
}

/// What a server answers; the empty text closes the connection.
#[derive(Clone, Copy)]
pub struct Answers {
    pub greeting: &'static str,
    pub ehlo: &'static str,
    pub rcpt: &'static str,
    pub end: &'static str,
}

impl Answers {
    /// Those of a server that takes everything.
    pub const GOOD: Self = Self { greeting: "220 hello", ehlo: "250 hello", rcpt: "250 ok", end: "250 ok" };
}

/// A server that gives these answers. Returns its URL.
pub async fn scripted(answers: Answers) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://127.0.0.1:{}", port_of(&listener));
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            tokio::spawn(converse(stream, answers));
        }
    });
    url
}

async fn converse(stream: TcpStream, answers: Answers) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    stream.write_all(format!("{}\r\n", answers.greeting).as_bytes()).await?;
    let (mut line, mut in_data) = (String::new(), false);
    while stream.read_line(&mut line).await? > 0 {
        let answer = match line.trim_end() {
            "." if in_data => {
                in_data = false;
                answers.end
            }
            _ if in_data => {
                line.clear();
                continue;
            }
            text if text.starts_with("EHLO") => answers.ehlo,
            text if text.starts_with("RCPT") => answers.rcpt,
            "DATA" => {
                in_data = true;
                "354 go on"
            }
            _ => "250 ok",
        };
        if answer.is_empty() {
            return Ok(());
        }
        stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
        line.clear();
    }
    Ok(())
}

/// A server that takes connections and never says anything. Returns its URL.
pub async fn silent() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://127.0.0.1:{}", port_of(&listener));
    tokio::spawn(async move {
        let mut held = Vec::new();
        loop {
            held.push(listener.accept().await.unwrap());
        }
    });
    url
}

/// A server with TLS and with STARTTLS, in front of an inbox.
pub struct TlsServer {
    pub inbox: Inbox,
    pub certificate: String,
    implicit: u16,
    starttls: u16,
    plain: u16,
    credentials: Arc<Mutex<Option<String>>>,
    _folder: tempfile::TempDir,
}

impl TlsServer {
    /// Starts it, with a certificate of its own for this host.
    pub async fn start(host: &str) -> Self {
        let made = rcgen::generate_simple_self_signed([host.to_owned()]).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
        let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let config = config.with_no_client_auth().with_single_cert(vec![made.cert.der().clone()], key).unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let folder = tempfile::tempdir().unwrap();
        let inbox = Inbox::open(folder.path()).unwrap();
        let credentials = Arc::new(Mutex::new(None));
        let implicit = listen(host, &inbox, &acceptor, &credentials, false).await;
        let starttls = listen(host, &inbox, &acceptor, &credentials, true).await;
        let plain = listen_plain(host, &inbox, &credentials).await;
        Self { inbox, certificate: made.cert.pem(), implicit, starttls, plain, credentials, _folder: folder }
    }

    /// The port for this way of encryption.
    pub fn port(&self, mode: &str) -> u16 {
        if mode == "tls" { self.implicit } else { self.starttls }
    }

    /// The port without encryption.
    pub fn plain_port(&self) -> u16 {
        self.plain
    }

    /// User name and password that a client has sent.
    pub fn credentials(&self) -> Option<String> {
        self.credentials.lock().unwrap().clone()
    }
}

async fn listen(
    host: &str,
    inbox: &Inbox,
    acceptor: &TlsAcceptor,
    credentials: &Arc<Mutex<Option<String>>>,
    starttls: bool,
) -> u16 {
    let listener = TcpListener::bind((host, 0)).await.unwrap();
    let port = port_of(&listener);
    let (inbox, acceptor, credentials) = (inbox.clone(), acceptor.clone(), Arc::clone(credentials));
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let (inbox, acceptor, credentials) = (inbox.clone(), acceptor.clone(), Arc::clone(&credentials));
            tokio::spawn(async move {
                let stream = if starttls { upgraded(stream).await? } else { stream };
                let secured = acceptor.accept(stream).await?;
                after_login(secured, &inbox, &credentials, !starttls).await
            });
        }
    });
    port
}

async fn listen_plain(host: &str, inbox: &Inbox, credentials: &Arc<Mutex<Option<String>>>) -> u16 {
    let listener = TcpListener::bind((host, 0)).await.unwrap();
    let port = port_of(&listener);
    let (inbox, credentials) = (inbox.clone(), Arc::clone(credentials));
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let (inbox, credentials) = (inbox.clone(), Arc::clone(&credentials));
            tokio::spawn(async move { after_login(stream, &inbox, &credentials, true).await });
        }
    });
    port
}

/// The part of a conversation before TLS.
async fn upgraded(stream: TcpStream) -> std::io::Result<TcpStream> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 hello\r\n").await?;
    let mut line = String::new();
    loop {
        line.clear();
        stream.read_line(&mut line).await?;
        match line.trim_end() {
            "STARTTLS" => {
                stream.write_all(b"220 go on\r\n").await?;
                return Ok(stream.into_inner());
            }
            text if text.starts_with("EHLO") => stream.write_all(b"250-hello\r\n250 STARTTLS\r\n").await?,
            _ => stream.write_all(b"530 STARTTLS first\r\n").await?,
        }
    }
}

/// Takes user name and password, then is an inbox. The inbox begins with a greeting, which the client of a conversation that
/// has begun already must not see.
async fn after_login<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    inbox: &Inbox,
    credentials: &Mutex<Option<String>>,
    greets: bool,
) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    if greets {
        stream.write_all(b"220 hello\r\n").await?;
    }
    let mut line = String::new();
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        if let Some(plain) = line.trim_end().strip_prefix("AUTH PLAIN ") {
            *credentials.lock().unwrap() = Some(decoded(plain));
            stream.write_all(b"235 welcome\r\n").await?;
            break;
        }
        stream.write_all(b"250-hello\r\n250 AUTH PLAIN\r\n").await?;
    }
    let (mut here, there) = tokio::io::duplex(64 * 1024);
    let (served, _) = tokio::join!(serve_connection(there, inbox), async {
        let mut greeting = [0; "220 roster-inbox\r\n".len()];
        here.read_exact(&mut greeting).await?;
        tokio::io::copy_bidirectional(&mut here, &mut stream).await
    });
    served
}

/// `\0user\0password` in base64, as `user/password`.
fn decoded(text: &str) -> String {
    const DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bits = text
        .chars()
        .filter_map(|digit| DIGITS.find(digit))
        .flat_map(|digit| (0..6).rev().map(move |bit| digit >> bit & 1));
    let bits: Vec<_> = bits.collect();
    let bytes = bits.chunks_exact(8).map(|bits| bits.iter().fold(0, |byte, bit| byte << 1 | *bit as u8));
    let text = String::from_utf8(bytes.collect()).unwrap();
    text.trim_start_matches('\0').replace('\0', "/")
}
