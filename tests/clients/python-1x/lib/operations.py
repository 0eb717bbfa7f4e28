"""Every method of the SDK's Users class, once: its parameters in order, so that it can be called with positional arguments
and by name. `to` has the ids of a user and of the user's session and target."""

from typing import Any, Callable, NamedTuple

from appwrite.enums.authenticator_type import AuthenticatorType
from appwrite.enums.messaging_provider_type import MessagingProviderType

from lib import models
from lib.hashes import SCHEMES
from shared.values import PASSWORD, a_phone, an_email, an_id


class UserIds(NamedTuple):
    """The ids of a user and of the user's session and target."""

    id: str
    session: str
    target: str


class ListAnswer(NamedTuple):
    """An answer that is a list."""

    name: str
    model: dict


class ErrorAnswer(NamedTuple):
    """An answer that is an error, because the item of the method does not exist yet."""

    type: str


class Operation(NamedTuple):
    """A method: its name, the scopes, of which one is enough, its answer, and its parameters."""

    method: str
    scopes: list
    answers: Any
    params: Callable

    def positional(self, users, to):
        """Calls it with positional arguments."""
        return getattr(users, self.method)(*self.params(to).values())

    def by_name(self, users, to):
        """Calls it with named arguments."""
        return getattr(users, self.method)(**self.params(to))


NOTHING = "nothing"
PREFS = "prefs"

_READ, _WRITE = ["users.read"], ["users.write"]
_READ_SESSIONS, _WRITE_SESSIONS = ["users.read", "sessions.read"], ["users.write", "sessions.write"]


def _user(to):
    return {"user_id": to.id}


def _set(method, param, value, answers=models.USER):
    return Operation(method, _WRITE, answers, lambda to: {"user_id": to.id, param: value()})


def _import(method, hash):
    return Operation(
        method, _WRITE, models.USER, lambda to: {"user_id": to.id, "email": an_email(), **hash, "name": "Ada"},
    )


def _passkey(to):
    return {"user_id": to.id, "passkey_id": an_id()}


CREATION = [
    Operation("create", _WRITE, models.USER, lambda to: {
        "user_id": to.id, "email": an_email(), "phone": a_phone(), "password": PASSWORD, "name": "Ada",
    }),
    *(_import(method, hash) for method, hash in SCHEMES.items()),
]
"""Methods that create a user."""

COLLECTION = [
    Operation("list", _READ, ListAnswer("users", models.USER), lambda to: {"queries": [], "search": None, "total": False}),
    Operation("list_identities", _READ, ListAnswer("identities", models.IDENTITY), lambda to: {"queries": []}),
    Operation(
        "delete_identity", _WRITE, ErrorAnswer("user_identity_not_found"), lambda to: {"identity_id": to.id},
    ),
]
"""Methods without the id of a user in the path."""

MEMBER = [
    Operation("get", _READ, models.USER, _user),
    Operation("get_prefs", _READ, PREFS, _user),
    Operation("list_sessions", _READ_SESSIONS, ListAnswer("sessions", models.SESSION), _user),
    Operation("list_memberships", _READ, ListAnswer("memberships", models.MEMBERSHIP), _user),
    Operation("list_targets", _READ, ListAnswer("targets", models.TARGET), _user),
    _set("update_email", "email", an_email),
    _set("update_name", "name", lambda: "Grace Hopper"),
    _set("update_password", "password", lambda: PASSWORD),
    _set("update_phone", "number", a_phone),
    _set("update_prefs", "prefs", lambda: {"theme": "dark"}, PREFS),
    _set("update_status", "status", lambda: True),
    _set("update_labels", "labels", lambda: ["vip"]),
    _set("update_impersonator", "impersonator", lambda: True),
    _set("update_email_verification", "email_verification", lambda: True),
    _set("update_phone_verification", "phone_verification", lambda: True),
    _set("update_mfa", "mfa", lambda: True),
    Operation("create_session", _WRITE_SESSIONS, models.SESSION, _user),
    Operation(
        "delete_session", _WRITE_SESSIONS, NOTHING, lambda to: {"user_id": to.id, "session_id": to.session},
    ),
    Operation("delete_sessions", _WRITE_SESSIONS, NOTHING, _user),
    Operation("create_token", _WRITE, models.TOKEN, lambda to: {"user_id": to.id, "length": 12, "expire": 60}),
    Operation("create_jwt", _WRITE, models.JWT, lambda to: {
        "user_id": to.id, "session_id": to.session, "duration": 60,
    }),
    Operation("create_target", _WRITE, models.TARGET, lambda to: {
        "user_id": to.id, "target_id": an_id(), "provider_type": MessagingProviderType.EMAIL, "identifier": an_email(),
    }),
    Operation("get_target", _READ, models.TARGET, lambda to: {"user_id": to.id, "target_id": to.target}),
    Operation("update_target", _WRITE, models.TARGET, lambda to: {
        "user_id": to.id, "target_id": to.target, "identifier": an_email(), "provider_id": None, "name": "Home",
    }),
    Operation("delete_target", _WRITE, NOTHING, lambda to: {"user_id": to.id, "target_id": to.target}),
    Operation("list_mfa_factors", _READ, models.FACTORS, _user),
    Operation("get_mfa_recovery_codes", _READ, models.CODES, _user),
    Operation("update_mfa_recovery_codes", _WRITE, models.CODES, _user),
    Operation("create_mfa_recovery_codes", _WRITE, ErrorAnswer("user_recovery_codes_already_exists"), _user),
    Operation("delete_mfa_authenticator", _WRITE, ErrorAnswer("user_authenticator_not_found"), lambda to: {
        "user_id": to.id, "type": AuthenticatorType.TOTP,
    }),
    Operation("get_mfa_challenge", _READ, ErrorAnswer("user_challenge_not_found"), lambda to: {
        "user_id": to.id, "challenge_id": an_id(),
    }),
    Operation("delete", _WRITE, NOTHING, _user),
]
"""Methods of one user."""

ALL = [*COLLECTION, *CREATION, *MEMBER]

NOT_OFFERED = [
    Operation("list_passkeys", _READ, None, lambda to: {"user_id": to.id, "queries": [], "total": False}),
    Operation("get_passkey", _READ, None, _passkey),
    Operation("update_passkey", _WRITE, None, lambda to: {**_passkey(to), "name": "Mine"}),
    Operation("delete_passkey", _WRITE, None, _passkey),
]
"""Methods that no released server has: each is 404. Remove a method from this table when Roster gets it."""
