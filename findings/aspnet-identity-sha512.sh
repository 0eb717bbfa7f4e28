#!/bin/sh
# Software: asp-identity-pw 1.1.2 (npm)
#
# A good engineer would guess: A library that verifies version 3 of the hashes of ASP.NET Core Identity reads their
# header, which names the pseudo-random function, the iterations and the length of the salt.
#
# Behaviour: It takes the version byte 0x01 for HMAC-SHA-256 and does not read the field that names the function. .NET
# 7 and later write HMAC-SHA-512 there, in the same version 3. For such a hash verifyPassword returns false, whatever
# the password. The iterations and the length of the salt are read.
#
# Why it matters: One table holds both kinds, since .NET renews a hash when its user signs in. After a move, the users
# who were active after the upgrade cannot sign in, and a test with an old account passes.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts "asp-identity-pw@${VERSION:-1.1.2}" > log 2>&1 || { cat log; exit 2; }
cat > finding.cjs <<'JS'
const { pbkdf2Sync } = require("crypto");
const { verifyPassword } = require("asp-identity-pw");
// Version, function (1: SHA-256, 2: SHA-512), iterations, length of the salt, salt, key; as .NET's PasswordHasher writes it.
function hash(id, digest, iterations) {
  const header = Buffer.alloc(13), salt = Buffer.from("sixteen bytes ok");
  header.writeUInt8(1, 0); header.writeUInt32BE(id, 1); header.writeUInt32BE(iterations, 5); header.writeUInt32BE(16, 9);
  return Buffer.concat([header, salt, pbkdf2Sync("correct horse", salt, iterations, 32, digest)]).toString("base64");
}
console.log("before .NET 7, SHA-256:", verifyPassword("correct horse", hash(1, "sha256", 10000)));
console.log("since .NET 7, SHA-512:", verifyPassword("correct horse", hash(2, "sha512", 100000)));
JS
seen=$(node finding.cjs) || exit 2
expected='before .NET 7, SHA-256: true
since .NET 7, SHA-512: false'
echo "$seen"
if [ "$seen" = "$expected" ]; then echo "as noted"; else echo "CHANGED, noted was:"; echo "$expected"; exit 1; fi
