"""Hooks of schemathesis: the credentials of calls, the ids that exist, and checks of every response."""

import json
import os
import zlib

import schemathesis

# The ids that exist at the beginning (tests/fuzz/src/fixture.rs). Random ids would match no user.
KNOWN = {
    "userId": ["ann", "bob", "cat"],
    "teamId": ["crew"],
    "membershipId": ["m1"],
    "sessionId": ["s1", "current"],
}
FORMAT = os.environ["ROSTER_FUZZ_FORMAT"]
KEY = os.environ["ROSTER_FUZZ_KEY"]
SESSION = os.environ["ROSTER_FUZZ_SESSION"]
PROJECT = os.environ["ROSTER_FUZZ_PROJECT"]
VERSION = "0.15.3" if FORMAT.startswith("0.") else "1.9.6"
ENVELOPE = {"message", "code", "type", "version"}
# The types of the few responses that are not JSON.
TYPES = {"/ping": "text/plain; charset=UTF-8", "/avatars/initials": "image/svg+xml; charset=UTF-8"}


def chance(case, what):
    """A number that depends only on the case, so that a run with the same seed is the same run."""
    key = repr((case.method, case.path, case.path_parameters, case.query, case.body, what))
    return zlib.crc32(key.encode("utf-8", "replace"))


@schemathesis.hook
def before_call(context, case, kwargs):
    for name, ids in KNOWN.items():
        if case.path_parameters and name in case.path_parameters and chance(case, name) % 4:
            case.path_parameters[name] = ids[chance(case, name) // 4 % len(ids)]
    headers = case.headers
    headers["X-Appwrite-Response-Format"] = FORMAT
    # Most calls have the credentials that the route needs, some have others.
    headers["X-Appwrite-Project"] = PROJECT
    by_session = case.path.startswith("/account") or (case.path.startswith("/teams") and chance(case, "by") % 4 == 0)
    if chance(case, "shown") % 16 == 0:
        by_session = not by_session
    headers["X-Appwrite-Session" if by_session else "X-Appwrite-Key"] = SESSION if by_session else KEY
    headers.pop("X-Appwrite-Key" if by_session else "X-Appwrite-Session", None)


@schemathesis.check
def no_failure_of_ours(context, response, case):
    """A missing feature is 501, where the document says so (status_code_conformance); no other response is a server error."""
    assert response.status_code < 500 or response.status_code == 501, f"a server error: {response.status_code}"


@schemathesis.check
def in_the_envelope(context, response, case):
    """Every error has the same four fields."""
    if response.status_code == 204 or case.method == "HEAD" or case.method == "OPTIONS":
        assert not response.content, "an unexpected body"
        return
    # A URL that is too long: the response of the HTTP server (dialect.py).
    if response.status_code in (414, 431):
        return
    # Browsers open these: a redirect, or a page.
    if "/oauth2/" in case.path:
        kind = "text/plain; charset=UTF-8" if response.status_code in (302, 303) else "text/html; charset=UTF-8"
        assert response.headers["content-type"][0] == kind, response.headers["content-type"]
        return
    if response.status_code == 200 and case.path in TYPES:
        assert response.headers["content-type"][0] == TYPES[case.path], response.headers["content-type"]
        return
    assert response.headers["content-type"][0] == "application/json; charset=UTF-8", response.headers["content-type"]
    body = json.loads(response.content)
    if response.status_code >= 400:
        assert set(body) == ENVELOPE, f"fields of an error: {sorted(body)}"
        assert body["code"] == response.status_code and body["version"] == VERSION, body
        assert body["message"] and body["type"], body
