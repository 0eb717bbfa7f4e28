//! `/v1/account`: what users do for themselves.

mod access;
mod create;
mod credentials;
mod fields;
mod jwt;
mod logs;
mod password;
mod sessions;
mod sign_in;
mod silence;
mod status;
