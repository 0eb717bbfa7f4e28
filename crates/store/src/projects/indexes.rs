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

    /// Notes that every user with a rare value has its posting, and that every user is in the indexes of the project, as
    /// it was when the reindex began.
    pub(crate) async fn mark_indexed(&self, begun: &Project, change: &Change) -> Result<()> {
        // Indexes that were set meanwhile need another reindex, even the same ones: users may have been created without
        // them in between.
        let is_as_begun = |now: &Project| (now.indexes, now.indexes_set_at) == (begun.indexes, begun.indexes_set_at);
        let known = self.get_project(&begun.id).await?;
        let is_complete = known.complete_indexes == known.indexes || !is_as_begun(&known);
        if known.rare_values_indexed && is_complete {
            return Ok(());
        }
        let rule = |project: &mut Project| {
            project.rare_values_indexed = true;
            if is_as_begun(project) {
                project.complete_indexes = project.indexes;
            }
            Ok(())
        };
        self.change_project(&begun.id, "projects.reindex", change, rule).await.map(drop)
    }
}
