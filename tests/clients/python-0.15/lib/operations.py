"""Every method of the SDK's Users class, once, with valid arguments."""

from typing import Callable, NamedTuple

from shared.values import PASSWORD, a_phone, an_email, an_id


class Operation(NamedTuple):
    """A method: its name, the required scope, and its call for the user with an id."""

    method: str
    scope: str
    call: Callable


def _read(method, call):
    return Operation(method, "users.read", call)


def _write(method, call):
    return Operation(method, "users.write", call)


COLLECTION = [
    _read("list", lambda users, id: users.list()),
    _write("create", lambda users, id: users.create(id, an_email(), PASSWORD)),
]
"""Methods without the id of a user in the path."""

MEMBER = [
    _read("get", lambda users, id: users.get(id)),
    _read("get_prefs", lambda users, id: users.get_prefs(id)),
    _read("get_sessions", lambda users, id: users.get_sessions(id)),
    _read("get_memberships", lambda users, id: users.get_memberships(id)),
    _read("get_logs", lambda users, id: users.get_logs(id)),
    _write("update_email", lambda users, id: users.update_email(id, an_email())),
    _write("update_name", lambda users, id: users.update_name(id, "Grace Hopper")),
    _write("update_password", lambda users, id: users.update_password(id, PASSWORD)),
    _write("update_phone", lambda users, id: users.update_phone(id, a_phone())),
    _write("update_prefs", lambda users, id: users.update_prefs(id, {"theme": "dark"})),
    _write("update_status", lambda users, id: users.update_status(id, True)),
    _write("update_email_verification", lambda users, id: users.update_email_verification(id, True)),
    _write("update_phone_verification", lambda users, id: users.update_phone_verification(id, True)),
    _write("delete_session", lambda users, id: users.delete_session(id, an_id())),
    _write("delete_sessions", lambda users, id: users.delete_sessions(id)),
    _write("delete", lambda users, id: users.delete(id)),
]
"""Methods of one user."""

ALL = COLLECTION + MEMBER
