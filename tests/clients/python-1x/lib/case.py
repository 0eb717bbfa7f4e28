"""The test case of this suite: users that are removed afterwards, and what is said of answers and refusals."""

import json
import random
import time
import unittest
from datetime import datetime

from appwrite.exception import AppwriteException

from lib import models
from lib.clients import TEAMS, USERS, Listener, account_as
from lib.fixtures import PAGE, PASSWORD, a_tag, an_email, an_id

_REFUSALS = {
    "user_not_found": (404, "User with the requested ID could not be found."),
    "user_session_not_found": (404, "The current user session could not be found."),
    "user_target_not_found": (404, "The target could not be found."),
    "user_identity_not_found": (
        404, "The identity could not be found. Please sign in with OAuth provider to create identity first.",
    ),
    "user_authenticator_not_found": (404, "Authenticator could not be found on the current user."),
    "user_challenge_not_found": (404, "The challenge could not be found."),
    "user_recovery_codes_not_found": (404, "Recovery codes could not be found on the current user."),
    "user_recovery_codes_already_exists": (
        409,
        "The current user already generated recovery codes and they can only be read once for security reasons.",
    ),
    "user_already_exists": (409, "A user with the same id, email, or phone already exists in this project."),
    "user_email_already_exists": (409, "A user with the same email already exists in the current project."),
    "user_phone_already_exists": (409, "A user with the same phone number already exists in the current project."),
    "user_target_already_exists": (409, "A target with the same ID already exists."),
    "user_blocked": (403, "The current user has been blocked."),
    "user_invalid_credentials": (401, "Invalid credentials. Please check the email and password."),
    "user_invalid_token": (401, "Invalid token passed in the request."),
    "user_unauthorized": (401, "The current user is not authorized to perform the requested action."),
    "user_more_factors_required": (401, "More factors are required to complete the sign in process."),
    "general_invalid_email": (400, "Value must be a valid email address."),
    "general_invalid_phone": (
        400,
        "Value must be a valid phone number. Format this number with a leading '+' and a country code, e.g., "
        "+16175551212.",
    ),
    "project_not_found": (
        404,
        "Project with the requested ID could not be found. Please check the value of the X-Appwrite-Project header to "
        "ensure the correct project ID is being used.",
    ),
    "project_id_missing": (
        403, "When using project API key, make sure to pass x-appwrite-project header with your project ID.",
    ),
    "project_key_expired": (
        401, "The project key has expired. Please generate a new key using the Appwrite console.",
    ),
    "general_route_not_found": (
        404,
        "Route not found. Please ensure the endpoint is configured correctly and that the API route is valid for this "
        "SDK version. Refer to the API docs for more details.",
    ),
}
"""Refusals that are always the same, by their types."""


