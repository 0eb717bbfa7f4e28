//! Usage statistics: one item for each day and shard, with a count for each hour. Kept only if the deployment turns
//! them on; each event then costs one more write.

use crate::Store;
use crate::table::failure::failed;
use crate::table::item::{Item, number, number_of, str_of};
use crate::table::keys::{self, SK, TTL};
use crate::table::query::Range;
use futures_util::FutureExt as _;
use futures_util::future::try_join_all;
use roster_core::{Change, Counted, Error, Point, Project, ProjectId, Result, Timestamp, Usage, UsageRange};
use std::collections::HashMap;
use std::time::Duration;

/// Counters of one day: each takes some 1,000 events a second, and every request for statistics reads all of them.
const SHARDS: u16 = 4;
/// How long a day is kept: longer than the longest range.
const RETENTION: Duration = Duration::from_hours(100 * 24);
const HOURS: u64 = 24;
const SECONDS_OF_AN_HOUR: u64 = 3_600;

/// The attribute of a whole day.
const fn of_the_day(what: Counted) -> &'static str {
    match what {
        Counted::User => "u",
        Counted::Session => "s",
    }
}

/// The attribute of one hour.
fn of_the_hour(what: Counted, at: Timestamp) -> String {
    format!("{}{:02}", of_the_day(what), at.as_secs() / SECONDS_OF_AN_HOUR % HOURS)
}

impl Store {
    /// Counts a change, if the deployment keeps statistics. The count is not part of the change: when it fails, it is
    /// lost and the change remains.
    pub(crate) async fn count_usage(&self, project: &ProjectId, what: Counted, change: &Change) {
        if self.keeps_usage
            && let Err(cause) = self.add_usage(project, what, change).await
        {
            tracing::warn!(?cause, "an event is missing in the usage statistics");
        }
    }

    async fn add_usage(&self, project: &ProjectId, what: Counted, change: &Change) -> Result<()> {
        let shard = (change.id.random() % u128::from(SHARDS)) as u16;
        let request = self.client.update_item().table_name(&self.table);
        request
            .set_key(Some(keys::usage(project, shard, change.at.day()).attributes()))
            .update_expression("ADD #day :one, #hour :one SET #exp = :exp")
            .expression_attribute_names("#day", of_the_day(what))
            .expression_attribute_names("#hour", of_the_hour(what, change.at))
            .expression_attribute_names("#exp", TTL)
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":exp", number(change.at.after(RETENTION).as_secs()))
            .send()
            .boxed()
            .await
            .map_err(failed("UpdateItem"))?;
        Ok(())
    }

    /// Reads the statistics of a project: one round trip.
    ///
    /// # Errors
    /// [`Error::UsageDisabled`] when the deployment keeps no statistics.
    pub async fn get_usage(&self, project: &Project, range: UsageRange, now: Timestamp) -> Result<Usage> {
        if !self.keeps_usage {
            return Err(Error::UsageDisabled);
        }
        let points: Vec<Timestamp> = range.points(now).collect();
        let first = points.first().map_or(0, |point| point.day());
        let shards = try_join_all((0..SHARDS).map(|shard| self.read_days(&project.id, shard, (first, now.day()))));
        let (users_total, shards) = tokio::try_join!(self.counted_users(project), shards)?;
        let days: Vec<(u64, Item)> = shards.into_iter().flatten().collect();
        let series = |what| points.iter().map(|&at| Point { at, value: value_of(&days, what, at, range) }).collect();
        let (users, sessions): (_, Vec<Point>) = (series(Counted::User), series(Counted::Session));
        let sessions_total = sessions.iter().map(|point| point.value).sum();
        Ok(Usage { range, users_total, sessions_total, users, sessions })
    }

    /// The days of one shard, by their number. Eventually consistent, at half the read units.
    async fn read_days(
        &self,
        project: &ProjectId,
        shard: u16,
        (first, last): (u64, u64),
    ) -> Result<HashMap<u64, Item>> {
        let range = Range::of(keys::usage_partition(project, shard))
            .between(keys::usage_day(first), keys::usage_day(last))
            .eventual();
        let items = self.query_every(&range).await?;
        Ok(items.into_iter().filter_map(|item| Some((str_of(&item, SK)?.parse().ok()?, item))).collect())
    }
}

/// The partitions of the statistics of a project.
pub(crate) fn partitions(project: &ProjectId) -> impl Iterator<Item = String> {
    (0..SHARDS).map(|shard| keys::usage_partition(project, shard))
}

fn value_of(days: &[(u64, Item)], what: Counted, at: Timestamp, range: UsageRange) -> u64 {
    let attribute = if range.is_hourly() { of_the_hour(what, at) } else { of_the_day(what).to_owned() };
    days.iter().filter(|(day, _)| *day == at.day()).filter_map(|(_, item)| number_of(item, &attribute)).sum()
}
