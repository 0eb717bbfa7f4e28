//! Lucia: version 2 keeps hashes in `auth_key` (or `user_key`), whose ids are `email:ann@example.com` or `username:ann`; with version 3,
//! applications have a column `hashed_password`. Users come with their keys as a list or a column, or from the table of keys alone.

use crate::users::formats::hash::{known, named};
use crate::users::formats::person::IDENTITIES;
use crate::users::formats::sign_in::SignIn;
use crate::users::formats::{Likeness, Spec, no_headers, some_value};
use crate::users::import::options::ReadOptions;
use crate::users::source::{Fields, Reading, Sample, SourcePassword, SourceUser};

/// Lucia.
pub const SPEC: Spec = Spec {
    name: "lucia",
    title: "Lucia",
    about: "Lucia: its users with their keys (version 2) or their hashes (version 3), as CSV or JSON",
    looks_like,
    headers: no_headers,
    read,
};

const KEYS: &[&str] = &["auth_key", "auth_keys", "user_key", "user_keys", "keys", "key"];

fn looks_like(sample: &Sample) -> Likeness {
    let has_hash = some_value(sample, "hashed_password", |hash| hash.starts_with("s2:"));
    let is_key = |text: &str| text.split_once(':').is_some_and(|(provider, id)| !provider.is_empty() && !id.is_empty());
    let has_keys = sample.has_all(&["id", "user_id", "hashed_password"]) && some_value(sample, "id", is_key);
    let has_lists = sample.count(&KEYS[..4]) > 0;
    if has_hash || has_keys || has_lists { Likeness::Certain } else { Likeness::No }
}

fn read(mut user: Fields, _: &ReadOptions) -> Result<Reading, String> {
    user.drop_nulls();
    let mut found = Found { hash: user.text(&["hashed_password"])?, ..Found::default() };
    // A row of the table of keys: its id is that of the key.
    if let Some(id) = user.text(&["user_id"])?.filter(|_| user.peek_text(&["id"]).is_some_and(|id| id.contains(':'))) {
        if found.hash.is_none() {
            return Ok(Reading::Skip("a key of another provider, without a password".to_owned()));
        }
        found.add_id(&user.text(&["id"])?.unwrap_or_default());
        user.ignore(&["primary_key", "expires"]);
        return found.user(id, user);
    }
    if let Some(key) = user.text(&["key_id"])? {
        found.add_id(&key);
    }
    for mut key in user.objects(KEYS)? {
        let (id, hash) = (key.text(&["id"])?.unwrap_or_default(), key.text(&["hashed_password"])?);
        found.hash = found.hash.or(hash);
        found.add_id(&id);
    }
    let id = user.text(&["id"])?.unwrap_or_default();
    found.email = user.text(&["email"])?.or(found.email);
    found.username = user.text(&["username"])?.or(found.username);
    found.user(id, user)
}

/// What the keys of a user say.
#[derive(Default)]
struct Found {
    hash: Option<String>,
    email: Option<String>,
    username: Option<String>,
    has_others: bool,
}

impl Found {
    /// Reads the id of a key: the provider, a colon, and the id of the user there.
    fn add_id(&mut self, key: &str) {
        match key.split_once(':') {
            Some(("email", email)) => self.email = Some(email.to_owned()),
            Some(("username", username)) => self.username = Some(username.to_owned()),
            _ => self.has_others = true,
        }
    }

    fn user(self, source_id: String, mut left: Fields) -> Result<Reading, String> {
        let sign_in = SignIn::of(self.username, self.email);
        Ok(Reading::User(Box::new(SourceUser {
            source_id,
            username: sign_in.username,
            email: sign_in.email,
            password: self.hash.map(|hash| password(&hash)),
            name: left.text(&["name"])?.unwrap_or_default(),
            email_verified: left.flag(&["email_verified", "emailVerified"])? == Some(true),
            created_at: left.when(&["created_at", "createdAt"])?,
            losses: if self.has_others { vec![IDENTITIES] } else { Vec::new() },
            notes: sign_in.note.into_iter().collect(),
            left,
            ..SourceUser::default()
        })))
    }
}

/// Lucia's own hash begins with `s2:`. That of version 1 has no version, and other parameters.
fn password(hash: &str) -> SourcePassword {
    if hash.starts_with('$') { known(hash) } else { named("lucia", hash) }
}
