//! The users who can match, as the index has them.

use roster_core::{Ulid, UserId};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// The incarnations of a user that the index has; `None` for a user who was named by an id, whose incarnation is not
/// known.
pub(crate) type Incarnations = Option<Vec<Ulid>>;

/// The users who can match.
#[derive(Debug, Clone, Default)]
pub(crate) struct CandidateSet(BTreeMap<UserId, Incarnations>);

impl CandidateSet {
    /// Adds a user. Of two incarnations of one user, one is deleted; which one is known only when the user is read.
    pub(crate) fn add(&mut self, id: UserId, cids: Incarnations) {
        match self.0.entry(id) {
            Entry::Vacant(entry) => drop(entry.insert(cids)),
            Entry::Occupied(mut entry) => {
                let known = entry.get_mut();
                *known = match (known.take(), cids) {
                    (Some(mut known), Some(more)) => {
                        known.extend(more);
                        known.sort_unstable();
                        known.dedup();
                        Some(known)
                    }
                    _ => None,
                };
            }
        }
    }

    /// The users of both.
    pub(crate) fn and(mut self, other: &Self) -> Self {
        self.0.retain(|id, cids| match (cids.as_mut(), other.0.get(id)) {
            (_, None) => false,
            (_, Some(None)) => true,
            (None, Some(some)) => {
                cids.clone_from(some);
                true
            }
            (Some(cids), Some(Some(others))) => {
                cids.retain(|cid| others.contains(cid));
                !cids.is_empty()
            }
        });
        self
    }

    /// The users of either.
    pub(crate) fn or(mut self, other: Self) -> Self {
        for (id, cids) in other.0 {
            self.add(id, cids);
        }
        self
    }

    /// How many users.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Every incarnation of every user, oldest first; `None` when one is not known.
    pub(crate) fn by_creation(&self) -> Option<Vec<(UserId, Option<Ulid>)>> {
        let mut queue = Vec::with_capacity(self.0.len());
        for (id, cids) in &self.0 {
            queue.extend(cids.as_ref()?.iter().map(|cid| (id.clone(), Some(*cid))));
        }
        queue.sort_unstable_by_key(|(_, cid)| *cid);
        Some(queue)
    }

    /// Each user once, with the incarnation if it is known.
    pub(crate) fn into_users(self) -> Vec<(UserId, Option<Ulid>)> {
        let only = |cids: Incarnations| match cids.as_deref() {
            Some([cid]) => Some(*cid),
            _ => None,
        };
        self.0.into_iter().map(|(id, cids)| (id, only(cids))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(users: &[(&str, Option<&[u64]>)]) -> CandidateSet {
        let mut set = CandidateSet::default();
        for (id, cids) in users {
            let cids = cids.map(|cids| cids.iter().map(|cid| Ulid::from_parts(*cid, 0)).collect());
            set.add(UserId::parse(id).unwrap(), cids);
        }
        set
    }

    fn ids(set: CandidateSet) -> Vec<String> {
        set.into_users().into_iter().map(|(id, cid)| format!("{id}{:?}", cid.map(|cid| cid.timestamp_ms()))).collect()
    }

    #[test]
    fn only_users_of_both_in_one_incarnation_remain() {
        let words = set(&[("a", Some(&[1])), ("b", Some(&[2])), ("c", Some(&[3, 4])), ("d", None)]);
        let others = set(&[("a", Some(&[1])), ("b", Some(&[9])), ("c", Some(&[4])), ("d", Some(&[5])), ("e", None)]);
        assert_eq!(ids(words.and(&others)), ["aSome(1)", "cSome(4)", "dSome(5)"]);
    }

    #[test]
    fn two_incarnations_of_a_user_are_one_user_and_two_places() {
        let both = set(&[("a", Some(&[3]))]).or(set(&[("a", Some(&[1])), ("b", Some(&[2]))]));
        let order: Vec<_> = both.by_creation().unwrap().into_iter().map(|(id, _)| id.to_string()).collect();
        assert_eq!((both.len(), order), (2, vec!["a".to_owned(), "b".into(), "a".into()]));
        assert_eq!(ids(both), ["aNone", "bSome(2)"]);
        assert!(set(&[("a", None)]).by_creation().is_none());
    }
}
