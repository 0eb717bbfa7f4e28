#!/bin/sh
# Software: scim2-parse-filter 0.2.10 (npm)
#
# A good engineer would guess: its filter() decides as RFC 7643 and 7644 say: userName is compared without case, dates are compared
# as points in time, and an attribute whose value is null has no value.
#
# What it does: it compares what JavaScript's operators compare. userName eq "ann@example.com" does not find Ann@Example.com; one
# moment, written with and without milliseconds, is not equal; a date with an offset is ordered by its characters; and
# `nickName pr` is true of null. Names of attributes and operators, on the other hand, are read without case.
#
# Why it matters: before an identity provider creates a user it asks for `userName eq "…"`, and creates another one when nobody is
# found. A sync that asks for `meta.lastModified gt` the moment of its last run misses or repeats users when the two sides write
# their dates in different ways.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
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
