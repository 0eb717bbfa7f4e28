//! The closing lines, printed when the stack is ready.

use crate::seed::Seed;
use roster::failure::Outcome;
use roster::output::{Output, record};
use serde_json::json;
use std::path::Path;

/// Prints how to call the stack.
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

/// The same for people, with a command for the shell and programs for both generations of the Node SDK, ready to be copied.
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

Create a user and list all, with an SDK of Appwrite 1.x: `npm install node-appwrite@27.1.0`, and a file users.mjs for
`node users.mjs`:

  import {{ Client, ID, Users }} from 'node-appwrite';
  const client = new Client()
    .setEndpoint('{endpoint}')
    .setProject('{project}')
    .setKey('{key}');
  const users = new Users(client);
  const email = `ada-${{Date.now()}}@example.com`;
  await users.create({{ userId: ID.unique(), email, password: 'correct horse battery', name: 'Ada Lovelace' }});
  const list = await users.list();
  console.log(list.total, list.users.map((user) => user.name));

The same with an SDK of Appwrite 0.15: `npm install node-appwrite@7.0.3`, and a file users.cjs for `node users.cjs`:

  const sdk = require('node-appwrite');
  const client = new sdk.Client()
    .setEndpoint('{endpoint}')
    .setProject('{project}')
    .setKey('{key}');
  const users = new sdk.Users(client);
  users.create('unique()', `ada-${{Date.now()}}@example.com`, 'correct horse battery', 'Ada Lovelace')
    .then(() => users.list())
    .then((list) => console.log(list.total, list.users.map((user) => user.name)));

The functions print to {log}. Ctrl-C stops everything.
"#
    )
}
