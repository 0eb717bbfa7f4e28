//! `/v1/account`: the routes of users for their own accounts.

mod access;
mod create;
mod credentials;
mod delete;
mod extend;
mod factors;
mod fields;
mod identities;
mod jwt;
mod logs;
mod password;
mod push;
mod sessions;
mod sign_in;
mod silence;
mod status;
