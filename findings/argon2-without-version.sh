#!/bin/sh
# Software: argon2 0.6.0 (crate), compared with argon2-cffi 25.1.0 (PyPI, the reference implementation in C)
#
# A good engineer would guess: An encoded Argon2 hash without the part v=... means the same to every library.
#
# Behaviour: The reference implementation reads it as version 1.0 (0x10), the version that existed when such hashes
# were written, and verifies the password. The Rust crate reads it as version 1.3 (0x13) and reports an invalid
# password.
#
# Why it matters: The hash parses, the parameters are right and the password is right. In an import of old hashes it
# looks as if these users had forgotten their passwords. An importer has to add v=16 to such hashes.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check argon2-cffi==25.1.0 || exit 2
cat > reference.py <<'PYTHON'
from argon2 import PasswordHasher
from argon2.low_level import Type, hash_secret
text = hash_secret(b"correct horse", b"sixteen bytes ok", 2, 64, 1, 24, Type.I, version=16).decode()
text = text.replace("$v=16", "")
print(text)
print("reference:", "verified" if PasswordHasher().verify(text, "correct horse") else "?")
PYTHON
venv/bin/python reference.py > reference.txt || exit 2
mkdir src
cat > Cargo.toml <<'TOML'
[package]
name = "finding"
version = "0.0.0"
edition = "2024"
[dependencies]
argon2 = { version = "=0.6.0", features = ["password-hash"] }
TOML
cat > src/main.rs <<'RUST'
use argon2::{Argon2, PasswordVerifier};
fn main() {
    let text = std::env::args().nth(1).unwrap();
    let verify = |text: &str| match Argon2::default().verify_password(b"correct horse", text) {
        Ok(()) => "verified".to_owned(),
        Err(error) => error.to_string(),
    };
    println!("crate: {}", verify(&text));
    println!("crate, v=16 written in: {}", verify(&text.replace("$argon2i$", "$argon2i$v=16$")));
}
RUST
CARGO_TARGET_DIR="$work/target" cargo build --quiet || exit 2
text=$(head -n 1 reference.txt)
echo "text: $text"
crate=$(target/debug/finding "$text") || exit 2
seen="$(tail -n 1 reference.txt)
$crate"
expected='reference: verified
crate: invalid password
crate, v=16 written in: verified'
echo "$seen"
if [ "$seen" = "$expected" ]; then echo "as noted"; else echo "CHANGED, noted was:"; echo "$expected"; exit 1; fi
