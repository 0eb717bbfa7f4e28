"""Values that no other run uses."""

import random
import secrets

PASSWORD = "correct horse battery"
PAGE = "http://localhost/join"
"""A page to which an invitation could lead: every project knows localhost."""


def a_tag():
    """A word that nobody has used: letters and digits, so that a search takes it for one word."""
    return f"t{secrets.token_hex(6)}"


def an_id():
    return f"id-{secrets.token_hex(12)}"


def an_email():
    return f"{a_tag()}@example.com"


def a_phone():
    """Fifteen digits: long enough that two runs do not meet."""
    return f"+9{random.SystemRandom().randrange(10**14):014}"
