//! The invariants of the whole table, which must be true at every moment, after any kill, lost response or race.

mod factors;
mod identities;
mod targets;
mod teams;

use crate::snapshot::Row;
use roster_core::{Email, Labels, ListIndexes, Name, NewUser, Phone, User, UserId};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The number of users by which a counter may be wrong.
///
/// Only the counter is not in the transaction of a creation: when a caller is killed between the two, the counter is wrong by
/// one until a recount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slack(pub u64);

/// No counter may be wrong.
pub const EXACT: Slack = Slack(0);

/// The key of one incarnation of a user: project, id, incarnation.
type Life = (String, String, String);

/// The owner of items: a user, or the deletion job of a user.
struct Owner {
    place: String,
    words: BTreeSet<String>,
    user: Option<User>,
    px: String,
    /// The ids of the stored targets.
    targets: BTreeSet<String>,
    epoch: i64,
}

/// The table, and the owners of its items.
struct Table<'a> {
    rows: &'a [Row],
    owners: HashMap<Life, Owner>,
    broken: Vec<String>,
}

/// Checks all items against each other; returns a description of each violation.
#[must_use]
pub fn violations(rows: &[Row], slack: Slack) -> Vec<String> {
    let mut table = Table { rows, owners: HashMap::new(), broken: Vec::new() };
    table.find_owners();
    table.check_claims();
    table.check_postings();
    table.check_belongings();
    table.check_targets();
    table.check_factors();
    table.check_identities();
    table.check_usage();
    table.check_teams();
    table.check_counters(slack);
    table.check_attempts();
    table.check_kinds();
    table.broken
}

