#!/bin/sh
# Software: firebase-tools 15.34.2 (npm)
#
# A good engineer would guess: `firebase auth:export users.json` writes what Firebase knows of each user, or says what it left out.
#
# What it does: three things are dropped while the command reports "Exported 2 account(s) successfully". The hash and salt of a user
# whose hash has a version other than 0, which is so for users who were imported from elsewhere. Every linked provider but Google,
# Facebook, Twitter and GitHub: a user of Sign in with Apple, Microsoft or any OIDC provider comes out with an empty list. The
# second factors.
#
# Why it matters: this file is how users leave Firebase. Those who lose their hash can no longer sign in with their password, and
# those who signed in with Apple have no provider any more by which the new system could recognise them. Count both beforehand,
# from the API (accounts:query) rather than from the file.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
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
