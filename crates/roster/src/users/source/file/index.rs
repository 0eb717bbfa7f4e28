//! A hash table from 64-bit hashes to numbers, whose memory is bounded: a large one lives in a temporary file.

use std::fs::File;
use std::hash::{BuildHasher as _, Hash, RandomState};
use std::io;

/// The number of slots in memory with which it begins, as a power of two.
const FIRST_BITS: u32 = 12;
/// The most slots in memory, as a power of two: 16 MiB, for about 800,000 entries.
const MOST_BITS_IN_MEMORY: u32 = 20;
/// The size of a slot, in bytes: the hash and the number.
const SLOT: usize = 16;
/// How many slots of the file are read at once.
const SLOTS_READ: usize = 16;
/// How many of these windows are kept: a row has three keys.
const RECENT: usize = 4;
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

type Slot = [u64; 2];

enum Slots {
    Memory(Vec<Slot>),
    File(SlotFile),
}

/// Slots in a file, with the windows that were read last: the slot that is written was mostly read just before.
struct SlotFile {
    file: File,
    recent: [Window; RECENT],
    next: usize,
}

/// Slots that follow each other in the file. One without slots is not in use.
#[derive(Clone, Copy, Default)]
struct Window {
    begin: u64,
    length: usize,
    slots: [Slot; SLOTS_READ],
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
        // At least a quarter of the slots are free.
        loop {
            let found = match &mut self.slots {
                Slots::Memory(slots) => slots.get(at as usize..=at as usize).unwrap_or_default(),
                Slots::File(file) => file.window(at, (last - at + 1).min(SLOTS_READ as u64) as usize)?,
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
            Slots::File(file) => file.write(at, slot),
        }
    }

    /// Moves all entries to a larger table. They are in the order of their hashes, except for a few, and so are the places to
    /// which they move.
    fn grow(&mut self) -> io::Result<()> {
        let old_bits = self.bits;
        let bits = old_bits + if old_bits < self.most_bits_in_memory { 1 } else { 2 };
        let slots = if bits <= self.most_bits_in_memory {
            Slots::Memory(vec![[0; 2]; 1 << bits])
        } else {
            let file = tempfile::tempfile()?;
            file.set_len((1 << bits) * SLOT as u64)?;
            Slots::File(SlotFile { file, recent: Default::default(), next: 0 })
        };
        self.bits = bits;
        let mut old = std::mem::replace(&mut self.slots, slots);
        let moved = self.take_all(&mut old, 1 << old_bits);
        if moved.is_err() {
            // The disk is full. The old table stays as it was.
            (self.slots, self.bits) = (old, old_bits);
        }
        moved
    }

    /// Adds the entries of a table with so many slots.
    fn take_all(&mut self, old: &mut Slots, length: u64) -> io::Result<()> {
        let mut read = vec![[0; 2]; SLOTS_MOVED.min(length as usize)];
        for begin in (0..length).step_by(read.len()) {
            match old {
                Slots::Memory(slots) => {
                    let begin = begin as usize;
                    let moved = slots.get(begin..begin + read.len()).unwrap_or_default();
                    read.truncate(moved.len());
                    read.copy_from_slice(moved);
                }
                Slots::File(file) => read_slots(&file.file, begin, &mut read)?,
            }
            for slot in read.iter().filter(|slot| slot[1] != 0) {
                let at = self.find(slot[0])?.0;
                self.write(at, *slot)?;
            }
        }
        Ok(())
    }
}

impl SlotFile {
    /// The slots from this place on.
    fn window(&mut self, at: u64, length: usize) -> io::Result<&[Slot]> {
        let known = self.recent.iter().position(|window| window.length > 0 && window.begin == at);
        let index = if let Some(index) = known {
            index
        } else {
            let mut window = Window { begin: at, length, ..Window::default() };
            read_slots(&self.file, at, &mut window.slots[..length])?;
            self.next = (self.next + 1) % RECENT;
            self.recent[self.next] = window;
            self.next
        };
        let window = &self.recent[index];
        Ok(&window.slots[..window.length])
    }

    fn write(&mut self, at: u64, slot: Slot) -> io::Result<()> {
        for window in &mut self.recent {
            let place = at.checked_sub(window.begin).map_or(usize::MAX, |place| place as usize);
            if let Some(known) = window.slots[..window.length].get_mut(place) {
                *known = slot;
            }
        }
        let both = u128::from(slot[0]) | u128::from(slot[1]) << 64;
        write_at(&self.file, at * SLOT as u64, &both.to_le_bytes())
    }
}

fn read_slots(file: &File, at: u64, slots: &mut [Slot]) -> io::Result<()> {
    let mut bytes = [0; SLOT * SLOTS_READ];
    for (slots, begin) in slots.chunks_mut(SLOTS_READ).zip((at..).step_by(SLOTS_READ)) {
        let bytes = &mut bytes[..slots.len() * SLOT];
        read_at(file, begin * SLOT as u64, bytes)?;
        for (slot, bytes) in slots.iter_mut().zip(bytes.as_chunks::<SLOT>().0) {
            let both = u128::from_le_bytes(*bytes);
            *slot = [both as u64, (both >> 64) as u64];
        }
    }
    Ok(())
}

#[cfg(unix)]
fn read_at(file: &File, at: u64, bytes: &mut [u8]) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(unix)]
fn write_at(file: &File, at: u64, bytes: &[u8]) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, at)
}

#[cfg(not(unix))]
fn read_at(mut file: &File, at: u64, bytes: &mut [u8]) -> io::Result<()> {
    io::Seek::seek(&mut file, io::SeekFrom::Start(at))?;
    io::Read::read_exact(&mut file, bytes)
}

#[cfg(not(unix))]
fn write_at(mut file: &File, at: u64, bytes: &[u8]) -> io::Result<()> {
    io::Seek::seek(&mut file, io::SeekFrom::Start(at))?;
    io::Write::write_all(&mut file, bytes)
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
