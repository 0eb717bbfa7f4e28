"""GET and DELETE /users/{userId}/sessions, DELETE /users/{userId}/sessions/{sessionId}"""

from lib import models
from lib.case import ClientCase
from lib.clients import USERS, http
from shared.values import an_id

NONE = {"total": 0, "sessions": []}


def session_ids(user_id):
    return [session["$id"] for session in USERS.get_sessions(user_id)["sessions"]]


class NoSessions(ClientCase):
    def test_a_new_user_has_an_empty_list(self):
        self.assertEqual(USERS.get_sessions(self.a_user()["$id"]), NONE)

    def test_an_unknown_session_is_404(self):
        self.assert_no_session(USERS.delete_session, self.a_user()["$id"], an_id())

    def test_deleting_all_sessions_of_a_user_without_sessions_succeeds(self):
        id = self.a_user()["$id"]
        self.assertEqual(USERS.delete_sessions(id), b"")
        self.assertEqual(USERS.get_sessions(id), NONE)

    def test_a_204_has_no_body_and_no_json_content_type(self):
        answer = http("DELETE", f"/users/{self.a_user()['$id']}/sessions", "{}")
        self.assertEqual((answer.status_code, answer.content), (204, b""))
        self.assertNotIn("json", answer.headers["content-type"].lower())


class TwoSessions(ClientCase):
    """A user who has signed in twice."""

    def setUp(self):
        user = self.a_user()
        self.user = user["$id"]
        self.first, self.second = self.a_session(user)["$id"], self.a_session(user)["$id"]

    def test_sessions_are_listed_in_the_order_of_their_creation_with_all_fields(self):
        answer = USERS.get_sessions(self.user)
        sessions = self.assert_list(answer, "sessions", models.SESSION)
        self.assertEqual(answer["total"], 2)
        self.assertEqual([session["$id"] for session in sessions], [self.first, self.second])
        for session in sessions:
            self.assertEqual((session["userId"], session["current"]), (self.user, False))
            self.assertGreater(session["expire"], session["$createdAt"])

    def test_sessions_cannot_be_deleted_through_another_user(self):
        self.assert_no_session(USERS.delete_session, self.a_user()["$id"], self.first)
        self.assertEqual(session_ids(self.user), [self.first, self.second])

    def test_blocking_a_user_or_setting_a_password_keeps_the_sessions(self):
        USERS.update_status(self.user, False)
        USERS.update_status(self.user, True)
        USERS.update_password(self.user, "another valid password")
        self.assertEqual(session_ids(self.user), [self.first, self.second])

    def test_a_session_is_deleted_once_and_logged(self):
        self.assertEqual(USERS.delete_session(self.user, self.first), b"")
        self.assertEqual(session_ids(self.user), [self.second])
        self.assert_no_session(USERS.delete_session, self.user, self.first)
        events = [entry["event"] for entry in USERS.get_logs(self.user, 100)["logs"]]
        self.assertEqual(events.count(f"users.{self.user}.sessions.{self.first}.delete"), 1)

    def test_all_sessions_are_deleted_at_once(self):
        self.assertEqual(USERS.delete_sessions(self.user), b"")
        self.assertEqual(USERS.get_sessions(self.user), NONE)
        self.assert_no_session(USERS.delete_session, self.user, self.second)
