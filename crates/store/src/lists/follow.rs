//! Following a plan: reading on in the postings, or walking, until the users are found.

use crate::Store;
use crate::lists::budget::BUDGET;
use crate::lists::cost::{Choice, Plan, Total, WALKED, Wanted, cheapest, walk_limit};
use crate::lists::explain::note;
use crate::lists::find::Found;
use crate::lists::lookups::Lookups;
use crate::lists::plan::Request;
use crate::lists::postings::Reading;
use crate::lists::window::Window;
use crate::users::item::StoredUser;
use futures_util::future::try_join_all;
use roster_core::{Error, IndexHint, MAX_TOTAL, Result, SearchTerm};

/// The most steps of one plan: each reads several times as much as the one before.
const MOST_STEPS: usize = 20;

/// How far the lookups of a request were followed.
struct Following<'a> {
    request: &'a Request<'a>,
    hint: &'a IndexHint,
    lookups: Lookups,
    /// Whether the words alone decide who matches, if all are looked up.
    is_settled: bool,
    /// How many users the project has.
    users: f64,
    /// The users of the page, once they were read by a walk.
    page: Option<Vec<StoredUser>>,
    /// How many users probably match, by the part of the postings of all words that was read for a proof.
    observed: Option<f64>,
    /// Whether no walk was given up.
    walks: bool,
}

impl Store {
    /// Reads on in the postings until the cheapest plan is the one that was followed.
    pub(crate) async fn find_by_lookups(
        &self,
        request: &Request<'_>,
        hint: &IndexHint,
        lookups: Lookups,
        is_settled: bool,
    ) -> Result<Found> {
        if lookups.are_ended(f64::INFINITY) {
            let settled = is_settled && lookups.are_complete();
            let candidates = lookups.candidates(request.project, hint, f64::INFINITY);
            return self.find_among(request, candidates, settled).await;
        }
        let users = self.users_for_plan(request).await?;
        let mut following =
            Following { request, hint, lookups, is_settled, users, page: None, observed: None, walks: true };
        for _ in 0..MOST_STEPS {
            let (spent, walks) = (request.budget.spent(), following.walks);
            if let Some(found) = self.follow(&mut following).await? {
                return Ok(found);
            }
            if walks && !following.walks {
                note(|| "the walk is given up: the users are further away than expected".to_owned());
            }
            // A step that reads nothing would be repeated.
            if request.budget.is_spent() || (request.budget.spent() <= spent && following.walks == walks) {
                break;
            }
        }
        Err(Error::QueriesTooBroad)
    }

    /// One step of the cheapest plan; `None` when another follows.
    async fn follow(&self, following: &mut Following<'_>) -> Result<Option<Found>> {
        let request = following.request;
        let (wanted, plan, until) = following.plan();
        match plan {
            Plan::Postings { most } if following.lookups.are_ended(most) => {
                let candidates = following.lookups.candidates(request.project, following.hint, most);
                self.find_among(request, candidates, wanted.is_settled && most.is_infinite()).await.map(Some)
            }
            Plan::Postings { most } => {
                let readings = following.lookups.readings_mut(most);
                try_join_all(readings.map(|reading| reading.read_rest(self, &request.budget))).await?;
                Ok(None)
            }
            Plan::Walk { total: Total::Counted, .. } => {
                let found = self.find_by_walking(request, until).await?;
                following.walks = found.is_some();
                Ok(found)
            }
            Plan::Walk { total: Total::Unknown, step } => {
                let page = self.walk_page(request, step, until).await?;
                following.walks = page.is_some();
                Ok(page.map(|page| Found::Page(0, page)))
            }
            Plan::Walk { total: Total::Proven(share), step } => self.prove(following, share, step, until).await,
            Plan::TooBroad => Err(Error::QueriesTooBroad),
        }
    }

    /// Reads on until the postings prove the highest total, and walks the page meanwhile, if it can be estimated.
    async fn prove(&self, following: &mut Following<'_>, share: f64, step: usize, until: f64) -> Result<Option<Found>> {
        let request = following.request;
        let budget = &request.budget;
        let is_estimated = share < 1.0;
        let known = following.page.take();
        let walk = async {
            match known {
                Some(page) => Ok(Some(page)),
                None if is_estimated => self.walk_page(request, step, until).await,
                None => Ok(None),
            }
        };
        let readings = following.lookups.readings_mut(f64::INFINITY);
        let shares = try_join_all(readings.map(|reading| reading.read_share(self, budget, share)));
        let (_, page) = tokio::try_join!(shares, walk)?;
        following.walks = page.is_some() || !is_estimated;
        let found = following.candidates();
        following.observed = Some(found as f64 / share.min(1.0)).filter(|_| is_estimated);
        match page {
            Some(page) if found >= MAX_TOTAL && following.lookups.are_complete() => {
                Ok(Some(Found::Page(MAX_TOTAL, page)))
            }
            // A letter whose second letters are not all looked up.
            _ if found < MAX_TOTAL && following.lookups.readings().all(Reading::is_exhausted_in_vain) => {
                following.ensure_walkable()?;
                self.find_by_walking(request, BUDGET).await
            }
            page => {
                following.page = page;
                Ok(None)
            }
        }
    }
}

impl Following<'_> {
    /// What is wanted, the cheapest plan, and how many units may be spent before a walk is given up.
    fn plan(&self) -> (Wanted, Plan, f64) {
        let wanted = self.wanted();
        let expected = self.lookups.expected(self.hint, self.users, f64::INFINITY);
        let matches = self.observed.unwrap_or(expected);
        let mut choices = choices(&self.lookups, self.hint, self.users);
        for all in choices.iter_mut().filter(|choice| choice.is_all && choice.candidates.is_finite()) {
            all.candidates = matches;
        }
        let (plan, units) = cheapest(&wanted, &choices, matches);
        // When a walk takes too long, few users match: all candidates may have to be compared.
        let (_, otherwise) = cheapest(&Wanted { walks: false, with_total: true, ..wanted }, &choices, matches);
        let users = self.users;
        note(|| format!("{plan:?}, about {units:.0} RRU for the rest; some {matches:.0} of {users} users match"));
        (wanted, plan, walk_limit(self.request.budget.spent(), units, users / WALKED, otherwise))
    }

    fn wanted(&self) -> Wanted {
        let query = self.request.query;
        Wanted {
            users: self.users,
            page: Window::of(query).end() as f64,
            with_total: query.with_total,
            sorts: self.request.sorts(),
            walks: self.walks,
            is_settled: self.is_settled && self.lookups.are_complete(),
        }
    }

    /// How many users are known to be candidates.
    fn candidates(&self) -> u64 {
        let found = self.lookups.candidates(self.request.project, self.hint, f64::INFINITY);
        found.map_or(0, |found| found.len() as u64)
    }

    /// Fewer users than the highest total match, so that all must be walked. Nobody knows how many users have a letter that is
    /// not a Latin one: most second letters are not looked up.
    fn ensure_walkable(&self) -> Result<()> {
        let is_latin = self.request.query.search.as_ref().and_then(SearchTerm::only_letter).is_some_and(str::is_ascii);
        if is_latin && self.users / WALKED > BUDGET { Err(Error::QueriesTooBroad) } else { Ok(()) }
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

pub(crate) fn describe(lookups: &Lookups) -> String {
    let words: Vec<_> = lookups
        .readings()
        .map(|reading| {
            let (read, expected) = (reading.found.len(), reading.expected());
            if reading.is_ended() { format!("{read}") } else { format!("{read} of some {expected:.0}") }
        })
        .collect();
    format!("postings of each word: {}", words.join(", "))
}
