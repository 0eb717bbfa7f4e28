"""Starts user services of others with the same users in each, for `make bench PARTS=peers`, and stops them again.

    python3 tests/peers/start.py FOLDER PEOPLE [NAME ...]

FOLDER gets their data. PEOPLE is a CSV file without a head: id (twelve hexadecimal digits), name, email. Each service is started,
gets one user through its own sign-up (so the sign-up is known to work, and its password hash is the service's own), and then all
of PEOPLE as copies of the stored user with other ids, names and emails. For each one that runs, one line of JSON is printed: what
it is, and the request for each row of the table. In the requests {id}, {name}, {email}, {emailurl} are those of a person, and
{fresh} is a number that no request had before. The services stop when the standard input is closed.
"""

import json
import sys
import traceback
from pathlib import Path

from peers import better_auth, directus, glewlwyd, parse_server, pocketbase
from peers.postgres import Postgres
from peers.process import Processes, note

SERVICES = {
    "PocketBase": pocketbase.start,
    "Glewlwyd": glewlwyd.start,
    "better-auth": better_auth.start,
    "Directus": directus.start,
    "Parse Server": parse_server.start,
}


def main() -> int:
    folder, people = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    chosen = sys.argv[3:] or list(SERVICES)
    processes = Processes(folder)
    try:
        postgres = Postgres(processes)
        for name in chosen:
            note(f"starting {name} ...")
            try:
                about = SERVICES[name](processes, postgres, people)
            except Exception as cause:
                traceback.print_exc()
                about = {"name": name, "missing": f"{type(cause).__name__}: {cause}".splitlines()[0]}
            print(json.dumps(about), flush=True)
        print(json.dumps({"ready": True}), flush=True)
        sys.stdin.read()
    finally:
        processes.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
