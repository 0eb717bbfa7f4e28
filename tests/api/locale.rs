//! /v1/locale and below, and /v1/avatars/initials: what pages show around accounts.

use crate::answer::Answer;
use crate::app::{PROJECT, TestApp};
use crate::expected::BRITAIN;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const FORMATS: [&str; 2] = ["0.15.0", "1.9.6"];

async fn get(app: &TestApp, path: &str) -> Answer {
    app.get(&format!("/v1/{path}")).project(PROJECT).format("1.9.6").send().await
}

/// The entries of a list by the value of one of their fields.
fn by<'a>(list: &'a Value, name: &str, field: &str) -> BTreeMap<&'a str, &'a Value> {
    let entries = list[name].as_array().unwrap();
    assert_eq!(list["total"], entries.len(), "{name}");
    let by: BTreeMap<_, _> = entries.iter().map(|entry| (entry[field].as_str().unwrap(), entry)).collect();
    assert_eq!(by.len(), entries.len(), "{name} by {field}: no duplicates");
    by
}

#[tokio::test]
async fn the_place_of_a_caller_is_that_of_the_ip_address() {
    let app = TestApp::start().await;
    for format in FORMATS {
        let answer = app.get("/v1/locale").project(PROJECT).format(format).from(BRITAIN).send().await;
        answer.is(
            200,
            json!({
                "ip": BRITAIN,
                "countryCode": "GB",
                "country": "United Kingdom",
                "continentCode": "EU",
                "continent": "Europe",
                "eu": false,
                "currency": "GBP",
            }),
        );
        answer.has_fields_in_order(&["ip", "countryCode", "country", "continentCode", "continent", "eu", "currency"]);
    }
    let german = app.get("/v1/locale?locale=de").project(PROJECT).from("89.160.20.1").send().await.ok();
    assert_eq!(
        (&german["country"], &german["eu"], &german["currency"]),
        (&json!("Schweden"), &json!(true), &json!("SEK"))
    );
}

#[tokio::test]
async fn an_unknown_ip_address_is_nowhere() {
    let app = TestApp::start().await;
    let answer = app.get("/v1/locale").project(PROJECT).from("192.0.2.1").send().await;
    answer.is(
        200,
        json!({
            "ip": "192.0.2.1",
            "countryCode": "--",
            "country": "Unknown",
            "continentCode": "--",
            "continent": "Unknown",
            "eu": false,
            "currency": "",
        }),
    );
}

/// Anyone may call: an IP address in a header is believed from a server that may sign users in, and from nobody else.
#[tokio::test]
async fn only_a_server_names_the_ip_address_of_another() {
    let app = TestApp::start().await;
    for (request, country) in [(app.get("/v1/locale").key(), "GB"), (app.get("/v1/locale").project(PROJECT), "--")] {
        let answer = request.header("x-forwarded-for", BRITAIN).from("192.0.2.1").send().await;
        assert_eq!(answer.ok()["countryCode"], country);
    }
}

