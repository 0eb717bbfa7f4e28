//! The writes of one identity, as parts of a transaction.

use crate::identities::find::FoundAccount;
use crate::identities::item::{IdentityRef, identity_item};
use crate::identities::sign_in::NewIdentity;
use crate::table::condition::Condition;
use crate::table::item::text;
use crate::table::keys;
use crate::table::transaction::{OnConditionFailed, Transaction};
use crate::users::item::StoredUser;
use roster_core::{Change, Identity, IdentityId, ProjectId, Result};

/// The identity that an account becomes. The change decides its id, so that the id sorts by the time of creation.
pub(crate) fn created(user: &StoredUser, new: &NewIdentity<'_>, change: &Change) -> Identity {
    Identity {
        id: IdentityId::generate(change.at, change.id.random() as u64),
        user: user.user.id.clone(),
        cid: user.cid,
        provider: new.account.provider,
        uid: new.account.uid.clone(),
        email: new.account.email.clone(),
        email_verified: new.account.email_verified,
        tokens: new.tokens.clone(),
        created_at: change.at,
        updated_at: change.at,
        version: change.id,
    }
}

/// The identity after another sign-in with the account: with the tokens and the email of now.
pub(crate) fn renewed(identity: &Identity, new: &NewIdentity<'_>, change: &Change) -> Identity {
    Identity {
        email: new.account.email.clone(),
        email_verified: new.account.email_verified,
        tokens: new.tokens.clone(),
        updated_at: change.at.max(identity.updated_at),
        version: change.id,
        ..identity.clone()
    }
}

/// Writes a new identity, its claim and what finds it by its email. `found` says under which condition the account is free.
pub(crate) fn put_identity<'a>(
    writes: Transaction<'a>,
    project: &ProjectId,
    identity: &Identity,
    (claimable, taken): (&Condition, OnConditionFailed),
) -> Result<Transaction<'a>> {
    let (held, claim) = (IdentityRef::of(identity), keys::identity_claim(project, identity.provider, &identity.uid));
    let writes = writes.put_if(held.to_item(&claim)?, claimable, taken)?.put_if(
        identity_item(project, identity)?,
        &Condition::absent(),
        OnConditionFailed::Stale,
    )?;
    put_lookup(writes, project, identity)
}

/// Writes a new identity of a user whom [`crate::Store::find_account`] found.
pub(crate) fn put_found_identity<'a>(
    writes: Transaction<'a>,
    project: &ProjectId,
    identity: &Identity,
    found: &FoundAccount,
) -> Result<Transaction<'a>> {
    put_identity(writes, project, identity, (&found.claimable(), OnConditionFailed::Stale))
}

/// Writes an identity in place of the one that was read, and moves what finds it by its email.
pub(crate) fn replace_identity<'a>(
    writes: Transaction<'a>,
    project: &ProjectId,
    (before, after): (&Identity, &Identity),
) -> Result<Transaction<'a>> {
    let mut writes = writes.put_if(identity_item(project, after)?, &as_read(before), OnConditionFailed::Stale)?;
    if before.email != after.email {
        writes = delete_lookup(writes, project, before)?;
        writes = put_lookup(writes, project, after)?;
    }
    Ok(writes)
}

/// Deletes an identity, its claim and what finds it by its email.
pub(crate) fn delete_identity<'a>(
    writes: Transaction<'a>,
    project: &ProjectId,
    identity: &Identity,
) -> Result<Transaction<'a>> {
    let held = IdentityRef::of(identity);
    let claim = keys::identity_claim(project, identity.provider, &identity.uid);
    let ours = Condition::equal("cid", text(held.cid.to_string())).and_equal("id", text(held.id.as_str()));
    let writes = writes.delete_if(&held.key(project), &as_read(identity), OnConditionFailed::Stale)?.delete_if(
        &claim,
        &ours,
        OnConditionFailed::Stale,
    )?;
    delete_lookup(writes, project, identity)
}

/// The identity is unchanged since it was read.
pub(crate) fn as_read(identity: &Identity) -> Condition {
    Condition::equal("v", text(identity.version.to_string())).and_equal("uc", text(identity.cid.to_string()))
}

fn put_lookup<'a>(writes: Transaction<'a>, project: &ProjectId, identity: &Identity) -> Result<Transaction<'a>> {
    let Some(email) = &identity.email else { return Ok(writes) };
    let key = keys::identity_email(project, email, &identity.id);
    writes.put(IdentityRef::of(identity).to_item(&key)?)
}

fn delete_lookup<'a>(writes: Transaction<'a>, project: &ProjectId, identity: &Identity) -> Result<Transaction<'a>> {
    let Some(email) = &identity.email else { return Ok(writes) };
    writes.delete(&keys::identity_email(project, email, &identity.id))
}
