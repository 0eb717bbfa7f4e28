//! The table of the template is the same as that of the tests and of `make dev`.

use crate::template::Template;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{KeySchemaElement, TableDescription, TimeToLiveStatus};
use roster_tests::table::Table;
use serde_json::{Value, json};

/// The properties of the template's table that determine how items are stored and found.
fn declared() -> Value {
    let table = Template::read().table().clone();
    json!({
        "KeySchema": table["KeySchema"],
        "AttributeDefinitions": sorted(&table["AttributeDefinitions"]),
        "GlobalSecondaryIndexes": table["GlobalSecondaryIndexes"],
        "LocalSecondaryIndexes": table["LocalSecondaryIndexes"].as_array().cloned().unwrap_or_default(),
        "BillingMode": table["BillingMode"],
        "TimeToLiveSpecification": table["TimeToLiveSpecification"],
    })
}

/// The same properties of an existing table.
async fn described(client: &Client, name: &str) -> Value {
    let table = client.describe_table().table_name(name).send().await.unwrap().table.unwrap();
    let ttl = client.describe_time_to_live().table_name(name).send().await.unwrap();
    let ttl = ttl.time_to_live_description.unwrap();
    let indexes: Vec<Value> = table
        .global_secondary_indexes()
        .iter()
        .map(|index| {
            let projection = index.projection().unwrap().projection_type().unwrap().as_str();
            json!({
                "IndexName": index.index_name(),
                "KeySchema": key_schema(index.key_schema()),
                "Projection": { "ProjectionType": projection },
            })
        })
        .collect();
    json!({
        "KeySchema": key_schema(table.key_schema()),
        "AttributeDefinitions": sorted(&attributes(&table)),
        "GlobalSecondaryIndexes": indexes,
        "LocalSecondaryIndexes": table.local_secondary_indexes().iter().map(|index| json!(index.index_name())).collect::<Vec<_>>(),
        "BillingMode": table.billing_mode_summary().unwrap().billing_mode().unwrap().as_str(),
        "TimeToLiveSpecification": {
            "AttributeName": ttl.attribute_name(),
            "Enabled": ttl.time_to_live_status() == Some(&TimeToLiveStatus::Enabled),
        },
    })
}

fn key_schema(schema: &[KeySchemaElement]) -> Value {
    let element = |element: &KeySchemaElement| json!({ "AttributeName": element.attribute_name(), "KeyType": element.key_type().as_str() });
    schema.iter().map(element).collect()
}

fn attributes(table: &TableDescription) -> Value {
    let definitions = table.attribute_definitions().iter();
    definitions
        .map(|definition| {
            let (name, kind) = (definition.attribute_name(), definition.attribute_type().as_str());
            json!({ "AttributeName": name, "AttributeType": kind })
        })
        .collect()
}

fn sorted(list: &Value) -> Value {
    let mut list = list.as_array().expect("a list").clone();
    list.sort_by_key(Value::to_string);
    Value::Array(list)
}

#[tokio::test]
async fn the_table_of_the_template_is_the_table_that_the_store_creates() {
    let (table, name) = (Table::create().await, "roster");
    assert_eq!(table.address().1, name);
    assert_eq!(described(&table.caller().sdk, name).await, declared());
}

#[test]
fn the_table_is_protected_against_mistakes() {
    let table = Template::read().table().clone();
    assert_eq!(table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"], true);
    assert_eq!(table["DeletionProtectionEnabled"], json!({ "!Ref": "DeletionProtection" }));
    assert_eq!(table["SSESpecification"]["SSEEnabled"], true);
}
