//! Index lookups: from the hints of a filter to the users who can match.

use crate::Store;
use crate::lists::counters::places;
use crate::lists::walk::share;
use crate::table::batch::Consistency;
use crate::table::item::{Item, str_of, ulid_of};
use crate::table::keys::{self, Key, SK, cid_of_posting};
use crate::table::query::Range;
use crate::users::item::{StoredUser, claimed_by};
use futures_util::future::try_join_all;
use roster_core::{Error, Exact, IndexHint, MANY_LABELS, Project, Result, SearchTerm, Ulid, UserId};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A word with more postings than this does not narrow a search.
const MOST_POSTINGS: usize = 5_000;
/// The users who may match, by incarnation, which is the order of creation.
pub(crate) type Candidates = BTreeMap<Ulid, UserId>;

/// The most words that are looked up for one list. Further words do not narrow the candidates.
const MOST_LOOKUPS: usize = 30;

/// The most emails and phones that are looked up for one list. With more of them the list is walked instead.
const MOST_NAMES: usize = 1_000;

/// The users who can match, with their incarnations where they are known.
pub(crate) type CandidateSet = BTreeMap<UserId, Option<Ulid>>;

/// The result of the lookups for a hint.
pub(crate) struct LookupResult {
    pub(crate) candidates: CandidateSet,
    /// Whether every part of the hint was looked up, and the index alone decides it.
    pub(crate) complete: bool,
}

/// The results for the parts of a hint; each part is read once.
#[derive(Default)]
struct Lookups {
    words: HashMap<(String, bool), Option<Candidates>>,
    claims: HashMap<Key, (UserId, Option<Ulid>)>,
    /// Whether some words were not looked up, or had too many users.
    incomplete: bool,
}

impl Store {
    /// The user whose id, email or phone the term is, if it is one and the user exists.
    pub(crate) async fn find_exact(&self, project: &Project, term: &SearchTerm) -> Result<Option<StoredUser>> {
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

    async fn read_if_there(&self, project: &Project, id: &UserId) -> Result<Option<StoredUser>> {
        match self.read_user(&project.id, id).await {
            Ok(record) => Ok(Some(record)),
            Err(Error::UserNotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The users with this word, or with a word that begins with it; `None` when they are too many. One round trip when
    /// they are evenly spread; one or two more in a widened project where most are in one place.
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

    /// The candidates for a hint; `None` when they are too many. One round trip, more for popular words.
    pub(crate) async fn run_lookups(&self, project: &Project, hint: &IndexHint) -> Result<Option<LookupResult>> {
        let (mut words, mut claims) = (BTreeSet::new(), Vec::new());
        gather(project, hint, &mut words, &mut claims);
        if claims.len() > MOST_NAMES {
            return Ok(None);
        }
        let lookups = words.iter().take(MOST_LOOKUPS).map(|(word, whole)| async move {
            let found = self.look_up(project, word, *whole).await?;
            Ok::<_, roster_core::Error>(((word.clone(), *whole), found))
        });
        let (found, held) = tokio::try_join!(try_join_all(lookups), self.read_many(&claims, Consistency::Strong))?;
        let holder = |(key, item): (Key, _)| Some((key, (claimed_by(&item)?, ulid_of(&item, "cid"))));
        let mut lookups_done = Lookups {
            incomplete: words.len() > MOST_LOOKUPS || found.iter().any(|(_, users)| users.is_none()),
            words: found.into_iter().collect(),
            claims: held.into_iter().filter_map(holder).collect(),
        };
        let many = lookups_done.words.get(&(MANY_LABELS.to_owned(), true));
        lookups_done.incomplete |= many.is_some_and(|many| many.as_ref().is_none_or(|many| !many.is_empty()));
        let candidates = lookups_done.candidates(project, hint).filter(|candidates| candidates.len() <= MOST_POSTINGS);
        Ok(candidates.map(|candidates| LookupResult { candidates, complete: !lookups_done.incomplete }))
    }
}

/// Collects the words to look up and the claims to read.
fn gather(project: &Project, hint: &IndexHint, words: &mut BTreeSet<(String, bool)>, claims: &mut Vec<Key>) {
    match hint {
        IndexHint::Users(names) => claims.extend(names.iter().filter_map(|name| claim(project, name))),
        IndexHint::Word { word, whole } => drop(words.insert((word.clone(), *whole))),
        IndexHint::All(hints) | IndexHint::Any(hints) => {
            hints.iter().for_each(|hint| gather(project, hint, words, claims))
        }
    }
}

/// The claim that holds the user of an email or phone; an id needs none.
fn claim(project: &Project, name: &Exact) -> Option<Key> {
    match name {
        Exact::Id(_) => None,
        Exact::Email(email) => Some(keys::email_claim(&project.id, email)),
        Exact::Phone(phone) => Some(keys::phone_claim(&project.id, phone)),
    }
}

impl Lookups {
    /// The users who can match; `None` when every user could.
    fn candidates(&self, project: &Project, hint: &IndexHint) -> Option<CandidateSet> {
        match hint {
            IndexHint::Users(names) => Some(names.iter().filter_map(|name| self.named(project, name)).collect()),
            IndexHint::Word { word, whole } => {
                let found = self.words.get(&(word.clone(), *whole))?.as_ref()?;
                Some(union(found.iter().map(|(cid, id)| (id.clone(), Some(*cid)))))
            }
            IndexHint::All(hints) => {
                hints.iter().filter_map(|hint| self.candidates(project, hint)).reduce(|mut all, some| {
                    all.retain(|id, _| some.contains_key(id));
                    all
                })
            }
            IndexHint::Any(hints) => {
                let each: Option<Vec<CandidateSet>> = hints.iter().map(|hint| self.candidates(project, hint)).collect();
                Some(union(each?.into_iter().flatten()))
            }
        }
    }

    fn named(&self, project: &Project, name: &Exact) -> Option<(UserId, Option<Ulid>)> {
        match (name, claim(project, name)) {
            (Exact::Id(id), _) => Some((id.clone(), None)),
            (_, claim) => self.claims.get(&claim?).cloned(),
        }
    }
}

/// A user found in two incarnations is kept without one: one of the two is deleted, and it is not known here which.
fn union(found: impl Iterator<Item = (UserId, Option<Ulid>)>) -> CandidateSet {
    let mut all = CandidateSet::new();
    for (id, cid) in found {
        all.entry(id).and_modify(|known| *known = known.filter(|known| Some(*known) == cid)).or_insert(cid);
    }
    all
}

fn candidate(posting: &Item) -> Option<(Ulid, UserId)> {
    Some((cid_of_posting(str_of(posting, SK)?)?, claimed_by(posting)?))
}
