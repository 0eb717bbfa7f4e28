"""Clients: the SDK with its usual configuration, and plain HTTP for requests that the SDK cannot send."""

import requests
from appwrite.client import Client
from appwrite.services.account import Account
from appwrite.services.teams import Teams
from appwrite.services.users import Users

from shared import environment


def _client_as(project=environment.PROJECT, key=environment.KEY, jwt=None, locale=None, headers=None):
    """The SDK's client; a setting of `None` is not set. Headers are sent with every call."""
    client = Client().set_endpoint(environment.ENDPOINT)
    if project is not None:
        client.set_project(project)
    if key is not None:
        client.set_key(key)
    if jwt is not None:
        client.set_jwt(jwt)
    if locale is not None:
        client.set_locale(locale)
    for name, value in (headers or {}).items():
        client.add_header(name, value)
    return client


def users_as(**caller):
    """The SDK's Users class, for a caller."""
    return Users(_client_as(**caller))


def teams_as(**caller):
    """The SDK's Teams class, for a caller."""
    return Teams(_client_as(**caller))


def account_as(**caller):
    """The SDK's Account class, for a caller."""
    return Account(_client_as(**caller))


USERS = users_as()
"""With all scopes, in the project under test."""

TEAMS = teams_as()
"""The same for teams."""


def methods_of(service):
    """The methods of one of the SDK's classes."""
    return {name for name in vars(service) if not name.startswith("_")}


def http(method, path, body=None, headers=None):
    """A plain request with the API key that has all scopes; `body` is sent without changes."""
    return requests.request(
        method,
        environment.ENDPOINT + path,
        data=body.encode() if body is not None else None,
        headers={
            "content-type": "application/json",
            "x-appwrite-project": environment.PROJECT,
            "x-appwrite-key": environment.KEY,
            **(headers or {}),
        },
        timeout=60,
    )
