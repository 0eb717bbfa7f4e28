//! `/v1/account`: the routes of users for their own accounts.

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
