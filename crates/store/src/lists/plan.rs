//! The plan of a list of users with a search, filters or orders.
//!
//! The index is asked first, with a piece of each word. What it answers decides whether the rest of the postings is
//! read, or the list is walked. Whatever the plan, each user on a page was read and compared with the whole request, so
//! a wrong estimate costs more and never gives a wrong result.

use crate::Store;
use crate::lists::budget::{BUDGET, Budget};
use crate::lists::counters::places;
use crate::lists::explain::note;
use crate::lists::find::Found;
use crate::lists::follow::describe;
use crate::lists::postings::Reading;
use crate::lists::walk::Bounds;
use crate::lists::window::Window;
use crate::users::item::StoredUser;
use roster_core::{CreationRange, Error, Filter, IndexHint, ListUsers, MAX_TOTAL, Project, Result, SearchTerm, Ulid};
use tokio::sync::OnceCell;

/// How many postings of each word are read first: to count them, or only to fill a page.
const FIRST_TO_COUNT: usize = 500;
const FIRST_OF_A_PAGE: usize = 120;

/// A request for a list, and what it has cost.
pub(crate) struct Request<'a> {
    pub(crate) project: &'a Project,
    pub(crate) query: &'a ListUsers,
    pub(crate) cursor: Option<&'a StoredUser>,
    /// The part of the list with every user who can match.
    pub(crate) bounds: Bounds,
    pub(crate) budget: Budget,
    /// How many users the project has, once they were counted.
    users: OnceCell<f64>,
}

impl<'a> Request<'a> {
    pub(crate) fn of(project: &'a Project, query: &'a ListUsers, cursor: Option<&'a StoredUser>) -> Self {
        let created = query.filter.as_ref().map_or(CreationRange::ALL, Filter::created);
        Self { project, query, cursor, bounds: Bounds::of(created), budget: Budget::default(), users: OnceCell::new() }
    }

    pub(crate) fn cursor(&self) -> Option<Ulid> {
        self.cursor.map(|cursor| cursor.cid)
    }

    pub(crate) fn sorts(&self) -> bool {
        !self.query.orders.is_empty()
    }

    /// The users who can match, in terms of the index; and whether it alone decides.
    fn hint(&self) -> (Option<IndexHint>, bool) {
        let (filter, search) = (self.query.filter.as_ref(), self.query.search.as_ref());
        let of_filter = filter.and_then(Filter::index_hint);
        let (rare_values, indexes) = (self.project.rare_values_indexed, self.project.complete_indexes);
        let known = of_filter.clone().and_then(|hint| hint.within(rare_values, indexes));
        let is_settled = known == of_filter
            && filter.is_none_or(Filter::is_settled_by_hint)
            && search.is_none_or(SearchTerm::is_settled_by_lookups);
        (IndexHint::both(known, search.and_then(SearchTerm::index_hint)), is_settled)
    }
}

impl Store {
    /// Finds the users of a list.
    ///
    /// # Errors
    /// [`Error::QueriesTooBroad`].
    pub(crate) async fn find(&self, request: &Request<'_>) -> Result<Found> {
        if let Some(term) = &request.query.search {
            if let Some(named) = self.find_exact(request.project, term).await? {
                note(|| "the search term is the email, phone or id of a user".to_owned());
                let fits = request.query.filter.as_ref().is_none_or(|filter| filter.matches(&named.user));
                return Ok(Found::All(if fits { vec![named] } else { Vec::new() }));
            }
            if term.is_empty() {
                return Ok(Found::All(Vec::new()));
            }
        }
        if let Some(found) = self.find_in_order(request).await? {
            return Ok(found);
        }
        let (hint, is_settled) = request.hint();
        let Some(hint) = hint else { return self.find_without_hint(request).await };
        let counts = request.query.with_total || request.sorts();
        let first = if counts { FIRST_TO_COUNT } else { FIRST_OF_A_PAGE };
        let lookups = self.begin_lookups(request.project, &hint, first, &request.budget).await?;
        let Some(lookups) = lookups else { return self.walk_all(request).await };
        note(|| describe(&lookups));
        self.find_by_lookups(request, &hint, lookups, is_settled).await
    }

    /// Lists that no word narrows.
    async fn find_without_hint(&self, request: &Request<'_>) -> Result<Found> {
        let query = request.query;
        let step = Window::of(query).end().saturating_mul(2);
        if !query.with_total && !request.sorts() {
            note(|| "the list is walked to the end of the page".to_owned());
            return Ok(Found::Page(0, self.walk_whole_page(request, step).await?));
        }
        let letter = query.search.as_ref().and_then(SearchTerm::only_letter);
        let rare = query.filter.as_ref().and_then(Filter::all_but).filter(|_| request.project.rare_values_indexed);
        match (letter, rare) {
            _ if request.sorts() => {}
            // Fewer users are no proof.
            (Some(letter), None)
                if query.filter.is_none() && self.users_for_plan(request).await? > MAX_TOTAL as f64 =>
            {
                let lookups = self.begin_letter(request.project, letter, FIRST_TO_COUNT, &request.budget).await?;
                note(|| describe(&lookups));
                let hint = IndexHint::Word { word: letter.to_owned(), whole: false };
                return self.find_by_lookups(request, &hint, lookups, true).await;
            }
            (None, Some(rare)) if query.search.is_none() && self.are_nearly_all(request, rare).await? => {
                note(|| "the total is the number of users without those of the rare value".to_owned());
                return Ok(Found::Page(MAX_TOTAL, self.walk_whole_page(request, step).await?));
            }
            _ => {}
        }
        note(|| "the list is walked until page and total are complete".to_owned());
        self.walk_all(request).await
    }

    /// Walks until page and total are complete, or the budget is spent.
    pub(crate) async fn walk_all(&self, request: &Request<'_>) -> Result<Found> {
        self.find_by_walking(request, BUDGET).await?.ok_or(Error::QueriesTooBroad)
    }

    async fn walk_whole_page(&self, request: &Request<'_>, step: usize) -> Result<Vec<StoredUser>> {
        self.walk_page(request, step, BUDGET).await?.ok_or(Error::QueriesTooBroad)
    }

    /// Whether more users than the highest total are without this word. The counters can be wrong by a few, so a number
    /// close to it is counted.
    async fn are_nearly_all(&self, request: &Request<'_>, word: &str) -> Result<bool> {
        let hint = IndexHint::Word { word: word.to_owned(), whole: true };
        let most = MAX_TOTAL as usize;
        let lookups = self.begin_lookups(request.project, &hint, most, &request.budget);
        let (lookups, users) = tokio::try_join!(lookups, self.users_for_plan(request))?;
        let without = lookups.filter(|lookups| lookups.are_ended(f64::INFINITY));
        let without = without.map(|lookups| users - lookups.readings().map(Reading::expected).sum::<f64>());
        Ok(without.is_some_and(|without| without > MAX_TOTAL as f64 * 1.1))
    }

    /// How many users the project has; at least one, because the plan divides by it.
    pub(crate) async fn users_for_plan(&self, request: &Request<'_>) -> Result<f64> {
        let count = || async {
            request.budget.charge(places(request.project).count() as f64 / 2.0);
            Ok::<_, Error>(self.counted_users(request.project).await?.max(1) as f64)
        };
        request.users.get_or_try_init(count).await.copied()
    }
}
