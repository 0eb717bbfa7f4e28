//! Invitations to teams: making one, and making it again with another secret.

use crate::Store;
use crate::messages::outbox::with_outbox;
use crate::table::batch::Consistency;
use crate::table::condition::Condition;
use crate::table::item::{Item, decode, number, str_of, text, ulid_of};
use crate::table::keys;
use crate::table::transaction::{OnConditionFailed, TransactError, Transaction};
use crate::teams::members::version;
use crate::teams::membership::{MembershipItem, membership_item, with_roles};
use crate::teams::team::{TeamRecord, join};
use crate::users::item::StoredUser;
use roster_core::{Change, Error, Event, Invitation, Membership, OutboxEntry, ProjectId, Result, TeamEvent};

/// The hash of the secret of an invitation. It stays when the invitation is accepted, so that the link can be recognised.
pub(crate) const SECRET: &str = "sh";
/// The hash of the email or phone to which the invitation was sent.
pub(crate) const SENT_TO: &str = "st";
/// The user's epoch when it was sent. An invitation from before this attribute has none.
pub(crate) const EPOCH: &str = "ep";
/// When the invitation was made.
const INVITED: &str = "inv";
/// When it was accepted.
pub(crate) const JOINED: &str = "jn";

impl Store {
    /// Invites a user, and writes the message in the same transaction. A user who was invited before gets another secret, so
    /// that the former link is invalid, and the roles of this invitation.
    ///
    /// # Errors
    /// [`Error::UserNotFound`], [`Error::TeamNotFound`]; [`Error::MembershipAlreadyExists`] for a member;
    /// [`Error::Contention`] when the user has an open invitation of another id than this one.
    pub async fn invite(
        &self,
        project: &ProjectId,
        invitation: &Invitation,
        message: &OutboxEntry,
        change: &Change,
    ) -> Result<Membership> {
        let new = &invitation.membership;
        self.optimistic(change.id, |writes| async move {
            let (user, team) =
                tokio::try_join!(self.read_user(project, &new.user), self.read_team(project, &new.team))?;
            let (item, writes) = self.inviting(writes, project, invitation, (&user, &team), change).await?;
            with_outbox(writes, project, (&new.user, user.cid), (message, None))?.run().await?;
            Ok(decode::<MembershipItem>("membership", item)?.with(&user, &team)?)
        })
        .await
    }

    /// The item of the invitation, and the writes that make it.
    async fn inviting<'a>(
        &'a self,
        writes: Transaction<'a>,
        project: &ProjectId,
        invitation: &Invitation,
        (user, team): (&StoredUser, &TeamRecord),
        change: &Change,
    ) -> Result<(Item, Transaction<'a>), TransactError> {
        let new = &invitation.membership;
        let same_user = Condition::equal("cid", text(user.cid.to_string()));
        let writes = writes.check(&keys::user(project, &new.user), &same_user, OnConditionFailed::Stale)?;
        let writes = join(writes, project, team, false)?;
        let key = keys::membership(project, &new.user, &new.team, team.tc);
        match self.read_many(std::slice::from_ref(&key), Consistency::Strong).await?.remove(&key) {
            None => {
                let item = addressed(membership_item(project, new, (user.cid, team.tc), change)?, invitation, user);
                let writes = writes.put_if(item.clone(), &Condition::absent(), OnConditionFailed::Stale)?;
                let line = self.log_line(project, (&new.user, user.cid), &Event::CreateMembership, change)?;
                Ok((item, writes.record(line)?))
            }
            Some(item) if ulid_of(&item, "uc") != Some(user.cid) => {
                self.end_membership(project, &item).await?;
                Err(TransactError::Stale)
            }
            Some(item) if item.contains_key(JOINED) => Err(Error::MembershipAlreadyExists.into()),
            Some(item) if str_of(&item, "id") != Some(new.id.as_str()) => Err(Error::Contention.into()),
            Some(item) => {
                let as_read = Condition::equal("v", version(&item)?);
                let item = invited_again(item, invitation, user, change);
                let writes = writes.put_if(item.clone(), &as_read, OnConditionFailed::Stale)?;
                let line = self.log_line(project, (&new.user, user.cid), &Event::UpdateMembership, change)?;
                let event = TeamEvent::UpdateMembership(new.id.clone());
                Ok((item, writes.record(line)?.record(self.team_line(project, team, &event, change)?)?))
            }
        }
    }
}

/// The item with the secret of the invitation, where it is sent, and in which epoch.
fn addressed(mut item: Item, invitation: &Invitation, user: &StoredUser) -> Item {
    item.insert(EPOCH.to_owned(), number(user.epoch));
    item.insert(SECRET.to_owned(), text(invitation.secret.as_str()));
    item.insert(SENT_TO.to_owned(), text(invitation.sent_to.as_str()));
    item
}

/// The item of an open invitation after another one of the same user.
fn invited_again(item: Item, invitation: &Invitation, user: &StoredUser, change: &Change) -> Item {
    let roles = invitation.membership.roles.clone();
    let mut item = addressed(with_roles(item, roles, change), invitation, user);
    item.insert(INVITED.to_owned(), number(change.at.as_millis()));
    item
}
