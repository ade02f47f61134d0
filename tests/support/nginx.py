"""A real nginx with the configuration that is shipped; only addresses and files are put in place.

Without nginx the tests that need it are skipped, or fail where the variable CI is set.
"""

import contextlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.documented import replaced
from support.ports import free_port

CONFIGURATION = Path(__file__).resolve().parents[2] / "deploy" / "nginx" / "to11.conf"
_START_SECONDS = 15.0

_MAIN = """
daemon off;
user {user};
pid {directory}/nginx.pid;
error_log {directory}/error.log;
worker_processes 1;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {directory}/temp;
    proxy_temp_path {directory}/temp;
    fastcgi_temp_path {directory}/temp;
    uwsgi_temp_path {directory}/temp;
    scgi_temp_path {directory}/temp;
    include {directory}/to11.conf;
}}
"""


@contextlib.contextmanager
def serving(directory: Path, *, grpc_port: int, http_port: int) -> Iterator[int]:
    """The port on which nginx speaks TLS; the certificate is `cert.pem` and `key.pem` in `directory`."""
    port = free_port()
    placed = {
        "127.0.0.1:4317": f"127.0.0.1:{grpc_port}",
        "127.0.0.1:4318": f"127.0.0.1:{http_port}",
        "listen [::]:443 ": f"listen 127.0.0.2:{port} ",
        "collector.example.com": "127.0.0.1",
    }
    with running(directory, CONFIGURATION.read_text("utf-8"), placed, port):
        yield port


@contextlib.contextmanager
def running(directory: Path, configuration: str, placed: dict[str, str], port: int) -> Iterator[None]:
    """nginx with a configuration that listens on port 443, on this port instead and with these texts put in place."""
    binary = _binary()
    everywhere = {
        "listen 443 ": f"listen 127.0.0.1:{port} ",
        "/etc/ssl/to11/fullchain.pem": f"{directory}/cert.pem",
        "/etc/ssl/to11/privkey.pem": f"{directory}/key.pem",
    }
    all_placed = {**placed, **everywhere}
    assert not [shipped for shipped in all_placed if shipped not in configuration]
    (directory / "to11.conf").write_text(replaced(configuration, all_placed))
    user = "root" if os.geteuid() == 0 else "nobody"  # as root: the test's directories are closed to others
    main = directory / "nginx.conf"
    main.write_text(_MAIN.format(directory=directory, user=user))
    process = subprocess.Popen([binary, "-p", str(directory), "-c", str(main), "-e", f"{directory}/error.log"])
    try:
        _wait(process, port, directory)
        yield
    finally:
        process.terminate()
        process.wait(timeout=_START_SECONDS)


def _binary() -> str:
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found:
        return found
    reason = "no nginx (Debian package 'nginx-light')"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def _wait(process: "subprocess.Popen[bytes]", port: int, directory: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"nginx did not start:\n{(directory / 'error.log').read_text(errors='replace')}")
        time.sleep(0.05)
