//! Entries of a hash table, sorted by their hashes, in a temporary file.

use super::index::Entry;
use std::fs::File;
use std::io::{self, BufWriter, Write as _};

/// The size of an entry in the file, in bytes.
const SIZE: usize = 16;
/// How many entries are read at once.
const BLOCK: usize = 256;
/// The number of bits of the filter, as a power of two: 8 MiB.
const FILTER_BITS: u32 = 26;

/// Entries in a file, sorted by their hashes, each hash once.
pub struct Run {
    file: File,
    length: u64,
    /// The first hash of each block.
    firsts: Vec<u64>,
    filter: Filter,
}

/// Says of most hashes that are not in a run that they are not (a Bloom filter of two bits for a hash), without reading the file.
struct Filter(Vec<u64>);

/// Writes a run.
pub struct RunWriter {
    file: BufWriter<File>,
    length: u64,
    firsts: Vec<u64>,
    filter: Filter,
}

impl Run {
    /// The number of a hash.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn get(&self, hash: u64) -> io::Result<Option<u64>> {
        let block = self.firsts.partition_point(|first| *first <= hash);
        if block == 0 || !self.filter.may_have(hash) {
            return Ok(None);
        }
        let mut bytes = [0; SIZE * BLOCK];
        let entries = self.read((block - 1) as u64, &mut bytes)?;
        let found = entries.binary_search_by_key(&hash, |entry| entry_of(entry)[0]);
        Ok(found.ok().and_then(|place| entries.get(place)).map(|entry| entry_of(entry)[1]))
    }

    /// All entries, in their order.
    pub fn entries(&self) -> impl Iterator<Item = io::Result<Entry>> {
        let mut bytes = vec![0; SIZE * BLOCK];
        (0..self.firsts.len() as u64).flat_map(move |block| match self.read(block, &mut bytes) {
            Ok(entries) => entries.iter().map(|entry| Ok(entry_of(entry))).collect(),
            Err(error) => vec![Err(error)],
        })
    }

    /// The entries of a block.
    fn read<'a>(&self, block: u64, bytes: &'a mut [u8]) -> io::Result<&'a [[u8; SIZE]]> {
        let begin = block * BLOCK as u64;
        let length = (self.length - begin).min(BLOCK as u64) as usize * SIZE;
        read_at(&self.file, begin * SIZE as u64, &mut bytes[..length])?;
        Ok(bytes[..length].as_chunks().0)
    }
}

fn entry_of(bytes: &[u8; SIZE]) -> Entry {
    let both = u128::from_le_bytes(*bytes);
    [both as u64, (both >> 64) as u64]
}

impl RunWriter {
    /// A run without entries.
    ///
    /// # Errors
    /// When no temporary file can be made.
    pub fn new() -> io::Result<Self> {
        let file = BufWriter::with_capacity(1 << 16, tempfile::tempfile()?);
        Ok(Self { file, length: 0, firsts: Vec::new(), filter: Filter(vec![0; 1 << (FILTER_BITS - 6)]) })
    }

    /// Adds an entry with a hash that is higher than all before.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn push(&mut self, entry: Entry) -> io::Result<()> {
        if self.length.is_multiple_of(BLOCK as u64) {
            self.firsts.push(entry[0]);
        }
        self.length += 1;
        self.filter.add(entry[0]);
        let both = u128::from(entry[0]) | u128::from(entry[1]) << 64;
        self.file.write_all(&both.to_le_bytes())
    }

    /// The run.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn finish(self) -> io::Result<Run> {
        let Self { file, length, firsts, filter } = self;
        let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok(Run { file, length, firsts, filter })
    }
}

impl Filter {
    /// The two bits of a hash: the word of each, and the bit in it.
    fn bits(hash: u64) -> [(usize, u64); 2] {
        [hash, hash >> FILTER_BITS].map(|hash| ((hash as usize & ((1 << FILTER_BITS) - 1)) >> 6, 1 << (hash & 63)))
    }

    fn add(&mut self, hash: u64) {
        for (word, bit) in Self::bits(hash) {
            self.0[word] |= bit;
        }
    }

    fn may_have(&self, hash: u64) -> bool {
        Self::bits(hash).into_iter().all(|(word, bit)| self.0[word] & bit != 0)
    }
}

#[cfg(unix)]
fn read_at(file: &File, at: u64, bytes: &mut [u8]) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(not(unix))]
fn read_at(mut file: &File, at: u64, bytes: &mut [u8]) -> io::Result<()> {
    io::Seek::seek(&mut file, io::SeekFrom::Start(at))?;
    io::Read::read_exact(&mut file, bytes)
}
