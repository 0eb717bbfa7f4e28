#!/usr/bin/env python3
"""Makes password hashes with the Python packages whose hashes Roster imports.

    .tools/hashes/bin/python tests/hashes/make.py               of passwords that are new in every run
    .tools/hashes/bin/python tests/hashes/make.py PASSWORD ...  of these

Prints a line of JSON for each: what made it, how Roster reads it, the hash, and the password. The password may be
another spelling of the one that was hashed, where the software treats both as one.
"""

import base64
import hashlib
import json
import random
import string
import struct
import sys
import warnings

warnings.simplefilter("ignore")

import argon2
import bcrypt
import django
import passlib
import werkzeug
from django.conf import settings
from passlib.hash import (
    bcrypt_sha256, django_salted_md5, django_salted_sha1, ldap_md5, ldap_pbkdf2_sha1, ldap_pbkdf2_sha256,
    ldap_pbkdf2_sha512, ldap_salted_md5, ldap_salted_sha1, ldap_salted_sha256, ldap_salted_sha512, ldap_sha1, ldap_sha512_crypt,
    md5_crypt, pbkdf2_sha1, pbkdf2_sha256, pbkdf2_sha512, phpass, scrypt, sha256_crypt, sha512_crypt,
)
from werkzeug.security import generate_password_hash

settings.configure()
from django.contrib.auth import hashers

DJANGO, PASSLIB, WERKZEUG = f"django {django.__version__}", f"passlib {passlib.__version__}", f"werkzeug {werkzeug.__version__}"
LETTERS = string.ascii_letters + string.digits + string.punctuation
FOREIGN = "äöüßéñçøåłžđ日本語한국어русскийعربيעברית€☃🦀🔑e\u0301a\u0308 "


def passwords(longest):
    """A short one, a usual one, one of other scripts with composed and decomposed letters, and a long one."""
    word = lambda letters, length: "".join(random.choice(letters) for _ in range(length))
    yield word(LETTERS, 1)
    yield word(LETTERS, random.randint(8, 20))
    yield "é" + word(FOREIGN, random.randint(6, 16)) + "e\u0301"
    yield word(LETTERS, longest)
    yield word(FOREIGN, longest // 4)


def line(made_with, read_as, hash, password):
    print(json.dumps({"made_with": made_with, "read_as": read_as, "hash": hash, "password": password}), flush=True)


def of_django(password):
    class Cheap(hashers.PBKDF2PasswordHasher):
        iterations = random.randint(1, 5_000)

    class CheapSha1(hashers.PBKDF2SHA1PasswordHasher):
        iterations = random.randint(1, 5_000)

    for hasher in (Cheap(), CheapSha1(), hashers.ScryptPasswordHasher(), hashers.BCryptSHA256PasswordHasher(),
                   hashers.Argon2PasswordHasher(), hashers.MD5PasswordHasher()):
        hasher.rounds = 5 if "bcrypt" in hasher.algorithm else None
        made = hasher.encode(password, hasher.salt())
        line(DJANGO, "django" if hasher.algorithm == "md5" else "", made, password)
    if len(password.encode()) <= 72:
        hasher = hashers.BCryptPasswordHasher()
        hasher.rounds = 4
        line(DJANGO, "", hasher.encode(password, hasher.salt()), password)


def of_passlib(password):
    makers = [
        pbkdf2_sha1.using(rounds=1_000), pbkdf2_sha256.using(rounds=1_000), pbkdf2_sha512.using(rounds=1_000),
        scrypt.using(rounds=random.randint(2, 12)), phpass.using(rounds=random.randint(7, 12)),
        sha256_crypt.using(rounds=random.randint(1_000, 6_000)), sha512_crypt.using(rounds=5_000), md5_crypt,
        ldap_salted_md5, ldap_salted_sha1, ldap_salted_sha256, ldap_salted_sha512, ldap_md5, ldap_sha1,
        ldap_pbkdf2_sha1.using(rounds=1_000), ldap_pbkdf2_sha256.using(rounds=1_000), ldap_pbkdf2_sha512.using(rounds=1_000),
        ldap_sha512_crypt.using(rounds=1_000),
    ]
    for maker in makers:
        line(PASSLIB, "", maker.hash(password), password)
    for version in (1, 2):
        line(PASSLIB, "", bcrypt_sha256.using(rounds=4, version=version).hash(password), password)
    for maker in (django_salted_md5, django_salted_sha1):
        line(PASSLIB, "django", maker.hash(password), password)


def of_werkzeug(password):
    for method in ("scrypt:1024:8:1", "pbkdf2:sha1:1000", "pbkdf2:sha256:1000", "pbkdf2:sha512:1000"):
        line(WERKZEUG, "", generate_password_hash(password, method=method), password)
    for method in ("md5", "sha1", "sha256", "sha512"):
        line(WERKZEUG, "werkzeug", generate_password_hash(password, method=method), password)


def of_others(password):
    made = argon2.PasswordHasher(time_cost=random.randint(1, 3), memory_cost=64, parallelism=random.randint(1, 4)).hash(password)
    line(f"argon2-cffi {argon2.__version__}", "", made, password)
    if len(password.encode()) <= 72:
        line(f"bcrypt {bcrypt.__version__}", "", bcrypt.hashpw(password.encode(), bcrypt.gensalt(4)).decode(), password)


def of_hashlib(password):
    """What no package here makes: their functions are those of Python's hashlib, and their texts are written here."""
    word = password.encode()
    salt = random.randbytes(16)
    for marker, name in enumerate(("sha1", "sha256", "sha512")):
        key = hashlib.pbkdf2_hmac(name, word, salt, 1_000, 32)
        line("hashlib, ASP.NET Identity 3", "aspnet", base64.b64encode(struct.pack(">BIII", 1, marker, 1_000, 16) + salt + key).decode(),
             password)
    key = hashlib.pbkdf2_hmac("sha1", word, salt, 1_000, 32)
    line("hashlib, ASP.NET Identity 2", "aspnet", base64.b64encode(b"\0" + salt + key).decode(), password)
    text = lambda part: base64.b64encode(part).decode()
    for name in ("md5", "sha1", "sha256", "sha512"):
        made = hashlib.new(name, b"<" + salt + b">" + word + b"." + salt).digest()
        line("hashlib, Kratos", "", f"${name}$pf={text(b'<{SALT}>{PASSWORD}.{SALT}')}${text(salt)}${text(made)}", password)
    for name in ("sha224", "sha256", "sha384", "sha512"):
        made = hashlib.pbkdf2_hmac(name, word, salt, 1_000)
        line("hashlib, Kratos", "", f"$pbkdf2-{name}$i=1000,l={len(made)}${text(salt).strip('=')}${text(made).strip('=')}", password)
    made = hashlib.scrypt(word, salt=salt, n=1024, r=8, p=1, dklen=32)
    line("hashlib, Kratos", "", f"$scrypt$ln=1024,r=8,p=1${text(salt)}${text(made)}", password)


def main():
    for password in sys.argv[1:] or passwords(200):
        for made in (of_django, of_passlib, of_werkzeug, of_others, of_hashlib):
            made(password)


main()
