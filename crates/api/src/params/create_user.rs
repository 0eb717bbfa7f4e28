//! Creating a user: by a server, or by signing up.

use crate::app::App;
use crate::auth::caller::AuthedCaller;
use crate::params::extract::{FromParams, Params};
use crate::params::rules::text;
use futures_util::FutureExt;
use futures_util::future::OptionFuture;
use roster_core::{Change, Email, Invalid, Name, NewUser, NewUserId, Password, Phone, Result, User};

/// A user that a server creates: with email and password in 0.15; from 1.0 on, both are optional.
pub struct CreateUser {
    id: NewUserId,
    email: Option<Email>,
    phone: Option<Phone>,
    password: Option<Password>,
    name: Name,
}

/// A user that signs up: with email and password.
pub struct SignUp(pub CreateUser);

impl FromParams for CreateUser {
    fn from_params(params: &Params) -> Result<Self> {
        let id = new_user_id(params)?;
        if !params.is_v1() {
            return Self::with_required(params, id);
        }
        Ok(Self {
            id,
            email: params.optional("email", text(email_or_null, Invalid::EmailOrNull))?,
            phone: params.optional("phone", text(phone_or_null, Invalid::PhoneOrNull))?,
            password: params.optional("password", text(Password::parse, Invalid::PasswordTooShort))?,
            name: name(params)?,
        })
    }
}

impl FromParams for SignUp {
    fn from_params(params: &Params) -> Result<Self> {
        CreateUser::with_required(params, new_user_id(params)?).map(Self)
    }
}

impl CreateUser {
    fn with_required(params: &Params, id: NewUserId) -> Result<Self> {
        Ok(Self {
            id,
            email: Some(params.email("email")?),
            phone: None,
            password: Some(params.required("password", text(Password::parse, Invalid::PasswordTooShort))?),
            name: name(params)?,
        })
    }
}

impl CreateUser {
    fn ensure_uncommon(&self, caller: &AuthedCaller) -> Result<()> {
        self.password.as_ref().map_or(Ok(()), |password| caller.rules().ensure_uncommon("password", password))
    }
}

/// The id of a user who may have to be created: chosen by the caller, or to be made.
///
/// # Errors
/// As [`Params::required`].
pub fn new_user_id(params: &Params) -> Result<NewUserId> {
    if params.ids_are_made() {
        return Ok(NewUserId::Unique);
    }
    params.required("userId", text(NewUserId::parse, Invalid::CustomId))
}

fn name(params: &Params) -> Result<Name> {
    Ok(params.optional("name", text(Name::parse, Invalid::Text(Name::MAX_CHARS)))?.unwrap_or_default())
}

fn email_or_null(text: &str) -> Result<Email, Invalid> {
    Email::parse(text.trim()).map_err(|_| Invalid::EmailOrNull)
}

fn phone_or_null(text: &str) -> Result<Phone, Invalid> {
    Phone::parse(text).map_err(|_| Invalid::PhoneOrNull)
}

impl App {
    /// Creates a user, with an API key.
    ///
    /// # Errors
    /// [`roster_core::Error::UserAlreadyExists`], and those of the rules for passwords.
    pub async fn create_user(
        &self,
        caller: &AuthedCaller,
        new: CreateUser,
        change: impl FnOnce(&roster_core::UserId) -> Result<Change>,
    ) -> Result<User> {
        new.ensure_uncommon(caller)?;
        let (user, change) = self.new_user(caller, new, change).await?;
        self.store.create_user(caller.project(), user, &change).await
    }

    /// Creates a user who signs up. In the 1.x dialect this is also their first access (source:
    /// docs/reference/appwrite/users.md#last-access).
    ///
    /// # Errors
    /// [`roster_core::Error::UserAlreadyExists`]; those of [`App::ensure_may_sign_up`], and of the rules for passwords.
    pub async fn sign_up(&self, caller: &AuthedCaller, SignUp(new): SignUp) -> Result<User> {
        new.ensure_uncommon(caller)?;
        self.ensure_may_sign_up(caller, new.email.as_ref()).await?;
        let (user, change) = self.new_user(caller, new, |id| caller.change_of(id)).await?;
        self.store.sign_up(caller.project(), user, caller.is_v1(), &change).await
    }

    /// The user that is to be created. The hash is computed while the table is read for users with the same id, email
    /// or phone. If there is one, the call fails at once, without waiting for the hash.
    async fn new_user(
        &self,
        caller: &AuthedCaller,
        new: CreateUser,
        change: impl FnOnce(&roster_core::UserId) -> Result<Change>,
    ) -> Result<(NewUser, Change)> {
        let CreateUser { id, email, phone, password, name } = new;
        let id = id.resolve(self.now(), self.random()? as u64);
        let change = change(&id)?;
        let new = NewUser { id, email, phone, name, password: None };
        if let Some(password) = &password {
            caller.rules().ensure_impersonal(&User::create(new.clone(), change.at), password)?;
        }
        let is_free = self.store.ensure_free(caller.project_id(), &new.id, new.email.as_ref(), new.phone.as_ref());
        let hash = OptionFuture::from(password.map(|password| self.hash(password)));
        let ((), password) = tokio::try_join!(is_free, hash.map(Option::transpose))?;
        Ok((NewUser { password, ..new }, change))
    }
}
