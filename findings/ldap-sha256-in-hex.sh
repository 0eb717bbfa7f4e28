#!/bin/sh
# Software: AuthEncoding 6.1 (PyPI, the password hashes of Zope and Plone)
#
# A good engineer would guess: {SHA256} in a library for LDAP-style password hashes is what LDAP servers write under
# that name: the digest in base64, as with {SHA} and {SSHA}.
#
# Behaviour: {SHA} and {SSHA} are in base64, {SHA256} is in hex. A {SHA256} value of an LDAP server never validates,
# and an LDAP server does not understand the values that this library makes.
#
# Why it matters: Users who are moved between LDAP and Zope keep their {SHA} and {SSHA} passwords and lose those in
# {SHA256}. Nothing reports the difference: the values are 44 characters long in one system and 64 in the other.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM
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
