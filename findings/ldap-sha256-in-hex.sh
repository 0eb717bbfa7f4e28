#!/bin/sh
# Software: AuthEncoding 6.1 (PyPI, used by Zope and Plone)
#
# A good engineer would guess: {SHA256} in a library "for handling LDAP style password hashes" is what LDAP servers write under that
# name: the digest in base64, as with {SHA} and {SSHA}.
#
# What it does: {SHA} and {SSHA} are base64, {SHA256} is hex. A {SHA256} value out of an LDAP server never validates, and the values
# that the library makes are understood by no LDAP server.
#
# Why it matters: users who are moved from LDAP to Zope, or the other way round, keep their {SSHA} passwords and lose the
# {SHA256} ones. Both look plausible: 44 characters in base64, 64 in hex.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check "AuthEncoding==${VERSION:-6.1}" || exit 2
cat > finding.py <<'PYTHON'
import base64, hashlib
from AuthEncoding.AuthEncoding import pw_validate
digest = hashlib.sha256(b"correct horse").digest()
print("{SHA} in base64:", bool(pw_validate("{SHA}" + base64.b64encode(hashlib.sha1(b"correct horse").digest()).decode(), "correct horse")))
print("{SHA256} in base64:", bool(pw_validate("{SHA256}" + base64.b64encode(digest).decode(), "correct horse")))
print("{SHA256} in hex:", bool(pw_validate("{SHA256}" + digest.hex(), "correct horse")))
PYTHON
seen=$(venv/bin/python -W ignore finding.py) || exit 2
expected='{SHA} in base64: True
{SHA256} in base64: False
{SHA256} in hex: True'
echo "$seen"
if [ "$seen" = "$expected" ]; then echo "as noted"; else echo "CHANGED, noted was:"; echo "$expected"; exit 1; fi
