//! How many users a project has: one counter for each place, so that the write limit of one item does not limit the
//! project.

use crate::Store;
use crate::table::batch::Consistency;
use crate::table::failure::failed;
use crate::table::item::{number, number_of};
use crate::table::keys::{self, Key, Place};
use futures_util::FutureExt as _;
use roster_core::{MAX_TOTAL, Project, ProjectId, Result};

/// The attribute that holds the count.
pub(crate) const COUNT: &str = "n";

impl Store {
    /// Adds to the count of users, beside the transaction that creates or deletes one.
    ///
    /// A function that is killed between the two leaves the count off by one; `recount` corrects it.
    pub(crate) async fn count_users(&self, project: &ProjectId, place: Place, amount: i64) -> Result<()> {
        let request = self.client.update_item().table_name(&self.table);
        request
            .set_key(Some(keys::user_counter(project, place).attributes()))
            .update_expression("ADD #n :amount")
            .expression_attribute_names("#n", COUNT)
            .expression_attribute_values(":amount", number(amount))
            .send()
            .boxed()
            .await
            .map_err(failed("UpdateItem"))?;
        Ok(())
    }

    /// How many users the project has, up to [`MAX_TOTAL`]. A read never corrects a counter.
    pub(crate) async fn total_users(&self, project: &Project) -> Result<u64> {
        Ok(self.counted_users(project).await?.min(MAX_TOTAL))
    }

    /// Whether every counter of a project is zero, of all counts that were answered before.
    pub(crate) async fn counts_nobody(&self, project: &Project) -> Result<bool> {
        let counters: Vec<Key> = places(project).map(|place| keys::user_counter(&project.id, place)).collect();
        let found = self.read_many(&counters, Consistency::Strong).await?;
        Ok(found.values().all(|item| number_of(item, COUNT) == Some(0)))
    }

    /// The sum of the counters of a project.
    pub(crate) async fn counted_users(&self, project: &Project) -> Result<u64> {
        let counters: Vec<Key> = places(project).map(|place| keys::user_counter(&project.id, place)).collect();
        let found = self.read_many(&counters, Consistency::Eventual).await?;
        // A counter can be below zero for a moment, when a deletion is counted before the creation.
        Ok(found.values().filter_map(|item| number_of(item, COUNT)).sum::<u64>())
    }
}

/// Every place of a project, oldest slice first.
pub(crate) fn places(project: &Project) -> impl Iterator<Item = Place> {
    let slices = project.slices.iter().enumerate();
    slices.flat_map(|(slice, cut)| (0..cut.shards.max(1)).map(move |shard| Place { slice: slice as u16, shard }))
}
