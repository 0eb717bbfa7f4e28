use super::*;

fn email(subject: &str, text: &str, html: Option<&str>) -> Result<TemplateText, InvalidTemplate> {
    let html = html.map(str::to_owned);
    TemplateText::parse(MessageKind::Recovery, Some(subject.to_owned()), text.to_owned(), html)
}

#[test]
fn kinds_and_languages_are_read_back() {
    for kind in MessageKind::ALL {
        assert_eq!(MessageKind::parse(kind.as_str()), Some(kind));
        assert!(kind.variables().contains(&"project"));
    }
    for language in Language::ALL {
        assert_eq!(Language::parse(language.as_str()), Some(language));
    }
    assert_eq!((MessageKind::parse("letter"), Language::parse("fr")), (None, None));
}

#[test]
fn a_locale_without_texts_is_english() {
    for (locale, language) in [
        ("de", Language::German),
        ("de-AT", Language::German),
        ("DE_ch", Language::German),
        ("en", Language::English),
        ("fr", Language::English),
        ("", Language::English),
        ("den", Language::English),
    ] {
        assert_eq!(Language::of_locale(locale), language, "{locale}");
    }
}

#[test]
fn a_text_is_taken_apart_at_its_variables() {
    let parts: Vec<_> = template_parts("a {{ link }}{{x}} } {{open").collect();
    let expected = [
        TemplatePart::Literal("a "),
        TemplatePart::Variable("link"),
        TemplatePart::Variable("x"),
        TemplatePart::Literal(" } "),
        TemplatePart::Literal("{{open"),
    ];
    assert_eq!(parts, expected);
    assert_eq!(template_parts("").count(), 0);
    assert_eq!(template_parts("{{{{").collect::<Vec<_>>().len(), 2);
}

#[test]
fn a_template_has_the_variable_that_the_message_is_for() {
    assert!(email("New password for {{project}}", "Hello {{user}}: {{link}}", None).is_ok());
    assert!(email("s", "{{link}}", Some("<a href=\"{{link}}\">x</a>")).is_ok());
    assert_eq!(email("s", "no link", None), Err(InvalidTemplate::Purposeless("text", "link")));
    assert_eq!(email("s", "{{link}}", Some("<p>x</p>")), Err(InvalidTemplate::Purposeless("HTML", "link")));
}

#[test]
fn unknown_variables_and_open_braces_are_rejected_by_name() {
    let error = email("s", "{{link}} {{code}}", None).unwrap_err();
    assert_eq!(error.to_string(), "the text has an unknown variable {{code}}: there are link, user, project");
    assert_eq!(email("s {{", "{{link}}", None).unwrap_err().to_string(), "the subject has {{ without }}");
}

#[test]
fn each_part_has_a_greatest_length_and_a_subject_is_one_line() {
    let long = |bytes: usize| format!("{{{{link}}}}{}", "a".repeat(bytes - 8));
    assert!(email("s", &long(TemplateText::MAX_TEXT), None).is_ok());
    assert_eq!(
        email("s", &long(TemplateText::MAX_TEXT + 1), None),
        Err(InvalidTemplate::TooLong("text", TemplateText::MAX_TEXT))
    );
    assert_eq!(email("a\r\nBcc: b@example.com", "{{link}}", None), Err(InvalidTemplate::Control("subject")));
    assert_eq!(email(" ", "{{link}}", None), Err(InvalidTemplate::Missing("subject")));
}

#[test]
fn a_text_message_has_a_text_and_nothing_else() {
    let of = |subject: Option<&str>, text: &str, html: Option<&str>| {
        let (subject, html) = (subject.map(str::to_owned), html.map(str::to_owned));
        TemplateText::parse(MessageKind::PhoneCode, subject, text.to_owned(), html)
    };
    assert!(of(None, "{{code}} for {{project}}", None).is_ok());
    assert_eq!(of(Some("s"), "{{code}}", None), Err(InvalidTemplate::Unexpected("subject")));
    assert_eq!(of(None, "{{code}}", Some("{{code}}")), Err(InvalidTemplate::Unexpected("HTML")));
    let long = format!("{{{{code}}}}{}", "a".repeat(TemplateText::MAX_TEXT_MESSAGE));
    assert_eq!(of(None, &long, None), Err(InvalidTemplate::TooLong("text", TemplateText::MAX_TEXT_MESSAGE)));
}
