//! Reproducible random numbers: a test that fails with a seed fails again with it.

/// Random numbers from a seed (SplitMix64: sufficient for tests, unsuitable for secrets).
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// The random numbers of this seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A random number under `end`, which must not be 0.
    pub fn below(&mut self, end: usize) -> usize {
        (self.bits() % end as u64) as usize
    }

    /// True with this probability, from 0.0 to 1.0.
    pub fn chance(&mut self, share: f64) -> bool {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64 <= share && share > 0.0
    }

    /// One of these.
    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}
