"""Processes whose ids are kept, and small requests to them."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
"""How long a service may take to start, in seconds: on a busy machine some need a minute."""
START = 180


def note(text: str) -> None:
    print(f"peers: {text}", file=sys.stderr, flush=True)


def free_port() -> int:
    """A port below those that the system gives out by itself: a service may take a minute until it listens."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as listener:
            if listener.connect_ex(("127.0.0.1", port)) != 0:
                return port


def npm_package(name: str) -> dict:
    """The package.json of an installed package."""
    path = ROOT / "tests/peers/node_modules" / name / "package.json"
    if not path.exists():
        raise FileNotFoundError(f"{name} is not installed: scripts/install-tools peers")
    return json.loads(path.read_text())


def node() -> str:
    """The Node that is installed beside the packages: some need a newer one than the machine may have."""
    found = list((ROOT / "tests/peers/node_modules").glob("node-linux-*/bin/node"))
    if not found:
        raise FileNotFoundError("Node is not installed: scripts/install-tools peers")
    return str(found[0])


def environment(own: dict) -> dict:
    """The environment of a process: what programs need of ours, and its own variables."""
    kept = ("PATH", "HOME", "LANG", "TMPDIR", "TZ")
    return {**{name: os.environ[name] for name in kept if name in os.environ}, **own}


class Processes:
    """What was started, to be stopped in reverse order."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._running: list[tuple[subprocess.Popen, signal.Signals]] = []

    def path(self, name: str) -> Path:
        """A folder for the data of one service."""
        path = self.folder / name
        path.mkdir(parents=True)
        return path

    def start(self, name: str, command: list, env: dict | None = None, stop: signal.Signals = signal.SIGTERM, **options):
        """Starts a process in a session of its own; its output goes to a file in the folder."""
        log = open(self.folder / f"{name}.log", "ab")
        process = subprocess.Popen(
            [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            env=environment(env or {}), start_new_session=True, **options,
        )
        self._running.append((process, stop))
        return process

    def wait_for(self, name: str, process: subprocess.Popen, port: int) -> None:
        """Waits until the process listens."""
        end = time.monotonic() + START
        while time.monotonic() < end:
            if process.poll() is not None:
                break
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.1)
        log = (self.folder / f"{name}.log").read_text(errors="replace").strip().splitlines()
        raise RuntimeError(f"{name} did not start: {log[-1] if log else 'no output'}")

    @staticmethod
    def retry(name: str, is_ready) -> None:
        """Waits until the function returns true."""
        end = time.monotonic() + START
        while not is_ready():
            if time.monotonic() > end:
                raise RuntimeError(f"{name} is not ready")
            time.sleep(0.1)

    def stop(self) -> None:
        for process, by in reversed(self._running):
            if process.poll() is None:
                process.send_signal(by)
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def call(method: str, url: str, body=None, headers: dict | None = None, expect: tuple = (200, 201, 204)):
    """One request with a JSON body; the status is checked. Returns the response's headers and its JSON."""
    data = None if body is None else json.dumps(body).encode()
    head = {"content-type": "application/json", **(headers or {})}
    request = urllib.request.Request(url, data=data, method=method, headers=head)
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            status, text, got = response.status, response.read(), response.headers
    except urllib.error.HTTPError as error:
        status, text, got = error.code, error.read(), error.headers
    if status not in expect:
        raise RuntimeError(f"{method} {url.split('?')[0]} responded with {status}: {text[:300]!r}")
    return got, json.loads(text) if text else None
