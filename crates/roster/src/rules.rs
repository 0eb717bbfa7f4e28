//! The rules of a project as options of `roster projects update`, and as part of its description.

use clap::Args;
use roster_core::{AuthMethod, MockPhone, PasswordRules, ProjectRules};
use serde_json::{Value, json};
use std::ops::RangeInclusive;
use std::time::Duration;

/// The rules to change; the others stay as they are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct RuleOptions {
    /// How long a session lives from its beginning or its extension: 5s to 365d. Existing sessions keep their end.
    #[arg(long, value_name = "SPAN", value_parser = session_duration, group = "change")]
    session_duration: Option<Duration>,
    /// How many sessions a user may have, 1 to 5000: a sign-in ends the oldest beyond it. "none" for any number.
    #[arg(long, value_name = "NUMBER", value_parser = session_limit, group = "change")]
    session_limit: Option<Limit<u32>>,
    /// How many of the last passwords of a user a new one must not be, 1 to 20, the present one included. "none" for no such rule.
    #[arg(long, value_name = "NUMBER", value_parser = password_history, group = "change")]
    password_history: Option<Limit<u8>>,
    /// Whether the 10,000 passwords that people use most are rejected.
    #[arg(long, value_name = "ON|OFF", value_parser = switch, group = "change")]
    password_dictionary: Option<bool>,
    /// Whether passwords are rejected that contain the id, the name, the email or the phone of their user.
    #[arg(long, value_name = "ON|OFF", value_parser = switch, group = "change")]
    password_personal_data: Option<bool>,
    /// How many users may exist before nobody can sign up or be invited. Servers may go on creating users. "none" for any number.
    #[arg(long, value_name = "NUMBER", value_parser = users_limit, group = "change")]
    users_limit: Option<Limit<u64>>,
    /// Whether people may sign up by themselves, in whatever way. Servers may create users, and members of teams invite people.
    /// Magic URLs and codes are still sent to users, and the error for all others shows who is one: switch these methods off if
    /// that must not be shown.
    #[arg(long, value_name = "ON|OFF", value_parser = switch, group = "change")]
    sign_up: Option<bool>,
    /// The only domains of the emails of people who sign up, are invited or change their email, separated by commas: example.com,
    /// *.example.com. "any" for every domain.
    #[arg(long, value_name = "DOMAINS", value_parser = domains, group = "change")]
    email_domains: Option<Domains>,
    /// Methods to switch on, separated by commas: email-password, magic-url, email-otp, phone, anonymous, invites, jwt.
    #[arg(long, value_name = "METHODS", value_delimiter = ',', value_parser = method, group = "change")]
    enable: Vec<AuthMethod>,
    /// Methods to switch off, separated by commas.
    #[arg(long, value_name = "METHODS", value_delimiter = ',', value_parser = method, group = "change")]
    disable: Vec<AuthMethod>,
    /// Phones with a fixed code of six digits, which get no text message, separated by commas: +15555550100=123456. They replace
    /// the present ones; "none" for no such phone.
    #[arg(long, value_name = "PHONES", value_parser = mock_phones, group = "change")]
    mock_phones: Option<MockPhones>,
    /// Whether users get an email about each new session.
    #[arg(long, value_name = "ON|OFF", value_parser = switch, group = "change")]
    session_alerts: Option<bool>,
    /// Whether a forgotten password of an unknown email is answered with 404, as in Appwrite. Anybody can then find out who has an
    /// account.
    #[arg(long, value_name = "ON|OFF", value_parser = switch, group = "change")]
    report_unknown_emails: Option<bool>,
}

/// A limit, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Limit<T>(Option<T>);

/// The domains of emails; `None` for any.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Domains(Option<Vec<String>>);

/// Phones with a fixed code.
#[derive(Debug, Clone, PartialEq, Eq)]
struct MockPhones(Vec<MockPhone>);

