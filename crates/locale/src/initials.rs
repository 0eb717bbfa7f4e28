//! Initials, and the picture of them.

/// Dark colours on which white letters have a contrast of 4.5 to 1 or more.
const BACKGROUNDS: [&str; 8] = ["1d4ed8", "15803d", "b91c1c", "7e22ce", "0e7490", "a21caf", "b45309", "475569"];
/// The background of a picture without letters.
const EMPTY: &str = "6b7280";
const LIGHT: &str = "ffffff";
const DARK: &str = "111827";

/// A picture of letters. The colours are hex digits; `None` for a colour that is to be chosen.
pub(crate) struct Picture {
    /// Letters and digits, which need no escaping.
    pub(crate) letters: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// The colour of the letters.
    pub(crate) color: Option<String>,
    pub(crate) background: Option<String>,
}

/// The first letters of the first two words, in upper case. Words end at white space and at `_ . -`, which join the words of
/// technical names; marks before the first letter of a word do not count.
pub(crate) fn initials(name: &str) -> String {
    let words = name.split(|c: char| c.is_whitespace() || matches!(c, '_' | '.' | '-'));
    let firsts = words.filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    firsts.take(2).filter_map(|first| first.to_uppercase().next()).collect()
}

impl Picture {
    /// The picture as SVG.
    pub(crate) fn to_svg(&self) -> String {
        let (width, height) = (self.width, self.height);
        let background = self.background.as_deref().unwrap_or_else(|| background_of(&self.letters));
        let color = self.color.as_deref().unwrap_or_else(|| contrast_to(background));
        let size = (width.min(height) * 2).div_ceil(5);
        let letters = &self.letters;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
             role=\"img\" aria-label=\"{letters}\"><rect width=\"100%\" height=\"100%\" fill=\"#{background}\"/><text x=\"50%\" \
             y=\"50%\" fill=\"#{color}\" font-family=\"system-ui, sans-serif\" font-size=\"{size}\" text-anchor=\"middle\" \
             dominant-baseline=\"central\">{letters}</text></svg>"
        )
    }
}

/// The colour of these letters: always the same one.
fn background_of(letters: &str) -> &'static str {
    let sum: usize = letters.chars().map(|c| c as usize).sum();
    if letters.is_empty() { EMPTY } else { BACKGROUNDS[sum % BACKGROUNDS.len()] }
}

/// White or black, whichever contrasts more with a colour (WCAG 2.2, relative luminance).
fn contrast_to(background: &str) -> &'static str {
    if luminance(background) > 0.179 { DARK } else { LIGHT }
}

fn luminance(color: &str) -> f64 {
    let [red, green, blue] = channels(color).map(|channel| {
        let part = f64::from(channel) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// Red, green and blue of three or six hex digits.
fn channels(color: &str) -> [u8; 3] {
    let digits: Vec<u8> = color.chars().filter_map(|digit| digit.to_digit(16)).map(|digit| digit as u8).collect();
    match digits[..] {
        [red, green, blue] => [red * 17, green * 17, blue * 17],
        [r1, r2, g1, g2, b1, b2] => [r1 * 16 + r2, g1 * 16 + g2, b1 * 16 + b2],
        _ => [0; 3],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_the_first_letters_of_two_words() {
        for (name, expected) in [
            ("Ada Lovelace", "AL"),
            ("ada", "A"),
            ("  ada   king  lovelace ", "AK"),
            ("ada_lovelace", "AL"),
            ("jean-luc picard", "JL"),
            ("\"Ada\" (Countess) <of> Lovelace", "AC"),
            ("émile zola", "ÉZ"),
            ("日本 太郎", "日太"),
            ("42 answers", "4A"),
            ("<script> & \"x\"", "SX"),
            ("🎉 party", "P"),
            ("🎉", ""),
            ("", ""),
        ] {
            assert_eq!(initials(name), expected, "{name:?}");
        }
    }

    #[test]
    fn letters_contrast_with_every_background() {
        for background in BACKGROUNDS.into_iter().chain([EMPTY]) {
            assert_eq!(contrast_to(background), LIGHT, "{background}");
            assert!(1.05 / (luminance(background) + 0.05) >= 4.5, "{background}: {}", luminance(background));
        }
        assert_eq!(
            [contrast_to("fff"), contrast_to("ffff00"), contrast_to("000"), contrast_to("00f")],
            [DARK, DARK, LIGHT, LIGHT]
        );
    }

    #[test]
    fn colours_have_three_or_six_digits() {
        assert_eq!((channels("fa0"), channels("FFAA00")), ([255, 170, 0], [255, 170, 0]));
    }

    #[test]
    fn a_picture_has_its_size_and_colours() {
        let picture = Picture {
            letters: initials("Ada Lovelace"),
            width: 100,
            height: 40,
            color: None,
            background: Some("fff".to_owned()),
        };
        let svg = picture.to_svg();
        for part in
            ["width=\"100\" height=\"40\"", "fill=\"#fff\"", "fill=\"#111827\"", "font-size=\"16\"", ">AL</text>"]
        {
            assert!(svg.contains(part), "{part} in {svg}");
        }
        assert_eq!(background_of("AL"), background_of("AL"));
    }
}
