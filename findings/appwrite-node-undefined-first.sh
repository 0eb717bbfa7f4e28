#!/bin/sh
# Software: node-appwrite 27.1.0 (npm)
#
# A good engineer would guess: users.list(undefined, "ann") sends no queries and searches for "ann", as the signature
# list(queries?, search?, total?) says.
#
# Behaviour: It lists all users. The method takes a first argument that is undefined or null for an empty object of
# its newer form, list({...}), and drops all arguments behind it without an error. With [] in place of undefined the
# search is sent. Other methods whose first parameter is optional do the same, as teams.list and users.listIdentities.
# In the newer form, { search: null } is sent as a search for the word "null".
#
# Why it matters: Code that was written for the positional form compiles and runs with this SDK. A lookup by search
# then answers with the first 25 users of the project, and the caller takes the first of them for the one that was
# looked for.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts "node-appwrite@${VERSION:-27.1.0}" > log 2>&1 || { cat log; exit 2; }
cat > finding.cjs <<'JS'
const { Client, Users } = require("node-appwrite");
let heard;
const stub = require("http").createServer((request, response) => {
  heard = request.url;
  response.setHeader("content-type", "application/json");
  response.end('{"total":0,"users":[]}');
}).listen(0, "127.0.0.1", async () => {
  const endpoint = `http://127.0.0.1:${stub.address().port}/v1`;
  const users = new Users(new Client().setEndpoint(endpoint).setProject("demo").setKey("none"));
  await users.list(undefined, "ann");    console.log('list(undefined, "ann")  ->', heard);
  await users.list([], "ann");           console.log('list([], "ann")         ->', heard);
  await users.list({ search: "ann" });   console.log('list({ search: "ann" }) ->', heard);
  await users.list({ search: null });    console.log('list({ search: null })  ->', heard);
  process.exit(0);
});
JS
seen=$(node finding.cjs) || exit 2
expected='list(undefined, "ann")  -> /v1/users
list([], "ann")         -> /v1/users?search=ann
list({ search: "ann" }) -> /v1/users?search=ann
list({ search: null })  -> /v1/users?search=null'
echo "$seen"
if [ "$seen" = "$expected" ]; then echo "as noted"; else echo "CHANGED, noted was:"; echo "$expected"; exit 1; fi
