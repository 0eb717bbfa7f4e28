#!/bin/sh
# Software: cargo-lambda 1.9.2 (PyPI), with the cargo that is installed
#
# A good engineer would guess: `cargo lambda build --workspace --exclude cli` leaves the binary cli out of
# target/lambda.
#
# Behaviour: --exclude keeps cli from being compiled, not from being packed. After cargo has run, cargo-lambda takes
# every binary of the workspace that is in the target folder. So cli is left out when the folder was empty, and is
# packed as a function when it was built before for the same target. Only a list of the wanted names is honoured:
# --bin, or `bin` in the metadata.
#
# Why it matters: CI with an empty folder and a laptop with a full one pack different things from one commit. The
# packed cli is an old one, perhaps of another branch.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check "cargo-lambda==${VERSION:-1.9.2}" || exit 2
for name in function cli; do
    mkdir -p $name/src
    printf '[package]\nname = "%s"\nversion = "0.0.0"\nedition = "2021"\n' $name > $name/Cargo.toml
    printf 'fn main() {}\n' > $name/src/main.rs
done
printf '[workspace]\nmembers = ["function", "cli"]\nresolver = "2"\n' > Cargo.toml
unset CARGO_TARGET_DIR CARGO_BUILD_TARGET_DIR RUSTFLAGS || true
host=$(rustc -vV | sed -n 's/^host: //p')
pack() {
    rm -rf target/lambda
    venv/bin/cargo-lambda lambda build --compiler cargo --target "$host" --workspace --exclude cli > log 2>&1 || { cat log; exit 2; }
    (cd target/lambda && echo *)
}
clean=$(pack) || { echo "$clean"; exit 2; }
cargo build --quiet --target "$host" --package cli || exit 2
later=$(pack) || { echo "$later"; exit 2; }
seen="clean folder: $clean
cli built before: $later"
expected='clean folder: function
cli built before: cli function'
echo "$seen"
if [ "$seen" = "$expected" ]; then echo "as noted"; else echo "CHANGED, noted was:"; echo "$expected"; exit 1; fi
