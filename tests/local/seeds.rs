//! What the tests of the clients need to find: keys, a second project, and a user who is there from start to start.

use crate::garden::{Garden, Planted};
use crate::report::Outcome;
use crate::stack::Stack;
use crate::tools::make;
use roster_core::KeySecret;

/// A user who must be there whenever the stack is.
pub const KEPT: &str = "ada";

/// What the environment of the clients' tests says, apart from `DATA/env`.
pub struct Seeds {
    read_key: String,
    expired_key: String,
    other_project: String,
    other_key: String,
}

impl Seeds {
    /// Makes keys and a project as people do, and the rest through the store.
    pub fn plant(stack: &Stack) -> Outcome<Self> {
        let data = format!("DATA={}", stack.data.display());
        let key = make(&["key", "SCOPES=users.read", "NAME=reader", &data])?;
        let project = make(&["project", "NAME=Another one", &data])?;
        let expired_key = KeySecret::create([7; 32]).reveal().to_owned();
        plant(&Garden::of(stack)?, &expired_key).map_err(|error| format!("cannot plant: {error}"))?;
        Ok(Self {
            read_key: secret_in(&key)?,
            expired_key,
            other_project: field("id", &project)?,
            other_key: secret_in(&project)?,
        })
    }

    /// The environment of the suites, as tests/clients/README.md names it.
    pub fn environment(&self) -> [(&'static str, &str); 4] {
        [
            ("READ_KEY", &self.read_key),
            ("EXPIRED_KEY", &self.expired_key),
            ("OTHER_PROJECT_ID", &self.other_project),
            ("OTHER_KEY", &self.other_key),
        ]
    }

    /// Looks whether a stack has the user that an earlier one had, under the same key.
    pub fn are_there(&self, stack: &Stack) -> Outcome {
        match stack.get(&format!("/v1/users/{KEPT}"))? {
            (200, _) => Ok(()),
            (status, answer) => Err(format!("the user of the last start: {status} {answer}")),
        }
    }
}

/// The user who is kept, and the key that has expired.
fn plant(garden: &Garden, expired_key: &str) -> Planted {
    garden.run(async {
        garden.user(KEPT, 0).await?;
        garden.expired_key(expired_key).await
    })
}

/// The secret that a command has shown.
fn secret_in(text: &str) -> Outcome<String> {
    let word = text.split_whitespace().find(|word| word.starts_with("standard_"));
    word.map(str::to_owned).ok_or_else(|| format!("no secret was shown: {text}"))
}

/// A field that a command has shown.
fn field(name: &str, text: &str) -> Outcome<String> {
    let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ').map(str::trim));
    value.map(str::to_owned).ok_or_else(|| format!("no {name} was shown: {text}"))
}
