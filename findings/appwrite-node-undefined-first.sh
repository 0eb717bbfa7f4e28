#!/bin/sh
# Software: node-appwrite 27.1.0 (npm)
#
# A good engineer would guess: users.list(undefined, "ann") passes no queries and searches for "ann", as the signature
# list(queries?, search?, total?) says.
#
# What it does: it lists everybody. The method takes a first argument that is undefined (or null) for the empty object of its newer
# form, list({...}), and drops all arguments behind it, without an error. With [] in place of undefined the search is sent. All
# methods whose first parameter is optional do so: listIdentities, teams.list and others. In the newer form another value
# surprises: { search: null } is sent as search=null, a search for the word "null".
#
# Why it matters: code that was written for the positional form compiles and runs unchanged with today's SDK, and a lookup by
# search answers with the first 25 users of the project, one of whom is then taken for the one that was looked for.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
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
