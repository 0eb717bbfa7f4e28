//! Random users with labels, some of them blocked, verified or signed in: in the table, and in memory.

use super::trees::{Page, Tree, Vocabulary};
use crate::random_users::RandomUsers;
use roster_core::{Exact, Labels, Proof, Ulid, User};

const LABELS: [&str; 6] = ["vip", "VIP", "beta", "betaTester", "staff", "x1"];

/// A user, with its position in the order of creation.
#[derive(Debug, Clone)]
pub struct Person {
    pub cid: Ulid,
    pub user: User,
}

pub struct People {
    pub random_users: RandomUsers,
    /// In the order of creation.
    pub all: Vec<Person>,
    vocabulary: Vocabulary,
}

impl People {
    pub async fn of(users: usize, shards: &[u16], seed: u64) -> Self {
        let mut random_users = RandomUsers::of(users, shards, seed).await;
        let project = random_users.project.id.clone();
        for at in 0..random_users.listed.len() {
            let (id, store) = (random_users.listed[at].new.id.clone(), random_users.store.clone());
            if random_users.random.chance(0.3) {
                store.update_status(&project, &id, false, &random_users.clock.change()).await.unwrap();
            }
            if random_users.random.chance(0.3) {
                store.update_email_verification(&project, &id, true, &random_users.clock.change()).await.unwrap();
            }
            if random_users.random.chance(0.2) {
                let hash = roster_tests::clock::hash("c2FsdA");
                store
                    .update_password(&project, &id, Some(hash), &Proof::Key, &random_users.clock.change())
                    .await
                    .unwrap();
            }
            if random_users.random.chance(0.3) {
                let signed_in = store.find_named(&project, &Exact::Id(id.clone())).await.unwrap();
                store.note_access(&project, signed_in, random_users.clock.now()).await;
            }
            // Some users get labels twice: the postings of the first ones must be removed.
            for _ in 0..random_users.random.below(3) {
                let labels = any_labels(&mut random_users);
                store.update_labels(&project, &id, labels, &random_users.clock.change()).await.unwrap();
            }
        }
        let mut all = Vec::new();
        for known in &random_users.listed {
            let user = random_users.store.get_user(&project, &known.new.id).await.unwrap();
            all.push(Person { cid: known.cid, user });
        }
        all.sort_by_key(|person| person.cid);
        let vocabulary = Vocabulary::of(&all);
        Self { random_users, all, vocabulary }
    }

    /// A random page with a random filter and order.
    pub fn any_page(&mut self) -> Page {
        let random = &mut self.random_users.random;
        let mut page = Page { with_total: !random.chance(0.3), chance: random.bits(), ..Page::default() };
        for _ in 0..[0, 1, 1, 1, 2][random.below(5)] {
            page.trees.push(Tree::any(random, &self.vocabulary, 3));
        }
        for _ in 0..[0, 0, 1, 1, 2][random.below(5)] {
            page.orders.push((random.pick(&super::trees::ORDERS), random.chance(0.5)));
        }
        let most = random.pick(&[3, 20, 150]);
        page.limit = random.chance(0.8).then(|| 1 + random.below(most));
        page.offset = random.chance(0.3).then(|| random.below(20));
        if random.chance(0.5) {
            page.cursor = Some(self.all[random.below(self.all.len())].user.id.to_string());
            page.before = random.chance(0.5);
        }
        page.as_json = random.chance(0.5);
        if random.chance(0.2) {
            page.search = Some(self.vocabulary.any_term(random));
        }
        page
    }
}

/// No labels, some, or more than can be searched.
fn any_labels(random_users: &mut RandomUsers) -> Labels {
    let random = &mut random_users.random;
    let mut labels: Vec<String> = Vec::new();
    if random.chance(0.05) {
        labels.extend((0..45).map(|n| format!("many{n}")));
    }
    for _ in 0..random.below(4) {
        labels.push(random.pick(&LABELS).to_owned());
    }
    Labels::parse(labels).unwrap()
}
