//! How many sign-ups a second DynamoDB's partitions would carry: a simulation of their limits.
//!
//! What is taken for true (source: AWS, "Designing partition keys", "Burst and adaptive capacity"): a partition takes 1,000
//! write units a second, whatever the table may; every hot key is soon on a partition of its own, so that keys do not
//! disturb each other; a hot key whose items have many sort keys is split between them within minutes, but not where the
//! sort key only ever grows, and never within one item. Credit for what was not used before is not counted on: it is
//! granted without promise. What a sign-up reads is of this user alone, so that no read is hot.
//!
//! A shard has keys of its own for whatever sign-ups share, and who goes into which is decided by chance.

use crate::sign_ups::{SignUp, Write};
use roster_tests::random::Random;
use std::collections::{BTreeMap, HashMap};

/// Write units of a partition in a second: also the most that it has in hand.
const PARTITION: f64 = 1_000.0;
/// What a partition has in hand at the beginning: so little that it does not help over the time that is simulated.
const AT_FIRST: f64 = 100.0;
/// Seconds that are simulated at each rate.
const SECONDS: f64 = 10.0;
/// Sign-ups of which one may be throttled at its first attempt, and the rate still counts as carried: it is repeated.
const ONE_IN: usize = 1_000;
/// A rate is found as exactly as this.
const EXACTNESS: f64 = 0.02;
/// Beginnings of the keys whose items can be spread over partitions: the postings, by word and four random characters. The
/// list grows at its end, a counter is one item.
const CAN_BE_SPLIT: &str = "W#";

/// What was found for some sign-ups.
#[derive(Debug, Clone)]
pub struct Carried {
    /// Sign-ups a second.
    pub rate: f64,
    /// The key that was the first to be throttled beyond that.
    pub bottleneck: String,
    /// How often partitions of each shard had to be split before.
    pub splits: usize,
}

/// The partitions that more than one sign-up writes to: others are never hot.
struct Partitions<'a> {
    shards: usize,
    /// What each sign-up writes where somebody else writes, too.
    sign_ups: Vec<Vec<&'a Write>>,
    /// Where each of these writes goes, as a number, and how many units.
    routes: Vec<Vec<(usize, f64)>>,
    /// The sort keys at which a partition key was split.
    cuts: HashMap<&'a str, Vec<&'a str>>,
    /// By its number: the key, and which part of it.
    parts: Vec<(&'a str, usize)>,
}

/// The highest rate at which sign-ups like these, made in a project of one shard, are carried by so many; before any partition was split, or after all were
/// that had to be.
#[must_use]
pub fn carried(sign_ups: &[SignUp], shards: usize, splits: bool) -> Carried {
    let mut partitions = Partitions::of(sign_ups, shards);
    let (mut low, mut high) = (0.0, 100.0);
    while partitions.carry(high, splits) {
        (low, high) = (high, high * 2.0);
    }
    while high - low > high * EXACTNESS {
        let middle = f64::midpoint(low, high);
        if partitions.carry(middle, splits) { low = middle } else { high = middle }
    }
    let bottleneck = partitions.bottleneck(high * 1.1);
    // Rates that were tried in vain have split more than this one needs.
    let mut partitions = Partitions::of(sign_ups, shards);
    partitions.carry(low, splits);
    Carried { rate: low, bottleneck, splits: partitions.splits() }
}

impl<'a> Partitions<'a> {
    fn of(sign_ups: &'a [SignUp], shards: usize) -> Self {
        let mut writers: HashMap<&str, usize> = HashMap::new();
        sign_ups.iter().flatten().for_each(|write| *writers.entry(&write.partition).or_default() += 1);
        let is_shared = |write: &&Write| writers[write.partition.as_str()] > 1;
        let sign_ups = sign_ups.iter().map(|writes| writes.iter().filter(is_shared).collect()).collect();
        let mut partitions = Self { shards, sign_ups, routes: Vec::new(), cuts: HashMap::new(), parts: Vec::new() };
        partitions.lay_out();
        partitions
    }

    /// Gives every part of a key a number, and says where writes go.
    fn lay_out(&mut self) {
        let (mut numbers, mut routes) = (BTreeMap::new(), Vec::with_capacity(self.sign_ups.len()));
        for writes in &self.sign_ups {
            let mut route: Vec<(usize, f64)> = Vec::with_capacity(writes.len());
            for write in writes {
                let next = numbers.len();
                let number = *numbers.entry(self.part_of(write)).or_insert(next);
                match route.iter_mut().find(|(there, _)| *there == number) {
                    Some((_, units)) => *units += write.units,
                    None => route.push((number, write.units)),
                }
            }
            routes.push(route);
        }
        let mut parts: Vec<_> = numbers.into_iter().map(|(part, number)| (number, part)).collect();
        parts.sort_unstable();
        (self.routes, self.parts) = (routes, parts.into_iter().map(|(_, part)| part).collect());
    }

    fn part_of(&self, write: &'a Write) -> (&'a str, usize) {
        let cuts = self.cuts.get(write.partition.as_str());
        (&write.partition, cuts.map_or(0, |cuts| cuts.partition_point(|cut| *cut <= write.sort.as_str())))
    }

    /// Whether the rate is carried, after splits if there may be some.
    fn carry(&mut self, rate: f64, splits: bool) -> bool {
        loop {
            let (throttled, all) = self.run(rate);
            if throttled.iter().sum::<usize>() * ONE_IN <= all {
                return true;
            }
            if !splits || !self.split(&throttled) {
                return false;
            }
        }
    }

