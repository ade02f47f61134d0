"""A provider's key in the real program: it reaches the provider, and nothing that is written or said holds it."""

import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import requests

from support.program import Program

SETTING = "sk-from-a-setting-of-ours"
VARIABLE = "sk-from-the-environment-of-ours"
ANSWER = (
    b'{"id":"c","object":"chat.completion","model":"m","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":1}}'
)


class _Provider(ThreadingHTTPServer):
    """Keeps the credentials that it was sent."""

    daemon_threads = True

    def __init__(self) -> None:
        self.seen: list[tuple[str | None, str | None]] = []
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Provider

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.server.seen.append((self.headers["authorization"], self.headers["x-api-key"]))
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(ANSWER)))
        self.end_headers()
        self.wfile.write(ANSWER)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
        """Stay silent."""


@pytest.fixture
def provider() -> Iterator[_Provider]:
    with _Provider() as server:
        thread = threading.Thread(target=server.serve_forever, name="provider", daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_keys_of_ours(tmp_path: Path, provider: _Provider) -> None:
    address = f"http://127.0.0.1:{provider.server_port}/v1"
    settings = {
        "TO11_GATEWAY__USE_PROVIDER_KEYS": "true",
        "TO11_LOG__LEVEL": "debug",
        "TO11_PROVIDERS__OPENAI__BASE_URL": address,
        "TO11_PROVIDERS__OPENAI__API_KEY": SETTING,
        "TO11_PROVIDERS__ANTHROPIC__BASE_URL": address,
        "ANTHROPIC_API_KEY": VARIABLE,
    }
    with Program(tmp_path, **settings) as program:
        headers = {"x-to11-authorization": f"Bearer {program.api_key}", "authorization": "Bearer theirs"}
        for path in ("chat/completions", "messages"):
            answer = requests.post(f"{program.gateway}/v1/{path}", json={"model": "m"}, headers=headers, timeout=30)
            assert answer.status_code == 200
            assert _keyless(answer.text + str(answer.headers))
            trace = program.trace(answer.headers["traceparent"].split("-")[1], at_least=2)
            assert _keyless(str(trace))
        for pid in (program.pid, program.core_pid, *program.edge_pids):
            assert _keyless(Path(f"/proc/{pid}/cmdline").read_text())
    assert provider.seen == [(f"Bearer {SETTING}", None), (None, VARIABLE)]
    assert _keyless(program.log())
    for folder, _, names in os.walk(tmp_path):
        for name in names:
            written = (Path(folder) / name).read_bytes()
            assert SETTING.encode() not in written, name
            assert VARIABLE.encode() not in written, name


def _keyless(text: str) -> bool:
    return SETTING not in text and VARIABLE not in text
