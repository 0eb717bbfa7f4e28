//! Tests of queries, from the text to the users that match.

mod applied;
mod created;
mod errors;
mod forms;
mod held;
mod hostile;
mod index_hints;
mod matching;

use super::{Filter, Queries, QueryError, Schema};
use crate::{Email, Name, NewUser, Phone, Timestamp, User, UserId};

fn users(query: &str) -> Result<Queries, QueryError> {
    Queries::parse(&[query], Schema::Users)
}

fn filter(query: &str) -> Filter {
    users(query).unwrap_or_else(|error| panic!("{query}: {error}")).filter.unwrap()
}

/// A user of 2020-10-15T06:38:00.123Z.
fn user(id: &str, name: &str, email: &str, phone: &str) -> User {
    let new = NewUser {
        id: UserId::parse(id).unwrap(),
        email: Email::parse(email).ok(),
        phone: Phone::parse(phone).ok(),
        name: Name::parse(name).unwrap(),
        password: None,
    };
    User::create(new, Timestamp::from_millis(1_602_743_880_123))
}
