#!/bin/sh
# Software: scim2-filter-parser 0.7.0 (PyPI)
#
# A good engineer would guess: `and` binds tighter than `or`, as RFC 7644 says and as the docstring of its own parser repeats.
#
# What it does: both bind alike, from the left: a or b and c becomes (a or b) and c. The SQL that it makes is well formed. In the
# other order, a and b or c, the result is right by chance.
#
# Why it matters: filters come from an identity provider or from a person who knows the RFC, and select whom to change. The two
# readings differ only for users who fulfil the first condition and not the last, so a test with one user per condition passes.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check "scim2-filter-parser==${VERSION:-0.7.0}" sly==0.5 || exit 2
cat > finding.py <<'PYTHON'
from scim2_filter_parser.queries import SQLQuery
columns = {(name, None, None): name for name in ("title", "nickName", "locale")}
for text in ('title eq "a" or nickName eq "b" and locale eq "c"', 'title eq "a" and nickName eq "b" or locale eq "c"'):
    print(text, "->", SQLQuery(text, "users", columns).where_sql)
PYTHON
seen=$(venv/bin/python finding.py) || exit 2
expected='title eq "a" or nickName eq "b" and locale eq "c" -> ((title = {a}) OR (nickName = {b})) AND (locale = {c})
title eq "a" and nickName eq "b" or locale eq "c" -> ((title = {a}) AND (nickName = {b})) OR (locale = {c})'
echo "$seen"
if [ "$seen" = "$expected" ]; then echo "as noted"; else echo "CHANGED, noted was:"; echo "$expected"; exit 1; fi
