#!/bin/sh
# Software: scim2-filter-parser 0.7.0 (PyPI)
#
# A good engineer would guess: a condition on an attribute that was not mapped to a column is an error, or matches nobody; and names
# of attributes are read without case, as RFC 7643 says.
#
# What it does: the condition vanishes. `department eq "x" and title eq "y"` becomes title = 'y', and a filter of that condition
# alone becomes a SELECT without WHERE. `Title eq "y"`, in another case than the mapping has, is such an unknown attribute.
#
# Why it matters: a filter that should find one user finds all of them, and the caller takes the first. Compare the attributes of a
# filter with the mapping before it is turned into SQL.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check "scim2-filter-parser==${VERSION:-0.7.0}" sly==0.5 || exit 2
cat > finding.py <<'PYTHON'
from scim2_filter_parser.queries import SQLQuery
for text in 'title eq "y"', 'department eq "x" and title eq "y"', 'department eq "x"', 'Title eq "y"':
    print(text, "->", " ".join(SQLQuery(text, "users", {("title", None, None): "title"}).sql.split()))
PYTHON
seen=$(venv/bin/python finding.py) || exit 2
expected='title eq "y" -> SELECT DISTINCT users.* FROM users WHERE title = %s;
department eq "x" and title eq "y" -> SELECT DISTINCT users.* FROM users WHERE title = %s;
department eq "x" -> SELECT DISTINCT users.* FROM users;
Title eq "y" -> SELECT DISTINCT users.* FROM users;'
echo "$seen"
if [ "$seen" = "$expected" ]; then echo "as noted"; else echo "CHANGED, noted was:"; echo "$expected"; exit 1; fi
