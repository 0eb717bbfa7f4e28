//! The list of a project's identities.

use crate::Store;
use crate::lists::budget::{Budget, MOST_COMPARED};
use roster_core::{
    Direction, Error, Identity, IdentityId, ListIdentities, Listing, MAX_TOTAL, Order, ProjectId, Result,
};
use std::cmp::Ordering;
use std::collections::HashMap;

/// Identities read in the longest step of a walk.
const STEP: usize = 1_000;

/// The part of the list that a page shows, in the direction in which it is read.
struct Window {
    forward: bool,
    /// Whether the page is turned after reading.
    turned: bool,
    offset: usize,
    limit: usize,
}

impl Window {
    fn of(list: &ListIdentities, order: Order) -> Self {
        let queries = &list.queries;
        let turned = queries.cursor.as_ref().is_some_and(|cursor| cursor.direction == Direction::Before);
        Self {
            forward: (order == Order::Ascending) != turned,
            turned,
            offset: queries.offset.unwrap_or_default().get(),
            limit: queries.limit.unwrap_or_default().get(),
        }
    }

    const fn end(&self) -> usize {
        self.offset.saturating_add(self.limit)
    }

    /// The page of what was read from the cursor on.
    fn cut(&self, read: Vec<Identity>) -> Vec<Identity> {
        let mut page: Vec<_> = read.into_iter().skip(self.offset).take(self.limit).collect();
        if self.turned {
            page.reverse();
        }
        page
    }
}

impl Store {
    /// Lists the identities of a project: a page in the order of creation or another order, and the total. Filters by id, user,
    /// email or id at the provider, and a search for one of these as a whole, are looked up; everything else walks the list.
    ///
    /// # Errors
    /// [`Error::CursorNotFound`], [`Error::OrderValueMissing`]; [`Error::QueriesTooBroad`] and [`Error::SearchTooBroad`] when it
    /// costs more than one list may.
    pub async fn list_identities(&self, project: &ProjectId, list: &ListIdentities) -> Result<Listing<Identity>> {
        list.queries.ensure_near()?;
        let cursor = self.find_identity_cursor(project, list).await?;
        let found = self.look_up_identities(project, list).await?;
        if let Some(candidates) = found {
            return page_of(list, cursor.as_ref(), candidates);
        }
        let budget = Budget::default();
        match list.queries.orders.as_creation() {
            None => {
                let all = self.every_match(project, list, &budget).await?;
                page_of(list, cursor.as_ref(), all)
            }
            Some(order) => {
                let window = Window::of(list, order);
                self.walk_identity_page(project, list, (&window, cursor.as_ref()), &budget).await
            }
        }
    }

    async fn find_identity_cursor(&self, project: &ProjectId, list: &ListIdentities) -> Result<Option<Identity>> {
        let Some(cursor) = &list.queries.cursor else { return Ok(None) };
        let unknown = || Error::CursorNotFound(cursor.id.clone());
        let id = IdentityId::parse(cursor.id.as_str()).map_err(|_| unknown())?;
        self.find_identity(project, &id).await?.ok_or_else(unknown).map(Some)
    }

