//! OpenID Connect: discovery, keys, `id_token`.

mod discovery;
mod id_token;
mod keys;
mod signature;

pub(crate) use discovery::{Discovery, Document, Place};
pub(crate) use id_token::{Expected, verify};
pub(crate) use keys::Keys;
