#!/bin/sh
# Software: serde_dynamo 4.3.0 with serde_json 1.0.154 and its features arbitrary_precision and raw_value (crates)
#
# A good engineer would guess: serde_dynamo::to_item of a serde_json::Value writes a number as N; the features of serde_json
# change how JSON is read and written, not what DynamoDB stores. A RawValue is stored as the value that it holds, or is an error.
#
# What it does: with arbitrary_precision, every number becomes a map of one entry, whose key is the private marker
# "$serde_json::private::Number" and whose value is a text. With raw_value, a RawValue becomes such a map, too. Nothing fails.
#
# Why it matters: Cargo unifies features, so any crate anywhere in the tree can switch arbitrary_precision on with a new release,
# and from that build on a Lambda function writes numbers that no query, no ADD and no other reader of the table understands.
# Reading with the same build works, so tests that write and read back stay green.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir src
cat > Cargo.toml <<'TOML'
[package]
name = "finding"
version = "0.0.0"
edition = "2021"
[dependencies]
serde_dynamo = "=4.3.0"
serde = { version = "=1.0.229", features = ["derive"] }
serde_json = { version = "=1.0.154", features = ["arbitrary_precision", "raw_value"] }
TOML
cat > src/main.rs <<'RUST'
use serde_dynamo::Item;
#[derive(serde::Serialize)]
struct User { prefs: Box<serde_json::value::RawValue> }
fn main() {
    let logins: Item = serde_dynamo::to_item(serde_json::json!({"logins": 3})).unwrap();
    println!("{:?}", logins["logins"]);
    let prefs = serde_json::value::RawValue::from_string(r#"{"theme":"dark"}"#.to_owned()).unwrap();
    let user: Item = serde_dynamo::to_item(User { prefs }).unwrap();
    println!("{:?}", user["prefs"]);
}
RUST
CARGO_TARGET_DIR="$work/target" cargo build --quiet || exit 2
seen=$(target/debug/finding)
expected='M({"$serde_json::private::Number": S("3")})
M({"$serde_json::private::RawValue": S("{\"theme\":\"dark\"}")})'
echo "seen:"; echo "$seen"
if [ "$seen" = "$expected" ]; then echo "as noted"; else echo "CHANGED, noted was:"; echo "$expected"; exit 1; fi
