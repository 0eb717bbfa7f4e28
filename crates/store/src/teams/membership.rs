//! Memberships of users in teams.

use crate::Store;
use crate::table::batch::Consistency;
use crate::table::condition::Condition;
use crate::table::failure::malformed;
use crate::table::item::{Item, decode, encode, number, text, ulid_of, ulid_text};
use crate::table::keys::{self, G1P, G1S, prefix};
use crate::table::query::Range;
use crate::table::transaction::{OnConditionFailed, TransactError, Transaction};
use crate::teams::team::{TeamRecord, join};
use crate::users::item::StoredUser;
use aws_sdk_dynamodb::types::AttributeValue;
use roster_core::{
    Change, Error, Event, Listing, MemberFields, Membership, MembershipId, NewMembership, ProjectId, Result, TeamId,
    Timestamp, Ulid, UserId,
};
use serde::{Deserialize, Serialize};

/// The most memberships in a list (source: docs/reference/appwrite/users.md#memberships-of-a-user).
pub(crate) const MOST: usize = 1_000;

#[derive(Serialize, Deserialize)]
pub(crate) struct MembershipItem {
    id: String,
    uid: String,
    tid: String,
    roles: Vec<String>,
    #[serde(with = "ulid_text")]
    uc: Ulid,
    #[serde(with = "ulid_text")]
    tc: Ulid,
    #[serde(with = "ulid_text")]
    v: Ulid,
    inv: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    jn: Option<u64>,
    ct: u64,
    ut: u64,
    /// The change that created it, if another one followed.
    #[serde(skip_serializing_if = "Option::is_none")]
    cv: Option<String>,
}

/// The attribute `cv` of [`MembershipItem`].
const CREATED_BY: &str = "cv";

impl Store {
    /// Creates a membership: the membership, the team's count and the user's log entry in one transaction, if user and
    /// team are still those that were read.
    ///
    /// # Errors
    /// [`Error::UserNotFound`], [`Error::TeamNotFound`], [`Error::MembershipAlreadyExists`].
    pub async fn create_membership(
        &self,
        project: &ProjectId,
        new: &NewMembership,
        change: &Change,
    ) -> Result<Membership> {
        self.optimistic(change.id, |writes| async move {
            let (user, team) =
                tokio::try_join!(self.read_user(project, &new.user), self.read_team(project, &new.team))?;
            match self.joining(writes, project, new, (&user, &team), change).await {
                // Not read again: the index that finds a membership may miss the latest writes.
                Ok(()) => Ok(MembershipItem::of(new, (user.cid, team.tc), change).with(&user, &team)?),
                Err(TransactError::Failed(Error::MembershipAlreadyExists)) => {
                    self.end_former(project, &user, &team).await?;
                    Err(TransactError::Stale)
                }
                Err(error) => Err(error),
            }
        })
        .await
    }

    /// Ends the membership of a former user with the same id, whose deletion has not reached it yet; a membership of
    /// this user stays.
    async fn end_former(&self, project: &ProjectId, user: &StoredUser, team: &TeamRecord) -> Result<()> {
        let key = keys::membership(project, &user.user.id, &team.team.id, team.tc);
        match self.read_many(&[key], Consistency::Strong).await?.into_values().next() {
            Some(item) if ulid_of(&item, "uc") == Some(user.cid) => Err(Error::MembershipAlreadyExists),
            Some(item) => self.end_membership(project, &item).await,
            None => Ok(()),
        }
    }

    async fn joining(
        &self,
        writes: Transaction<'_>,
        project: &ProjectId,
        new: &NewMembership,
        (user, team): (&StoredUser, &TeamRecord),
        change: &Change,
    ) -> Result<(), TransactError> {
        let same_user = Condition::equal("cid", text(user.cid.to_string()));
        let writes = writes.check(&keys::user(project, &new.user), &same_user, OnConditionFailed::Stale)?;
        let line = self.log_line(project, (&new.user, user.cid), &Event::CreateMembership, change)?;
        join(writes, project, team, new.confirmed)?
            .put_if(
                membership_item(project, new, (user.cid, team.tc), change)?,
                &Condition::absent(),
                OnConditionFailed::Because(|| Error::MembershipAlreadyExists),
            )?
            .record(line)?
            .run()
            .await
    }

    /// Reads the membership of a user in a team, if it exists: two round trips, however many teams the user is in.
    ///
    /// # Errors
    /// [`Error::UserNotFound`], [`Error::TeamNotFound`].
    pub async fn find_own_membership(
        &self,
        project: &ProjectId,
        user: &UserId,
        team: &TeamId,
    ) -> Result<Option<Membership>> {
        let (user, team) = tokio::try_join!(self.read_user(project, user), self.read_team(project, team))?;
        let key = keys::membership(project, &user.user.id, &team.team.id, team.tc);
        let found = self.read_many(&[key], Consistency::Strong).await?.into_values().next();
        let own = found.filter(|item| ulid_of(item, "uc") == Some(user.cid));
        own.map(|item| decode::<MembershipItem>("membership", item)?.with(&user, &team)).transpose()
    }

