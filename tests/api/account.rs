//! `/v1/account`: the routes of users for their own accounts.

mod access;
mod anonymous;
mod create;
mod credentials;
mod delete;
mod email_code;
mod extend;
mod factors;
mod fields;
mod identities;
mod jwt;
mod logs;
mod magic_url;
mod outbox;
mod password;
mod phone_code;
mod phone_verification;
mod push;
mod recovery;
mod sessions;
mod sign_in;
mod silence;
mod status;
mod verification;
