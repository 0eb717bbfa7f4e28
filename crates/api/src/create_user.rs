//! Creating a user: by a server, or by the user himself.

use crate::app::App;
use crate::caller::Caller;
use crate::params::{FromParams, Params};
use crate::rules::text;
use roster_core::{Change, Email, Invalid, Name, NewUser, NewUserId, Password, Result, User};

/// A user to create: the same parameters for `POST /v1/users` and `POST /v1/account`.
pub struct CreateUser {
    /// The id, chosen or to be made.
    pub id: NewUserId,
    email: Email,
    password: Password,
    name: Name,
}

impl FromParams for CreateUser {
    fn from_params(params: &Params) -> Result<Self> {
        let id = if params.ids_are_made() {
            NewUserId::Unique
        } else {
            params.required("userId", text(NewUserId::parse, Invalid::CustomId))?
        };
        Ok(Self {
            id,
            email: params.required("email", text(Email::parse, Invalid::Email))?,
            password: params.required("password", text(Password::parse, Invalid::PasswordTooShort))?,
            name: params.optional("name", text(Name::parse, Invalid::Text(Name::MAX_CHARS)))?.unwrap_or_default(),
        })
    }
}

impl App {
    /// Creates a user. What is taken is told before the hash is computed.
    ///
    /// # Errors
    /// [`roster_core::Error::UserAlreadyExists`].
    pub async fn create_user(
        &self,
        caller: &Caller,
        new: CreateUser,
        change: impl FnOnce(&roster_core::UserId) -> Result<Change>,
    ) -> Result<User> {
        let id = new.id.resolve(self.now(), self.random()? as u64);
        let change = change(&id)?;
        self.store.ensure_free(caller.project_id(), &id, Some(&new.email), None).await?;
        let password = self.hash(new.password).await?;
        let user = NewUser { id, email: Some(new.email), phone: None, name: new.name, password: Some(password) };
        self.store.create_user(caller.project(), user, &change).await
    }
}
