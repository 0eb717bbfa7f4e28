//! `/v1/users/{argon2,bcrypt,md5,phpass,sha,scrypt,scrypt-modified}`: creating users with the password hash of another system.

use axum::extract::State;
use roster_api::{App, AuthedCaller, FromParams, Params, Refusal, Valid, Value, View, number, text};
use roster_core::{
    Email, Error, FirebaseKeys, Invalid, Name, NewUser, NewUserId, Password, PasswordHash, Result, ScryptCost,
    ShaVersion,
};
use std::marker::PhantomData;

/// Longest salt, separator and key, in characters (source: docs/reference/appwrite/users.md#imported-hashes).
const MAX_TEXT: usize = 128;

/// POST /v1/users/argon2 and its siblings, one for each scheme
///
/// The hash is stored as received. The first sign-in replaces it with a hash of Roster's own scheme.
pub(crate) async fn create_user<S: Scheme>(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(new): Valid<Import<S>>,
) -> Result<View, Refusal> {
    let id = new.id.resolve(app.now(), app.random()? as u64);
    app.store.ensure_free(caller.project_id(), &id, Some(&new.email), None).await?;
    let user = NewUser { id, email: Some(new.email), phone: None, name: new.name, password: Some(new.password) };
    Ok(View::created(app.store.create_user(caller.project(), user, &caller.change()?).await?))
}

/// A user to create.
pub(crate) struct Import<S> {
    id: NewUserId,
    email: Email,
    password: PasswordHash,
    name: Name,
    scheme: PhantomData<S>,
}

/// A hash scheme with the parameters of one hash.
pub(crate) trait Scheme: Send + 'static {
    /// Reads the hash and the other parameters of the scheme.
    ///
    /// # Errors
    /// The error of the first invalid parameter.
    fn read(params: &Params) -> Result<PasswordHash>;
}

impl<S: Scheme> FromParams for Import<S> {
    fn from_params(params: &Params) -> Result<Self> {
        Ok(Self {
            id: params.required("userId", text(NewUserId::parse, Invalid::CustomId))?,
            email: params.email("email")?,
            password: S::read(params)?,
            name: params.optional("name", text(Name::parse, Invalid::Text(Name::MAX_CHARS)))?.unwrap_or_default(),
            scheme: PhantomData,
        })
    }
}

/// The text of a hash, at most as long as a password (source: docs/reference/appwrite/users.md#imported-hashes).
fn hash(value: &Value) -> Result<String, Invalid> {
    match value {
        Value::Text(text) if Password::parse(text).is_ok() => Ok(text.clone()),
        _ => Err(Invalid::PasswordTooLong),
    }
}

/// A hash scheme without further parameters.
fn alone(params: &Params, door: fn(&str) -> Result<PasswordHash, Invalid>) -> Result<PasswordHash> {
    params.required("password", |value| hash(value).and_then(|hash| door(&hash)))
}

pub(crate) struct Argon2;

impl Scheme for Argon2 {
    fn read(params: &Params) -> Result<PasswordHash> {
        alone(params, PasswordHash::argon2)
    }
}

pub(crate) struct Bcrypt;

impl Scheme for Bcrypt {
    fn read(params: &Params) -> Result<PasswordHash> {
        alone(params, PasswordHash::bcrypt)
    }
}

pub(crate) struct Md5;

impl Scheme for Md5 {
    fn read(params: &Params) -> Result<PasswordHash> {
        alone(params, PasswordHash::md5)
    }
}

pub(crate) struct Phpass;

impl Scheme for Phpass {
    fn read(params: &Params) -> Result<PasswordHash> {
        alone(params, PasswordHash::phpass)
    }
}

pub(crate) struct Sha;

impl Scheme for Sha {
    fn read(params: &Params) -> Result<PasswordHash> {
        let hash = params.required("password", hash)?;
        let version = params.optional("passwordVersion", text(version, Invalid::OneOf(ShaVersion::NAMES)))?;
        PasswordHash::sha(version.unwrap_or_default(), &hash).map_err(Error::invalid("password"))
    }
}

fn version(name: &str) -> Result<ShaVersion, Invalid> {
    ShaVersion::of(name).ok_or(Invalid::OneOf(ShaVersion::NAMES))
}

pub(crate) struct Scrypt;

impl Scheme for Scrypt {
    fn read(params: &Params) -> Result<PasswordHash> {
        let hash = params.required("password", hash)?;
        let salt = params.required("passwordSalt", text(salt, Invalid::Text(MAX_TEXT)))?;
        let cpu = params.required("passwordCpu", factor)?;
        let memory = params.required("passwordMemory", factor)?;
        let parallel = params.required("passwordParallel", factor)?;
        let length = params.required("passwordLength", factor)?;
        let cost = ScryptCost::new(cpu, memory, parallel, length).map_err(Error::invalid("passwordCpu"))?;
        PasswordHash::scrypt(cost, &salt, &hash).map_err(Error::invalid("password"))
    }
}

fn salt(text: &str) -> Result<String, Invalid> {
    let fits = text.chars().nth(MAX_TEXT).is_none();
    if fits { Ok(text.to_owned()) } else { Err(Invalid::Text(MAX_TEXT)) }
}

/// A cost parameter. Whether the cost parameters fit together is checked once all of them are read.
fn factor(value: &Value) -> Result<u32, Invalid> {
    number(|number| u32::try_from(number).map_err(|_| Invalid::Integer), 0)(value).map_err(|_| Invalid::Integer)
}

pub(crate) struct ScryptModified;

impl Scheme for ScryptModified {
    fn read(params: &Params) -> Result<PasswordHash> {
        let hash = params.required("password", hash)?;
        let part = |name| params.required(name, text(key_part, Invalid::Text(MAX_TEXT)));
        let salt = part("passwordSalt")?;
        let separator = part("passwordSaltSeparator")?;
        let signer_key = part("passwordSignerKey")?;
        let keys = FirebaseKeys::new(&salt, &separator, &signer_key).map_err(Error::invalid("passwordSignerKey"))?;
        PasswordHash::scrypt_modified(&keys, &hash).map_err(Error::invalid("password"))
    }
}

fn key_part(text: &str) -> Result<String, Invalid> {
    let text = salt(text)?;
    FirebaseKeys::check_part(&text)?;
    Ok(text)
}
