//! Authentication and authorization: API keys, sessions, JWTs, web origins, limits of attempts.

pub(crate) mod access_cache;
pub(crate) mod browser;
pub(crate) mod caller;
pub(crate) mod check;
pub(crate) mod cookies;
pub(crate) mod credentials;
pub(crate) mod guard;
pub(crate) mod identity;
pub(crate) mod jwt;
mod jwt_provider;
pub(crate) mod limits;
pub(crate) mod new_password;
pub(crate) mod new_session;
pub(crate) mod new_token;
pub(crate) mod origins;
pub(crate) mod password;
pub(crate) mod policy;
pub(crate) mod rules;
pub(crate) mod second_factor;
pub(crate) mod site;
pub(crate) mod tally;
mod team_rights;
pub(crate) mod visitor;
