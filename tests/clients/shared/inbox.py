"""The inbox of a local stack (`make dev`): the emails and text messages that its functions send."""

import re
import time
from urllib.parse import parse_qsl, urljoin, urlsplit

import requests

from shared import environment

_URL = urljoin(environment.ENDPOINT, "/inbox/messages")

_LIMIT = 15
"""How long a message may take, in seconds: it is sent before the response, or right after it."""

_PAUSE = 0.1
"""The time between two looks, in seconds."""


def messages_to(to):
    """The messages to an email or a phone, the newest first."""
    response = requests.get(_URL, timeout=60)
    if response.status_code != 200:
        raise AssertionError(f"{_URL} is needed to read messages: only a local stack has it")
    return [message for message in response.json() if message["to"] == to]


def newest(to, count=1):
    """The newest message to somebody, once there are as many as `count`."""
    end = time.monotonic() + _LIMIT
    while True:
        messages = messages_to(to)
        if len(messages) >= count:
            return messages[0]
        if time.monotonic() > end:
            raise AssertionError(f"{len(messages)} messages to {to}, not {count}")
        time.sleep(_PAUSE)


def link(to, count=1):
    """The link in that message: its page, and the parameters of its query."""
    url = _find(r"https?://\S+", newest(to, count)["text"])
    parts = urlsplit(url)
    return {"page": f"{parts.scheme}://{parts.netloc}{parts.path}", **dict(parse_qsl(parts.query))}


def code(to, count=1):
    """The code of six digits in that message."""
    return _find(r"\d{6}", newest(to, count)["text"])


def other_than(sent):
    """A code of six digits that is not this one."""
    return f"{(int(sent) + 1) % 1_000_000:06}"


def _find(pattern, text):
    found = next((word for word in text.split() if re.fullmatch(pattern, word)), None)
    if found is None:
        raise AssertionError(f"nothing like {pattern} in {text}")
    return found
