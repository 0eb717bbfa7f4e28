"""better-auth, a library for Node, with PostgreSQL; an administrator calls the admin plugin with a session cookie."""

import re
import secrets
import subprocess
from pathlib import Path

from peers.process import ROOT, Processes, call, free_port, node, npm_package, environment

PASSWORD = "correct horse battery"
FOLDER = ROOT / "tests/peers"


def start(processes: Processes, postgres, people: Path) -> dict:
    version, port = npm_package("better-auth")["version"], free_port()
    env = {"DATABASE_URL": postgres.database("better_auth"), "PORT": str(port), "SECRET": secrets.token_hex(32), "NODE_ENV": "production"}
    subprocess.run([node(), "better-auth.mjs", "migrate"], check=True, cwd=FOLDER, env=environment(env), stdout=subprocess.DEVNULL)
    server = processes.start("better-auth", [node(), "better-auth.mjs"], env, cwd=FOLDER)
    processes.wait_for("better-auth", server, port)
    base = f"http://127.0.0.1:{port}"
    auth, origin = f"{base}/api/auth", {"origin": base}
    head, _ = call("POST", f"{auth}/sign-up/email", {"name": "First", "email": "first@example.com", "password": PASSWORD}, origin)
    cookie = "; ".join(re.match(r"[^;]+", line)[0] for line in head.get_all("set-cookie"))
    postgres.run("better_auth", """UPDATE "user" SET role = 'admin' WHERE email = 'first@example.com'""")
    columns = postgres.run("better_auth", """SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns
        WHERE table_name = 'user' AND column_name NOT IN ('id', 'name', 'email', 'role')""")
    accounts = postgres.run("better_auth", """SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns
        WHERE table_name = 'account' AND column_name NOT IN ('id', 'accountId', 'userId')""")
    postgres.fill("better_auth", people, f"""
        INSERT INTO "user" (id, name, email, role, {columns})
            SELECT people.id, people.name, people.email, 'user', {columns_of("first", columns)}
            FROM people, "user" AS first WHERE first.email = 'first@example.com';
        INSERT INTO account (id, "accountId", "userId", {accounts})
            SELECT people.id, people.id, people.id, {columns_of("first", accounts)} FROM people, account AS first""")
    stored = postgres.run("better_auth", "SELECT length(password) FROM account LIMIT 1")
    assert stored == "161", "the hash is no longer that of scrypt with 64 bytes"
    path = "/api/auth/admin"
    find = f"{path}/list-users?limit=25&searchField=email&searchValue={{emailurl}}"
    return {
        "name": "better-auth", "version": version, "from": "npm", "base": base, "database": f"PostgreSQL {postgres.version}",
        "processes": "1, Node", "hash": "scrypt, N 16,384, r 16, p 1", "headers": {"cookie": cookie, **origin},
        "calls": {
            "get": {"method": "GET", "path": f"{path}/get-user?id={{id}}", "contains": '"email":"{email}"'},
            "list": {"method": "GET", "path": f"{path}/list-users?limit=25", "contains": '"emailVerified":', "times": 25},
            "find": {"method": "GET", "contains": '"email":"{email}"',
                     "path": f"{path}/list-users?limit=25&filterField=email&filterOperator=eq&filterValue={{emailurl}}"},
            "search": {"method": "GET", "path": f"{find}&searchOperator=contains", "contains": '"email":"{email}"'},
            "update": {"method": "POST", "path": f"{path}/update-user", "contains": '"name":"Ann Lee {fresh}"',
                       "body": {"userId": "{id}", "data": {"name": "Ann Lee {fresh}"}}},
            "signup": {"method": "POST", "path": "/api/auth/sign-up/email", "contains": '"name":"Ann Lee {fresh}"', "anonymous": True,
                       "body": {"name": "Ann Lee {fresh}", "email": "new.{fresh}@example.net", "password": PASSWORD}},
        },
        "said": {"get": "GET admin/get-user", "list": "GET admin/list-users", "find": "the same with filterField=email, eq",
                 "search": "the same with searchField=email, contains", "update": "POST admin/update-user",
                 "signup": "POST sign-up/email; signs in, too"},
    }


def columns_of(table: str, columns: str) -> str:
    return ", ".join(f"{table}.{column.strip()}" for column in columns.split(","))
