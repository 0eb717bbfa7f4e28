//! Searching for users by their words.

use crate::Store;
use crate::batch::Consistency;
use crate::counters::places;
use crate::item::{Item, str_of};
use crate::keys::{self, SK, cid_of_posting};
use crate::list::Window;
use crate::query::Range;
use crate::shards::share;
use crate::user_item::{Record, claimed_by};
use futures_util::future::try_join_all;
use roster_core::{Error, Exact, ListUsers, MAX_TOTAL, Project, Result, SearchTerm, Ulid, UserId};
use std::collections::BTreeMap;

/// A word with more postings than this does not narrow a search.
pub(crate) const MOST_POSTINGS: usize = 5_000;
/// Words of a term that are looked up, the longest first; the others are held against the users found.
const MOST_LOOKUPS: usize = 5;
/// Users read in one step of a walk.
pub(crate) const WALK_STEP: usize = 2_000;
/// Users whom a walk looks at before it is refused as too broad: some 2,000 RRU and a few seconds.
pub(crate) const WALK_USERS: usize = 50_000;

/// The users who may match: by incarnation, which is their order.
pub(crate) type Candidates = BTreeMap<Ulid, UserId>;

impl Store {
    /// The total, and the users of the page without their spilled preferences.
    pub(crate) async fn search_users(
        &self,
        project: &Project,
        query: &ListUsers,
        term: &SearchTerm,
        cursor: Option<Ulid>,
    ) -> Result<(u64, Vec<Record>)> {
        let window = Window::of(query);
        let (total, page) = match self.find_exact(project, term).await? {
            Some(record) => (1, window.cut(beyond(cursor, &window, record))),
            None if term.is_empty() => (0, Vec::new()),
            None => match self.narrow(project, term).await? {
                Some(Narrowed { candidates, settled: true }) => {
                    self.search_settled(project, term, &window, cursor, candidates).await?
                }
                Some(Narrowed { candidates, settled: false })
                    if !self.is_cheaper_to_walk(project, candidates.len()).await? =>
                {
                    self.search_among(project, term, &window, cursor, candidates).await?
                }
                _ => self.search_walk(project, term, &window, cursor, query.skip_total).await?,
            },
        };
        Ok((if query.skip_total { 0 } else { total }, page))
    }

    /// The one user whom the term names, if it names one and there is one.
    pub(crate) async fn find_exact(&self, project: &Project, term: &SearchTerm) -> Result<Option<Record>> {
        let claim = match &term.exact {
            None => return Ok(None),
            Some(Exact::Id(id)) => return self.read_if_there(project, id).await,
            Some(Exact::Email(email)) => keys::email_claim(&project.id, email),
            Some(Exact::Phone(phone)) => keys::phone_claim(&project.id, phone),
        };
        let found = self.read_many(std::slice::from_ref(&claim), Consistency::Strong).await?;
        match found.get(&claim).and_then(claimed_by) {
            Some(id) => self.read_if_there(project, &id).await,
            None => Ok(None),
        }
    }

