#!/bin/sh
# Software: scim2-parse-filter 0.2.10 (npm)
#
# A good engineer would guess: filter() decides as RFC 7643 and RFC 7644 say: userName is compared without case, dates
# are compared as points in time, and an attribute whose value is null has no value.
#
# Behaviour: It uses JavaScript's own operators. userName eq "ann@example.com" does not find Ann@Example.com. One
# moment, written with and without milliseconds, is not equal to itself. A date with an offset is ordered by its
# characters. nickName pr is true for null. The names of attributes and operators, on the other hand, are read without
# case.
#
# Why it matters: An identity provider asks for userName eq "..." before it creates a user, and creates a second one
# when none is found. A synchronisation that asks for meta.lastModified gt its last run misses users or repeats them
# when the two sides write dates in different forms.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts "scim2-parse-filter@${VERSION:-0.2.10}" > log 2>&1 || { cat log; exit 2; }
cat > finding.cjs <<'JS'
const { filter, parse } = require("scim2-parse-filter");
const user = { userName: "Ann@Example.com", nickName: null, meta: { lastModified: "2026-01-01T00:00:00Z" } };
for (const text of [
  'USERNAME EQ "Ann@Example.com"',
  'userName eq "ann@example.com"',
  'meta.lastModified eq "2026-01-01T00:00:00.000Z"',
  'meta.lastModified gt "2025-12-31T23:00:00-05:00"', // four hours later, in truth
  "nickName pr",
]) console.log(text, "->", filter(parse(text))(user));
JS
seen=$(node finding.cjs) || exit 2
expected='USERNAME EQ "Ann@Example.com" -> true
userName eq "ann@example.com" -> false
meta.lastModified eq "2026-01-01T00:00:00.000Z" -> false
meta.lastModified gt "2025-12-31T23:00:00-05:00" -> true
nickName pr -> true'
echo "$seen"
if [ "$seen" = "$expected" ]; then echo "as noted"; else echo "CHANGED, noted was:"; echo "$expected"; exit 1; fi
