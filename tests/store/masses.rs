//! Results larger than one page of DynamoDB: they are complete, and the number of reads is bounded.

use crate::operations::large_prefs;
use dynoxide::types::AttributeValue;
use roster_core::{
    Error, Limit, ListTeams, ListUsers, Offset, Prefs, Project, Queries, Roles, Schema, SearchTerm, Team, TeamPrefs,
    Ulid,
};
use roster_tests::caller::Caller;
use roster_tests::clock::{TestClock, bare, full, membership, name, project, team_id, user_id};
use roster_tests::snapshot::Row;
use roster_tests::table::Table;

struct Scene {
    table: Table,
    clock: TestClock,
    project: Project,
    caller: Caller,
}

impl Scene {
    async fn of(shards: u16) -> Self {
        let (table, clock, mut project) = (Table::create().await, TestClock::new(81), project("p"));
        project.slices[0].shards = shards;
        let caller = table.caller();
        caller.store.create_project(&project, &clock.change()).await.unwrap();
        Self { table, clock, project, caller }
    }

    /// Writes this many copies of the row, each under its own table key.
    fn multiply(&self, like: &Row, copies: usize, key: impl Fn(Ulid) -> (String, String)) {
        let copies = (0..copies).map(|n| {
            let (pk, sk) = key(Ulid::from_parts(self.clock.now().as_millis(), n as u128));
            let mut item = like.clone().into_item();
            item.extend([("PK", pk), ("SK", sk)].map(|(name, text)| (name.to_owned(), AttributeValue::S(text))));
            item
        });
        self.table.import(copies.collect());
    }

    /// Creates a user with the word, and in this partition postings of the word for this many other users. Returns the
    /// user's posting.
    async fn with_the_word(&self, partition: &str, others: usize) -> Row {
        let ann = full("ann", "ann@example.com", "+4911", "Frequent Lee");
        self.caller.store.create_user(&self.project, ann, &self.clock.change()).await.unwrap();
        let posting = self.row(|row| row.sk().starts_with("frequent#"));
        self.multiply(&posting, others, |cid| {
            let cid = cid.to_string();
            (partition.to_owned(), format!("frequent#{}{cid}", &cid[22..]))
        });
        posting
    }

    /// Writes separate preferences like these for this many teams. Returns the teams as a list reads them.
    async fn with_separate_prefs(&self, prefs: &Prefs, teams: usize) -> Vec<Team> {
        let (store, p, first) = (&self.caller.store, &self.project.id, team_id("first"));
        store.create_team(p, &first, &name("A team"), None, &self.clock.change()).await.unwrap();
        store.update_team_prefs(p, &first, prefs, &self.clock.change()).await.unwrap();
        let separate = self.row(|row| row.pk() == "T#p#first" && row.sk() == "X");
        self.multiply(&separate, teams, |n| (format!("T#p#team-{}", n.random()), separate.sk().to_owned()));
        let listed = store.list_teams(p, &ListTeams::default()).await.unwrap().items.remove(0);
        assert_eq!(listed.prefs, TeamPrefs::Separate);
        (0..teams).map(|n| Team { id: team_id(&format!("team-{n}")), ..listed.clone() }).collect()
    }

    fn row(&self, which: impl Fn(&Row) -> bool) -> Row {
        self.table.rows().into_iter().find(which).expect("a row")
    }
}

fn search(term: &str) -> ListUsers {
    ListUsers { search: Some(SearchTerm::parse(term).unwrap()), ..ListUsers::default() }
}

/// In each of two shards, the postings of the word are below the limit for a search by postings; together they exceed
/// it.
#[tokio::test]
async fn the_postings_of_a_word_that_is_frequent_in_every_shard_are_not_all_read() {
    let scene = Scene::of(2).await;
    let (store, p) = (&scene.caller.store, &scene.project);
    let posting = scene.with_the_word("W#p#0.0#fr", 4_500).await;
    scene.multiply(&posting, 4_500, |cid| {
        let cid = cid.to_string();
        ("W#p#0.1#fr".to_owned(), format!("frequent#{}{cid}", &cid[22..]))
    });
    let (found, bill) = scene.caller.meter.measure(store.list_users(p, &search("frequent"))).await;
    assert_eq!(found.unwrap().total, 1);
    assert!(bill.read_units() < 150.0, "{}", bill.read_units());
}