impl RuleOptions {
    /// Whether nothing is to be changed.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Changes the rules of a project. A method that is both switched on and off is off.
    pub fn apply(&self, rules: &mut ProjectRules) {
        set(&mut rules.session_duration, self.session_duration);
        set(&mut rules.session_limit, self.session_limit.map(|limit| limit.0));
        self.apply_to_passwords(&mut rules.passwords);
        set(&mut rules.users_limit, self.users_limit.map(|limit| limit.0));
        set(&mut rules.sign_up, self.sign_up);
        set(&mut rules.email_domains, self.email_domains.clone().map(|domains| domains.0));
        set(&mut rules.mock_phones, self.mock_phones.clone().map(|phones| phones.0));
        set(&mut rules.session_alerts, self.session_alerts);
        set(&mut rules.reports_unknown_emails, self.report_unknown_emails);
        let enabled = self.enable.iter().fold(rules.methods, |methods, method| methods.with(*method));
        rules.methods = self.disable.iter().fold(enabled, |methods, method| methods.without(*method));
    }

    fn apply_to_passwords(&self, passwords: &mut PasswordRules) {
        set(&mut passwords.history, self.password_history.map(|limit| limit.0));
        set(&mut passwords.dictionary, self.password_dictionary);
        set(&mut passwords.personal_data, self.password_personal_data);
    }
}

fn set<T>(rule: &mut T, wanted: Option<T>) {
    if let Some(wanted) = wanted {
        *rule = wanted;
    }
}

/// The rules, as the description of a project has them.
pub fn describe(rules: &ProjectRules) -> Value {
    json!({
        "sessionDuration": rules.session_duration.as_secs(),
        "sessionLimit": rules.session_limit,
        "passwordHistory": rules.passwords.history,
        "passwordDictionary": rules.passwords.dictionary,
        "passwordPersonalData": rules.passwords.personal_data,
        "usersLimit": rules.users_limit,
        "signUp": rules.sign_up,
        "emailDomains": rules.email_domains,
        "methods": rules.methods.iter().map(AuthMethod::as_str).collect::<Vec<_>>(),
        "mockPhones": rules.mock_phones.iter().map(MockPhone::to_text).collect::<Vec<_>>(),
        "sessionAlerts": rules.session_alerts,
        "reportsUnknownEmails": rules.reports_unknown_emails,
    })
}

fn session_duration(text: &str) -> Result<Duration, String> {
    let range = ProjectRules::SHORTEST_SESSION..=ProjectRules::LONGEST_SESSION;
    let span = humantime::parse_duration(text).map_err(|cause| cause.to_string())?;
    // Sessions end at whole seconds.
    let whole = Some(span).filter(|span| range.contains(span) && span.subsec_nanos() == 0);
    whole.ok_or_else(|| "whole seconds, from 5s to 365d".to_owned())
}

fn session_limit(text: &str) -> Result<Limit<u32>, String> {
    limit(text, 1..=ProjectRules::MOST_SESSIONS)
}

fn password_history(text: &str) -> Result<Limit<u8>, String> {
    limit(text, 1..=PasswordRules::MOST_HISTORY)
}

fn users_limit(text: &str) -> Result<Limit<u64>, String> {
    limit(text, 0..=u64::MAX)
}

fn limit<T: std::str::FromStr + PartialOrd + std::fmt::Display>(
    text: &str,
    range: RangeInclusive<T>,
) -> Result<Limit<T>, String> {
    if text == "none" {
        return Ok(Limit(None));
    }
    let number = text.parse().ok().filter(|number| range.contains(number));
    number.map(|number| Limit(Some(number))).ok_or_else(|| format!("none, or {} to {}", range.start(), range.end()))
}

fn switch(text: &str) -> Result<bool, String> {
    match text {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err("on or off".to_owned()),
    }
}

fn method(text: &str) -> Result<AuthMethod, String> {
    AuthMethod::parse(text).ok_or_else(|| format!("one of {}", AuthMethod::ALL.map(AuthMethod::as_str).join(", ")))
}

