//! The invariants of teams, their memberships and their postings.

use super::Table;
use crate::snapshot::Row;
use roster_core::{Name, Team, TeamId, TeamPrefs, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// The key of one incarnation of a team: project, id, incarnation.
type Life = (String, String, String);

/// The owner of memberships and postings: a team, or the deletion job of a team.
struct Holder {
    words: BTreeSet<String>,
    /// The stored number of members of a team that is not being deleted.
    total: Option<i64>,
}

impl Table<'_> {
    pub(super) fn check_teams(&mut self) {
        let mut broken = Vec::new();
        let holders = self.find_teams(&mut broken);
        self.check_team_prefs(&mut broken);
        self.check_team_postings(&holders, &mut broken);
        self.check_members(&holders, &mut broken);
        self.broken.append(&mut broken);
    }

    fn find_teams(&self, broken: &mut Vec<String>) -> BTreeMap<Life, Holder> {
        let mut holders = BTreeMap::new();
        let jobs = self.of_kind("J#").filter(|row| row.has("tid")).map(doomed);
        for row in self.of_kind("T#").filter(|row| row.sk() == "T") {
            let [_, project, id] = row.parts().unwrap_or_default();
            if row.text("G1P") != format!("TL#{project}") || row.text("G1S") != row.text("tc") {
                broken.push(format!("team {id} is in no list"));
            }
            let life = (project.to_owned(), id.to_owned(), row.text("tc").to_owned());
            match words_of(row) {
                Some(words) => drop(holders.insert(life, Holder { words, total: Some(row.number("tot")) })),
                None => broken.push(format!("team {id} is malformed")),
            }
        }
        for (life, holder) in jobs {
            if holders.insert(life.clone(), holder).is_some() {
                broken.push(format!("team {life:?} is alive and being deleted, or twice in jobs"));
            }
        }
        holders
    }

    /// Preferences have an item of their own exactly if the team says so.
    fn check_team_prefs(&self, broken: &mut Vec<String>) {
        let of = |sk: &str, separate: bool| -> BTreeSet<&str> {
            let rows = self.of_kind("T#").filter(|row| row.sk() == sk);
            rows.filter(|row| row.is_true("pf") == separate).map(Row::pk).collect()
        };
        for team in of("T", true).symmetric_difference(&of("X", false)) {
            broken.push(format!("the preferences of {team} are missing, or do not count"));
        }
        let strange = self.of_kind("T#").filter(|row| !["T", "X"].contains(&row.sk()));
        broken.extend(strange.map(|row| format!("{} {} is of no known kind", row.pk(), row.sk())));
    }

    fn check_team_postings(&self, holders: &BTreeMap<Life, Holder>, broken: &mut Vec<String>) {
        let mut found: BTreeMap<Life, BTreeSet<String>> = BTreeMap::new();
        for posting in self.of_kind("V#") {
            let [_, project, letters] = posting.parts().unwrap_or_default();
            let (word, tail) = posting.sk().split_once('#').unwrap_or_default();
            let tc = tail.get(4..).unwrap_or_default();
            let life = (project.to_owned(), posting.text("tid").to_owned(), tc.to_owned());
            let fits = letters == word.chars().take(2).collect::<String>() && tail.get(..4) == tc.get(22..);
            if !fits || holders.get(&life).is_none_or(|holder| !holder.words.contains(word)) {
                broken.push(format!("posting {} {} belongs to no team", posting.pk(), posting.sk()));
            }
            found.entry(life).or_default().insert(word.to_owned());
        }
        for (life, holder) in holders.iter().filter(|(_, holder)| holder.total.is_some()) {
            if holder.words != found.remove(life).unwrap_or_default() {
                broken.push(format!("team {} is not found by all of {:?}", life.1, holder.words));
            }
        }
    }

    fn check_members(&self, holders: &BTreeMap<Life, Holder>, broken: &mut Vec<String>) {
        let mut members: BTreeMap<Life, i64> = BTreeMap::new();
        for row in self.of_kind("U#").filter(|row| row.sk().starts_with("M#")) {
            let [_, project, user] = row.parts().unwrap_or_default();
            let mut name = row.sk().splitn(3, '#').skip(1);
            let (team, tc) = (name.next().unwrap_or_default(), name.next().unwrap_or_default());
            if row.text("tc") != tc || row.text("G1P") != format!("T#{project}#{team}#{tc}") {
                broken.push(format!("membership {} {} is not in the list of its team", row.pk(), row.sk()));
            }
            if !self.owners.contains_key(&(project.to_owned(), user.to_owned(), row.text("uc").to_owned())) {
                broken.push(format!("membership {} {} has no user", row.pk(), row.sk()));
            }
            let life = (project.to_owned(), team.to_owned(), tc.to_owned());
            *members.entry(life).or_default() += i64::from(row.has("jn"));
        }
        for (life, holder) in holders {
            let counted = members.remove(life).unwrap_or(0);
            if let Some(total) = holder.total.filter(|total| *total != counted) {
                broken.push(format!("team {} says {total} members and has {counted}", life.1));
            }
        }
        broken.extend(members.into_keys().map(|team| format!("there are members of {team:?}, which does not exist")));
    }
}

fn words_of(row: &Row) -> Option<BTreeSet<String>> {
    let at = Timestamp::default();
    let (id, name) = (TeamId::parse(row.text("id")).ok()?, Name::parse(row.text("nm")).ok()?);
    Some(Team { id, name, total: 0, prefs: TeamPrefs::Separate, created_at: at, updated_at: at }.words())
}

fn doomed(row: &Row) -> (Life, Holder) {
    let words = row.list("words").into_iter().map(str::to_owned).collect();
    let life = (row.text("pid").to_owned(), row.text("tid").to_owned(), row.text("cid").to_owned());
    (life, Holder { words, total: None })
}
