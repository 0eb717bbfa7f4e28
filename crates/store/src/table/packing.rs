//! Compression of large preferences.

use crate::table::failure::malformed;
use flate2::Compression;
use flate2::read::{DeflateDecoder, DeflateEncoder};
use roster_core::{Error, Prefs, Result};
use serde::de::Visitor;
use serde::{Deserialize, Deserializer};
use std::fmt;
use std::io::Read;

/// Compresses a JSON text: 52 kB of preferences become some 7 kB.
pub(crate) fn pack(json: &str) -> Result<Vec<u8>> {
    let mut packed = Vec::new();
    DeflateEncoder::new(json.as_bytes(), Compression::default()).read_to_end(&mut packed).map_err(Error::internal)?;
    Ok(packed)
}

/// Decompresses the output of [`pack`]. Never reads more than the largest preferences have.
pub(crate) fn unpack(packed: &[u8]) -> Result<String> {
    let mut json = String::new();
    DeflateDecoder::new(packed)
        .take(Prefs::MAX_BYTES as u64)
        .read_to_string(&mut json)
        .map_err(|_| malformed("preferences item"))?;
    Ok(json)
}

/// The bytes of an attribute.
pub(crate) struct Packed(pub(crate) Vec<u8>);

impl<'de> Deserialize<'de> for Packed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        deserializer.deserialize_byte_buf(PackedVisitor)
    }
}

struct PackedVisitor;

impl Visitor<'_> for PackedVisitor {
    type Value = Packed;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("bytes")
    }

    fn visit_byte_buf<E>(self, bytes: Vec<u8>) -> std::result::Result<Packed, E> {
        Ok(Packed(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_back() {
        let json = format!("{{\"a\":\"{}\"}}", "é".repeat(10_000));
        let packed = pack(&json).unwrap();
        assert!(packed.len() < json.len() / 10);
        assert_eq!(unpack(&packed).unwrap(), json);
    }

    #[test]
    fn a_broken_item_is_an_error_and_no_panic() {
        assert!(unpack(&[1, 2, 3, 4]).is_err());
    }
}
