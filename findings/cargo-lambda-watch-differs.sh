#!/bin/sh
# Software: cargo-lambda 1.9.2 (PyPI), with the cargo that is installed
#
# A good engineer would guess: The event that `cargo lambda watch` gives a function has the values that AWS gives, as
# both follow payload format 2.0. A function that answers in that format as AWS documents it, with statusCode, headers
# and body, or with any other JSON, works with watch, too.
#
# Behaviour: The fields of the event are the same, some values are not: a header that is sent twice arrives with its
# first value only (AWS joins the values with commas), userAgent is always "cargo-lambda", and timeEpoch counts
# seconds (AWS: milliseconds). A response without the field `cookies`, which AWS has as optional, is answered with
# 500; headers and body may be absent.
#
# Why it matters: lambda_http always writes `cookies`, so a function on lambda_runtime alone works on AWS and fails on
# the laptop, with an error that names neither the field nor the function. Code that divides timeEpoch by 1000 is
# right on AWS and in January 1970 on the laptop, and the joined form of headers is never seen there.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check "cargo-lambda==${VERSION:-1.9.2}" || exit 2
mkdir src
printf '[package]\nname = "function"\nversion = "0.0.0"\nedition = "2021"\n' > Cargo.toml
printf 'fn main() {}\n' > src/main.rs
cat > finding.py <<'PYTHON'
import http.client, json, socket, subprocess, threading, time

with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]

def http_call(method, path, body=None, headers=()):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.putrequest(method, path)
    for name, value in headers:
        connection.putheader(name, value)
    if body is not None:
        connection.putheader("content-length", str(len(body)))
    connection.endheaders(body)
    response = connection.getresponse()
    return response, response.read()

def function(answer, events):
    """Plays the function once: takes an event from the Runtime API and answers it."""
    response, event = http_call("GET", "/.rt/function/2018-06-01/runtime/invocation/next")
    events.append(json.loads(event))
    request = response.getheader("lambda-runtime-aws-request-id")
    http_call("POST", f"/.rt/function/2018-06-01/runtime/invocation/{request}/response", json.dumps(answer).encode())

def call(answer, headers=()):
    """Calls the function by its URL. Returns the event that it received, the status and the body of the response."""
    events = []
    thread = threading.Thread(target=function, args=(answer, events), daemon=True)
    thread.start()
    response, body = http_call("GET", "/lambda-url/function/users", headers=headers)
    thread.join(30)
    return events[0], response.status, body.decode()

watch = subprocess.Popen(["venv/bin/cargo-lambda", "lambda", "watch", "--only-lambda-apis",
                          "--invoke-address", "127.0.0.1",  # check-words: allow a name of theirs
                          "--invoke-port", str(port)],
                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
try:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    event, _, _ = call({"statusCode": 200, "cookies": []},
                       [("user-agent", "my-client/1.0"), ("x-tag", "one"), ("x-tag", "two")])
    context = event["requestContext"]
    print("x-tag:", event["headers"]["x-tag"])
    print("userAgent:", context["http"]["userAgent"])
    print("timeEpoch:", "seconds" if abs(context["timeEpoch"] - time.time()) < 3600 else "milliseconds")
    for answer in ({"statusCode": 200, "headers": {"content-type": "text/plain"}, "body": "hello"}, {"message": "hello"},
                   {"statusCode": 200, "cookies": [], "body": "hello"}):
        print(json.dumps(answer), "->", call(answer)[1])
finally:
    watch.terminate()
    watch.wait(10)
PYTHON
seen=$(venv/bin/python finding.py) || exit 2
expected='x-tag: one
userAgent: cargo-lambda
timeEpoch: seconds
{"statusCode": 200, "headers": {"content-type": "text/plain"}, "body": "hello"} -> 500
{"message": "hello"} -> 500
{"statusCode": 200, "cookies": [], "body": "hello"} -> 200'
echo "$seen"
if [ "$seen" = "$expected" ]; then echo "as noted"; else echo "CHANGED, noted was:"; echo "$expected"; exit 1; fi
