//! Bytes as text: base64 and the parts of stored hashes.

use crate::hex::from_hex;
use base64::Engine as _;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

/// Base64 in all the forms in which other software writes it: with or without padding, with or without trailing bits.
const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_encode_padding(false)
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const BCRYPT: GeneralPurpose = GeneralPurpose::new(&alphabet::BCRYPT, LENIENT);

/// How bytes are written in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BytesEncoding {
    /// Hex, in either case.
    Hex,
    /// Base64 in either of its two alphabets, with or without padding.
    Base64,
    /// The bytes are those of the text itself.
    Utf8,
}

impl BytesEncoding {
    /// The encoding of this name: `hex`, `base64` or `utf8`.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        match name {
            "hex" => Some(Self::Hex),
            "base64" => Some(Self::Base64),
            "utf8" => Some(Self::Utf8),
            _ => None,
        }
    }

    /// The bytes; `None` when the text is not in this encoding.
    #[must_use]
    pub fn decode(self, text: &str) -> Option<Vec<u8>> {
        match self {
            Self::Hex => from_hex(text),
            Self::Base64 => from_base64(text),
            Self::Utf8 => Some(text.as_bytes().to_vec()),
        }
    }
}

/// Base64 without padding, as in PHC strings.
pub(super) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The bytes of a base64 text, in either of its two alphabets.
pub(super) fn from_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text.replace('-', "+").replace('_', "/")).ok()
}

/// The bytes of a text in bcrypt's base64, which has an alphabet of its own.
pub(super) fn from_bcrypt_base64(text: &str) -> Option<Vec<u8>> {
    BCRYPT.decode(text).ok()
}

/// Base64 with padding, as most software writes it.
pub(super) fn padded_base64(bytes: &[u8]) -> String {
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// The bytes of a base64 text of Python's passlib, which has `.` instead of `+`.
pub(super) fn from_passlib_base64(text: &str) -> Option<Vec<u8>> {
    from_base64(&text.replace('.', "+"))
}

/// A decimal number without sign and without leading zeros.
pub(super) fn number(text: &str) -> Option<u32> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    if plain { text.parse().ok() } else { None }
}

/// The values of `a=1,b=2`, if the names are these.
pub(super) fn settings<const COUNT: usize>(text: &str, names: [&str; COUNT]) -> Option<[u32; COUNT]> {
    let mut values = [0; COUNT];
    let mut parts = text.split(',');
    for (value, name) in values.iter_mut().zip(names) {
        *value = number(parts.next()?.strip_prefix(name)?.strip_prefix('=')?)?;
    }
    parts.next().is_none().then_some(values)
}

/// The parts of `$tag$one$two`, if their number is right.
pub(super) fn parts<'a, const COUNT: usize>(text: &'a str, tag: &str) -> Option<[&'a str; COUNT]> {
    let rest = text.strip_prefix('$')?.strip_prefix(tag)?.strip_prefix('$')?;
    rest.split('$').collect::<Vec<_>>().try_into().ok()
}
