"""Other programs that a benchmark stands beside: how one is started, pinned, watched and ended."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from importlib import metadata
from pathlib import Path
from typing import Self

from bench.processes import cpu_seconds, family, memory_mb, starting_on
from bench.program import MEASURED_CORE, temporary_directory

HOME = Path(".peers")
_START_SECONDS = 90.0


class NotHereError(Exception):
    """A peer that is not installed, does not start or does not answer; the message says why."""


class Peer(ABC):
    """A peer in a process of its own on the measured core, for the length of a `with` block."""

    name: str
    package: str
    note: str = ""
    installed_by: str = "make setup-peers"

    def __init__(self) -> None:
        self.directory = temporary_directory()
        self.home = (HOME / self.name).absolute()
        self._log = self.directory / "log.txt"
        self._process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def command(self) -> list[str]:
        """What starts it. Its ports were picked before."""

    def environ(self) -> dict[str, str]:
        """Settings that are given as environment variables."""
        return {}

    @property
    @abstractmethod
    def port(self) -> int:
        """Where it listens once it has started."""

    def __enter__(self) -> Self:
        self.find()
        environ = {name: value for name, value in os.environ.items() if not name.startswith(("OTEL_", "PYTHON"))}
        environ |= {"HOME": str(self.directory), "DO_NOT_TRACK": "true", **self.environ()}
        try:
            with self._log.open("ab") as log, starting_on(MEASURED_CORE):
                self._process = subprocess.Popen(
                    self.command(), env=environ, cwd=self.directory, stdout=log, stderr=log, start_new_session=True
                )
            self._await_port()
        except OSError as error:
            self.__exit__()
            raise NotHereError(str(error)) from error
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)  # a session of its own: its children with it
            self._process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)

    def find(self) -> None:
        """Raises NotHereError when it is not installed."""
        if not self.home.exists():
            failed = self.home.with_suffix(".failed")
            why = failed.read_text().strip() if failed.exists() else f"not installed ({self.installed_by})"
            raise NotHereError(why)

    def version(self) -> str:
        """Which one is installed."""
        paths = [str(path) for path in self.home.glob("lib/python*/site-packages")]
        return next((one.version for one in metadata.distributions(name=self.package, path=paths)), "?")

    def pids(self) -> list[int]:
        """All its processes."""
        return family(self._process.pid) if self._process else []

    def cpu(self) -> float:
        """Their processor time so far, in seconds."""
        return sum(cpu_seconds(pid) for pid in self.pids())

    def memory(self) -> float:
        """Their resident memory in MB."""
        return sum(memory_mb(pid) for pid in self.pids())

    def _await_port(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while True:
            assert self._process is not None
            if self._process.poll() is not None:
                raise NotHereError(f"it ended at once: {self._last_words()}")
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1.0):
                return
            if time.monotonic() > deadline:
                raise NotHereError(f"it does not listen after {_START_SECONDS:.0f} s: {self._last_words()}")
            time.sleep(0.2)

    def _last_words(self) -> str:
        lines = [line.strip() for line in self._log.read_text("utf-8", "replace").splitlines() if line.strip()]
        return lines[-1][:200] if lines else "it says nothing"
