//! `/v1/avatars/initials`: a picture of the initials of a name.

use crate::initials::{Picture, initials};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use axum::response::{IntoResponse, Response};
use roster_api::{FromParams, Params, Refusal, Valid, Value, View, Visitor, number_between};
use roster_core::{Email, Invalid, Name, Result, User};

/// The largest width and height, in pixels (source: docs/reference/appwrite/requests.md#other-routes).
const LARGEST: u32 = 2_000;
/// The width and height of a picture for which none is asked.
const USUAL: u32 = 500;

/// The picture of a name never changes: 45 days (source: docs/reference/appwrite/requests.md#other-routes).
const OF_A_NAME: &str = "private, max-age=3888000";
/// The picture of a user is another one when they sign out or change their name.
const OF_A_USER: &str = "private, no-cache";
/// An SVG that is opened as a page of its own can load and run nothing.
const POLICY: &str = "default-src 'none'; sandbox";

/// GET /v1/avatars/initials
///
/// Without a name it shows the user who is signed in, by name or email, and no letters for a guest.
pub(crate) async fn get_initials(visitor: Visitor, Valid(asked): Valid<Asked>) -> Result<Response, Refusal> {
    let (name, kept) = match asked.name {
        Some(name) => (name.as_str().to_owned(), OF_A_NAME),
        None => (visitor.user().await?.map(|user| shown_name(&user)).unwrap_or_default(), OF_A_USER),
    };
    let picture = Picture { letters: initials(&name), ..asked.picture };
    let headers = [(CACHE_CONTROL, kept), (CONTENT_SECURITY_POLICY, POLICY)];
    Ok((headers, View::svg(picture.to_svg())).into_response())
}

/// The name of a user; without one, the part of the email that names them.
fn shown_name(user: &User) -> String {
    let email = user.email.as_ref().map_or("", Email::as_str);
    let names_them = email.split('@').next().unwrap_or_default();
    if user.name.as_str().is_empty() { names_them.to_owned() } else { user.name.as_str().to_owned() }
}

/// The picture that is asked for, without its letters.
pub(crate) struct Asked {
    name: Option<Name>,
    picture: Picture,
}

impl FromParams for Asked {
    fn from_params(params: &Params) -> Result<Self> {
        let name = params.optional("name", name)?;
        let side = |name| params.optional(name, number_between(pixels, 0, LARGEST.into()));
        let (width, height) = (side("width")?.unwrap_or(USUAL), side("height")?.unwrap_or(USUAL));
        // The parameter of the letters' colour ended with 0.15.
        let color = if params.is_v1() { None } else { params.optional("color", color)?.flatten() };
        let background = params.optional("background", self::color)?.flatten();
        let (width, height) = sides(width, height);
        let name = name.filter(|name| !name.as_str().is_empty());
        Ok(Self { name, picture: Picture { letters: String::new(), width, height, color, background } })
    }
}

/// A side of 0 is as long as the other one.
fn sides(width: u32, height: u32) -> (u32, u32) {
    match (width, height) {
        (0, 0) => (USUAL, USUAL),
        (0, side) | (side, 0) => (side, side),
        both => both,
    }
}

/// A name; the empty text is accepted, too.
fn name(value: &Value) -> Result<Name, Invalid> {
    match value {
        Value::Text(text) => Name::parse(text),
        _ => Err(Invalid::Text(Name::MAX_CHARS)),
    }
}

fn pixels(number: i64) -> Result<u32, Invalid> {
    let within = u32::try_from(number).ok().filter(|pixels| *pixels <= LARGEST);
    within.ok_or(Invalid::Range(0, LARGEST.into()))
}

/// A colour of three or six hex digits; `None` for the empty text.
fn color(value: &Value) -> Result<Option<String>, Invalid> {
    let Value::Text(text) = value else { return Err(Invalid::Color) };
    let is_color = matches!(text.len(), 3 | 6) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    match text.as_str() {
        "" => Ok(None),
        _ if is_color => Ok(Some(text.to_ascii_lowercase())),
        _ => Err(Invalid::Color),
    }
}
