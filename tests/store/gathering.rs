//! Gathers a crowd: users of many kinds, some renamed and some deleted again, in the table and in the list beside it.

use crate::crowd::Known;
use roster_core::{Direction, Limit, ListUsers, Name, NewUser, Offset, Order, Project, Proof, Slice, UserId};
use roster_store::Store;
use roster_tests::clock::{TestClock, email, name, phone, project, user_id};
use roster_tests::random::Random;
use roster_tests::table::Table;
use std::time::Duration;

const FIRST: [&str; 14] = [
    "Ann",
    "Anna",
    "Annabel",
    "Bo",
    "José",
    "Zoë",
    "Jean-Luc",
    "O'Neil",
    "Li",
    "ÅSA",
    "東京",
    "Max",
    "Maximilian",
    "A",
];
const LAST: [&str; 10] = ["Lee", "Leeds", "García", "Müller", "Ray", "Van der Berg", "Ng", "Smith", "Smithson", "X"];
const DOMAINS: [&str; 6] =
    ["example.com", "mail.example.co.uk", "united.org", "manchester-united.co.uk", "psg.fr", "x.com"];

/// The project, its table, and who is in it.
pub struct Gathering {
    pub table: Table,
    pub clock: TestClock,
    pub store: Store,
    pub project: Project,
    pub crowd: Vec<Known>,
    pub random: Random,
}

impl Gathering {
    /// A crowd of so many on the slices of shards, one slice after the other.
    pub async fn of(users: usize, shards: &[u16], seed: u64) -> Self {
        let (table, clock, mut project) = (Table::create().await, TestClock::new(seed), project("p"));
        let store = table.caller().store;
        project.slices[0].shards = shards[0];
        store.create_project(&project, &clock.change()).await.unwrap();
        let mut gathering = Self { table, clock, store, project, crowd: Vec::new(), random: Random::new(seed) };
        for (slice, shards) in shards.iter().enumerate() {
            if slice > 0 {
                gathering.widen(*shards).await;
            }
            for _ in 0..users {
                gathering.join().await;
            }
        }
        gathering.move_about().await;
        gathering
    }

    async fn widen(&mut self, shards: u16) {
        self.clock.pass(Duration::from_secs(60));
        let slice = Slice { since: self.clock.now(), shards };
        self.project = self.store.widen_project(&self.project.id, slice, &self.clock.change()).await.unwrap();
    }

    pub async fn join(&mut self) {
        // Every third one within the millisecond of the one before: chance decides the order then.
        let change = if self.random.below(3) == 0 { self.clock.change_now() } else { self.clock.change() };
        let new = self.somebody(self.crowd.len(), &change.id.to_string());
        self.store.create_user(&self.project, new.clone(), &change).await.unwrap();
        self.crowd.push(Known { cid: change.id, new });
    }

    fn somebody(&mut self, number: usize, unique: &str) -> NewUser {
        let random = &mut self.random;
        let made_up = UserId::generate(self.clock.now(), random.bits());
        let chosen = user_id(&format!("user-{number}.{}", unique[20..].to_lowercase()));
        let local = format!("{}.{number}", ["ann", "bo", "jean_luc", "info+x"][random.below(4)]);
        NewUser {
            id: if random.chance(0.5) { made_up } else { chosen },
            email: random.chance(0.7).then(|| email(&format!("{local}@{}", random.pick(&DOMAINS)))),
            phone: random.chance(0.4).then(|| phone(&format!("+49{}{number:05}", random.below(9)))),
            name: any_name(random),
            password: None,
        }
    }

    /// Renames a tenth, gives a tenth another address, deletes a tenth.
    async fn move_about(&mut self) {
        let p = &self.project.id;
        for _ in 0..self.crowd.len() / 10 {
            let at = self.random.below(self.crowd.len());
            let called = any_name(&mut self.random);
            self.store.update_name(p, &self.crowd[at].new.id, called.clone(), &self.clock.change()).await.unwrap();
            self.crowd[at].new.name = called;
            let at = self.random.below(self.crowd.len());
            let address = email(&format!("moved.{}@{}", self.random.bits(), self.random.pick(&DOMAINS)));
            self.store
                .update_email(p, &self.crowd[at].new.id, address.clone(), &Proof::Key, &self.clock.change())
                .await
                .unwrap();
            self.crowd[at].new.email = Some(address);
            let gone = self.crowd.remove(self.random.below(self.crowd.len()));
            self.store.delete_user(p, &gone.new.id, &self.clock.change()).await.unwrap();
        }
    }

    /// Some page: any limit, offset, cursor, direction and order.
    pub fn any_page(&mut self) -> ListUsers {
        let random = &mut self.random;
        let limit = if random.chance(0.1) { [0, 1, 100][random.below(3)] } else { random.below(101) };
        let offset = if random.chance(0.5) { 0 } else { random.below(self.crowd.len() / 2) };
        let cursor = random.chance(0.6).then(|| self.crowd[random.below(self.crowd.len())].new.id.clone());
        ListUsers {
            search: None,
            limit: Limit::new(limit as i64).unwrap(),
            offset: Offset::new(offset as i64).unwrap(),
            cursor,
            direction: if random.chance(0.4) { Direction::Before } else { Direction::After },
            order: if random.chance(0.5) { Order::Descending } else { Order::Ascending },
            with_total: !random.chance(0.1),
            ..ListUsers::default()
        }
    }

    /// What the store answers: ids in order, and the total.
    pub async fn list(&self, query: &ListUsers) -> (Vec<String>, u64) {
        let listing = self.store.list_users(&self.project, query).await;
        let listing = listing.unwrap_or_else(|error| panic!("{query:?}: {error:?}"));
        (listing.items.into_iter().map(|user| user.id.to_string()).collect(), listing.total)
    }
}

fn any_name(random: &mut Random) -> Name {
    match random.below(8) {
        0 => Name::default(),
        1 => name(random.pick(&FIRST)),
        _ => name(&format!("{} {}", random.pick(&FIRST), random.pick(&LAST))),
    }
}
