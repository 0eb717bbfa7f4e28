//! A hash table from 64-bit hashes to numbers, whose memory is bounded: a large one lives in a temporary file.

use std::fs::File;
use std::hash::{BuildHasher as _, Hash, RandomState};
use std::io::{self, Read, Seek, SeekFrom, Write};

/// The number of slots in memory with which it begins, as a power of two.
const FIRST_BITS: u32 = 12;
/// The most slots in memory, as a power of two: 16 MiB, for about 800,000 entries.
const MOST_BITS_IN_MEMORY: u32 = 20;
/// The size of a slot, in bytes: the hash and the number.
const SLOT: usize = 16;
/// How many slots of the file are read at once.
const SLOTS_READ: usize = 16;
/// How many slots are moved at once when the file grows.
const SLOTS_MOVED: usize = 4_096;

/// A hash table from the hashes of keys to numbers. It keeps hashes of 64 bits (SipHash with a random key), not the keys: of
/// thirty million keys, two have the same hash once in 40,000 tables. Of ten million rows with three keys each it has 16 MiB in
/// memory and 1 GiB in an unnamed temporary file.
pub struct HashIndex {
    hasher: RandomState,
    slots: Slots,
    /// The number of slots, as a power of two.
    bits: u32,
    most_bits_in_memory: u32,
    entries: u64,
}

enum Slots {
    Memory(Vec<[u64; 2]>),
    File(File),
}

impl Default for HashIndex {
    fn default() -> Self {
        Self::with_memory(MOST_BITS_IN_MEMORY)
    }
}

impl HashIndex {
    /// An index with so many slots in memory at most, as a power of two.
    fn with_memory(most_bits_in_memory: u32) -> Self {
        let bits = FIRST_BITS.min(most_bits_in_memory);
        let slots = Slots::Memory(vec![[0; 2]; 1 << bits]);
        Self { hasher: RandomState::new(), slots, bits, most_bits_in_memory, entries: 0 }
    }

    /// The hash of a key in this index.
    pub fn hash(&self, key: impl Hash) -> u64 {
        self.hasher.hash_one(key)
    }

    /// The number of a hash.
    ///
    /// # Errors
    /// When the temporary file cannot be read.
    pub fn get(&mut self, hash: u64) -> io::Result<Option<u64>> {
        let (_, slot) = self.find(hash)?;
        Ok(Some(slot[1]).filter(|number| *number != 0))
    }

    /// Sets the number of a hash, which must not be zero.
    ///
    /// # Errors
    /// When the temporary file cannot be read or written: the disk is full.
    pub fn set(&mut self, hash: u64, number: u64) -> io::Result<()> {
        debug_assert_ne!(number, 0);
        let (mut at, before) = self.find(hash)?;
        if before[1] == 0 {
            if (self.entries + 1) * 4 > (1 << self.bits) * 3 {
                self.grow()?;
                at = self.find(hash)?.0;
            }
            self.entries += 1;
        }
        self.write(at, [hash, number])
    }

    /// The slot of a hash, or the free one where it belongs.
    fn find(&mut self, hash: u64) -> io::Result<(u64, [u64; 2])> {
        let last = (1_u64 << self.bits) - 1;
        let mut at = hash >> (64 - self.bits);
        let mut read = [[0; 2]; SLOTS_READ];
        // At least a quarter of the slots are free.
        loop {
            let found = match &mut self.slots {
                Slots::Memory(slots) => slots.get(at as usize..=at as usize).unwrap_or_default(),
                Slots::File(file) => {
                    let wanted = (last - at + 1).min(SLOTS_READ as u64) as usize;
                    read_slots(file, at, &mut read[..wanted])?;
                    &read[..wanted]
                }
            };
            for (slot, at) in found.iter().zip(at..) {
                if slot[1] == 0 || slot[0] == hash {
                    return Ok((at, *slot));
                }
            }
            at = (at + found.len() as u64) & last;
        }
    }

    fn write(&mut self, at: u64, slot: [u64; 2]) -> io::Result<()> {
        match &mut self.slots {
            Slots::Memory(slots) => {
                if let Some(found) = slots.get_mut(at as usize) {
                    *found = slot;
                }
                Ok(())
            }
            Slots::File(file) => {
                file.seek(SeekFrom::Start(at * SLOT as u64))?;
                file.write_all(&bytes_of(slot))
            }
        }
    }

    /// Moves all entries to a larger table. They are in the order of their hashes, except for a few, and so are the places to
    /// which they move.
    fn grow(&mut self) -> io::Result<()> {
        let old_bits = self.bits;
        self.bits += if self.bits < self.most_bits_in_memory { 1 } else { 2 };
        let slots = if self.bits <= self.most_bits_in_memory {
            Slots::Memory(vec![[0; 2]; 1 << self.bits])
        } else {
            let file = tempfile::tempfile()?;
            file.set_len((1 << self.bits) * SLOT as u64)?;
            Slots::File(file)
        };
        let mut old = std::mem::replace(&mut self.slots, slots);
        let mut read = vec![[0; 2]; SLOTS_MOVED.min(1 << old_bits)];
        for begin in (0..1_u64 << old_bits).step_by(read.len()) {
            match &mut old {
                Slots::Memory(slots) => {
                    let begin = begin as usize;
                    let moved = slots.get(begin..begin + read.len()).unwrap_or_default();
                    read.truncate(moved.len());
                    read.copy_from_slice(moved);
                }
                Slots::File(file) => read_slots(file, begin, &mut read)?,
            }
            for slot in read.iter().filter(|slot| slot[1] != 0) {
                let at = self.find(slot[0])?.0;
                self.write(at, *slot)?;
            }
        }
        Ok(())
    }
}

fn bytes_of(slot: [u64; 2]) -> [u8; SLOT] {
    (u128::from(slot[0]) | u128::from(slot[1]) << 64).to_le_bytes()
}

fn read_slots(file: &mut File, at: u64, slots: &mut [[u64; 2]]) -> io::Result<()> {
    let mut bytes = [0; SLOT * SLOTS_READ];
    file.seek(SeekFrom::Start(at * SLOT as u64))?;
    for slots in slots.chunks_mut(SLOTS_READ) {
        let bytes = &mut bytes[..slots.len() * SLOT];
        file.read_exact(bytes)?;
        for (slot, bytes) in slots.iter_mut().zip(bytes.chunks_exact(SLOT)) {
            let both = bytes.try_into().map_or(0, u128::from_le_bytes);
            *slot = [both as u64, (both >> 64) as u64];
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_found_again_in_memory_and_in_a_file() {
        for bits in [16, 4] {
            let mut index = HashIndex::with_memory(bits);
            for number in 1..=10_000_u64 {
                let hash = index.hash(number);
                assert_eq!(index.get(hash).unwrap(), None);
                index.set(hash, number).unwrap();
            }
            assert_eq!(matches!(index.slots, Slots::File(_)), bits == 4);
            for number in 1..=10_000_u64 {
                let hash = index.hash(number);
                assert_eq!(index.get(hash).unwrap(), Some(number));
                index.set(hash, number + 1).unwrap();
                assert_eq!(index.get(hash).unwrap(), Some(number + 1));
            }
            assert_eq!((index.entries, index.get(index.hash("none")).unwrap()), (10_000, None));
        }
    }

    #[test]
    fn hashes_that_belong_to_the_same_place_and_to_the_last_one_are_kept_apart() {
        for bits in [16, 4] {
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
