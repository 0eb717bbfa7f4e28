//! How many users a project has: one counter for each place, so that no two share a ceiling.

use crate::Store;
use crate::table::batch::Consistency;
use crate::table::failure::failed;
use crate::table::item::{number, number_of};
use crate::table::keys::{self, Key, Place};
use roster_core::{MAX_TOTAL, Project, ProjectId, Result};

/// The attribute that counts.
pub(crate) const COUNT: &str = "n";

impl Store {
    /// Counts a user more, or one less, beside the transaction that makes or unmakes it.
    ///
    /// A function that dies between the two leaves the count off by one; `recount` mends it.
    pub(crate) async fn count_users(&self, project: &ProjectId, place: Place, amount: i64) -> Result<()> {
        let request = self.client.update_item().table_name(&self.table);
        request
            .set_key(Some(keys::user_counter(project, place).attributes()))
            .update_expression("ADD #n :amount")
            .expression_attribute_names("#n", COUNT)
            .expression_attribute_values(":amount", number(amount))
            .send()
            .await
            .map_err(failed("UpdateItem"))?;
        Ok(())
    }

    /// How many users the project has, counted to [`MAX_TOTAL`]. No read ever corrects a counter.
    pub(crate) async fn total_users(&self, project: &Project) -> Result<u64> {
        Ok(self.counted_users(project).await?.min(MAX_TOTAL))
    }

    /// How many users the counters say that the project has.
    pub(crate) async fn counted_users(&self, project: &Project) -> Result<u64> {
        let counters: Vec<Key> = places(project).map(|place| keys::user_counter(&project.id, place)).collect();
        let found = self.read_many(&counters, Consistency::Eventual).await?;
        // A counter can be below zero for a moment: a deletion is counted, the creation before it not yet.
        Ok(found.values().filter_map(|item| number_of(item, COUNT)).sum::<u64>())
    }
}

/// Every place of a project, oldest slice first.
pub(crate) fn places(project: &Project) -> impl Iterator<Item = Place> {
    let slices = project.slices.iter().enumerate();
    slices.flat_map(|(slice, cut)| (0..cut.shards.max(1)).map(move |shard| Place { slice: slice as u16, shard }))
}