impl Table<'_> {
    fn of_kind(&self, kind: &str) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(move |row| row.pk().starts_with(kind))
    }

    fn fail(&mut self, what: impl Into<String>) {
        self.broken.push(what.into());
    }

    fn find_owners(&mut self) {
        let users = self.of_kind("U#").filter(|row| row.sk() == "U").filter_map(live);
        let jobs = self.of_kind("J#").filter(|row| row.has("uid")).map(doomed);
        let mut lives: BTreeMap<(String, String), u32> = BTreeMap::new();
        let owners: Vec<_> = users.chain(jobs).collect();
        for (life, owner) in owners {
            let (p, u, cid) = &life;
            *lives.entry((p.clone(), u.clone())).or_default() += u32::from(owner.user.is_some());
            if owner.place.is_empty() {
                self.fail(format!("user {u} of {p} ({cid}) is in no list"));
            }
            if self.owners.insert(life.clone(), owner).is_some() {
                self.fail(format!("{life:?} is alive and being deleted, or twice in jobs"));
            }
        }
        let users = self.rows.iter().filter(|row| row.pk().starts_with("U#") && row.sk() == "U").count();
        let known = self.owners.values().filter(|owner| owner.user.is_some()).count();
        if users != known {
            self.fail(format!("{} user items are malformed", users - known));
        }
    }

    fn check_claims(&mut self) {
        let mut held: BTreeSet<(Life, &str)> = BTreeSet::new();
        let mut broken = Vec::new();
        for (kind, tag) in [("E#", "E"), ("N#", "N")] {
            for claim in self.of_kind(kind) {
                let Some([_, project, value]) = claim.parts() else { continue };
                let life = (project.to_owned(), claim.text("uid").to_owned(), claim.text("cid").to_owned());
                let owner = self.owners.get(&life).and_then(|owner| owner.user.as_ref());
                if owner.and_then(|user| claimed(user, tag)) != Some(value) {
                    broken.push(format!("claim {} has no such user {life:?}", claim.pk()));
                }
                held.insert((life, tag));
            }
        }
        for (life, owner) in &self.owners {
            for tag in ["E", "N"] {
                let wants = owner.user.as_ref().and_then(|user| claimed(user, tag)).is_some();
                if wants && !held.contains(&(life.clone(), tag)) {
                    broken.push(format!("user {life:?} has no claim {tag}"));
                }
            }
        }
        self.broken.append(&mut broken);
    }

    fn check_postings(&mut self) {
        let mut found: BTreeMap<Life, BTreeSet<String>> = BTreeMap::new();
        let mut broken = Vec::new();
        for posting in self.of_kind("W#") {
            let ([_, project, place, letters], Some((word, tail))) =
                (posting.parts().unwrap_or([""; 4]), posting.sk().split_once('#'))
            else {
                broken.push(format!("posting {} {} is malformed", posting.pk(), posting.sk()));
                continue;
            };
            let cid = tail.get(4..).unwrap_or_default();
            let life = (project.to_owned(), posting.text("uid").to_owned(), cid.to_owned());
            let owner = self.owners.get(&life);
            let fits = letters == word.chars().take(2).collect::<String>() && tail.get(..4) == cid.get(22..);
            if !fits || owner.is_none_or(|owner| owner.place != place || !owner.words.contains(word)) {
                broken.push(format!("posting {} {} belongs to nobody", posting.pk(), posting.sk()));
            }
            found.entry(life).or_default().insert(word.to_owned());
        }
        for entry in self.of_kind("B#") {
            let [_, project, order] = entry.parts().unwrap_or_default();
            let (value, cid) = entry.sk().rsplit_once('\u{1}').unwrap_or_default();
            let life = (project.to_owned(), entry.text("uid").to_owned(), cid.to_owned());
            let word = format!("^{order}{value}");
            if self.owners.get(&life).is_none_or(|owner| !owner.words.contains(&word)) {
                broken.push(format!("the place {} {:?} belongs to nobody", entry.pk(), entry.sk()));
            }
            found.entry(life).or_default().insert(word);
        }
        for (life, owner) in self.owners.iter().filter(|(_, owner)| owner.user.is_some()) {
            if owner.words != found.remove(life).unwrap_or_default() {
                broken.push(format!("user {life:?} is not found by all of {:?}", owner.words));
            }
        }
        self.broken.append(&mut broken);
    }

    /// Sessions, log entries, spilled preferences, memberships, tokens and factors.
    fn check_belongings(&mut self) {
        let mut spilled: BTreeSet<Life> = BTreeSet::new();
        let mut broken = Vec::new();
        for row in self.of_kind("U#").filter(|row| row.sk() != "U") {
            let [_, project, user] = row.parts().unwrap_or_default();
            let life = (project.to_owned(), user.to_owned(), row.text("uc").to_owned());
            let Some(owner) = self.owners.get(&life) else {
                if !row.has("exp") {
                    broken.push(format!("{} {} has no owner and no end", row.pk(), row.sk()));
                }
                continue;
            };
            match row.sk().split_once('#') {
                Some(("X", name)) if owner.user.is_some() => {
                    if name != format!("{}#{}", life.2, owner.px) {
                        broken.push(format!("preferences {} {} do not count", row.pk(), row.sk()));
                    }
                    spilled.insert(life);
                }
                Some(("S", _)) if row.number("ep") > owner.epoch && owner.user.is_some() => {
                    broken.push(format!("session {} {} is ahead of its user", row.pk(), row.sk()));
                }
                Some(("Q", _)) if !row.has("exp") => broken.push(format!("token {} {} has no end", row.pk(), row.sk())),
                Some(("X" | "S" | "A" | "M" | "Q" | "F" | "V" | "I", _)) => {}
                _ => broken.push(format!("{} {} is of no known kind", row.pk(), row.sk())),
            }
        }
        for (life, _) in self.owners.iter().filter(|(life, owner)| !owner.px.is_empty() && !spilled.contains(*life)) {
            broken.push(format!("the preferences of {life:?} are missing"));
        }
        self.broken.append(&mut broken);
    }

    /// A user counts until its deletion job is removed.
    fn check_counters(&mut self, slack: Slack) {
        let mut counts: BTreeMap<(String, String), i64> = BTreeMap::new();
        for ((project, _, _), owner) in &self.owners {
            *counts.entry((project.clone(), owner.place.clone())).or_default() += 1;
        }
        for row in self.rows.iter().filter(|row| row.pk().starts_with("C#") && row.sk() == "U") {
            let [_, project, place] = row.parts().unwrap_or_default();
            *counts.entry((project.to_owned(), place.to_owned())).or_default() -= row.number("n");
        }
        let off = counts.into_iter().filter(|(_, off)| off.unsigned_abs() > slack.0);
        let broken: Vec<_> = off.map(|(place, off)| format!("the counter of {place:?} lacks {off}")).collect();
        self.broken.extend(broken);
    }

    /// Counters of attempts expire.
    fn check_attempts(&mut self) {
        let is_sound = |row: &&Row| row.sk() == "R" && row.has("exp") && row.number("n") > 0;
        let unsound = self.of_kind("R#").filter(|row| !is_sound(row));
        let broken: Vec<_> = unsound.map(|row| format!("{} has no end or counts nothing", row.pk())).collect();
        self.broken.extend(broken);
    }

    /// Statistics expire.
    fn check_usage(&mut self) {
        let lasting = self.of_kind("Y#").filter(|row| !row.has("exp"));
        let broken: Vec<_> = lasting.map(|row| format!("statistics {} {} have no end", row.pk(), row.sk())).collect();
        self.broken.extend(broken);
    }

    fn check_kinds(&mut self) {
        let known = [
            "META", "P#", "K#", "A#", "U#", "E#", "N#", "D#", "W#", "B#", "T#", "V#", "C#", "R#", "J#", "Y#", "O#",
            "I#", "IE#", "H#",
        ];
        let strange = self.rows.iter().filter(|row| !known.iter().any(|kind| row.pk().starts_with(kind)));
        let broken: Vec<_> = strange.map(|row| format!("{} {} is of no known kind", row.pk(), row.sk())).collect();
        self.broken.extend(broken);
        let lasting: Vec<_> = self.of_kind("A#").filter(|row| !row.has("exp")).map(|row| row.pk().to_owned()).collect();
        self.broken.extend(lasting.into_iter().map(|pk| format!("audit line {pk} has no end")));
    }
}

