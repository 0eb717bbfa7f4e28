"""The installed release makes all calls of ../shared/calls.json that it has a method for."""

import json
import pathlib
import unittest
import urllib.error
import urllib.request

from lib.release import VERSION, AppwriteException, Release
from lib.values import MISSING, at, filled, is_up_to, new_values
from shared import environment

_LIST = json.loads((pathlib.Path(__file__).parents[1] / "shared" / "calls.json").read_text(encoding="utf-8"))
_CALLS, _EXPECTED = _LIST["calls"], _LIST["releases"]["python"][VERSION]


def _request(method, path):
    """A plain request with the API key, for what the releases do not have."""
    headers = {
        "content-type": "application/json", "x-appwrite-project": environment.PROJECT,
        "x-appwrite-key": environment.KEY, "x-appwrite-response-format": "1.9.6",
    }
    body = b"{}" if method == "POST" else None
    request = urllib.request.Request(environment.ENDPOINT + path, body, headers, method=method)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read() or b"{}")


def _in_format(call):
    """A call as this release makes it."""
    form = _EXPECTED["format"]
    applies = (row for row in call.get("older", []) if is_up_to(row.get("since", "0"), form) and is_up_to(form, row["until"]))
    changes = next(applies, {})
    return {"optional": [], "keep": {}, **call, **changes}


class ReleaseTest(unittest.TestCase):
    """The calls are one test each; later ones use what earlier ones have created."""

    maxDiff = None
    release = Release()
    values = new_values()

    @classmethod
    def tearDownClass(cls):
        for id in (cls.values.get("user"), cls.values["other"]):
            try:
                _request("DELETE", f"/users/{id}")
            except urllib.error.HTTPError as error:
                if error.code != 404:
                    raise

    def test_00_it_sends_the_response_format(self):
        self.assertEqual(self.release.format, _EXPECTED["format"])

    def test_00_it_has_the_methods_of_the_list_but_for_those_that_are_named(self):
        missing = [call["call"][0] for call in _CALLS if self.release.find(call["call"]) is None]
        self.assertEqual(list(dict.fromkeys(missing)), _EXPECTED["without"])

    def make(self, name, call):
        """Makes a call, with the API key or as the user."""
        as_user = call.get("as") == "user"
        if as_user and self.release.user is None:
            self.release.sign_in(_request("POST", f"/users/{self.values['user']}/jwts")["jwt"])
        return self.release.call(name, filled(call["with"], self.values), call["optional"], as_user)

    def check_failure(self, name, call):
        """The call is rejected."""
        with self.assertRaises(AppwriteException) as caught:
            self.make(name, call)
        self.assertEqual(caught.exception.code, call["fails"]["code"])
        # Older errors have no type.
        if not is_up_to(_EXPECTED["format"], "0.12.4"):
            self.assertIn(call["fails"]["type"], f"{vars(caught.exception)}")

    def check(self, name, call):
        """The answer has the values of the list."""
        answer = self.make(name, call)
        self.values.update({kept: at(answer, path) for kept, path in call["keep"].items()})
        for path, value in call["answer"].items():
            found = at(answer, path)
            if value == "{any}":
                self.assertIsNot(found, MISSING, f"{path} is missing in {answer}")
            else:
                self.assertEqual(found, filled(value, self.values), f"{path} of {answer}")


def _add_tests():
    for place, listed in enumerate(_CALLS, start=1):
        name = ReleaseTest.release.find(listed["call"])
        if name is None:
            continue
        call = _in_format(listed)

        def test(self, name=name, call=call):
            return self.check_failure(name, call) if "fails" in call else self.check(name, call)

        # unittest runs tests in the order of their names.
        test.__doc__ = f"{name} of appwrite {VERSION}"
        setattr(ReleaseTest, f"test_{place:02}_{name.replace('.', '_')}", test)


_add_tests()
