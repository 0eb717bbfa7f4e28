"""Unique values for the tests of both Python suites."""

import random
import secrets

PASSWORD = "correct horse battery"
JOIN_URL = "http://localhost/join"
"""The URL of a web page for invitations: every project allows localhost."""


def a_tag():
    """A unique word of letters and digits, which is one word for a search."""
    return f"t{secrets.token_hex(6)}"


def an_id():
    return f"id-{secrets.token_hex(12)}"


def an_email():
    return f"{a_tag()}@example.com"


def a_phone():
    """A phone of fifteen digits, so that two runs do not use the same one."""
    return f"+9{random.SystemRandom().randrange(10**14):014}"
