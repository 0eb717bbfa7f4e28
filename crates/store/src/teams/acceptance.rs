//! Accepting an invitation: by its user with the secret of the link, or by a server.

use crate::Store;
use crate::sessions::item::session_item;
use crate::table::batch::Consistency;
use crate::table::condition::Condition;
use crate::table::failure::malformed;
use crate::table::item::{Item, decode, number, number_of, str_of, text, ulid_of};
use crate::table::keys::{self, prefix};
use crate::table::query::Range;
use crate::table::transaction::{OnConditionFailed, Transaction};
use crate::teams::invitations::{EPOCH, JOINED, SECRET, SENT_TO};
use crate::teams::members::{owner, version};
use crate::teams::membership::{MOST, MembershipItem, touched};
use crate::teams::team::{TeamRecord, join};
use crate::users::item::StoredUser;
use roster_core::{
    Acceptance, Change, Counted, Error, Event, Membership, MembershipId, ProjectId, Reached, Result, SecretHash,
    Session, TeamEvent, TeamId, User, UserId,
};
use std::fmt;
use std::sync::{Mutex, PoisonError};

/// An invitation that its user may accept: every check has passed.
pub struct OpenInvitation {
    team: TeamRecord,
    user: StoredUser,
    membership: Item,
}

/// A debug print shows nothing of it.
impl fmt::Debug for OpenInvitation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OpenInvitation(..)")
    }
}

impl OpenInvitation {
    /// The invited user.
    #[must_use]
    pub fn user(&self) -> &User {
        &self.user.user
    }

    /// What the secret proves.
    #[must_use]
    pub fn reached(&self) -> Reached {
        let sent_to = SecretHash::from_stored(str_of(&self.membership, SENT_TO).unwrap_or_default().to_owned());
        Reached::of(&self.user.user, &sent_to)
    }

    /// Whether the secret may begin a session. Not if it was sent to an email or phone that the user no longer has: somebody else
    /// may read it there. Nor if the sessions of the user have ended since it was sent: it is older than what ended them.
    #[must_use]
    pub fn begins_session(&self) -> bool {
        let is_of_now = number_of(&self.membership, EPOCH).is_none_or(|epoch| epoch == self.user.epoch);
        is_of_now && self.reached() != Reached::Neither
    }
}

/// A session that begins with the acceptance, and the change that begins it.
#[derive(Debug)]
pub struct FirstSession<'a> {
    /// The session.
    pub session: &'a Session,
    /// The hash of its secret.
    pub secret: &'a SecretHash,
    /// The change of the sign-in: it has an entry of its own in the log of the user.
    pub change: &'a Change,
    /// Whether it counts as an access of the user.
    pub is_access: bool,
}

impl Store {
    /// Finds an invitation and checks that this user may accept it, in the order of Appwrite (source:
    /// docs/reference/appwrite/teams.md#invitations).
    ///
    /// # Errors
    /// [`Error::TeamNotFound`], [`Error::InvitationNotFound`], [`Error::InvitationOfOtherTeam`],
    /// [`Error::InvitationInvalid`], [`Error::InvitationMismatch`], [`Error::MembershipConfirmed`], [`Error::UserBlocked`].
    pub async fn find_invitation(&self, project: &ProjectId, acceptance: &Acceptance) -> Result<OpenInvitation> {
        let team = self.read_team(project, &acceptance.team).await?;
        let membership = match self.find_membership(project, &team, &acceptance.membership).await {
            Err(Error::MembershipNotFound) => return Err(self.elsewhere(project, acceptance).await?),
            found => found?,
        };
        let secret = str_of(&membership, SECRET).map(|hash| SecretHash::from_stored(hash.to_owned()));
        if !secret.is_some_and(|secret| secret.is(&acceptance.secret)) {
            return Err(Error::InvitationInvalid);
        }
        let (invited, _) = owner(&membership)?;
        let signed_in = acceptance.signed_in.as_ref();
        if invited != acceptance.user || signed_in.is_some_and(|user| user.id != invited) {
            return Err(Error::InvitationMismatch(signed_in.and_then(|user| user.email.clone())));
        }
        if membership.contains_key(JOINED) {
            return Err(Error::MembershipConfirmed);
        }
        let open = OpenInvitation { team, user: self.read_user(project, &invited).await?, membership };
        if signed_in.is_none() && open.reached() == Reached::Neither {
            return Err(Error::InvitationInvalid);
        }
        if open.user.user.status { Ok(open) } else { Err(Error::UserBlocked) }
    }

    /// The error for a membership that the team does not have: whether the user has it in another team. Anybody may ask, so it
    /// reads no team.
    async fn elsewhere(&self, project: &ProjectId, acceptance: &Acceptance) -> Result<Error> {
        let range = Range::of(keys::user_partition(project, &acceptance.user)).beginning(prefix::MEMBERSHIP).eventual();
        let read = tokio::try_join!(self.read_user(project, &acceptance.user), self.query_first(&range, MOST));
        let (user, own) = match read {
            Err(Error::UserNotFound) => return Ok(Error::InvitationNotFound),
            read => read?,
        };
        let is_it = |item: &Item| {
            str_of(item, "id") == Some(acceptance.membership.as_str())
                && str_of(item, "tid") != Some(acceptance.team.as_str())
                && ulid_of(item, "uc") == Some(user.cid)
        };
        Ok(if own.iter().any(is_it) { Error::InvitationOfOtherTeam } else { Error::InvitationNotFound })
    }

