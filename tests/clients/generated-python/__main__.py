"""Generates the client, and runs all tests: `python tests/clients/generated-python`. Arguments go to unittest."""

import pathlib
import subprocess
import sys
import unittest

FOLDER = pathlib.Path(__file__).parent
DOCUMENT = FOLDER.parents[2] / ".tools" / "docs" / "openapi.json"

sys.path.append(str(FOLDER.parent))
import shared.environment  # noqa: E402, F401  ends the run with an error if a variable is missing


def generate():
    """Writes the package `roster_client` from the bundled document (`scripts/openapi bundle .tools/docs/openapi.json`)."""
    program = pathlib.Path(sys.executable).parent / "openapi-python-client"
    target = FOLDER / "generated" / "roster_client"
    target.parent.mkdir(exist_ok=True)
    done = subprocess.run(
        [program, "generate", "--path", DOCUMENT, "--output-path", target, "--overwrite", "--meta", "none",
         "--config", FOLDER / "config.yaml"],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", check=False,
    )
    if done.returncode != 0 or "WARNING" in done.stdout:
        sys.exit(f"openapi-python-client: {done.stdout}")


generate()
sys.path.append(str(FOLDER / "generated"))
unittest.main(module=None, argv=[sys.argv[0], "discover", "-s", str(FOLDER), *sys.argv[1:]])
