#!/bin/sh
# Software: serde_dynamo 4.3.0 with serde_json 1.0.154 and its features arbitrary_precision and raw_value (crates)
#
# A good engineer would guess: serde_dynamo::to_item writes the numbers of a serde_json::Value as N. The features of
# serde_json change how JSON text is read and written, not what DynamoDB stores. A RawValue is stored as the value
# that it holds, or is an error.
#
# Behaviour: With arbitrary_precision, every number becomes a map of one entry: its key is the private marker
# "$serde_json::private::Number", its value a text. With raw_value, a RawValue becomes such a map, too. No error is
# reported.
#
# Why it matters: Cargo unifies features: any crate in the dependency tree can switch arbitrary_precision on. From
# that build on, a Lambda function writes numbers that no query, no ADD and no other reader of the table understands.
# The same build reads them back as numbers, so tests that write and then read stay green.
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
    let back: serde_json::Value = serde_dynamo::from_item(logins).unwrap();
    println!("read back: {back}");
    let prefs = serde_json::value::RawValue::from_string(r#"{"theme":"dark"}"#.to_owned()).unwrap();
    let user: Item = serde_dynamo::to_item(User { prefs }).unwrap();
    println!("{:?}", user["prefs"]);
}
RUST
CARGO_TARGET_DIR="$work/target" cargo build --quiet || exit 2
seen=$(target/debug/finding)
expected='M({"$serde_json::private::Number": S("3")})
read back: {"logins":3}
M({"$serde_json::private::RawValue": S("{\"theme\":\"dark\"}")})'
echo "seen:"; echo "$seen"
if [ "$seen" = "$expected" ]; then echo "as noted"; else echo "CHANGED, noted was:"; echo "$expected"; exit 1; fi
