//! What the tests of the clients need to find: keys, a second project, and a user who is there from start to start.

use crate::garden::{Garden, Planted};
use crate::report::Outcome;
use crate::stack::Stack;
use crate::tools::make;
use roster_core::Scope;

/// A user who must be there whenever the stack is.
pub const KEPT: &str = "ada";

/// Variables that a suite reads, as tests/clients/README.md names them.
pub type Environment = Vec<(&'static str, String)>;

/// Keys and a second project, as people make them.
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
        let expired_key = plant(&Garden::of(stack)?).map_err(|error| format!("cannot plant: {error}"))?;
        Ok(Self {
            read_key: secret_in(&key)?,
            expired_key,
            other_project: field("id", &project)?,
            other_key: secret_in(&project)?,
        })
    }

    /// The environment of a suite that runs in the project of the stack.
    pub fn in_the_project_of(&self, stack: &Stack) -> Environment {
        let keys = [stack.env("PROJECT_ID"), stack.env("API_KEY"), &self.read_key, &self.expired_key];
        self.environment(stack, keys.map(str::to_owned))
    }

    /// The environment of a suite that runs in a project of its own: suites side by side would use up each other's limits,
    /// which count per project.
    pub fn in_its_own_project(&self, stack: &Stack, id: &str) -> Outcome<Environment> {
        let garden = Garden::of(stack)?;
        let planted: Planted<_> = garden.run(async {
            let project = garden.empty_project(id).await?;
            let key = garden.key(&project, "all", &Scope::ALL).await?;
            let read_key = garden.key(&project, "reader", &[Scope::UsersRead]).await?;
            let expired_key = garden.expired_key(&project).await?;
            Ok([project.to_string(), key, read_key, expired_key])
        });
        Ok(self.environment(stack, planted.map_err(|error| format!("no project {id}: {error}"))?))
    }

    fn environment(&self, stack: &Stack, [project, key, read_key, expired_key]: [String; 4]) -> Environment {
        vec![
            ("ENDPOINT", stack.env("ENDPOINT").to_owned()),
            ("PROJECT_ID", project),
            ("API_KEY", key),
            ("READ_KEY", read_key),
            ("EXPIRED_KEY", expired_key),
            ("OTHER_PROJECT_ID", self.other_project.clone()),
            ("OTHER_KEY", self.other_key.clone()),
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
fn plant(garden: &Garden) -> Planted<String> {
    garden.run(async {
        garden.user(KEPT, 0).await?;
        garden.expired_key(&garden.project).await
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
