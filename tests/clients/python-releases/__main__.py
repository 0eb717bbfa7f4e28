"""Runs all tests: `python tests/clients/python-releases`. Arguments go to unittest (`-v`, `-k PATTERN`, `-f`)."""

import pathlib
import sys
import unittest

import lib  # noqa: F401  adds the folder of `shared` to the path
import shared.environment  # noqa: F401  ends the run with an error if a variable is missing

unittest.main(module=None, argv=[sys.argv[0], "discover", "-s", str(pathlib.Path(__file__).parent), *sys.argv[1:]])
