"""Clients: the SDK with its usual configuration, and plain HTTP for requests that the SDK cannot send."""

import contextlib
import io
import json

import requests
from appwrite.client import Client
from appwrite.services.account import Account
from appwrite.services.teams import Teams
from appwrite.services.users import Users

from shared import environment


class Recorder(Client):
    """The SDK's client, which records every answer before the SDK's models add defaults for missing fields."""

    recorded = None
    """The JSON of the last answer."""

    warning = ""
    """The text that the SDK printed during the last call."""

    def call(self, *args, **kwargs):
        # The SDK requests a later format than any released server has. If an answer had a warning, it would print it.
        with contextlib.redirect_stderr(io.StringIO()) as printed:
            answer = super().call(*args, **kwargs)
        Recorder.recorded, Recorder.warning = json.loads(json.dumps(answer, default=str)), printed.getvalue()
        return answer


def _client_as(project=environment.PROJECT, key=environment.KEY, headers=None, **settings):
    """The SDK's client; a setting of `None` is not set. `settings` are calls of other setters: `session=secret`."""
    client = Recorder().set_endpoint(environment.ENDPOINT)
    if project is not None:
        client.set_project(project)
    if key is not None:
        client.set_key(key)
    for name, value in settings.items():
        getattr(client, f"set_{name}")(value)
    for name, value in (headers or {}).items():
        client.add_header(name, value)
    return client


def users_as(**caller):
    """The SDK's Users class, for a caller."""
    return Users(_client_as(**caller))


def account_as(**caller):
    """The SDK's Account class, for a caller."""
    return Account(_client_as(**caller))


def teams_as(**caller):
    """The SDK's Teams class, for a caller."""
    return Teams(_client_as(**caller))


def with_session(secret, **settings):
    """The Account class of a server that acts for a user, without an API key."""
    return account_as(key=None, session=secret, **settings)


USERS = users_as()
"""With all scopes, in the project under test."""

TEAMS = teams_as()
"""The same for teams."""

ACCOUNT = account_as()
"""The Account class of a server, which signs its users in and gets the secrets of their sessions."""

METHODS = {name for name in vars(Users) if not name.startswith("_")}
"""The methods of the SDK's Users class."""


def http(method, path, body=None, headers=None):
    """A plain request in 1.x with the API key that has all scopes; `body` is sent without changes."""
    return requests.request(
        method,
        environment.ENDPOINT + path,
        data=body.encode() if body is not None else None,
        headers={
            "content-type": "application/json",
            "x-appwrite-project": environment.PROJECT,
            "x-appwrite-key": environment.KEY,
            "x-appwrite-response-format": "1.9.5",
            **(headers or {}),
        },
        timeout=60,
    )
