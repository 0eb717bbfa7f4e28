"""Parse Server with PostgreSQL; a server calls its REST API with the master key."""

import secrets
from pathlib import Path

from peers.better_auth import FOLDER, columns_of
from peers.process import Processes, call, free_port, node, npm_package

PASSWORD = "correct horse battery"


def start(processes: Processes, postgres, people: Path) -> dict:
    version, port, key = npm_package("parse-server")["version"], free_port(), secrets.token_hex(16)
    env = {"DATABASE_URL": postgres.database("parse_server"), "PORT": str(port), "MASTER_KEY": key, "NODE_ENV": "production"}
    # It writes a few lines into ./logs when it starts.
    server = processes.start("parse-server", [node(), FOLDER / "parse-server.mjs"], env, cwd=processes.path("parse-server"))
    processes.wait_for("parse-server", server, port)
    base, users = f"http://127.0.0.1:{port}", "/parse/users"
    app = {"x-parse-application-id": "peers"}
    headers = {**app, "x-parse-master-key": key}
    new = {"username": "first@example.com", "email": "first@example.com", "password": PASSWORD, "name": "First"}
    call("POST", base + users, new, app)
    columns = postgres.run("parse_server", """SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns
        WHERE table_name = '_User' AND column_name NOT IN ('objectId', 'username', 'name', 'email')""")
    postgres.fill("parse_server", people, f"""
        INSERT INTO "_User" ("objectId", username, name, email, {columns})
            SELECT people.id, people.email, people.name, people.email, {columns_of("first", columns)}
            FROM people, "_User" AS first WHERE first.email = 'first@example.com'""")
    stored = postgres.run("parse_server", """SELECT _hashed_password FROM "_User" LIMIT 1""")
    found = '"email":"{email}"'
    return {
        "name": "Parse Server", "version": version, "from": "npm", "base": base, "database": f"PostgreSQL {postgres.version}",
        "processes": "1, Node", "hash": f"bcrypt, cost {stored.split('$')[2]}", "headers": headers,
        "calls": {
            "get": {"method": "GET", "path": f"{users}/{{id}}", "contains": found},
            "list": {"method": "GET", "path": f"{users}?limit=25", "contains": '"objectId":', "times": 25},
            "find": {"method": "GET", "path": f"{users}?where=%7B%22email%22%3A%22{{emailurl}}%22%7D", "contains": found},
            "search": {"method": "GET", "contains": found,
                       "path": f"{users}?limit=25&where=%7B%22email%22%3A%7B%22%24regex%22%3A%22{{emailurl}}%22%7D%7D"},
            "update": {"method": "PUT", "path": f"{users}/{{id}}", "body": {"name": "Ann Lee {fresh}"}, "contains": '"updatedAt":'},
            "signup": {"method": "POST", "path": users, "contains": '"objectId":', "anonymous": True,
                       "body": {**new, "username": "new.{fresh}@example.net", "email": "new.{fresh}@example.net", "name": "Ann Lee {fresh}"}},
        },
        "anonymous": app,
        "said": {"get": "GET users/{id}", "list": "GET users?limit=25", "find": "the same with where email is",
                 "search": "the same with where email matches $regex", "update": "PUT users/{id}", "signup": "POST users; signs in, too"},
    }
