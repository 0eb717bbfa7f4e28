//! Changing a user: one consistent read, a rule of `roster_core`, one transaction.

use crate::Store;
use crate::table::condition::Condition;
use crate::table::item::text;
use crate::table::keys::{self, Key};
use crate::table::transaction::{OnConditionFailed, Transaction};
use crate::users::create::posting;
use crate::users::item::{StoredUser, claim, is_claim_of, store_prefs};
use roster_core::{Change, Email, Error, Event, Labels, Name, Phone, Prefs, ProjectId, Proof, Result, User, UserId};

/// An email or phone that the user is to get, and the error when another user has it.
struct Wanted {
    claim: Key,
    taken: fn() -> Error,
}

impl Store {
    /// Sets or removes the email. Setting the same email again succeeds, and marks it as unverified.
    ///
    /// # Errors
    /// [`Error::UserNotFound`], [`Error::CredentialsInvalid`] when the proof is no longer valid,
    /// [`Error::EmailAlreadyExists`].
    pub async fn update_email(
        &self,
        project: &ProjectId,
        id: &UserId,
        email: impl Into<Option<Email>>,
        proof: &Proof,
        change: &Change,
    ) -> Result<User> {
        let email = email.into();
        let claim = email.as_ref().map(|email| keys::email_claim(project, email));
        let wanted = claim.map(|claim| Wanted { claim, taken: || Error::EmailAlreadyExists });
        let rule = |user: User| proven(proof, user, change).map(|user| user.with_email(email.clone(), change.at));
        self.change_proven_user(project, id, wanted, Event::UpdateEmail, change, rule).await
    }

    /// Sets or removes the phone. Setting the same phone again succeeds, and marks it as unverified.
    ///
    /// # Errors
    /// [`Error::UserNotFound`], [`Error::CredentialsInvalid`] when the proof is no longer valid,
    /// [`Error::PhoneAlreadyExists`].
    pub async fn update_phone(
        &self,
        project: &ProjectId,
        id: &UserId,
        phone: impl Into<Option<Phone>>,
        proof: &Proof,
        change: &Change,
    ) -> Result<User> {
        let phone = phone.into();
        let claim = phone.as_ref().map(|phone| keys::phone_claim(project, phone));
        let wanted = claim.map(|claim| Wanted { claim, taken: || Error::PhoneAlreadyExists });
        let rule = |user: User| proven(proof, user, change).map(|user| user.with_phone(phone.clone(), change.at));
        self.change_proven_user(project, id, wanted, Event::UpdatePhone, change, rule).await
    }

    /// Sets the name.
    ///
    /// # Errors
    /// [`Error::UserNotFound`].
    pub async fn update_name(&self, project: &ProjectId, id: &UserId, name: Name, change: &Change) -> Result<User> {
        let rule = |user: User| user.with_name(name.clone(), change.at);
        self.change_user(project, id, Event::UpdateName, change, rule).await
    }

    /// Replaces the preferences.
    ///
    /// # Errors
    /// [`Error::UserNotFound`].
    pub async fn update_prefs(&self, project: &ProjectId, id: &UserId, prefs: Prefs, change: &Change) -> Result<User> {
        let rule = |user: User| user.with_prefs(prefs.clone(), change.at);
        self.change_user(project, id, Event::UpdatePrefs, change, rule).await
    }

    /// Activates or blocks the user.
    ///
    /// # Errors
    /// [`Error::UserNotFound`].
    pub async fn update_status(&self, project: &ProjectId, id: &UserId, status: bool, change: &Change) -> Result<User> {
        let rule = |user: User| user.with_status(status, change.at);
        self.change_user(project, id, Event::UpdateStatus, change, rule).await
    }

    /// Replaces the labels.
    ///
    /// # Errors
    /// [`Error::UserNotFound`].
    pub async fn update_labels(
        &self,
        project: &ProjectId,
        id: &UserId,
        labels: Labels,
        change: &Change,
    ) -> Result<User> {
        let rule = |user: User| user.with_labels(labels.clone(), change.at);
        self.change_user(project, id, Event::UpdateLabels, change, rule).await
    }

    /// Turns the second factor on or off.
    ///
    /// # Errors
    /// [`Error::UserNotFound`].
    pub async fn update_mfa(&self, project: &ProjectId, id: &UserId, mfa: bool, change: &Change) -> Result<User> {
        let rule = |user: User| user.with_mfa(mfa, change.at);
        self.change_user(project, id, Event::UpdateMfa, change, rule).await
    }

    /// Grants or removes the right to impersonate other users.
    ///
    /// # Errors
    /// [`Error::UserNotFound`].
    pub async fn update_impersonator(
        &self,
        project: &ProjectId,
        id: &UserId,
        impersonator: bool,
        change: &Change,
    ) -> Result<User> {
        let rule = |user: User| user.with_impersonator(impersonator, change.at);
        self.change_user(project, id, Event::UpdateImpersonator, change, rule).await
    }

    /// Sets whether the email is verified.
    ///
    /// # Errors
    /// [`Error::UserNotFound`].
    pub async fn update_email_verification(
        &self,
        project: &ProjectId,
        id: &UserId,
        verified: bool,
        change: &Change,
    ) -> Result<User> {
        let rule = |user: User| user.with_email_verification(verified, change.at);
        self.change_user(project, id, Event::UpdateVerification, change, rule).await
    }

