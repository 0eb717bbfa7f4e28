//! The order of the entries of a list.

use super::Attribute;
use super::value::{Held, Queryable};
use crate::{Order, fold};
use std::cmp::Ordering;

/// The attributes by which entries are sorted: the first one that differs decides; if all are equal, the older entry
/// comes first. Entries without a value come first in ascending order, and last in descending order. Texts are compared
/// without case and marks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Orders(Vec<Sorting>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sorting {
    By(Attribute, Order),
    Chance,
}

/// The position of an entry in some order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rank(Vec<Part>, u128);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Null,
    Number(u128),
    Text(String),
}

impl Orders {
    pub(super) fn push(&mut self, attribute: Attribute, order: Order) {
        self.0.push(Sorting::By(attribute, order));
    }

    pub(super) fn push_chance(&mut self) {
        self.0.push(Sorting::Chance);
    }

    /// Whether the caller requested no order.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The order of creation, if the list is in it. No two entries are created at the same position, so further
    /// attributes decide nothing.
    #[must_use]
    pub fn as_creation(&self) -> Option<Order> {
        match self.0.first() {
            None => Some(Order::Ascending),
            Some(Sorting::By(attribute, order)) if attribute.is_creation() => Some(*order),
            Some(_) => None,
        }
    }

    /// The attribute and the direction, if the list is sorted by one attribute.
    #[must_use]
    pub fn as_one(&self) -> Option<(Attribute, Order)> {
        match self.0.as_slice() {
            [Sorting::By(attribute, order)] => Some((*attribute, *order)),
            _ => None,
        }
    }

    /// The first attribute of the order of which an entry has no value: a page cannot begin at such an entry. The
    /// result is `None` in the order of creation, which every entry has.
    #[must_use]
    pub fn missing(&self, entry: &impl Queryable) -> Option<Attribute> {
        let mut by = self.0.iter().filter_map(|sorting| match sorting {
            Sorting::By(attribute, _) => Some(*attribute),
            Sorting::Chance => None,
        });
        let missing = by.find(|attribute| entry.held(*attribute) == Held::Null);
        missing.filter(|_| self.as_creation().is_none())
    }

    /// The position of an entry whose position in the order of creation is `created`. `chance` decides the random
    /// order: the same number gives the same order.
    #[must_use]
    pub fn rank(&self, entry: &impl Queryable, created: u128, chance: u64) -> Rank {
        let part = |sorting: &Sorting| match sorting {
            Sorting::Chance => Part::Number(u128::from(shuffled(created, chance))),
            Sorting::By(attribute, _) if attribute.is_creation() => Part::Number(created),
            Sorting::By(attribute, _) => match entry.held(*attribute) {
                Held::Null => Part::Null,
                Held::Text(text) => {
                    Part::Text(if attribute.kind() == super::Kind::Id { text.into() } else { fold(text) })
                }
                Held::Bool(bool) => Part::Number(u128::from(bool)),
                Held::Number(number) => Part::Number(u128::from(number)),
                Held::Time(time) => Part::Number(u128::from(time.as_millis())),
                Held::Texts(texts) => Part::Text(texts.join("\n")),
            },
        };
        Rank(self.0.iter().map(part).collect(), created)
    }

    /// Compares the positions of two entries.
    #[must_use]
    pub fn compare(&self, a: &Rank, b: &Rank) -> Ordering {
        let parts = self.0.iter().zip(a.0.iter().zip(&b.0));
        let in_turn = |(sorting, (a, b)): (&Sorting, (&Part, &Part))| match sorting {
            Sorting::By(_, Order::Descending) => b.cmp(a),
            _ => a.cmp(b),
        };
        parts.map(in_turn).find(|order| order.is_ne()).unwrap_or_else(|| a.1.cmp(&b.1))
    }
}

/// A number that mixes both (SplitMix64): good enough to shuffle a list, but not for secrets.
fn shuffled(created: u128, chance: u64) -> u64 {
    let mut mixed = (created as u64) ^ ((created >> 64) as u64).rotate_left(32) ^ chance;
    mixed = mixed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::shuffled;

    #[test]
    fn shuffling_is_splitmix64_of_all_bits() {
        // The first numbers of the published generator, whose state increases by the same constant.
        assert_eq!(shuffled(0, 1_234_567), 6_457_827_717_110_365_317);
        assert_eq!(shuffled(0, 1_234_567_u64.wrapping_add(0x9e37_79b9_7f4a_7c15)), 3_203_168_211_198_807_973);
        assert_eq!((shuffled(5, 0), shuffled(5 << 64, 0)), (shuffled(0, 5), shuffled(0, 5 << 32)));
    }
}
