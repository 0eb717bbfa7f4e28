#!/bin/sh
# Software: firebase-tools 15.34.2 (npm)
#
# A good engineer would guess: `firebase auth:export users.json` writes what Firebase knows of each user, or reports
# what it left out.
#
# Behaviour: Three things are left out while the command reports "Exported 2 account(s) successfully". First, the hash
# and salt of a user whose hash has another version than 0, as users have who were imported into Firebase and have not
# signed in since. Second, every linked provider except Google, Facebook, Twitter and GitHub: Apple, Microsoft and
# OIDC providers are gone. Third, the second factors.
#
# Why it matters: This file is how users leave Firebase. A user without a hash cannot sign in with their password
# after the move, and a user of Sign in with Apple has no provider id left by which the new system could recognise
# them.
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
  { localId: "imported", email: "a@example.com", passwordHash: "aGFzaA==", salt: "c2FsdA==", version: 1,
    mfaInfo: [{ mfaEnrollmentId: "m", phoneInfo: "+4915177700012" }] },
  { localId: "apple", email: "b@example.com", providerUserInfo: [
    { providerId: "apple.com", rawId: "001.a" }, { providerId: "google.com", rawId: "117" }] },
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
node finding.cjs > out 2>&1 || { cat out; exit 2; }
cat out
