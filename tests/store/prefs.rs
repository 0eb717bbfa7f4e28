//! Preferences are returned byte for byte, in whichever item they are stored, and leave no items behind.

use crate::operations::large_prefs;
use roster_core::{ListUsers, Prefs, Project, Proof, SearchTerm};
use roster_store::Store;
use roster_tests::clock::{TestClock, email, full, name, phone, project, user_id};
use roster_tests::invariants::EXACT;
use roster_tests::random::Random;
use roster_tests::table::Table;

struct Scene {
    table: Table,
    clock: TestClock,
    store: Store,
    project: Project,
}

impl Scene {
    async fn create() -> Self {
        let (table, clock, project) = (Table::create().await, TestClock::new(31), project("p"));
        let store = table.caller().store;
        store.create_user(&project, full("ann", "ann@example.com", "+4911", "Ann Lee"), &clock.change()).await.unwrap();
        Self { table, clock, store, project }
    }

    async fn set(&self, prefs: &Prefs) {
        let (p, ann) = (&self.project.id, user_id("ann"));
        self.store.update_prefs(p, &ann, prefs.clone(), &self.clock.change()).await.unwrap();
    }

    /// Checks the stored preferences with every operation that reads them.
    async fn assert_stored(&self, prefs: &Prefs, when: &str) {
        let user = self.store.get_user(&self.project.id, &user_id("ann")).await.unwrap();
        assert_eq!(user.prefs.as_json(), prefs.as_json(), "{when}: get");
        let search = Some(SearchTerm::parse("lee").unwrap());
        for query in [ListUsers::default(), ListUsers { search, ..ListUsers::default() }] {
            let listing = self.store.list_users(&self.project, &query).await.unwrap();
            assert_eq!(listing.items, std::slice::from_ref(&user), "{when}: {query:?}");
        }
    }

    /// The number of items that hold preferences separately from their user.
    fn separate_items(&self) -> usize {
        self.table.rows().iter().filter(|row| row.sk().starts_with("X#")).count()
    }
}

/// An object of this many bytes that compresses badly.
fn noise(bytes: usize, seed: u64) -> Prefs {
    let mut random = Random::new(seed);
    let text: String = std::iter::repeat_with(|| char::from(b'!' + random.below(90) as u8))
        .filter(|c| !matches!(c, '"' | '\\'))
        .take(bytes - 8)
        .collect();
    Prefs::parse(&format!("{{\"a\":\"{text}\"}}")).unwrap()
}

#[tokio::test]
async fn preferences_of_every_size_are_returned_byte_for_byte() {
    let scene = Scene::create().await;
    let odd = r#"{"b":1.0,"a":{},"l":[],"n":1e2,"s":"é\u00e9\/","b":2, "x" : null }"#;
    let repetitive = format!("{{\"a\":\"{}\"}}", "x".repeat(65_527));
    let mut all = vec![Prefs::default(), Prefs::parse(odd).unwrap(), Prefs::parse(&repetitive).unwrap()];
    all.extend([9, 399, 400, 401, 402, 1_000, 4_095, 20_000, 65_535].map(|bytes| noise(bytes, bytes as u64)));
    for prefs in &all {
        scene.set(prefs).await;
        scene.assert_stored(prefs, &format!("{} bytes", prefs.as_json().len())).await;
        scene.table.check(EXACT, &format!("{} bytes", prefs.as_json().len()));
    }
}

#[tokio::test]
async fn preferences_that_grow_and_shrink_leave_no_item_behind() {
    let scene = Scene::create().await;
    let sizes =
        [(noise(300, 1), 0), (noise(5_000, 2), 1), (noise(60_000, 3), 1), (noise(60_000, 4), 1), (noise(50, 5), 0)];
    for (prefs, apart) in &sizes {
        scene.set(prefs).await;
        assert_eq!(scene.separate_items(), *apart, "{} bytes", prefs.as_json().len());
    }
    // Writing the same value again is a normal change.
    let large = large_prefs(1);
    scene.set(&large).await;
    scene.set(&large).await;
    scene.assert_stored(&large, "the same twice").await;
    assert_eq!(scene.separate_items(), 1);
    scene.table.check(EXACT, "the same twice");
}

#[tokio::test]
async fn other_changes_keep_the_preferences() {
    for prefs in [noise(300, 1), noise(30_000, 2)] {
        let scene = Scene::create().await;
        scene.set(&prefs).await;
        let (store, p, ann, clock) = (&scene.store, &scene.project.id, &user_id("ann"), &scene.clock);
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
        scene.assert_stored(&prefs, "after other changes").await;
        scene.table.check(EXACT, "after other changes");
    }
}

#[tokio::test]
async fn a_list_shows_the_large_preferences_of_all_users() {
    let scene = Scene::create().await;
    let mut expected = vec![Prefs::default()];
    for n in 0..5_u64 {
        let id = format!("u-{n}");
        let new = full(&id, &format!("{id}@example.com"), &format!("+49{n}00"), "Bo Ray");
        scene.store.create_user(&scene.project, new, &scene.clock.change()).await.unwrap();
        let prefs = if n % 2 == 0 { noise(8_000, n) } else { noise(100, n) };
        let change = scene.clock.change();
        scene.store.update_prefs(&scene.project.id, &user_id(&id), prefs.clone(), &change).await.unwrap();
        expected.push(prefs);
    }
    let listing = scene.store.list_users(&scene.project, &ListUsers::default()).await.unwrap();
    assert_eq!(listing.items.into_iter().map(|user| user.prefs).collect::<Vec<_>>(), expected);
}
