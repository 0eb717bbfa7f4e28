//! Many items in few calls.

use crate::Store;
use crate::table::failure::{failed, invalid_answer};
use crate::table::item::Item;
use crate::table::keys::Key;
use crate::table::pauses::Pauses;
use crate::table::retry_budget::wait_before_retry;
use crate::table::wire::{self, taking_body};
use aws_sdk_dynamodb::types::{DeleteRequest, KeysAndAttributes, WriteRequest};
use futures_util::FutureExt as _;
use futures_util::future::try_join_all;
use roster_core::{Error, Result};
use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

/// The most keys in one `BatchGetItem`.
const KEYS_OF_A_READ: usize = 100;
/// The most items in one `BatchWriteItem`.
const ITEMS_OF_A_WRITE: usize = 25;
/// How often the unprocessed rest of a batch is sent again.
const TRIES: u32 = 8;
/// The pauses between: about a second in all.
const PAUSES: Pauses =
    Pauses { first: Duration::from_millis(20), longest: Duration::from_millis(400), count: TRIES - 1 };

/// Whether a read may miss the latest writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Consistency {
    /// Half the read units; may miss writes of the last milliseconds.
    Eventual,
    /// Sees every write that was answered before it.
    Strong,
}

impl Store {
    /// Reads the items that exist under these keys. Keys may repeat.
    pub(crate) async fn read_many(&self, keys: &[Key], consistency: Consistency) -> Result<HashMap<Key, Item>> {
        let distinct: Vec<&Key> = keys.iter().collect::<BTreeSet<_>>().into_iter().collect();
        let chunks = distinct.chunks(KEYS_OF_A_READ).map(|chunk| self.read_chunk(chunk, consistency));
        Ok(try_join_all(chunks).await?.into_iter().flatten().filter_map(|item| Some((Key::of(&item)?, item))).collect())
    }

    async fn read_chunk(&self, keys: &[&Key], consistency: Consistency) -> Result<Vec<Item>> {
        let wanted = KeysAndAttributes::builder()
            .set_keys(Some(keys.iter().map(|key| key.attributes()).collect()))
            .consistent_read(consistency == Consistency::Strong)
            .build()
            .map_err(Error::internal)?;
        let mut wanted = HashMap::from([(self.table.clone(), wanted)]);
        let mut found = Vec::with_capacity(keys.len());
        let mut pauses = PAUSES.draw();
        loop {
            let request = self.client.batch_get_item().set_request_items(Some(wanted));
            let (answer, body) = taking_body(request.send().boxed()).await;
            let answer = match (answer.map_err(failed("BatchGetItem"))?, body) {
                (answer, None) => answer,
                (_, Some(body)) => wire::batch_get_item(&body).ok_or_else(|| invalid_answer("BatchGetItem"))?,
            };
            found.extend(answer.responses.into_iter().flat_map(HashMap::into_values).flatten());
            wanted = answer.unprocessed_keys.unwrap_or_default();
            if wanted.is_empty() {
                return Ok(found);
            }
            if !wait_before_retry(&mut pauses).await {
                return Err(Error::Unavailable("BatchGetItem: keys left unread".into()));
            }
        }
    }

    /// Deletes the items under these keys, in parallel.
    pub(crate) async fn delete_many(&self, keys: &[Key]) -> Result<()> {
        try_join_all(keys.chunks(ITEMS_OF_A_WRITE).map(|chunk| self.delete_chunk(chunk))).await.map(drop)
    }

    async fn delete_chunk(&self, keys: &[Key]) -> Result<()> {
        let deletes = keys.iter().map(|key| {
            let delete = DeleteRequest::builder().set_key(Some(key.attributes())).build().map_err(Error::internal)?;
            Ok(WriteRequest::builder().delete_request(delete).build())
        });
        let mut wanted = HashMap::from([(self.table.clone(), deletes.collect::<Result<Vec<_>>>()?)]);
        let mut pauses = PAUSES.draw();
        loop {
            let answer = self.client.batch_write_item().set_request_items(Some(wanted)).send().boxed().await;
            wanted = answer.map_err(failed("BatchWriteItem"))?.unprocessed_items.unwrap_or_default();
            if wanted.is_empty() {
                return Ok(());
            }
            if !wait_before_retry(&mut pauses).await {
                return Err(Error::Unavailable("BatchWriteItem: items left undeleted".into()));
            }
        }
    }
}
