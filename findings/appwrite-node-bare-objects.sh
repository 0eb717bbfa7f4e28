#!/bin/sh
# Software: node-appwrite 27.1.0 (npm), which reads JSON with json-bigint 1.0.0
#
# A good engineer would guess: users.getPrefs() returns what JSON.parse makes of the response.
#
# Behaviour: No object in the result has a prototype, and an integer beyond 2^53 is a BigInt. assert.deepStrictEqual
# with an object literal fails on equal contents, prefs.ui.hasOwnProperty does not exist, a nested object in a
# template string is a TypeError, and JSON.stringify throws as soon as one preference is a large integer.
#
# Why it matters: Preferences often hold ids of other systems. Code that was tested with small numbers fails for the
# one user with a large one, in the place that writes the user to a log or a queue.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts "node-appwrite@${VERSION:-27.1.0}" > log 2>&1 || { cat log; exit 2; }
cat > finding.cjs <<'JS'
const assert = require("assert");
const { Client, Users } = require("node-appwrite");
const stub = require("http").createServer((_, response) => {
  response.setHeader("content-type", "application/json");
  response.end('{"ui":{"theme":"dark"},"legacyId":9007199254740993}');
}).listen(0, "127.0.0.1", async () => {
  const endpoint = `http://127.0.0.1:${stub.address().port}/v1`;
  const users = new Users(new Client().setEndpoint(endpoint).setProject("demo").setKey("none"));
  const prefs = await users.getPrefs("ada");
  const attempt = (name, does) => {
    try { does(); console.log(`${name}: ok`); } catch (error) { console.log(`${name}: ${error.name}`); }
  };
  console.log("legacyId:", typeof prefs.legacyId);
  attempt("deepStrictEqual", () => assert.deepStrictEqual(prefs.ui, { theme: "dark" }));
  attempt("hasOwnProperty", () => prefs.ui.hasOwnProperty("theme"));
  attempt("template string", () => `${prefs.ui}`);
  attempt("JSON.stringify", () => JSON.stringify(prefs));
  process.exit(0);
});
JS
seen=$(node finding.cjs) || exit 2
expected='legacyId: bigint
deepStrictEqual: AssertionError
hasOwnProperty: TypeError
template string: TypeError
JSON.stringify: TypeError'
echo "$seen"
if [ "$seen" = "$expected" ]; then echo "as noted"; else echo "CHANGED, noted was:"; echo "$expected"; exit 1; fi
