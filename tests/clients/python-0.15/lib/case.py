"""The test case of this suite: users that are deleted afterwards, and checks of answers and errors."""

import time
import unittest

from appwrite.exception import AppwriteException

from lib import models
from lib.clients import TEAMS, USERS, http
from shared.values import JOIN_URL, PASSWORD, a_tag, an_email, an_id


class ClientCase(unittest.TestCase):
    """A test against the running endpoint."""

    maxDiff = None

    @classmethod
    def a_user(cls, id=None, email=None, password=PASSWORD, name="Ada Lovelace"):
        """Creates a user; missing values are random."""
        return cls.remember(USERS.create(id or an_id(), email or an_email(), password, name))

    @classmethod
    def remember(cls, user):
        """Deletes a user after the tests of the class."""
        cls.addClassCleanup(_remove, USERS, user["$id"], "user_not_found")
        return user

    @classmethod
    def a_team(cls, id=None, name=None):
        """Creates a team that is deleted after the tests of the class; missing values are random."""
        team = TEAMS.create(id or an_id(), name or f"Team {a_tag()}")
        cls.addClassCleanup(_remove, TEAMS, team["$id"], "team_not_found")
        return team

    @classmethod
    def a_member(cls, team, email=None, roles=("developer",), name=None):
        """Adds a member by email, with the API key."""
        membership = TEAMS.create_membership(team["$id"], email or an_email(), list(roles), JOIN_URL, name)
        cls.remember({"$id": membership["userId"]})
        return membership

    def a_session(self, user):
        """Creates a session with the API key; `secret` is its token. This SDK has no method for it yet."""
        answer = http("POST", f"/users/{user['$id']}/sessions", "{}")
        self.assertEqual(answer.status_code, 201, answer.text)
        return answer.json()

    def jwt_of(self, session):
        """Creates a JWT of a session."""
        headers = {"x-appwrite-session": session["secret"], "x-appwrite-key": ""}
        answer = http("POST", "/account/jwt", "{}", headers)
        self.assertEqual(answer.status_code, 201, answer.text)
        return answer.json()["jwt"]

    def signed_in(self, user):
        """The credentials of a server that acts for a user: a JWT without an API key."""
        return {"key": None, "jwt": self.jwt_of(self.a_session(user))}

    def assert_model(self, model, value):
        """The value has exactly the keys of the model, in order, each of its type."""
        self.assertEqual([(name, type(field)) for name, field in value.items()], list(model.items()))

    def assert_list(self, answer, name, model):
        """The answer is `{total, <name>: [...]}` of the model; returns the entries."""
        self.assertEqual([(key, type(value)) for key, value in answer.items()], [("total", int), (name, list)])
        for row in answer[name]:
            self.assert_model(model, row)
        return answer[name]

    def assert_recent(self, seconds):
        """The time is in seconds and differs from now by less than 300 seconds (clocks of two machines differ)."""
        self.assertLess(abs(time.time() - seconds), 300)

    def assert_new(self, user, id, email, name):
        """The user has the values right after its creation."""
        self.assert_model(models.USER, user)
        now = user["$createdAt"]
        self.assertEqual(user, {
            "$id": id, "$createdAt": now, "$updatedAt": now, "name": name, "registration": now, "status": True,
            "passwordUpdate": now, "email": email, "phone": "", "emailVerification": False,
            "phoneVerification": False, "prefs": {},
        })

    def assert_error(self, code, type, message, call, *args, **kwargs):
        """The call is rejected with exactly this body."""
        with self.assertRaises(AppwriteException) as caught:
            call(*args, **kwargs)
        error = caught.exception
        self.assertEqual((error.message, error.code, error.type), (message, code, type))
        self.assertEqual(list(error.response.items()), [
            ("message", message), ("code", code), ("type", type), ("version", "0.15.3"),
        ])

    def assert_invalid(self, param, text, call, *args, **kwargs):
        self.assert_error(400, "general_argument_invalid", f"Invalid {param}: {text}", call, *args, **kwargs)

    def assert_missing(self, param, call, *args):
        self.assert_error(400, "general_argument_invalid", f'Param "{param}" is not optional.', call, *args)

    def assert_no_user(self, call, *args):
        self.assert_error(404, "user_not_found", "User not found", call, *args)

    def assert_no_session(self, call, *args):
        self.assert_error(404, "user_session_not_found", "Session not found", call, *args)

    def assert_no_team(self, call, *args):
        self.assert_error(404, "team_not_found", "Team not found", call, *args)

    def assert_no_membership(self, call, *args):
        self.assert_error(404, "team_invite_not_found", "Invite not found", call, *args)

    def assert_guest(self, scope, call, *args):
        message = f"User (role: guest) missing scope ({scope})"
        self.assert_error(401, "general_unauthorized_scope", message, call, *args)

    def assert_blocked(self, call, *args):
        self.assert_error(401, "user_blocked", "Invalid credentials. User is blocked", call, *args)

    def assert_wrong_password(self, call, *args):
        self.assert_error(401, "user_invalid_credentials", "Invalid credentials", call, *args)

    def assert_not_allowed(self, call, *args):
        message = "The current user is not authorized to perform the requested action."
        self.assert_error(401, "user_unauthorized", message, call, *args)

    def assert_taken(self, call, *args):
        self.assert_error(409, "user_already_exists", "Account already exists", call, *args)


def _remove(service, id, deleted_type):
    try:
        service.delete(id)
    except AppwriteException as error:
        if error.type != deleted_type:
            raise
