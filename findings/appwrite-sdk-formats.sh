#!/bin/sh
# Software: node-appwrite 27.1.0, appwrite 27.0.0 (npm) and appwrite 27.0.0 (PyPI)
#
# A good engineer would guess: SDKs of one vendor, of one major version and of the same weeks ask the server for the same response
# format.
#
# What it does: each sends X-Appwrite-Response-Format with a number of its own: 1.9.5, 2.0.0 and 2.5.0. The number is not that of
# the SDK, and the versions of a server by which the reader would look it up do not reach that far.
#
# Why it matters: the server shapes its responses by this header and warns (X-Appwrite-Warning, printed by the SDK at each call) when
# it is newer than itself. A server or a proxy that was tested with one SDK has been tested with one format.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check appwrite==27.0.0 || exit 2
npm install --silent --no-audit --no-fund --ignore-scripts node-appwrite@27.1.0 appwrite@27.0.0 > log 2>&1 || { cat log; exit 2; }
cat > finding.cjs <<'JS'
for (const name of ["node-appwrite", "appwrite"])
  console.log(`npm ${name}:`, new (require(name).Client)().headers["X-Appwrite-Response-Format"]);
JS
cat > finding.py <<'PYTHON'
from appwrite.client import Client
print("PyPI appwrite:", Client().get_headers()["X-Appwrite-Response-Format"])
PYTHON
seen="$(node finding.cjs)
$(venv/bin/python finding.py)" || exit 2
expected='npm node-appwrite: 1.9.5
npm appwrite: 2.0.0
PyPI appwrite: 2.5.0'
echo "$seen"
if [ "$seen" = "$expected" ]; then echo "as noted"; else echo "CHANGED, noted was:"; echo "$expected"; exit 1; fi
