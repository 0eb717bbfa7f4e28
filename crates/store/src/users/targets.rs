//! Stored targets of users. The targets of email and phone are not stored: they are derived from the user.

use crate::Store;
use crate::table::condition::Condition;
use crate::table::failure::malformed;
use crate::table::item::text;
use crate::table::keys::{self, Key};
use crate::table::transaction::{OnConditionFailed, Transaction};
use crate::users::change::as_read;
use crate::users::item::StoredUser;
use crate::users::session_targets::mark_session;
use crate::users::target_item::{target_claim, target_item};
use roster_core::{
    Change, Email, Error, Event, Phone, ProjectId, Result, Target, TargetChange, TargetId, TargetKind, User, UserId,
};

/// A target before and after a change; `None` where it does not exist.
struct Move {
    former: Option<Target>,
    wanted: Option<Target>,
}

const TAKEN: OnConditionFailed = OnConditionFailed::Because(|| Error::TargetAlreadyExists);

impl Store {
    /// Stores a new target of a user: the user, the target, the claim on the identifier and the log entry in one
    /// transaction. No two stored targets of a project have one identifier, and none has the email or phone of a user.
    ///
    /// # Errors
    /// [`Error::UserNotFound`], [`Error::TargetAlreadyExists`], [`Error::TooManyTargets`]; [`Error::SessionNotFound`] when the
    /// target belongs to a session that has ended.
    pub async fn create_target(
        &self,
        project: &ProjectId,
        user: &UserId,
        target: &Target,
        change: &Change,
    ) -> Result<()> {
        let rule = |user: &User| {
            user.clone().with_target(target.clone())?;
            Ok(Move { former: None, wanted: Some(target.clone()) })
        };
        self.move_target(project, user, Event::CreateTarget(target.id.clone()), change, rule).await.map(drop)
    }

    /// Changes a stored target.
    ///
    /// # Errors
    /// [`Error::UserNotFound`], [`Error::TargetNotFound`], [`Error::TargetIsOwn`], [`Error::TargetEmailInvalid`],
    /// [`Error::TargetPhoneInvalid`], [`Error::TargetAlreadyExists`].
    pub async fn update_target(
        &self,
        project: &ProjectId,
        user: &UserId,
        target: &TargetId,
        to: &TargetChange,
        change: &Change,
    ) -> Result<Target> {
        let rule = |user: &User| {
            let former = user.kept_target(target)?;
            Ok(Move { wanted: Some(former.changed(to, change.at)?), former: Some(former.clone()) })
        };
        let moved = self.move_target(project, user, Event::UpdateTarget(target.clone()), change, rule).await?;
        moved.wanted.ok_or(Error::TargetNotFound)
    }

    /// Deletes a stored target; its identifier is free at once.
    ///
    /// # Errors
    /// [`Error::UserNotFound`], [`Error::TargetNotFound`], [`Error::TargetIsOwn`].
    pub async fn delete_target(
        &self,
        project: &ProjectId,
        user: &UserId,
        target: &TargetId,
        change: &Change,
    ) -> Result<()> {
        let rule = |user: &User| Ok(Move { former: Some(user.kept_target(target)?.clone()), wanted: None });
        self.move_target(project, user, Event::DeleteTarget(target.clone()), change, rule).await.map(drop)
    }

    async fn move_target(
        &self,
        project: &ProjectId,
        user: &UserId,
        event: Event,
        change: &Change,
        rule: impl Fn(&User) -> Result<Move>,
    ) -> Result<Move> {
        let (event, rule) = (&event, &rule);
        self.optimistic(change.id, |writes| async move {
            let before = self.read_user(project, user).await?;
            let step = rule(&before.user)?;
            let line = self.log_line(project, (user, before.cid), event, change)?;
            writes_of_move(writes, project, &before, &step, change)?.record(line)?.run().await?;
            Ok(step)
        })
        .await
    }
}

/// The user, which names the targets, comes first: if it has changed since it was read, the other conditions do not
/// matter.
fn writes_of_move<'a>(
    writes: Transaction<'a>,
    project: &ProjectId,
    before: &StoredUser,
    step: &Move,
    change: &Change,
) -> Result<Transaction<'a>> {
    let Move { former, wanted } = step;
    let mut targets = before.targets.clone();
    targets.retain(|id| wanted.is_some() || former.as_ref().is_none_or(|former| former.id != *id));
    targets.extend(wanted.iter().filter(|_| former.is_none()).map(|target| target.id.clone()));
    let after = StoredUser { targets, version: change.id, ..before.clone() };
    let writes = writes.put_if(after.to_item(project)?, &as_read(before), OnConditionFailed::Stale)?;
    let writes = match wanted.as_ref().filter(|_| former.is_none()).and_then(|target| target.session.as_ref()) {
        Some(session) => mark_session(writes, project, before, session)?,
        None => writes,
    };
    let writes = match (wanted, former) {
        (Some(target), _) => writes.put(target_item(project, before, target)?)?,
        (None, Some(target)) => writes.delete(&keys::target(project, &before.user.id, before.cid, &target.id))?,
        (None, None) => writes,
    };
    move_claim(writes, project, before, step)
}

/// Claims the new identifier, unless a target or a user has it, and deletes the claim of the former one.
fn move_claim<'a>(
    mut writes: Transaction<'a>,
    project: &ProjectId,
    user: &StoredUser,
    Move { former, wanted }: &Move,
) -> Result<Transaction<'a>> {
    let identifier = |target: &Option<Target>| target.as_ref().map(|target| target.identifier.clone());
    if identifier(former) == identifier(wanted) {
        return Ok(writes);
    }
    if let Some(target) = wanted {
        writes = writes.put_if(target_claim(project, user, target), &Condition::absent(), TAKEN)?;
        if let Some(claim) = claim_of_users(project, target)? {
            writes = writes.check(&claim, &Condition::absent(), TAKEN)?;
        }
    }
    if let Some(target) = former {
        let ours = Condition::equal("cid", text(user.cid.to_string())).and_equal("tid", text(target.id.as_str()));
        writes = writes.delete_if(&keys::target_claim(project, &target.identifier), &ours, OnConditionFailed::Stale)?;
    }
    Ok(writes)
}

/// The claim of a user on this email or phone.
fn claim_of_users(project: &ProjectId, target: &Target) -> Result<Option<Key>> {
    let broken = |_| malformed("target");
    Ok(match target.kind {
        TargetKind::Email => Some(keys::email_claim(project, &Email::parse(&target.identifier).map_err(broken)?)),
        TargetKind::Sms => Some(keys::phone_claim(project, &Phone::parse(&target.identifier).map_err(broken)?)),
        TargetKind::Push => None,
    })
}
