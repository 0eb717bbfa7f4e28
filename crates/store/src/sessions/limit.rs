//! The limit of sessions of a user: the oldest end.

use crate::Store;
use crate::sessions::item::decode_session;
use crate::sessions::session::is_live;
use crate::table::condition::Condition;
use crate::table::item::{Item, str_of, text};
use crate::table::keys::{self, Key, prefix};
use crate::table::query::Range;
use crate::table::transaction::{OnConditionFailed, TransactError, Transaction};
use crate::users::change::as_read;
use crate::users::item::StoredUser;
use crate::users::session_targets::{HAS_TARGETS, delete_targets, may_have_targets, split_off};
use roster_core::{Change, Error, ProjectId, Result, SessionId, Timestamp, Ulid, UserId};

/// Sessions that one transaction ends: with two writes for each of [`roster_core::Target::MOST_OF_SESSIONS`] targets and one
/// for the user, 96 of the 100 operations of a transaction.
const OF_A_STEP: usize = 15;
/// The most transactions after one sign-in; a user with more sessions keeps the rest until the next sign-in.
const MOST_STEPS: usize = 20;
/// The most items that are read besides those of the sessions that may stay or end: the items of sessions that have ended with all
/// others stay until their time to live.
const MOST_ENDED: usize = 1_000;

impl Store {
    /// Ends the oldest sessions of a user beyond `limit`, with the targets that belong to them: at most 300. `newest` is that of
    /// the sign-in. Each step is whole, and may be repeated: a function that is killed leaves the rest to the next sign-in.
    ///
    /// Ids sort by time, so which sessions end does not depend on who asks: of several sign-ins at the same time, the latest
    /// ones stay. Otherwise each would end the others. A session that lacks a second factor ends none, and takes no place of one
    /// that lacks none.
    ///
    /// # Errors
    /// Only those of every call.
    pub async fn end_oldest_sessions(
        &self,
        project: &ProjectId,
        user: &UserId,
        (newest, limit): (&SessionId, u32),
        change: &Change,
    ) -> Result<()> {
        let (mut steps, mut version) = (MOST_STEPS, change.id);
        while steps > 0 {
            let excess = self.excess_sessions(project, user, (newest, limit as usize), change.at).await?;
            let Some((mut record, sessions)) = excess else { return Ok(()) };
            let mut is_stale = false;
            for step in sessions.chunks(OF_A_STEP).take(steps) {
                steps -= 1;
                // A version of its own for each write: a change that has read the user between two steps must not fit the second.
                version = version.increment().unwrap_or_else(|next| next);
                let (after, writes) = self.ending(project, &record, step, version)?;
                match writes.run().await {
                    Ok(()) => record = after,
                    Err(TransactError::Stale) => {
                        is_stale = true;
                        break;
                    }
                    Err(TransactError::Failed(error)) => return Err(error),
                }
            }
            if !is_stale {
                return Ok(());
            }
        }
        Ok(())
    }

    /// The user, and their sessions beyond the limit, oldest first; `None` if the user, or the session that asks, is gone: a
    /// later sign-in has then ended it, and ends the rest.
    async fn excess_sessions(
        &self,
        project: &ProjectId,
        user: &UserId,
        (newest, limit): (&SessionId, usize),
        now: Timestamp,
    ) -> Result<Option<(StoredUser, Vec<Item>)>> {
        // Latest first: sessions that have ended with all others are behind those that live.
        let range = Range::of(keys::user_partition(project, user)).beginning(prefix::SESSION).backward();
        let wanted = limit + OF_A_STEP * MOST_STEPS;
        let (record, first) =
            match tokio::try_join!(self.read_user(project, user), self.query(&range, None, Some(wanted))) {
                Err(Error::UserNotFound) => return Ok(None),
                read => read?,
            };
        let (mut live, mut next, mut read) = (first.items, first.next, 0);
        read += live.len();
        live.retain(|item| is_live(item, &record, now));
        while let Some(start) = next.take_if(|_| live.len() < wanted && read < wanted + MOST_ENDED) {
            let page = self.query(&range, Some(start), Some(wanted + MOST_ENDED - read)).await?;
            read += page.items.len();
            live.extend(page.items.into_iter().filter(|item| is_live(item, &record, now)));
            next = page.next;
        }
        let Some(asking) = live.iter().find(|item| str_of(item, "id") == Some(newest.as_str())) else {
            return Ok(None);
        };
        if lacks_factors(asking, &record)? {
            return Ok(None);
        }
        let sessions = beyond(limit, live, &record)?;
        Ok(Some((record, sessions)))
    }

    /// Ends these sessions. The user is read and written only if targets may belong to one of them.
    fn ending(
        &self,
        project: &ProjectId,
        record: &StoredUser,
        sessions: &[Item],
        version: Ulid,
    ) -> Result<(StoredUser, Transaction<'_>)> {
        let mut writes = self.shared_work();
        let ours = Condition::equal("uc", text(record.cid.to_string()));
        for session in sessions {
            let Some(key) = Key::of(session) else { continue };
            // A target may be created for the session at the same time.
            let ours = if may_have_targets(session) { ours.clone() } else { ours.clone().and_unset(HAS_TARGETS) };
            writes = writes.delete_if(&key, &ours, OnConditionFailed::Stale)?;
        }
        if !sessions.iter().any(may_have_targets) {
            return Ok((record.clone(), writes));
        }
        let is_ended = |of: &SessionId| sessions.iter().any(|session| str_of(session, "id") == Some(of.as_str()));
        let (after, gone) = split_off(record, version, is_ended);
        let writes = writes.put_if(after.to_item(project)?, &as_read(record), OnConditionFailed::Stale)?;
        let writes = delete_targets(writes, project, record, &gone)?;
        Ok((after, writes))
    }
}

/// Those of these sessions, latest first, that are beyond the limit; oldest first, and not more than are ended at a time. One that
/// lacks a second factor is compared with all others, one that lacks none only with its like: whoever knows only the password
/// pushes nobody out.
fn beyond(limit: usize, sessions: Vec<Item>, user: &StoredUser) -> Result<Vec<Item>> {
    let (mut whole, mut excess) = (0, Vec::new());
    for (before, session) in sessions.into_iter().enumerate() {
        let is_excess = if lacks_factors(&session, user)? {
            before >= limit
        } else {
            whole += 1;
            whole > limit
        };
        if is_excess {
            excess.push(session);
        }
    }
    excess.reverse();
    excess.truncate(OF_A_STEP * MOST_STEPS);
    Ok(excess)
}

fn lacks_factors(session: &Item, user: &StoredUser) -> Result<bool> {
    Ok(user.user.mfa && user.user.lacks_factors(&decode_session(session.clone(), &user.user)?))
}