    /// Splits whatever was throttled and can be split; false when nothing was.
    fn split(&mut self, throttled: &[usize]) -> bool {
        let hot: Vec<_> =
            self.parts.iter().zip(throttled).filter(|(_, times)| **times > 0).map(|(part, _)| *part).collect();
        let cuts: Vec<_> = hot.into_iter().filter_map(|part| Some((part.0, self.middle_of(part)?))).collect();
        for (name, cut) in &cuts {
            let of_key = self.cuts.entry(name).or_default();
            of_key.push(cut);
            of_key.sort_unstable();
        }
        self.lay_out();
        !cuts.is_empty()
    }

    /// The sort key in the middle of what is written to a part; none where it cannot be split there.
    fn middle_of(&self, part: (&'a str, usize)) -> Option<&'a str> {
        if !part.0.starts_with(CAN_BE_SPLIT) {
            return None;
        }
        let writes = self.sign_ups.iter().flatten().filter(|write| self.part_of(write) == part);
        let mut sorts: Vec<&str> = writes.map(|write| write.sort.as_str()).collect();
        sorts.sort_unstable();
        let middle = sorts.get(sorts.len() / 2)?;
        (Some(middle) != sorts.first()).then_some(*middle)
    }

    fn splits(&self) -> usize {
        self.cuts.values().map(Vec::len).sum()
    }

    /// The key that throttles most at a rate that is not carried.
    fn bottleneck(&self, rate: f64) -> String {
        let (throttled, _) = self.run(rate);
        let worst = throttled.iter().enumerate().max_by_key(|(_, times)| **times);
        worst.map(|(number, _)| self.parts[number].0.to_owned()).unwrap_or_default()
    }

    /// Sends sign-ups at random moments; answers how many were throttled, by the partition that did it, and how many
    /// there were.
    fn run(&self, rate: f64) -> (Vec<usize>, usize) {
        let mut random = Random::new(1);
        let mut buckets = vec![(AT_FIRST, 0.0); self.parts.len() * self.shards];
        let (mut throttled, mut all, mut now) = (vec![0; self.parts.len()], 0, 0.0);
        loop {
            now -= (1.0 - random.below(1 << 30) as f64 / f64::from(1 << 30)).ln() / rate;
            if now > SECONDS {
                return (throttled, all);
            }
            all += 1;
            let route = &self.routes[random.below(self.routes.len())];
            let shard = random.below(self.shards);
            let place = |number: usize| number * self.shards + shard;
            for (number, _) in route {
                let (tokens, filled) = &mut buckets[place(*number)];
                *tokens = (*tokens + (now - *filled) * PARTITION).min(PARTITION);
                *filled = now;
            }
            // A transaction is done or not: nothing of it is taken when a part of it is throttled.
            match route.iter().find(|(number, units)| buckets[place(*number)].0 < *units) {
                Some((number, _)) => throttled[*number] += 1,
                None => route.iter().for_each(|(number, units)| buckets[place(*number)].0 -= units),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sign-ups that all write to one key, each with a sort key of its own.
    fn all_to(partition: &str, units: f64) -> Vec<SignUp> {
        let write = |n: usize| Write { partition: partition.to_owned(), sort: format!("{n:04}"), units };
        (0..200).map(|n| vec![write(n)]).collect()
    }

    fn is_about(rate: f64, expected: f64) -> bool {
        (rate - expected).abs() < expected * 0.15
    }

    #[test]
    fn a_partition_takes_a_thousand_units_a_second() {
        let one = carried(&all_to("L#p#0.0", 1.0), 1, true);
        assert!(is_about(one.rate, 1_000.0) && one.splits == 0, "the list cannot be split: {one:?}");
        assert_eq!(one.bottleneck, "L#p#0.0");
        assert!(is_about(carried(&all_to("C#p#0.0", 4.0), 1, false).rate, 250.0));
    }

    #[test]
    fn four_shards_take_nearly_four_times_as_much() {
        assert!(is_about(carried(&all_to("L#p#0.0", 1.0), 4, true).rate, 3_900.0));
    }

    #[test]
    fn postings_are_split_until_something_else_is_in_the_way() {
        let before = carried(&all_to("W#p#0.0#gm", 2.0), 1, false);
        assert!(is_about(before.rate, 500.0) && before.splits == 0, "{before:?}");
        let both: Vec<SignUp> =
            all_to("W#p#0.0#gm", 2.0).into_iter().zip(all_to("L#p#0.0", 1.0)).map(|(a, b)| [a, b].concat()).collect();
        let after = carried(&both, 1, true);
        assert!(is_about(after.rate, 1_000.0) && after.splits > 0, "{after:?}");
        assert_eq!(after.bottleneck, "L#p#0.0");
    }

    #[test]
    fn what_only_one_sign_up_writes_is_never_hot() {
        let own: Vec<SignUp> = (0..200).flat_map(|n| all_to(&format!("U#p#{n}"), 900.0).into_iter().take(1)).collect();
        let with_list: Vec<SignUp> =
            own.into_iter().zip(all_to("L#p#0.0", 1.0)).map(|(a, b)| [a, b].concat()).collect();
        assert!(is_about(carried(&with_list, 1, false).rate, 1_000.0));
    }
}
