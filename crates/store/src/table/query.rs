//! Queries: the items of one partition, in the order of their sort keys.

use crate::Store;
use crate::table::batch::Consistency;
use crate::table::failure::{failed, invalid_answer, malformed};
use crate::table::item::{Item, decode, text};
use crate::table::keys::{G1P, G1S, INDEX, PK, SK};
use crate::table::wire::{self, QueryPage, taking_body};
use aws_sdk_dynamodb::operation::query::QueryOutput;
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::Select;
use aws_smithy_types::body::SdkBody;
use futures_util::FutureExt as _;
use roster_core::Result;
use serde::de::DeserializeOwned;
use std::collections::HashMap;

/// A part of a partition: the items whose sort keys are in a range.
#[derive(Debug, Clone)]
pub(crate) struct Range {
    partition: String,
    range: Option<(&'static str, String, Option<String>)>,
    index: bool,
    forward: bool,
    consistency: Consistency,
}

impl Range {
    /// A whole partition of the table, first to last, read consistently.
    pub(crate) fn of(partition: impl Into<String>) -> Self {
        let partition = partition.into();
        Self { partition, range: None, index: false, forward: true, consistency: Consistency::Strong }
    }

    /// A whole partition of the index. The index may miss the latest writes.
    pub(crate) fn of_index(partition: impl Into<String>) -> Self {
        Self { index: true, consistency: Consistency::Eventual, ..Self::of(partition) }
    }

    /// Only sort keys with this prefix.
    pub(crate) fn beginning(self, prefix: impl Into<String>) -> Self {
        Self { range: Some(("begins_with(#sk, :from)", prefix.into(), None)), ..self }
    }

    /// Only this sort key and later ones.
    pub(crate) fn from(self, first: impl Into<String>) -> Self {
        Self { range: Some(("#sk >= :from", first.into(), None)), ..self }
    }

    /// Only this sort key and earlier ones.
    pub(crate) fn until(self, last: impl Into<String>) -> Self {
        Self { range: Some(("#sk <= :from", last.into(), None)), ..self }
    }

    /// Only sort keys between these two, both included.
    pub(crate) fn between(self, first: impl Into<String>, last: impl Into<String>) -> Self {
        Self { range: Some(("#sk BETWEEN :from AND :to", first.into(), Some(last.into()))), ..self }
    }

    /// Only sort keys after this one.
    pub(crate) fn after(self, first: impl Into<String>) -> Self {
        Self { range: Some(("#sk > :from", first.into(), None)), ..self }
    }

    /// Only sort keys before this one.
    pub(crate) fn before(self, last: impl Into<String>) -> Self {
        Self { range: Some(("#sk < :from", last.into(), None)), ..self }
    }

    /// Last to first.
    pub(crate) fn backward(self) -> Self {
        Self { forward: false, ..self }
    }

    /// At half the read units; may miss the latest writes.
    pub(crate) fn eventual(self) -> Self {
        Self { consistency: Consistency::Eventual, ..self }
    }
}

/// Some items of a range, and where the next page begins.
pub(crate) struct Page {
    pub(crate) items: Vec<Item>,
    /// Where the next page begins; `None` at the end of the range.
    pub(crate) next: Option<Item>,
}

impl Range {
    /// Whether it is read at half the price, and may miss the latest writes.
    pub(crate) fn may_lag(&self) -> bool {
        self.consistency == Consistency::Eventual
    }
}

impl Store {
    /// Reads one page: at most `limit` items, and at most a megabyte.
    pub(crate) async fn query(&self, range: &Range, start: Option<Item>, limit: Option<usize>) -> Result<Page> {
        let (answer, body) = self.send_query(range, start, limit).await?;
        let page = match body {
            Some(body) => wire::query(&body).ok_or_else(|| invalid_answer("Query"))?,
            None => return Ok(Page { items: answer.items.unwrap_or_default(), next: answer.last_evaluated_key }),
        };
        Ok(Page { items: page.items, next: page.next })
    }

    /// The same with items as a type; `what` names it in an error.
    pub(crate) async fn query_rows<T: DeserializeOwned>(
        &self,
        what: &'static str,
        range: &Range,
        start: Option<Item>,
        limit: Option<usize>,
    ) -> Result<QueryPage<T>> {
        let (answer, body) = self.send_query(range, start, limit).await?;
        if let Some(body) = body {
            return wire::query_rows(&body).ok_or_else(|| malformed(what));
        }
        let items = answer.items.unwrap_or_default().into_iter().map(|item| decode(what, item));
        Ok(QueryPage { items: items.collect::<Result<_>>()?, next: answer.last_evaluated_key })
    }

