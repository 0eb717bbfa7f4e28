"""The test case of this suite: users that are removed afterwards, and what is said of answers and refusals."""

import time
import unittest

from appwrite.exception import AppwriteException

from lib import models
from lib.clients import USERS
from lib.fixtures import PASSWORD, an_email, an_id


class ClientCase(unittest.TestCase):
    """A test against the running endpoint."""

    maxDiff = None

    @classmethod
    def a_user(cls, id=None, email=None, password=PASSWORD, name="Ada Lovelace"):
        """Creates a user; whatever is not said is random."""
        return cls.remember(USERS.create(id or an_id(), email or an_email(), password, name))

    @classmethod
    def remember(cls, user):
        """Has a user removed when the class is done."""
        cls.addClassCleanup(_remove, user["$id"])
        return user

    def assert_model(self, model, value):
        """Exactly the keys of the model, in order, each of its type."""
        self.assertEqual([(name, type(field)) for name, field in value.items()], list(model.items()))

    def assert_list(self, answer, name, model):
        """`{total, <name>: [...]}` of the model; gives the rows."""
        self.assertEqual([(key, type(value)) for key, value in answer.items()], [("total", int), (name, list)])
        for row in answer[name]:
            self.assert_model(model, row)
        return answer[name]

    def assert_recent(self, seconds):
        """Whole seconds of the last few minutes (clocks of two machines may differ a little)."""
        self.assertLess(abs(time.time() - seconds), 300)

    def assert_new(self, user, id, email, name):
        """A user as it is when nothing has been done to it yet."""
        self.assert_model(models.USER, user)
        now = user["$createdAt"]
        self.assertEqual(user, {
            "$id": id, "$createdAt": now, "$updatedAt": now, "name": name, "registration": now, "status": True,
            "passwordUpdate": now, "email": email, "phone": "", "emailVerification": False,
            "phoneVerification": False, "prefs": {},
        })

    def assert_refused(self, code, type, message, call, *args, **kwargs):
        """The call is refused with exactly this body."""
        with self.assertRaises(AppwriteException) as caught:
            call(*args, **kwargs)
        error = caught.exception
        self.assertEqual((error.message, error.code, error.type), (message, code, type))
        self.assertEqual(list(error.response.items()), [
            ("message", message), ("code", code), ("type", type), ("version", "0.15.3"),
        ])

    def assert_invalid(self, param, text, call, *args, **kwargs):
        self.assert_refused(400, "general_argument_invalid", f"Invalid {param}: {text}", call, *args, **kwargs)

    def assert_missing(self, param, call, *args):
        self.assert_refused(400, "general_argument_invalid", f'Param "{param}" is not optional.', call, *args)

    def assert_no_user(self, call, *args):
        self.assert_refused(404, "user_not_found", "User not found", call, *args)

    def assert_no_session(self, call, *args):
        self.assert_refused(404, "user_session_not_found", "Session not found", call, *args)

    def assert_taken(self, call, *args):
        self.assert_refused(409, "user_already_exists", "Account already exists", call, *args)


def _remove(user_id):
    try:
        USERS.delete(user_id)
    except AppwriteException as error:
        if error.type != "user_not_found":
            raise