    /// Sets whether the phone is verified.
    ///
    /// # Errors
    /// [`Error::UserNotFound`].
    pub async fn update_phone_verification(
        &self,
        project: &ProjectId,
        id: &UserId,
        verified: bool,
        change: &Change,
    ) -> Result<User> {
        let rule = |user: User| user.with_phone_verification(verified, change.at);
        self.change_user(project, id, Event::UpdateVerification, change, rule).await
    }

    /// Changes a user without a proof.
    async fn change_user(
        &self,
        project: &ProjectId,
        id: &UserId,
        event: Event,
        change: &Change,
        rule: impl Fn(User) -> User,
    ) -> Result<User> {
        self.change_proven_user(project, id, None, event, change, |user| Ok(rule(user))).await
    }

    async fn change_proven_user(
        &self,
        project: &ProjectId,
        id: &UserId,
        wanted: Option<Wanted>,
        event: Event,
        change: &Change,
        rule: impl Fn(User) -> Result<User>,
    ) -> Result<User> {
        let (wanted, event, rule) = (wanted.as_ref(), &event, &rule);
        self.optimistic(change.id, |writes| async move {
            let before = self.read_before_change(project, id, wanted).await?;
            let user = rule(before.user.clone())?;
            let after = StoredUser { user, version: change.id, ..before.clone() };
            self.writes_of_change(writes, project, &before, after.clone(), event, change)?.run().await?;
            Ok(after.user)
        })
        .await
    }

    async fn read_before_change(
        &self,
        project: &ProjectId,
        id: &UserId,
        wanted: Option<&Wanted>,
    ) -> Result<StoredUser> {
        let Some(wanted) = wanted else { return self.read_user(project, id).await };
        let (record, holder) = self.read_user_and_claim(project, id, &wanted.claim).await?;
        match holder {
            Some(holder) if !is_claim_of(&holder, &record) => Err((wanted.taken)()),
            _ => Ok(record),
        }
    }

    /// The user comes first: if it has changed since it was read, the other conditions do not matter.
    pub(crate) fn writes_of_change<'a>(
        &self,
        writes: Transaction<'a>,
        project: &ProjectId,
        before: &StoredUser,
        after: StoredUser,
        event: &Event,
        change: &Change,
    ) -> Result<Transaction<'a>> {
        let line = self.log_line_of_change(project, (before, &after), event, change)?;
        self.writes_of_user(writes, project, before, after)?.record(line)
    }

    /// As [`Store::writes_of_change`], without the entry of the log.
    pub(crate) fn writes_of_user<'a>(
        &self,
        mut writes: Transaction<'a>,
        project: &ProjectId,
        before: &StoredUser,
        mut after: StoredUser,
    ) -> Result<Transaction<'a>> {
        let mut spilled = None;
        if after.user.prefs != before.user.prefs {
            (after.prefs, spilled) = store_prefs(project, before, &after.user.prefs, after.version)?;
        }
        writes = writes.put_if(after.to_item(project)?, &as_read(before), OnConditionFailed::Stale)?;
        if let Some(item) = spilled {
            writes = writes.put(item)?;
        }
        if let Some(former) = before.spilled_prefs_key(project).filter(|_| after.prefs != before.prefs) {
            writes = writes.delete(&former)?;
        }
        writes = move_claims(writes, project, before, &after)?;
        move_postings(writes, project, before, &after)
    }
}

/// The user after the proof: with the password that it sets, if it sets one.
fn proven(proof: &Proof, user: User, change: &Change) -> Result<User> {
    proof.ensure_holds(&user)?;
    Ok(proof.apply(user, change.at))
}

/// The user is unchanged since it was read: the same incarnation in the same version.
pub(crate) fn as_read(record: &StoredUser) -> Condition {
    Condition::equal("v", text(record.version.to_string())).and_equal("cid", text(record.cid.to_string()))
}

/// Writes the claims of a new email and phone, and deletes the former ones.
fn move_claims<'a>(
    mut writes: Transaction<'a>,
    project: &ProjectId,
    before: &StoredUser,
    after: &StoredUser,
) -> Result<Transaction<'a>> {
    let email = |record: &StoredUser| record.user.email.as_ref().map(|email| keys::email_claim(project, email));
    let phone = |record: &StoredUser| record.user.phone.as_ref().map(|phone| keys::phone_claim(project, phone));
    let moves: [(_, _, fn() -> Error); 2] = [
        (email(before), email(after), || Error::EmailAlreadyExists),
        (phone(before), phone(after), || Error::PhoneAlreadyExists),
    ];
    for (former, wanted, taken) in moves.into_iter().filter(|(former, wanted, _)| former != wanted) {
        if let Some(key) = wanted {
            writes = writes.put_if(claim(&key, after), &Condition::absent(), OnConditionFailed::Because(taken))?;
        }
        if let Some(key) = former {
            let ours = Condition::equal("cid", text(before.cid.to_string()));
            writes = writes.delete_if(&key, &ours, OnConditionFailed::Stale)?;
        }
    }
    Ok(writes)
}

/// Writes the postings of new words, and deletes those of removed words.
pub(crate) fn move_postings<'a>(
    mut writes: Transaction<'a>,
    project: &ProjectId,
    before: &StoredUser,
    after: &StoredUser,
) -> Result<Transaction<'a>> {
    let (former, wanted) = (before.words(), after.words());
    for word in wanted.difference(&former) {
        writes = writes.put(posting(project, after, word))?;
    }
    for word in former.difference(&wanted) {
        writes = writes.delete(&keys::posting(project, before.place, word, before.cid))?;
    }
    Ok(writes)
}
