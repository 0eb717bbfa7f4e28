//! Whom an account at a provider signs in: the rules, as pure functions (source: docs/reference/appwrite/oauth.md#users).
//!
//! An account that is known signs its user in. An unknown one joins the user with its email only if the provider has verified
//! the email and nobody else can have a way into that user. Otherwise, whoever signs up first with the email of somebody else
//! would share the account with them later.

use crate::{Error, Identity, ProviderAccount, Result, User};

/// What the store found for an account at a provider.
#[derive(Debug, Clone, Copy)]
pub enum Found<'a> {
    /// The account belongs to this user.
    Account(&'a User),
    /// The account belongs to nobody, and this user has its email.
    Email {
        /// The user.
        user: &'a User,
        /// How many identities the user has.
        identities: usize,
    },
    /// The account belongs to nobody, and nobody has its email.
    Nothing,
}

/// What a sign-in with an account does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joining {
    /// The account is known: its user signs in.
    Known,
    /// The account becomes an identity of the user with the same email.
    Join {
        /// Whether this verifies the email of the user, which ends all their sessions and tokens: whoever has those has not
        /// shown that the email is theirs.
        verifies: bool,
    },
    /// A new user is created, with the account as an identity.
    Create,
}

/// Decides what a sign-in with an account does.
///
/// # Errors
/// [`Error::UserBlocked`]; [`Error::ProviderEmailMissing`] when an unknown account has no email;
/// [`Error::ProviderEmailNotVerified`] when a user has the email and the provider has not verified it;
/// [`Error::AccountNotJoined`] when the user has not verified the email and has another way to sign in;
/// [`Error::TooManyIdentities`].
pub fn join(account: &ProviderAccount, found: Found<'_>) -> Result<Joining> {
    match found {
        Found::Account(user) if user.status => Ok(Joining::Known),
        Found::Account(_) => Err(Error::UserBlocked),
        _ if account.email.is_none() => Err(Error::ProviderEmailMissing),
        Found::Email { .. } if !account.email_verified => Err(Error::ProviderEmailNotVerified),
        Found::Email { user, .. } if !user.status => Err(Error::UserBlocked),
        Found::Email { user, identities } if user.email_verified => {
            below_limit(identities).map(|()| Joining::Join { verifies: false })
        }
        Found::Email { user, identities } if has_other_ways(user, identities) => Err(Error::AccountNotJoined),
        Found::Email { .. } => Ok(Joining::Join { verifies: true }),
        Found::Nothing => Ok(Joining::Create),
    }
}

/// Decides whether an account becomes an identity of a user who is signed in. Returns whether it is one already.
///
/// # Errors
/// [`Error::UserBlocked`]; [`Error::UserAlreadyExists`] when the account or its email is that of another user;
/// [`Error::TooManyIdentities`].
pub fn link(user: &User, identities: usize, found: Found<'_>) -> Result<bool> {
    match found {
        _ if !user.status => Err(Error::UserBlocked),
        Found::Account(owner) if owner.id == user.id => Ok(true),
        Found::Account(_) => Err(Error::UserAlreadyExists),
        Found::Email { user: other, .. } if other.id != user.id => Err(Error::UserAlreadyExists),
        Found::Email { .. } | Found::Nothing => below_limit(identities).map(|()| false),
    }
}

/// The user after an account was linked or joined: with its email, if they have none and the provider has verified it, and with
/// its name, if they have none. `takes_email` is whether nobody else has the email.
#[must_use]
pub fn completed(user: User, account: &ProviderAccount, takes_email: bool, at: crate::Timestamp) -> User {
    let email = account.email.clone().filter(|_| takes_email && user.email.is_none() && account.email_verified);
    let user = match email {
        Some(email) => user.with_email(Some(email), at).with_email_verification(true, at),
        None => user,
    };
    match &account.name {
        Some(name) if user.name.as_str().is_empty() && !name.as_str().is_empty() => user.with_name(name.clone(), at),
        _ => user,
    }
}

/// Whether somebody could sign in as the user other than by the email.
fn has_other_ways(user: &User, identities: usize) -> bool {
    user.password.is_some() || user.phone.is_some() || user.totp || identities > 0
}

fn below_limit(identities: usize) -> Result<()> {
    if identities < Identity::MOST { Ok(()) } else { Err(Error::TooManyIdentities) }
}

#[cfg(test)]
mod tests;
