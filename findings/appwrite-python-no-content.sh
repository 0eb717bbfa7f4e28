#!/bin/sh
# Software: appwrite 27.0.0 (PyPI)
#
# A good engineer would guess: users.delete(id) returns when the server answers 204 No Content. Every failure is an
# AppwriteException.
#
# Behaviour: A 204 response without a Content-Type header makes it raise KeyError('content-type'), after the user has
# been deleted. The client reads that header of every response without asking whether it is present, and reads it once
# more in the handler that would have made an AppwriteException. So `except AppwriteException` does not catch it.
#
# Why it matters: A response without a body needs no Content-Type, and proxies, gateways and servers that speak
# Appwrite's API leave it out. A script that deletes a list of users stops after the first one, and when it is run
# again the server reports that this user does not exist.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check "appwrite==${VERSION:-27.0.0}" || exit 2
cat > finding.py <<'PYTHON'
import http.server, sys, threading
from appwrite.client import Client
from appwrite.services.users import Users

class Stub(http.server.BaseHTTPRequestHandler):
    """Answers every DELETE with 204 and no Content-Type."""
    def do_DELETE(self):
        print("server: 204 to", self.command, self.path)
        self.send_response(204)
        self.end_headers()
    def log_message(self, *_):
        pass

server = http.server.HTTPServer(("127.0.0.1", 0), Stub)
threading.Thread(target=server.serve_forever, daemon=True).start()
client = Client().set_endpoint(f"http://127.0.0.1:{server.server_port}/v1").set_project("demo").set_key("none")
try:
    print("client: returned", Users(client).delete("ada"))
except Exception as error:
    print("client: raised", repr(error))
PYTHON
seen=$(venv/bin/python finding.py) || exit 2
expected="server: 204 to DELETE /v1/users/ada
client: raised KeyError('content-type')"
echo "$seen"
if [ "$seen" = "$expected" ]; then echo "as noted"; else echo "CHANGED, noted was:"; echo "$expected"; exit 1; fi
