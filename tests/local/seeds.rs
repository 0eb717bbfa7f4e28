//! What the suites of the clients need: API keys, a second project, and a user who stays from start to start.

use crate::report::Outcome;
use crate::stack::Stack;
use crate::stack_table::{StackTable, Stored};
use crate::tools::make;
use roster_core::Scope;

/// The id of a user who must exist at every start of the stack.
pub const KEPT: &str = "ada";

/// The variables that a suite reads, as tests/clients/README.md describes them.
pub type Environment = Vec<(&'static str, String)>;

/// API keys and a second project, created with `make`.
pub struct Seeds {
    read_key: String,
    expired_key: String,
    other_project: String,
    other_key: String,
}

impl Seeds {
    /// Creates API keys and a project with `make`, and the rest through the store.
    pub fn create(stack: &Stack) -> Outcome<Self> {
        let data = format!("DATA={}", stack.data.display());
        let key = make(&["key", "SCOPES=users.read", "NAME=reader", &data])?;
        let project = make(&["project", "NAME=Another one", &data])?;
        let expired_key =
            store_seeds(&StackTable::of(stack)?).map_err(|error| format!("cannot write the table: {error}"))?;
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

    /// The environment of a suite that runs in another project. Limits count per project, so suites side by side in one project
    /// would use up each other's.
    pub fn in_its_own_project(&self, stack: &Stack, id: &str) -> Outcome<Environment> {
        let table = StackTable::of(stack)?;
        let created: Stored<_> = table.run(async {
            let project = table.empty_project(id).await?;
            let key = table.key(&project, "all", &Scope::ALL).await?;
            let read_key = table.key(&project, "reader", &[Scope::UsersRead]).await?;
            let expired_key = table.expired_key(&project).await?;
            Ok([project.to_string(), key, read_key, expired_key])
        });
        Ok(self.environment(stack, created.map_err(|error| format!("no project {id}: {error}"))?))
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

    /// Checks that a stack still has the user of the last start, with the same API key.
    pub fn are_there(&self, stack: &Stack) -> Outcome {
        match stack.get(&format!("/v1/users/{KEPT}"))? {
            (200, _) => Ok(()),
            (status, answer) => Err(format!("the user of the last start: {status} {answer}")),
        }
    }
}

/// Creates the user who stays, and the expired API key.
fn store_seeds(table: &StackTable) -> Stored<String> {
    table.run(async {
        table.user(KEPT, 0).await?;
        table.expired_key(&table.project).await
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
