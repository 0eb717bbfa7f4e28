//! The security phrase: two words in the answer and in the email, by which the user sees that both belong to one sign-in.

use roster_api::{App, Params, strict_bool};
use roster_core::Result;

/// The phrase of one sign-in, if the client asked for one.
pub(crate) struct Phrase(Option<String>);

impl Phrase {
    /// Whether the client asks for a phrase (source: docs/reference/appwrite/recovery.md#email-codes).
    pub(crate) fn is_wanted(params: &Params) -> Result<bool> {
        Ok(params.is_v1() && params.optional("phrase", strict_bool)?.unwrap_or_default())
    }

    /// A random phrase, or none.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub(crate) fn if_wanted(is_wanted: bool, app: &App) -> Result<Self> {
        if is_wanted { Ok(Self(Some(phrase(app.random()?)))) } else { Ok(Self(None)) }
    }

    /// The phrase for the email.
    pub(crate) fn to_option(&self) -> Option<String> {
        self.0.clone()
    }

    /// The phrase for the answer; empty without one.
    pub(crate) fn into_text(self) -> String {
        self.0.unwrap_or_default()
    }
}

fn phrase(random: u128) -> String {
    let (adjectives, nouns) = (ADJECTIVES.len() as u128, NOUNS.len() as u128);
    let adjective = ADJECTIVES[(random % adjectives) as usize];
    let noun = NOUNS[(random / adjectives % nouns) as usize];
    format!("{adjective} {noun}")
}

/// Short, common, and hard to mistake for each other.
const ADJECTIVES: [&str; 64] = [
    "Amber", "Ancient", "Autumn", "Bitter", "Blue", "Bold", "Brave", "Bright", "Broad", "Brown", "Calm", "Clever",
    "Cold", "Cosy", "Crimson", "Curious", "Dark", "Deep", "Distant", "Dry", "Early", "Easy", "Empty", "Fair", "Fast",
    "Fluffy", "Foggy", "Fresh", "Gentle", "Giant", "Golden", "Green", "Happy", "Heavy", "Hidden", "Honest", "Icy",
    "Jolly", "Kind", "Large", "Late", "Little", "Loud", "Lucky", "Modern", "Narrow", "New", "Noble", "Orange",
    "Peaceful", "Polite", "Proud", "Purple", "Quick", "Quiet", "Rapid", "Round", "Silver", "Simple", "Smooth", "Sunny",
    "Tall", "Warm", "Young",
];

const NOUNS: [&str; 64] = [
    "anchor", "apple", "arrow", "autumn", "bakery", "banjo", "basket", "beach", "bell", "bicycle", "bird", "boat",
    "book", "bottle", "bridge", "button", "candle", "castle", "cherry", "circle", "city", "cloud", "coat", "coffee",
    "desert", "dolphin", "donkey", "drum", "eagle", "elephant", "engine", "field", "flower", "forest", "garden",
    "guitar", "hammer", "harbour", "hill", "horse", "island", "jacket", "kettle", "ladder", "lake", "lemon", "lion",
    "meadow", "mirror", "mountain", "ocean", "painter", "pencil", "piano", "pilot", "planet", "rabbit", "river",
    "school", "teacher", "tiger", "train", "village", "window",
];
