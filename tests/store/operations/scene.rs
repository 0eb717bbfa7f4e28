//! The data that the operations need.

use super::{factors, identities, messages, parts, rules};
use roster_core::{Error, Limit, Offset, Prefs, Project, Proof, UserId};
use roster_tests::caller::Caller;
use roster_tests::clock::{TestClock, full, membership, name, project, team_id, user_id};
use roster_tests::snapshot::Row;
use roster_tests::table::Table;
use tokio::sync::OnceCell;

/// A project with a team, which has large preferences, and two members of it. Ann has sessions, large preferences, a target, an
/// authenticator, challenges, recovery codes, links and an identity, bob has small preferences, a token, a code and an open invitation. Dan is in no team.
pub struct Scene {
    pub table: Table,
    pub clock: TestClock,
    pub project: Project,
    /// A caller without faults.
    pub observer: Caller,
}

/// Preferences that need an item of their own, even if they are compressed.
pub fn large_prefs(seed: u64) -> Prefs {
    let mut random = roster_tests::random::Random::new(seed);
    let noise: String = (0..300).map(|_| format!("{:x}", random.bits())).collect();
    Prefs::parse(&format!("{{\"noise\":\"{noise}\"}}")).unwrap()
}

impl Scene {
    /// A copy of the scene of [`Scene::build`], which is built once: some tests need a thousand scenes.
    pub async fn set() -> Self {
        static BUILT: OnceCell<(Vec<Row>, TestClock, Project)> = OnceCell::const_new();
        let built = async {
            let scene = Self::build().await;
            (scene.table.rows(), scene.clock, scene.project)
        };
        let (rows, clock, project) = BUILT.get_or_init(|| built).await;
        let table = Table::filled(rows).await;
        let observer = table.caller();
        Self { table, clock: clock.twin(), project: project.clone(), observer }
    }

    async fn build() -> Self {
        let (table, clock, project) = (Table::create().await, TestClock::new(7), project("p"));
        let observer = table.caller();
        let store = &observer.store;
        store.create_project(&project, &clock.change()).await.unwrap();
        store.create_team(&project.id, &team_id("crew"), &name("The crew"), None, &clock.change()).await.unwrap();
        store.create_team(&project.id, &team_id("band"), &name("The band"), None, &clock.change()).await.unwrap();
        let ann = full("ann", "ann@example.com", "+4911111", "Ann Lee");
        let bob = full("bob", "bob@example.com", "+4922222", "Bob Ray");
        for new in [ann, bob] {
            let id = new.id.clone();
            store.create_user(&project, new, &clock.change()).await.unwrap();
            let joined = membership(&format!("m-{id}"), &id, "crew");
            store.create_membership(&project.id, &joined, &clock.change()).await.unwrap();
        }
        store.update_prefs(&project.id, &user_id("ann"), large_prefs(1), &clock.change()).await.unwrap();
        let small = Prefs::parse("{\"theme\":\"dark\"}").unwrap();
        store.update_prefs(&project.id, &user_id("bob"), small, &clock.change()).await.unwrap();
        for n in 0..3 {
            let (session, secret) = clock.session(&user_id("ann"), &format!("s-{n}"));
            store.create_session(&project.id, &session, &secret, &Proof::Key, &clock.change()).await.unwrap();
        }
        parts::add_parts(store, &clock, &project).await;
        rules::add_invitation(store, &clock, &project).await;
        factors::add_factors(store, &clock, &project).await;
        messages::add_tokens(store, &clock, &project).await;
        identities::add_identities(store, &clock, &project).await;
        store.count_attempt(&project.id, &parts::sign_ins(), clock.now()).await.unwrap();
        Self { table, clock, project, observer }
    }

    /// The number of entries with this event in the log of a user.
    pub async fn entries_of(&self, user: &UserId, event: &str) -> usize {
        let (limit, now) = (Limit::new(100).unwrap(), self.clock.now());
        match self.observer.store.list_logs(&self.project.id, user, limit, Offset::default(), now).await {
            Ok(page) => page.entries.iter().filter(|entry| entry.event.to_string() == event).count(),
            Err(Error::UserNotFound) => 0,
            Err(error) => panic!("{error:?}"),
        }
    }
}
