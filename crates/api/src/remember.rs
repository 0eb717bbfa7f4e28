//! What a warm function remembers of projects and keys.

use roster_core::{ProjectId, SecretHash, Timestamp};
use roster_store::Access;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long a good key is remembered: a revoked one works so much longer.
const GOOD: Duration = Duration::from_secs(60);
/// How long a wrong key or project is remembered: a new one works so much later.
const WRONG: Duration = Duration::from_secs(5);
/// How many are remembered: a caller who tries keys must not fill the memory.
const MOST: usize = 1_000;

type Question = (ProjectId, Option<SecretHash>);
/// Until when an answer holds, and the answer; nothing stands for "no such project".
type Answer = (Timestamp, Option<Arc<Access>>);

/// The answers to who may call.
#[derive(Default)]
pub(crate) struct Remembered(Mutex<HashMap<Question, Answer>>);

impl Remembered {
    /// The answer, if it is remembered.
    pub(crate) fn get(&self, question: &Question, now: Timestamp) -> Option<Option<Arc<Access>>> {
        let answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        answers.get(question).filter(|(until, _)| *until > now).map(|(_, answer)| answer.clone())
    }

    /// Remembers an answer.
    pub(crate) fn put(&self, question: Question, answer: Option<Arc<Access>>, now: Timestamp) {
        let is_good = answer.as_ref().is_some_and(|access| access.key.is_some());
        let mut answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if answers.len() >= MOST {
            answers.retain(|_, (until, _)| *until > now);
        }
        if answers.len() >= MOST {
            answers.clear();
        }
        answers.insert(question, (now.after(if is_good { GOOD } else { WRONG }), answer));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(n: usize) -> Question {
        (ProjectId::parse("p").unwrap(), Some(SecretHash::from_stored(n.to_string())))
    }

    #[test]
    fn a_wrong_key_is_forgotten_after_five_seconds() {
        let remembered = Remembered::default();
        remembered.put(question(1), None, Timestamp::from_secs(100));
        assert!(remembered.get(&question(1), Timestamp::from_secs(104)).is_some());
        assert!(remembered.get(&question(1), Timestamp::from_secs(105)).is_none());
        assert!(remembered.get(&question(2), Timestamp::from_secs(100)).is_none());
    }

    #[test]
    fn a_caller_who_tries_keys_does_not_fill_the_memory() {
        let remembered = Remembered::default();
        for n in 0..10_000 {
            remembered.put(question(n), None, Timestamp::from_secs(100));
        }
        assert!(remembered.0.lock().unwrap().len() <= MOST);
    }
}
