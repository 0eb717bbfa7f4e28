//! Preferences come back byte for byte, wherever they lie, and leave nothing behind.

use crate::operations::large_prefs;
use roster_core::{ListUsers, Prefs, Project, Proof, SearchTerm};
use roster_store::Store;
use roster_tests::clock::{TestClock, email, full, name, phone, project, user_id};
use roster_tests::invariants::EXACT;
use roster_tests::random::Random;
use roster_tests::table::Table;

struct Drawer {
    table: Table,
    clock: TestClock,
    store: Store,
    project: Project,
}

impl Drawer {
    async fn open() -> Self {
        let (table, clock, project) = (Table::create().await, TestClock::new(31), project("p"));
        let store = table.caller().store;
        store.create_user(&project, full("ann", "ann@example.com", "+4911", "Ann Lee"), &clock.change()).await.unwrap();
        Self { table, clock, store, project }
    }

    async fn put(&self, prefs: &Prefs) {
        let (p, ann) = (&self.project.id, user_id("ann"));
        self.store.update_prefs(p, &ann, prefs.clone(), &self.clock.change()).await.unwrap();
    }

    /// Reads the preferences in every way in which they can be read.
    async fn is_in(&self, prefs: &Prefs, when: &str) {
        let user = self.store.get_user(&self.project.id, &user_id("ann")).await.unwrap();
        assert_eq!(user.prefs.as_json(), prefs.as_json(), "{when}: get");
        let search = Some(SearchTerm::parse("lee").unwrap());
        for query in [ListUsers::default(), ListUsers { search, ..ListUsers::default() }] {
            let listing = self.store.list_users(&self.project, &query).await.unwrap();
            assert_eq!(listing.items, std::slice::from_ref(&user), "{when}: {query:?}");
        }
    }

    /// How many items hold preferences apart from their user.
    fn spilled(&self) -> usize {
        self.table.rows().iter().filter(|row| row.sk().starts_with("X#")).count()
    }
}

/// An object of this many bytes that cannot be packed much.
fn noise(bytes: usize, seed: u64) -> Prefs {
    let mut random = Random::new(seed);
    let text: String = std::iter::repeat_with(|| char::from(b'!' + random.below(90) as u8))
        .filter(|c| !matches!(c, '"' | '\\'))
        .take(bytes - 8)
        .collect();
    Prefs::parse(&format!("{{\"a\":\"{text}\"}}")).unwrap()
}

#[tokio::test]
async fn preferences_of_every_size_come_back_byte_for_byte() {
    let drawer = Drawer::open().await;
    let odd = r#"{"b":1.0,"a":{},"l":[],"n":1e2,"s":"é\u00e9\/","b":2, "x" : null }"#;
    let repetitive = format!("{{\"a\":\"{}\"}}", "x".repeat(65_527));
    let mut all = vec![Prefs::default(), Prefs::parse(odd).unwrap(), Prefs::parse(&repetitive).unwrap()];
    all.extend([9, 399, 400, 401, 402, 1_000, 4_095, 20_000, 65_535].map(|bytes| noise(bytes, bytes as u64)));
    for prefs in &all {
        drawer.put(prefs).await;
        drawer.is_in(prefs, &format!("{} bytes", prefs.as_json().len())).await;
        drawer.table.check(EXACT, &format!("{} bytes", prefs.as_json().len()));
    }
}

#[tokio::test]
async fn preferences_move_out_and_in_again_and_leave_nothing_behind() {
    let drawer = Drawer::open().await;
    let sizes =
        [(noise(300, 1), 0), (noise(5_000, 2), 1), (noise(60_000, 3), 1), (noise(60_000, 4), 1), (noise(50, 5), 0)];
    for (prefs, apart) in &sizes {
        drawer.put(prefs).await;
        assert_eq!(drawer.spilled(), *apart, "{} bytes", prefs.as_json().len());
    }
    // The same once more is a change like any other.
    let large = large_prefs(1);
    drawer.put(&large).await;
    drawer.put(&large).await;
    drawer.is_in(&large, "the same twice").await;
    assert_eq!(drawer.spilled(), 1);
    drawer.table.check(EXACT, "the same twice");
}

#[tokio::test]
async fn other_changes_leave_preferences_alone() {
    for prefs in [noise(300, 1), noise(30_000, 2)] {
        let drawer = Drawer::open().await;
        drawer.put(&prefs).await;
        let (store, p, ann, clock) = (&drawer.store, &drawer.project.id, &user_id("ann"), &drawer.clock);
        let answers = [
            store.update_name(p, ann, name("Ann Leigh Lee"), &clock.change()).await.unwrap(),
            store.update_email(p, ann, email("other@example.com"), &Proof::Key, &clock.change()).await.unwrap(),
            store.update_phone(p, ann, phone("+4922"), &Proof::Key, &clock.change()).await.unwrap(),
            store.update_status(p, ann, false, &clock.change()).await.unwrap(),
            store.update_email_verification(p, ann, true, &clock.change()).await.unwrap(),
        ];
        for user in answers {
            assert_eq!(user.prefs, prefs);
        }
        store.delete_sessions(p, ann, &clock.change()).await.unwrap();
        drawer.is_in(&prefs, "after other changes").await;
        drawer.table.check(EXACT, "after other changes");
    }
}

#[tokio::test]
async fn a_list_shows_the_large_preferences_of_everybody() {
    let drawer = Drawer::open().await;
    let mut expected = vec![Prefs::default()];
    for n in 0..5_u64 {
        let id = format!("u-{n}");
        let new = full(&id, &format!("{id}@example.com"), &format!("+49{n}00"), "Bo Ray");
        drawer.store.create_user(&drawer.project, new, &drawer.clock.change()).await.unwrap();
        let prefs = if n % 2 == 0 { noise(8_000, n) } else { noise(100, n) };
        let change = drawer.clock.change();
        drawer.store.update_prefs(&drawer.project.id, &user_id(&id), prefs.clone(), &change).await.unwrap();
        expected.push(prefs);
    }
    let listing = drawer.store.list_users(&drawer.project, &ListUsers::default()).await.unwrap();
    assert_eq!(listing.items.into_iter().map(|user| user.prefs).collect::<Vec<_>>(), expected);
}
