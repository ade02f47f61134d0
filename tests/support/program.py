"""The real program, started as a user starts it, on free ports and a data directory of its own."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import requests

_FREE_PORTS = {
    "TO11_API__PORT": "0",
    "TO11_GATEWAY__PORT": "0",
    "TO11_COLLECTOR__GRPC_PORT": "0",
    "TO11_COLLECTOR__HTTP_PORT": "0",
}
_START_SECONDS = 60


class Program:
    """`to11 init` and `to11 serve` in `directory`; settings are given as environment variables."""

    def __init__(self, directory: Path, **settings: str) -> None:
        self.directory = directory
        self.data_dir = directory / "data"
        self.environ = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("TO11_", "OTEL_"))},
            **_FREE_PORTS,
            "TO11_DATA_DIR": str(self.data_dir),
            "TO11_LOG__FORMAT": "json",
            **settings,
        }
        self._ready_file = directory / "ready.json"
        self._log = directory / "log.txt"
        self._process: subprocess.Popen[bytes] | None = None
        self.running: dict[str, Any] = {}

    def __enter__(self) -> Self:
        first = json.loads(self.run("init", "--json"))
        self.api_key: str = first["apiKey"]
        self.key_id: str = first["keyId"]
        self.project_id: str = first["projectId"]
        self.workspace_id: str = first["workspaceId"]
        self.organization_id: str = first["organizationId"]
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def run(self, *arguments: str) -> str:
        """A verb's standard output; fails the caller when the verb fails."""
        done = self.attempt(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def attempt(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """A verb, however it ends."""
        command = [sys.executable, "-m", "to11", *arguments]
        return subprocess.run(command, env=self.environ, capture_output=True, text=True, timeout=90, check=False)

    def new_project(self, name: str, *scopes: str, key: str | None = None) -> tuple[str, str]:
        """The id of a new project with nothing in it, and a key of that project with these scopes (named `key`)."""
        project_id = str(json.loads(self.run("projects", "create", name, "--json"))["id"])
        given = [part for scope in scopes for part in ("--scope", scope)]
        made = self.run("keys", "create", "--name", key or name, "--project", project_id, *given, "--json")
        return project_id, str(json.loads(made)["apiKey"])

    def start(self) -> None:
        """Serve; returns when the ready file is there."""
        self._ready_file.unlink(missing_ok=True)
        command = [sys.executable, "-m", "to11", "serve", "--ready-file", str(self._ready_file)]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, env=self.environ, stdout=log, stderr=log)
        deadline = time.monotonic() + _START_SECONDS
        while not self._ready_file.exists():
            assert self._process.poll() is None, self.log()
            assert time.monotonic() < deadline, self.log()
            time.sleep(0.02)
        self.refresh()

    def refresh(self) -> None:
        """Read the ready file again, after a child was restarted."""
        self.running = json.loads(self._ready_file.read_text())

    def await_children(self, within: float = 30.0) -> None:
        """Wait until every child that died has been replaced."""
        before = {self.core_pid, *self.edge_pids}
        deadline = time.monotonic() + within
        while True:
            self.refresh()
            pids = {self.core_pid, *self.edge_pids}
            if pids != before and all(Path(f"/proc/{pid}").exists() for pid in pids):
                return
            assert time.monotonic() < deadline, self.log()
            time.sleep(0.02)

    def await_api(self, within: float = 30.0) -> None:
        """Wait until the API answers, whatever was killed."""
        deadline = time.monotonic() + within
        while True:
            try:
                if requests.get(f"{self.api}/ready", timeout=5).status_code == 200:
                    self.refresh()
                    return
            except requests.RequestException:
                pass
            assert time.monotonic() < deadline, self.log()[-3000:]
            time.sleep(0.05)

    def stop(self, number: int = signal.SIGTERM) -> int:
        """End the supervisor with a signal; its exit status."""
        if self._process is None:
            return 0
        if self._process.poll() is None:
            self._process.send_signal(number)
        status = self._process.wait(120)
        self._process = None
        return status

    @property
    def is_running(self) -> bool:
        return self._process is not None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def log(self) -> str:
        return self._log.read_text("utf-8", "replace") if self._log.exists() else ""

    @property
    def api(self) -> str:
        return str(self.running["api"])

    @property
    def gateway(self) -> str:
        return str(self.running["gateway"])

    @property
    def otlp_http(self) -> str:
        return str(self.running["otlpHttp"])

    @property
    def otlp_grpc(self) -> str:
        return str(self.running["otlpGrpc"])

    @property
    def core_pid(self) -> int:
        return int(self.running["pids"]["core"])

    @property
    def edge_pids(self) -> list[int]:
        return [int(pid) for pid in self.running["pids"]["edge"]]

    def port(self, name: str) -> int:
        """The port of `api`, `gateway`, `otlpHttp` or `otlpGrpc`."""
        address = str(self.running[name])
        return int(urlsplit(address if "//" in address else f"//{address}").port or 0)

    def token(self) -> str:
        """A collector token for the first project."""
        answer = requests.post(f"{self.api}/v1/ingest-token/exchange", json={"credential": self.api_key}, timeout=30)
        answer.raise_for_status()
        return str(answer.json()["token"])

    def get(self, path: str, **parameters: str) -> requests.Response:
        """A query below the first project, for example `get("traces", limit="5")`."""
        url = f"{self.api}/v1/projects/{self.project_id}/{path}"
        return requests.get(url, params=parameters, headers={"authorization": f"Bearer {self.api_key}"}, timeout=60)

    def trace(self, trace_id: str, *, at_least: int = 1, within: float = 15.0, every: float = 0.05) -> dict[str, Any]:
        """A trace, once it holds so many spans; asks `every` so many seconds."""
        deadline = time.monotonic() + within
        found: dict[str, Any] = {"spans": []}
        while time.monotonic() < deadline:
            answer = self.get(f"traces/{trace_id}")
            if answer.status_code == 200:
                found = answer.json()["data"]
                if len(found["spans"]) >= at_least:
                    return found
            else:
                assert answer.status_code == 404, answer.text
            time.sleep(every)
        raise AssertionError(f"{len(found['spans'])} of {at_least} spans of trace {trace_id}\n{self.log()[-3000:]}")

    def otlp(self, trace_id: str) -> dict[str, Any]:
        """A trace as OTLP/JSON."""
        answer = self.get(f"traces/{trace_id}", format="otlp")
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found
