//! The rules that an operator gives a project: what its users may do, and for how long. Without any, a project behaves as
//! [`ProjectRules::default`] says, and its calls read and compute nothing more.

use crate::{Email, Error, Invalid, Password, Phone, Result, Timestamp, User};
use std::fmt;
use std::time::Duration;

/// The rules of a project (source: docs/reference/appwrite/settings.md#sessions).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectRules {
    /// How long a session lives from its beginning, or from its extension.
    pub session_duration: Duration,
    /// How many sessions a user may have at a time: a sign-in ends the oldest beyond it.
    pub session_limit: Option<u32>,
    /// What a new password must not be.
    pub passwords: PasswordRules,
    /// How many users may exist before nobody can sign up.
    pub users_limit: Option<u64>,
    /// Whether people may sign up by themselves.
    pub sign_up: bool,
    /// The only domains of the emails of people who sign up, in lower case; `*.example.com` stands for every domain below it.
    pub email_domains: Option<Vec<String>>,
    /// The ways of signing in, and the like, that are switched on.
    pub methods: AuthMethods,
    /// Phones that get a fixed code and no text message, for tests and reviewers.
    pub mock_phones: Vec<MockPhone>,
    /// Whether users get an email about each new session.
    pub session_alerts: bool,
    /// Whether the answer to a forgotten password says that no user has the email.
    pub reports_unknown_emails: bool,
    /// Whether the project has texts of its own for its messages, which have items of their own.
    pub has_templates: bool,
}

/// What a new password must not be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PasswordRules {
    /// With `Some(n)`, none of the last `n` passwords of the user, the present one included.
    pub history: Option<u8>,
    /// One of the 10,000 that are used most.
    pub dictionary: bool,
    /// One that contains the id, the name, the email or the phone of the user.
    pub personal_data: bool,
}

impl PasswordRules {
    /// The most passwords of the history: each costs a hash at every change of the password.
    pub const MOST_HISTORY: u8 = 20;
}

/// A phone with a fixed code.
#[derive(Clone, PartialEq, Eq)]
pub struct MockPhone {
    /// The phone.
    pub phone: Phone,
    /// Six digits.
    pub code: String,
}

impl MockPhone {
    /// The digits of a code.
    pub const DIGITS: usize = 6;

    /// Reads a phone and its code as operators write them: `+15555550100=123456`; `None` for any other text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (phone, code) = text.split_once('=')?;
        let is_code = code.len() == Self::DIGITS && code.bytes().all(|byte| byte.is_ascii_digit());
        Phone::parse(phone).ok().filter(|_| is_code).map(|phone| Self { phone, code: code.to_owned() })
    }

    /// The text that [`MockPhone::parse`] reads.
    #[must_use]
    pub fn to_text(&self) -> String {
        format!("{}={}", self.phone.as_str(), self.code)
    }
}

/// Phone and code are for those who know them: a debug print shows neither.
impl fmt::Debug for MockPhone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MockPhone(..)")
    }
}

/// A way of signing in, or of getting in, that a project can switch off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthMethod {
    /// Signing up and signing in with email and password.
    EmailPassword,
    /// Signing in with a link that is sent by email.
    MagicUrl,
    /// Signing in with a code that is sent by email.
    EmailOtp,
    /// Signing in with a code that is sent by text message, and verifying a phone.
    Phone,
    /// Signing in without a name.
    Anonymous,
    /// Inviting people into a team.
    Invites,
    /// JWTs of users.
    Jwt,
}

impl AuthMethod {
    /// Every method.
    pub const ALL: [Self; 7] =
        [Self::EmailPassword, Self::MagicUrl, Self::EmailOtp, Self::Phone, Self::Anonymous, Self::Invites, Self::Jwt];

    /// The method as operators write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EmailPassword => "email-password",
            Self::MagicUrl => "magic-url",
            Self::EmailOtp => "email-otp",
            Self::Phone => "phone",
            Self::Anonymous => "anonymous",
            Self::Invites => "invites",
            Self::Jwt => "jwt",
        }
    }

    /// Reads what [`AuthMethod::as_str`] writes; `None` for any other text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.as_str() == text)
    }
}

