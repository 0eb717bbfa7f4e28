//! The maximum rate of sign-ups for a number of shards, by the writes of real sign-ups.

use roster_evidence::partitions::max_rate;
use roster_evidence::population::{Domains, Population};
use roster_evidence::sign_ups::{SignUp, record};
use roster_tests::clock::BEGINNING;
use std::collections::BTreeSet;

/// Enough that some users share words, and that all shards are used.
const USERS: usize = 120;

async fn sign_ups(domains: Domains, shards: u16) -> Vec<SignUp> {
    record(&Population::new(31, BEGINNING, domains), USERS, shards).await
}

fn is_between(rate: f64, least: f64, most: f64) -> bool {
    (least..most).contains(&rate)
}

#[tokio::test]
async fn the_shared_writes_of_a_sign_up_are_in_one_shard_and_all_shards_are_used() {
    let mut used = BTreeSet::new();
    for sign_up in sign_ups(Domains::Mixed, 4).await {
        let shared =
            sign_up.iter().filter(|write| ["L#", "C#", "W#"].iter().any(|kind| write.partition.starts_with(kind)));
        let places: BTreeSet<_> = shared.filter_map(|write| write.partition.split('#').nth(2)).collect();
        assert_eq!(places.len(), 1, "{sign_up:?}");
        used.extend(places.into_iter().map(str::to_owned));
    }
    assert_eq!(used.len(), 4, "{used:?}");
}

#[tokio::test]
async fn one_shard_allows_about_a_thousand_sign_ups_a_second_and_four_allow_four_times_as_many() {
    let sign_ups = sign_ups(Domains::Mixed, 1).await;
    let (one, four) = (max_rate(&sign_ups, 1, true), max_rate(&sign_ups, 4, true));
    assert!(is_between(one.rate, 900.0, 1_010.0), "{one:?}");
    assert!(one.bottleneck.starts_with("L#") || one.bottleneck.starts_with("C#"), "{one:?}");
    assert!(is_between(four.rate, one.rate * 3.7, one.rate * 4.1), "{four:?}");
}

#[tokio::test]
async fn a_domain_that_all_users_share_halves_the_rate_until_its_postings_are_split() {
    let sign_ups = sign_ups(Domains::One, 1).await;
    let (at_first, later) = (max_rate(&sign_ups, 1, false), max_rate(&sign_ups, 1, true));
    assert!(is_between(at_first.rate, 400.0, 520.0) && at_first.bottleneck == "W#test#0.0#fi", "{at_first:?}");
    assert!(is_between(later.rate, 900.0, 1_010.0) && later.splits > 0, "{later:?}");
}
