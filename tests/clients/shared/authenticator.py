"""An authenticator app: it shows a code of six digits every thirty seconds (RFC 6238, with SHA-1)."""

import base64
import hashlib
import hmac
import time

_STEP = 30
"""How long a code is shown, in seconds."""


class Authenticator:
    """An app into which somebody has typed a secret in base 32 (RFC 4648)."""

    def __init__(self, secret):
        self._key = base64.b32decode(secret)

    def code_at(self, seconds):
        """The code that is shown at a time, in seconds since the epoch."""
        counter = int(seconds // _STEP).to_bytes(8, "big")
        digest = hmac.new(self._key, counter, hashlib.sha1).digest()
        start = digest[-1] & 15
        number = int.from_bytes(digest[start:start + 4], "big") & 0x7FFFFFFF
        return f"{number % 1_000_000:06}"

    def code(self, steps=0):
        """The code of now, or of a number of steps later."""
        return self.code_at(time.time() + steps * _STEP)

    def wrong_code(self):
        """A code that is not shown at any time near now."""
        near = {self.code(steps) for steps in range(-3, 4)}
        return next(code for code in (f"{number:06}" for number in range(8)) if code not in near)
