//! The writes of a sign-up and their keys, taken from the calls that the product makes.

use crate::population::Population;
use crate::scale::fixture::{ApiRequest, Fixture, Sender};
use dynoxide::Database;
use roster_core::{Email, Phone};
use roster_tests::meter::{Bill, Call};
use serde_json::{Value, json};

/// The bytes of one write unit.
const UNIT_BYTES: usize = 1_024;
/// A write in a transaction costs twice as much; the write to an index that follows from it does not.
const IN_TRANSACTION: f64 = 2.0;

/// One write of a sign-up.
#[derive(Debug, Clone, PartialEq)]
pub struct Write {
    /// The partition key, of the table or of the index.
    pub partition: String,
    /// The sort key.
    pub sort: String,
    /// Write units.
    pub units: f64,
}

/// All writes of one sign-up.
pub type SignUp = Vec<Write>;

/// Signs up the first users of a population, through the API, in a project with this number of shards.
///
/// # Panics
/// When the computed units of a sign-up are not the consumed ones.
pub async fn record(population: &Population, users: usize, shards: u16) -> Vec<SignUp> {
    let fixture = Fixture::empty(Database::memory().expect("a database"), shards).await;
    let mut sign_ups = Vec::with_capacity(users);
    for n in 0..users {
        let new = population.person(n).new;
        let body = json!({
            "userId": new.id.as_str(),
            "email": new.email.as_ref().map(Email::as_str),
            "phone": new.phone.as_ref().map(Phone::as_str),
            "password": "correct horse battery",
            "name": new.name.as_str(),
        });
        let request = ApiRequest { sender: Sender::Server, method: "POST", path: "/v1/users".to_owned(), body };
        let ((status, answer), bill) = fixture.measure(&request).await;
        assert_eq!(status, 201, "{answer}");
        sign_ups.push(writes(&bill));
    }
    sign_ups
}

fn writes(bill: &Bill) -> SignUp {
    let writes: Vec<_> = bill.calls.iter().filter(|call| !call.is_read()).flat_map(of_call).collect();
    let units = writes.iter().map(|write| write.units).sum::<f64>();
    assert!((units - bill.write_units()).abs() < 1e-9, "{units} of {}: {writes:#?}", bill.write_units());
    writes
}

fn of_call(call: &Call) -> SignUp {
    match call.operation.as_str() {
        "TransactWriteItems" => {
            let items = call.request["TransactItems"].as_array().expect("a transaction has writes").iter();
            items.flat_map(|write| of_put(&write["Put"]["Item"])).collect()
        }
        "UpdateItem" => vec![at(&call.request["Key"], ("PK", "SK"), 1.0)],
        other => panic!("a sign-up makes no call of {other}"),
    }
}

/// A put costs by the size of its item, and again in the index if the item is in the index.
fn of_put(item: &Value) -> SignUp {
    let units = size(item).div_ceil(UNIT_BYTES) as f64;
    let mut writes = vec![at(item, ("PK", "SK"), units * IN_TRANSACTION)];
    if !item["G1P"].is_null() {
        writes.push(at(item, ("G1P", "G1S"), units));
    }
    writes
}

fn at(item: &Value, (partition, sort): (&str, &str), units: f64) -> Write {
    let text = |name: &str| item[name]["S"].as_str().expect("a key is text").to_owned();
    Write { partition: text(partition), sort: text(sort), units }
}

/// The size of an item by DynamoDB's rules, for the types that sign-ups write: strings, numbers, booleans, lists.
fn size(item: &Value) -> usize {
    let attributes = item.as_object().expect("a put has an item").iter();
    attributes.map(|(name, value)| name.len() + size_of(value)).sum()
}

fn size_of(value: &Value) -> usize {
    let (kind, value) = value.as_object().and_then(|it| it.iter().next()).expect("a value has a kind");
    match (kind.as_str(), value) {
        ("S", Value::String(text)) => text.len(),
        ("N", Value::String(digits)) => digits.len().div_ceil(2) + 1,
        ("BOOL", _) => 1,
        ("L", Value::Array(list)) => 3 + list.iter().map(|it| 1 + size_of(it)).sum::<usize>(),
        other => panic!("a sign-up writes no {other:?}"),
    }
}
