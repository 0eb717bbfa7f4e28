//! The certificate authorities that a function trusts: those of its system.
//!
//! The usual reader of such files decodes base64 in constant time, as private keys need it. For the 145 authorities of
//! Lambda's system that was half of the CPU time of a cold start; certificates are public.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use std::path::PathBuf;
use tokio_rustls::rustls::RootCertStore;
use tokio_rustls::rustls::pki_types::CertificateDer;

/// The files that hold all authorities of a system: of Amazon Linux, which Lambda runs, of Debian, and of Alpine.
const BUNDLES: [&str; 3] =
    ["/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/certs/ca-certificates.crt", "/etc/ssl/cert.pem"];
const BEGIN: &[u8] = b"-----BEGIN CERTIFICATE-----";
const END: &[u8] = b"-----END CERTIFICATE-----";

/// The authorities of this system, or those of the file that `SSL_CERT_FILE` names. Where neither is found, or
/// `SSL_CERT_DIR` names a folder, the library looks for them that the command line uses.
#[must_use]
pub fn authorities() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    let file = bundle().and_then(|path| std::fs::read(path).ok()).unwrap_or_default();
    roots.add_parsable_certificates(certificates(&file));
    if roots.is_empty() {
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    }
    roots
}

/// The file of authorities; `None` where the library has to look for them.
fn bundle() -> Option<PathBuf> {
    if std::env::var_os("SSL_CERT_DIR").is_some() {
        return None;
    }
    let named = std::env::var_os("SSL_CERT_FILE").map(PathBuf::from);
    named.or_else(|| BUNDLES.iter().map(PathBuf::from).find(|path| path.is_file()))
}

/// The certificates in a file of PEM. What is not one is skipped, as is one that is not base64: then the authority is
/// not trusted.
fn certificates(file: &[u8]) -> impl Iterator<Item = CertificateDer<'static>> {
    let mut text = None;
    let mut start = 0;
    let ends = memchr::memchr_iter(b'\n', file).chain([file.len()]);
    let lines = ends.map(move |end| file.get(std::mem::replace(&mut start, end + 1)..end).unwrap_or_default());
    lines.map(<[u8]>::trim_ascii).filter_map(move |line| {
        if line == BEGIN {
            text = Some(Vec::with_capacity(2_048));
            return None;
        }
        if line == END {
            return BASE64.decode(text.take()?).ok().map(CertificateDer::from);
        }
        if let Some(text) = &mut text {
            text.extend_from_slice(line);
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certificates_are_read_from_a_file_with_other_text() {
        let file = "# Authority 1\n-----BEGIN CERTIFICATE-----\r\nAAEC\r\nAwQ=\r\n-----END CERTIFICATE-----\n\
                    caf\u{e9}\n-----BEGIN CERTIFICATE-----\nno base64!\n-----END CERTIFICATE-----\n\
                    -----END CERTIFICATE-----\n-----BEGIN CERTIFICATE-----\nBQ==\n-----END CERTIFICATE-----";
        let found: Vec<_> = certificates(file.as_bytes()).map(|certificate| certificate.to_vec()).collect();
        assert_eq!(found, [vec![0, 1, 2, 3, 4], vec![5]]);
        assert_eq!(certificates(b"-----BEGIN CERTIFICATE-----\nAAEC").count(), 0);
    }

    #[test]
    fn the_authorities_are_among_those_that_the_library_finds() {
        let usual = rustls_native_certs::load_native_certs().certs;
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(usual);
        let names = |roots: &RootCertStore| -> std::collections::BTreeSet<Vec<u8>> {
            roots.roots.iter().map(|anchor| anchor.subject_public_key_info.to_vec()).collect()
        };
        // The library may also find some in a folder.
        let ours = names(&authorities());
        assert!(names(&roots).is_superset(&ours) && ours.is_empty() == roots.is_empty());
    }
}
