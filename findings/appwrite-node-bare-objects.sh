#!/bin/sh
# Software: node-appwrite 27.1.0 (npm; it reads JSON with json-bigint 1.0.0)
#
# A good engineer would guess: users.getPrefs() returns what JSON.parse would make of the response.
#
# What it does: every object in it is without a prototype, and an integer beyond 2^53 is a BigInt. So assert.deepStrictEqual with an
# object literal fails on equal contents, prefs.hasOwnProperty does not exist, a nested object in a template string is a
# TypeError, and JSON.stringify throws as soon as one preference is a large number (an id of another system, say). Integers beyond
# 64 bits, in turn, are rounded silently.
#
# Why it matters: what was tested with small numbers fails in production for the one user whose preferences hold a large one; and
# whoever writes the models to a log or a queue calls JSON.stringify. String(prefs) writes the JSON, but only on the outermost
# object, to which the SDK adds a toString.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
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
