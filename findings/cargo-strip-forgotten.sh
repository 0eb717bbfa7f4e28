#!/bin/sh
# Software: Cargo 1.95.0 (the cargo that is installed; no package)
#
# A good engineer would guess: [profile.release.package.NAME] with opt-level alone changes the optimisation level of
# that package and leaves the rest of [profile.release] as it is.
#
# Behaviour: strip = "symbols" of the profile does not reach a binary whose own package has such an override: Cargo
# falls back to strip = "debuginfo", which is what it does without any setting. It gives no warning. The override has
# to repeat `strip`.
#
# Why it matters: A Lambda function that hashes passwords wants opt-level 3, while the other functions of the
# workspace want "s". It then ships its symbols, which were 1.7 MB of 9.5 MB in this repository, and every cold start
# loads a larger file.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM
cd "$work"
for name in plain tuned repeated; do
    mkdir -p $name/src
    printf '[package]\nname = "%s"\nversion = "0.0.0"\nedition = "2021"\n' $name > $name/Cargo.toml
    printf 'fn main() { println!("hello"); }\n' > $name/src/main.rs
done
cat > Cargo.toml <<'TOML'
[workspace]
members = ["plain", "tuned", "repeated"]
resolver = "2"
[profile.release]
opt-level = "s"
strip = "symbols"
[profile.release.package.tuned]
opt-level = 3
[profile.release.package.repeated]
opt-level = 3
strip = "symbols"
TOML
cargo --version
RUSTFLAGS='' CARGO_TARGET_DIR="$work/target" cargo build --release --verbose 2> log || { cat log; exit 2; }
seen=$(for name in plain tuned repeated; do
    echo "$name: $(grep -e "--crate-name $name " log | grep -o 'strip=[a-z]*')"
done)
expected='plain: strip=symbols
tuned: strip=debuginfo
repeated: strip=symbols'
echo "$seen"
wc -c target/release/plain target/release/tuned target/release/repeated | head -n 3
if [ "$seen" = "$expected" ]; then echo "as noted"; else echo "CHANGED, noted was:"; echo "$expected"; exit 1; fi