    /// Lists the memberships of a user with the current names of user and teams: two round trips, and one more for each
    /// megabyte.
    ///
    /// # Errors
    /// [`Error::UserNotFound`].
    pub async fn list_memberships(&self, project: &ProjectId, user: &UserId) -> Result<Listing<Membership>> {
        let range = Range::of(keys::user_partition(project, user)).beginning(prefix::MEMBERSHIP);
        let (record, first) = tokio::try_join!(self.read_user(project, user), self.query(&range, None, Some(MOST)))?;
        let own = self.keep_first(&range, first, MOST, |item| ulid_of(item, "uc") == Some(record.cid)).await?;
        let memberships: Vec<MembershipItem> =
            own.into_iter().map(|item| decode("membership", item)).collect::<Result<_>>()?;
        let teams = memberships.iter().filter_map(|membership| TeamId::parse(&membership.tid).ok());
        let wanted: Vec<_> = teams.map(|team| keys::team(project, &team)).collect();
        let mut found = Vec::new();
        for item in self.read_many(&wanted, Consistency::Strong).await?.into_values() {
            found.push(TeamRecord::from_item(item)?);
        }
        let with_team = |membership: MembershipItem| {
            // A membership does not exist if its team is deleted, or replaced by another team with the same id.
            let team = found.iter().find(|team| team.tc == membership.tc)?;
            Some(membership.with(&record, team))
        };
        let items: Vec<Membership> = memberships.into_iter().filter_map(with_team).collect::<Result<_>>()?;
        Ok(Listing { total: items.len() as u64, items })
    }
}

impl MembershipItem {
    fn of(new: &NewMembership, (uc, tc): (Ulid, Ulid), change: &Change) -> Self {
        let at = change.at.as_millis();
        Self {
            id: new.id.to_string(),
            uid: new.user.to_string(),
            tid: new.team.to_string(),
            roles: new.roles.clone(),
            uc,
            tc,
            v: change.id,
            inv: at,
            jn: new.confirmed.then_some(at),
            ct: at,
            ut: at,
            cv: None,
        }
    }

    pub(crate) fn with(self, user: &StoredUser, team: &TeamRecord) -> Result<Membership> {
        Ok(Membership {
            id: MembershipId::parse(&self.id).map_err(|_| malformed("membership"))?,
            user: user.user.id.clone(),
            user_name: user.user.name.clone(),
            user_email: user.user.email.clone(),
            user_phone: user.user.phone.clone(),
            user_mfa: user.user.mfa && user.user.has_more_factors(),
            user_accessed_at: user.user.accessed_at,
            team: team.team.id.clone(),
            team_name: team.team.name.clone(),
            roles: self.roles,
            invited_at: Timestamp::from_millis(self.inv),
            joined_at: self.jn.map(Timestamp::from_millis),
            created_at: Timestamp::from_millis(self.ct),
            updated_at: Timestamp::from_millis(self.ut),
            shown: MemberFields::ALL,
        })
    }
}

/// The item of a membership with other roles, as `change` leaves it.
pub(crate) fn with_roles(item: Item, roles: Vec<String>, change: &Change) -> Item {
    let mut item = touched(item, change);
    item.insert("roles".to_owned(), AttributeValue::L(roles.into_iter().map(text).collect()));
    item
}

/// The item of a membership that `change` changes.
pub(crate) fn touched(mut item: Item, change: &Change) -> Item {
    if let Some(created_by) = created_by(&item) {
        item.insert(CREATED_BY.to_owned(), text(created_by.to_string()));
    }
    item.insert("v".to_owned(), text(change.id.to_string()));
    item.insert("ut".to_owned(), number(change.at.as_millis()));
    item
}

/// The change that created a membership, under which the log of the user has its entry; `None` for one that an earlier
/// version of the code has changed.
pub(crate) fn created_by(item: &Item) -> Option<Ulid> {
    let unchanged = || ulid_of(item, "v").filter(|_| item.get("ct") == item.get("ut"));
    ulid_of(item, CREATED_BY).or_else(unchanged)
}

pub(crate) fn membership_item(
    project: &ProjectId,
    new: &NewMembership,
    (uc, tc): (Ulid, Ulid),
    change: &Change,
) -> Result<Item> {
    let mut item =
        encode(&keys::membership(project, &new.user, &new.team, tc), &MembershipItem::of(new, (uc, tc), change))?;
    item.insert(G1P.to_owned(), text(keys::team_members(project, &new.team, tc)));
    item.insert(G1S.to_owned(), text(new.id.as_str()));
    Ok(item)
}
