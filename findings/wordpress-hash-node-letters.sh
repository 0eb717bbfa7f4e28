#!/bin/sh
# Software: wordpress-hash-node 1.0.0 (npm), passlib 1.7.4 (PyPI)
#
# A good engineer would guess: a password with a letter outside ASCII has the same portable hash ($P$) in Node as in
# PHP: the MD5 of salt and password in UTF-8.
#
# Behaviour: The package hashes other bytes. passlib, which follows phpass, does not verify its hash of such a
# password; its hashes of ASCII passwords verify. The package verifies its own hashes of both.
#
# Why it matters: a shop that created WordPress users from Node has hashes that neither WordPress nor any other system
# accepts after a move, and only for the people with such passwords: they have to set a new one.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts wordpress-hash-node@1.0.0 > /dev/null || exit 2
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check passlib==1.7.4 || exit 2
cat > make.cjs <<'NODE'
const wordpress = require("wordpress-hash-node");
for (const password of ["correct horse", "Grüße aus Köln"]) {
  const hash = wordpress.HashPassword(password);
  console.log(JSON.stringify([password, hash, wordpress.CheckPassword(password, hash)]));
}
NODE
node make.cjs > hashes || exit 2
cat > check.py <<'PYTHON'
import json
from passlib.hash import phpass
for line in open("hashes", encoding="utf-8"):
    password, text, own = json.loads(line)
    kind = "ASCII" if password.isascii() else "other letters"
    print(f"{kind}: the package {own}, passlib {phpass.verify(password, text)}")
PYTHON
seen=$(venv/bin/python check.py) || exit 2
expected='ASCII: the package True, passlib True
other letters: the package True, passlib False'
echo "$seen"
if [ "$seen" = "$expected" ]; then echo "as noted"; else echo "CHANGED, noted was:"; echo "$expected"; exit 1; fi
