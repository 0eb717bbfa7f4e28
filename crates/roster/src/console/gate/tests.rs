use super::*;
use http::Request;

const SAME: [(&str, &str); 2] = [("sec-fetch-site", "same-origin"), ("cookie", "")];

struct Browser {
    gate: Gate,
    link: String,
    cookie: Option<String>,
}

impl Browser {
    fn new() -> Self {
        let (gate, link) = Gate::open(4000, Duration::from_mins(5)).unwrap();
        Self { gate, link, cookie: None }
    }

    /// Sends a request to a path below the random one. A header without a value is left out.
    fn send(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Result<Passage, Rejection> {
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.gate.path));
        let has_host = headers.iter().any(|(name, _)| *name == "host");
        let host = [("host", "127.0.0.1:4000")];
        let cookie = self.cookie.as_deref().map(|cookie| [("cookie", cookie)]);
        let own = host.iter().filter(|_| !has_host).chain(cookie.iter().flatten());
        for (name, value) in own.chain(headers).filter(|(_, value)| !value.is_empty()) {
            request = request.header(*name, *value);
        }
        self.gate.pass(&request.body(()).unwrap().into_parts().0)
    }

    /// Opens the link, and keeps the cookie.
    fn open(&mut self) -> Result<Passage, Rejection> {
        let path = self.link.split_once(&self.gate.path).unwrap().1.to_owned();
        let passage = self.send("GET", &path, &[]);
        if let Ok(Passage::Open { cookie, .. }) = &passage
            && !cookie.is_empty()
        {
            self.cookie = Some(cookie.to_str().unwrap().split(';').next().unwrap().to_owned());
        }
        passage
    }

    fn status(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> u16 {
        self.send(method, path, headers).err().map_or(200, |rejection| rejection.status.as_u16())
    }
}

#[test]
fn the_link_opens_once_and_for_the_same_browser_again() {
    let mut browser = Browser::new();
    let Ok(Passage::Open { cookie, page }) = browser.open() else { panic!("the link opens") };
    let path = browser.gate.path.clone();
    assert_eq!(page, path.as_str());
    let cookie = cookie.to_str().unwrap().to_owned();
    let parts: Vec<&str> = cookie.split("; ").collect();
    let expected = [&format!("Path={path}"), "Max-Age=300", "HttpOnly", "SameSite=Strict"];
    assert_eq!(parts[1..], expected, "{cookie}");
    assert!(matches!(browser.open(), Ok(Passage::Open { cookie, .. }) if cookie.is_empty()));
    browser.cookie = None;
    assert_eq!(browser.open(), Err(Rejection::USED));
    assert_eq!(browser.status("GET", &format!("open/{}", "0".repeat(64)), &[]), 404);
}

#[test]
fn what_only_looks_at_the_link_does_not_use_it_up() {
    let mut browser = Browser::new();
    let path = browser.link.split_once(&browser.gate.path).unwrap().1.to_owned();
    assert_eq!(browser.status("HEAD", &path, &[]), 503);
    assert_eq!(browser.status("GET", &path, &[("sec-purpose", "prefetch;prerender")]), 503);
    assert!(browser.open().is_ok());
}

#[test]
fn the_api_is_called_by_the_page_alone() {
    let mut browser = Browser::new();
    assert_eq!(browser.send("GET", "v1/users", &SAME), Err(Rejection::COOKIE));
    browser.open().unwrap();
    let call = browser.send("GET", "v1/users?search=a%2Fb&queries[]=x", &SAME);
    assert_eq!(call, Ok(Passage::Call("users?search=a%2Fb&queries[]=x".to_owned())));
    let own = ("origin", "http://127.0.0.1:4000");
    assert_eq!(browser.status("POST", "v1/users", &[own]), 200);
    assert_eq!(browser.status("POST", "v1/users", &[]), 403, "a change names its origin");
    for origin in
        ["http://127.0.0.1:4001", "http://localhost:4000", "https://127.0.0.1:4000", "http://evil.example", "null"]
    {
        for method in ["GET", "POST"] {
            assert_eq!(browser.status(method, "v1/users", &[("origin", origin)]), 403, "{method} {origin}");
        }
    }
    assert_eq!(browser.status("POST", "v1/users", &[own, own]), 403, "two origins");
    for site in ["same-site", "cross-site", "none"] {
        assert_eq!(browser.status("GET", "v1/users", &[("sec-fetch-site", site)]), 403, "{site}");
    }
    for method in ["OPTIONS", "TRACE", "CONNECT", "PURGE"] {
        assert_eq!(browser.status(method, "v1/users", &[own]), 405, "{method}");
    }
    assert_eq!(browser.status("POST", "index.html", &[own]), 405);
    browser.cookie = Some(format!("roster-console={}; x=y", "0".repeat(64)));
    assert_eq!(browser.status("GET", "v1/users", &[]), 401);
}

#[test]
fn another_host_leads_nowhere() {
    let mut browser = Browser::new();
    browser.open().unwrap();
    for host in
        ["localhost:4000", "127.0.0.1", "127.0.0.1:4001", "evil.example:4000", "127.0.0.1:4000.evil.example", ""]
    {
        assert_eq!(browser.status("GET", "v1/users", &[("host", host)]), 421, "{host}");
        assert_eq!(browser.status("GET", "", &[("host", host)]), 421, "{host}");
    }
    let twice = [("host", "127.0.0.1:4000"), ("host", "evil.example")];
    assert_eq!(browser.status("GET", "v1/users", &twice), 421);
    let target = format!("http://evil.example{}v1/users", browser.gate.path);
    let request = Request::get(target).header("host", "127.0.0.1:4000").body(()).unwrap();
    assert_eq!(browser.gate.pass(&request.into_parts().0), Err(Rejection::HOST));
}

#[test]
fn everything_is_below_the_random_path() {
    let browser = Browser::new();
    assert_eq!(browser.send("GET", "", &[]), Ok(Passage::File(String::new())));
    assert_eq!(browser.send("GET", "console.js?x", &[]), Ok(Passage::File("console.js".to_owned())));
    for path in ["/", "/console", "/v1/users", "/index.html", "/00000000000000000000000000000000/"] {
        let request = Request::get(path).header("host", "127.0.0.1:4000").body(()).unwrap();
        assert_eq!(browser.gate.pass(&request.into_parts().0), Err(Rejection::NOTHING), "{path}");
    }
    let (first, second) = (Browser::new().link, Browser::new().link);
    assert_ne!(first, second);
    assert!(browser.gate.path_of_the_api().ends_with("/v1"));
}