class ClientCase(unittest.TestCase):
    """A test against the running endpoint."""

    maxDiff = None

    @classmethod
    def a_user(cls, **params):
        """Creates a user; what is not said is random, and a phone number is not given."""
        usual = {"user_id": an_id(), "email": an_email(), "password": PASSWORD, "name": "Ada Lovelace"}
        return cls.remember(USERS.create(**{**usual, **params}))

    @classmethod
    def a_bare_user(cls, **params):
        """Creates a user with an id and no more than what is said."""
        return cls.remember(USERS.create(**{"user_id": an_id(), **params}))

    @classmethod
    def remember(cls, user):
        """Has a user removed when the class is done."""
        cls.addClassCleanup(_remove, USERS, user.id, "user_not_found")
        return user

    @classmethod
    def a_team(cls):
        """Creates a team that is removed when the class is done."""
        team = TEAMS.create(an_id(), f"Team {a_tag()}")
        cls.addClassCleanup(_remove, TEAMS, team.id, "team_not_found")
        return team

    @staticmethod
    def a_member(team, user, roles):
        """Adds a member by e-mail, as a server does."""
        return TEAMS.create_membership(team.id, roles, email=user.email, url=PAGE)

    @staticmethod
    def sign_in(email, password=PASSWORD):
        """Signs a user in by his address, as a server does that says for whom: its session comes with the secret."""
        visitor = f"203.0.113.{random.SystemRandom().randrange(1, 255)}"
        return account_as(headers={"x-forwarded-for": visitor}).create_email_password_session(email, password)

    def assert_model(self, model, answer):
        """What came has exactly the keys of the model, in order, each of its type; and the SDK's object says the same."""
        self._assert_json(model, Listener.heard)
        self._assert_object(Listener.heard, answer)

    def _assert_json(self, model, heard):
        self.assertEqual(list(heard), list(model))
        wrong = {key: heard[key] for key, kind in model.items() if not models.is_of(kind, heard[key])}
        self.assertEqual(wrong, {})
        for target in heard.get("targets", []):
            self._assert_json(models.TARGET, target)

    def _assert_object(self, heard, answer):
        said = answer.to_dict()
        self.assertEqual({key: said[key] for key in heard if key != "hashOptions"}, _without_options(heard))
        # What it says beyond that are its own defaults; nothing came that it does not know.
        self.assertEqual(answer.model_extra, {})
        if heard.get("hashOptions"):
            options = answer.hashoptions.to_dict()
            self.assertEqual({key: options[key] for key in heard["hashOptions"]}, heard["hashOptions"])

    def assert_list(self, answer, name, model):
        """`{total, <name>: [...]}` of the model; gives the rows as the SDK's objects."""
        heard = Listener.heard
        self.assertEqual([(key, type(value)) for key, value in heard.items()], [("total", int), (name, list)])
        rows = getattr(answer, name)
        self.assertEqual((answer.total, len(rows)), (heard["total"], len(heard[name])))
        for row, said in zip(heard[name], rows):
            self._assert_json(model, row)
            self._assert_object(row, said)
        return rows

    def assert_none(self, answer, name):
        """An empty list."""
        self.assertEqual((answer.total, getattr(answer, name)), (0, []))

    def assert_recent(self, date):
        """A time of the last few minutes (clocks of two machines may differ a little)."""
        self.assertLess(abs(time.time() - datetime.fromisoformat(date).timestamp()), 300)

    def assert_changed(self, before, after, **changes):
        """All but `changes` and the time of the change is as before; and what is stored is the same as what came back."""
        self.assert_model(models.USER, after)
        self.assertGreaterEqual(after.updatedat, before.updatedat)
        self.assertEqual(_timeless(after.to_dict()), _timeless({**before.to_dict(), **changes}))
        self.assertEqual(USERS.get(after.id), after)

    def assert_refused(self, code, type, message, call, *args, **kwargs):
        """The call is refused with exactly this body."""
        with self.assertRaises(AppwriteException) as caught:
            call(*args, **kwargs)
        error = caught.exception
        self.assertEqual((error.message, error.code, error.type), (message, code, type))
        self.assertEqual(list(json.loads(error.response).items()), [
            ("message", message), ("code", code), ("type", type), ("version", "1.9.6"),
        ])

    def assert_known(self, type, call, *args, **kwargs):
        """The call is refused with the status and the text that the type always has."""
        code, message = _REFUSALS[type]
        self.assert_refused(code, type, message, call, *args, **kwargs)

    def assert_invalid(self, param, text, call, *args, **kwargs):
        self.assert_refused(
            400, "general_argument_invalid", f"Invalid `{param}` param: {text}", call, *args, **kwargs,
        )

    def assert_no_user(self, call, *args, **kwargs):
        self.assert_known("user_not_found", call, *args, **kwargs)

    def assert_guest(self, scopes, call, *args, **kwargs):
        """Nobody is signed in, and no key is shown."""
        self.assert_scope("User (role: guests)", scopes, call, *args, **kwargs)

    def assert_scope(self, who, scopes, call, *args, **kwargs):
        names = ",".join(f'"{scope}"' for scope in scopes)
        message = f"{who} missing scopes ([{names}])"
        self.assert_refused(401, "general_unauthorized_scope", message, call, *args, **kwargs)


def _without_options(user):
    return {key: value for key, value in user.items() if key != "hashOptions"}


def _timeless(user):
    """A user without the times of its last change: its own, and those of the targets that follow from it."""
    user["targets"] = [{**target, "$updatedAt": ""} for target in user["targets"]]
    return {**user, "$updatedAt": ""}


def _remove(service, id, gone):
    try:
        service.delete(id)
    except AppwriteException as error:
        if error.type != gone:
            raise
