//! How many users a project has: one counter for each place, so that the write limit of one item does not limit the
//! project.

use crate::Store;
use crate::table::batch::Consistency;
use crate::table::failure::failed;
use crate::table::item::{Item, number, number_of};
use crate::table::keys::{self, Key, Place};
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::ReturnValue;
use futures_util::FutureExt as _;
use roster_core::{Error, MAX_TOTAL, Project, ProjectId, Result};
use std::collections::HashMap;

/// The attribute that holds the count.
pub(crate) const COUNT: &str = "n";

impl Store {
    /// Adds to the count of users, beside the transaction that creates or deletes one.
    ///
    /// A function that is killed between the two leaves the count off by one; `recount` corrects it.
    pub(crate) async fn count_users(&self, project: &ProjectId, place: Place, amount: i64) -> Result<()> {
        self.adding(project, place, amount).send().boxed().await.map_err(failed("UpdateItem"))?;
        Ok(())
    }

    fn adding(&self, project: &ProjectId, place: Place, amount: i64) -> UpdateItemFluentBuilder {
        let request = self.client.update_item().table_name(&self.table);
        request
            .set_key(Some(keys::user_counter(project, place).attributes()))
            .update_expression("ADD #n :amount")
            .expression_attribute_names("#n", COUNT)
            .expression_attribute_values(":amount", number(amount))
    }

    /// Counts a user who is to be created, unless the project then has more than `limit`. A counter is added to before the others
    /// are read, so that of two calls at the same time at least one sees the other.
    ///
    /// # Errors
    /// [`Error::TooManyUsers`]: then the user is not counted.
    pub(crate) async fn count_within(&self, project: &Project, place: Place, limit: u64) -> Result<()> {
        let own = self.count_user(project, place).await?;
        let others: Vec<Key> = places(project)
            .filter(|other| *other != place)
            .map(|other| keys::user_counter(&project.id, other))
            .collect();
        let others =
            if others.is_empty() { HashMap::new() } else { self.read_many(&others, Consistency::Strong).await? };
        if own + sum(&others) <= limit {
            return Ok(());
        }
        if let Err(cause) = self.count_users(&project.id, place, -1).await {
            tracing::warn!(?cause, "a user that was not created is counted until the next recount");
        }
        Err(Error::TooManyUsers)
    }

    /// Adds a user to a counter; returns the count.
    async fn count_user(&self, project: &Project, place: Place) -> Result<u64> {
        let counted = self.adding(&project.id, place, 1).return_values(ReturnValue::UpdatedNew).send().boxed().await;
        let counter = counted.map_err(failed("UpdateItem"))?.attributes.unwrap_or_default();
        Ok(number_of(&counter, COUNT).unwrap_or_default())
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
        Ok(sum(&found))
    }
}

/// The sum of counters. One can be below zero for a moment, when a deletion is counted before the creation.
fn sum(counters: &HashMap<Key, Item>) -> u64 {
    counters.values().filter_map(|item| number_of(item, COUNT)).sum()
}

/// Every place of a project, oldest slice first.
pub(crate) fn places(project: &Project) -> impl Iterator<Item = Place> {
    let slices = project.slices.iter().enumerate();
    slices.flat_map(|(slice, cut)| (0..cut.shards.max(1)).map(move |shard| Place { slice: slice as u16, shard }))
}
