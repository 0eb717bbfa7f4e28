#!/bin/sh
# Software: appwrite 27.0.0 (PyPI)
#
# A good engineer would guess: user.hashoptions, typed as a union of one model per algorithm, is the model of the
# user's own algorithm: AlgoBcrypt without costs for {"type": "bcrypt"}.
#
# Behaviour: It is AlgoScrypt for every user. Each model fills in its missing fields before it is validated, and
# pydantic then takes the member of the union with the most fields. So a bcrypt user has a costcpu of 8, a costmemory
# of 14 and a length of 64, which no server sent. to_dict() and to_json() write them out like the rest.
#
# Why it matters: hash and hashOptions are what a migration away from Appwrite reads. The invented costs end up in the
# export beside the real ones (those of Argon2 come along as extra fields), and isinstance(options, AlgoArgon2) is
# never true.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check "appwrite==${VERSION:-27.0.0}" || exit 2
cat > finding.py <<'PYTHON'
import json
from appwrite.models.user import User
texts = "$id $createdAt $updatedAt name registration passwordUpdate email phone accessedAt".split()
user = {**dict.fromkeys(texts, ""), **dict.fromkeys("status emailVerification phoneVerification mfa".split(), True),
        "labels": [], "targets": [], "prefs": {}}
for sent in {"type": "bcrypt"}, {"type": "argon2", "memoryCost": 19456, "timeCost": 2, "threads": 1}:
    options = User.model_validate({**user, "hash": sent["type"], "hashOptions": sent}).hashoptions
    print(json.dumps(sent), "->", type(options).__name__, json.dumps(options.to_dict()))
PYTHON
seen=$(venv/bin/python finding.py) || exit 2
expected='{"type": "bcrypt"} -> AlgoScrypt {"type": "bcrypt", "costCpu": 8.0, "costMemory": 14.0, "costParallel": 1.0, "length": 64.0}
{"type": "argon2", "memoryCost": 19456, "timeCost": 2, "threads": 1} -> AlgoScrypt {"type": "argon2", "costCpu": 8.0, "costMemory": 14.0, "costParallel": 1.0, "length": 64.0, "memoryCost": 19456, "timeCost": 2, "threads": 1}'
echo "$seen"
if [ "$seen" = "$expected" ]; then echo "as noted"; else echo "CHANGED, noted was:"; echo "$expected"; exit 1; fi
