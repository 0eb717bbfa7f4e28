"""The installed release of the SDK, called by parameter names."""

import importlib
import inspect
import re
from importlib.metadata import version

from appwrite.client import Client
from appwrite.exception import AppwriteException  # noqa: F401  the error of every release

from shared import environment

VERSION = version("appwrite")


def snake(name):
    """A name of the API or of the Node SDK as the Python SDK writes it: `createMD5User` is `create_md5_user`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def _client():
    return Client().set_endpoint(environment.ENDPOINT).set_project(environment.PROJECT)


class Release:
    """A caller with the API key, and after `sign_in` also one with a user's JWT."""

    def __init__(self):
        self.client = _client().set_key(environment.KEY)
        self.user = None

    @property
    def format(self):
        """The response format that the release sends with every call."""
        headers = {name.lower(): value for name, value in self.client._global_headers.items()}
        return headers.get("x-appwrite-response-format")

    def sign_in(self, jwt):
        """Later calls of the user carry this JWT."""
        self.user = _client().set_jwt(jwt)

    def find(self, names):
        """The first of these names, each `service.method`, that the release has; without one, `None`."""
        return next((name for name in names if self._method(name, self.client) is not None), None)

    def call(self, name, params, optional, as_user):
        """Calls a method. Fails if a parameter is neither one of the method's nor optional."""
        method = self._method(name, self.user if as_user else self.client)
        names = inspect.signature(method).parameters
        unknown = [param for param in params if snake(param) not in names and param not in optional]
        assert not unknown, f"{name}({', '.join(names)}) does not have the parameters {unknown}"
        answer = method(**{snake(param): value for param, value in params.items() if snake(param) in names})
        # The newest SDKs return models, of which that of preferences has them all in one field.
        values = answer.to_dict() if hasattr(answer, "to_dict") else answer
        return values["data"] if isinstance(values, dict) and set(values) == {"data"} else values

    @staticmethod
    def _method(name, client):
        service, method = name.split(".")
        try:
            module = importlib.import_module(f"appwrite.services.{service}")
        except ModuleNotFoundError:
            return None
        return getattr(getattr(module, service.capitalize())(client), snake(method), None)
