//! The users that every service has.

use roster_core::{Timestamp, UserId};
use roster_evidence::population::{Domains, Population};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The seed of the population.
const SEED: u64 = 31;
/// The creation of the first user: a day in the past, as the functions have the time of this machine.
const FIRST: Timestamp = Timestamp::from_secs(1_790_000_000);
/// Spreads the requests over all users; relatively prime to their number.
const STEP: usize = 7_919;

/// A user, with an id for Roster and one for the others.
pub(crate) struct Person {
    roster_id: UserId,
    other_id: String,
    name: String,
    email: String,
}

/// All users, and the next one to ask for.
pub(crate) struct People {
    people: Vec<Person>,
    next: AtomicUsize,
    fresh: AtomicUsize,
}

/// The population that Roster's loader writes.
pub(crate) fn population() -> Population {
    Population::new(SEED, FIRST, Domains::Mixed)
}

impl People {
    /// The first users of the population.
    pub(crate) fn of(count: usize) -> Self {
        let population = population();
        let people = (0..count).map(|n| {
            let new = population.person(n).new;
            let email = new.email.as_ref().map(|email| email.as_str().to_owned()).unwrap_or_default();
            Person { other_id: other_id(n), name: new.name.as_str().to_owned(), email, roster_id: new.id }
        });
        Self { people: people.collect(), next: AtomicUsize::new(0), fresh: AtomicUsize::new(0) }
    }

    /// The users as `start.py` reads them.
    pub(crate) fn csv(&self) -> String {
        let lines = self.people.iter().map(|it| format!("{},{},{}\n", it.other_id, it.name, it.email));
        lines.collect()
    }

    /// Another user.
    pub(crate) fn another(&self) -> &Person {
        let n = self.next.fetch_add(1, Ordering::Relaxed);
        &self.people[n.wrapping_mul(STEP) % self.people.len()]
    }

    /// A number that no request had before.
    pub(crate) fn fresh(&self) -> String {
        self.fresh.fetch_add(1, Ordering::Relaxed).to_string()
    }
}

impl Person {
    /// A text with the values of this user and the number in place of `{id}`, `{rosterid}`, `{email}`, `{emailurl}` and `{fresh}`.
    pub(crate) fn fill(&self, text: &str, fresh: &str) -> String {
        let quoted: String = form_urlencoded::byte_serialize(self.email.as_bytes()).collect();
        text.replace("{id}", &self.other_id)
            .replace("{rosterid}", self.roster_id.as_str())
            .replace("{emailurl}", &quoted)
            .replace("{email}", &self.email)
            .replace("{fresh}", fresh)
    }
}

/// Twelve hexadecimal digits in no order, so that no service gets its users sorted by id.
fn other_id(n: usize) -> String {
    let bits = (n as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    format!("{:012x}", bits >> 16)
}
