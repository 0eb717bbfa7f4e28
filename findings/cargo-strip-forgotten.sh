#!/bin/sh
# Software: Cargo 1.95.0 (the cargo that is installed; no package)
#
# A good engineer would guess: [profile.release.package.NAME] with opt-level alone changes the optimisation level of
# that package and leaves the rest of [profile.release] as it is.
#
# Behaviour: strip = "symbols" of the profile does not reach a binary whose own package has such an override. Cargo
# passes no strip flag to the compiler for it, and gives no warning. `strip` cannot be written into the override
# itself.
#
# Why it matters: A Lambda function that hashes passwords wants opt-level 3, while the other functions of the
# workspace want "s". It then ships its symbols, which were 1.7 MB of 9.5 MB in this repository, and every cold start
# reads them.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM
cd "$work"
for name in plain tuned; do
    mkdir -p $name/src
    printf '[package]\nname = "%s"\nversion = "0.0.0"\nedition = "2021"\n' $name > $name/Cargo.toml
    printf 'fn main() { println!("hello"); }\n' > $name/src/main.rs
done
cat > Cargo.toml <<'TOML'
[workspace]
members = ["plain", "tuned"]
resolver = "2"
[profile.release]
opt-level = "s"
strip = "symbols"
[profile.release.package.tuned]
opt-level = 3
TOML
cargo --version
RUSTFLAGS='' CARGO_TARGET_DIR="$work/target" cargo build --release --verbose 2> log || { cat log; exit 2; }
for name in plain tuned; do
    if grep -e "--crate-name $name " log | grep -q "strip=symbols"; then echo "$name: strip=symbols"; else echo "$name: no strip=symbols"; fi
done | tee seen
wc -c target/release/plain target/release/tuned | head -n 2
printf 'plain: strip=symbols\ntuned: no strip=symbols\n' > expected
if cmp -s seen expected; then echo "as noted"; else echo "CHANGED, noted was:"; cat expected; exit 1; fi
