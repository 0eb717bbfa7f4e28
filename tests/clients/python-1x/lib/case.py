"""The test case of this suite: users that are deleted afterwards, and checks of answers and errors."""

import json
import random
import time
import unittest
from datetime import datetime

from appwrite.exception import AppwriteException

from lib import models
from lib.clients import TEAMS, USERS, Recorder, account_as
from shared.values import JOIN_URL, PASSWORD, a_tag, an_email, an_id

_ERRORS = {
    "user_not_found": (404, "User with the requested ID could not be found."),
    "user_session_not_found": (404, "The current user session could not be found."),
    "user_target_not_found": (404, "The target could not be found."),
    "user_identity_not_found": (
        404, "The identity could not be found. Please sign in with OAuth provider to create identity first.",
    ),
    "user_authenticator_not_found": (404, "Authenticator could not be found on the current user."),
    "user_challenge_not_found": (404, "The challenge could not be found."),
    "user_authenticator_already_verified": (409, "This authenticator is already verified on the current user."),
    "user_challenge_required": (
        401,
        "A recently successful challenge is required to complete this action. A challenge is considered recent for 30 "
        "minutes.",
    ),
    "user_email_already_verified": (409, "User email is already verified"),
    "user_email_not_verified": (400, "User email is not verified"),
    "user_phone_already_verified": (409, "User phone is already verified"),
    "user_session_already_exists": (401, "Creation of a session is prohibited when a session is active."),
    "team_invalid_secret": (
        401, "The team invitation secret is invalid. Please request a new invitation and try again.",
    ),
    "membership_already_confirmed": (409, "Membership is already confirmed."),
    "user_recovery_codes_not_found": (404, "Recovery codes could not be found on the current user."),
    "user_recovery_codes_already_exists": (
        409,
        "The current user already generated recovery codes and they can only be read once for security reasons.",
    ),
    "user_already_exists": (409, "A user with the same id, email, or phone already exists in this project."),
    "user_email_already_exists": (409, "A user with the same email already exists in the current project."),
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
"""The errors with a constant status and message, by type."""


class ClientCase(unittest.TestCase):
    """A test against the running endpoint."""

    maxDiff = None

    @classmethod
    def a_user(cls, **params):
        """Creates a user; missing values are random, and a missing phone is not set."""
        defaults = {"user_id": an_id(), "email": an_email(), "password": PASSWORD, "name": "Ada Lovelace"}
        return cls.remember(USERS.create(**{**defaults, **params}))

    @classmethod
    def a_bare_user(cls, **params):
        """Creates a user with an id and only these parameters."""
        return cls.remember(USERS.create(**{"user_id": an_id(), **params}))

    @classmethod
    def remember(cls, user):
        """Deletes a user after the tests of the class."""
        cls.addClassCleanup(_remove, USERS, user.id, "user_not_found")
        return user

    @classmethod
    def a_team(cls):
        """Creates a team that is deleted after the tests of the class."""
        team = TEAMS.create(an_id(), f"Team {a_tag()}")
        cls.addClassCleanup(_remove, TEAMS, team.id, "team_not_found")
        return team

    @staticmethod
    def a_member(team, user, roles):
        """Adds a member by email, with the API key."""
        return TEAMS.create_membership(team.id, roles, email=user.email, url=JOIN_URL)

    @staticmethod
    def sign_in(email, password=PASSWORD):
        """Signs a user in, from a server that sends the IP address of its visitor; the session has its secret."""
        visitor = f"203.0.113.{random.SystemRandom().randrange(1, 255)}"
        return account_as(headers={"x-forwarded-for": visitor}).create_email_password_session(email, password)

    def assert_model(self, model, answer):
        """The JSON has exactly the keys of the model, in order, each of its type; the SDK's object has its values."""
        self._assert_json(model, Recorder.recorded)
        self._assert_object(Recorder.recorded, answer)

    def _assert_json(self, model, recorded):
        self.assertEqual(list(recorded), list(model))
        wrong = {key: recorded[key] for key, kind in model.items() if not models.is_of(kind, recorded[key])}
        self.assertEqual(wrong, {})
        for target in recorded.get("targets", []):
            self._assert_json(models.TARGET, target)

    def _assert_object(self, recorded, answer):
        values = answer.to_dict()
        self.assertEqual({key: values[key] for key in recorded if key != "hashOptions"}, _without_options(recorded))
        # Its other values are defaults of the SDK. It has no extra fields, so the SDK knows all fields of the JSON.
        self.assertEqual(answer.model_extra, {})
        if recorded.get("hashOptions"):
            options = answer.hashoptions.to_dict()
            self.assertEqual({key: options[key] for key in recorded["hashOptions"]}, recorded["hashOptions"])

    def assert_list(self, answer, name, model):
        """The answer is `{total, <name>: [...]}` of the model; returns the entries as the SDK's objects."""
        recorded = Recorder.recorded
        self.assertEqual([(key, type(value)) for key, value in recorded.items()], [("total", int), (name, list)])
        rows = getattr(answer, name)
        self.assertEqual((answer.total, len(rows)), (recorded["total"], len(recorded[name])))
        for row, values in zip(recorded[name], rows):
            self._assert_json(model, row)
            self._assert_object(row, values)
        return rows

    def assert_none(self, answer, name):
        """The answer is an empty list."""
        self.assertEqual((answer.total, getattr(answer, name)), (0, []))

    def assert_recent(self, date):
        """The time differs from now by less than 300 seconds (clocks of two machines differ)."""
        self.assertLess(abs(time.time() - datetime.fromisoformat(date).timestamp()), 300)

    def assert_changed(self, before, after, **changes):
        """`after` is `before` with `changes` and a later time of change, and equals the stored user."""
        self.assert_model(models.USER, after)
        self.assertGreaterEqual(after.updatedat, before.updatedat)
        self.assertEqual(_timeless(after.to_dict()), _timeless({**before.to_dict(), **changes}))
        self.assertEqual(USERS.get(after.id), after)

    def assert_error(self, code, type, message, call, *args, **kwargs):
        """The call is rejected with exactly this body."""
        with self.assertRaises(AppwriteException) as caught:
            call(*args, **kwargs)
        error = caught.exception
        self.assertEqual((error.message, error.code, error.type), (message, code, type))
        self.assertEqual(list(json.loads(error.response).items()), [
            ("message", message), ("code", code), ("type", type), ("version", "1.9.6"),
        ])

    def assert_error_type(self, type, call, *args, **kwargs):
        """The call is rejected with the constant status and message of this type."""
        code, message = _ERRORS[type]
        self.assert_error(code, type, message, call, *args, **kwargs)

    def assert_invalid(self, param, text, call, *args, **kwargs):
        self.assert_error(
            400, "general_argument_invalid", f"Invalid `{param}` param: {text}", call, *args, **kwargs,
        )

    def assert_no_user(self, call, *args, **kwargs):
        self.assert_error_type("user_not_found", call, *args, **kwargs)

    def assert_guest(self, scopes, call, *args, **kwargs):
        """The caller is a guest: neither signed in nor with a valid API key."""
        self.assert_scope("User (role: guests)", scopes, call, *args, **kwargs)

    def assert_scope(self, role, scopes, call, *args, **kwargs):
        names = ",".join(f'"{scope}"' for scope in scopes)
        message = f"{role} missing scopes ([{names}])"
        self.assert_error(401, "general_unauthorized_scope", message, call, *args, **kwargs)


def _without_options(user):
    return {key: value for key, value in user.items() if key != "hashOptions"}


def _timeless(user):
    """A user without the times of the last change, which are its own and those of its targets."""
    user["targets"] = [{**target, "$updatedAt": ""} for target in user["targets"]]
    return {**user, "$updatedAt": ""}


def _remove(service, id, deleted_type):
    try:
        service.delete(id)
    except AppwriteException as error:
        if error.type != deleted_type:
            raise