fn claimed<'a>(user: &'a User, tag: &str) -> Option<&'a str> {
    match tag {
        "E" => user.email.as_ref().map(Email::as_str),
        _ => user.phone.as_ref().map(Phone::as_str),
    }
}

fn live(row: &Row) -> Option<(Life, Owner)> {
    let [_, project, id] = row.parts()?;
    let new = NewUser {
        id: UserId::parse(row.text("id")).ok().filter(|own| own.as_str() == id)?,
        email: Email::parse(row.text("em")).ok(),
        phone: Phone::parse(row.text("ph")).ok(),
        name: Name::parse(row.text("nm")).ok()?,
        password: None,
    };
    let labels = Labels::from_stored(row.list("lb").into_iter().map(str::to_owned).collect());
    let totp = row.is_true("au");
    let (status, impersonator) = (row.is_true("st"), row.is_true("im"));
    let (email_verified, phone_verified) = (row.is_true("ev"), row.is_true("pv"));
    let user = User::create(new, roster_core::Timestamp::default());
    let user = User { labels, totp, status, impersonator, email_verified, phone_verified, ..user };
    let indexes = ListIndexes::parse(row.list("ob"))?;
    let cid = Some(row.text("cid")).filter(|cid| *cid == row.text("G1S") && !row.text("v").is_empty())?;
    let place = row.text("G1P").strip_prefix(&format!("L#{project}#")).unwrap_or_default();
    let owner = Owner {
        place: place.to_owned(),
        words: user.words().into_iter().chain(user.index_words(indexes)).collect(),
        user: Some(user),
        px: row.text("px").to_owned(),
        targets: row.list("tg").into_iter().map(str::to_owned).collect(),
        epoch: row.number("se"),
    };
    Some(((project.to_owned(), id.to_owned(), cid.to_owned()), owner))
}

fn doomed(row: &Row) -> (Life, Owner) {
    let words = row.list("words").into_iter().map(str::to_owned).collect();
    let life = (row.text("pid").to_owned(), row.text("uid").to_owned(), row.text("cid").to_owned());
    let (place, targets) = (row.text("at").to_owned(), BTreeSet::new());
    (life, Owner { place, words, user: None, px: String::new(), targets, epoch: 0 })
}
