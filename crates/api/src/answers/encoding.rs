//! The bodies of answers: compressed if the caller accepts it, and never larger than the platform can return.

use axum::http::{HeaderMap, HeaderValue, header};
use bytes::Bytes;
use flate2::Compression;
use flate2::read::GzEncoder;
use std::io::Read;

/// Smaller answers are not compressed: it would cost more than it saves.
const PACK_FROM_BYTES: usize = 1_400;
/// The largest answer, in bytes as Lambda counts them: 6 MB after JSON escaping or base64, less a reserve for headers.
const MAX_BYTES: usize = 5_500_000;

/// The body to send, compressed if it is large enough and `takes_gzip` is set; `None` when it is too large to be
/// returned.
pub(crate) fn pack(body: Bytes, takes_gzip: bool, answered: &mut HeaderMap) -> Option<Bytes> {
    answered.append(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    let packed = if body.len() >= PACK_FROM_BYTES && takes_gzip { gzip(&body) } else { None };
    if packed.is_some() {
        answered.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    let body = packed.unwrap_or(body);
    if is_too_large(answered, &body) {
        answered.remove(header::CONTENT_ENCODING);
        return None;
    }
    answered.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    Some(body)
}

/// Whether a caller with these headers accepts gzip.
pub(crate) fn accepts_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    accepted.flat_map(|list| list.split(',')).any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let refused = matches!(weight.trim().strip_prefix("q=").map(str::parse::<f32>), Some(Ok(0.0)));
        (name.trim().eq_ignore_ascii_case("gzip") || name.trim() == "*") && !refused
    })
}

fn gzip(body: &[u8]) -> Option<Bytes> {
    let mut packed = Vec::new();
    GzEncoder::new(body, Compression::fast()).read_to_end(&mut packed).ok()?;
    Some(packed.into())
}

/// Whether an answer is too large for Lambda, which gets a compressed body as base64 and any other as escaped JSON
/// text.
fn is_too_large(headers: &HeaderMap, body: &[u8]) -> bool {
    let bytes = if headers.contains_key(header::CONTENT_ENCODING) {
        body.len().div_ceil(3) * 4
    } else if body.len() <= MAX_BYTES / LONGEST_ESCAPE {
        // Small enough whatever it contains: nearly all are.
        return false;
    } else {
        body.iter().map(|byte| escaped_length(*byte)).sum()
    };
    bytes > MAX_BYTES
}

/// The most bytes that a byte of a JSON text becomes.
const LONGEST_ESCAPE: usize = 6;

const fn escaped_length(byte: u8) -> usize {
    match byte {
        b'"' | b'\\' | b'\n' | b'\r' | b'\t' | 0x08 | 0x0c => 2,
        0..0x20 => LONGEST_ESCAPE,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepts(value: &'static str) -> bool {
        accepts_gzip(&HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(value))]))
    }

    #[test]
    fn gzip_is_sent_to_callers_that_accept_it() {
        assert!(accepts("gzip") && accepts("GZIP") && accepts("br, gzip;q=0.5") && accepts("*"));
        assert!(!accepts("br") && !accepts("gzip;q=0") && !accepts(""));
        assert!(!accepts_gzip(&HeaderMap::new()));
    }

    #[test]
    fn an_answer_is_measured_in_the_form_that_lambda_gets() {
        let plain = HeaderMap::new();
        assert!(!is_too_large(&plain, &vec![b'a'; MAX_BYTES]));
        assert!(is_too_large(&plain, &vec![b'"'; MAX_BYTES / 2 + 1]));
        assert!(!is_too_large(&plain, &vec![1; MAX_BYTES / 6]) && is_too_large(&plain, &vec![1; MAX_BYTES / 6 + 1]));
        let packed = HeaderMap::from_iter([(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"))]);
        assert!(is_too_large(&packed, &vec![0; MAX_BYTES / 4 * 3 + 3]));
    }
}
