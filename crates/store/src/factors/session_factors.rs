//! The factors of a session: their stored form, and adding some.

use crate::sessions::item::decode_session;
use crate::sessions::session::is_live;
use crate::table::condition::Condition;
use crate::table::failure::malformed;
use crate::table::item::{Item, number, text};
use crate::table::keys;
use crate::table::transaction::{OnConditionFailed, Transaction};
use crate::users::item::StoredUser;
use aws_sdk_dynamodb::types::AttributeValue;
use roster_core::{Change, Error, Factor, ProjectId, Result, Session, Timestamp};

/// The attribute with the factors of a session.
const FACTORS: &str = "fc";

/// A live session as it was read, to which factors are to be added.
pub(crate) struct ReadSession {
    session: Session,
    /// The factors as they are stored, by which the write notices that others were added meanwhile.
    stored: Option<AttributeValue>,
}

impl ReadSession {
    /// # Errors
    /// [`Error::SessionNotFound`] for a session that has ended, or is of a former user with the id.
    pub(crate) fn of(item: Option<Item>, user: &StoredUser, now: Timestamp) -> Result<Self> {
        let item = item.filter(|item| is_live(item, user, now)).ok_or(Error::SessionNotFound)?;
        let stored = item.get(FACTORS).cloned();
        Ok(Self { session: decode_session(item, &user.user)?, stored })
    }

    /// The session after it got these factors, each once; `challenged_at` is set if one of them was asked for by a challenge.
    pub(crate) fn with(&self, factors: impl IntoIterator<Item = Factor>, challenged: bool, change: &Change) -> Session {
        let mut after = Session { updated_at: change.at, ..self.session.clone() };
        for factor in factors {
            if !after.factors.contains(&factor) {
                after.factors.push(factor);
            }
        }
        if challenged {
            after.challenged_at = Some(change.at);
        }
        after
    }

    /// Writes what [`ReadSession::with`] changed. A session that ends at the same time stays ended.
    pub(crate) fn write<'a>(
        &self,
        writes: Transaction<'a>,
        project: &ProjectId,
        user: &StoredUser,
        after: &Session,
    ) -> Result<Transaction<'a>> {
        let ours = Condition::equal("uc", text(user.cid.to_string()));
        let as_read = match &self.stored {
            Some(stored) => ours.and_equal(FACTORS, stored.clone()),
            None => ours.and_unset(FACTORS),
        };
        let mut set = vec![(FACTORS, text(factor_names(&after.factors))), ("ut", number(after.updated_at.as_millis()))];
        set.extend(after.challenged_at.map(|at| ("ca", number(at.as_millis()))));
        let key = keys::session(project, &user.user.id, &after.id);
        writes.set_if(&key, &set, &as_read, OnConditionFailed::Stale)
    }
}

/// The factors of a session as they are stored: `None` when the provider alone says them, as for most sessions.
pub(crate) fn stored_factors(session: &Session) -> Option<String> {
    let by_provider = Factor::of_provider(&session.provider);
    let is_derived = session.factors.iter().copied().eq(by_provider);
    (!is_derived).then(|| factor_names(&session.factors))
}

/// The stored form of factors: their names, separated by commas.
fn factor_names(factors: &[Factor]) -> String {
    factors.iter().map(|factor| factor.as_str()).collect::<Vec<_>>().join(",")
}

/// The factors of a session with this provider.
pub(crate) fn factors_of(provider: &str, stored: Option<&str>) -> Result<Vec<Factor>> {
    let Some(names) = stored else { return Ok(Factor::of_provider(provider).into_iter().collect()) };
    let names = names.split(',').filter(|name| !name.is_empty());
    names.map(Factor::parse).collect::<Option<_>>().ok_or_else(|| malformed("session"))
}
