//! Pages of teams, compared with a model in memory.

use roster_core::{Direction, Error, Limit, ListTeams, Offset, Order, ProjectId, TeamId, Ulid, fold};
use roster_store::Store;
use roster_tests::clock::{TestClock, bare, founder, name, project, team_id, user_id};
use roster_tests::invariants::EXACT;
use roster_tests::random::Random;
use roster_tests::table::Table;

const TEAMS: usize = 60;
const PAGES: usize = 300;
const ADJECTIVES: [&str; 8] = ["Red", "Redder", "Blue", "Élite", "North", "Northern", "X", "東京"];
const NOUNS: [&str; 8] = ["Crew", "Crews", "Band", "Bandits", "Müller", "O'Neil", "A", "Team 7"];

/// A team of the model.
struct ListedTeam {
    tc: Ulid,
    id: TeamId,
    name: String,
    /// Whether the user of the test is a member.
    own: bool,
}

/// A project with teams, some of them renamed, or deleted and created again, and a user who is a member of half of
/// them.
pub struct RandomTeams {
    pub table: Table,
    pub store: Store,
    clock: TestClock,
    project: ProjectId,
    teams: Vec<ListedTeam>,
    random: Random,
}

impl RandomTeams {
    pub async fn of(teams: usize, seed: u64) -> Self {
        let (table, clock) = (Table::create().await, TestClock::new(seed));
        let (store, project) = (table.caller().store, project("p"));
        store.create_project(&project, &clock.change()).await.unwrap();
        store.create_user(&project, bare("ann"), &clock.change()).await.unwrap();
        let (project, random) = (project.id, Random::new(seed));
        let mut random_teams = Self { table, store, clock, project, teams: Vec::new(), random };
        for n in 0..teams {
            random_teams.found(&format!("team-{n}")).await;
        }
        random_teams.move_about().await;
        random_teams
    }

    fn any_name(&mut self) -> String {
        format!("{} {}", self.random.pick(&ADJECTIVES), self.random.pick(&NOUNS))
    }

    async fn found(&mut self, id: &str) {
        // Every third team is created in the same millisecond as the one before: then the order is random.
        let change = if self.random.below(3) == 0 { self.clock.change_now() } else { self.clock.change() };
        let (called, own) = (self.any_name(), self.random.chance(0.5));
        let ann = own.then(|| founder(&user_id("ann"), &format!("m-{}", change.id)));
        let made = self.store.create_team(&self.project, &team_id(id), &name(&called), ann.as_ref(), &change).await;
        let id = made.unwrap().id;
        self.teams.push(ListedTeam { tc: change.id, id, name: called, own });
    }

    /// Renames some, deletes some, and creates some of the deleted ones again with their ids.
    async fn move_about(&mut self) {
        for n in 0..self.teams.len() / 6 {
            let (at, called) = (self.random.below(self.teams.len()), self.any_name());
            let renamed = (self.teams[at].id.clone(), name(&called), self.clock.change());
            self.store.update_team_name(&self.project, &renamed.0, renamed.1, &renamed.2).await.unwrap();
            self.teams[at].name = called;
            let gone = self.teams.remove(self.random.below(self.teams.len()));
            self.store.delete_team(&self.project, &gone.id, &self.clock.change()).await.unwrap();
            if n % 2 == 0 {
                self.found(gone.id.as_str()).await;
            }
        }
    }

    /// A random page, with its cursor among these teams.
    pub fn any_page(&mut self, own: bool) -> ListTeams {
        let cursors: Vec<TeamId> =
            self.teams.iter().filter(|team| team.own || !own).map(|team| team.id.clone()).collect();
        let random = &mut self.random;
        let limit = if random.chance(0.1) { [0, 1, 100][random.below(3)] } else { random.below(30) };
        let offset = if random.chance(0.5) { 0 } else { random.below(cursors.len() / 2) };
        let cursor = random.chance(0.5).then(|| cursors[random.below(cursors.len())].clone());
        ListTeams {
            search: None,
            limit: Limit::new(limit as i64).unwrap(),
            offset: Offset::new(offset as i64).unwrap(),
            cursor,
            direction: if random.chance(0.4) { Direction::Before } else { Direction::After },
            order: if random.chance(0.5) { Order::Descending } else { Order::Ascending },
        }
    }

