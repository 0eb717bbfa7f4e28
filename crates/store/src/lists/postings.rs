//! Reading the postings of one word piece by piece, and estimating how many are left.

use crate::Store;
use crate::lists::budget::Budget;
use crate::lists::walk::share;
use crate::table::item::{Item, str_of};
use crate::table::keys::{SK, cid_of_posting};
use crate::table::query::Range;
use crate::users::item::claimed_by;
use futures_util::future::try_join_all;
use roster_core::{Result, Ulid, UserId};
use std::collections::BTreeMap;

/// A word of about this many users and more is read at half the price, and may miss the latest writes.
const FREQUENT: f64 = 4_000.0;
/// The bits of an incarnation by which the postings of a word are spread.
const SPREAD_BITS: u32 = 20;
/// Read in addition to what is expected, so that one piece is nearly always enough: of one word, and of all words with
/// the same beginning, of which more may follow. Reading ends with the words, so that a margin costs nothing.
const MARGIN_OF_WORD: f64 = 1.15;
const MARGIN_OF_BEGINNING: f64 = 2.2;
const MARGIN: f64 = 100.0;

/// The postings of a word, as far as they were read.
pub(crate) struct Reading {
    parts: Vec<Part>,
    /// The users, by incarnation.
    pub(crate) found: BTreeMap<Ulid, UserId>,
    kind: Kind,
    may_lag: bool,
}

/// What the ranges of a reading have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// All users with one word.
    Word,
    /// All users with a word that begins so.
    Beginning,
    /// Some of the users with a word that begins with a letter.
    Letter,
}

/// One range of postings.
struct Part {
    range: Range,
    next: Next,
    read: usize,
    run: Run,
}

enum Next {
    First,
    More(Item),
    End,
}

/// The postings of the word that was read last, of all words with the same beginning. They are in random order: the
/// first bits of their keys show how many of them were read. Nothing shows how many words follow: probably as many
/// postings as were read since the first word.
#[derive(Default)]
struct Run {
    word: String,
    read: usize,
    position: u32,
    /// Postings of other words than the first.
    of_others: usize,
}

impl Reading {
    /// Nothing was read yet.
    pub(crate) fn of(ranges: impl IntoIterator<Item = Range>, kind: Kind) -> Self {
        let part = |range| Part { range, next: Next::First, read: 0, run: Run::default() };
        let parts = ranges.into_iter().map(part).collect();
        Self { parts, found: BTreeMap::new(), kind, may_lag: kind == Kind::Letter }
    }

    /// Whether the ranges have all users with the word.
    pub(crate) fn can_end(&self) -> bool {
        self.kind != Kind::Letter
    }

    /// Whether every user with the word was found.
    pub(crate) fn is_ended(&self) -> bool {
        self.can_end() && self.is_exhausted()
    }

    fn is_exhausted(&self) -> bool {
        self.parts.iter().all(Part::is_ended)
    }

    /// Whether nothing is left to read, and other users may have the word.
    pub(crate) fn is_exhausted_in_vain(&self) -> bool {
        !self.can_end() && self.is_exhausted()
    }

    /// How many postings are probably left.
    pub(crate) fn rest(&self) -> f64 {
        self.parts.iter().map(Part::rest).sum()
    }

    /// How many users probably have the word.
    pub(crate) fn expected(&self) -> f64 {
        self.found.len() as f64 + self.rest()
    }

    /// Reads the first postings, about this many.
    pub(crate) async fn begin(&mut self, store: &Store, budget: &Budget, most: usize) -> Result<()> {
        let each = share(most, self.parts.len());
        self.read(store, budget, |_| each).await
    }

    /// Reads the rest, as far as it is expected.
    pub(crate) async fn read_rest(&mut self, store: &Store, budget: &Budget) -> Result<()> {
        let margin = if self.kind == Kind::Word { MARGIN_OF_WORD } else { MARGIN_OF_BEGINNING };
        self.read(store, budget, |part| part.rest().mul_add(margin, MARGIN) as usize).await
    }

