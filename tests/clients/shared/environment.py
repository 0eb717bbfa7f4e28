"""The endpoint under test and the API keys."""

import os
import sys

_NAMES = ("ENDPOINT", "PROJECT_ID", "API_KEY", "READ_KEY", "EXPIRED_KEY", "OTHER_PROJECT_ID", "OTHER_KEY")

_missing = [name for name in _NAMES if not os.environ.get(name)]
if _missing:
    sys.exit(f"These environment variables are required and not set: {', '.join(_missing)}.")

ENDPOINT = os.environ["ENDPOINT"].rstrip("/")
PROJECT = os.environ["PROJECT_ID"]
KEY = os.environ["API_KEY"]
READ_KEY = os.environ["READ_KEY"]
EXPIRED_KEY = os.environ["EXPIRED_KEY"]
OTHER_PROJECT = os.environ["OTHER_PROJECT_ID"]
OTHER_KEY = os.environ["OTHER_KEY"]