    /// A term as people type it: a word, its beginning, a whole name, words of two names, an id or a part of one, or
    /// random letters.
    pub fn any_term(&mut self) -> String {
        let called = self.any_name();
        let random = &mut self.random;
        let word = called.split(' ').next().unwrap_or_default();
        match random.below(9) {
            0 => called,
            1 => called.to_uppercase(),
            2 => called.split(' ').rev().collect::<Vec<_>>().join("  "),
            3 => word.chars().take(1 + random.below(word.chars().count())).collect(),
            4 => format!("{word} {}", random.pick(&NOUNS)),
            7 => format!("team-{}", random.below(TEAMS)),
            8 => format!("{} {}", random.below(TEAMS), word),
            5 => ["zzz", ">", "", "é", "n"][random.below(5)].to_owned(),
            _ => word.to_owned(),
        }
    }

    /// The expected page: ids in order, and the total.
    pub fn expected(&self, query: &ListTeams, own: bool) -> (Vec<String>, u64) {
        let fits =
            |team: &&ListedTeam| (team.own || !own) && query.search.as_deref().is_none_or(|term| matches(team, term));
        let mut teams: Vec<&ListedTeam> = self.teams.iter().filter(fits).collect();
        let total = teams.len() as u64;
        teams.sort_by_key(|team| team.tc);
        let ascending = query.order == Order::Ascending;
        if !ascending {
            teams.reverse();
        }
        let cursor = query.cursor.as_ref().map(|id| self.teams.iter().find(|team| team.id == *id).unwrap().tc);
        let before = |team: &&&ListedTeam| cursor.is_none_or(|at| if ascending { team.tc < at } else { team.tc > at });
        let after = |team: &&&ListedTeam| cursor.is_none_or(|at| if ascending { team.tc > at } else { team.tc < at });
        let (skip, take) = (query.offset.get(), query.limit.get());
        let page: Vec<&ListedTeam> = match query.direction {
            Direction::After => teams.iter().filter(after).skip(skip).take(take).copied().collect(),
            Direction::Before => {
                let before: Vec<&ListedTeam> = teams.iter().filter(before).copied().collect();
                let end = before.len().saturating_sub(skip);
                before[end.saturating_sub(take)..end].to_vec()
            }
        };
        (page.into_iter().map(|team| team.id.to_string()).collect(), total)
    }

    pub async fn listed(&self, query: &ListTeams, own: bool) -> (Vec<String>, u64) {
        let listing = if own {
            self.store.list_teams_of(&self.project, &user_id("ann"), query).await
        } else {
            self.store.list_teams(&self.project, query).await
        };
        let listing = listing.unwrap_or_else(|error| panic!("{query:?}: {error:?}"));
        (listing.items.into_iter().map(|team| team.id.to_string()).collect(), listing.total)
    }
}

