//! What a server says to the page: `<meta>` elements of `index.html` that have an empty value in the build.

/// The values. Whatever is empty keeps the value of the build.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// The id of the project that the sign-in proposes.
    pub project: String,
}

impl Settings {
    /// Writes the values into the page.
    #[must_use]
    pub fn write_into(&self, page: &str) -> String {
        set(page, "project", &self.project)
    }
}

fn set(page: &str, name: &str, value: &str) -> String {
    let element = |content: &str| format!(r#"<meta name="{name}" content="{content}">"#);
    if value.is_empty() { page.to_owned() } else { page.replace(&element(""), &element(&escaped(value))) }
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
        let written = Settings { project: "local".into() }.write_into(PAGE);
        assert!(written.contains(r#"<meta name="project" content="local">"#), "{written}");
        assert_eq!(Settings::default().write_into(PAGE), PAGE);
    }

    #[test]
    fn a_value_cannot_end_its_attribute() {
        let written = Settings { project: r#""><script>"#.into() }.write_into(PAGE);
        assert!(written.contains(r#"content="&quot;&gt;&lt;script&gt;">"#), "{written}");
    }
}
