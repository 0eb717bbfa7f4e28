//! The members of a team: finding, listing, changing, removing.

use crate::Store;
use crate::table::batch::Consistency;
use crate::table::condition::Condition;
use crate::table::failure::malformed;
use crate::table::item::{Item, decode, str_of, text, ulid_of};
use crate::table::keys::{self, Key};
use crate::table::query::Range;
use crate::table::transaction::OnConditionFailed;
use crate::teams::membership::{MembershipItem, with_roles};
use crate::teams::team::{TeamRecord, leave};
use crate::users::item::StoredUser;
use roster_core::{
    Change, Direction, Error, Event, ListMembers, Listing, MAX_TOTAL, MemberField, Membership, MembershipId, Order,
    ProjectId, Result, Roles, SearchTerm, TeamEvent, TeamId, User, UserId, Viewer,
};
use std::collections::HashMap;

/// The most members that a search reads.
const MOST_SEARCHED: usize = 1_000;

impl Store {
    /// Lists the members of a team in the order of their memberships, or those that a search finds, with their current
    /// names, as the viewer sees them.
    ///
    /// # Errors
    /// [`Error::TeamNotFound`], [`Error::MembershipCursorNotFound`]; [`Error::SearchTooBroad`] when a team of more than
    /// 1,000 members is searched.
    pub async fn list_members(
        &self,
        project: &ProjectId,
        team: &TeamId,
        query: &ListMembers,
    ) -> Result<Listing<Membership>> {
        let team = self.read_team(project, team).await?;
        if let Some(id) = &query.cursor {
            self.find_membership(project, &team, id).await.map_err(|error| match error {
                Error::MembershipNotFound => Error::MembershipCursorNotFound(id.clone()),
                other => other,
            })?;
        }
        let members = Range::of_index(keys::team_members(project, &team.team.id, team.tc));
        match &query.search {
            None => self.page_of_members(project, &team, &members, query).await,
            Some(term) => {
                let all = self.query_all(&members, MOST_SEARCHED).await?.ok_or(Error::SearchTooBroad)?;
                let found = self.with_users(project, &team, all, Some((term, &query.viewer))).await?;
                Ok(seen_by(&query.viewer, Listing { total: found.len() as u64, items: cut(query, found) }))
            }
        }
    }

    async fn page_of_members(
        &self,
        project: &ProjectId,
        team: &TeamRecord,
        members: &Range,
        query: &ListMembers,
    ) -> Result<Listing<Membership>> {
        let range = match (&query.cursor, is_forward(query)) {
            (None, true) => members.clone(),
            (None, false) => members.clone().backward(),
            (Some(id), true) => members.clone().after(id.as_str()),
            (Some(id), false) => members.clone().before(id.as_str()).backward(),
        };
        let wanted = query.offset.get() + query.limit.get();
        let (total, items) = tokio::try_join!(self.count(members, None, MAX_TOTAL), self.query_first(&range, wanted))?;
        let mut page: Vec<Item> = items.into_iter().skip(query.offset.get()).collect();
        if query.direction == Direction::Before {
            page.reverse();
        }
        Ok(seen_by(&query.viewer, Listing { total, items: self.with_users(project, team, page, None).await? }))
    }

    /// Reads one membership of a team.
    ///
    /// # Errors
    /// [`Error::TeamNotFound`], [`Error::MembershipNotFound`].
    pub async fn get_membership(&self, project: &ProjectId, team: &TeamId, id: &MembershipId) -> Result<Membership> {
        let team = self.read_team(project, team).await?;
        let item = self.find_membership(project, &team, id).await?;
        let found = self.with_users(project, &team, vec![item], None).await?;
        found.into_iter().next().ok_or(Error::MembershipNotFound)
    }

    /// Sets the roles of a member. The user may be deleted meanwhile: their deletion also finds the changed membership.
    ///
    /// # Errors
    /// [`Error::TeamNotFound`], [`Error::MembershipNotFound`].
    pub async fn update_roles(
        &self,
        project: &ProjectId,
        team: &TeamId,
        id: &MembershipId,
        roles: Roles,
        change: &Change,
    ) -> Result<Membership> {
        let roles = &roles;
        self.optimistic(change.id, |writes| async move {
            let record = self.read_team(project, team).await?;
            let item = self.find_membership(project, &record, id).await?;
            let (user, cid) = owner(&item)?;
            let as_read = Condition::equal("v", version(&item)?);
            let changed = with_roles(item, roles.clone().into_vec(), change);
            let updated = writes
                .put_if(changed.clone(), &as_read, OnConditionFailed::Stale)?
                .record(self.member_line(project, (&user, &cid), &Event::UpdateMembership, change)?)?
                .record(self.team_line(project, &record, &TeamEvent::UpdateMembership(id.clone()), change)?)?;
            updated.run().await?;
            let found = self.with_users(project, &record, vec![changed], None).await?;
            Ok(found.into_iter().next().ok_or(Error::MembershipNotFound)?)
        })
        .await
    }

