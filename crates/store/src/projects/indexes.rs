//! The indexes of the list of users that a project keeps, and which of them are complete.

use crate::Store;
use roster_core::{Change, ListIndexes, Project, ProjectId, Result};

impl Store {
    /// Sets the indexes of the list of users that the project keeps: new users are in them once no function has the former
    /// setting in its cache; a reindex adds the others, and only then lists use them.
    ///
    /// # Errors
    /// [`Error::ProjectNotFound`].
    pub async fn set_indexes(&self, id: &ProjectId, indexes: ListIndexes, change: &Change) -> Result<Project> {
        let rule = |project: &mut Project| {
            if project.indexes != indexes {
                project.complete_indexes = project.complete_indexes.and(indexes);
                (project.indexes, project.indexes_set_at) = (indexes, change.at);
            }
            Ok(())
        };
        self.change_project(id, "projects.update", change, rule).await
    }

    /// Notes that every user with a rare value has its posting, and that every user is in these indexes.
    pub(crate) async fn mark_indexed(&self, id: &ProjectId, indexes: ListIndexes, change: &Change) -> Result<()> {
        let known = self.get_project(id).await?;
        let is_complete = known.complete_indexes == indexes || known.indexes != indexes;
        if known.rare_values_indexed && is_complete {
            return Ok(());
        }
        let rule = |project: &mut Project| {
            project.rare_values_indexed = true;
            // Indexes that were set meanwhile need another reindex.
            if project.indexes == indexes {
                project.complete_indexes = indexes;
            }
            Ok(())
        };
        self.change_project(id, "projects.reindex", change, rule).await.map(drop)
    }
}
