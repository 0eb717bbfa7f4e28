//! The members of a team: finding, listing, changing, removing.

use crate::Store;
use crate::batch::Consistency;
use crate::condition::Condition;
use crate::failure::malformed;
use crate::item::{Item, decode, str_of, text, ulid_of};
use crate::keys::{self, Key};
use crate::membership::Attributes;
use crate::query::Range;
use crate::teams::{TeamRecord, leave};
use crate::transaction::{READINGS, Refusal, Rejected};
use crate::user_item::Record;
use roster_core::{
    Change, Error, Event, Limit, Listing, MAX_TOTAL, Membership, MembershipId, Offset, ProjectId, Result, Roles,
    TeamId, UserId,
};
use std::collections::HashMap;

impl Store {
    /// Lists the members of a team in the order in which their memberships were made, with names as they are now.
    ///
    /// # Errors
    /// [`Error::TeamNotFound`].
    pub async fn list_members(
        &self,
        project: &ProjectId,
        team: &TeamId,
        limit: Limit,
        offset: Offset,
    ) -> Result<Listing<Membership>> {
        let team = self.read_team(project, team).await?;
        let members = Range::of_index(keys::team_members(project, &team.team.id, team.tc));
        let wanted = offset.get() + limit.get();
        let (total, items) =
            tokio::try_join!(self.count(&members, None, MAX_TOTAL), self.query_first(&members, wanted))?;
        let page = items.into_iter().skip(offset.get()).collect();
        Ok(Listing { total, items: self.with_users(project, &team, page).await? })
    }

    /// Reads one membership of a team.
    ///
    /// # Errors
    /// [`Error::TeamNotFound`], [`Error::MembershipNotFound`].
    pub async fn get_membership(&self, project: &ProjectId, team: &TeamId, id: &MembershipId) -> Result<Membership> {
        let team = self.read_team(project, team).await?;
        let item = self.find_membership(project, &team, id).await?;
        let found = self.with_users(project, &team, vec![item]).await?;
        found.into_iter().next().ok_or(Error::MembershipNotFound)
    }

    /// Sets the roles of a member.
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
        for reading in 0..READINGS {
            let record = self.read_team(project, team).await?;
            let item = self.find_membership(project, &record, id).await?;
            let (user, cid) = owner(&item)?;
            let as_read = Condition::equal("v", version(&item)?);
            let mut changed = item.clone();
            let names = roles.clone().into_vec().into_iter().map(text).collect();
            changed.insert("roles".to_owned(), aws_sdk_dynamodb::types::AttributeValue::L(names));
            changed.insert("v".to_owned(), text(change.id.to_string()));
            changed.insert("ut".to_owned(), crate::item::number(change.at.as_millis()));
            let updated = self
                .transaction(change.id, reading)
                .put_if(changed.clone(), &as_read, Refusal::Stale)?
                .check(&keys::user(project, &user), &Condition::equal("cid", text(cid.clone())), Refusal::Stale)?
                .record(self.member_line(project, (&user, &cid), &Event::UpdateMembership, change)?)?;
            match updated.run().await {
                Ok(()) => {
                    let found = self.with_users(project, &record, vec![changed]).await?;
                    return found.into_iter().next().ok_or(Error::MembershipNotFound);
                }
                Err(Rejected::Stale) => {}
                Err(Rejected::Failed(error)) => return Err(error),
            }
        }
        Err(Error::Contention)
    }

    /// Removes a member; the team counts one less in the same transaction.
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
        for reading in 0..READINGS {
            let record = self.read_team(project, team).await?;
            let item = self.find_membership(project, &record, id).await?;
            let key = Key::of(&item).ok_or_else(|| malformed("membership"))?;
            let (user, cid) = owner(&item)?;
            let removal = self
                .transaction(change.id, reading)
                .delete_if(&key, &Condition::equal("v", version(&item)?), Refusal::Stale)?
                .check(&keys::user(project, &user), &Condition::equal("cid", text(cid.clone())), Refusal::Stale)?
                .record(self.member_line(project, (&user, &cid), &Event::DeleteMembership, change)?)?;
            match leave(removal, project, &item)?.run().await {
                Ok(()) => return Ok(()),
                Err(Rejected::Stale) => {}
                Err(Rejected::Failed(error)) => return Err(error),
            }
        }
        Err(Error::Contention)
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

    /// The membership's item, read consistently; the index only says where it is. One whose user is gone does not exist.
    async fn find_membership(&self, project: &ProjectId, team: &TeamRecord, id: &MembershipId) -> Result<Item> {
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

    /// The memberships with their users; those whose user is gone, or another one under the same id, do not exist.
    async fn with_users(&self, project: &ProjectId, team: &TeamRecord, items: Vec<Item>) -> Result<Vec<Membership>> {
        let ids = items.iter().filter_map(|item| str_of(item, "uid").and_then(|id| UserId::parse(id).ok()));
        let wanted: Vec<_> = ids.map(|id| keys::user(project, &id)).collect();
        let mut users = HashMap::new();
        for item in self.read_many(&wanted, Consistency::Strong).await?.into_values() {
            let record = Record::from_item(item)?;
            users.insert(record.cid, record);
        }
        let known = items.into_iter().filter_map(|item| Some((users.get(&ulid_of(&item, "uc")?)?, item)));
        known.map(|(user, item)| decode::<Attributes>("membership", item)?.with(user, team)).collect()
    }
}

/// Whose membership it is, in which incarnation.
fn owner(item: &Item) -> Result<(UserId, String)> {
    let broken = || malformed("membership");
    let user = str_of(item, "uid").and_then(|id| UserId::parse(id).ok()).ok_or_else(broken)?;
    Ok((user, str_of(item, "uc").ok_or_else(broken)?.to_owned()))
}

fn version(item: &Item) -> Result<aws_sdk_dynamodb::types::AttributeValue> {
    str_of(item, "v").map(text).ok_or_else(|| malformed("membership"))
}
