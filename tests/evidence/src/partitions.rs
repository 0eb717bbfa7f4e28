//! The number of sign-ups a second that DynamoDB's partitions would allow: a simulation of their limits.
//!
//! The assumptions (source: AWS, "Designing partition keys", "Burst and adaptive capacity"): a partition takes 1,000 write
//! units a second, whatever the limit of the table; every hot key is soon on its own partition, so that keys do not affect
//! each other; a hot key whose items have many sort keys is split between sort keys within minutes, except where the sort key
//! only grows, and never within one item. Unused capacity from before is not assumed: AWS does not guarantee it. A sign-up
//! reads only items of its own user, so that no read is hot.
//!
//! Each shard has its own keys for everything that sign-ups share; the shard of a user is random.

use crate::sign_ups::{SignUp, Write};
use roster_tests::random::Random;
use std::collections::{BTreeMap, HashMap};

/// Write units of a partition in a second: also the size of its token bucket.
const PARTITION: f64 = 1_000.0;
/// The tokens of a partition at the beginning: few compared with those of the simulated time.
const AT_FIRST: f64 = 100.0;
/// Seconds that are simulated at each rate.
const SECONDS: f64 = 10.0;
/// A rate is sustained if at most one in this number of sign-ups is throttled at its first attempt.
const ONE_IN: usize = 1_000;
/// The relative precision of a rate.
const EXACTNESS: f64 = 0.02;
/// The prefix of the keys whose items can be spread over partitions: postings, by word and four random characters. The list
/// grows only at its end, and a counter is one item.
const CAN_BE_SPLIT: &str = "W#";

/// The maximum rate of some sign-ups.
#[derive(Debug, Clone)]
pub struct MaxRate {
    /// Sign-ups a second.
    pub rate: f64,
    /// The key that is throttled first above this rate.
    pub bottleneck: String,
    /// The number of splits in each shard that the rate needs.
    pub splits: usize,
}

/// The partitions to which more than one sign-up writes: others are never hot.
struct Partitions<'a> {
    shards: usize,
    /// The writes of each sign-up to partitions that are shared.
    sign_ups: Vec<Vec<&'a Write>>,
    /// For each sign-up, the numbers of the parts to which it writes, and the units.
    routes: Vec<Vec<(usize, f64)>>,
    /// The sort keys at which a partition key was split.
    cuts: HashMap<&'a str, Vec<&'a str>>,
    /// By number: the key, and the part of it.
    parts: Vec<(&'a str, usize)>,
}

/// The maximum rate of sign-ups like these, which were recorded in a project with one shard, with this number of shards; before
/// any split of a partition, or after all splits that help.
#[must_use]
pub fn max_rate(sign_ups: &[SignUp], shards: usize, splits: bool) -> MaxRate {
    let mut partitions = Partitions::of(sign_ups, shards);
    let (mut low, mut high) = (0.0, 100.0);
    while partitions.sustains(high, splits) {
        (low, high) = (high, high * 2.0);
    }
    while high - low > high * EXACTNESS {
        let middle = f64::midpoint(low, high);
        if partitions.sustains(middle, splits) { low = middle } else { high = middle }
    }
    let bottleneck = partitions.bottleneck(high * 1.1);
    // The failed attempts with higher rates made more splits than this rate needs.
    let mut partitions = Partitions::of(sign_ups, shards);
    partitions.sustains(low, splits);
    MaxRate { rate: low, bottleneck, splits: partitions.splits() }
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

    /// Numbers every part of a key, and computes the parts to which each sign-up writes.
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

    /// Whether the partitions sustain the rate, after splits if they are allowed.
    fn sustains(&mut self, rate: f64, splits: bool) -> bool {
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

    /// Splits every throttled part that can be split; returns false when no part can be split.
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

    /// The median sort key of the writes to a part; `None` when the part cannot be split there.
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

    /// The key that throttles most at a rate that is too high.
    fn bottleneck(&self, rate: f64) -> String {
        let (throttled, _) = self.run(rate);
        let worst = throttled.iter().enumerate().max_by_key(|(_, times)| **times);
        worst.map(|(number, _)| self.parts[number].0.to_owned()).unwrap_or_default()
    }

    /// Sends sign-ups at random times; returns the number of throttled ones by part, and the number of all.
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
            // A transaction is atomic: if one of its writes is throttled, it takes no tokens.
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

    /// Sign-ups that all write to one partition key, each with its own sort key.
    fn all_to(partition: &str, units: f64) -> Vec<SignUp> {
        let write = |n: usize| Write { partition: partition.to_owned(), sort: format!("{n:04}"), units };
        (0..200).map(|n| vec![write(n)]).collect()
    }

    fn is_about(rate: f64, expected: f64) -> bool {
        (rate - expected).abs() < expected * 0.15
    }

    #[test]
    fn a_partition_takes_a_thousand_units_a_second() {
        let one = max_rate(&all_to("L#p#0.0", 1.0), 1, true);
        assert!(is_about(one.rate, 1_000.0) && one.splits == 0, "the list cannot be split: {one:?}");
        assert_eq!(one.bottleneck, "L#p#0.0");
        assert!(is_about(max_rate(&all_to("C#p#0.0", 4.0), 1, false).rate, 250.0));
    }

    #[test]
    fn four_shards_take_nearly_four_times_as_much() {
        assert!(is_about(max_rate(&all_to("L#p#0.0", 1.0), 4, true).rate, 3_900.0));
    }

    #[test]
    fn postings_are_split_until_the_list_is_the_bottleneck() {
        let before = max_rate(&all_to("W#p#0.0#gm", 2.0), 1, false);
        assert!(is_about(before.rate, 500.0) && before.splits == 0, "{before:?}");
        let both: Vec<SignUp> =
            all_to("W#p#0.0#gm", 2.0).into_iter().zip(all_to("L#p#0.0", 1.0)).map(|(a, b)| [a, b].concat()).collect();
        let after = max_rate(&both, 1, true);
        assert!(is_about(after.rate, 1_000.0) && after.splits > 0, "{after:?}");
        assert_eq!(after.bottleneck, "L#p#0.0");
    }

    #[test]
    fn a_key_with_one_writer_is_never_hot() {
        let own: Vec<SignUp> = (0..200).flat_map(|n| all_to(&format!("U#p#{n}"), 900.0).into_iter().take(1)).collect();
        let with_list: Vec<SignUp> =
            own.into_iter().zip(all_to("L#p#0.0", 1.0)).map(|(a, b)| [a, b].concat()).collect();
        assert!(is_about(max_rate(&with_list, 1, false).rate, 1_000.0));
    }
}