    async fn send_query(
        &self,
        range: &Range,
        start: Option<Item>,
        limit: Option<usize>,
    ) -> Result<(QueryOutput, Option<SdkBody>)> {
        let limit = limit.map(|limit| i32::try_from(limit).unwrap_or(i32::MAX));
        let request = self.query_request(range).set_exclusive_start_key(start).set_limit(limit);
        let (answer, body) = taking_body(request.send().boxed()).await;
        Ok((answer.map_err(failed("Query"))?, body))
    }

    /// Reads a whole range, however many items it has, into memory: for ranges whose size the product limits.
    pub(crate) async fn query_every(&self, range: &Range) -> Result<Vec<Item>> {
        let mut items = Vec::new();
        let mut start = None;
        loop {
            let page = self.query(range, start, None).await?;
            items.extend(page.items);
            match page.next {
                Some(next) => start = Some(next),
                None => return Ok(items),
            }
        }
    }

    /// Reads a whole range of at most `most` items; returns `None` when it has more.
    pub(crate) async fn query_all(&self, range: &Range, most: usize) -> Result<Option<Vec<Item>>> {
        let mut items = Vec::new();
        let mut start = None;
        loop {
            let page = self.query(range, start, Some(most + 1 - items.len())).await?;
            items.extend(page.items);
            if items.len() > most {
                return Ok(None);
            }
            match page.next {
                Some(next) => start = Some(next),
                None => return Ok(Some(items)),
            }
        }
    }

    /// Reads the first items of a range, at most `most`.
    pub(crate) async fn query_first(&self, range: &Range, most: usize) -> Result<Vec<Item>> {
        let mut items = Vec::new();
        let mut start = None;
        while items.len() < most {
            let page = self.query(range, start, Some(most - items.len())).await?;
            items.extend(page.items);
            match page.next {
                Some(next) => start = Some(next),
                None => break,
            }
        }
        Ok(items)
    }

    /// Reads on after the first page of a range until `most` items pass `keep`, or the range ends. Reads nothing when
    /// the first page has enough.
    pub(crate) async fn keep_first(
        &self,
        range: &Range,
        first: Page,
        most: usize,
        keep: impl Fn(&Item) -> bool,
    ) -> Result<Vec<Item>> {
        let (mut items, mut next) = (first.items, first.next);
        items.retain(&keep);
        while let Some(start) = next.take_if(|_| items.len() < most) {
            let page = self.query(range, Some(start), None).await?;
            items.extend(page.items.into_iter().filter(&keep));
            next = page.next;
        }
        items.truncate(most);
        Ok(items)
    }

    /// Counts the items of a range that have this attribute, up to `most`, at half the read units.
    pub(crate) async fn count(&self, range: &Range, having: Option<(&str, &str)>, most: u64) -> Result<u64> {
        let mut count = 0;
        let mut start: Option<Item> = None;
        loop {
            let mut request = self.query_request(&range.clone().eventual()).select(Select::Count);
            if let Some((name, value)) = having {
                request = request
                    .filter_expression("#having = :having")
                    .expression_attribute_names("#having", name)
                    .expression_attribute_values(":having", text(value));
            }
            let answer = request.set_exclusive_start_key(start).send().boxed().await.map_err(failed("Query"))?;
            count += u64::try_from(answer.count).unwrap_or_default();
            match answer.last_evaluated_key {
                Some(next) if count < most => start = Some(next),
                _ => return Ok(count.min(most)),
            }
        }
    }

    fn query_request(&self, range: &Range) -> QueryFluentBuilder {
        let (pk, sk) = if range.index { (G1P, G1S) } else { (PK, SK) };
        let mut names = HashMap::from([("#pk".to_owned(), pk.to_owned())]);
        let mut values = HashMap::from([(":pk".to_owned(), text(&range.partition))]);
        let mut expression = "#pk = :pk".to_owned();
        if let Some((part, from, to)) = &range.range {
            expression = format!("{expression} AND {part}");
            names.insert("#sk".to_owned(), sk.to_owned());
            values.insert(":from".to_owned(), text(from));
            values.extend(to.iter().map(|to| (":to".to_owned(), text(to))));
        }
        self.client
            .query()
            .table_name(&self.table)
            .set_index_name(range.index.then(|| INDEX.to_owned()))
            .key_condition_expression(expression)
            .set_expression_attribute_names(Some(names))
            .set_expression_attribute_values(Some(values))
            .scan_index_forward(range.forward)
            .set_consistent_read((range.consistency == Consistency::Strong).then_some(true))
    }
}
