//! What is printed once the stack is ready.

use crate::failure::Outcome;
use crate::local::seed::Seed;
use crate::output::{Output, record};
use serde_json::json;
use std::path::Path;

/// Tells how the stack is called.
pub fn show(endpoint: &str, docs: &str, seed: &Seed, log: &Path, output: Output) -> Outcome {
    let facts = record([
        ("endpoint", json!(endpoint)),
        ("project", json!(seed.project.as_str())),
        ("secret", json!(seed.secret.reveal())),
        ("docs", json!(docs)),
        ("log", json!(log)),
    ]);
    output.one_or(&facts, || text(endpoint, docs, seed, log))
}

/// The same for people, with a line for a shell and a program for node, both as they are to be typed.
fn text(endpoint: &str, docs: &str, seed: &Seed, log: &Path) -> String {
    let (project, key, log) = (&seed.project, seed.secret.reveal(), log.display());
    format!(
        r#"
Roster is ready.

  endpoint  {endpoint}
  project   {project}
  key       {key}
  docs      {docs}

List the users:

  curl -H 'X-Appwrite-Project: {project}' -H 'X-Appwrite-Key: {key}' {endpoint}/users

Create one and list them, after `npm install node-appwrite@7.0.3`, as a file users.js for `node users.js`:

  const sdk = require('node-appwrite');
  const client = new sdk.Client()
    .setEndpoint('{endpoint}')
    .setProject('{project}')
    .setKey('{key}');
  const users = new sdk.Users(client);
  users.create('unique()', `ada-${{Date.now()}}@example.com`, 'correct horse battery', 'Ada Lovelace')
    .then(() => users.list())
    .then((list) => console.log(list.total, list.users.map((user) => user.name)));

The functions print to {log}. Stop everything with Ctrl-C.
"#
    )
}
