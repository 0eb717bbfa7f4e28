#!/bin/sh
# Software: firebase-tools 15.34.2 (npm)
#
# A good engineer would guess: `firebase auth:export users.json` writes every user with their password hash and their
# linked providers, or reports what it left out.
#
# Behaviour: Two things are left out, and nothing marks it in the file. First, the hash and salt of a user whose hash
# has another version than 0, as users have who were imported into Firebase from another system. Second, every linked
# provider that is not in a list of ten well-known ones: the OIDC and SAML providers of a project are gone.
#
# Why it matters: This file is how users leave Firebase. A user without a hash cannot sign in with their password
# after the move, and a company's users, who sign in through OIDC or SAML, have no provider id left by which the new
# system could recognise them.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --omit=optional firebase-tools@15.34.2 > log 2>&1 || { cat log; exit 2; }
# The command's own exporter, against a stub on the loopback that answers like Google's downloadAccount.
cat > finding.cjs <<'JS'
const http = require("http"), fs = require("fs");
const users = [
  { localId: "imported", email: "a@example.com", passwordHash: "aGFzaA==", salt: "c2FsdA==", version: 1 },
  { localId: "company", email: "b@example.com", providerUserInfo: [
    { providerId: "oidc.company", rawId: "00u1" }, { providerId: "google.com", rawId: "117" }] },
];
const stub = http.createServer((request, response) => {
  request.resume().on("end", () => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ users }));
  });
}).listen(0, "127.0.0.1", async () => {
  process.env.FIREBASE_GOOGLE_URL = `http://127.0.0.1:${stub.address().port}`;
  require("firebase-tools/lib/apiv2").setAccessToken("none");
  const { serialExportUsers } = require("firebase-tools/lib/accountExporter");
  const file = fs.createWriteStream("users.json");
  await serialExportUsers("demo", { format: "json", batchSize: 1000, writeStream: file });
  file.end("", () => {
    for (const user of JSON.parse(`[${fs.readFileSync("users.json")}]`)) console.log(JSON.stringify(user));
    stub.close(); process.exit(0);
  });
});
JS
HOME="$work" node finding.cjs > seen 2> log || { cat log; exit 2; }
seen=$(cat seen)
expected='{"localId":"imported","email":"a@example.com"}
{"localId":"company","email":"b@example.com","providerUserInfo":[{"providerId":"google.com","rawId":"117"}]}'
echo "$seen"
if [ "$seen" = "$expected" ]; then echo "as noted"; else echo "CHANGED, noted was:"; echo "$expected"; exit 1; fi