    /// Reads on to this share of the postings; of a letter to more than all that are expected.
    pub(crate) async fn read_share(&mut self, store: &Store, budget: &Budget, share: f64) -> Result<()> {
        if self.kind == Kind::Letter && share >= 1.0 {
            return self.read_rest(store, budget).await;
        }
        let margin = MARGIN / self.parts.len().max(1) as f64;
        let missing = |part: &Part| (part.read as f64 + part.rest()) * share.min(1.0) - part.read as f64;
        let most = |part: &Part| Some(missing(part)).filter(|missing| *missing > 0.0).map_or(0.0, |more| more + margin);
        self.read(store, budget, |part| most(part).ceil() as usize).await
    }

    async fn read(&mut self, store: &Store, budget: &Budget, most: impl Fn(&Part) -> usize) -> Result<()> {
        self.may_lag |= self.expected() > FREQUENT;
        let may_lag = self.may_lag;
        let reads = self.parts.iter_mut().filter(|part| !part.is_ended()).map(|part| {
            let most = most(part);
            part.read(store, budget, most, may_lag)
        });
        let found = try_join_all(reads).await?;
        self.found.extend(found.into_iter().flatten());
        Ok(())
    }
}

impl Part {
    fn is_ended(&self) -> bool {
        matches!(self.next, Next::End)
    }

    fn rest(&self) -> f64 {
        if self.is_ended() { 0.0 } else { self.run.rest() }
    }

    async fn read(
        &mut self,
        store: &Store,
        budget: &Budget,
        most: usize,
        may_lag: bool,
    ) -> Result<Vec<(Ulid, UserId)>> {
        let range = if may_lag { self.range.clone().eventual() } else { self.range.clone() };
        let (mut found, mut left) = (Vec::new(), most);
        while left > 0 && !budget.is_spent() {
            let start = match std::mem::replace(&mut self.next, Next::End) {
                Next::First => None,
                Next::More(key) => Some(key),
                Next::End => break,
            };
            let page = store.query(&range, start, Some(left)).await?;
            budget.charge_page(&page.items, range.may_lag());
            self.next = page.next.map_or(Next::End, Next::More);
            self.read += page.items.len();
            left = left.saturating_sub(page.items.len());
            for posting in &page.items {
                let Some((cid, id)) = candidate(posting) else { continue };
                self.run.note(str_of(posting, SK).and_then(|sk| sk.split_once('#')).map_or("", |(word, _)| word), cid);
                found.push((cid, id));
            }
        }
        Ok(found)
    }
}

impl Run {
    fn note(&mut self, word: &str, cid: Ulid) {
        let is_later = self.of_others > 0 || !(self.word.is_empty() || self.word == word);
        if self.word != word {
            (self.word, self.read) = (word.to_owned(), 0);
        }
        self.read += 1;
        self.of_others += usize::from(is_later);
        self.position = (cid.random() & ((1 << SPREAD_BITS) - 1)) as u32;
    }

    fn rest(&self) -> f64 {
        let read_share = (f64::from(self.position) + 1.0) / f64::from(1_u32 << SPREAD_BITS);
        (self.read as f64 / read_share - self.read as f64).max(self.of_others as f64)
    }
}

fn candidate(posting: &Item) -> Option<(Ulid, UserId)> {
    Some((cid_of_posting(str_of(posting, SK)?)?, claimed_by(posting)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_of_a_word_follows_from_the_place_in_its_random_order() {
        let mut run = Run::default();
        for read in 1..=100_u128 {
            run.note("ann", Ulid::from_parts(7, (read << 12) - 1));
        }
        // 100 postings are 100 of 256 parts of the order.
        assert!((run.rest() - 156.0).abs() < 1e-6, "{}", run.rest());
        run.note("anna", Ulid::from_parts(7, (1 << 18) - 1));
        assert!((run.rest() - 3.0).abs() < 1e-6, "another word is in an order of its own: {}", run.rest());
    }

    #[test]
    fn of_many_words_with_one_beginning_as_many_postings_are_expected_as_were_read() {
        let mut run = Run::default();
        for n in 0..100 {
            run.note(&format!("user{n}"), Ulid::from_parts(7, (1 << 20) - 1));
        }
        assert!((run.rest() - 99.0).abs() < 1e-6, "{}", run.rest());
    }

    #[test]
    fn what_is_not_read_is_not_ended() {
        let reading = Reading::of([Range::of("W#p#0.0#an")], Kind::Word);
        assert!(!reading.is_ended() && reading.expected() < 1e-9);
        assert!(Reading::of([], Kind::Beginning).is_ended() && !Reading::of([], Kind::Letter).is_ended());
    }
}
