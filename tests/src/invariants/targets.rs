//! The invariants of stored targets and their claims.

use super::{Life, Table};
use std::collections::BTreeMap;

/// The maximum number of stored targets of a user.
const MOST: usize = roster_core::Target::MOST;

impl Table<'_> {
    /// A user has the ids of its targets, each target has its claim, and each claim has its target.
    pub(super) fn check_targets(&mut self) {
        let mut broken = Vec::new();
        let mut found = self.find_targets(&mut broken);
        for claim in self.of_kind("D#") {
            let Some([_, project, identifier]) = claim.parts() else { continue };
            let life = (project.to_owned(), claim.text("uid").to_owned(), claim.text("cid").to_owned());
            let target = (life, claim.text("tid").to_owned());
            if found.remove(&target).as_deref() != Some(identifier) {
                broken.push(format!("claim {} has no such target", claim.pk()));
            }
        }
        broken.extend(found.into_keys().map(|(life, id)| format!("target {id} of {life:?} has no claim")));
        self.broken.append(&mut broken);
    }

    /// The identifiers of the targets of users that are not being deleted.
    fn find_targets(&self, broken: &mut Vec<String>) -> BTreeMap<(Life, String), String> {
        let mut found = BTreeMap::new();
        for row in self.of_kind("U#").filter(|row| row.sk().starts_with("V#")) {
            let [_, project, user] = row.parts().unwrap_or_default();
            let life = (project.to_owned(), user.to_owned(), row.text("uc").to_owned());
            let id = row.text("id").to_owned();
            if row.sk() != format!("V#{}#{id}", life.2) {
                broken.push(format!("target {} {} is not what its key says", row.pk(), row.sk()));
            }
            let Some(owner) = self.owners.get(&life).filter(|owner| owner.user.is_some()) else { continue };
            if !owner.targets.contains(&id) {
                broken.push(format!("target {} {} is not named by its user", row.pk(), row.sk()));
            }
            found.insert((life, id), row.text("to").to_owned());
        }
        for (life, owner) in &self.owners {
            let missing = owner.targets.iter().filter(|id| !found.contains_key(&(life.clone(), (*id).clone())));
            broken.extend(missing.map(|id| format!("target {id} of {life:?} is missing")));
            if owner.targets.len() > MOST {
                broken.push(format!("user {life:?} has {} targets", owner.targets.len()));
            }
        }
        found
    }
}