#[tokio::test]
async fn countries_are_sorted_by_their_names_in_the_language_of_the_caller() {
    let app = TestApp::start().await;
    let countries = get(&app, "locale/countries").await;
    countries.has_fields_in_order(&["total", "countries", "name", "code"]);
    let countries = countries.ok();
    let known = by(&countries, "countries", "code");
    assert!(known.len() > 240 && known["DE"] == &json!({ "name": "Germany", "code": "DE" }), "{}", known.len());
    let names: Vec<_> =
        countries["countries"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert!(names.windows(2).all(|pair| roster_core::fold(pair[0]) <= roster_core::fold(pair[1])), "{names:?}");
    assert_eq!((names[0], names[1], names[2]), ("Afghanistan", "Åland Islands", "Albania"));
    let german = app.get("/v1/locale/countries").header("x-appwrite-locale", "de").send().await.ok();
    let german = by(&german, "countries", "code");
    assert_eq!((&german["DE"]["name"], &german["FR"]["name"]), (&json!("Deutschland"), &json!("France")));
}

#[tokio::test]
async fn the_european_union_has_27_members() {
    let app = TestApp::start().await;
    let union = get(&app, "locale/countries/eu").await.ok();
    let union = by(&union, "countries", "code");
    assert_eq!(union.len(), 27);
    assert!(union.contains_key("HR") && !union.contains_key("GB") && !union.contains_key("CH"));
}

#[tokio::test]
async fn telephone_codes_are_sorted_by_number() {
    let app = TestApp::start().await;
    let answer = get(&app, "locale/countries/phones").await;
    answer.has_fields_in_order(&["total", "phones", "code", "countryCode", "countryName"]);
    let phones = answer.ok();
    let germany = json!({ "code": "+49", "countryCode": "DE", "countryName": "Germany" });
    assert_eq!(by(&phones, "phones", "countryCode")["DE"], &germany);
    let number = |phone: &Value| phone["code"].as_str().unwrap().strip_prefix('+').unwrap().parse::<u32>().unwrap();
    let numbers: Vec<_> = phones["phones"].as_array().unwrap().iter().map(number).collect();
    assert!(numbers.is_sorted() && numbers[0] == 1 && numbers.len() > 230, "{numbers:?}");
}

#[tokio::test]
async fn continents_currencies_languages_and_locales_are_listed_whole() {
    let app = TestApp::start().await;
    let continents = get(&app, "locale/continents").await.ok();
    let codes = by(&continents, "continents", "code").into_keys().collect::<Vec<_>>();
    assert_eq!(codes, ["AF", "AN", "AS", "EU", "NA", "OC", "SA"]);
    assert_eq!(continents["continents"][0], json!({ "name": "Africa", "code": "AF" }));
    let currencies = get(&app, "locale/currencies").await;
    currencies.has_fields_in_order(&[
        "total",
        "symbol",
        "name",
        "symbolNative",
        "decimalDigits",
        "rounding",
        "code",
        "namePlural",
    ]);
    let currencies = currencies.ok();
    let (yen, franc) = (by(&currencies, "currencies", "code")["JPY"], by(&currencies, "currencies", "code")["CHF"]);
    assert_eq!(
        (&yen["symbol"], &yen["decimalDigits"], &yen["namePlural"]),
        (&json!("¥"), &json!(0), &json!("Japanese yen"))
    );
    assert_eq!((&franc["name"], &franc["decimalDigits"]), (&json!("Swiss Franc"), &json!(2)));
    let languages = get(&app, "locale/languages").await.ok();
    let german = json!({ "name": "German", "code": "de", "nativeName": "Deutsch" });
    assert_eq!(by(&languages, "languages", "code")["de"], &german);
    let codes = get(&app, "locale/codes").await.ok();
    let brazilian = by(&codes, "localeCodes", "code")["pt-br"];
    assert_eq!(brazilian, &json!({ "code": "pt-br", "name": "Brazilian Portuguese" }));
}

#[tokio::test]
async fn both_dialects_have_the_same_lists_and_0_12_its_own_name_for_the_number() {
    let app = TestApp::start().await;
    for list in ["codes", "continents", "countries", "countries/eu", "countries/phones", "currencies", "languages"] {
        let path = format!("/v1/locale/{list}");
        let of = async |format: &str| app.get(&path).project(PROJECT).format(format).send().await.ok();
        assert_eq!(of("0.15.0").await, of("1.9.6").await, "{list}");
        let oldest = of("0.12.0").await;
        assert!(oldest["sum"].is_u64() && oldest["total"].is_null(), "{list}");
    }
}

/// The picture that a request gets, after a check of its headers.
async fn picture(app: &TestApp, query: &str) -> String {
    let answer = get(app, &format!("avatars/initials?{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("content-type"), Some("image/svg+xml; charset=UTF-8"));
    assert_eq!(answer.header("content-security-policy"), Some("default-src 'none'; sandbox"));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    answer.text().to_owned()
}

#[tokio::test]
async fn initials_are_drawn_in_the_size_and_colour_that_are_asked_for() {
    let app = TestApp::start().await;
    let plain = picture(&app, "name=Ada%20Lovelace").await;
    assert!(plain.starts_with("<svg ") && plain.contains(">AL</text>"), "{plain}");
    assert!(plain.contains("width=\"500\" height=\"500\""), "{plain}");
    assert_eq!(picture(&app, "name=Ada%20Lovelace").await, plain, "always the same colour");
    let small = picture(&app, "name=Ada&width=80&height=40&background=FFF").await;
    assert!(small.contains("width=\"80\" height=\"40\"") && small.contains("fill=\"#fff\""), "{small}");
    let square = picture(&app, "name=Ada&width=80&height=0").await;
    assert!(square.contains("width=\"80\" height=\"80\""), "{square}");
    let of_0_15 = app.get("/v1/avatars/initials?name=Ada&color=ff0000").project(PROJECT).send().await;
    assert!(of_0_15.text().contains("fill=\"#ff0000\""), "{}", of_0_15.text());
    assert_eq!(of_0_15.header("cache-control"), Some("private, max-age=3888000"));
}

#[tokio::test]
async fn no_text_of_a_caller_becomes_markup() {
    let app = TestApp::start().await;
    for name in
        ["%3Cscript%3Ealert(1)%3C/script%3E%20%3Cimg%20onerror=x%3E", "%22%3E%3Csvg/onload=x%3E", "%26lt;%20%27%22"]
    {
        let picture = picture(&app, &format!("name={name}")).await;
        assert_eq!(picture.matches('<').count(), 5, "{picture}");
        assert!(!picture.contains("script") && !picture.contains("onload") && !picture.contains('&'), "{picture}");
    }
    for background in ["red", "%22/%3E%3Cscript%3E", "12", "1234567", "%23ffffff"] {
        let answer = get(&app, &format!("avatars/initials?name=Ada&background={background}")).await;
        answer.is_v1_invalid("background", "Value must be a valid Hex color code");
    }
    let long = "x".repeat(129);
    let text = "Value must be a valid string and at least 1 chars and no longer than 128 chars";
    get(&app, &format!("avatars/initials?name={long}")).await.is_v1_invalid("name", text);
    for side in ["width", "height"] {
        for wrong in ["2001", "-1", "wide"] {
            let answer = get(&app, &format!("avatars/initials?name=Ada&{side}={wrong}")).await;
            answer.is_v1_invalid(side, "Value must be a valid range between 0 and 2,000");
        }
    }
}

#[tokio::test]
async fn without_a_name_the_user_who_is_signed_in_is_drawn() {
    let (app, token) = TestApp::with_ann().await;
    let path = "/v1/avatars/initials";
    let signed_in = app.get(path).session(&token).send().await;
    assert!(signed_in.text().contains(">AL</text>"), "{}", signed_in.text());
    assert_eq!(signed_in.header("cache-control"), Some("private, no-cache"), "another user may sign in");
    app.patch("/v1/account/name").session(&token).json(json!({ "name": "Grace Hopper" })).send().await.ok();
    assert!(app.get(path).session(&token).send().await.text().contains(">GH</text>"));
    app.patch("/v1/users/ann/name").key().format("1.9.6").json(json!({ "name": "" })).send().await.ok();
    assert!(app.get(path).session(&token).send().await.text().contains(">A</text>"), "by the email");
    app.patch("/v1/account/name").session(&token).json(json!({ "name": "Grace Hopper" })).send().await.ok();
    let jwt = app.post("/v1/account/jwt").session(&token).send().await.body()["jwt"].as_str().unwrap().to_owned();
    assert!(app.get(path).jwt(&jwt).send().await.text().contains(">GH</text>"));
    let named = app.get(&format!("{path}?name=Ada")).session(&token).send().await;
    assert!(named.text().contains(">A</text>"));
    let empty = ["", "?name="].map(|query| app.get(&format!("{path}{query}")).project(PROJECT));
    for guest in empty.into_iter().chain([app.get(path).jwt("a.b.c"), app.get(path), app.get(path).project("console")])
    {
        assert!(guest.send().await.text().contains("></text>"), "no letters for a guest");
    }
    app.patch("/v1/users/ann/status").key().json(json!({ "status": false })).send().await.ok();
    assert!(app.get(path).session(&token).send().await.text().contains("></text>"), "nor for a blocked user");
}

/// The web SDK sends these parameters in the URL of every image, mostly empty.
#[tokio::test]
async fn an_impersonator_sees_the_picture_of_the_user_they_act_as() {
    let (app, token) = TestApp::with_ann().await;
    app.create("bob").await;
    app.patch("/v1/users/bob/name").key().json(json!({ "name": "Grace Hopper" })).send().await.ok();
    let picture = async |query: &str| {
        let path = format!("/v1/avatars/initials?{query}");
        app.get(&path).session(&token).format("1.9.6").send().await.text().to_owned()
    };
    assert!(picture("impersonateuserid=").await.contains(">AL</text>"), "an empty value names nobody");
    assert!(picture("impersonateuserid=bob").await.contains("></text>"), "ann is no impersonator");
    app.v1(app.patch("/v1/users/ann/impersonator")).json(json!({ "impersonator": true })).send().await.ok();
    assert!(picture("impersonateuserid=bob").await.contains(">GH</text>"));
    assert!(picture("impersonateemail=bob%40example.com").await.contains(">GH</text>"));
    assert!(picture("impersonateuserid=nobody").await.contains("></text>"));
}

/// Only a picture without a name looks for a session: a page with many pictures costs nothing.
#[tokio::test]
async fn the_picture_of_a_name_reads_no_session() {
    let (app, token) = TestApp::with_ann().await;
    app.get("/v1/avatars/initials?name=Ada").session(&token).send().await;
    let call = app.get("/v1/avatars/initials?name=Ada").session(&token).send();
    assert_eq!(app.caller.meter.measure(call).await.1.calls.len(), 0);
    let call = app.get("/v1/avatars/initials").session(&token).send();
    assert_eq!(app.caller.meter.measure(call).await.1.calls.len(), 1);
}
