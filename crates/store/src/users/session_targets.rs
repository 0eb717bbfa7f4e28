//! Stored targets that belong to a session: they are deleted when it is ended.

use crate::table::condition::Condition;
use crate::table::item::{Item, number, number_of, text};
use crate::table::keys;
use crate::table::transaction::{OnConditionFailed, Transaction};
use crate::users::item::StoredUser;
use roster_core::{Error, ProjectId, Result, SessionId, Target, Ulid};

/// The attribute of a session to which targets belong, or did. So ending any other session reads no targets.
pub(crate) const HAS_TARGETS: &str = "pt";

/// Whether targets may belong to the session with this item.
pub(crate) fn may_have_targets(session: &Item) -> bool {
    number_of(session, HAS_TARGETS).is_some()
}

/// Marks the session of a new target. The target is not created if the session has ended, or ends at the same time.
pub(crate) fn mark_session<'a>(
    writes: Transaction<'a>,
    project: &ProjectId,
    user: &StoredUser,
    session: &SessionId,
) -> Result<Transaction<'a>> {
    let ours = Condition::equal("uc", text(user.cid.to_string()));
    // The session that outlived the last epoch is of an earlier one.
    let is_kept = user.kept_session.as_ref() == Some(session);
    let ours = if is_kept { ours } else { ours.and_equal("ep", number(user.epoch)) };
    let key = keys::session(project, &user.user.id, session);
    writes.set_if(&key, &[(HAS_TARGETS, number(1))], &ours, OnConditionFailed::Because(|| Error::SessionNotFound))
}

/// The user without the targets that belong to the sessions for which `is_ended` holds, and these targets.
pub(crate) fn split_off(
    before: &StoredUser,
    version: Ulid,
    is_ended: impl Fn(&SessionId) -> bool,
) -> (StoredUser, Vec<&Target>) {
    let belongs = |target: &&Target| target.session.as_ref().is_some_and(&is_ended);
    let gone: Vec<&Target> = before.user.targets.iter().filter(belongs).collect();
    let mut after = StoredUser { version, ..before.clone() };
    after.targets.retain(|id| gone.iter().all(|target| target.id != *id));
    (after, gone)
}

/// Deletes these targets, and the claims on their identifiers.
pub(crate) fn delete_targets<'a>(
    mut writes: Transaction<'a>,
    project: &ProjectId,
    user: &StoredUser,
    targets: &[&Target],
) -> Result<Transaction<'a>> {
    for target in targets {
        let ours = Condition::equal("cid", text(user.cid.to_string())).and_equal("tid", text(target.id.as_str()));
        writes = writes.delete(&keys::target(project, &user.user.id, user.cid, &target.id))?.delete_if(
            &keys::target_claim(project, &target.identifier),
            &ours,
            OnConditionFailed::Stale,
        )?;
    }
    Ok(writes)
}
