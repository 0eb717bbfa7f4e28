"""Glewlwyd, from Debian's packages, with SQLite: a server calls its admin API with an API key."""

import re
from pathlib import Path

from peers import sqlite
from peers.process import ROOT, Processes, call, free_port

PASSWORD = "correct horse battery"
DEBIAN = ROOT / ".tools/peers/debian"
CONFIG = """
port={port}
bind_address="127.0.0.1"
external_url="http://127.0.0.1:{port}"
api_prefix="api"
static_files_path="{data}/none/"
log_mode="file"
log_level="WARNING"
log_file="{data}/log"
cookie_domain="127.0.0.1"
cookie_secure=1
session_expiration=2419200
session_key="GLEWLWYD2_SESSION_ID"
admin_session_authentication="cookie,api_key"
admin_scope="g_admin"
profile_scope="g_profile"
user_module_path="{debian}/usr/lib/glewlwyd/user"
user_middleware_module_path="{data}/none"
client_module_path="{debian}/usr/lib/glewlwyd/client"
user_auth_scheme_module_path="{debian}/usr/lib/glewlwyd/scheme"
plugin_module_path="{debian}/usr/lib/glewlwyd/plugin"
hash_algorithm="SHA512"
database = {{ type = "sqlite3" path = "{data}/glewlwyd.db" }};
"""


def start(processes: Processes, _postgres, people: Path) -> dict:
    if not (DEBIAN / "version").exists():
        raise FileNotFoundError("Glewlwyd is not installed: scripts/install-tools peers (needs apt-get)")
    data, port = processes.path("glewlwyd"), free_port()
    (data / "none").mkdir()
    tables = DEBIAN / "usr/share/dbconfig-common/data/glewlwyd/install/sqlite3"
    sqlite.script(data / "glewlwyd.db", tables.read_text())
    (data / "glewlwyd.conf").write_text(CONFIG.format(port=port, data=data, debian=DEBIAN))
    libraries = ":".join(str(path) for path in (DEBIAN / "usr/lib").glob("*-linux-gnu"))
    command = [DEBIAN / "usr/bin/glewlwyd", f"--config-file={data}/glewlwyd.conf"]
    server = processes.start("glewlwyd", command, {"LD_LIBRARY_PATH": libraries})
    processes.wait_for("glewlwyd", server, port)
    base = f"http://127.0.0.1:{port}"
    head, _ = call("POST", f"{base}/api/auth/", {"username": "admin", "password": "password"})
    cookie = re.match(r"[^;]+", head["set-cookie"])[0]
    _, made = call("POST", f"{base}/api/key/", headers={"cookie": cookie})
    headers = {"authorization": f"token {made['key']}"}
    new = {"name": "First", "email": "first@example.com", "password": PASSWORD, "scope": ["g_profile"], "enabled": True}
    call("POST", f"{base}/api/user/", {"username": "first", **new}, headers)
    first = "(SELECT gu_id FROM g_user WHERE gu_username = 'first')"
    sqlite.fill(data / "glewlwyd.db", people, [
        "INSERT INTO g_user (gu_username, gu_name, gu_email, gu_enabled) SELECT id, name, email, 1 FROM people",
        f"""INSERT INTO g_user_scope_user (gu_id, gus_id) SELECT gu_id, gus_id FROM g_user, people,
            (SELECT gus_id FROM g_user_scope_user WHERE gu_id = {first}) WHERE gu_username = id""",
        f"""INSERT INTO g_user_password (gu_id, guw_password) SELECT gu_id, guw_password FROM g_user, people,
            (SELECT guw_password FROM g_user_password WHERE gu_id = {first}) WHERE gu_username = id""",
    ])
    stored = sqlite.value(data / "glewlwyd.db", f"SELECT guw_password FROM g_user_password WHERE gu_id = {first}")
    path = "/api/user/"
    return {
        "name": "Glewlwyd", "version": (DEBIAN / "version").read_text().strip(), "from": "Debian glewlwyd", "base": base,
        "database": "SQLite", "processes": "1, C, all CPUs", "headers": headers,
        "hash": f"PBKDF2-SHA256, {int(stored.split(',')[1]):,} iterations",
        "calls": {
            "get": {"method": "GET", "path": f"{path}{{id}}", "contains": '"email":"{email}"'},
            "list": {"method": "GET", "path": f"{path}?limit=25", "contains": '"username":', "times": 25},
            "search": {"method": "GET", "path": f"{path}?limit=25&pattern={{emailurl}}", "contains": '"email":"{email}"'},
            "update": {"method": "PUT", "path": f"{path}{{id}}", "body": {"name": "Ann Lee {fresh}"}},
            "signup": {"method": "POST", "path": path,
                       "body": {**new, "username": "new{fresh}", "name": "Ann Lee {fresh}", "email": "new.{fresh}@example.net"}},
        },
        "said": {"get": "GET user/{username}", "list": "GET user/?limit=25", "find": "no such endpoint",
                 "search": "GET user/?pattern=...", "update": "PUT user/{username}", "signup": "POST user/, by the server"},
    }
