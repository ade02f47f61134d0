"""A PostgreSQL server for tests, from the binaries of Debian's package; at most one for each xdist worker.

Without the binaries the tests that need it are skipped, or fail where the variable CI is set.
"""

import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

_BINARIES = Path("/usr/lib/postgresql")
_START_SECONDS = 30.0

# Nothing here needs to survive a crash.
_OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "16MB",
    "autovacuum": "off",
    "max_connections": "60",
}


class PostgresServer:
    """A running server on a Unix socket."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._numbers = count(1)

    def url(self, database: str) -> str:
        """A database's address, as `control.url` takes it."""
        return f"postgresql://postgres@/{database}?host={self.directory}"

    def create_database(self, template: str = "template0") -> str:
        """The address of a new database, a copy of `template`."""
        name = f"test_{next(self._numbers)}"
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    def drop_database(self, url: str) -> None:
        """Drop it, and whoever is still connected to it."""
        match = re.search(r"@/(\w+)\?", url)
        assert match is not None
        self.execute(f'DROP DATABASE "{match[1]}" WITH (FORCE)')

    def execute(self, statement: str) -> None:
        """Run one statement, outside of a transaction, as the superuser."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A server for this worker's whole session."""
    binaries = _newest_binaries()
    directory = Path(tempfile.mkdtemp(prefix="pg-"))
    process: subprocess.Popen[bytes] | None = None
    try:
        as_user = _unprivileged(directory)
        data = directory / "data"
        initdb = [str(binaries / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
        subprocess.run([*as_user, *initdb, "--no-locale"], check=True, capture_output=True, cwd=directory)
        process = _start(as_user, binaries, data)
        server = PostgresServer(directory)
        _wait(server, process, directory)
        yield server
    finally:
        if process is not None:
            process.send_signal(signal.SIGQUIT)
            process.wait(timeout=_START_SECONDS)
        shutil.rmtree(directory, ignore_errors=True)


def _newest_binaries() -> Path:
    found = sorted(_BINARIES.glob("*/bin/postgres"), key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1].parent
    reason = f"no PostgreSQL server in {_BINARIES} (Debian package 'postgresql')"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def _unprivileged(directory: Path) -> list[str]:
    """The server refuses to run as root; a prefix that makes it another user, who then owns the directory."""
    if os.geteuid() != 0:
        return []
    user = pwd.getpwnam("postgres")
    os.chown(directory, user.pw_uid, user.pw_gid)
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


def _start(as_user: list[str], binaries: Path, data: Path) -> "subprocess.Popen[bytes]":
    options = [argument for name, value in _OPTIONS.items() for argument in ("-c", f"{name}={value}")]
    command = [*as_user, str(binaries / "postgres"), "-D", str(data), "-k", str(data.parent), *options]
    with (data.parent / "log").open("wb") as log:
        return subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, cwd=data.parent)


def _wait(server: PostgresServer, process: "subprocess.Popen[bytes]", directory: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            server.execute("SELECT 1")
        except psycopg.OperationalError as error:
            if process.poll() is not None or time.monotonic() > deadline:
                log = (directory / "log").read_text(errors="replace")
                raise RuntimeError(f"PostgreSQL did not start:\n{log}") from error
            time.sleep(0.02)
        else:
            return
