#!/bin/sh
# Software: dynoxide-rs 3.2.0, serde_json 1.0.154 (crates)
#
# A good engineer would guess: a transaction with a ClientRequestToken costs the embedded DynamoDB the same, however
# many transactions with other tokens came before it.
#
# Behaviour: Each one walks all tokens of the last ten minutes, to forget the expired ones. So the time of a
# transaction grows with the number before it, and that of many in a row with its square. Without tokens it is constant.
#
# Why it matters: SDKs of AWS send a token with every transaction, also when the caller names none. A test or an
# import of 100,000 small transactions spends most of its time there: put several changes into one transaction.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM
cd "$work"
mkdir src
cat > Cargo.toml <<'TOML'
[package]
name = "finding"
version = "0.1.0"
edition = "2024"

[dependencies]
dynoxide-rs = { version = "=3.2.0", default-features = false, features = ["native-sqlite"] }
serde_json = "=1.0.154"

[profile.dev.package."*"]
opt-level = 1
TOML
cat > src/main.rs <<'RUST'
use serde_json::json;
use std::time::Instant;

const TRANSACTIONS: usize = 30_000;
const MEASURED: usize = 3_000;

/// How many times as long as the first transactions the last ones take.
fn growth(has_token: bool) -> f64 {
    let table = dynoxide::Database::memory().unwrap();
    let schema = json!({
        "TableName": "users", "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [{ "AttributeName": "k", "KeyType": "HASH" }],
        "AttributeDefinitions": [{ "AttributeName": "k", "AttributeType": "S" }],
    });
    table.create_table(serde_json::from_value(schema).unwrap()).unwrap();
    let mut times = Vec::with_capacity(TRANSACTIONS);
    for n in 0..TRANSACTIONS {
        let put = json!({ "Put": { "TableName": "users", "Item": { "k": { "S": "one" }, "n": { "N": n.to_string() } } } });
        let mut request = json!({ "TransactItems": [put] });
        if has_token {
            request["ClientRequestToken"] = json!(format!("token-{n}"));
        }
        let request = serde_json::from_value(request).unwrap();
        let begun = Instant::now();
        table.transact_write_items(request).unwrap();
        times.push(begun.elapsed().as_secs_f64());
    }
    let sum = |times: &[f64]| times.iter().sum::<f64>();
    sum(&times[TRANSACTIONS - MEASURED..]) / sum(&times[..MEASURED])
}

fn main() {
    for has_token in [false, true] {
        let growth = growth(has_token);
        eprintln!("token {has_token}: the last take {growth:.1} times as long as the first");
        println!("token {has_token}: {}", if growth > 2.5 { "grows" } else { "constant" });
    }
}
RUST
CARGO_TARGET_DIR="$work/target" cargo build --quiet || exit 2
seen=$(target/debug/finding) || exit 2
expected='token false: constant
token true: grows'
echo "$seen"
if [ "$seen" = "$expected" ]; then echo "as noted"; else echo "CHANGED, noted was:"; echo "$expected"; exit 1; fi
