//! `/v1/users`, and the fields of a user.

mod create;
mod delete;
mod email;
mod field;
mod get;
mod import_ids;
mod imports;
mod list;
mod name;
mod password;
mod phone;
mod search;
mod status;
mod verification;
