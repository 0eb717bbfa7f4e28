//! Changes that are decided on items that were read, and decided again when those items have changed meanwhile.

use crate::Store;
use crate::table::transaction::{TransactError, Transaction};
use roster_core::{Error, Result, Ulid};

/// The most rounds of reading and deciding. Another round is needed when another change won the race.
const READINGS: u32 = 8;

impl Store {
    /// Runs `change`, which reads, decides and writes, until what it read is still true when it writes.
    ///
    /// `attempt` names the change in every item that it writes; each round gets a transaction with a token of its own, because
    /// its conditions differ from those of the round before.
    ///
    /// # Errors
    /// Whatever `change` fails with; [`Error::Contention`] after [`READINGS`] rounds.
    pub(crate) async fn optimistic<'s, T, Round>(
        &'s self,
        attempt: Ulid,
        change: impl Fn(Transaction<'s>) -> Round,
    ) -> Result<T>
    where
        Round: Future<Output = Result<T, TransactError>>,
    {
        for reading in 0..READINGS {
            match change(self.transaction(attempt, reading)).await {
                Ok(made) => return Ok(made),
                Err(TransactError::Stale) => {}
                Err(TransactError::Failed(error)) => return Err(error),
            }
        }
        Err(Error::Contention)
    }
}
