//! Tests of `signing`.

use super::*;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningParams, SigningSettings, sign};
use aws_sigv4::sign::v4;
use aws_smithy_types::body::SdkBody;
use std::time::Duration;

fn request(body: &'static str) -> HttpRequest {
    let mut request = HttpRequest::new(SdkBody::from(body));
    request.set_method("POST").unwrap();
    request.set_uri("https://dynamodb.eu-central-1.amazonaws.com/").unwrap();
    request.headers_mut().insert("content-type", "application/x-amz-json-1.0");
    request.headers_mut().insert("x-amz-target", "DynamoDB_20120810.Query");
    request
}

/// The headers that the SDK adds to the same request.
fn signed_by_the_sdk(request: &HttpRequest, credentials: &Credentials, at: SystemTime) -> Vec<(String, String)> {
    let identity = Identity::from(credentials.clone());
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region("eu-central-1")
        .name(SERVICE)
        .time(at)
        .settings(SigningSettings::default())
        .build()
        .unwrap();
    let body = SignableBody::Bytes(request.body().bytes().unwrap());
    let signable = SignableRequest::new("POST", request.uri(), request.headers().iter(), body).unwrap();
    let (instructions, _) = sign(signable, &SigningParams::V4(params)).unwrap().into_parts();
    instructions.headers().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

#[test]
fn requests_are_signed_as_the_sdk_signs_them() {
    let signer = TableSigner::new("eu-central-1", Arc::default());
    let temporary = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG", Some("token".into()), None, "test");
    let lasting = Credentials::new("AKIDOTHER", "another secret", None, None, "test");
    for seconds in [0, 951_782_399, 951_868_800, 1_709_164_800, 1_795_996_799, 1_795_996_800, 4_102_444_799] {
        for (credentials, body) in [(&temporary, "{}"), (&lasting, r#"{"TableName":"roster"}"#), (&temporary, "")] {
            let at = UNIX_EPOCH + Duration::from_secs(seconds);
            let expected = signed_by_the_sdk(&request(body), credentials, at);
            let mut signed = request(body);
            signer.sign(&mut signed, credentials, at).unwrap();
            assert!(expected.iter().any(|(name, _)| name == "authorization"));
            for (name, value) in expected {
                assert_eq!(signed.headers().get(&name), Some(value.as_str()), "{name} at {seconds}");
            }
        }
    }
}

#[test]
fn the_sdk_signs_what_is_not_a_post_of_the_root() {
    let with = |url: &str, method: &str| {
        let mut request = request("");
        request.set_uri(url).unwrap();
        request.set_method(method).unwrap();
        is_plain(&request)
    };
    assert!(with("https://localhost:8443/", "POST") && with("http://localhost:8000", "POST"));
    for url in ["https://a/b", "https://a/?b=c", "https://a?b", "https://a:443/", "http://a:80/", "/"] {
        assert!(!with(url, "POST"), "{url}");
    }
    assert!(!with("https://localhost/", "GET"));
}

#[test]
fn a_debug_print_has_no_key() {
    let signer = TableSigner::new("eu-central-1", Arc::default());
    signer.sign(&mut request(""), &Credentials::new("AKID", "secret", None, None, "test"), UNIX_EPOCH).unwrap();
    assert_eq!(format!("{signer:?}"), "TableSigner(eu-central-1)");
}
