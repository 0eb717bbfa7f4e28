"""Callers: the SDK as a user of it would set it up, and plain HTTP for what the SDK will not send."""

import contextlib
import io
import json

import requests
from appwrite.client import Client
from appwrite.services.account import Account
from appwrite.services.teams import Teams
from appwrite.services.users import Users

from lib import environment


class Listener(Client):
    """The SDK's client, which remembers what came in: the models that it makes of it fill in what is missing."""

    heard = None
    """The JSON of the last answer, before a model was made of it."""

    warned = ""
    """What the SDK printed while it made the last call."""

    def call(self, *args, **kwargs):
        # The SDK asks for a later format than any released server has, so that every answer makes it print a line.
        with contextlib.redirect_stderr(io.StringIO()) as printed:
            answer = super().call(*args, **kwargs)
        Listener.heard, Listener.warned = json.loads(json.dumps(answer, default=str)), printed.getvalue()
        return answer


def _client_as(project=environment.PROJECT, key=environment.KEY, headers=None, **settings):
    """The SDK's client; `None` leaves a setting out. `settings` are further ones of its own: `session=secret`."""
    client = Listener().set_endpoint(environment.ENDPOINT)
    if project is not None:
        client.set_project(project)
    if key is not None:
        client.set_key(key)
    for name, value in settings.items():
        getattr(client, f"set_{name}")(value)
    for name, value in (headers or {}).items():
        client.add_header(name, value)
    return client


def users_as(**who):
    """The SDK's Users class, for a caller."""
    return Users(_client_as(**who))


def account_as(**who):
    """The SDK's Account class, for a caller."""
    return Account(_client_as(**who))


def with_session(secret, **settings):
    """The Account class for a user: what a server sets up that acts for him, without a key."""
    return account_as(key=None, session=secret, **settings)


USERS = users_as()
"""All scopes, the project under test."""

TEAMS = Teams(_client_as())
"""The same for teams."""

METHODS = {name for name in vars(Users) if not name.startswith("_")}
"""The methods of the SDK's Users class."""


def http(method, path, body=None, headers=None):
    """One plain request of today's dialect with the key of all scopes; `body` is sent as it is."""
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
