#!/bin/sh
# Software: Django 5.2.8 and passlib 1.7.4 with bcrypt 4.0.1 (PyPI)
#
# A good engineer would guess: bcrypt_sha256 is one function, as bcrypt is. Both libraries store under this name a
# password that is hashed with SHA-256 before bcrypt; only the form of the text differs.
#
# Behaviour: They are two functions. Django gives bcrypt the SHA-256 of the password in hex. passlib gives it the
# HMAC-SHA-256 of the password, with the salt as key, in base64. The bcrypt part of one, put into the form of the
# other, is well formed and verifies no password.
#
# Why it matters: The 53 characters of salt and hash look alike. An import that goes by the name accepts every row,
# and then no user can sign in.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check django==5.2.8 passlib==1.7.4 bcrypt==4.0.1 || exit 2
cat > finding.py <<'PYTHON'
import base64, hashlib, hmac, warnings
warnings.simplefilter("ignore")
import bcrypt
from django.conf import settings
settings.configure(PASSWORD_HASHERS=["django.contrib.auth.hashers.BCryptSHA256PasswordHasher"])
from django.contrib.auth.hashers import check_password
from passlib.hash import bcrypt_sha256

password, salt = "correct horse", "abcdefghijklmnopqrstuu"
def django(inner): return "bcrypt_sha256$" + inner
def passlib(inner): return f"$bcrypt-sha256$v=2,t=2b,r=4${inner[7:29]}${inner[29:]}"

hex_inner = bcrypt.hashpw(hashlib.sha256(password.encode()).hexdigest().encode(), f"$2b$04${salt}".encode()).decode()
mac = hmac.new(salt.encode(), password.encode(), hashlib.sha256).digest()
mac_inner = bcrypt.hashpw(base64.b64encode(mac), f"$2b$04${salt}".encode()).decode()
for name, inner in ("hex of SHA-256", hex_inner), ("base64 of HMAC", mac_inner):
    print(f"{name}: django {check_password(password, django(inner))}, passlib {bcrypt_sha256.verify(password, passlib(inner))}")
PYTHON
seen=$(venv/bin/python finding.py) || exit 2
expected='hex of SHA-256: django True, passlib False
base64 of HMAC: django False, passlib True'
echo "$seen"
if [ "$seen" = "$expected" ]; then echo "as noted"; else echo "CHANGED, noted was:"; echo "$expected"; exit 1; fi
