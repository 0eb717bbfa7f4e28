//! Lists of teams: of a project, or of a user.

use crate::Store;
use crate::table::batch::Consistency;
use crate::table::item::str_of;
use crate::table::keys::{self, SK, cid_of_posting};
use crate::table::query::Range;
use crate::teams::changes::posted;
use crate::teams::team::TeamRecord;
use futures_util::future::try_join_all;
use roster_core::{
    Direction, Error, ListTeams, Listing, MAX_TOTAL, Order, ProjectId, Result, Team, TeamId, Ulid, UserId, words,
};
use std::collections::BTreeMap;

/// The most teams that a search reads.
const MOST_FOUND: usize = 5_000;
/// The most words of a search that are looked up.
const MOST_LOOKUPS: usize = 5;

impl Store {
    /// Lists the teams of a project in the order of creation, or those that a search finds. They have their preferences
    /// as they are stored ([`Store::with_prefs`]).
    ///
    /// # Errors
    /// [`Error::TeamNotFound`] when the cursor names no team; [`Error::SearchTooBroad`].
    pub async fn list_teams(&self, project: &ProjectId, query: &ListTeams) -> Result<Listing<Team>> {
        match &query.search {
            None => self.list_all_teams(project, query).await,
            Some(term) => {
                let found = self.search_teams(project, term).await?;
                let cursor = self.find_team_cursor(project, query.cursor.as_ref()).await?;
                Ok(page_of(query, cursor, found))
            }
        }
    }

    /// Lists the teams in which a user is a confirmed member.
    ///
    /// # Errors
    /// [`Error::UserNotFound`], and as [`Store::list_teams`].
    pub async fn list_teams_of(&self, project: &ProjectId, user: &UserId, query: &ListTeams) -> Result<Listing<Team>> {
        let memberships = self.list_memberships(project, user).await?.items;
        let ids = memberships.into_iter().filter(|membership| membership.joined_at.is_some()).map(|m| m.team);
        let mut records = self.fetch_teams(project, &ids.collect::<Vec<_>>()).await?;
        // A team that the user is not in does not exist for them, not even as a cursor.
        let cursor = query.cursor.as_ref().map(|id| {
            let own = records.iter().find(|record| record.team.id == *id);
            own.map(|record| record.tc).ok_or_else(|| Error::TeamCursorNotFound(id.clone()))
        });
        let cursor = cursor.transpose()?;
        records.retain(|record| query.search.as_deref().is_none_or(|term| record.team.is_found_by(term)));
        Ok(page_of(query, cursor, records))
    }

    async fn list_all_teams(&self, project: &ProjectId, query: &ListTeams) -> Result<Listing<Team>> {
        let forward = is_forward(query);
        let list = Range::of_index(keys::team_list(project));
        let range = match self.find_team_cursor(project, query.cursor.as_ref()).await? {
            Some(tc) if forward => list.clone().after(tc.to_string()),
            Some(tc) => list.clone().before(tc.to_string()).backward(),
            None if forward => list.clone(),
            None => list.clone().backward(),
        };
        let wanted = query.offset.get() + query.limit.get();
        let (total, page) = tokio::try_join!(self.count(&list, None, MAX_TOTAL), async {
            if query.limit.get() == 0 { Ok(None) } else { self.query_first(&range, wanted).await.map(Some) }
        })?;
        let records = page.unwrap_or_default().into_iter().map(TeamRecord::from_item).collect::<Result<Vec<_>>>()?;
        Ok(Listing { total, items: cut(query, records) })
    }

    async fn find_team_cursor(&self, project: &ProjectId, cursor: Option<&TeamId>) -> Result<Option<Ulid>> {
        let Some(id) = cursor else { return Ok(None) };
        match self.read_team(project, id).await {
            Ok(record) => Ok(Some(record.tc)),
            Err(Error::TeamNotFound) => Err(Error::TeamCursorNotFound(id.clone())),
            Err(error) => Err(error),
        }
    }

    /// The team with a generated id that is the term, or else the teams with every word of the term as the beginning of
    /// a word.
    async fn search_teams(&self, project: &ProjectId, term: &str) -> Result<Vec<TeamRecord>> {
        if let Some(id) = TeamId::parse(term.trim()).ok().filter(TeamId::is_generated) {
            let named = self.fetch_teams(project, &[id]).await?;
            if !named.is_empty() {
                return Ok(named);
            }
        }
        let looked_for = words(term);
        let lookups = looked_for.iter().filter(|word| word.chars().nth(1).is_some()).take(MOST_LOOKUPS);
        let found = try_join_all(lookups.map(|word| self.look_up_teams(project, word))).await?;
        if looked_for.is_empty() {
            return Ok(Vec::new());
        }
        let candidates = found.into_iter().reduce(|mut all, of_word| {
            all.retain(|tc, _| of_word.contains_key(tc));
            all
        });
        let mut records = match candidates {
            Some(candidates) => self.fetch_teams(project, &candidates.into_values().collect::<Vec<_>>()).await?,
            // Single letters have no postings of their own.
            None => {
                let all = self.query_all(&Range::of_index(keys::team_list(project)), MOST_FOUND).await?;
                let all = all.ok_or(Error::SearchTooBroad)?;
                all.into_iter().map(TeamRecord::from_item).collect::<Result<_>>()?
            }
        };
        records.retain(|record| record.team.is_found_by(term));
        Ok(records)
    }

    async fn look_up_teams(&self, project: &ProjectId, word: &str) -> Result<BTreeMap<Ulid, TeamId>> {
        let range = Range::of(keys::team_posting_partition(project, word)).beginning(word);
        let postings = self.query_all(&range, MOST_FOUND).await?.ok_or(Error::SearchTooBroad)?;
        Ok(postings.iter().filter_map(|item| Some((cid_of_posting(str_of(item, SK)?)?, posted(item)?))).collect())
    }

    async fn fetch_teams(&self, project: &ProjectId, ids: &[TeamId]) -> Result<Vec<TeamRecord>> {
        let wanted: Vec<_> = ids.iter().map(|id| keys::team(project, id)).collect();
        let found = self.read_many(&wanted, Consistency::Strong).await?;
        found.into_values().map(TeamRecord::from_item).collect()
    }
}

fn page_of(query: &ListTeams, cursor: Option<Ulid>, mut found: Vec<TeamRecord>) -> Listing<Team> {
    let (total, forward) = ((found.len() as u64).min(MAX_TOTAL), is_forward(query));
    found.sort_by_key(|record| record.tc);
    if !forward {
        found.reverse();
    }
    let is_beyond = |tc: Ulid| cursor.is_none_or(|cursor| if forward { tc > cursor } else { tc < cursor });
    found.retain(|record| is_beyond(record.tc));
    Listing { total, items: cut(query, found) }
}

fn is_forward(query: &ListTeams) -> bool {
    (query.order == Order::Ascending) != (query.direction == Direction::Before)
}

fn cut(query: &ListTeams, read: Vec<TeamRecord>) -> Vec<Team> {
    let page = read.into_iter().map(|record| record.team).skip(query.offset.get()).take(query.limit.get());
    let mut page: Vec<Team> = page.collect();
    if query.direction == Direction::Before {
        page.reverse();
    }
    page
}
