//! The table itself: creating it, and checking that it is as this version needs it.

use crate::Store;
use crate::table::failure::failed;
use crate::table::item::{number, number_of};
use crate::table::keys::{self, G1P, G1S, INDEX, PK, SK, TTL};
use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection, ProjectionType,
    ScalarAttributeType, TableDescription, TimeToLiveSpecification,
};
use roster_core::{Error, Result};

/// The layout of items that this version writes. Functions do not work on a table with a newer layout.
pub const SCHEMA_VERSION: u64 = 1;

/// One check of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The subject of the check.
    pub what: &'static str,
    /// The value that this version needs.
    pub expected: String,
    /// The value that was found.
    pub found: String,
    /// Whether the check passed.
    pub ok: bool,
}

impl Finding {
    fn equal(what: &'static str, expected: impl Into<String>, found: impl Into<String>) -> Self {
        let (expected, found) = (expected.into(), found.into());
        Self { what, ok: expected == found, expected, found }
    }
}

impl Store {
    /// Creates the table if it does not exist, as `template.yaml` does on AWS. Returns whether it was created now.
    ///
    /// # Errors
    /// Only those of every call.
    pub async fn create_table(&self) -> Result<bool> {
        let made = match self.request_table().await {
            Err(error) if error.code() == Some("ResourceInUseException") => false,
            Err(error) => return Err(failed("CreateTable")(error)),
            Ok(_) => true,
        };
        if made {
            let ttl = TimeToLiveSpecification::builder().attribute_name(TTL).enabled(true).build();
            let ttl = ttl.map_err(Error::internal)?;
            let request = self.client.update_time_to_live().table_name(&self.table).time_to_live_specification(ttl);
            request.send().await.map_err(failed("UpdateTimeToLive"))?;
        }
        self.mark_schema().await?;
        Ok(made)
    }

    async fn request_table(
        &self,
    ) -> Result<
        aws_sdk_dynamodb::operation::create_table::CreateTableOutput,
        aws_sdk_dynamodb::error::SdkError<aws_sdk_dynamodb::operation::create_table::CreateTableError>,
    > {
        let definitions = [PK, SK, G1P, G1S].map(|name| {
            AttributeDefinition::builder().attribute_name(name).attribute_type(ScalarAttributeType::S).build().ok()
        });
        let index = GlobalSecondaryIndex::builder()
            .index_name(INDEX)
            .set_key_schema(Some(key_schema(G1P, G1S)))
            .projection(Projection::builder().projection_type(ProjectionType::All).build())
            .build();
        self.client
            .create_table()
            .table_name(&self.table)
            .billing_mode(BillingMode::PayPerRequest)
            .set_attribute_definitions(Some(definitions.into_iter().flatten().collect()))
            .set_key_schema(Some(key_schema(PK, SK)))
            .set_global_secondary_indexes(index.ok().map(|index| vec![index]))
            .send()
            .await
    }

    /// Writes the schema version if none is written yet.
    pub(crate) async fn mark_schema(&self) -> Result<()> {
        let mut item = keys::meta().attributes();
        item.insert("schema".to_owned(), number(SCHEMA_VERSION));
        let request = self.client.put_item().table_name(&self.table).set_item(Some(item));
        let request = request.condition_expression("attribute_not_exists(#pk)").expression_attribute_names("#pk", PK);
        match request.send().await {
            Ok(_) => Ok(()),
            Err(error) if error.code() == Some("ConditionalCheckFailedException") => Ok(()),
            Err(error) => Err(failed("PutItem")(error)),
        }
    }

    /// Reads the schema version of the table; `None` when none is written yet. A function reads it when it starts,
    /// which opens the connection for the first request.
    ///
    /// # Errors
    /// Only those of every call.
    pub async fn schema_version(&self) -> Result<Option<u64>> {
        let request = self.client.get_item().table_name(&self.table).set_key(Some(keys::meta().attributes()));
        let answer = request.send().await.map_err(failed("GetItem"))?;
        Ok(answer.item.and_then(|item| number_of(&item, "schema")))
    }

    /// Compares the table with what this version needs.
    ///
    /// # Errors
    /// Only those of every call; a missing table is [`Error::Internal`].
    pub async fn check_table(&self) -> Result<Vec<Finding>> {
        let described = self.client.describe_table().table_name(&self.table).send().await;
        let table =
            described.map_err(failed("DescribeTable"))?.table.unwrap_or_else(|| TableDescription::builder().build());
        let index = table.global_secondary_indexes().iter().find(|index| index.index_name() == Some(INDEX));
        let ttl = self.client.describe_time_to_live().table_name(&self.table).send().await;
        let ttl = ttl.map_err(failed("DescribeTimeToLive"))?.time_to_live_description;
        let ttl = ttl.as_ref().and_then(|ttl| ttl.attribute_name()).unwrap_or("none");
        let schema = self.schema_version().await?.map_or_else(|| "none".to_owned(), |version| version.to_string());
        let projection =
            index.and_then(|index| index.projection()?.projection_type()).map_or("none", |kind| kind.as_str());
        Ok(vec![
            Finding::equal("key of the table", format!("{PK} {SK}"), schema_text(table.key_schema())),
            Finding::equal(
                "key of the index GSI1",
                format!("{G1P} {G1S}"),
                index.map_or_else(|| "none".to_owned(), |index| schema_text(index.key_schema())),
            ),
            Finding::equal("projection of the index", "ALL", projection),
            Finding::equal("time to live", TTL, ttl),
            Finding::equal("schema version", SCHEMA_VERSION.to_string(), schema),
        ])
    }
}

fn key_schema(hash: &str, range: &str) -> Vec<KeySchemaElement> {
    let element = |name: &str, kind| KeySchemaElement::builder().attribute_name(name).key_type(kind).build().ok();
    [element(hash, KeyType::Hash), element(range, KeyType::Range)].into_iter().flatten().collect()
}

fn schema_text(schema: &[KeySchemaElement]) -> String {
    let names: Vec<_> = schema.iter().map(KeySchemaElement::attribute_name).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(" ") }
}