/// They would fill the memory of a function before the size of the response is checked.
#[tokio::test]
async fn a_page_whose_preferences_exceed_the_memory_limit_is_rejected() {
    let scene = Scene::of(1).await;
    let (store, p) = (&scene.caller.store, &scene.project);
    let prefs = Prefs::parse(&format!(r#"{{"blob":"{}"}}"#, "x".repeat(65_000))).unwrap();
    for n in 0..520 {
        let id = store.create_user(p, bare(&format!("user-{n}")), &scene.clock.change()).await.unwrap().id;
        store.update_prefs(&p.id, &id, prefs.clone(), &scene.clock.change()).await.unwrap();
    }
    let page = |limit| ListUsers { limit: Limit::of_query(limit).unwrap(), ..ListUsers::default() };
    assert_eq!(store.list_users(p, &page(400)).await.unwrap().items.len(), 400);
    let rejected = store.list_users(p, &page(5_000)).await;
    assert!(matches!(rejected, Err(Error::AnswerTooLarge)), "{rejected:?}");
}

/// A list reads up to 5,000 teams and shows a page of them. Decompressed, their preferences would fill the memory of a
/// function.
#[tokio::test]
async fn preferences_of_teams_are_decompressed_for_the_page_alone() {
    let scene = Scene::of(1).await;
    let (store, p) = (&scene.caller.store, &scene.project.id);
    let prefs = Prefs::parse(&format!(r#"{{"blob":"{}"}}"#, "x".repeat(65_000))).unwrap();
    for n in 0..520 {
        let id = team_id(&format!("team-{n}"));
        store.create_team(p, &id, &name("A team"), None, &scene.clock.change()).await.unwrap();
        store.update_team_prefs(p, &id, &prefs, &scene.clock.change()).await.unwrap();
    }
    let whole = ListTeams { limit: Limit::whole(), ..ListTeams::default() };
    for query in [whole.clone(), ListTeams { search: Some("t".into()), ..whole }] {
        let listed = store.list_teams(p, &query).await.unwrap().items;
        let is_packed = |team: &Team| matches!(&team.prefs, TeamPrefs::Packed(packed) if packed.len() <= 400);
        assert!(listed.len() == 520 && listed.iter().all(is_packed), "{query:?}");
        let page = store.with_prefs(p, listed[..400].to_vec()).await.unwrap();
        assert!(page.iter().all(|team| team.prefs.known() == Some(&prefs)), "{query:?}");
        let rejected = store.with_prefs(p, listed).await;
        assert!(matches!(rejected, Err(Error::AnswerTooLarge)), "{query:?}: {rejected:?}");
    }
}

#[tokio::test]
async fn separate_preferences_of_more_teams_than_one_step_reads_are_complete() {
    let (scene, prefs) = (Scene::of(1).await, large_prefs(1));
    let teams = scene.with_separate_prefs(&prefs, 1_050).await;
    let filling = scene.caller.store.with_prefs(&scene.project.id, teams);
    let (filled, bill) = scene.caller.meter.measure(filling).await;
    let filled = filled.unwrap();
    assert!(filled.len() == 1_050 && filled.iter().all(|team| team.prefs.known() == Some(&prefs)));
    assert_eq!(bill.calls.len(), 11, "100 items in each call");
}

/// The second step is not read, because the first one is already too much.
#[tokio::test]
async fn a_page_whose_separate_preferences_exceed_the_memory_limit_is_rejected() {
    let scene = Scene::of(1).await;
    let (store, p) = (&scene.caller.store, &scene.project.id);
    let noise = large_prefs(1);
    let prefs = Prefs::parse(&format!(r#"{{"noise":{},"blob":"{}"}}"#, noise.as_json(), "x".repeat(60_000))).unwrap();
    let teams = scene.with_separate_prefs(&prefs, 1_050).await;
    assert_eq!(store.with_prefs(p, teams[..400].to_vec()).await.unwrap().len(), 400);
    let (rejected, bill) = scene.caller.meter.measure(store.with_prefs(p, teams)).await;
    assert!(matches!(rejected, Err(Error::AnswerTooLarge)), "{rejected:?}");
    assert_eq!(bill.calls.len(), 10);
}

/// As in a project whose shards were increased: nearly all postings of the word are in one of many partitions.
#[tokio::test]
async fn the_postings_of_one_partition_are_read_in_few_round_trips() {
    let scene = Scene::of(64).await;
    let (store, p) = (&scene.caller.store, &scene.project);
    scene.with_the_word("W#p#0.0#fr", 4_900).await;
    let filter = Queries::parse(&[r#"equal("name", "Frequent Lee")"#], Schema::Users).unwrap();
    let (found, bill) = scene.caller.meter.measure(store.list_users(p, &filter.of_users(None, true, 0))).await;
    assert_eq!(found.unwrap().total, 1);
    let lookups = bill.calls.iter().filter(|call| call.operation == "Query").map(|call| call.generation).max();
    assert!(lookups.is_some_and(|round_trips| (2..=4).contains(&round_trips)), "{lookups:?}");
}

/// The counters know of one user, so that the list is walked and not all postings are read.
#[tokio::test]
async fn the_postings_of_users_who_do_not_exist_cost_little_and_count_nobody() {
    for shards in [1, 64] {
        let scene = Scene::of(shards).await;
        scene.with_the_word("W#p#0.0#fr", 5_000).await;
        let query = ListUsers { limit: Limit::new(0).unwrap(), ..search("frequent") };
        let (found, bill) = scene.caller.meter.measure(scene.caller.store.list_users(&scene.project, &query)).await;
        assert_eq!(found.unwrap().total, 1);
        assert!(bill.read_units() < 150.0, "{}", bill.read_units());
    }
}

#[tokio::test]
async fn memberships_of_more_than_one_page_are_complete() {
    const TEAMS: usize = 340;
    let scene = Scene::of(1).await;
    let (store, p, ann) = (&scene.caller.store, &scene.project.id, user_id("ann"));
    store.create_user(&scene.project, bare("ann"), &scene.clock.change()).await.unwrap();
    let roles = Roles::parse((0..Roles::MOST).map(|n| format!("{n:0>32}")).collect()).unwrap();
    for n in 0..TEAMS {
        let team = format!("team-{n}");
        store.create_team(p, &team_id(&team), &name("A team"), None, &scene.clock.change()).await.unwrap();
        let mut joined = membership(&format!("m-{n}"), &ann, &team);
        joined.roles = roles.clone().into_vec();
        store.create_membership(p, &joined, &scene.clock.change()).await.unwrap();
    }
    let listed = store.list_memberships(p, &ann).await.unwrap();
    assert_eq!((listed.total, listed.items.len()), (TEAMS as u64, TEAMS));
    for membership in &listed.items {
        assert_eq!(store.find_own_membership(p, &ann, &membership.team).await.unwrap().as_ref(), Some(membership));
    }
}

#[tokio::test]
async fn the_total_of_a_log_is_the_same_on_every_page() {
    let scene = Scene::of(1).await;
    let (store, p, ann) = (&scene.caller.store, &scene.project.id, user_id("ann"));
    store.create_user(&scene.project, bare("ann"), &scene.clock.change()).await.unwrap();
    let line = scene.row(|row| row.pk() == "U#p#ann" && row.sk().starts_with("A#"));
    scene.multiply(&line, 5_050, |id| (line.pk().to_owned(), format!("A#{id}")));
    for offset in [0, 4_950, 5_000] {
        let (limit, offset) = (Limit::new(100).unwrap(), Offset::new(offset).unwrap());
        let page = store.list_logs(p, &ann, limit, offset, scene.clock.now()).await.unwrap();
        assert_eq!(page.total, 5_000);
        assert!(page.entries.len() >= 50, "{}", page.entries.len());
    }
}
