"""/account/sessions, by a server with the user's JWT."""

from lib import models, texts
from lib.case import ClientCase
from lib.clients import USERS, account_as
from shared.values import an_id


class AccountSessions(ClientCase):
    def setUp(self):
        self.user = self.a_user()
        self.other, self.current = self.a_session(self.user), self.a_session(self.user)
        self.account = self.account_of(self.current)

    def account_of(self, session):
        return account_as(key=None, jwt=self.jwt_of(session))

    def seen(self):
        return [session["$id"] for session in USERS.get_sessions(self.user["$id"])["sessions"]]

    def test_sessions_are_listed_in_the_order_of_their_creation_and_the_current_one_is_marked(self):
        answer = self.account.get_sessions()
        sessions = self.assert_list(answer, "sessions", models.SESSION)
        self.assertEqual(answer["total"], 2)
        shown = [(session["$id"], session["current"]) for session in sessions]
        self.assertEqual(shown, [(self.other["$id"], False), (self.current["$id"], True)])
        seen = USERS.get_sessions(self.user["$id"])["sessions"]
        self.assertEqual(seen, [{**session, "current": False} for session in sessions])

    def test_the_current_session_is_found_by_its_id_and_as_current(self):
        found = self.account.get_session("current")
        self.assert_model(models.SESSION, found)
        self.assertEqual((found["$id"], found["provider"]), (self.current["$id"], "server"))
        self.assertEqual(self.account.get_session(self.current["$id"]), found)
        self.assertIs(self.account.get_session(self.other["$id"])["current"], False)

    def test_an_unknown_session_or_one_of_another_user_is_404(self):
        stranger = self.a_user()
        theirs = self.a_session(stranger)["$id"]
        for id in (an_id(), theirs):
            self.assert_no_session(self.account.get_session, id)
            self.assert_no_session(self.account.delete_session, id)
        self.assertEqual(USERS.get_sessions(stranger["$id"])["total"], 1)
        self.assert_invalid("sessionId", texts.UID, self.account.get_session, "-x")

    def test_another_session_is_deleted_by_its_id_once(self):
        other = self.account_of(self.other)
        self.assertEqual(self.account.delete_session(self.other["$id"]), b"")
        self.assert_guest("account", other.get)
        self.assert_no_session(self.account.delete_session, self.other["$id"])
        self.assertEqual(self.seen(), [self.current["$id"]])
        entry = USERS.get_logs(self.user["$id"])["logs"][0]
        event = f"users.{self.user['$id']}.sessions.{self.other['$id']}.delete"
        self.assertEqual((entry["event"], entry["mode"]), (event, "default"))

    def test_the_current_session_is_deleted_as_current(self):
        self.account.delete_session("current")
        self.assert_guest("account", self.account.get)
        self.assertEqual(self.seen(), [self.other["$id"]])

    def test_all_sessions_are_deleted_at_once(self):
        other = self.account_of(self.other)
        self.assertEqual(self.account.delete_sessions(), b"")
        self.assert_guest("account", self.account.get)
        self.assert_guest("account", other.get)
        self.assertEqual(self.seen(), [])
