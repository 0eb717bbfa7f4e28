//! What the suites of the clients need: API keys, a second project, and a user who stays from start to start.

use crate::garden::{Garden, Planted};
use crate::report::Outcome;
use crate::stack::Stack;
use crate::tools::make;
use roster_core::KeySecret;

/// The id of a user who must exist at every start of the stack.
pub const KEPT: &str = "ada";

/// Variables for the suites of the clients, apart from those in `DATA/env`.
pub struct Seeds {
    read_key: String,
    expired_key: String,
    other_project: String,
    other_key: String,
}

impl Seeds {
    /// Creates API keys and a project with `make`, and the rest through the store.
    pub fn plant(stack: &Stack) -> Outcome<Self> {
        let data = format!("DATA={}", stack.data.display());
        let key = make(&["key", "SCOPES=users.read", "NAME=reader", &data])?;
        let project = make(&["project", "NAME=Another one", &data])?;
        let expired_key = KeySecret::create([7; 32]).reveal().to_owned();
        plant(&Garden::of(stack)?, &expired_key).map_err(|error| format!("cannot write the table: {error}"))?;
        Ok(Self {
            read_key: secret_in(&key)?,
            expired_key,
            other_project: field("id", &project)?,
            other_key: secret_in(&project)?,
        })
    }

    /// The variables, as tests/clients/README.md describes them.
    pub fn environment(&self) -> [(&'static str, &str); 4] {
        [
            ("READ_KEY", &self.read_key),
            ("EXPIRED_KEY", &self.expired_key),
            ("OTHER_PROJECT_ID", &self.other_project),
            ("OTHER_KEY", &self.other_key),
        ]
    }

    /// Checks that a stack still has the user of the last start, with the same API key.
    pub fn are_there(&self, stack: &Stack) -> Outcome {
        match stack.get(&format!("/v1/users/{KEPT}"))? {
            (200, _) => Ok(()),
            (status, answer) => Err(format!("the user of the last start: {status} {answer}")),
        }
    }
}

/// Creates the user who stays, and the expired API key.
fn plant(garden: &Garden, expired_key: &str) -> Planted {
    garden.run(async {
        garden.user(KEPT, 0).await?;
        garden.expired_key(expired_key).await
    })
}

/// The secret in the output of a command.
fn secret_in(text: &str) -> Outcome<String> {
    let word = text.split_whitespace().find(|word| word.starts_with("standard_"));
    word.map(str::to_owned).ok_or_else(|| format!("no secret was printed: {text}"))
}

/// A field in the output of a command.
fn field(name: &str, text: &str) -> Outcome<String> {
    let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ').map(str::trim));
    value.map(str::to_owned).ok_or_else(|| format!("no {name} was printed: {text}"))
}
