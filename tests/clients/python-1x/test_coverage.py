"""The table of methods in docs/reference/compatibility.md has every method of this SDK, and no other."""

import pathlib
import unittest

from lib.clients import METHODS
from lib.operations import NOT_OFFERED

PAGE = pathlib.Path(__file__).parents[3] / "docs/reference/compatibility.md"


def rows():
    """The rows of the table: the name of a method in Python, and whether it works."""
    _, _, rest = PAGE.read_text(encoding="utf-8").partition("<!-- coverage -->\n")
    table = rest.partition("<!-- /coverage -->")[0].strip().splitlines()[2:]
    cells = [[cell.strip() for cell in row.split("|")] for row in table]
    return [(python.strip("`"), roster) for _, _, python, roster, _, _ in cells if python != "–"]


class Coverage(unittest.TestCase):
    def test_the_table_has_one_row_for_every_method_of_this_sdk(self):
        self.assertEqual(sorted(python for python, _ in rows()), sorted(METHODS))

    def test_the_methods_marked_as_missing_are_those_that_are_404(self):
        absent = {python for python, roster in rows() if roster == "no"}
        self.assertEqual(absent, {operation.method for operation in NOT_OFFERED})
