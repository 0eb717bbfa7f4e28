//! Reading all users of a project.

use crate::Store;
use roster_core::{Project, Result, User};

/// Users read in one step.
const STEP: usize = 500;

impl Store {
    /// Reads every user of a project, oldest first, with preferences, and passes them to `take` in parts. Users created
    /// meanwhile are included or not.
    ///
    /// # Errors
    /// Those of every call, and the errors of `take`.
    pub async fn export_users<E: From<roster_core::Error>>(
        &self,
        project: &Project,
        mut take: impl FnMut(Vec<User>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut walk = self.walk(project, true, None);
        loop {
            let mut step = walk.take(STEP).await?;
            if step.is_empty() {
                return Ok(());
            }
            self.fetch_parts(project, &mut step).await?;
            take(step.into_iter().map(|record| record.user).collect())?;
        }
    }
}
