//! Tests of the fault injection and of the meter: the other tests rely on them.

use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType, Put, ScalarAttributeType,
    TransactWriteItem,
};
use roster_tests::caller::Caller;
use roster_tests::dynamo::Dynamo;
use roster_tests::faults::{Fault, Rule};

async fn table(caller: &Caller) {
    let key = KeySchemaElement::builder().attribute_name("PK").key_type(KeyType::Hash).build().unwrap();
    let attribute =
        AttributeDefinition::builder().attribute_name("PK").attribute_type(ScalarAttributeType::S).build().unwrap();
    let create = caller.sdk.create_table().table_name("things").billing_mode(BillingMode::PayPerRequest);
    create.key_schema(key).attribute_definitions(attribute).send().await.unwrap();
}

fn put(key: &str) -> TransactWriteItem {
    let put = Put::builder().table_name("things").item("PK", AttributeValue::S(key.into()));
    let put = put.condition_expression("attribute_not_exists(PK)").build().unwrap();
    TransactWriteItem::builder().put(put).build()
}

async fn write(caller: &Caller, key: &str) -> Result<(), aws_sdk_dynamodb::Error> {
    caller.sdk.transact_write_items().transact_items(put(key)).send().await?;
    Ok(())
}

async fn has(caller: &Caller, key: &str) -> bool {
    let get = caller.sdk.get_item().table_name("things").key("PK", AttributeValue::S(key.into()));
    get.consistent_read(true).send().await.unwrap().item.is_some()
}

#[tokio::test]
async fn a_lost_answer_is_lost_after_the_write() {
    let dynamo = Dynamo::start();
    let (caller, observer) = (Caller::new(&dynamo, "things"), Caller::new(&dynamo, "things"));
    table(&caller).await;
    caller.faults.add(Rule::new(Fault::LostAnswer).on("TransactWriteItems").times(1));
    write(&caller, "with a token").await.expect("the SDK repeats the call, with its token");

    caller.faults.clear();
    caller.faults.drop_tokens();
    caller.faults.add(Rule::new(Fault::LostAnswer).times(1));
    write(&caller, "without").await.expect_err("without the token it conflicts with its own write");
    assert!(has(&observer, "without").await);
}

#[tokio::test]
async fn a_caller_killed_before_a_call_has_not_written_and_one_killed_after_it_has() {
    let dynamo = Dynamo::start();
    let (caller, observer) = (Caller::new(&dynamo, "things"), Caller::new(&dynamo, "things"));
    table(&observer).await;
    for (fault, key, written) in [(Fault::KillBefore, "before", false), (Fault::KillAfter, "after", true)] {
        caller.faults.clear();
        caller.faults.add(Rule::new(fault).at_call(1));
        assert!(caller.faults.run(write(&caller, key)).await.is_none());
        caller.settle().await;
        assert_eq!(has(&observer, key).await, written);
    }
}

#[tokio::test]
async fn a_held_call_is_made_after_the_calls_of_another_caller() {
    let dynamo = Dynamo::start();
    let (caller, observer) = (Caller::new(&dynamo, "things"), Caller::new(&dynamo, "things"));
    table(&observer).await;
    caller.faults.add(Rule::new(Fault::Hold).on("TransactWriteItems").times(1));
    let meanwhile = async {
        assert!(!has(&observer, "held").await);
        write(&observer, "held").await
    };
    let (held, meanwhile) = tokio::join!(write(&caller, "held"), caller.faults.while_held(meanwhile));
    meanwhile.expect("the observer writes first");
    held.expect_err("the caller finds the item of the observer");
}

#[tokio::test]
async fn the_meter_counts_calls_round_trips_and_units() {
    let dynamo = Dynamo::start();
    let caller = Caller::new(&dynamo, "things");
    table(&caller).await;
    let work = async {
        write(&caller, "a").await.unwrap();
        tokio::join!(has(&caller, "a"), has(&caller, "b"))
    };
    let (found, bill) = caller.meter.measure(work).await;
    assert_eq!(found, (true, false));
    assert_eq!((bill.calls.len(), bill.round_trips()), (3, 2));
    assert!((bill.write_units() - 2.0).abs() < 1e-9 && (bill.read_units() - 2.0).abs() < 1e-9, "{bill:?}");
    assert!(bill.calls[1].is_consistent() && !bill.calls[0].is_read());
}

#[tokio::test]
async fn the_sdk_recognizes_injected_conflicts_and_throttling() {
    let dynamo = Dynamo::start();
    let caller = Caller::new(&dynamo, "things");
    table(&caller).await;
    for (fault, code) in
        [(Fault::Conflict, "TransactionConflict"), (Fault::Cancelled("ThrottlingError"), "ThrottlingError")]
    {
        caller.faults.clear();
        caller.faults.add(Rule::new(fault));
        let error = write(&caller, "x").await.unwrap_err();
        let aws_sdk_dynamodb::Error::TransactionCanceledException(cancelled) = error else { panic!("{error}") };
        assert_eq!(cancelled.cancellation_reasons()[0].code(), Some(code));
    }
    caller.faults.clear();
    caller.faults.add(Rule::new(Fault::Refused("ThrottlingException")).times(1));
    write(&caller, "y").await.expect("the SDK repeats a throttled call by itself");
}
