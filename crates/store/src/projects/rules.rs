//! The rules in the item of a project: an attribute that a project without rules does not have.

use crate::Store;
use crate::table::failure::malformed;
use roster_core::{
    AuthMethod, AuthMethods, Change, Error, MockPhone, PasswordRules, Project, ProjectId, ProjectRules, Result,
};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The rules that differ from the default.
#[derive(Debug, Serialize, Deserialize, PartialEq, Eq)]
pub(crate) struct RulesItem {
    /// The duration of sessions, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sd: Option<u64>,
    /// The limit of sessions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sl: Option<u32>,
    /// The history of passwords.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ph: Option<u8>,
    /// Whether common passwords are rejected.
    #[serde(default, skip_serializing_if = "is_false")]
    pd: bool,
    /// Whether passwords with personal data are rejected.
    #[serde(default, skip_serializing_if = "is_false")]
    pp: bool,
    /// The limit of users.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ul: Option<u64>,
    /// Whether nobody can sign up.
    #[serde(default, skip_serializing_if = "is_false")]
    ns: bool,
    /// The domains of emails.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ed: Option<Vec<String>>,
    /// The methods that are switched off.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    mo: Vec<String>,
    /// The phones with a fixed code, as operators write them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    mp: Vec<String>,
    /// Whether users get an email about new sessions.
    #[serde(default, skip_serializing_if = "is_false")]
    sa: bool,
    /// Whether recovery says that no user has an email.
    #[serde(default, skip_serializing_if = "is_false")]
    rt: bool,
    /// Whether the project has texts of its own.
    #[serde(default, skip_serializing_if = "is_false")]
    ht: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

impl RulesItem {
    /// The rules of a project; `None` for the default ones.
    pub(crate) fn of(rules: &ProjectRules) -> Option<Self> {
        let default = ProjectRules::default();
        if *rules == default {
            return None;
        }
        let duration = Some(rules.session_duration).filter(|duration| *duration != default.session_duration);
        let off = AuthMethod::ALL.into_iter().filter(|method| !rules.methods.has(*method));
        Some(Self {
            sd: duration.as_ref().map(Duration::as_secs),
            sl: rules.session_limit,
            ph: rules.passwords.history,
            pd: rules.passwords.dictionary,
            pp: rules.passwords.personal_data,
            ul: rules.users_limit,
            ns: !rules.sign_up,
            ed: rules.email_domains.clone(),
            mo: off.map(|method| method.as_str().to_owned()).collect(),
            mp: rules.mock_phones.iter().map(MockPhone::to_text).collect(),
            sa: rules.session_alerts,
            rt: rules.reports_unknown_emails,
            ht: rules.has_templates,
        })
    }

    /// The rules that were stored.
    ///
    /// # Errors
    /// [`Error::Internal`] for a text without phone and code. A method that this version does not know is left out.
    pub(crate) fn into_rules(self) -> Result<ProjectRules> {
        let default = ProjectRules::default();
        let phones = self.mp.iter().map(|text| MockPhone::parse(text).ok_or_else(|| malformed("project")));
        Ok(ProjectRules {
            session_duration: self.sd.map_or(default.session_duration, Duration::from_secs),
            session_limit: self.sl,
            passwords: PasswordRules { history: self.ph, dictionary: self.pd, personal_data: self.pp },
            users_limit: self.ul,
            sign_up: !self.ns,
            email_domains: self.ed,
            methods: self
                .mo
                .iter()
                .filter_map(|name| AuthMethod::parse(name))
                .fold(AuthMethods::ALL, AuthMethods::without),
            mock_phones: phones.collect::<Result<_>>()?,
            session_alerts: self.sa,
            reports_unknown_emails: self.rt,
            has_templates: self.ht,
        })
    }
}

impl Store {
    /// Changes the rules of a project. Functions that cache the project know them after a minute.
    ///
    /// # Errors
    /// [`Error::ProjectNotFound`].
    pub async fn update_rules(
        &self,
        id: &ProjectId,
        edit: impl Fn(&mut ProjectRules),
        change: &Change,
    ) -> Result<Project> {
        let rule = |project: &mut Project| {
            edit(&mut project.rules);
            Ok(())
        };
        self.change_project(id, "projects.update", change, rule).await
    }

    /// Accepts one more user, if the project may have one. A project without a limit costs no call.
    ///
    /// # Errors
    /// [`Error::TooManyUsers`].
    pub async fn ensure_below_limit(&self, project: &Project) -> Result<()> {
        match project.rules.users_limit {
            Some(limit) if self.counted_users(project).await? >= limit => Err(Error::TooManyUsers),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::item::{Item, decode};
    use aws_sdk_dynamodb::types::AttributeValue;

    #[test]
    fn default_rules_are_not_stored_and_others_are_read_back() {
        assert_eq!(RulesItem::of(&ProjectRules::default()), None);
        let rules = ProjectRules {
            session_duration: Duration::from_secs(60),
            session_limit: Some(3),
            passwords: PasswordRules { history: Some(5), dictionary: true, personal_data: true },
            users_limit: Some(0),
            sign_up: false,
            email_domains: Some(vec!["example.com".to_owned()]),
            methods: AuthMethods::ALL.without(AuthMethod::Jwt).without(AuthMethod::Phone),
            mock_phones: vec![MockPhone::parse("+15555550100=123456").unwrap()],
            session_alerts: true,
            reports_unknown_emails: true,
            has_templates: true,
        };
        assert_eq!(RulesItem::of(&rules).unwrap().into_rules().unwrap(), rules);
    }

    #[test]
    fn rules_of_a_later_version_are_left_out() {
        let mut item = Item::new();
        item.insert("mo".to_owned(), AttributeValue::L(vec![AttributeValue::S("passkeys".to_owned())]));
        item.insert("zz".to_owned(), AttributeValue::Bool(true));
        let stored: RulesItem = decode("project", item).unwrap();
        assert_eq!(stored.into_rules().unwrap(), ProjectRules::default());
    }
}