    /// Removes a member, and reduces the count of the team in the same transaction.
    ///
    /// # Errors
    /// [`Error::TeamNotFound`], [`Error::MembershipNotFound`].
    pub async fn delete_membership(
        &self,
        project: &ProjectId,
        team: &TeamId,
        id: &MembershipId,
        change: &Change,
    ) -> Result<()> {
        self.optimistic(change.id, |writes| async move {
            let record = self.read_team(project, team).await?;
            let item = self.find_membership(project, &record, id).await?;
            let key = Key::of(&item).ok_or_else(|| malformed("membership"))?;
            let (user, cid) = owner(&item)?;
            let removal = writes
                .delete_if(&key, &Condition::equal("v", version(&item)?), OnConditionFailed::Stale)?
                .record(self.member_line(project, (&user, &cid), &Event::DeleteMembership, change)?)?
                .record(self.leaving_line(project, &record, &item, change)?)?;
            leave(removal, project, &item)?.run().await?;
            Ok(())
        })
        .await
    }

    fn member_line(
        &self,
        project: &ProjectId,
        (user, cid): (&UserId, &str),
        event: &Event,
        change: &Change,
    ) -> Result<Item> {
        let cid = roster_core::Ulid::from_string(cid).map_err(|_| malformed("membership"))?;
        self.log_line(project, (user, cid), event, change)
    }

    /// The item of a membership, read consistently; the index only says where it is. The membership of a deleted user
    /// does not exist.
    pub(crate) async fn find_membership(
        &self,
        project: &ProjectId,
        team: &TeamRecord,
        id: &MembershipId,
    ) -> Result<Item> {
        let here =
            Range::of_index(keys::team_members(project, &team.team.id, team.tc)).between(id.as_str(), id.as_str());
        let listed = self.query_first(&here, 1).await?.pop().ok_or(Error::MembershipNotFound)?;
        let key = Key::of(&listed).ok_or_else(|| malformed("membership"))?;
        let (user, cid) = owner(&listed)?;
        let user = keys::user(project, &user);
        let mut found = self.read_many(&[key.clone(), user.clone()], Consistency::Strong).await?;
        let is_there = found.get(&user).is_some_and(|user| str_of(user, "cid") == Some(cid.as_str()));
        found.remove(&key).filter(|_| is_there).ok_or(Error::MembershipNotFound)
    }

    /// The memberships with their users, filtered by a search. A membership whose user is deleted, or replaced by
    /// another user with the same id, does not exist.
    async fn with_users(
        &self,
        project: &ProjectId,
        team: &TeamRecord,
        items: Vec<Item>,
        search: Option<(&SearchTerm, &Viewer)>,
    ) -> Result<Vec<Membership>> {
        let ids = items.iter().filter_map(|item| str_of(item, "uid").and_then(|id| UserId::parse(id).ok()));
        let wanted: Vec<_> = ids.map(|id| keys::user(project, &id)).collect();
        let mut users = HashMap::new();
        for item in self.read_many(&wanted, Consistency::Strong).await?.into_values() {
            let record = StoredUser::from_item(item)?;
            users.insert(record.cid, record);
        }
        let known = items.into_iter().filter_map(|item| Some((users.get(&ulid_of(&item, "uc")?)?, item)));
        let known = known.filter(|(user, item)| {
            let id = str_of(item, "id").unwrap_or_default();
            search.is_none_or(|(term, viewer)| term.matches_text(id) || is_found(term, &user.user, viewer))
        });
        known.map(|(user, item)| decode::<MembershipItem>("membership", item)?.with(user, team)).collect()
    }
}

/// A member is found by their whole id, and by the words that the viewer sees.
fn is_found(term: &SearchTerm, user: &User, viewer: &Viewer) -> bool {
    let shows_id = viewer.sees(&user.id).has(MemberField::UserId);
    term.is_whole(user.id.as_str())
        || (shows_id && term.matches_text(user.id.as_str()))
        || term.matches(&viewer.redact(user.clone()))
}

fn seen_by(viewer: &Viewer, listing: Listing<Membership>) -> Listing<Membership> {
    Listing { items: listing.items.into_iter().map(|membership| viewer.view(membership)).collect(), ..listing }
}

fn is_forward(query: &ListMembers) -> bool {
    (query.order == Order::Ascending) != (query.direction == Direction::Before)
}

/// The page of the memberships that were found; they come in the order of their ids.
fn cut(query: &ListMembers, mut found: Vec<Membership>) -> Vec<Membership> {
    let forward = is_forward(query);
    if !forward {
        found.reverse();
    }
    let is_beyond =
        |id: &MembershipId| query.cursor.as_ref().is_none_or(|cursor| if forward { id > cursor } else { id < cursor });
    found.retain(|membership| is_beyond(&membership.id));
    let mut page: Vec<_> = found.into_iter().skip(query.offset.get()).take(query.limit.get()).collect();
    if query.direction == Direction::Before {
        page.reverse();
    }
    page
}

/// The user of a membership, with the incarnation.
pub(crate) fn owner(item: &Item) -> Result<(UserId, String)> {
    let broken = || malformed("membership");
    let user = str_of(item, "uid").and_then(|id| UserId::parse(id).ok()).ok_or_else(broken)?;
    Ok((user, str_of(item, "uc").ok_or_else(broken)?.to_owned()))
}

pub(crate) fn version(item: &Item) -> Result<aws_sdk_dynamodb::types::AttributeValue> {
    str_of(item, "v").map(text).ok_or_else(|| malformed("membership"))
}