fn domains(text: &str) -> Result<Domains, String> {
    if text == "any" {
        return Ok(Domains(None));
    }
    let domains: Option<Vec<_>> = text.split(',').map(|domain| ProjectRules::parse_domain(domain).ok()).collect();
    let domains = domains.filter(|domains| domains.len() <= ProjectRules::MOST_DOMAINS);
    domains.map(|domains| Domains(Some(domains))).ok_or_else(|| {
        format!("any, or a list with commas of at most {} domains: example.com", ProjectRules::MOST_DOMAINS)
    })
}

fn mock_phones(text: &str) -> Result<MockPhones, String> {
    if text == "none" {
        return Ok(MockPhones(Vec::new()));
    }
    let phones: Option<Vec<_>> = text.split(',').map(MockPhone::parse).collect();
    let phones = phones.filter(|phones| phones.len() <= ProjectRules::MOST_MOCK_PHONES);
    phones.map(MockPhones).ok_or_else(|| {
        format!("none, or a list with commas of at most {} phones: +15555550100=123456", ProjectRules::MOST_MOCK_PHONES)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;
    use roster_core::AuthMethods;

    #[derive(Parser)]
    #[command(group = clap::ArgGroup::new("change").required(true).multiple(true))]
    struct Line {
        #[command(flatten)]
        rules: RuleOptions,
    }

    fn after(line: &str) -> Result<ProjectRules, clap::Error> {
        let parsed = Line::try_parse_from(std::iter::once("update").chain(line.split(' ')))?;
        let mut rules = ProjectRules { session_limit: Some(9), ..ProjectRules::default() };
        parsed.rules.apply(&mut rules);
        Ok(rules)
    }

    #[test]
    fn every_rule_is_an_option_and_the_others_stay() {
        let line = "--session-duration 30d --password-history 5 --password-dictionary on --password-personal-data on \
                    --users-limit 1000 --sign-up off --email-domains Example.com,*.example.org --disable jwt,phone \
                    --mock-phones +15555550100=123456 --session-alerts on --report-unknown-emails on";
        let rules = after(&line.split_whitespace().collect::<Vec<_>>().join(" ")).unwrap();
        let expected = ProjectRules {
            session_duration: Duration::from_hours(30 * 24),
            session_limit: Some(9),
            passwords: PasswordRules { history: Some(5), dictionary: true, personal_data: true },
            users_limit: Some(1_000),
            sign_up: false,
            email_domains: Some(vec!["example.com".to_owned(), "*.example.org".to_owned()]),
            methods: AuthMethods::ALL.without(AuthMethod::Jwt).without(AuthMethod::Phone),
            mock_phones: vec![MockPhone::parse("+15555550100=123456").unwrap()],
            session_alerts: true,
            reports_unknown_emails: true,
            has_templates: false,
        };
        assert_eq!(rules, expected);
        let line =
            "--session-limit none --users-limit 0 --email-domains any --mock-phones none --enable jwt --disable jwt";
        let rules = after(line).unwrap();
        assert_eq!((rules.session_limit, rules.users_limit, rules.email_domains.clone()), (None, Some(0), None));
        assert_eq!(rules.methods, AuthMethods::ALL.without(AuthMethod::Jwt));
        assert_eq!(describe(&rules)["methods"].as_array().unwrap().len(), AuthMethod::ALL.len() - 1);
    }

    #[test]
    fn values_that_break_a_rule_are_rejected() {
        let many = format!("--email-domains {}", ["example.com"; 51].join(","));
        for line in [
            "--session-duration 4s",
            "--session-duration 366d",
            "--session-duration 5500ms",
            "--session-duration forever",
            "--session-limit 0",
            "--session-limit 5001",
            "--password-history 0",
            "--password-history 21",
            "--password-dictionary yes",
            "--users-limit -1",
            "--email-domains com",
            "--email-domains a@example.com",
            "--email-domains example.com,",
            &many,
            "--disable oauth2",
            "--mock-phones +15555550100",
            "--mock-phones +15555550100=12345",
        ] {
            assert!(after(line).is_err(), "{line}");
        }
        assert!(Line::try_parse_from(["update"]).is_err(), "an update without a change is rejected");
    }
}