fn words(text: &str) -> Vec<String> {
    fold(text).split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Whether every word of the term is the beginning of a word of the name or of the id; a term without words matches no
/// team.
fn matches(team: &ListedTeam, term: &str) -> bool {
    let (own, asked) = (words(&format!("{} {}", team.name, team.id)), words(term));
    !asked.is_empty() && asked.iter().all(|word| own.iter().any(|own| own.starts_with(word.as_str())))
}

#[tokio::test]
async fn pages_of_teams_are_those_of_the_model() {
    let mut random_teams = RandomTeams::of(TEAMS, 81).await;
    random_teams.table.check(EXACT, "the teams");
    for n in 0..PAGES {
        let own = n % 2 == 0;
        let query = random_teams.any_page(own);
        assert_eq!(random_teams.listed(&query, own).await, random_teams.expected(&query, own), "own: {own}, {query:?}");
    }
}

#[tokio::test]
async fn searches_for_teams_find_those_of_the_model() {
    let mut random_teams = RandomTeams::of(TEAMS, 82).await;
    let mut hits = 0;
    for n in 0..PAGES {
        let own = n % 2 == 0;
        let (search, page) = (Some(random_teams.any_term()), random_teams.any_page(own));
        // A search finds few teams, so half of the pages begin with the first one.
        let query = match random_teams.random.chance(0.5) {
            true => ListTeams { search, ..page },
            false => ListTeams { search, limit: page.limit, order: page.order, ..ListTeams::default() },
        };
        let expected = random_teams.expected(&query, own);
        assert_eq!(random_teams.listed(&query, own).await, expected, "own: {own}, {query:?}");
        hits += usize::from(!expected.0.is_empty());
    }
    assert!(hits > PAGES / 4, "most searches should find a team: {hits}");
}

/// No posting leads to it: it is read by its id. A part of it finds nothing.
#[tokio::test]
async fn a_generated_id_finds_its_team_also_if_the_team_is_older_than_the_search_by_id() {
    let teams = RandomTeams::of(12, 85).await;
    let (id, p) = ("65b1f0c2a3b4c5d6e7f8", &teams.project);
    let called = name("Cafe 65b1f0c2a3b4c5d6e7f9");
    teams.store.create_team(p, &team_id(id), &called, None, &teams.clock.change()).await.unwrap();
    let found = async |term: &str| {
        let query = ListTeams { search: Some(term.into()), ..ListTeams::default() };
        teams.listed(&query, false).await.0
    };
    assert!(!teams.table.rows().iter().any(|row| row.sk().starts_with(id)), "a posting of the id");
    assert_eq!(found(id).await, [id]);
    assert_eq!(found(&format!(" {id} ")).await, [id]);
    assert_eq!(found("65b1f0c2a3b4c5d6e7f9").await, [id], "a word of the name that looks like an id");
    assert_eq!(found("65b1f0c2a3b4c5d6e7fa").await, [""; 0]);
}

/// Teams of an earlier version have no postings of their ids.
#[tokio::test]
async fn a_reindex_makes_the_words_of_chosen_ids_findable() {
    let teams = RandomTeams::of(3, 86).await;
    let (p, called) = (&teams.project, name("Café"));
    teams.store.create_team(p, &team_id("red-pandas"), &called, None, &teams.clock.change()).await.unwrap();
    let of_id = |row: &&roster_tests::snapshot::Row| row.sk().starts_with("pandas#") || row.sk().starts_with("red#");
    let postings: Vec<_> =
        teams.table.rows().into_iter().filter(|row| of_id(&row) && row.pk().starts_with("V#")).collect();
    assert!(postings.len() >= 2);
    let older: Vec<_> = teams.table.rows().into_iter().filter(|row| !postings.contains(row)).collect();
    let table = Table::filled(&older).await;
    let store = table.caller().store;
    let query = ListTeams { search: Some("panda".into()), ..ListTeams::default() };
    assert_eq!(store.list_teams(p, &query).await.unwrap().total, 0);
    store.reindex_project(p, &teams.clock.change(), &mut |_| {}).await.unwrap();
    assert_eq!(store.list_teams(p, &query).await.unwrap().items[0].id, team_id("red-pandas"));
    table.check(EXACT, "after the reindex");
}

#[tokio::test]
async fn a_cursor_of_an_unknown_team_is_invalid() {
    let random_teams = RandomTeams::of(12, 83).await;
    for search in [None, Some("crew".to_owned())] {
        let query = ListTeams { cursor: Some(team_id("nobody")), search, ..ListTeams::default() };
        let listed = random_teams.store.list_teams(&random_teams.project, &query).await;
        assert!(matches!(listed, Err(Error::TeamCursorNotFound(_))), "{listed:?}");
    }
}

/// Otherwise a user could find out which teams exist.
#[tokio::test]
async fn a_cursor_of_a_team_without_the_user_is_invalid() {
    let random_teams = RandomTeams::of(12, 84).await;
    let other = random_teams.teams.iter().find(|team| !team.own).unwrap().id.clone();
    let query = ListTeams { cursor: Some(other), ..ListTeams::default() };
    let listed = random_teams.store.list_teams_of(&random_teams.project, &user_id("ann"), &query).await;
    assert!(matches!(listed, Err(Error::TeamCursorNotFound(_))), "{listed:?}");
}
