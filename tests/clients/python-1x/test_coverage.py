"""The table of methods in docs/reference/compatibility.md has every method of this SDK, and no other."""

import pathlib
import unittest

from lib.clients import METHODS
from lib.operations import NOT_OFFERED

PAGE = pathlib.Path(__file__).parents[3] / "docs/reference/compatibility.md"


def rows():
    """The rows of the table: what Python calls a method, and whether it works."""
    _, _, rest = PAGE.read_text(encoding="utf-8").partition("<!-- coverage -->\n")
    table = rest.partition("<!-- /coverage -->")[0].strip().splitlines()[2:]
    cells = [[cell.strip() for cell in row.split("|")] for row in table]
    return [(python.strip("`"), roster) for _, _, python, roster, _, _ in cells if python != "–"]


class Coverage(unittest.TestCase):
    def test_every_method_of_this_sdk_has_its_row_once(self):
        self.assertEqual(sorted(python for python, _ in rows()), sorted(METHODS))

    def test_what_is_said_not_to_be_there_is_what_answers_that_it_is_not(self):
        absent = {python for python, roster in rows() if roster == "no"}
        self.assertEqual(absent, {operation.method for operation in NOT_OFFERED})