    async fn read_if_there(&self, project: &Project, id: &UserId) -> Result<Option<Record>> {
        match self.read_user(&project.id, id).await {
            Ok(record) => Ok(Some(record)),
            Err(Error::UserNotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The users who carry every looked-up word that narrows; nothing when none does.
    async fn narrow(&self, project: &Project, term: &SearchTerm) -> Result<Option<Narrowed>> {
        let words = term.lookups.iter().take(MOST_LOOKUPS);
        let found = try_join_all(words.map(|word| self.look_up(project, word, false))).await?;
        let settled = term.is_settled_by_lookups() && term.lookups.len() == found.iter().flatten().count();
        let narrowed = found.into_iter().flatten().reduce(|mut all, of_word| {
            all.retain(|cid, _| of_word.contains_key(cid));
            all
        });
        Ok(narrowed.map(|candidates| Narrowed { candidates, settled }))
    }

    /// The users who carry a word, or one that begins so; nothing when they are too many. One round trip when they are
    /// evenly spread; in a project that was widened, where most are in one place, another one or two.
    pub(crate) async fn look_up(&self, project: &Project, word: &str, whole: bool) -> Result<Option<Candidates>> {
        let beginning = if whole { format!("{word}#") } else { word.to_owned() };
        let of_place = |place| Range::of(keys::posting_partition(&project.id, place, word)).beginning(&beginning);
        let mut open: Vec<(Range, Option<Item>)> = places(project).map(|place| (of_place(place), None)).collect();
        let (mut found, mut too_many) = (Candidates::new(), MOST_POSTINGS + 1);
        while !open.is_empty() {
            let step = share(too_many, open.len());
            let reads = open.iter().map(|(range, start)| self.query(range, start.clone(), Some(step)));
            let mut further = Vec::new();
            for ((range, _), page) in open.iter().zip(try_join_all(reads).await?) {
                too_many = too_many.saturating_sub(page.items.len());
                found.extend(page.items.iter().filter_map(candidate));
                further.extend(page.next.map(|next| (range.clone(), Some(next))));
            }
            if too_many == 0 {
                return Ok(None);
            }
            open = further;
        }
        Ok(Some(found))
    }

    /// Every candidate matches, so their number is the total and only those of the page are fetched. One who was deleted a
    /// moment ago still has postings: it is not counted, and the next takes its place.
    async fn search_settled(
        &self,
        project: &Project,
        term: &SearchTerm,
        window: &Window,
        cursor: Option<Ulid>,
        candidates: Candidates,
    ) -> Result<(u64, Vec<Record>)> {
        let mut total = candidates.len();
        let ahead = candidates.into_iter().filter(|(cid, _)| is_beyond(cursor, window, *cid)).collect();
        let mut ahead = in_order(window, ahead).into_iter().skip(window.offset);
        let mut page = Vec::new();
        while page.len() < window.limit {
            let step: Vec<_> = ahead.by_ref().take(window.limit - page.len()).collect();
            if step.is_empty() {
                break;
            }
            let found = self.fetch(project, term, &step).await?;
            total -= step.len() - found.len();
            page.extend(in_order(window, found));
        }
        Ok((total as u64, Window { offset: 0, ..*window }.cut(page)))
    }

    /// Not every candidate matches: all must be looked at to know how many do.
    async fn search_among(
        &self,
        project: &Project,
        term: &SearchTerm,
        window: &Window,
        cursor: Option<Ulid>,
        candidates: Candidates,
    ) -> Result<(u64, Vec<Record>)> {
        let mut found = self.fetch(project, term, &candidates.into_iter().collect::<Vec<_>>()).await?;
        let total = found.len() as u64;
        found.retain(|record| is_beyond(cursor, window, record.cid));
        Ok((total, window.cut(in_order(window, found))))
    }

    /// The candidates who are still there and match, oldest first.
    async fn fetch(&self, project: &Project, term: &SearchTerm, candidates: &[(Ulid, UserId)]) -> Result<Vec<Record>> {
        let wanted: Vec<_> = candidates.iter().map(|(_, id)| keys::user(&project.id, id)).collect();
        let found = self.read_many(&wanted, Consistency::Strong).await?;
        let mut records = Vec::with_capacity(candidates.len());
        for (cid, id) in candidates {
            let Some(item) = found.get(&keys::user(&project.id, id)) else { continue };
            let record = Record::from_item(item.clone())?;
            if record.cid == *cid && term.matches(&record.user) {
                records.push(record);
            }
        }
        records.sort_by_key(|record| record.cid);
        Ok(records)
    }

    /// Reads the list in order and keeps who matches: for terms that no posting narrows. Bounded: past its budget the
    /// answer is that the search is too broad.
    async fn search_walk(
        &self,
        project: &Project,
        term: &SearchTerm,
        window: &Window,
        cursor: Option<Ulid>,
        skip_total: bool,
    ) -> Result<(u64, Vec<Record>)> {
        let wanted = window.end();
        let mut walk = self.walk(project, window.forward, None);
        let (mut total, mut page) = (0, Vec::new());
        for _ in 0..WALK_USERS / WALK_STEP {
            let step = walk.take(WALK_STEP).await?;
            let at_end = step.len() < WALK_STEP;
            for record in step.into_iter().filter(|record| term.matches(&record.user)) {
                total += 1;
                if page.len() < wanted && is_beyond(cursor, window, record.cid) {
                    page.push(record);
                }
            }
            let counted = skip_total || total >= MAX_TOTAL;
            if at_end || (counted && page.len() >= wanted) {
                return Ok((total.min(MAX_TOTAL), window.cut(page)));
            }
        }
        Err(Error::SearchTooBroad)
    }
}

/// What the postings left of all users.
struct Narrowed {
    candidates: Candidates,
    /// Whether every candidate matches, so that none need be looked at.
    settled: bool,
}

fn candidate(posting: &Item) -> Option<(Ulid, UserId)> {
    Some((cid_of_posting(str_of(posting, SK)?)?, claimed_by(posting)?))
}

fn is_beyond(cursor: Option<Ulid>, window: &Window, cid: Ulid) -> bool {
    cursor.is_none_or(|cursor| if window.forward { cid > cursor } else { cid < cursor })
}

fn beyond(cursor: Option<Ulid>, window: &Window, record: Record) -> Vec<Record> {
    if is_beyond(cursor, window, record.cid) { vec![record] } else { Vec::new() }
}

/// What is sorted oldest first, in the order in which the window is read.
fn in_order<T>(window: &Window, mut oldest_first: Vec<T>) -> Vec<T> {
    if !window.forward {
        oldest_first.reverse();
    }
    oldest_first
}
