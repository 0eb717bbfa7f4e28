#!/bin/sh
# Software: scim2-filter-parser 0.7.0 with sly 0.5 (PyPI)
#
# A good engineer would guess: The SQL selects the users that the filter describes: `and` binds tighter than `or`, as
# RFC 7644 says and the parser's own docstring repeats; a condition on an attribute that has no column is an error or
# selects no user; attribute names are read without case.
#
# Behaviour: `and` and `or` bind alike, from the left: a or b and c becomes (a or b) and c. A condition on an unknown
# attribute is dropped, and with it the whole WHERE when it was the only one. An attribute in another case than the
# mapping has, as Title for title, is unknown.
#
# Why it matters: The SQL is well formed, and such a filter selects other users than meant, up to all of them; the
# caller of "find the user named x" takes the first. The wrong precedence shows only with users who fulfil the first
# condition and not the last, and few tests have such users.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check "scim2-filter-parser==${VERSION:-0.7.0}" sly==0.5 || exit 2
cat > finding.py <<'PYTHON'
from scim2_filter_parser.queries import SQLQuery
columns = {(name, None, None): name for name in ("title", "nickName", "locale")}
for text in ('title eq "a" or nickName eq "b" and locale eq "c"', 'department eq "x" and title eq "a"',
             'department eq "x"', 'Title eq "a"'):
    print(text, "->", " ".join(SQLQuery(text, "users", columns).sql.split()))
PYTHON
seen=$(venv/bin/python finding.py) || exit 2
expected='title eq "a" or nickName eq "b" and locale eq "c" -> SELECT DISTINCT users.* FROM users WHERE ((title = %s) OR (nickName = %s)) AND (locale = %s);
department eq "x" and title eq "a" -> SELECT DISTINCT users.* FROM users WHERE title = %s;
department eq "x" -> SELECT DISTINCT users.* FROM users;
Title eq "a" -> SELECT DISTINCT users.* FROM users;'
echo "$seen"
if [ "$seen" = "$expected" ]; then echo "as noted"; else echo "CHANGED, noted was:"; echo "$expected"; exit 1; fi
