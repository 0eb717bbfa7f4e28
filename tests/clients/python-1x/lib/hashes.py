"""Hashes of one password by other implementations than Roster's: Python (OpenSSL), argon2-cffi and bcrypt. Each is the
parameters of its import, without id and email."""

import hashlib
import secrets

import argon2 as argon2_cffi
import bcrypt as py_bcrypt
from appwrite.enums.password_hash import PasswordHash

from shared.values import PASSWORD

_BYTES = PASSWORD.encode()

ARGON2 = {"password": argon2_cffi.PasswordHasher(time_cost=2, memory_cost=2048, parallelism=3).hash(PASSWORD)}

BCRYPT = {"password": py_bcrypt.hashpw(_BYTES, py_bcrypt.gensalt(5)).decode()}

MD5 = {"password": hashlib.md5(_BYTES).hexdigest()}

_NAMES = {PasswordHash.SHA512_224: "sha512_224", PasswordHash.SHA512_256: "sha512_256"}


def sha(version):
    """A plain SHA, by its name in the SDK."""
    name = _NAMES.get(version, version.value.replace("-", "_"))
    return {"password": hashlib.new(name, _BYTES).hexdigest(), "password_version": version}


_SALT = secrets.token_hex(6)

SCRYPT = {
    "password": hashlib.scrypt(_BYTES, salt=_SALT.encode(), n=2048, r=4, p=1, dklen=32).hex(),
    "password_salt": _SALT,
    "password_cpu": 2048,
    "password_memory": 4,
    "password_parallel": 1,
    "password_length": 32,
}

FIREBASE_PASSWORD = "user1password"
"""The password of the test vector that Firebase publishes with its scrypt program."""

SCRYPT_MODIFIED = {
    "password": "lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==",
    "password_salt": "42xEC+ixf3L2lw==",
    "password_salt_separator": "Bw==",
    "password_signer_key": "jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==",
}

_LETTERS = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def _phpass(log2_rounds):
    """phpass: repeated MD5, encoded with six bits for each character, the lowest bits first."""
    salt = secrets.token_hex(4)
    digest = hashlib.md5(salt.encode() + _BYTES).digest()
    for _ in range(1 << log2_rounds):
        digest = hashlib.md5(digest + _BYTES).digest()
    groups = [digest[at:at + 3] for at in range(0, len(digest), 3)]
    words = [(int.from_bytes(group, "little"), len(group) + 1) for group in groups]
    text = "".join(_LETTERS[word >> 6 * n & 63] for word, letters in words for n in range(letters))
    return f"$P${_LETTERS[log2_rounds]}{salt}{text}"


PHPASS = {"password": _phpass(8)}

SCHEMES = {
    "create_argon2_user": ARGON2,
    "create_bcrypt_user": BCRYPT,
    "create_md5_user": MD5,
    "create_ph_pass_user": PHPASS,
    "create_scrypt_user": SCRYPT,
    "create_scrypt_modified_user": SCRYPT_MODIFIED,
    "create_sha_user": sha(PasswordHash.SHA256),
}
"""A hash for each method that imports one."""
