//! The ids, emails and phones that were in the files before.

use roster_core::{Email, Phone, User};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// The ids, emails and phones that were in the files before, each with its line: the first row that has one keeps it. Only hashes
/// of 64 bits are kept: in a file of a million users, two of them are equal once in ten million imports.
#[derive(Default)]
pub struct Seen(HashMap<u64, u64>);

impl Seen {
    /// Adds the id, email and phone of a user. Adds nothing, and returns the reason, if an earlier row has one of them.
    pub fn claim(&mut self, user: &User, line: u64) -> Result<(), String> {
        let phone = user.phone.as_ref().map(Phone::as_str);
        let email = user.email.as_ref().map(Email::as_str);
        let fields = [("id", Some(user.id.as_str())), ("email", email), ("phone", phone)];
        let hashes: Vec<_> =
            fields.into_iter().filter_map(|(field, value)| Some((field, hash_of(field, value?)))).collect();
        let earlier = hashes.iter().find_map(|(field, hash)| Some((field, self.0.get(hash)?)));
        if let Some((field, earlier)) = earlier {
            return Err(format!("line {earlier} has the same {field}"));
        }
        self.0.extend(hashes.into_iter().map(|(_, hash)| (hash, line)));
        Ok(())
    }
}

fn hash_of(field: &str, value: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (field, value).hash(&mut hasher);
    hasher.finish()
}
