//! Sign-in with others: what Roster knows of OAuth2 and OpenID Connect providers, and everything that it sends to them.
//!
//! Here belongs one entry for each provider (`table/`), HTTPS to servers that an operator names (`outbound/`), discovery,
//! keys and `id_token` (`openid/`), tokens, user documents, and client secrets.
//!
//! Here does not belong: which user an account becomes (core), the state of a sign-in, identities and their encryption,
//! and anything of requests to Roster.

mod account;
mod apple_secret;
mod client_secret;
mod endpoints;
mod error;
mod exchange;
mod login;
mod openid;
mod options;
mod outbound;
mod providers;
mod request;
mod settings;
mod table;
mod token_call;
mod tokens;
mod url;

#[cfg(test)]
mod tests;

pub use error::ProviderError;
pub use options::{OptionRule, check_config, check_secret, is_supported, name_of, options_of};
pub use providers::Providers;
pub use request::{CodeAnswer, LoginRequest};
pub use settings::{OutboundRule, ProviderSettings, SecretPlace};
pub use tokens::ProviderTokens;
