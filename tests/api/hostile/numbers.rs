//! Numbers that are too large, too small or invalid.

use crate::app::TestApp;
use serde_json::json;

/// In the form of JSON.
const NUMBERS: [&str; 20] = [
    "1e400",
    "-1e400",
    "1e308",
    "1e-400",
    "99999999999999999999",
    "-99999999999999999999",
    "9223372036854775807",
    "-9223372036854775808",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "4294967296",
    "2147483648",
    "-1",
    "0.5",
    "60.5",
    "1e18",
    "-1e18",
    "123456789012345678901234567890.123456789",
    "1E+2147483648",
];

#[tokio::test]
async fn invalid_numbers_are_rejected_for_every_numeric_parameter() {
    let (app, session) = TestApp::with_ann().await;
    // The first call of a day writes the time of access.
    app.get("/v1/account").session(&session).format("1.9.6").send().await.ok();
    let before = app.table.rows();
    let with = |body: &str| format!("{{\"length\":6,\"expire\":900,\"duration\":900,{body}}}");
    for number in NUMBERS {
        for (path, name) in
            [("/v1/users/ann/tokens", "length"), ("/v1/users/ann/tokens", "expire"), ("/v1/users/ann/jwts", "duration")]
        {
            let body = with(&format!("\"{name}\":{number}"));
            let answer = app.post(path).key().format("1.9.6").body("application/json", body).send().await;
            assert_eq!(answer.status, 400, "{path} {name} {number}: {}", answer.text());
        }
        let own = app.post("/v1/account/jwts").session(&session).format("1.9.6");
        let own = own.body("application/json", format!("{{\"duration\":{number}}}")).send().await;
        assert_eq!(own.status, 400, "{number}");
        for field in ["passwordCpu", "passwordMemory", "passwordParallel", "passwordLength"] {
            let mut fields =
                json!({ "passwordCpu": 8, "passwordMemory": 4, "passwordParallel": 1, "passwordLength": 64 });
            fields.as_object_mut().unwrap().remove(field);
            let rest = fields.to_string();
            let body = format!(
                "{{\"userId\":\"bob\",\"email\":\"bob@example.com\",\"password\":\"{}\",\"passwordSalt\":\"salt\",\"{field}\":{number},{}",
                "ab".repeat(64),
                &rest[1..]
            );
            let answer = app.post("/v1/users/scrypt").key().format("1.9.6").body("application/json", body).send().await;
            assert_eq!(answer.status, 400, "{field} {number}: {}", answer.text());
        }
    }
    assert!(app.table.rows() == before, "the table is unchanged");
}

#[tokio::test]
async fn invalid_limits_and_offsets_are_rejected() {
    let app = TestApp::start().await;
    app.create("ann").await;
    for number in NUMBERS {
        for name in ["limit", "offset"] {
            let is_valid = name == "offset" && number == "0";
            let answer = app.get(&format!("/v1/users?{name}={}", number.replace('+', "%2B"))).key().send().await;
            assert_eq!(answer.status.as_u16(), if is_valid { 200 } else { 400 }, "{name}={number}: {}", answer.text());
            let query = format!("{{\"method\":\"{name}\",\"values\":[{number}]}}");
            let query: String = form_urlencoded::byte_serialize(query.as_bytes()).collect();
            let v1 = app.get(&format!("/v1/users?queries[]={query}")).key().format("1.9.6").send().await;
            assert!(matches!(v1.status.as_u16(), 200 | 400), "{name}({number}): {}", v1.text());
            if v1.status == 200 {
                assert!(v1.body()["users"].as_array().unwrap().len() <= 1);
            }
        }
    }
}

#[tokio::test]
async fn a_filter_by_an_invalid_number_is_answered_or_rejected() {
    let app = TestApp::start().await;
    app.create("ann").await;
    for number in NUMBERS {
        for attribute in ["$createdAt", "name", "status", "email", "labels", "passwordUpdate"] {
            for method in ["equal", "greaterThan", "lessThan", "between", "notEqual"] {
                let query =
                    format!("{{\"method\":\"{method}\",\"attribute\":\"{attribute}\",\"values\":[{number},{number}]}}");
                let query: String = form_urlencoded::byte_serialize(query.as_bytes()).collect();
                let answer = app.get(&format!("/v1/users?queries[]={query}")).key().format("1.9.6").send().await;
                assert!(
                    matches!(answer.status.as_u16(), 200 | 400),
                    "{method} {attribute} {number}: {}",
                    answer.text()
                );
            }
        }
    }
}

#[tokio::test]
async fn numbers_in_preferences_are_kept_as_they_were_sent() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let prefs = format!("{{\"n\":[{}]}}", NUMBERS.join(","));
    let body = format!("{{\"prefs\":{prefs}}}");
    let set = app.patch("/v1/users/ann/prefs").key().body("application/json", body).send().await;
    assert_eq!((set.status.as_u16(), set.text()), (200, prefs.as_str()));
    for format in ["0.15.0", "1.9.6"] {
        assert!(app.get("/v1/users/ann").key().format(format).send().await.text().contains(&prefs), "{format}");
    }
}
