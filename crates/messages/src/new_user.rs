//! The user of an email or a phone; somebody who is not known yet becomes one.

use roster_api::{App, AuthedCaller, KnownUser};
use roster_core::{Email, Error, Name, NewUser, NewUserId, Phone, Result, User};

/// A user, and what was read of them, which saves the next call a read.
pub(crate) struct Found {
    pub(crate) user: User,
    pub(crate) known: Option<KnownUser>,
}

impl Found {
    pub(crate) fn of(known: KnownUser) -> Self {
        Self { user: known.user().clone(), known: Some(known) }
    }

    pub(crate) fn new(user: User) -> Self {
        Self { user, known: None }
    }
}

/// Where a link or a code is to be sent.
pub(crate) enum Address {
    Email(Email),
    Phone(Phone),
}

/// The user with this email or phone; `id` is that of a new one, and is ignored for a known one (source:
/// docs/reference/appwrite/recovery.md#magic-links). A new user has neither name nor password.
///
/// # Errors
/// Those of `App::ensure_may_sign_up`; [`Error::UserAlreadyExists`] when another user has the id.
pub(crate) async fn find_or_create(
    app: &App,
    caller: &AuthedCaller,
    id: NewUserId,
    address: &Address,
) -> Result<Found> {
    if let Some(known) = find(app, caller, address).await? {
        return Ok(Found::of(known));
    }
    let (email, phone) = match address {
        Address::Email(email) => (Some(email.clone()), None),
        Address::Phone(phone) => (None, Some(phone.clone())),
    };
    app.ensure_may_sign_up(caller, email.as_ref()).await?;
    let id = id.resolve(app.now(), app.random()? as u64);
    let change = caller.change_of(&id)?;
    let new = NewUser { id, email, phone, name: Name::default(), password: None };
    match app.store.sign_up(caller.project(), new, false, &change).await {
        // Somebody has asked for the same email or phone in between, or another user has the id.
        Err(Error::UserAlreadyExists) => {
            find(app, caller, address).await?.map(Found::of).ok_or(Error::UserAlreadyExists)
        }
        created => created.map(Found::new),
    }
}

async fn find(app: &App, caller: &AuthedCaller, address: &Address) -> Result<Option<KnownUser>> {
    match address {
        Address::Email(email) => app.store.find_to_sign_in(caller.project_id(), email).await,
        Address::Phone(phone) => app.store.find_by_phone(caller.project_id(), phone).await,
    }
}