/// A set of methods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuthMethods(u8);

impl AuthMethods {
    /// Every method.
    pub const ALL: Self = Self(0b111_1111);

    /// Whether the method is one of them.
    #[must_use]
    pub const fn has(self, method: AuthMethod) -> bool {
        self.0 & (1 << method as u8) != 0
    }

    /// The set with a method.
    #[must_use]
    pub const fn with(self, method: AuthMethod) -> Self {
        Self(self.0 | (1 << method as u8))
    }

    /// The set without a method.
    #[must_use]
    pub const fn without(self, method: AuthMethod) -> Self {
        Self(self.0 & !(1 << method as u8))
    }

    /// The methods of the set.
    pub fn iter(self) -> impl Iterator<Item = AuthMethod> {
        AuthMethod::ALL.into_iter().filter(move |method| self.has(*method))
    }
}

impl Default for ProjectRules {
    /// Sessions of a year, and nothing that is forbidden (source:
    /// docs/reference/appwrite/account.md#session-lifetime).
    fn default() -> Self {
        Self {
            session_duration: Self::LONGEST_SESSION,
            session_limit: None,
            passwords: PasswordRules::default(),
            users_limit: None,
            sign_up: true,
            email_domains: None,
            methods: AuthMethods::ALL,
            mock_phones: Vec::new(),
            session_alerts: false,
            reports_unknown_emails: false,
            has_templates: false,
        }
    }
}

impl ProjectRules {
    /// The longest lifetime of a session, and the usual one: 365 days.
    pub const LONGEST_SESSION: Duration = Duration::from_hours(365 * 24);
    /// The shortest lifetime of a session.
    pub const SHORTEST_SESSION: Duration = Duration::from_secs(5);
    /// The most sessions that can be a limit.
    pub const MOST_SESSIONS: u32 = 5_000;
    /// The most domains of emails.
    pub const MOST_DOMAINS: usize = 50;
    /// The most phones with a fixed code.
    pub const MOST_MOCK_PHONES: usize = 100;

    /// When a session ends that begins or is extended now. Whole seconds, in which the table stores the end of an item: the
    /// value of now equals the value that is read later.
    #[must_use]
    pub fn end_of_session(&self, now: Timestamp) -> Timestamp {
        Timestamp::from_secs(now.after(self.session_duration).as_secs())
    }

    /// Accepts a method that is switched on.
    ///
    /// # Errors
    /// [`Error::MethodDisabled`].
    pub fn ensure_method(&self, method: AuthMethod) -> Result<()> {
        if self.methods.has(method) { Ok(()) } else { Err(Error::MethodDisabled(method)) }
    }

    /// Accepts an email of an allowed domain.
    ///
    /// # Errors
    /// [`Error::EmailDomainNotAllowed`].
    pub fn ensure_domain(&self, email: &Email) -> Result<()> {
        let Some(domains) = &self.email_domains else { return Ok(()) };
        let domain = email.domain();
        let is_allowed = domains.iter().any(|entry| match entry.strip_prefix('*') {
            Some(below) => domain.ends_with(below),
            None => domain == entry,
        });
        if is_allowed { Ok(()) } else { Err(Error::EmailDomainNotAllowed) }
    }

    /// Checks a domain of emails as an operator writes it, and converts it to lower case.
    ///
    /// # Errors
    /// [`Invalid::Email`] for a text that cannot be the domain of an email.
    pub fn parse_domain(text: &str) -> Result<String, Invalid> {
        let text = text.to_ascii_lowercase();
        let domain = text.strip_prefix("*.").unwrap_or(&text);
        Email::parse(&format!("a@{domain}"))?;
        Ok(text)
    }

