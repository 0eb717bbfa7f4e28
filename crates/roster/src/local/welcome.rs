//! What is printed once the stack is ready.

use crate::local::seed::Seed;
use std::path::Path;

/// How the stack is called, with a line for a shell and a program for node, both as they are to be typed.
pub fn text(endpoint: &str, seed: &Seed, log: &Path) -> String {
    let (project, key, log) = (&seed.project, seed.secret.reveal(), log.display());
    format!(
        r#"
Roster is ready.

  endpoint  {endpoint}
  project   {project}
  key       {key}

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
