#!/bin/sh
# Software: dynamodb-json 1.4.2 (PyPI)
#
# A good engineer would guess: json_util.loads() reads DynamoDB's JSON, in which each value is enclosed in its type:
# {"M": {...}} is a map, whatever its keys are.
#
# Behaviour: It goes by the names of keys, at each level, from the inside out. A map with a key S, M, L, B or BOOL of
# its own is read as a value of that type, and its other entries are lost: a stock by size, {"S": 3, "M": 5, "L": 2},
# is read as "3". A text that looks like a date without a zone becomes a datetime. A number with an exponent stays
# {"N": "1e3"}.
#
# Why it matters: The library is made for exports of tables and for stream records. A script that copies users with it
# loses the contents of some maps without an error.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check "dynamodb-json==${VERSION:-1.4.2}" || exit 2
cat > finding.py <<'PYTHON'
from dynamodb_json import json_util
for text in ('{"stock": {"M": {"S": {"N": "3"}, "M": {"N": "5"}, "L": {"N": "2"}}}}',
             '{"note": {"S": "2026-01-01T10:00:00.000"}}', '{"size": {"N": "1e3"}}'):
    print(text, "->", json_util.loads(text))
PYTHON
seen=$(venv/bin/python finding.py) || exit 2
expected='{"stock": {"M": {"S": {"N": "3"}, "M": {"N": "5"}, "L": {"N": "2"}}}} -> {'"'stock': '3'"'}
{"note": {"S": "2026-01-01T10:00:00.000"}} -> {'"'note': datetime.datetime(2026, 1, 1, 10, 0)"'}
{"size": {"N": "1e3"}} -> {'"'size': {'N': '1e3'}"'}'
echo "$seen"
if [ "$seen" = "$expected" ]; then echo "as noted"; else echo "CHANGED, noted was:"; echo "$expected"; exit 1; fi
