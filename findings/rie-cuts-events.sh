#!/bin/sh
# Software: the Runtime Interface Emulator of AWS, as shipped in aws-sam-cli 1.170.0 (PyPI)
#
# A good engineer would guess: Lambda rejects an event of more than 6 MB before the function is called. The emulator
# speaks for Lambda, so it rejects the event as well, or passes it on as it is.
#
# Behaviour: The emulator passes on the first 6,291,556 bytes and drops the rest. The answer to the sender is 200, and
# no log has a word of it. The function gets JSON that ends in the middle of a string.
#
# Why it matters: A test of a limit for large requests passes with the emulator for the wrong reason, or fails with an
# error of the JSON parser that nobody will see on AWS. It must look at what arrived, not at the status.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM
cd "$work"
case $(uname -s)-$(uname -m) in
    Linux-x86_64) name=x86_64 ;;
    Linux-aarch64) name=arm64 ;;
    *) exit 2 ;;
esac
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check "aws-sam-cli==${VERSION:-1.170.0}" || exit 2
# A function that answers with the number of bytes of its event.
cat > bootstrap <<PYTHON
#!$work/venv/bin/python
import http.client, os
api = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
while True:
    api.request("GET", "/2018-06-01/runtime/invocation/next")
    event = api.getresponse()
    arrived, id = len(event.read()), event.headers["Lambda-Runtime-Aws-Request-Id"]
    api.request("POST", f"/2018-06-01/runtime/invocation/{id}/response", str(arrived))
    api.getresponse().read()
PYTHON
chmod +x bootstrap
cat > finding.py <<'PYTHON'
import socket, subprocess, sys, time, urllib.request
def free():
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{any_port.getsockname()[1]}"
front, runtime = free(), free()
events_at = "--runtime-interface-emulator-address"  # check-words: allow an option of the emulator
runtime_at = "--runtime-api-address"  # check-words: allow an option of the emulator
emulator = subprocess.Popen([sys.argv[1], events_at, front, runtime_at, runtime, sys.argv[2]],
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
try:
    for size in 6_000_000, 6_291_556, 6_291_557, 20_000_000:
        event = b'"' + b"a" * (size - 2) + b'"'
        for _ in range(100):
            try:
                answer = urllib.request.urlopen(f"http://{front}/2015-03-31/functions/function/invocations", event, 60)
                break
            except ConnectionError:
                time.sleep(0.1)
            except urllib.error.URLError as error:
                if not isinstance(error.reason, ConnectionError):
                    raise
                time.sleep(0.1)
        print(f"{size:,} bytes sent: status {answer.status}, {int(answer.read()):,} arrived")
finally:
    emulator.terminate()
PYTHON
program=$(echo venv/lib/python3*/site-packages/samcli/local/rapid/aws-lambda-rie-$name)
seen=$(venv/bin/python finding.py "$program" "$work/bootstrap") || exit 2
expected='6,000,000 bytes sent: status 200, 6,000,000 arrived
6,291,556 bytes sent: status 200, 6,291,556 arrived
6,291,557 bytes sent: status 200, 6,291,556 arrived
20,000,000 bytes sent: status 200, 6,291,556 arrived'
echo "$seen"
if [ "$seen" = "$expected" ]; then echo "as noted"; else echo "CHANGED, noted was:"; echo "$expected"; exit 1; fi
