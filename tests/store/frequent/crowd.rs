//! Many users, imported at once: more than the highest total.

use roster_core::{Labels, ListIndexes, NewUser, Project, Slice, Timestamp, User};
use roster_store::{ImportOutcome, ImportUser, Store};
use roster_tests::clock::{TestClock, email, name, project, user_id};
use roster_tests::random::Random;
use roster_tests::table::Table;
use std::time::Duration;

/// The number of users.
pub const USERS: usize = 6_000;
/// How many of them, the last ones, have a word that no other user has.
const LATE: usize = 900;
/// The time of the first user; each other is one millisecond later.
pub const FIRST: Timestamp = Timestamp::from_secs(1_600_000_000);
/// Users of one call of the import.
const BATCH: usize = 120;

/// A user, with the place in the order of creation.
#[derive(Debug, Clone)]
pub struct Person {
    pub place: usize,
    pub user: User,
}

impl Person {
    /// Whether a word of the name or the email begins so.
    pub fn has(&self, beginning: &str) -> bool {
        let email = self.user.email.as_ref().map_or("", |email| email.as_str().strip_suffix(".example").unwrap());
        let words = self.user.name.as_str().split(' ').chain(email.split('@'));
        let folded = |word: &str| if word == "Żółć" { "zołc".to_owned() } else { word.to_lowercase() };
        words.flat_map(|word| word.split('\u{1}')).map(folded).any(|word| word.starts_with(beginning))
    }

    pub fn name(&self) -> &str {
        self.user.name.as_str()
    }

    pub fn has_label(&self, label: &str) -> bool {
        self.user.labels.as_slice().iter().any(|own| own == label)
    }

    /// Milliseconds after the first user.
    pub fn age(&self) -> u64 {
        self.user.created_at.as_millis() - FIRST.as_millis()
    }
}

pub struct Crowd {
    pub table: Table,
    pub clock: TestClock,
    pub store: Store,
    pub project: Project,
    /// In the order of creation.
    pub people: Vec<Person>,
}

impl Crowd {
    /// The users of a project whose list has slices with these shards, as many users in each, and which keeps these
    /// indexes; then some are renamed, blocked and deleted.
    pub async fn of(shards: &[u16], seed: u64, kept: &[&str]) -> Self {
        let (table, clock, mut project) = (Table::create().await, TestClock::new(seed), project("p"));
        let store = table.caller().store;
        project.slices[0].shards = shards[0];
        store.create_project(&project, &clock.change()).await.unwrap();
        for (slice, count) in shards.iter().enumerate().skip(1) {
            let since = FIRST.after(Duration::from_millis((USERS * slice / shards.len()) as u64));
            let slice = Slice { since, shards: *count };
            project = store.widen_project(&project.id, slice, &clock.change()).await.unwrap();
        }
        let kept = ListIndexes::parse(kept.iter().copied()).unwrap();
        if kept != ListIndexes::default() {
            // A reindex of no users: they are in the indexes from the beginning.
            store.set_indexes(&project.id, kept, &clock.change()).await.unwrap();
            store.reindex_project(&project.id, &clock.change(), &mut |_| {}).await.unwrap();
            project = store.get_project(&project.id).await.unwrap();
        }
        let people: Vec<_> = (0..USERS).map(|place| Person { place, user: somebody(place) }).collect();
        let mut crowd = Self { table, clock, store, project, people };
        crowd.import().await;
        crowd.change(&mut Random::new(seed)).await;
        crowd
    }

    async fn import(&self) {
        let import_user =
            |person: &Person| ImportUser::new(person.user.clone(), person.user.id.as_str(), person.place as u32);
        let users: Vec<_> = self.people.iter().map(import_user).collect();
        for batch in users.chunks(BATCH) {
            let done = self.store.import_into_empty(&self.project, batch, &self.clock.change()).await;
            assert!(done.counted && done.outcomes.iter().all(|outcome| matches!(outcome, Ok(ImportOutcome::New))));
        }
    }

    async fn change(&mut self, random: &mut Random) {
        let (store, p, clock) = (&self.store, &self.project.id, &self.clock);
        for _ in 0..60 {
            let at = random.below(self.people.len());
            let id = self.people[at].user.id.clone();
            let changed = match random.below(4) {
                0 => store.update_name(p, &id, name("Renamed Half"), &clock.change()).await.unwrap(),
                1 => store.update_status(p, &id, random.chance(0.5), &clock.change()).await.unwrap(),
                2 => store.update_labels(p, &id, labels(&["member"]), &clock.change()).await.unwrap(),
                _ => {
                    store.delete_user(p, &id, &clock.change()).await.unwrap();
                    self.people.remove(at);
                    continue;
                }
            };
            self.people[at].user = changed;
        }
    }
}

fn labels(labels: &[&str]) -> Labels {
    Labels::parse(labels.iter().map(|&label| label.to_owned()).collect()).unwrap()
}

/// The n-th user: what they have depends on n alone.
fn somebody(n: usize) -> User {
    let mut words = vec![if n.is_multiple_of(16) { "Commonly" } else { "Common" }];
    if n % 16 == 3 {
        words.clear();
    }
    if n % 9 == 4 {
        words.push("Żółć");
    }
    if n % 6 == 5 {
        words.push(["王伟", "王\u{1}芳", "王"][n / 6 % 3]);
    }
    if n >= USERS - LATE {
        words.push("Late");
    }
    for (word, every) in [("Half", 2), ("Third", 3), ("Tenth", 10), ("Rare", 400)] {
        if n.is_multiple_of(every) {
            words.push(word);
        }
    }
    let new = NewUser {
        id: user_id(&format!("{n:020x}")),
        email: (n % 4 != 1).then(|| email(&format!("u{n}@x.example"))),
        phone: None,
        name: name(&words.join(" ")),
        password: None,
    };
    let mut user = User::create(new, FIRST.after(Duration::from_millis(n as u64)));
    let own: Vec<_> = [("member", n.is_multiple_of(5)), ("core", n % 17 != 2)]
        .into_iter()
        .filter_map(|(label, has)| has.then_some(label))
        .collect();
    user.labels = labels(&own);
    user.status = n % 50 != 7;
    user.impersonator = n % 1_000 == 9;
    user.email_verified = n % 3 == 1;
    user
}
