//! What a server says to the page: `<meta>` elements of `index.html`.

/// The values. Whatever is empty keeps the value of the build.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// The path or URL of the API. The build has `/v1`.
    pub endpoint: String,
    /// The id of the project: the one that the sign-in proposes, or that of the session.
    pub project: String,
    /// The name of the API key that the server adds to each call. If it is empty, the page asks for project and key.
    pub session: String,
    /// The path of the messages that the stack would have sent, where there is an inbox.
    pub inbox: String,
    /// The path of the folder of the other files, ending with a slash, where the page is not in it.
    pub folder: String,
}

impl Settings {
    /// Writes the values into the page.
    #[must_use]
    pub fn write_into(&self, page: &str) -> String {
        let page = set(page, ("endpoint", "/v1"), &self.endpoint);
        let page = set(&page, ("project", ""), &self.project);
        let page = set(&page, ("session", ""), &self.session);
        let page = set(&page, ("inbox", ""), &self.inbox);
        // The attributes `href` and `src` of the style sheet and the script.
        page.replace("=\"console.", &format!("=\"{}console.", escaped(&self.folder)))
    }
}

fn set(page: &str, (name, present): (&str, &str), value: &str) -> String {
    let element = |content: &str| format!(r#"<meta name="{name}" content="{content}">"#);
    if value.is_empty() { page.to_owned() } else { page.replace(&element(present), &element(&escaped(value))) }
}

fn escaped(value: &str) -> String {
    value.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::Settings;

    const PAGE: &str = include_str!("../../../console/src/index.html");

    #[test]
    fn the_page_has_a_place_for_each_value() {
        let settings = Settings {
            endpoint: "/secret/v1".into(),
            project: "local".into(),
            session: "console ann".into(),
            inbox: "/inbox".into(),
            folder: "/console/".into(),
        };
        let written = settings.write_into(PAGE);
        for element in [
            r#"<meta name="endpoint" content="/secret/v1">"#,
            r#"<meta name="project" content="local">"#,
            r#"<meta name="session" content="console ann">"#,
            r#"<meta name="inbox" content="/inbox">"#,
            r#"href="/console/console.css""#,
            r#"src="/console/console.js""#,
        ] {
            assert!(written.contains(element), "{element}: {written}");
        }
        assert_eq!(Settings::default().write_into(PAGE), PAGE);
    }

    #[test]
    fn a_value_cannot_end_its_attribute() {
        let written = Settings { project: r#""><script>"#.into(), ..Settings::default() }.write_into(PAGE);
        assert!(written.contains(r#"content="&quot;&gt;&lt;script&gt;">"#), "{written}");
    }
}
