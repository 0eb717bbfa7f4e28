#!/bin/sh
# Software: firebase-scrypt 0.1.0 with pycryptodome 3.23.0 (PyPI), beside firebase-scrypt 2.2.0 (npm)
#
# A good engineer would guess: two libraries of one name for Firebase's hash take the same texts, among them what the Admin SDK's
# list_users() returns.
#
# What it does: the Admin SDK writes hash and salt in base64url, the command `firebase auth:export` in base64. The npm package
# takes both. The Python package compares the hash as text, so a base64url one is never equal, and decodes the salt with
# base64.b64decode, which leaves out the characters - and _ without an error and so makes another salt. verify_password returns
# False for the right password.
#
# Why it matters: 64 bytes in base64 hold neither + nor / for few users, so nearly all of a project fail, with nothing but "wrong
# password"; a trial with a file of auth:export passes.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check firebase-scrypt==0.1.0 pycryptodome==3.23.0 || exit 2
npm install --silent --no-audit --no-fund --ignore-scripts firebase-scrypt@2.2.0 > log 2>&1 || { cat log; exit 2; }
# The example of Firebase's own documentation of the hash.
cat > example.json <<'JSON'
{"password": "user1password", "salt": "42xEC+ixf3L2lw==",
 "hash": "lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==",
 "signer": "jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA=="}
JSON
cat > finding.py <<'PYTHON'
import json
from firebase_scrypt import verify_password
x = json.load(open("example.json"))
url = lambda text: text.replace("+", "-").replace("/", "_")
for name, write in ("base64", str), ("base64url", url):
    print(f"Python, {name}:", verify_password(x["password"], write(x["hash"]), write(x["salt"]), "Bw==", x["signer"], 8, 14))
PYTHON
cat > finding.cjs <<'JS'
const { FirebaseScrypt } = require("firebase-scrypt");
const x = require("./example.json"), url = (text) => text.replace(/\+/g, "-").replace(/\//g, "_");
const scrypt = new FirebaseScrypt({ memCost: 14, rounds: 8, saltSeparator: "Bw==", signerKey: x.signer });
(async () => {
  console.log("npm, base64:", await scrypt.verify(x.password, x.salt, x.hash));
  console.log("npm, base64url:", await scrypt.verify(x.password, url(x.salt), url(x.hash)));
})();
JS
seen="$(venv/bin/python finding.py)
$(node finding.cjs)" || exit 2
expected='Python, base64: True
Python, base64url: False
npm, base64: true
npm, base64url: true'
echo "$seen"
if [ "$seen" = "$expected" ]; then echo "as noted"; else echo "CHANGED, noted was:"; echo "$expected"; exit 1; fi
