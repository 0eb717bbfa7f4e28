#!/bin/sh
# Software: @better-auth/utils 0.5.1 (npm), with which better-auth 1.7.25 hashes passwords
#
# A good engineer would guess: Its hashes, "32 hex digits:128 hex digits", are a salt of 16 bytes and an scrypt key of
# 64 bytes.
#
# Behaviour: The key is hex, the salt is not: scrypt is given the 32 characters themselves. Decoded to 16 bytes they
# give another key. The password is put into the Unicode form NFKC before it is hashed.
#
# Why it matters: Both halves of the text look alike. An importer that decodes both accepts every row, and then no
# user can sign in. An importer without NFKC fails only for users whose keyboard writes a composed or a full-width
# letter.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts "@better-auth/utils@${VERSION:-0.5.1}" > log 2>&1 || { cat log; exit 2; }
cat > finding.mjs <<'JS'
import { scryptSync } from "node:crypto";
import { hashPassword } from "@better-auth/utils/password";
const password = "\ufb01sh and chips"; // begins with the ligature of f and i
const [salt, key] = (await hashPassword(password)).split(":");
const same = (password, salt) =>
  scryptSync(password, salt, 64, { N: 16384, r: 16, p: 1, maxmem: 1 << 26 }).toString("hex") === key;
console.log("salt decoded, NFKC:", same(password.normalize("NFKC"), Buffer.from(salt, "hex")));
console.log("salt as text, as typed:", same(password, salt));
console.log("salt as text, NFKC:", same(password.normalize("NFKC"), salt));
JS
seen=$(node finding.mjs) || exit 2
expected='salt decoded, NFKC: false
salt as text, as typed: false
salt as text, NFKC: true'
echo "$seen"
if [ "$seen" = "$expected" ]; then echo "as noted"; else echo "CHANGED, noted was:"; echo "$expected"; exit 1; fi
