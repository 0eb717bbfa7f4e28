"""Shared code of the tests of the 1x Python SDK. The folder `shared` has the code of both suites."""

import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).parents[2]))
