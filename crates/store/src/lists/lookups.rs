//! Index lookups: from the hints of a list to the users who can match.

use crate::Store;
use crate::lists::budget::Budget;
use crate::lists::candidates::CandidateSet;
use crate::lists::counters::places;
use crate::lists::postings::{Kind, Reading};
use crate::table::batch::Consistency;
use crate::table::item::ulid_of;
use crate::table::keys::{self, Key, Place};
use crate::table::query::Range;
use crate::users::item::{StoredUser, claimed_by};
use futures_util::future::try_join_all;
use roster_core::{Error, Exact, IndexHint, MANY_LABELS, Project, Result, SearchTerm, Ulid, UserId};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The most words that are looked up for one list. Further words do not narrow the candidates.
const MOST_LOOKUPS: usize = 30;
/// The most emails and phones that are looked up for one list. With more of them the list is walked instead.
const MOST_NAMES: usize = 1_000;
/// Second letters of the words whose postings are read for a single letter.
const SECOND_LETTERS: &str = "abcdefghijklmnopqrstuvwxyz0123456789";
/// The most ranges that are read for a single letter.
const MOST_RANGES: usize = 300;

/// The lookups for a hint; each part is read once.
pub(crate) struct Lookups {
    readings: BTreeMap<(String, bool), Reading>,
    claims: HashMap<Key, (UserId, Option<Ulid>)>,
    /// Whether some words of the hint are not looked up.
    skips: bool,
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

    /// Reads the first postings of each word of a hint, and every claim; `None` when it has too many names. One round
    /// trip.
    pub(crate) async fn begin_lookups(
        &self,
        project: &Project,
        hint: &IndexHint,
        first: usize,
        budget: &Budget,
    ) -> Result<Option<Lookups>> {
        let (mut words, mut claims) = (BTreeSet::new(), Vec::new());
        gather(project, hint, &mut words, &mut claims);
        if claims.len() > MOST_NAMES {
            return Ok(None);
        }
        let skips = words.len() > MOST_LOOKUPS;
        let mut readings: BTreeMap<_, _> = words
            .into_iter()
            .take(MOST_LOOKUPS)
            .map(|(word, whole)| {
                let kind = if whole { Kind::Word } else { Kind::Beginning };
                let reading = Reading::of(ranges(project, &word, whole), kind);
                ((word, whole), reading)
            })
            .collect();
        let begun = try_join_all(readings.values_mut().map(|reading| reading.begin(self, budget, first)));
        let (_, held) = tokio::try_join!(begun, self.read_many(&claims, Consistency::Strong))?;
        budget.charge(claims.len() as f64);
        let holder = |(key, item): (Key, _)| Some((key, (claimed_by(&item)?, ulid_of(&item, "cid"))));
        Ok(Some(Lookups { readings, claims: held.into_iter().filter_map(holder).collect(), skips }))
    }

    /// Reads the first postings of the words that begin with a letter: those whose second letter is frequent, in the
    /// newest places.
    pub(crate) async fn begin_letter(
        &self,
        project: &Project,
        letter: &str,
        first: usize,
        budget: &Budget,
    ) -> Result<Lookups> {
        let mut newest: Vec<Place> = places(project).collect();
        newest.reverse();
        let beginnings: Vec<_> =
            SECOND_LETTERS.chars().map(|second| format!("{letter}{second}")).chain([letter.to_owned()]).collect();
        let of_place = |at: Place| {
            let partition = move |two: &String| keys::posting_partition(&project.id, at, two);
            beginnings.iter().map(partition).map(Range::of)
        };
        let ranges = newest.into_iter().flat_map(of_place).take(MOST_RANGES);
        let mut reading = Reading::of(ranges, Kind::Letter);
        reading.begin(self, budget, first).await?;
        let readings = BTreeMap::from([((letter.to_owned(), false), reading)]);
        Ok(Lookups { readings, claims: HashMap::new(), skips: false })
    }
}

/// The postings of a word, or of all words that begin with it: a range in each place.
fn ranges(project: &Project, word: &str, whole: bool) -> Vec<Range> {
    let beginning = if whole { format!("{word}#") } else { word.to_owned() };
    let of_place = |place| Range::of(keys::posting_partition(&project.id, place, word)).beginning(&beginning);
    places(project).map(of_place).collect()
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
    /// What was read of each word.
    pub(crate) fn readings(&self) -> impl Iterator<Item = &Reading> {
        self.readings.values()
    }

    /// What was read of the words of at most this many users.
    pub(crate) fn readings_mut(&mut self, most: f64) -> impl Iterator<Item = &mut Reading> {
        self.readings.values_mut().filter(move |reading| reading.expected() <= most)
    }

    /// Whether the words of at most this many users were read to their ends.
    pub(crate) fn are_ended(&self, most: f64) -> bool {
        self.readings().filter(|reading| reading.expected() <= most).all(Reading::is_ended)
    }

    /// Whether no part of the hint is left out, and no user has more labels than get postings.
    pub(crate) fn are_complete(&self) -> bool {
        let many = self.readings.get(&(MANY_LABELS.to_owned(), true));
        !self.skips && many.is_none_or(|many| many.found.is_empty() && many.is_ended())
    }

    /// The users who can match, by the words of at most this many users; `None` when every user could.
    pub(crate) fn candidates(&self, project: &Project, hint: &IndexHint, most: f64) -> Option<CandidateSet> {
        match hint {
            IndexHint::Users(names) => {
                let mut named = CandidateSet::default();
                for (id, cid) in names.iter().filter_map(|name| self.named(project, name)) {
                    named.add(id, cid.map(|cid| vec![cid]));
                }
                Some(named)
            }
            IndexHint::Word { word, whole } => {
                let reading = self.readings.get(&(word.clone(), *whole))?;
                if reading.expected() > most {
                    return None;
                }
                let mut found = CandidateSet::default();
                reading.found.iter().for_each(|(cid, id)| found.add(id.clone(), Some(vec![*cid])));
                Some(found)
            }
            IndexHint::All(hints) => hints
                .iter()
                .filter_map(|hint| self.candidates(project, hint, most))
                .reduce(|all, some| if all.len() < some.len() { all.and(&some) } else { some.and(&all) }),
            IndexHint::Any(hints) => hints
                .iter()
                .try_fold(CandidateSet::default(), |any, hint| Some(any.or(self.candidates(project, hint, most)?))),
        }
    }

    /// How many of the users are probably candidates, as [`Lookups::candidates`] would be if all postings of these words
    /// were read.
    pub(crate) fn expected(&self, hint: &IndexHint, users: f64, most: f64) -> f64 {
        let expected = |hint: &IndexHint| self.expected(hint, users, most);
        match hint {
            IndexHint::Users(names) => names.len() as f64,
            IndexHint::Word { word, whole } => {
                let reading = self.readings.get(&(word.clone(), *whole));
                reading.map(Reading::expected).filter(|expected| *expected <= most).unwrap_or(users).min(users)
            }
            IndexHint::All(hints) => hints.iter().map(|hint| expected(hint) / users).product::<f64>() * users,
            IndexHint::Any(hints) => hints.iter().map(expected).sum::<f64>().min(users),
        }
    }

    fn named(&self, project: &Project, name: &Exact) -> Option<(UserId, Option<Ulid>)> {
        match (name, claim(project, name)) {
            (Exact::Id(id), _) => Some((id.clone(), None)),
            (_, claim) => self.claims.get(&claim?).cloned(),
        }
    }
}
