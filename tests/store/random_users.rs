//! Random users of many kinds, some of them renamed or deleted: in the table, and in the model of the list.

use crate::list_model::ListedUser;
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

/// A project, its table and its users.
pub struct RandomUsers {
    pub table: Table,
    pub clock: TestClock,
    pub store: Store,
    pub project: Project,
    pub listed: Vec<ListedUser>,
    pub random: Random,
}

impl RandomUsers {
    /// Creates this many users in each slice, one slice after the other.
    pub async fn of(users: usize, shards: &[u16], seed: u64) -> Self {
        let (table, clock, mut project) = (Table::create().await, TestClock::new(seed), project("p"));
        let store = table.caller().store;
        project.slices[0].shards = shards[0];
        store.create_project(&project, &clock.change()).await.unwrap();
        let mut random_users = Self { table, clock, store, project, listed: Vec::new(), random: Random::new(seed) };
        for (slice, shards) in shards.iter().enumerate() {
            if slice > 0 {
                random_users.widen(*shards).await;
            }
            for _ in 0..users {
                random_users.join().await;
            }
        }
        random_users.move_about().await;
        random_users
    }

    async fn widen(&mut self, shards: u16) {
        self.clock.pass(Duration::from_secs(60));
        let slice = Slice { since: self.clock.now(), shards };
        self.project = self.store.widen_project(&self.project.id, slice, &self.clock.change()).await.unwrap();
    }

    pub async fn join(&mut self) {
        // Every third user is created in the same millisecond as the one before: then the order is random.
        let change = if self.random.below(3) == 0 { self.clock.change_now() } else { self.clock.change() };
        let new = self.somebody(self.listed.len(), &change.id.to_string());
        self.store.create_user(&self.project, new.clone(), &change).await.unwrap();
        self.listed.push(ListedUser { cid: change.id, new });
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

    /// Renames a tenth, changes the email of a tenth, deletes a tenth.
    async fn move_about(&mut self) {
        let p = &self.project.id;
        for _ in 0..self.listed.len() / 10 {
            let at = self.random.below(self.listed.len());
            let called = any_name(&mut self.random);
            self.store.update_name(p, &self.listed[at].new.id, called.clone(), &self.clock.change()).await.unwrap();
            self.listed[at].new.name = called;
            let at = self.random.below(self.listed.len());
            let address = email(&format!("moved.{}@{}", self.random.bits(), self.random.pick(&DOMAINS)));
            self.store
                .update_email(p, &self.listed[at].new.id, address.clone(), &Proof::Key, &self.clock.change())
                .await
                .unwrap();
            self.listed[at].new.email = Some(address);
            let gone = self.listed.remove(self.random.below(self.listed.len()));
            self.store.delete_user(p, &gone.new.id, &self.clock.change()).await.unwrap();
        }
    }

    /// A random page: limit, offset, cursor, direction and order.
    pub fn any_page(&mut self) -> ListUsers {
        let random = &mut self.random;
        let limit = if random.chance(0.1) { [0, 1, 100][random.below(3)] } else { random.below(101) };
        let offset = if random.chance(0.5) { 0 } else { random.below(self.listed.len() / 2) };
        let cursor = random.chance(0.6).then(|| self.listed[random.below(self.listed.len())].new.id.clone());
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

    /// The page that the store returns: ids in order, and the total.
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
