//! The names and emails in a user's log: each entry has those of its time.

use roster_core::{Actor, Change, Email, Limit, LogEntry, Offset, Origin, Project, Proof, UserId};
use roster_tests::clock::{TestClock, email, full, name, project, user_id};
use roster_tests::snapshot::Row;
use roster_tests::table::Table;
use std::time::Duration;

struct Scene {
    table: Table,
    clock: TestClock,
    project: Project,
    ann: UserId,
}

impl Scene {
    /// A project with ann, whose name is `Ann` and whose email is `ann@example.com`.
    async fn set() -> Self {
        let (table, clock, project) = (Table::create().await, TestClock::new(91), project("p"));
        let store = table.caller().store;
        store.create_project(&project, &clock.change()).await.unwrap();
        store.create_user(&project, full("ann", "ann@example.com", "+4955", "Ann"), &clock.change()).await.unwrap();
        Self { table, clock, project, ann: user_id("ann") }
    }

    async fn rename(&self, to: &str) {
        let store = self.table.caller().store;
        store.update_name(&self.project.id, &self.ann, name(to), &self.clock.change()).await.unwrap();
    }

    async fn set_email(&self, to: Option<&str>) {
        let (store, change) = (self.table.caller().store, self.clock.change());
        store.update_email(&self.project.id, &self.ann, to.map(email), &Proof::Key, &change).await.unwrap();
    }

    async fn verify(&self) {
        let store = self.table.caller().store;
        store.update_email_verification(&self.project.id, &self.ann, true, &self.clock.change()).await.unwrap();
    }

    async fn page(&self, limit: i64, offset: i64) -> Vec<LogEntry> {
        let (limit, offset) = (Limit::new(limit).unwrap(), Offset::any(offset));
        let store = self.table.caller().store;
        store.list_logs(&self.project.id, &self.ann, limit, offset, self.clock.now()).await.unwrap().entries
    }

    /// The event, the name and the email of every entry, newest first.
    async fn log(&self) -> Vec<(String, String, String)> {
        self.page(100, 0).await.iter().map(shown).collect()
    }

    /// All items as version 0.1.0 wrote them: its log entries have no former names and emails.
    fn rows_of_0_1_0(&self) -> Vec<Row> {
        let older = |row: Row| {
            let is_entry = row.sk().starts_with("A#");
            let mut item = row.into_item();
            item.retain(|attribute, _| !is_entry || !["nm", "em"].contains(&attribute.as_str()));
            item.into()
        };
        self.table.rows().into_iter().map(older).collect()
    }
}

fn shown(entry: &LogEntry) -> (String, String, String) {
    let email = entry.email.as_ref().map_or("", Email::as_str);
    (entry.event.to_string(), entry.name.as_str().to_owned(), email.to_owned())
}

fn entry(event: &str, name: &str, email: &str) -> (String, String, String) {
    (event.to_owned(), name.to_owned(), email.to_owned())
}

#[tokio::test]
async fn each_entry_has_the_name_and_the_email_of_its_time() {
    let scene = Scene::set().await;
    scene.verify().await;
    scene.rename("Anna").await;
    scene.set_email(None).await;
    scene.rename("").await;
    scene.set_email(Some("anna@example.com")).await;
    // A change to the same value replaces nothing.
    scene.set_email(Some("anna@example.com")).await;
    scene.rename("Ann").await;
    let expected = [
        entry("update.name", "Ann", "anna@example.com"),
        entry("update.email", "", "anna@example.com"),
        entry("update.email", "", "anna@example.com"),
        entry("update.name", "", ""),
        entry("update.email", "Anna", ""),
        entry("update.name", "Anna", "ann@example.com"),
        entry("update.verification", "Ann", "ann@example.com"),
        entry("create", "Ann", "ann@example.com"),
    ];
    assert_eq!(scene.log().await, expected);
    for offset in 0..expected.len() {
        let page: Vec<_> = scene.page(2, offset as i64).await.iter().map(shown).collect();
        assert_eq!(page, expected[offset..expected.len().min(offset + 2)], "the page after {offset}");
    }
}

#[tokio::test]
async fn an_entry_without_former_values_has_the_oldest_known_ones() {
    let scene = Scene::set().await;
    scene.rename("Anna").await;
    scene.set_email(Some("anna@example.com")).await;
    let rows = scene.rows_of_0_1_0();
    let scene = Scene { table: Table::filled(&rows).await, ..scene };
    let present = |event| entry(event, "Anna", "anna@example.com");
    assert_eq!(scene.log().await, [present("update.email"), present("update.name"), present("create")]);
    scene.rename("Annika").await;
    let expected = [
        entry("update.name", "Annika", "anna@example.com"),
        present("update.email"),
        present("update.name"),
        present("create"),
    ];
    assert_eq!(scene.log().await, expected);
}

#[tokio::test]
async fn a_former_name_expires_with_its_entry() {
    let scene = Scene::set().await;
    scene.rename("Anna").await;
    scene.clock.pass(Duration::from_hours(14 * 24) - Duration::from_millis(1));
    scene.verify().await;
    assert_eq!(scene.log().await.len(), 2, "the creation has expired");
    scene.clock.pass(Duration::from_secs(1));
    assert_eq!(scene.log().await, [entry("update.verification", "Anna", "ann@example.com")]);
}

#[tokio::test]
async fn the_longest_former_name_makes_an_entry_no_more_expensive() {
    let scene = Scene::set().await;
    // Each of these names is one word, which no other text of the user has, so every renaming moves one posting.
    scene.rename("Zoe").await;
    let (long, other) = ("𝕩".repeat(128), "𝕪".repeat(128));
    let caller = scene.table.caller();
    let origin = Origin::new(Actor::User(scene.ann.clone()), &"1".repeat(45), &"Mozilla/5.0 ".repeat(50));
    let rename = async |to: &str| {
        scene.clock.pass(Duration::from_millis(1));
        let change = Change::new(scene.clock.now(), u128::from(scene.clock.bits()), origin.clone());
        let renaming = caller.store.update_name(&scene.project.id, &scene.ann, name(to), &change);
        let (renamed, bill) = caller.meter.measure(renaming).await;
        renamed.unwrap();
        bill.write_units()
    };
    let (first, second) = (rename(&long).await, rename(&other).await);
    assert!((first - second).abs() < f64::EPSILON, "{first} units for a short former name, {second} for a long one");
    let newest = scene.page(1, 0).await.remove(0);
    assert!((200..512).contains(&newest.origin.agent.len()), "{} bytes of the agent", newest.origin.agent.len());
    assert_eq!(scene.page(1, 1).await[0].name, name(&long));
    let entries = scene.table.rows().into_iter().filter(|row| row.sk().starts_with("A#"));
    let bytes = entries.map(|row| row.names().map(|name| name.len() + row.text(name).len()).sum::<usize>());
    assert!(bytes.max().unwrap() <= 1_024);
}