    /// Accepts a password that is not one of the most used, if the project forbids those.
    ///
    /// # Errors
    /// [`Error::ParamInvalid`] of `param`.
    pub fn ensure_uncommon(&self, param: &'static str, password: &Password) -> Result<()> {
        if self.passwords.dictionary && password.is_common() {
            return Err(Error::invalid(param)(Invalid::PasswordCommon));
        }
        Ok(())
    }

    /// Accepts a password that does not contain data of its user, if the project forbids that.
    ///
    /// # Errors
    /// [`Error::PasswordPersonal`].
    pub fn ensure_impersonal(&self, user: &User, password: &Password) -> Result<()> {
        if self.passwords.personal_data && password.contains_data_of(user) {
            return Err(Error::PasswordPersonal);
        }
        Ok(())
    }

    /// The fixed code of a phone, if it has one.
    #[must_use]
    pub fn mock_code(&self, phone: &Phone) -> Option<&str> {
        self.mock_phones.iter().find(|mock| mock.phone == *phone).map(|mock| mock.code.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn email(text: &str) -> Email {
        Email::parse(text).unwrap()
    }

    #[test]
    fn every_method_is_read_back_and_switched_alone() {
        for method in AuthMethod::ALL {
            assert_eq!(AuthMethod::parse(method.as_str()), Some(method));
            let without = AuthMethods::ALL.without(method);
            assert!(AuthMethods::ALL.has(method) && !without.has(method));
            assert_eq!(without.iter().count(), AuthMethod::ALL.len() - 1);
            assert_eq!(without.with(method), AuthMethods::ALL);
            let rules = ProjectRules { methods: without, ..ProjectRules::default() };
            assert!(matches!(rules.ensure_method(method), Err(Error::MethodDisabled(off)) if off == method));
        }
        assert_eq!(AuthMethod::parse("oauth2"), None);
    }

    #[test]
    fn an_allowed_domain_is_itself_or_stands_for_those_below_it() {
        let domains = ["Example.com", "*.example.org"].map(|text| ProjectRules::parse_domain(text).unwrap());
        let rules = ProjectRules { email_domains: Some(domains.to_vec()), ..ProjectRules::default() };
        for allowed in ["a@example.com", "A@EXAMPLE.COM", "a@b.example.org", "a@b.c.example.org"] {
            assert!(rules.ensure_domain(&email(allowed)).is_ok(), "{allowed}");
        }
        for rejected in
            ["a@example.org", "a@b.example.com", "a@badexample.com", "a@badexample.org", "a@example.com.evil.net"]
        {
            assert!(matches!(rules.ensure_domain(&email(rejected)), Err(Error::EmailDomainNotAllowed)), "{rejected}");
        }
        assert!(ProjectRules::default().ensure_domain(&email("a@b.example")).is_ok());
        for wrong in ["", "com", "*", "*.com", "a@b.example", "exam ple.com", "*.*.example.com"] {
            assert!(ProjectRules::parse_domain(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_mock_phone_has_six_digits_and_is_not_printed() {
        let mock = MockPhone::parse("+15555550100=123456").unwrap();
        assert_eq!(format!("{mock:?}"), "MockPhone(..)");
        let rules = ProjectRules { mock_phones: vec![mock.clone()], ..ProjectRules::default() };
        assert_eq!(MockPhone::parse(&mock.to_text()), Some(mock.clone()));
        assert_eq!(rules.mock_code(&mock.phone), Some("123456"));
        assert_eq!(rules.mock_code(&Phone::parse("+15555550101").unwrap()), None);
        for wrong in
            ["+15555550100", "+15555550100=12345", "+15555550100=12345a", "15555550100=123456", "+15555550100=1234567"]
        {
            assert!(MockPhone::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn a_session_ends_at_a_whole_second() {
        let rules = ProjectRules { session_duration: Duration::from_mins(1), ..ProjectRules::default() };
        assert_eq!(rules.end_of_session(Timestamp::from_millis(1_999)), Timestamp::from_secs(61));
    }
}
