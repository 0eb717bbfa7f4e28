//! The plan of a list of users with a search, filters or orders.
//!
//! The index is asked first, with a piece of each word. What it answers decides whether the rest of the postings is
//! read, or the list is walked. Whatever the plan, each user on a page was read and compared with the whole request, so
//! a wrong estimate costs more and never gives a wrong result.

use crate::Store;
use crate::lists::budget::Budget;
use crate::lists::cost::{Choice, Plan, Total, Wanted, cheapest};
use crate::lists::counters::places;
use crate::lists::explain::note;
use crate::lists::find::Found;
use crate::lists::lookups::Lookups;
use crate::lists::postings::Reading;
use crate::lists::walk::Bounds;
use crate::lists::window::Window;
use crate::users::item::StoredUser;
use roster_core::{CreationRange, Error, Filter, IndexHint, ListUsers, MAX_TOTAL, Project, Result, SearchTerm, Ulid};

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
}

impl<'a> Request<'a> {
    pub(crate) fn of(project: &'a Project, query: &'a ListUsers, cursor: Option<&'a StoredUser>) -> Self {
        let created = query.filter.as_ref().map_or(CreationRange::ALL, Filter::created);
        Self { project, query, cursor, bounds: Bounds::of(created), budget: Budget::default() }
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

    fn wanted(&self, users: f64, is_settled: bool) -> Wanted {
        let page = Window::of(self.query).end() as f64;
        Wanted { users, page, with_total: self.query.with_total, sorts: self.sorts(), is_settled }
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
        let Some(lookups) = lookups else { return self.find_by_walking(request).await };
        note(|| describe(&lookups));
        self.find_by_lookups(request, &hint, lookups, is_settled).await
    }

    /// Reads on in the postings until the cheapest plan is the one that was followed.
    async fn find_by_lookups(
        &self,
        request: &Request<'_>,
        hint: &IndexHint,
        mut lookups: Lookups,
        is_settled: bool,
    ) -> Result<Found> {
        let (project, budget) = (request.project, &request.budget);
        let is_settled = |lookups: &Lookups| is_settled && lookups.are_complete();
        if lookups.are_ended(f64::INFINITY) {
            let settled = is_settled(&lookups);
            let candidates = lookups.candidates(project, hint, f64::INFINITY);
            return self.find_among(request, candidates, settled).await;
        }
        let users = self.users_for_plan(request).await?;
        let (mut page, mut spent) = (None, -1.0);
        while !budget.is_spent() {
            // A step that reads nothing would be repeated without end.
            if budget.spent() <= spent {
                return self.find_among(request, None, false).await;
            }
            spent = budget.spent();
            let wanted = request.wanted(users, is_settled(&lookups));
            let matches = lookups.expected(hint, users, f64::INFINITY);
            let (plan, units) = cheapest(&wanted, &choices(&lookups, hint, users), matches);
            note(|| format!("{plan:?}, about {units:.0} RRU for the rest; some {matches:.0} of {users} users match"));
            match plan {
                Plan::Postings { most } if lookups.are_ended(most) => {
                    let settled = wanted.is_settled && most.is_infinite();
                    let candidates = lookups.candidates(project, hint, most);
                    return self.find_among(request, candidates, settled).await;
                }
                Plan::Postings { most } => {
                    let rests = lookups.readings_mut(most).map(|reading| reading.read_rest(self, budget));
                    futures_util::future::try_join_all(rests).await?;
                }
                Plan::Walk { total: Total::Counted, .. } => return self.find_by_walking(request).await,
                Plan::Walk { total: Total::Unknown, step } => {
                    return Ok(Found::Page(0, self.walk_page(request, step).await?));
                }
                Plan::Walk { total: Total::Proven(share), step } => {
                    let shares =
                        lookups.readings_mut(f64::INFINITY).map(|reading| reading.read_share(self, budget, share));
                    let shares = futures_util::future::try_join_all(shares);
                    let walked = async {
                        match page.take() {
                            Some(page) => Ok(page),
                            None => self.walk_page(request, step).await,
                        }
                    };
                    let (_, walked) = tokio::try_join!(shares, walked)?;
                    let found = lookups.candidates(project, hint, f64::INFINITY).map_or(0, |found| found.len());
                    if found as u64 >= MAX_TOTAL && lookups.are_complete() {
                        return Ok(Found::Page(MAX_TOTAL, walked));
                    }
                    if lookups.readings().all(Reading::is_exhausted) {
                        return self.find_among(request, None, false).await;
                    }
                    page = Some(walked);
                }
                Plan::TooBroad => break,
            }
        }
        Err(Error::QueriesTooBroad)
    }

    /// Lists that no word narrows.
    async fn find_without_hint(&self, request: &Request<'_>) -> Result<Found> {
        let query = request.query;
        let step = Window::of(query).end().saturating_mul(2);
        if !query.with_total && !request.sorts() {
            note(|| "the list is walked to the end of the page".to_owned());
            return Ok(Found::Page(0, self.walk_page(request, step).await?));
        }
        let letter = query.search.as_ref().and_then(SearchTerm::only_letter);
        let rare = query.filter.as_ref().and_then(Filter::all_but).filter(|_| request.project.rare_values_indexed);
        match (letter, rare) {
            _ if request.sorts() => {}
            (Some(letter), None) if query.filter.is_none() => {
                let lookups = self.begin_letter(request.project, letter, FIRST_TO_COUNT, &request.budget).await?;
                if let Some(lookups) = lookups {
                    note(|| describe(&lookups));
                    let hint = IndexHint::Word { word: letter.to_owned(), whole: false };
                    return self.find_by_lookups(request, &hint, lookups, true).await;
                }
            }
            (None, Some(rare)) if query.search.is_none() && self.are_nearly_all(request, rare).await? => {
                note(|| "the total is the number of users without those of the rare value".to_owned());
                return Ok(Found::Page(MAX_TOTAL, self.walk_page(request, step).await?));
            }
            _ => {}
        }
        note(|| "the list is walked until page and total are complete".to_owned());
        self.find_by_walking(request).await
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
    async fn users_for_plan(&self, request: &Request<'_>) -> Result<f64> {
        request.budget.charge(places(request.project).count() as f64 / 2.0);
        Ok(self.counted_users(request.project).await?.max(1) as f64)
    }
}

/// The choices of words to look up: the rarest, with each further one.
fn choices(lookups: &Lookups, hint: &IndexHint, users: f64) -> Vec<Choice> {
    let mut sizes: Vec<f64> = lookups.readings().map(Reading::expected).collect();
    sizes.sort_by(f64::total_cmp);
    sizes.dedup();
    let last = sizes.len().saturating_sub(1);
    let choice = |(at, most): (usize, f64)| {
        let is_all = at == last;
        let most = if is_all { f64::INFINITY } else { most };
        let kept = lookups.readings().filter(|reading| reading.expected() <= most);
        // Words that cannot be read to their ends prove a total, and nothing else.
        let (rest, ends) =
            kept.fold((0.0, true), |(rest, ends), reading| (rest + reading.rest(), ends && reading.can_end()));
        let candidates = if ends { lookups.expected(hint, users, most) } else { f64::INFINITY };
        Choice { most, rest, candidates, is_all }
    };
    sizes.into_iter().enumerate().map(choice).collect()
}

fn describe(lookups: &Lookups) -> String {
    let words: Vec<_> = lookups
        .readings()
        .map(|reading| {
            let (read, expected) = (reading.found.len(), reading.expected());
            if reading.is_ended() { format!("{read}") } else { format!("{read} of some {expected:.0}") }
        })
        .collect();
    format!("postings of each word: {}", words.join(", "))
}
