//! The texts with which a project replaces ours: an item for each kind of message and language. The project says whether
//! it has any, so that the messages of all other projects cost no read.

use crate::Store;
use crate::table::batch::Consistency;
use crate::table::condition::Condition;
use crate::table::failure::malformed;
use crate::table::item::{Item, decode, encode};
use crate::table::keys::{self, prefix};
use crate::table::query::Range;
use crate::table::transaction::OnConditionFailed;
use roster_core::{Change, Error, Language, MessageKind, ProjectId, Result, TemplateText};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct TemplateItem {
    /// The kind of message.
    kd: String,
    /// The language.
    la: String,
    /// The subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    su: Option<String>,
    /// The plain text.
    tx: String,
    /// The HTML.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ht: Option<String>,
}

/// A template of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredTemplate {
    /// The kind of message.
    pub kind: MessageKind,
    /// The language.
    pub language: Language,
    /// The texts.
    pub text: TemplateText,
}

impl Store {
    /// Reads the template of a project for a kind of message in a language. May miss a change of the last second.
    ///
    /// # Errors
    /// Only those of every call.
    pub async fn find_template(
        &self,
        project: &ProjectId,
        kind: MessageKind,
        language: Language,
    ) -> Result<Option<TemplateText>> {
        let key = keys::template(project, kind, language);
        let mut found = self.read_many(std::slice::from_ref(&key), Consistency::Eventual).await?;
        found.remove(&key).map(|item| Ok(from_item(item)?.text)).transpose()
    }

    /// Lists the templates of a project, by kind and language.
    ///
    /// # Errors
    /// Only those of every call.
    pub async fn list_templates(&self, project: &ProjectId) -> Result<Vec<StoredTemplate>> {
        let range = Range::of(keys::project(project).pk).beginning(prefix::TEMPLATE);
        self.query_every(&range).await?.into_iter().map(from_item).collect()
    }

    /// Sets a template of a project, in place of the former one. Functions that cache the project use it after a minute.
    ///
    /// # Errors
    /// [`Error::ProjectNotFound`].
    pub async fn set_template(&self, project: &ProjectId, template: &StoredTemplate, change: &Change) -> Result<()> {
        self.optimistic(change.id, |writes| async move {
            let mut record = self.read_project(project).await?;
            record.project.rules.has_templates = true;
            let writes = self.write_project(writes, &record, "projects.templates.set", change)?;
            writes.put(to_item(project, template)?)?.run().await?;
            Ok(())
        })
        .await
    }

    /// Removes a template of a project: its messages have our texts again.
    ///
    /// # Errors
    /// [`Error::ProjectNotFound`], [`Error::TemplateNotFound`].
    pub async fn remove_template(
        &self,
        project: &ProjectId,
        (kind, language): (MessageKind, Language),
        change: &Change,
    ) -> Result<()> {
        let key = &keys::template(project, kind, language);
        self.optimistic(change.id, |writes| async move {
            let mut record = self.read_project(project).await?;
            let others = self.list_templates(project).await?;
            let others = others.iter().filter(|other| (other.kind, other.language) != (kind, language));
            record.project.rules.has_templates = others.count() > 0;
            let writes = self.write_project(writes, &record, "projects.templates.remove", change)?;
            let missing = OnConditionFailed::Because(|| Error::TemplateNotFound);
            writes.delete_if(key, &Condition::present(), missing)?.run().await?;
            Ok(())
        })
        .await
    }
}

fn to_item(project: &ProjectId, template: &StoredTemplate) -> Result<Item> {
    let text = &template.text;
    let attributes = TemplateItem {
        kd: template.kind.as_str().to_owned(),
        la: template.language.as_str().to_owned(),
        su: Some(text.subject().to_owned()).filter(|_| !template.kind.is_text_message()),
        tx: text.text().to_owned(),
        ht: text.html().map(str::to_owned),
    };
    encode(&keys::template(project, template.kind, template.language), &attributes)
}

fn from_item(item: Item) -> Result<StoredTemplate> {
    let broken = || malformed("template");
    let stored: TemplateItem = decode("template", item)?;
    let kind = MessageKind::parse(&stored.kd).ok_or_else(broken)?;
    let language = Language::parse(&stored.la).ok_or_else(broken)?;
    let text = TemplateText::parse(kind, stored.su, stored.tx, stored.ht).map_err(|_| broken())?;
    Ok(StoredTemplate { kind, language, text })
}
