//! Following clues: from what must be true of users to who they can be.

use crate::Store;
use crate::batch::Consistency;
use crate::item::ulid_of;
use crate::keys::{self, Key};
use crate::search::{Candidates, MOST_POSTINGS};
use crate::user_item::claimed_by;
use futures_util::future::try_join_all;
use roster_core::{Clue, Exact, MANY_LABELS, Project, Result, Ulid, UserId};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Words that are looked up for one list. Whoever asks for more is answered without the help of the others.
const MOST_LOOKUPS: usize = 30;

/// Addresses and numbers that are looked up for one list. Whoever asks for more is looked for in the list itself.
const MOST_NAMES: usize = 1_000;

/// Who can match, with their incarnations as far as they are known.
pub(crate) type Suspects = BTreeMap<UserId, Option<Ulid>>;

/// Where a clue leads.
pub(crate) struct Trail {
    pub(crate) suspects: Suspects,
    /// Whether every part of the clue was followed, and led to users by what is said of them alone.
    pub(crate) complete: bool,
}

/// What the parts of a clue lead to, each part read once.
#[derive(Default)]
struct Findings {
    words: HashMap<(String, bool), Option<Candidates>>,
    claims: HashMap<Key, (UserId, Option<Ulid>)>,
    /// Whether some words were not looked up, or had too many users.
    incomplete: bool,
}

impl Store {
    /// The users to whom a clue leads; nothing when it leads to too many. One round trip, more for popular words.
    pub(crate) async fn follow(&self, project: &Project, clue: &Clue) -> Result<Option<Trail>> {
        let (mut words, mut claims) = (BTreeSet::new(), Vec::new());
        gather(project, clue, &mut words, &mut claims);
        if claims.len() > MOST_NAMES {
            return Ok(None);
        }
        let lookups = words.iter().take(MOST_LOOKUPS).map(|(word, whole)| async move {
            let found = self.look_up(project, word, *whole).await?;
            Ok::<_, roster_core::Error>(((word.clone(), *whole), found))
        });
        let (found, held) = tokio::try_join!(try_join_all(lookups), self.read_many(&claims, Consistency::Strong))?;
        let holder = |(key, item): (Key, _)| Some((key, (claimed_by(&item)?, ulid_of(&item, "cid"))));
        let mut findings = Findings {
            incomplete: words.len() > MOST_LOOKUPS || found.iter().any(|(_, users)| users.is_none()),
            words: found.into_iter().collect(),
            claims: held.into_iter().filter_map(holder).collect(),
        };
        let many = findings.words.get(&(MANY_LABELS.to_owned(), true));
        findings.incomplete |= many.is_some_and(|many| many.as_ref().is_none_or(|many| !many.is_empty()));
        let suspects = findings.suspects(project, clue).filter(|suspects| suspects.len() <= MOST_POSTINGS);
        Ok(suspects.map(|suspects| Trail { suspects, complete: !findings.incomplete }))
    }
}

/// Gathers the words to look up and the claims to read.
fn gather(project: &Project, clue: &Clue, words: &mut BTreeSet<(String, bool)>, claims: &mut Vec<Key>) {
    match clue {
        Clue::Users(names) => claims.extend(names.iter().filter_map(|name| claim(project, name))),
        Clue::Word { word, whole } => drop(words.insert((word.clone(), *whole))),
        Clue::All(clues) | Clue::Any(clues) => clues.iter().for_each(|clue| gather(project, clue, words, claims)),
    }
}

/// The claim that says who has an address or a number; an id says it itself.
fn claim(project: &Project, name: &Exact) -> Option<Key> {
    match name {
        Exact::Id(_) => None,
        Exact::Email(email) => Some(keys::email_claim(&project.id, email)),
        Exact::Phone(phone) => Some(keys::phone_claim(&project.id, phone)),
    }
}

impl Findings {
    /// Who can match; nothing when that could be anybody.
    fn suspects(&self, project: &Project, clue: &Clue) -> Option<Suspects> {
        match clue {
            Clue::Users(names) => Some(names.iter().filter_map(|name| self.named(project, name)).collect()),
            Clue::Word { word, whole } => {
                let found = self.words.get(&(word.clone(), *whole))?.as_ref()?;
                Some(united(found.iter().map(|(cid, id)| (id.clone(), Some(*cid)))))
            }
            Clue::All(clues) => clues.iter().filter_map(|clue| self.suspects(project, clue)).reduce(|mut all, some| {
                all.retain(|id, _| some.contains_key(id));
                all
            }),
            Clue::Any(clues) => {
                let each: Option<Vec<Suspects>> = clues.iter().map(|clue| self.suspects(project, clue)).collect();
                Some(united(each?.into_iter().flatten()))
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

/// Who is found in two incarnations is looked at whatever he is: one of them is gone, and it is not known here which.
fn united(found: impl Iterator<Item = (UserId, Option<Ulid>)>) -> Suspects {
    let mut all = Suspects::new();
    for (id, cid) in found {
        all.entry(id).and_modify(|known| *known = known.filter(|known| Some(*known) == cid)).or_insert(cid);
    }
    all
}
