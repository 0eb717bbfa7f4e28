"""Shared code of the tests of the 0.15 Python SDK. The folder `shared` has the code of both suites."""

import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).parents[2]))
