//! TLS in front of the embedded table, as AWS has it in front of DynamoDB: TLS 1.3, HTTP/1.1, an ECDSA certificate.

use rcgen::{CertificateParams, DistinguishedName, IsCa, Issuer, KeyPair};
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// The files with the trusted certificate authorities on common systems.
const SYSTEM_BUNDLES: [&str; 3] =
    ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"];

/// A certificate for `localhost`, and the authority that signed it.
pub struct Identity {
    /// The file for `SSL_CERT_FILE`: all authorities of this system and the one of the certificate, so that a function reads as
    /// many authorities as on Lambda.
    pub bundle: PathBuf,
    config: Arc<ServerConfig>,
}

impl Identity {
    /// Creates the authority and the certificate, and writes the bundle to this folder.
    ///
    /// # Panics
    /// When the folder cannot be written.
    #[must_use]
    pub fn create(folder: &Path) -> Self {
        let authority_key = KeyPair::generate().expect("a key");
        let mut authority = CertificateParams::new(Vec::new()).expect("parameters");
        authority.is_ca = IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        authority.distinguished_name = DistinguishedName::new();
        authority.distinguished_name.push(rcgen::DnType::CommonName, "Authority of the benchmark");
        let root = authority.self_signed(&authority_key).expect("a root");
        let key = KeyPair::generate().expect("a key");
        let leaf = CertificateParams::new(vec!["localhost".to_owned()]).expect("parameters");
        let leaf = leaf.signed_by(&key, &Issuer::new(authority, authority_key)).expect("a certificate");
        let system = SYSTEM_BUNDLES.iter().find_map(|path| fs::read_to_string(path).ok()).unwrap_or_default();
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let (process, number) = (std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let bundle = folder.join(format!("authorities-{process}-{number}.pem"));
        fs::create_dir_all(folder).expect("a folder");
        fs::write(&bundle, format!("{system}\n{}", root.pem())).expect("a bundle");
        let key = PrivateKeyDer::try_from(key.serialize_der()).expect("a key");
        let config =
            ServerConfig::builder_with_provider(Arc::new(tokio_rustls::rustls::crypto::ring::default_provider()))
                .with_safe_default_protocol_versions()
                .expect("protocol versions")
                .with_no_client_auth()
                .with_single_cert(vec![leaf.der().clone()], key)
                .expect("a certificate that fits its key");
        Self { bundle, config: Arc::new(config) }
    }

    /// The acceptor for connections with this certificate.
    #[must_use]
    pub fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(Arc::clone(&self.config))
    }

    /// Opens a port that decrypts connections and forwards them to `to`; returns the port.
    pub async fn tunnel(&self, to: SocketAddr) -> u16 {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port on the loopback");
        let port = listener.local_addr().expect("a socket address").port();
        let acceptor = self.acceptor();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(forward(acceptor.clone(), stream, to));
            }
        });
        port
    }
}

impl Drop for Identity {
    fn drop(&mut self) {
        // A file that remains has no effect.
        let _ = fs::remove_file(&self.bundle);
    }
}

/// Forwards a connection. An error closes the connection, and the caller has to notice that.
async fn forward(acceptor: TlsAcceptor, stream: TcpStream, to: SocketAddr) {
    let _ = stream.set_nodelay(true);
    let (Ok(mut outside), Ok(mut inside)) = (acceptor.accept(stream).await, TcpStream::connect(to).await) else {
        return;
    };
    let _ = inside.set_nodelay(true);
    let _ = tokio::io::copy_bidirectional(&mut outside, &mut inside).await;
}
