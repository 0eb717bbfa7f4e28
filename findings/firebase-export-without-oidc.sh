#!/bin/sh
# Software: firebase-tools 15.34.2 (npm)
#
# A good engineer would guess: `firebase auth:export users.json` writes all linked providers of a user. The JSON form
# has a list for them, so that there is no limit as with the columns of the CSV form.
#
# Behaviour: The list is filtered by the columns of the CSV form: ten well-known providers come out, and the OIDC and
# SAML providers of a project are left out. A user who has no other is written with an empty list. Nothing marks this
# in the file.
#
# Why it matters: This file is how users leave Firebase. Users who sign in through OIDC or SAML often have no
# password, and lose the provider id by which the new system could recognise them. The filter is in the command, not
# in the API that it calls.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --omit=optional "firebase-tools@${VERSION:-15.34.2}" > log 2>&1 || { cat log; exit 2; }
# The command's own exporter, against a stub on the loopback that answers like Google's downloadAccount.
cat > finding.cjs <<'JS'
const http = require("http"), fs = require("fs");
const users = [
  { localId: "ann", providerUserInfo: [{ providerId: "google.com", rawId: "117" }, { providerId: "oidc.company", rawId: "00u1" }] },
  { localId: "bob", providerUserInfo: [{ providerId: "saml.company", rawId: "bob@example.com" }] },
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
expected='{"localId":"ann","providerUserInfo":[{"providerId":"google.com","rawId":"117"}]}
{"localId":"bob","providerUserInfo":[]}'
echo "$seen"
if [ "$seen" = "$expected" ]; then echo "as noted"; else echo "CHANGED, noted was:"; echo "$expected"; exit 1; fi