    /// A page in the order of creation. Without a search or a filter, every identity matches, and the total is counted.
    async fn walk_identity_page(
        &self,
        project: &ProjectId,
        list: &ListIdentities,
        (window, cursor): (&Window, Option<&Identity>),
        budget: &Budget,
    ) -> Result<Listing<Identity>> {
        let is_plain = list.search.is_none() && list.queries.filter.is_none();
        let counts = list.with_total && !is_plain;
        let page = async {
            let start = cursor.filter(|_| !counts).map(|cursor| &cursor.id);
            let mut walk = self.walk_identities(project, (window.forward, start), budget);
            let (mut beyond, mut total, mut step, mut known) = (Vec::new(), 0, window.end(), HashMap::new());
            while beyond.len() < window.end() || (counts && total < MAX_TOTAL) {
                let read = walk.take(step.clamp(1, STEP)).await?;
                if read.is_empty() {
                    ensure_affordable(budget, list)?;
                    break;
                }
                let matching = read.into_iter().filter(|identity| list.matches(identity)).collect();
                let live = self.with_live_users(project, matching, &mut known, budget).await?;
                total += live.len() as u64;
                let is_beyond = |identity: &Identity| {
                    cursor.is_none_or(|cursor| (identity.id > cursor.id) == window.forward && identity.id != cursor.id)
                };
                let room = window.end() - beyond.len();
                beyond.extend(live.into_iter().filter(is_beyond).take(room));
                step = step.saturating_mul(2);
            }
            Ok((total.min(MAX_TOTAL), window.cut(beyond)))
        };
        if list.with_total && is_plain {
            let (total, (_, items)) = tokio::try_join!(self.count_identities(project), page)?;
            return Ok(Listing { total, items });
        }
        let (total, items) = page.await?;
        Ok(Listing { total: if counts { total } else { 0 }, items })
    }

    /// Every identity that matches, to be sorted.
    async fn every_match(&self, project: &ProjectId, list: &ListIdentities, budget: &Budget) -> Result<Vec<Identity>> {
        let mut walk = self.walk_identities(project, (true, None), budget);
        let (mut all, mut known) = (Vec::new(), HashMap::new());
        loop {
            let read = walk.take(STEP).await?;
            if read.is_empty() {
                ensure_affordable(budget, list)?;
                return Ok(all);
            }
            let matching = read.into_iter().filter(|identity| list.matches(identity)).collect();
            all.extend(self.with_live_users(project, matching, &mut known, budget).await?);
            if all.len() > MOST_COMPARED {
                return Err(too_broad(list));
            }
        }
    }
}

/// A walk ends early when its budget is spent.
fn ensure_affordable(budget: &Budget, list: &ListIdentities) -> Result<()> {
    if budget.is_spent() { Err(too_broad(list)) } else { Ok(()) }
}

/// The page of identities that are all in memory. The cursor need not match.
fn page_of(list: &ListIdentities, cursor: Option<&Identity>, found: Vec<Identity>) -> Result<Listing<Identity>> {
    let (orders, chance) = (&list.queries.orders, list.chance);
    let rank = |identity: &Identity| orders.rank(identity, position(&identity.id), chance);
    let is_named = |identity: &Identity| list.search.as_ref().is_some_and(|term| identity.is_named(term));
    let any_named = found.iter().any(is_named);
    let filter = list.queries.filter.as_ref();
    let is_wanted = |identity: &Identity| {
        let is_found = list.search.as_ref().is_none_or(|term| identity.is_found_by(term));
        (if any_named { is_named(identity) } else { is_found }) && filter.is_none_or(|filter| filter.matches(identity))
    };
    let mut ranked: Vec<_> = found.into_iter().filter(is_wanted).map(|identity| (rank(&identity), identity)).collect();
    ranked.sort_by(|(a, _), (b, _)| orders.compare(a, b));
    let total = (ranked.len() as u64).min(MAX_TOTAL);
    let window = Window::of(list, Order::Ascending);
    if let Some(cursor) = cursor {
        orders.missing(cursor).map_or(Ok(()), |by| Err(Error::OrderValueMissing(by)))?;
        let (at, side) = (rank(cursor), if window.turned { Ordering::Less } else { Ordering::Greater });
        ranked.retain(|(rank, _)| orders.compare(rank, &at) == side);
    }
    if window.turned {
        ranked.reverse();
    }
    let items = window.cut(ranked.into_iter().map(|(_, identity)| identity).collect());
    Ok(Listing { total: if list.with_total { total } else { 0 }, items })
}

/// The position in the order of creation: ids are 20 hex digits that sort by it.
fn position(id: &IdentityId) -> u128 {
    u128::from_str_radix(id.as_str(), 16).unwrap_or_default()
}

fn too_broad(list: &ListIdentities) -> Error {
    if list.search.is_some() { Error::SearchTooBroad } else { Error::QueriesTooBroad }
}
