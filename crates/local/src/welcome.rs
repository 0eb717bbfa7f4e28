//! The closing lines, printed when the stack is ready.

use crate::seed::Seed;
use crate::{console, docs};
use roster::failure::Outcome;
use roster::output::{Output, record};
use serde_json::json;
use std::path::PathBuf;

/// Where the parts of the stack are.
pub struct Place {
    /// The URL of the API.
    pub endpoint: String,
    console: String,
    docs: String,
    log: PathBuf,
}

impl Place {
    /// The URLs at this port.
    pub fn at(port: u16, log: PathBuf) -> Self {
        let url = |path: &str| format!("http://127.0.0.1:{port}{path}");
        Self { endpoint: url("/v1"), console: url(console::PATH), docs: url(docs::PATH), log }
    }
}

/// Prints how to call the stack.
pub fn show(place: &Place, seed: &Seed, output: Output) -> Outcome {
    let facts = record([
        ("console", json!(place.console)),
        ("endpoint", json!(place.endpoint)),
        ("project", json!(seed.project.as_str())),
        ("secret", json!(seed.secret.reveal())),
        ("docs", json!(place.docs)),
        ("log", json!(place.log)),
    ]);
    output.one_or(&facts, || text(place, seed))
}

/// The same for people, with a command for the shell and programs for both generations of the Node SDK, ready to be copied.
fn text(place: &Place, seed: &Seed) -> String {
    let Place { endpoint, console, docs, log } = place;
    let (project, key, log) = (&seed.project, seed.secret.reveal(), log.display());
    format!(
        r#"
Roster is ready.

  console   {console}

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
