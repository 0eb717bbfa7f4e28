"""Code of the tests of older Python SDKs. The folder `shared` has the code of all suites."""

import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).parents[2]))
