#!/bin/sh
# Software: csv 1.4.0 with serde_json 1.0.154 (crates)
#
# A good engineer would guess: A CSV file holds texts. A row that is read into a map of column name to
# serde_json::Value therefore holds JSON strings.
#
# Behaviour: The csv crate guesses a type for each field when the target does not name one. "007" becomes the number
# 7. The phone +4915177700012 loses its plus sign. The first name Nan is parsed as the floating-point value "not a
# number", which serde_json turns into null. Quotes around the field make no difference, and no error is reported. A
# map of String to String keeps every text, and so do the text fields of a struct.
#
# Why it matters: A reader of whatever columns an export has is the first thing that an import of users needs. This
# one changes the ids, phones and names of some users only, so a sample of the file looks right.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM
cd "$work"
mkdir src
cat > Cargo.toml <<'TOML'
[package]
name = "finding"
version = "0.0.0"
edition = "2021"
[dependencies]
csv = "=1.4.0"
serde_json = "=1.0.154"
TOML
cat > src/main.rs <<'RUST'
use std::collections::BTreeMap;
fn main() {
    let file = "id,phone,name\n\"007\",\"+4915177700012\",\"Nan\"\n";
    for row in csv::Reader::from_reader(file.as_bytes()).deserialize() {
        let row: BTreeMap<String, serde_json::Value> = row.unwrap();
        println!("{}", serde_json::to_string(&row).unwrap());
    }
}
RUST
CARGO_TARGET_DIR="$work/target" cargo build --quiet || exit 2
seen=$(target/debug/finding)
expected='{"id":7,"name":null,"phone":4915177700012}'
echo 'file:   "007","+4915177700012","Nan"'
echo "seen:   $seen"
if [ "$seen" = "$expected" ]; then echo "as noted"; else echo "CHANGED, noted was: $expected"; exit 1; fi
