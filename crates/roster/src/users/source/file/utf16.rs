//! UTF-16, which Excel and PowerShell write, as UTF-8.

use std::io::{self, BufRead, Read};

/// The order of the two bytes of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ByteOrder {
    Little,
    Big,
}

/// In place of half of a pair, and of half of a unit at the end: no byte of UTF-8, so that the record around it is invalid and
/// nothing is guessed.
const INVALID: u8 = 0xff;

/// Decodes a stream in UTF-16.
pub struct Utf16Reader<R> {
    stream: R,
    order: ByteOrder,
    /// The first half of a pair.
    high: Option<u16>,
    /// Decoded bytes that did not fit into the buffer of the caller, and how many of them were taken.
    decoded: Vec<u8>,
    taken: usize,
}

impl<R: BufRead> Utf16Reader<R> {
    /// Decodes a stream, which begins after its byte order mark.
    pub fn new(stream: R, order: ByteOrder) -> Self {
        Self { stream, order, high: None, decoded: Vec::new(), taken: 0 }
    }

    fn unit(&mut self) -> io::Result<Option<u16>> {
        let mut bytes = [0; 2];
        let mut length = 0;
        while length < 2 {
            match self.stream.read(&mut bytes[length..]) {
                Ok(0) => break,
                Ok(read) => length += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        if length == 1 {
            self.decoded.push(INVALID);
        }
        Ok((length == 2).then(|| match self.order {
            ByteOrder::Little => u16::from_le_bytes(bytes),
            ByteOrder::Big => u16::from_be_bytes(bytes),
        }))
    }

    fn decode(&mut self, unit: u16) {
        let high = self.high.take();
        match (high, unit) {
            (None, 0xd800..=0xdbff) => self.high = Some(unit),
            (Some(high), 0xdc00..=0xdfff) => {
                let code = 0x1_0000 + ((u32::from(high) & 0x3ff) << 10) + (u32::from(unit) & 0x3ff);
                self.push(code);
            }
            (Some(_), _) => {
                self.decoded.push(INVALID);
                self.decode(unit);
            }
            (None, _) => self.push(u32::from(unit)),
        }
    }

    /// Adds a character, or an invalid byte when the code belongs to none.
    fn push(&mut self, code: u32) {
        match char::from_u32(code) {
            Some(character) => self.decoded.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
            None => self.decoded.push(INVALID),
        }
    }

    fn refill(&mut self) -> io::Result<()> {
        self.decoded.clear();
        self.taken = 0;
        while self.decoded.len() < 1 << 12 {
            match self.unit()? {
                Some(unit) => self.decode(unit),
                None => {
                    if self.high.take().is_some() {
                        self.decoded.push(INVALID);
                    }
                    break;
                }
            }
        }
        Ok(())
    }
}

impl<R: BufRead> Read for Utf16Reader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.taken == self.decoded.len() {
            self.refill()?;
        }
        let rest = &self.decoded[self.taken..];
        let length = rest.len().min(buffer.len());
        buffer[..length].copy_from_slice(&rest[..length]);
        self.taken += length;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(text: &str, order: ByteOrder) -> Vec<u8> {
        let bytes: Vec<u8> = text
            .encode_utf16()
            .flat_map(|unit| if order == ByteOrder::Little { unit.to_le_bytes() } else { unit.to_be_bytes() })
            .collect();
        read(&bytes, order)
    }

    fn read(bytes: &[u8], order: ByteOrder) -> Vec<u8> {
        let mut all = Vec::new();
        Utf16Reader::new(bytes, order).read_to_end(&mut all).unwrap();
        all
    }

    #[test]
    fn texts_of_both_byte_orders_are_decoded() {
        let text = "id,name\r\n1,Zoë 🦀 中\n".repeat(2_000);
        for order in [ByteOrder::Little, ByteOrder::Big] {
            assert_eq!(decoded(&text, order), text.as_bytes());
        }
    }

    #[test]
    fn half_a_pair_and_half_a_unit_are_invalid_bytes() {
        for bytes in [&[b'a', 0, 0x00, 0xd8][..], &[b'a', 0, 0x00, 0xdc], &[b'a', 0, b'b']] {
            let read = read(bytes, ByteOrder::Little);
            assert_eq!(read[0], b'a');
            assert!(std::str::from_utf8(&read).is_err());
        }
        let broken = read(&[0x00, 0xd8, b'a', 0, b'b', 0], ByteOrder::Little);
        assert!(broken.ends_with(b"ab") && std::str::from_utf8(&broken).is_err());
    }
}
