//! Bytes in texts, in the encodings that other systems name.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use std::fmt::Write as _;

/// Base64 with or without padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// How a text has bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Its characters in UTF-8.
    Utf8,
    /// Hex, in either case.
    Hex,
    /// Base64, with its usual letters or those for URLs, with or without padding.
    Base64,
}

impl Encoding {
    /// The encoding with this name: `utf8`, `hex` or `base64`.
    pub fn of(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "utf8" | "utf-8" => Some(Self::Utf8),
            "hex" => Some(Self::Hex),
            "base64" => Some(Self::Base64),
            _ => None,
        }
    }

    /// The bytes of a text in this encoding, if it is one.
    pub fn decode(self, text: &str) -> Option<Vec<u8>> {
        match self {
            Self::Utf8 => Some(text.as_bytes().to_vec()),
            Self::Hex => from_hex(text),
            Self::Base64 => BASE64.decode(text.replace('-', "+").replace('_', "/")).ok(),
        }
    }
}

/// Bytes in hex, in lower case.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.chars().map(|digit| digit.to_digit(16).map(|digit| digit as u8));
    let digits: Vec<u8> = digits.collect::<Option<_>>()?;
    digits.len().is_multiple_of(2).then(|| digits.chunks_exact(2).map(|pair| (pair[0] << 4) | pair[1]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_of_a_text_depend_on_its_encoding() {
        for (name, text, bytes) in [
            ("utf8", "aé", Some(&b"a\xc3\xa9"[..])),
            ("hex", "00Ff", Some(&[0, 0xff][..])),
            ("base64", "+/8=", Some(&[0xfb, 0xff][..])),
            ("base64", "-_8", Some(&[0xfb, 0xff][..])),
            ("hex", "0", None),
            ("hex", "0g", None),
            ("base64", "?", None),
        ] {
            assert_eq!(Encoding::of(name).unwrap().decode(text).as_deref(), bytes, "{name} {text}");
        }
        assert_eq!(Encoding::of("rot13"), None);
        assert_eq!(hex(&[0, 0xab]), "00ab");
    }
}
