"""Directus with PostgreSQL; a server calls its API with a static token of an administrator."""

import secrets
import subprocess
from pathlib import Path

from peers.better_auth import FOLDER, columns_of
from peers.process import Processes, call, environment, free_port, node, npm_package

PASSWORD = "correct horse battery"
"""Its ids of users are UUIDs."""
UUID = "00000000-0000-4000-8000-"


def start(processes: Processes, postgres, people: Path) -> dict:
    version, port, token = npm_package("directus")["version"], free_port(), secrets.token_hex(16)
    base, data = f"http://127.0.0.1:{port}", processes.path("directus")
    for folder in ("uploads", "extensions"):
        (data / folder).mkdir()
    # Extensions are packages that this one names.
    (data / "package.json").write_text('{"name": "peers", "dependencies": {}}')
    postgres.database("directus")
    env = {
        "NODE_ENV": "production", "HOST": "127.0.0.1", "PORT": str(port), "PUBLIC_URL": base, "SECRET": secrets.token_hex(32),
        "DB_CLIENT": "pg", "DB_HOST": "127.0.0.1", "DB_PORT": str(postgres.port), "DB_DATABASE": "directus", "DB_USER": "peers",
        "DB_PASSWORD": "none", "ADMIN_EMAIL": "admin@example.com", "ADMIN_PASSWORD": PASSWORD, "ADMIN_TOKEN": token,
        "TELEMETRY": "false", "LOG_LEVEL": "warn", "STORAGE_LOCAL_ROOT": str(data / "uploads"),
        "EXTENSIONS_PATH": str(data / "extensions"),
        # By default an IP address may sign up five times a minute, and a sign-up takes at least 750 ms, so that the time does not
        # show who has an account. The work is measured, not the wait.
        "RATE_LIMITER_REGISTRATION_ENABLED": "false", "REGISTER_STALL_TIME": "0",
    }
    program = [node(), FOLDER / "node_modules/directus/cli.js"]
    log = (processes.folder / "directus-bootstrap.log").open("w")
    subprocess.run([*program, "bootstrap"], check=True, cwd=data, env=environment(env), stdout=log, stderr=log)
    server = processes.start("directus", [*program, "start"], env, cwd=data)
    processes.wait_for("directus", server, port)
    headers = {"authorization": f"Bearer {token}"}
    _, role = call("POST", f"{base}/roles", {"name": "Users"}, headers)
    call("PATCH", f"{base}/settings", {
        "public_registration": True, "public_registration_verify_email": False, "public_registration_role": role["data"]["id"],
    }, headers)
    call("POST", f"{base}/users/register", {"email": "first@example.com", "password": PASSWORD, "first_name": "First"})
    columns = postgres.run("directus", """SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns
        WHERE table_name = 'directus_users' AND column_name NOT IN ('id', 'first_name', 'last_name', 'email')""")
    postgres.fill("directus", people, f"""
        INSERT INTO directus_users (id, first_name, last_name, email, {columns})
            SELECT ('{UUID}' || people.id)::uuid, split_part(people.name, ' ', 1), split_part(people.name, ' ', 2), people.email,
                   {columns_of("first", columns)}
            FROM people, directus_users AS first WHERE first.email = 'first@example.com'""")
    _, argon, version_of_argon, costs, *_ = postgres.run(
        "directus", "SELECT password FROM directus_users WHERE email = 'first@example.com'").split("$")
    found = '"email":"{email}"'
    return {
        "name": "Directus", "version": version, "from": "npm", "base": base, "database": f"PostgreSQL {postgres.version}",
        "processes": "1, Node", "hash": f"{argon}, {costs}", "headers": headers,
        "calls": {
            "get": {"method": "GET", "path": f"/users/{UUID}{{id}}", "contains": found},
            "list": {"method": "GET", "path": "/users?limit=25", "contains": '"email":', "times": 25},
            "find": {"method": "GET", "path": "/users?limit=25&filter%5Bemail%5D%5B_eq%5D={emailurl}", "contains": found},
            "search": {"method": "GET", "path": "/users?limit=25&search={emailurl}", "contains": found},
            "update": {"method": "PATCH", "path": f"/users/{UUID}{{id}}", "body": {"first_name": "Ann Lee {fresh}"},
                       "contains": '"first_name":"Ann Lee {fresh}"'},
            "signup": {"method": "POST", "path": "/users/register", "anonymous": True, "status": 204,
                       "body": {"email": "new.{fresh}@example.net", "password": PASSWORD, "first_name": "Ann Lee {fresh}"}},
        },
        "said": {"get": "GET users/{id}", "list": "GET users?limit=25", "find": "the same with filter[email][_eq]",
                 "search": "the same with search=...", "update": "PATCH users/{id}", "signup": "POST users/register"},
    }
