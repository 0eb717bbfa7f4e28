#!/bin/sh
# Software: @better-auth/utils 0.5.1 (npm), with which better-auth 1.7 hashes passwords
#
# A good engineer would guess: its hashes, "32 hex digits:128 hex digits", are a salt of 16 bytes and an scrypt key of 64 bytes.
#
# What it does: the key is hex, the salt is not. scrypt is given the 32 characters themselves as salt; decoded to 16 bytes they give
# another key. The password is put into the Unicode form NFKC before it is hashed, so a ligature or a full-width letter is hashed
# as the plain one.
#
# Why it matters: both halves of the text look alike, and an importer that decodes both takes every row and verifies nobody. Without
# NFKC it verifies most users, and not those whose phone or keyboard writes the other form.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
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
