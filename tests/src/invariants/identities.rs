//! The invariants of identities: the claim on each account, and what finds it by its email.

use super::{Life, Table};
use crate::snapshot::Row;
use std::collections::HashMap;

/// An identity by project, user, incarnation and id.
type Held = (Life, String);

impl Table<'_> {
    /// Every identity of a user has its claim, a place in a list, and what finds it by its email; none of these is left without it.
    /// What is remembered of sign-ins ends.
    pub(super) fn check_identities(&mut self) {
        let mut broken = Vec::new();
        let mut all: HashMap<Held, &Row> = HashMap::new();
        for row in self.of_kind("U#").filter(|row| row.sk().starts_with("I#")) {
            let [_, project, user] = row.parts().unwrap_or_default();
            let (cid, id) = (row.text("uc").to_owned(), row.text("id").to_owned());
            let number = id.bytes().last().unwrap_or_default() % 4;
            let is_listed = row.text("G1P") == format!("IL#{project}#{number}") && row.text("G1S") == id;
            if row.sk() != format!("I#{cid}#{id}") || row.text("uid") != user || !is_listed || !row.has("tk") {
                broken.push(format!("the identity {} {} is not what its key says", row.pk(), row.sk()));
            }
            let life = (project.to_owned(), user.to_owned(), cid);
            all.insert((life, id), row);
        }
        let mut claimed: HashMap<Held, u32> = HashMap::new();
        for claim in self.of_kind("I#") {
            let [_, project, uid] = claim.parts().unwrap_or_default();
            let held = held(claim, project);
            let is_it = |row: &&Row| row.text("pu") == uid && row.text("pr") == claim.sk();
            if all.get(&held).filter(|row| is_it(row)).is_none() {
                broken.push(format!("the claim {} {} has no identity {held:?}", claim.pk(), claim.sk()));
            }
            *claimed.entry(held).or_default() += 1;
        }
        let mut found: HashMap<Held, u32> = HashMap::new();
        for lookup in self.of_kind("IE#") {
            let [_, project, email] = lookup.parts().unwrap_or_default();
            let held = held(lookup, project);
            let is_it = |row: &&Row| row.text("em") == email && lookup.sk() == row.text("id");
            if all.get(&held).filter(|row| is_it(row)).is_none() {
                broken.push(format!("{} {} finds no identity {held:?}", lookup.pk(), lookup.sk()));
            }
            *found.entry(held).or_default() += 1;
        }
        // Those of a user who is being deleted are removed one by one.
        let is_live = |life: &Life| self.owners.get(life).is_some_and(|owner| owner.user.is_some());
        for (held, row) in all.iter().filter(|((life, _), _)| is_live(life)) {
            let (claims, lookups) = (claimed.get(held).copied(), found.get(held).copied().unwrap_or_default());
            if claims != Some(1) || lookups != u32::from(row.has("em")) {
                broken.push(format!("the identity {held:?} has {claims:?} claims, {lookups} lookups"));
            }
        }
        let endless = self.of_kind("H#").filter(|row| !row.has("exp"));
        broken.extend(endless.map(|row| format!("the sign-in {} has no end", row.pk())));
        self.broken.append(&mut broken);
    }
}

fn held(row: &Row, project: &str) -> Held {
    ((project.to_owned(), row.text("uid").to_owned(), row.text("cid").to_owned()), row.text("id").to_owned())
}
