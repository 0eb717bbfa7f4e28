//! Walking the list of a project's identities in the order of their creation, over all partitions of the index.

use crate::Store;
use crate::identities::item::decode_identity;
use crate::lists::budget::Budget;
use crate::lists::walk::share;
use crate::table::batch::Consistency;
use crate::table::item::{Item, ulid_of};
use crate::table::keys::{self, IDENTITY_LISTS};
use crate::table::query::Range;
use futures_util::future::try_join_all;
use roster_core::{Identity, IdentityId, MAX_TOTAL, ProjectId, Result, Ulid, UserId};
use std::collections::{HashMap, VecDeque};

/// A walk over identities, oldest or newest first.
pub(crate) struct IdentityWalk<'a> {
    store: &'a Store,
    budget: &'a Budget,
    forward: bool,
    parts: Vec<Part>,
}

/// One partition, with the identities that were read and not taken yet.
struct Part {
    range: Range,
    read: VecDeque<Identity>,
    next: Next,
}

enum Next {
    First,
    More(Item),
    End,
}

impl Store {
    /// A walk that begins next to an identity, or at an end of the list.
    pub(crate) fn walk_identities<'a>(
        &'a self,
        project: &ProjectId,
        (forward, start): (bool, Option<&IdentityId>),
        budget: &'a Budget,
    ) -> IdentityWalk<'a> {
        let part = |number| {
            let list = Range::of_index(keys::identity_list(project, number));
            let range = match (start, forward) {
                (None, true) => list,
                (None, false) => list.backward(),
                (Some(id), true) => list.after(id.as_str()),
                (Some(id), false) => list.before(id.as_str()).backward(),
            };
            Part { range, read: VecDeque::new(), next: Next::First }
        };
        IdentityWalk { store: self, budget, forward, parts: (0..IDENTITY_LISTS).map(part).collect() }
    }

    /// Counts the identities of a project, up to the highest total.
    pub(crate) async fn count_identities(&self, project: &ProjectId) -> Result<u64> {
        let lists = (0..IDENTITY_LISTS).map(|number| Range::of_index(keys::identity_list(project, number)));
        let counts = lists.map(|list| async move { self.count(&list, None, MAX_TOTAL).await });
        Ok(try_join_all(counts).await?.into_iter().sum::<u64>().min(MAX_TOTAL))
    }

    /// Those of these identities whose users exist. `known` are the incarnations of the users that were read before.
    pub(crate) async fn with_live_users(
        &self,
        project: &ProjectId,
        identities: Vec<Identity>,
        known: &mut HashMap<UserId, Option<Ulid>>,
        budget: &Budget,
    ) -> Result<Vec<Identity>> {
        let unknown = identities.iter().map(|identity| &identity.user).filter(|user| !known.contains_key(*user));
        let unknown: Vec<UserId> = unknown.cloned().collect();
        let wanted: Vec<_> = unknown.iter().map(|user| keys::user(project, user)).collect();
        if !wanted.is_empty() {
            budget.charge_users(wanted.len());
            let found = self.read_many(&wanted, Consistency::Strong).await?;
            known.extend(unknown.into_iter().zip(&wanted).map(|(user, key)| {
                let cid = found.get(key).and_then(|item| ulid_of(item, "cid"));
                (user, cid)
            }));
        }
        let is_live = |identity: &Identity| known.get(&identity.user).copied().flatten() == Some(identity.cid);
        Ok(identities.into_iter().filter(is_live).collect())
    }
}

impl IdentityWalk<'_> {
    /// The next identities, at most `wanted`; fewer only at the end of the list, or when the budget is spent.
    pub(crate) async fn take(&mut self, wanted: usize) -> Result<Vec<Identity>> {
        let mut taken = Vec::new();
        while taken.len() < wanted && !self.parts.iter().all(Part::is_spent) && !self.budget.is_spent() {
            self.read(wanted - taken.len()).await?;
            while taken.len() < wanted && self.parts.iter().all(Part::knows_next) {
                match self.pop() {
                    Some(identity) => taken.push(identity),
                    None => break,
                }
            }
        }
        Ok(taken)
    }

    /// Reads on in every partition without identities left to take: in parallel, one round trip.
    async fn read(&mut self, wanted: usize) -> Result<()> {
        let (store, budget, limit) = (self.store, self.budget, share(wanted, self.parts.len()));
        let empty = self.parts.iter_mut().filter(|part| !part.knows_next());
        try_join_all(empty.map(|part| part.read(store, limit, budget))).await.map(drop)
    }

    /// Takes the first identity of all that were read.
    fn pop(&mut self) -> Option<Identity> {
        let fronts = self.parts.iter_mut().filter(|part| !part.read.is_empty());
        let id = |part: &&mut Part| part.read.front().map(|identity| identity.id.clone());
        let first = if self.forward { fronts.min_by_key(id) } else { fronts.max_by_key(id) };
        first.and_then(|part| part.read.pop_front())
    }
}

impl Part {
    /// Whether it is known which identity of this partition comes next, or that none does.
    fn knows_next(&self) -> bool {
        !self.read.is_empty() || matches!(self.next, Next::End)
    }

    fn is_spent(&self) -> bool {
        self.read.is_empty() && matches!(self.next, Next::End)
    }

    async fn read(&mut self, store: &Store, limit: usize, budget: &Budget) -> Result<()> {
        let start = match std::mem::replace(&mut self.next, Next::End) {
            Next::First => None,
            Next::More(key) => Some(key),
            Next::End => return Ok(()),
        };
        let page = store.query(&self.range, start, Some(limit)).await?;
        budget.charge_page(&page.items, true);
        self.next = page.next.map_or(Next::End, Next::More);
        for item in page.items {
            self.read.push_back(decode_identity(item)?);
        }
        Ok(())
    }
}
