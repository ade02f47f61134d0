"""What large request bodies cost a running to11."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import requests

from support.program import Program

MIB = 1024 * 1024
CALLS, BODY_BYTES = 8, 50 * MIB


class _Patient(BaseHTTPRequestHandler):
    """Takes a request of any size, and some time."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        left = int(self.headers["content-length"])
        while left:
            left -= len(self.rfile.read(min(left, MIB)))
        time.sleep(0.3)
        self.send_response(200)
        self.send_header("content-length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: object) -> None:
        """Not into the test's output."""


@contextmanager
def provider() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Patient)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        server.shutdown()
        server.server_close()


def peak(pid: int) -> int:
    """The most memory a process had so far, in MiB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM"))


@pytest.mark.parametrize(
    ("room", "bound"),
    [
        # The process (100), the room, one body that is being worked on and its copy (100), and records on their way to
        # the disk, as many as there is time for them to gather (16 each).
        (512, 840),
        (256, 584),
    ],
)
def test_eight_calls_of_fifty_megabytes(tmp_path: Path, room: int, bound: int) -> None:
    image = b"A" * (BODY_BYTES - 1000)
    body = b'{"model":"openai::gpt-4o","messages":[{"role":"user","content":"' + image + b'"}]}'
    with (
        provider() as base_url,
        Program(
            tmp_path,
            TO11_PROVIDERS__OPENAI__BASE_URL=base_url,
            TO11_GATEWAY__MAX_BODY_MEMORY_BYTES=str(room * MIB),
        ) as program,
    ):
        (edge,) = program.edge_pids

        def call(_: int) -> int:
            headers = {"x-to11-authorization": f"Bearer {program.api_key}", "content-type": "application/json"}
            url = f"{program.gateway}/v1/chat/completions"
            return requests.post(url, data=body, headers=headers, timeout=60).status_code

        before, began = peak(edge), time.monotonic()
        with ThreadPoolExecutor(CALLS) as threads:
            statuses = list(threads.map(call, range(CALLS)))
        assert set(statuses) <= {200, 503}  # a machine that is very slow makes some wait too long
        assert statuses.count(200) >= CALLS // 2
        print(f"edge: {before} MiB before, {peak(edge)} MiB at most, {time.monotonic() - began:.1f} s")
        assert peak(edge) < bound