    /// Accepts an invitation: the member, the team's count, the email or phone that is proven, and the session, if one is to
    /// begin, in one transaction. Of several calls with one link, one succeeds. `open` is read again only if something of it
    /// has changed.
    ///
    /// # Errors
    /// As [`Store::find_invitation`]; [`Error::Contention`] when a session is to begin that must not
    /// ([`OpenInvitation::begins_session`]).
    pub async fn accept_invitation(
        &self,
        project: &ProjectId,
        acceptance: &Acceptance,
        open: OpenInvitation,
        session: Option<&FirstSession<'_>>,
        change: &Change,
    ) -> Result<Membership> {
        let open = &Mutex::new(Some(open));
        self.optimistic(change.id, |writes| async move {
            let read = open.lock().unwrap_or_else(PoisonError::into_inner).take();
            let open = match read {
                Some(open) => open,
                None => self.find_invitation(project, acceptance).await?,
            };
            // What the caller saw has changed in between.
            if session.is_some() && !open.begins_session() {
                return Err(Error::Contention.into());
            }
            let (accepted, after, writes) = self.accepting(writes, project, &open, change, session)?;
            writes.run().await?;
            if session.is_some() {
                self.count_usage(project, Counted::Session, change).await;
            }
            Ok(decode::<MembershipItem>("membership", accepted)?.with(&after, &open.team)?)
        })
        .await
    }

    /// Makes an invited user a member, without a proof of theirs: for a server.
    ///
    /// # Errors
    /// [`Error::UserNotFound`], [`Error::TeamNotFound`], [`Error::MembershipNotFound`]; [`Error::MembershipAlreadyExists`] for
    /// a member.
    pub async fn confirm_membership(
        &self,
        project: &ProjectId,
        (user, team): (&UserId, &TeamId),
        change: &Change,
    ) -> Result<Membership> {
        self.optimistic(change.id, |writes| async move {
            let (user, team) = tokio::try_join!(self.read_user(project, user), self.read_team(project, team))?;
            let key = keys::membership(project, &user.user.id, &team.team.id, team.tc);
            let found = self.read_many(std::slice::from_ref(&key), Consistency::Strong).await?.remove(&key);
            let membership = found.filter(|item| ulid_of(item, "uc") == Some(user.cid));
            let membership = membership.ok_or(Error::MembershipNotFound)?;
            if membership.contains_key(JOINED) {
                return Err(Error::MembershipAlreadyExists.into());
            }
            let same_user = Condition::equal("cid", text(user.cid.to_string()));
            let line = self.log_line(project, (&user.user.id, user.cid), &Event::UpdateMembership, change)?;
            let writes = writes
                .check(&keys::user(project, &user.user.id), &same_user, OnConditionFailed::Stale)?
                .record(line)?;
            let (membership, writes) = self.confirming(writes, project, (&team, &membership), change)?;
            writes.run().await?;
            Ok(decode::<MembershipItem>("membership", membership)?.with(&user, &team)?)
        })
        .await
    }

    /// The item of the confirmed membership, and the writes that make it so: the member, the count and the log of the team.
    fn confirming<'a>(
        &self,
        writes: Transaction<'a>,
        project: &ProjectId,
        (team, open): (&TeamRecord, &Item),
        change: &Change,
    ) -> Result<(Item, Transaction<'a>)> {
        let as_read = Condition::equal("v", version(open)?);
        let mut membership = touched(open.clone(), change);
        membership.insert(JOINED.to_owned(), number(change.at.as_millis()));
        let id = str_of(open, "id").and_then(|id| MembershipId::parse(id).ok());
        let event = TeamEvent::ConfirmMembership(id.ok_or_else(|| malformed("membership"))?);
        let writes = writes.put_if(membership.clone(), &as_read, OnConditionFailed::Stale)?;
        let writes = join(writes, project, team, true)?.record(self.team_line(project, team, &event, change)?)?;
        Ok((membership, writes))
    }

    /// The item of the membership and the user after the acceptance, and the writes that make them so.
    fn accepting<'a>(
        &self,
        writes: Transaction<'a>,
        project: &ProjectId,
        open: &OpenInvitation,
        change: &Change,
        session: Option<&FirstSession<'_>>,
    ) -> Result<(Item, StoredUser, Transaction<'a>)> {
        let user = verified(open.user.user.clone(), open.reached(), change);
        let accessed = session.is_some_and(|first| first.is_access && user.is_access_due(change.at));
        let user = if accessed { user.with_access(change.at) } else { user };
        let after = StoredUser { user, version: change.id, ..open.user.clone() };
        let event = &Event::UpdateMembership;
        let writes = self.writes_of_change(writes, project, &open.user, after.clone(), event, change)?;
        let (membership, mut writes) = self.confirming(writes, project, (&open.team, &open.membership), change)?;
        if let Some(first) = session {
            let event = Event::CreateSession(first.session.id.clone());
            let line = self.log_line(project, (&after.user.id, after.cid), &event, first.change)?;
            let item = session_item(project, first.session, first.secret, &after)?;
            writes = writes.put_if(item, &Condition::absent(), OnConditionFailed::Stale)?.record(line)?;
        }
        Ok((membership, after, writes))
    }
}

fn verified(user: User, reached: Reached, change: &Change) -> User {
    match reached {
        Reached::Email if !user.email_verified => user.with_email_verification(true, change.at),
        Reached::Phone if !user.phone_verified => user.with_phone_verification(true, change.at),
        _ => user,
    }
}
