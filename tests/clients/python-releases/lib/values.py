"""The values of ../../shared/calls.json: placeholders, paths, and versions."""

import re

from shared.values import a_phone, a_tag, an_email, an_id

MISSING = object()
"""The value at a path that an answer does not have."""


def new_values():
    """The placeholders of a run."""
    ids = {name: an_id() for name in ("id", "team", "other")}
    return {**ids, "word": a_tag(), "email": an_email(), "otherEmail": an_email(), "phone": a_phone()}


def filled(value, values):
    """The same value with each `{name}` replaced."""
    if isinstance(value, str):
        return re.sub(r"\{(\w+)\}", lambda found: values[found[1]], value)
    if isinstance(value, list):
        return [filled(item, values) for item in value]
    if isinstance(value, dict):
        return {name: filled(item, values) for name, item in value.items()}
    return value


def at(answer, path):
    """The value at a path such as `users.0.$id`."""
    for name in path.split("."):
        try:
            answer = answer[int(name)] if isinstance(answer, list) else answer[name]
        except (KeyError, IndexError, TypeError):
            return MISSING
    return answer


def is_up_to(version, last):
    """Whether a version is not newer than another."""
    return [int(part) for part in version.split(".")] <= [int(part) for part in last.split(".")]
