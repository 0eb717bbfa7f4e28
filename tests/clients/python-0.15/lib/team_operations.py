"""Every method of the SDK's Teams class, once, with arguments that are good in themselves."""

from lib.fixtures import PAGE, an_email, an_id
from lib.operations import Operation


def _read(method, call):
    return Operation(method, "teams.read", call)


def _write(method, call):
    return Operation(method, "teams.write", call)


COLLECTION = [
    _read("list", lambda teams, id: teams.list()),
    _write("create", lambda teams, id: teams.create(id, "Analysts")),
]
"""What works on all teams."""

TEAM = [
    _read("get", lambda teams, id: teams.get(id)),
    _read("get_memberships", lambda teams, id: teams.get_memberships(id)),
    _read("get_membership", lambda teams, id: teams.get_membership(id, an_id())),
    _write("update", lambda teams, id: teams.update(id, "Engineers")),
    _write("create_membership", lambda teams, id: teams.create_membership(id, an_email(), ["developer"], PAGE)),
    _write("update_membership_roles", lambda teams, id: teams.update_membership_roles(id, an_id(), ["developer"])),
    _write("delete_membership", lambda teams, id: teams.delete_membership(id, an_id())),
    _write("delete", lambda teams, id: teams.delete(id)),
]
"""What works on one team, for its members."""

INVITATION = [
    _write(
        "update_membership_status", lambda teams, id: teams.update_membership_status(id, an_id(), an_id(), "secret"),
    ),
]
"""What answers an invitation."""

ALL = COLLECTION + TEAM + INVITATION
