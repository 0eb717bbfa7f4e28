//! A hash table from 64-bit hashes to numbers, whose memory is bounded: a large one lives in a temporary file.

use super::run::{Run, RunWriter};
use std::hash::{BuildHasher as _, Hash, RandomState};
use std::io;

/// The number of slots in memory with which it begins, as a power of two.
const FIRST_BITS: u32 = 12;
/// The most slots in memory, as a power of two: 16 MiB, for about 800,000 entries.
const MOST_BITS_IN_MEMORY: u32 = 20;

/// An entry: the hash of a key, and its number. The number of a free slot is zero.
pub type Entry = [u64; 2];

/// A hash table from the hashes of keys to numbers. It keeps hashes of 64 bits (SipHash with a random key), not the keys: of
/// thirty million keys, two have the same hash once in 40,000 tables.
///
/// New entries are in memory. When these are as many as may be there, they are merged into a sorted [`Run`] in an unnamed temporary
/// file. Ten million rows with three keys each take about 35 MiB of memory, and 1 GiB of the disk while two runs are merged.
pub struct HashIndex {
    hasher: RandomState,
    /// The new entries: an open-addressed table, whose places are in the order of the hashes.
    table: Vec<Entry>,
    /// The number of slots in memory, as a power of two.
    bits: u32,
    most_bits: u32,
    /// How many slots are in use.
    entries: usize,
    run: Option<Run>,
}

impl Default for HashIndex {
    fn default() -> Self {
        Self::with_memory(MOST_BITS_IN_MEMORY)
    }
}

impl HashIndex {
    /// An index with so many slots in memory at most, as a power of two.
    fn with_memory(most_bits: u32) -> Self {
        let bits = FIRST_BITS.min(most_bits);
        Self { hasher: RandomState::new(), table: vec![[0; 2]; 1 << bits], bits, most_bits, entries: 0, run: None }
    }

    /// The hash of a key in this index.
    pub fn hash(&self, key: impl Hash) -> u64 {
        self.hasher.hash_one(key)
    }

    /// The number of a hash.
    ///
    /// # Errors
    /// When the temporary file cannot be read.
    pub fn get(&self, hash: u64) -> io::Result<Option<u64>> {
        match (self.table[self.place(hash)], &self.run) {
            ([_, 0], Some(run)) => run.get(hash),
            ([_, 0], None) => Ok(None),
            ([_, number], _) => Ok(Some(number)),
        }
    }

    /// Sets the number of a hash, which must not be zero.
    ///
    /// # Errors
    /// When the temporary file cannot be read or written: the disk is full.
    pub fn set(&mut self, hash: u64, number: u64) -> io::Result<()> {
        debug_assert_ne!(number, 0);
        let mut place = self.place(hash);
        if self.table[place][1] == 0 {
            if (self.entries + 1) * 4 > self.table.len() * 3 {
                self.grow_or_merge()?;
                place = self.place(hash);
            }
            self.entries += 1;
        }
        self.table[place] = [hash, number];
        Ok(())
    }

    /// The slot of a hash, or the free one where it belongs. At least a quarter of the slots are free.
    fn place(&self, hash: u64) -> usize {
        let last = self.table.len() - 1;
        let mut place = (hash >> (64 - self.bits)) as usize;
        while self.table[place][1] != 0 && self.table[place][0] != hash {
            place = (place + 1) & last;
        }
        place
    }

    /// Makes the table larger, or moves its entries into the file.
    fn grow_or_merge(&mut self) -> io::Result<()> {
        if self.bits < self.most_bits {
            self.bits += 1;
            let entries = std::mem::replace(&mut self.table, vec![[0; 2]; 1 << self.bits]);
            self.fill(&entries);
            return Ok(());
        }
        self.table.retain(|entry| entry[1] != 0);
        self.table.sort_unstable();
        let merged = self.merge();
        if merged.is_ok() {
            self.table.clear();
            self.entries = 0;
        }
        let entries = self.table.clone();
        self.table.clear();
        self.table.resize(1 << self.bits, [0; 2]);
        self.fill(&entries);
        merged
    }

    fn fill(&mut self, entries: &[Entry]) {
        for entry in entries.iter().filter(|entry| entry[1] != 0) {
            let place = self.place(entry[0]);
            self.table[place] = *entry;
        }
    }

    /// Writes a run of all entries: of those in memory, which are sorted and newer, and of those in the file.
    fn merge(&mut self) -> io::Result<()> {
        let mut writer = RunWriter::new()?;
        let mut old = self.run.as_ref().map(Run::entries);
        let mut next = || old.as_mut().map_or(Ok(None), |old| old.next().transpose());
        let mut waiting = next()?;
        for entry in &self.table {
            while let Some(older) = waiting.filter(|older| older[0] < entry[0]) {
                writer.push(older)?;
                waiting = next()?;
            }
            if waiting.is_some_and(|older| older[0] == entry[0]) {
                waiting = next()?;
            }
            writer.push(*entry)?;
        }
        while let Some(older) = waiting {
            writer.push(older)?;
            waiting = next()?;
        }
        drop(old);
        self.run = Some(writer.finish()?);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_found_again_in_memory_and_in_a_file() {
        for bits in [16, 9] {
            let mut index = HashIndex::with_memory(bits);
            for number in 1..=10_000_u64 {
                let hash = index.hash(number);
                assert_eq!(index.get(hash).unwrap(), None);
                index.set(hash, number).unwrap();
            }
            assert_eq!(index.run.is_some(), bits == 9);
            for number in 1..=10_000_u64 {
                let hash = index.hash(number);
                assert_eq!(index.get(hash).unwrap(), Some(number));
                index.set(hash, number + 1).unwrap();
                assert_eq!(index.get(hash).unwrap(), Some(number + 1));
            }
            assert_eq!(index.get(index.hash("none")).unwrap(), None);
        }
    }

    #[test]
    fn hashes_that_belong_to_the_same_place_and_to_the_last_one_are_kept_apart() {
        for bits in [16, 9] {
            let mut index = HashIndex::with_memory(bits);
            for number in 1..=1_000 {
                index.set(u64::MAX - number, number).unwrap();
                index.set(number << 8, number).unwrap();
            }
            for number in 1..=1_000 {
                assert_eq!(index.get(u64::MAX - number).unwrap(), Some(number));
                assert_eq!(index.get(number << 8).unwrap(), Some(number));
            }
        }
    }

    #[test]
    fn two_indexes_hash_with_different_keys() {
        assert_ne!(HashIndex::default().hash("x"), HashIndex::default().hash("x"));
    }
}
