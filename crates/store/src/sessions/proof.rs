//! What a transaction needs of a proof, and what it changes of the user who gave it.

use crate::sessions::tokens::use_up;
use crate::table::keys;
use crate::table::transaction::{OnConditionFailed, Transaction};
use crate::users::change::{as_read, move_postings};
use crate::users::item::StoredUser;
use roster_core::{Change, Error, ProjectId, Proof, Result, Timestamp, User};

/// The user must be unchanged since it was read. A hash of another cost is replaced in the same transaction, and the
/// first access of a day is recorded; neither counts as a change of the user. A token verifies the email or phone to which it
/// was sent, and is used up; the indexes of verified users follow.
pub(crate) fn prove<'a>(
    writes: Transaction<'a>,
    project: &ProjectId,
    user: &StoredUser,
    (proof, accessed_at): (&Proof, Option<Timestamp>),
    change: &Change,
) -> Result<Transaction<'a>> {
    proof.ensure_holds(&user.user)?;
    let after = after(&user.user, proof, accessed_at, change);
    let writes = if after == user.user {
        writes.check(&keys::user(project, &user.user.id), &as_read(user), OnConditionFailed::Stale)?
    } else {
        let after = StoredUser { user: after, version: change.id, ..user.clone() };
        let writes = writes.put_if(after.to_item(project)?, &as_read(user), OnConditionFailed::Stale)?;
        move_postings(writes, project, user, &after)?
    };
    match proof {
        Proof::Token(token) => use_up(writes, project, user, token, || Error::TokenInvalid),
        _ => Ok(writes),
    }
}

fn after(user: &User, proof: &Proof, accessed_at: Option<Timestamp>, change: &Change) -> User {
    let mut after = proof.apply(user.clone(), change.at);
    if let Proof::Password { upgraded: Some(upgraded), .. } = proof {
        after.password = Some(upgraded.clone());
    }
    match accessed_at.filter(|at| user.is_access_due(*at)) {
        Some(at) => after.with_access(at),
        None => after,
    }
}
