"""An authenticator app: it shows a code every thirty seconds. The library that computes the codes is that of a suite."""

import time

_STEP = 30
"""How long a code is shown, in seconds."""


class Authenticator:
    """An app that has read the `otpauth://` URI of an account with pyotp."""

    def __init__(self, totp):
        self._totp = totp

    def code(self, steps=0):
        """The code of now, or of a number of steps later."""
        return self._totp.at(int(time.time()) + steps * _STEP)

    def wrong_code(self):
        """A code that is not shown at any time near now."""
        near = {self.code(steps) for steps in range(-3, 4)}
        return next(code for code in (f"{number:06}" for number in range(8)) if code not in near)
