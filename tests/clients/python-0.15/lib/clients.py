"""Callers: the SDK as a user of it would set it up, and plain HTTP for what the SDK will not send."""

import requests
from appwrite.client import Client
from appwrite.services.users import Users

from lib import environment


def users_as(project=environment.PROJECT, key=environment.KEY, locale=None, headers=None):
    """The SDK's Users class; `None` leaves a setting out. Headers are sent with every call."""
    client = Client().set_endpoint(environment.ENDPOINT)
    if project is not None:
        client.set_project(project)
    if key is not None:
        client.set_key(key)
    if locale is not None:
        client.set_locale(locale)
    for name, value in (headers or {}).items():
        client.add_header(name, value)
    return Users(client)


USERS = users_as()
"""All scopes, the project under test."""


def http(method, path, body=None, headers=None):
    """One plain request with the key of all scopes; `body` is sent as it is."""
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
