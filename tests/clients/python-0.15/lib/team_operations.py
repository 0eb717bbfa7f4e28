"""Every method of the SDK's Teams class, once, with valid arguments."""

from lib.operations import Operation
from shared.values import JOIN_URL, an_email, an_id


def _read(method, call):
    return Operation(method, "teams.read", call)


def _write(method, call):
    return Operation(method, "teams.write", call)


COLLECTION = [
    _read("list", lambda teams, id: teams.list()),
    _write("create", lambda teams, id: teams.create(id, "Analysts")),
]
"""Methods without the id of a team in the path."""

TEAM = [
    _read("get", lambda teams, id: teams.get(id)),
    _read("get_memberships", lambda teams, id: teams.get_memberships(id)),
    _read("get_membership", lambda teams, id: teams.get_membership(id, an_id())),
    _write("update", lambda teams, id: teams.update(id, "Engineers")),
    _write("create_membership", lambda teams, id: teams.create_membership(id, an_email(), ["developer"], JOIN_URL)),
    _write("update_membership_roles", lambda teams, id: teams.update_membership_roles(id, an_id(), ["developer"])),
    _write("delete_membership", lambda teams, id: teams.delete_membership(id, an_id())),
    _write("delete", lambda teams, id: teams.delete(id)),
]
"""Methods of one team, for its members."""

INVITATION = [
    Operation(
        "update_membership_status",
        "public",
        lambda teams, id: teams.update_membership_status(id, an_id(), an_id(), "secret"),
    ),
]
"""Methods for everybody but API keys: the secret of an invitation is the proof."""

ALL = COLLECTION + TEAM + INVITATION
