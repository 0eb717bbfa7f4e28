//! What the tests of the clients need to find: keys, projects, and users with what no route of theirs makes.

use crate::garden::{Garden, Planted};
use crate::report::Outcome;
use crate::stack::Stack;
use crate::tools::make;
use roster_core::KeySecret;

/// A user who must be there whenever the stack is.
pub const KEPT: &str = "ada";
/// The suites, each with a user of its own, whom it uses up.
const SUITES: [&str; 2] = ["node", "python"];

/// What the environment of the clients' tests says, apart from `DATA/env`.
pub struct Seeds {
    read_key: String,
    expired_key: String,
    other_project: String,
    other_key: String,
    /// The sessions of each suite's user, with a comma between them.
    sessions: Vec<String>,
}

impl Seeds {
    /// Makes keys and a project as people do, and the rest through the store.
    pub fn plant(stack: &Stack) -> Outcome<Self> {
        let data = format!("DATA={}", stack.data.display());
        let key = make(&["key", "SCOPES=users.read", "NAME=reader", &data])?;
        let project = make(&["project", "NAME=Another one", &data])?;
        let expired_key = KeySecret::create([7; 32]).reveal().to_owned();
        let sessions =
            plant_users(&Garden::of(stack)?, &expired_key).map_err(|error| format!("cannot plant: {error}"))?;
        Ok(Self {
            read_key: secret_in(&key)?,
            expired_key,
            other_project: field("id", &project)?,
            other_key: secret_in(&project)?,
            sessions,
        })
    }

    /// The environment of a suite, as tests/clients/README.md names it.
    pub fn environment(&self, suite: &str) -> Vec<(&'static str, String)> {
        let of_suite = SUITES.iter().zip(&self.sessions).find(|(name, _)| **name == suite);
        let sessions = of_suite.map(|(_, sessions)| sessions.clone()).unwrap_or_default();
        vec![
            ("READ_KEY", self.read_key.clone()),
            ("EXPIRED_KEY", self.expired_key.clone()),
            ("OTHER_PROJECT_ID", self.other_project.clone()),
            ("OTHER_KEY", self.other_key.clone()),
            ("SEEDED_USER", seeded_user(suite)),
            ("SEEDED_SESSIONS", sessions),
            ("SEEDED_TEAM_NAME", team_name(suite)),
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

/// The user who is kept, the key that has expired, and a user with sessions and a team for each suite.
fn plant_users(garden: &Garden, expired_key: &str) -> Planted<Vec<String>> {
    garden.run(async {
        garden.user(KEPT, 0).await?;
        garden.expired_key(expired_key).await?;
        let mut sessions = Vec::new();
        for suite in SUITES {
            let (user, of_user) = garden.user(&seeded_user(suite), 0).await?;
            garden.team(&team_name(suite), &user).await?;
            sessions.push(of_user.map(|session| session.to_string()).join(","));
        }
        Ok(sessions)
    })
}

fn seeded_user(suite: &str) -> String {
    format!("seeded-{suite}")
}

fn team_name(suite: &str) -> String {
    format!("Team of {suite}")
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
