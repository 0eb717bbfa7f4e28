//! A text as a stream of bytes, which knows its lines.

use super::utf16::{ByteOrder, Utf16Reader};
use memchr::memchr_iter;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The size of a buffer, in bytes.
const BUFFER: usize = 1 << 16;

/// The longest record that is read, in bytes: a user with preferences of the maximum size, escaped.
pub const LONGEST_RECORD: usize = 1 << 20;

/// What was read of a line.
#[derive(Debug, PartialEq, Eq)]
pub enum LineRead {
    /// The whole line, without its end.
    Whole,
    /// The line is longer than it may be, and was passed.
    TooLong,
    /// The text has ended.
    End,
}

/// A text in UTF-8, whatever the encoding of its file.
pub struct Input {
    reader: Box<dyn BufRead + Send>,
    /// The line of the next byte, from 1.
    pub line: u64,
}

impl Input {
    /// The text of a stream. A byte order mark says that it is UTF-16; that of UTF-8 is passed.
    ///
    /// # Errors
    /// When the stream cannot be read.
    pub fn of(stream: impl Read + Send + 'static) -> io::Result<Self> {
        let mut stream = BufReader::with_capacity(BUFFER, stream);
        let mut start = Vec::with_capacity(3);
        stream.by_ref().take(3).read_to_end(&mut start)?;
        let order = match start.as_slice() {
            [0xff, 0xfe, ..] => Some(ByteOrder::Little),
            [0xfe, 0xff, ..] => Some(ByteOrder::Big),
            _ => None,
        };
        let mark = match (order, start.as_slice()) {
            (Some(_), _) => 2,
            (None, [0xef, 0xbb, 0xbf]) => 3,
            _ => 0,
        };
        let bytes = Cursor::new(start.split_off(mark)).chain(stream);
        let reader: Box<dyn BufRead + Send> = match order {
            Some(order) => Box::new(BufReader::with_capacity(BUFFER, Utf16Reader::new(bytes, order))),
            None => Box::new(bytes),
        };
        Ok(Self { reader, line: 1 })
    }

    /// The next bytes: none at the end.
    ///
    /// # Errors
    /// When the stream cannot be read.
    pub fn chunk(&mut self) -> io::Result<&[u8]> {
        loop {
            match self.reader.fill_buf() {
                Ok(_) => break,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        self.reader.fill_buf()
    }

    /// Passes this many bytes of the chunk, and counts their line breaks.
    ///
    /// # Errors
    /// When the stream cannot be read.
    pub fn pass(&mut self, length: usize) -> io::Result<()> {
        let chunk = self.reader.fill_buf()?;
        let length = length.min(chunk.len());
        self.line += memchr_iter(b'\n', &chunk[..length]).count() as u64;
        self.reader.consume(length);
        Ok(())
    }

    /// Passes white space. Returns the byte after it, which is not passed, or nothing at the end.
    ///
    /// # Errors
    /// When the stream cannot be read.
    pub fn skip_space(&mut self) -> io::Result<Option<u8>> {
        loop {
            let chunk = self.chunk()?;
            if chunk.is_empty() {
                return Ok(None);
            }
            let found = chunk.iter().position(|byte| !is_space(*byte));
            let (length, byte) = (found.unwrap_or(chunk.len()), found.map(|at| chunk[at]));
            self.pass(length)?;
            if byte.is_some() {
                return Ok(byte);
            }
        }
    }

    /// Reads a line into a buffer, without its end.
    ///
    /// # Errors
    /// When the stream cannot be read.
    pub fn read_line(&mut self, line: &mut Vec<u8>) -> io::Result<LineRead> {
        line.clear();
        let (mut is_whole, mut is_begun) = (true, false);
        loop {
            let chunk = self.chunk()?;
            if chunk.is_empty() {
                return Ok(if !is_begun { LineRead::End } else { ended(line, is_whole) });
            }
            is_begun = true;
            let end = memchr::memchr(b'\n', chunk);
            let piece = &chunk[..end.unwrap_or(chunk.len())];
            is_whole &= line.len() + piece.len() <= LONGEST_RECORD;
            if is_whole {
                line.extend_from_slice(piece);
            }
            let length = piece.len() + usize::from(end.is_some());
            self.pass(length)?;
            if end.is_some() {
                return Ok(ended(line, is_whole));
            }
        }
    }
}

fn ended(line: &mut Vec<u8>, is_whole: bool) -> LineRead {
    if !is_whole {
        line.clear();
        return LineRead::TooLong;
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    LineRead::Whole
}

/// White space of JSON.
pub fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// A stream that counts what is read of it, for the progress.
pub struct Counted<R> {
    stream: R,
    read: Arc<AtomicU64>,
}

impl<R> Counted<R> {
    /// Adds the number of bytes that are read of the stream to a counter.
    pub fn new(stream: R, read: Arc<AtomicU64>) -> Self {
        Self { stream, read }
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.stream.read(buffer)?;
        self.read.fetch_add(length as u64, Ordering::Relaxed);
        Ok(length)
    }
}
