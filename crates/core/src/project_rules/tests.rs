//! Tests of `project_rules`.

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
