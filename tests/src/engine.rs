//! Another implementation of DynamoDB than the emulator of the tests, on which they run when `TEST_ENGINE` has its URL.
//!
//! `scripts/engines` starts one and sets the variable. The engine is one process for all tests, so each test has an account
//! of its own in it: the engine must take an access key of twelve digits for the number of an account, and keep the tables
//! and the transaction tokens of accounts apart.

use crate::caller::Caller;
use crate::snapshot::Row;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::{AttributeValue, PutRequest, WriteRequest};
use dynoxide::types::AttributeValue as Stored;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};

/// The most items in one `BatchWriteItem`.
const ITEMS_OF_A_WRITE: usize = 25;

/// An engine.
#[derive(Debug, Clone)]
pub struct Engine {
    endpoint: String,
}

impl Engine {
    /// The engine on which the tests run, if it is not the emulator.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the environment chooses the engine of a test run")]
    pub fn chosen() -> Option<Self> {
        let endpoint = std::env::var("TEST_ENGINE").ok().filter(|endpoint| !endpoint.is_empty());
        endpoint.map(|endpoint| Self { endpoint })
    }

    /// Its URL.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// An account that no other test uses.
    #[must_use]
    pub fn open_account(self) -> Account {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        // Test binaries that run one after the other, or at once, are other processes.
        let (process, number) = (std::process::id() % 1_000_000, NEXT.fetch_add(1, Ordering::Relaxed));
        Account { endpoint: self.endpoint, access_key: format!("{process:06}{number:06}") }
    }
}

/// An account of an engine, without tables. They are deleted when it is dropped.
#[derive(Debug)]
pub struct Account {
    endpoint: String,
    access_key: String,
}

impl Account {
    /// The URL of the engine.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The access key of its callers.
    #[must_use]
    pub fn access_key(&self) -> &str {
        &self.access_key
    }
}

impl Drop for Account {
    fn drop(&mut self) {
        // The engine keeps everything in memory. An error would only leave the tables there, and may follow a failed test.
        let _deleted: Option<()> = apart(async {
            let sdk = Caller::at(&self.endpoint, &self.access_key, "any").sdk;
            let tables = sdk.list_tables().send().await.ok()?.table_names.unwrap_or_default();
            for table in tables {
                sdk.delete_table().table_name(table).send().await.ok()?;
            }
            Some(())
        });
    }
}

/// Runs calls to an engine on a thread and a runtime of their own, for functions of tests that are not asynchronous.
fn apart<T: Send>(work: impl Future<Output = T> + Send) -> T {
    std::thread::scope(|scope| {
        let thread = scope.spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(work)
        });
        thread.join().expect("calls that end")
    })
}

/// Every item of a table.
#[must_use]
pub fn rows(caller: &Caller, table: &str) -> Vec<Row> {
    apart(async {
        let mut rows = Vec::new();
        let mut start = None;
        loop {
            let scan = caller.sdk.scan().table_name(table).consistent_read(true).set_exclusive_start_key(start);
            let page = scan.send().await.expect("a scan of the engine");
            rows.extend(page.items.unwrap_or_default().into_iter().map(|item| Row::from(as_stored_item(item))));
            start = page.last_evaluated_key;
            if start.is_none() {
                return rows;
            }
        }
    })
}

/// Writes items, whatever is in the table.
pub fn import(caller: &Caller, table: &str, items: Vec<HashMap<String, Stored>>) {
    apart(async {
        for chunk in items.chunks(ITEMS_OF_A_WRITE) {
            write(&caller.sdk, table, chunk).await;
        }
    });
}

async fn write(sdk: &Client, table: &str, items: &[HashMap<String, Stored>]) {
    let put = |item: &HashMap<String, Stored>| {
        let put = PutRequest::builder().set_item(Some(as_sent_item(item))).build().expect("an item");
        WriteRequest::builder().put_request(put).build()
    };
    let mut left = HashMap::from([(table.to_owned(), items.iter().map(put).collect::<Vec<_>>())]);
    while !left.is_empty() {
        let written = sdk.batch_write_item().set_request_items(Some(left)).send().await.expect("a batch of items");
        left = written.unprocessed_items.unwrap_or_default();
    }
}

fn as_sent_item(item: &HashMap<String, Stored>) -> HashMap<String, AttributeValue> {
    item.iter().map(|(name, value)| (name.clone(), as_sent(value))).collect()
}

fn as_stored_item(item: HashMap<String, AttributeValue>) -> HashMap<String, Stored> {
    item.into_iter().map(|(name, value)| (name, as_stored(value))).collect()
}

fn as_sent(value: &Stored) -> AttributeValue {
    match value {
        Stored::S(text) => AttributeValue::S(text.clone()),
        Stored::N(number) => AttributeValue::N(number.clone()),
        Stored::B(bytes) => AttributeValue::B(Blob::new(bytes.clone())),
        Stored::BOOL(flag) => AttributeValue::Bool(*flag),
        Stored::NULL(is_null) => AttributeValue::Null(*is_null),
        Stored::SS(texts) => AttributeValue::Ss(texts.clone()),
        Stored::L(list) => AttributeValue::L(list.iter().map(as_sent).collect()),
        Stored::M(map) => AttributeValue::M(as_sent_item(map)),
        other => panic!("no item has such a value: {other:?}"),
    }
}

fn as_stored(value: AttributeValue) -> Stored {
    match value {
        AttributeValue::S(text) => Stored::S(text),
        AttributeValue::N(number) => Stored::N(number),
        AttributeValue::B(bytes) => Stored::B(bytes.into_inner()),
        AttributeValue::Bool(flag) => Stored::BOOL(flag),
        AttributeValue::Null(is_null) => Stored::NULL(is_null),
        AttributeValue::Ss(texts) => Stored::SS(texts),
        AttributeValue::L(list) => Stored::L(list.into_iter().map(as_stored).collect()),
        AttributeValue::M(map) => Stored::M(as_stored_item(map)),
        other => panic!("no item has such a value: {other:?}"),
    }
}
