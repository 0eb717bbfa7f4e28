//! Values in texts that we do not control: names of people and teams, links.

/// The most characters of a name in a message.
const LONGEST_NAME: usize = 64;

/// A name that a caller chose, as it is shown in a message: one line, not long, and nothing that a mail program would turn
/// into a link. Otherwise anybody could send advertisements to strangers, by signing up with their email and such a name.
pub(crate) fn name(text: &str) -> String {
    let line = one_line(text);
    let mut shown = String::new();
    let mut characters = line.chars().take(LONGEST_NAME).peekable();
    while let Some(character) = characters.next() {
        shown.push(character);
        let starts_a_link = match character {
            '.' => characters.peek().is_some_and(|next| next.is_alphanumeric()),
            ':' => characters.peek() == Some(&'/'),
            _ => false,
        };
        if starts_a_link {
            shown.push(' ');
        }
    }
    shown.trim().to_owned()
}

/// A text in one line: control characters and those that change the direction of writing become spaces.
pub(super) fn one_line(text: &str) -> String {
    let is_hidden = |character: char| {
        character.is_control()
            || matches!(character, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    let spaced = text.chars().map(|character| if is_hidden(character) { ' ' } else { character });
    spaced.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_short_line_without_links() {
        assert_eq!(name("  Ann\r\nBcc: x@example.com "), "Ann Bcc: x@example. com");
        assert_eq!(name("Win at https://evil.example/now"), "Win at https: //evil. example/now");
        assert_eq!(name("J. R. R. Tolkien"), "J. R. R. Tolkien");
        assert_eq!(name(&"ü".repeat(200)), "ü".repeat(64));
        assert_eq!(name("\u{202e}gnp.exe\u{2066}"), "gnp. exe");
        assert_eq!(name(""), "");
    }
}
