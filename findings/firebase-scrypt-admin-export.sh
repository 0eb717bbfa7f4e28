#!/bin/sh
# Software: firebase-scrypt 0.1.0 with pycryptodome 3.23.0 (PyPI), compared with firebase-scrypt 2.2.0 (npm)
#
# A good engineer would guess: Two libraries of one name for Firebase's password hash take the same texts, among them
# those that the Admin SDK's list_users() returns.
#
# Behaviour: The Admin SDK writes hash and salt in base64url, the command `firebase auth:export` in base64. The npm
# package takes both. The Python package compares the hash as text, so that verify_password returns False for the
# right password. It decodes the salt with base64.b64decode, which skips the characters - and _: depending on the
# length that is left, this is another salt or a binascii.Error.
#
# Why it matters: A hash of 64 bytes rarely does without the two characters, so nearly all users of a project fail
# with "wrong password". A trial with a file of auth:export passes.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check firebase-scrypt==0.1.0 pycryptodome==3.23.0 || exit 2
echo '{"private":true}' > package.json
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
def verify(hash, salt):
    try:
        return verify_password(x["password"], hash, salt, "Bw==", x["signer"], 8, 14)
    except Exception as error:
        return type(error).__name__
print("Python, both in base64:", verify(x["hash"], x["salt"]))
print("Python, hash in base64url:", verify(url(x["hash"]), x["salt"]))
print("Python, both in base64url:", verify(url(x["hash"]), url(x["salt"])))
PYTHON
cat > finding.cjs <<'JS'
const { FirebaseScrypt } = require("firebase-scrypt");
const x = require("./example.json"), url = (text) => text.replace(/\+/g, "-").replace(/\//g, "_");
const scrypt = new FirebaseScrypt({ memCost: 14, rounds: 8, saltSeparator: "Bw==", signerKey: x.signer });
(async () => {
  console.log("npm, both in base64:", await scrypt.verify(x.password, x.salt, x.hash));
  console.log("npm, both in base64url:", await scrypt.verify(x.password, url(x.salt), url(x.hash)));
})();
JS
python=$(venv/bin/python finding.py) || exit 2
npm=$(node finding.cjs) || exit 2
seen="$python
$npm"
expected='Python, both in base64: True
Python, hash in base64url: False
Python, both in base64url: Error
npm, both in base64: true
npm, both in base64url: true'
echo "$seen"
if [ "$seen" = "$expected" ]; then echo "as noted"; else echo "CHANGED, noted was:"; echo "$expected"; exit 1; fi
