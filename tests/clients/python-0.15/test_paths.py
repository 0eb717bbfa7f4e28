"""The common rules of all paths of a user, and unknown paths."""

from lib import models, texts
from lib.case import ClientCase
from lib.clients import USERS, http
from lib.operations import MEMBER
from shared.values import an_id


class Paths(ClientCase):
    def test_an_invalid_id_is_rejected_by_every_method(self):
        for operation in MEMBER:
            for id in ("x" * 37, "_x", "-x", ".x"):
                with self.subTest(operation.method, id=id):
                    self.assert_invalid("userId", texts.UID, operation.call, USERS, id)

    def test_an_unknown_user_is_404_for_every_method(self):
        for operation in MEMBER:
            with self.subTest(operation.method):
                self.assert_no_user(operation.call, USERS, an_id())

    def test_an_invalid_session_id_is_rejected(self):
        id = self.a_user()["$id"]
        for session in ("x" * 37, "_x"):
            self.assert_invalid("sessionId", texts.UID, USERS.delete_session, id, session)

    def test_an_invalid_parameter_takes_precedence_over_an_unknown_user(self):
        id = an_id()
        self.assert_invalid("email", texts.EMAIL, USERS.update_email, id, "nobody")
        self.assert_invalid("prefs", texts.OBJECT, USERS.update_prefs, id, ["a"])
        self.assert_invalid("limit", texts.LIMIT, USERS.get_logs, id, 101)

    def test_ids_are_case_sensitive(self):
        self.assert_no_user(USERS.get, self.a_user()["$id"].upper())

    def test_the_answer_to_head_is_that_to_get_without_the_body(self):
        found = http("HEAD", f"/users/{self.a_user()['$id']}")
        self.assertEqual((found.status_code, found.text), (200, ""))
        self.assertEqual(found.headers["content-type"].lower(), "application/json; charset=utf-8")
        absent = http("HEAD", f"/users/{an_id()}")
        self.assertEqual((absent.status_code, absent.text), (404, ""))

    def test_an_answer_is_json_with_its_content_type(self):
        answer = http("GET", f"/users/{self.a_user()['$id']}")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.headers["content-type"].lower(), "application/json; charset=utf-8")
        self.assert_model(models.USER, answer.json())

    def test_a_wrong_method_an_unknown_path_and_an_additional_slash_are_404(self):
        id = self.a_user()["$id"]
        wrong = (
            ("PUT", f"/users/{id}/email"), ("POST", f"/users/{id}"), ("DELETE", "/users"),
            ("GET", f"/users/{id}/email"), ("GET", f"/users/{id}/unknown"), ("GET", f"/users/{id}/sessions/x/y"),
            ("GET", "/nothing"), ("GET", "/users/"), ("GET", f"/users/{id}/"),
        )
        for method, path in wrong:
            with self.subTest(f"{method} {path}"):
                answer = http(method, path, "{}")
                self.assertEqual(answer.status_code, 404)
                self.assertEqual(list(answer.json().items()), [
                    ("message", "Not Found"), ("code", 404), ("type", "general_route_not_found"), ("version", "0.15.3"),
                ])
        self.assert_model(models.USER, USERS.get(id))

    def test_an_unused_body_is_ignored(self):
        id = self.a_user()["$id"]
        for body in ("null", "{}", "[]", '{"userId":'):
            with self.subTest(body):
                self.assertEqual(http("GET", f"/users/{id}", body).status_code, 200)
                self.assertEqual(http("DELETE", f"/users/{id}/sessions", body).status_code, 204)
