//! An email as plain text and as HTML.

use super::escape;
use super::letter::{Letter, Part};
use roster_core::Language;

/// The plain text: paragraphs with an empty line between them.
pub(super) fn text(letter: &Letter) -> String {
    let parts = letter.parts.iter().map(|part| match part {
        Part::Text(text) => text.clone(),
        Part::Link { url, .. } => escape::one_line(url),
        Part::Code(code) => format!("    {}", escape::one_line(code)),
        Part::Facts(facts) => {
            facts.iter().map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join("\n")
        }
    });
    parts.collect::<Vec<_>>().join("\n\n") + "\n"
}

/// The HTML: one column, styles on the elements, because mail programs ignore style sheets. It loads nothing.
pub(super) fn html(letter: &Letter, language: Language) -> String {
    let (language, subject) = (language.as_str(), roster_core::escape_html(&escape::one_line(&letter.subject)));
    let body: String = letter.parts.iter().map(part).collect();
    format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width\">\n<title>{subject}</title>\n</head>\n<body style=\"margin:0;padding:24px;\
         background:#f4f4f5\">\n<div style=\"max-width:520px;margin:0 auto;padding:32px;border-radius:8px;\
         background:#ffffff;color:#18181b;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,\
         sans-serif\">\n{body}</div>\n</body>\n</html>\n"
    )
}

fn part(part: &Part) -> String {
    match part {
        Part::Text(text) => format!("<p style=\"margin:0 0 16px\">{}</p>\n", roster_core::escape_html(text)),
        Part::Link { label, url } => {
            let (label, url) = (roster_core::escape_html(label), roster_core::escape_html(&escape::one_line(url)));
            format!(
                "<p style=\"margin:24px 0 8px\"><a href=\"{url}\" style=\"display:inline-block;padding:12px 24px;\
                 border-radius:6px;background:#18181b;color:#ffffff;text-decoration:none\">{label}</a></p>\n\
                 <p style=\"margin:0 0 24px;font-size:13px;color:#71717a;word-break:break-all\">{url}</p>\n"
            )
        }
        Part::Code(code) => format!(
            "<p style=\"margin:24px 0;font:600 32px/1.2 ui-monospace,Menlo,Consolas,monospace;letter-spacing:6px\">{}</p>\n",
            roster_core::escape_html(&escape::one_line(code))
        ),
        Part::Facts(facts) => {
            let lines = facts.iter().map(|(name, value)| {
                format!("{}: {}", roster_core::escape_html(name), roster_core::escape_html(value))
            });
            format!("<p style=\"margin:0 0 16px\">{}</p>\n", lines.collect::<Vec<_>>().join("<br>\n"))
        }
    }
}
