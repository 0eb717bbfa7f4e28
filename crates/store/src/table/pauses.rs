//! Pauses between retries. They grow, and they are random, so that callers that collided once do not collide again.

use std::hash::{BuildHasher as _, RandomState};
use std::time::Duration;

/// Pauses whose upper limit doubles from the first to the longest; each pause is random between a quarter and the whole
/// of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pauses {
    /// The upper limit of the first pause.
    pub(crate) first: Duration,
    /// The upper limit of every pause.
    pub(crate) longest: Duration,
    /// The number of pauses: one less than the number of tries.
    pub(crate) count: u32,
}

impl Pauses {
    /// The pauses of one caller.
    pub(crate) fn draw(self) -> impl Iterator<Item = Duration> {
        let dice = RandomState::new();
        (0..self.count).map(move |n| {
            let whole = self.first.saturating_mul(1 << n.min(16)).min(self.longest);
            // The pauses change no result, so tests need not control them: the randomness of a hash map is good enough.
            let part = dice.hash_one(n) % 64;
            whole / 4 + whole * 3 / 4 * part as u32 / 63
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAUSES: Pauses = Pauses { first: Duration::from_millis(10), longest: Duration::from_millis(400), count: 11 };

    #[test]
    fn pauses_grow_to_a_bound_and_end() {
        for _ in 0..1_000 {
            let drawn: Vec<_> = PAUSES.draw().collect();
            assert_eq!(drawn.len(), 11);
            assert!(drawn[0] <= PAUSES.first && drawn[0] >= PAUSES.first / 4, "{drawn:?}");
            assert!(drawn[8] >= PAUSES.longest / 4, "{drawn:?}");
            assert!(drawn.iter().all(|pause| *pause <= PAUSES.longest), "{drawn:?}");
        }
    }

    #[test]
    fn two_callers_do_not_wait_for_the_same_time() {
        let drawn: std::collections::BTreeSet<Vec<_>> = (0..1_000).map(|_| PAUSES.draw().collect()).collect();
        assert_eq!(drawn.len(), 1_000);
    }
}
