"""A real to11 whose processes are pinned to a core, watched and paused."""

import contextlib
import os
import shutil
import signal
import tempfile
import time
from pathlib import Path
from typing import Any, Self

from bench.processes import cpu_seconds, memory_mb, pin
from support.program import Program as Started
from to11.ingest.spool.reader import SpoolReader, spools

__all__ = ["MEASURED_CORE", "OTHER_CORE", "Program", "cpu_seconds", "memory_mb"]

MEASURED_CORE = min(os.sched_getaffinity(0))
OTHER_CORE = max(os.sched_getaffinity(0))


class Program(Started):
    """`to11 serve` in a temporary directory (below `TO11_BENCH_DIR`, if set), for the length of a `with` block."""

    def __init__(self, **settings: str) -> None:
        super().__init__(temporary_directory(), **settings)
        self.environ["TO11_LOG__LEVEL"] = "warning"

    def __enter__(self) -> Self:
        try:
            super().__enter__()
        except BaseException:
            self.__exit__()
            raise
        for pid in (self.edge_pid, self.core_pid):
            pin(pid, MEASURED_CORE)
        return self

    def __exit__(self, *reason: object) -> None:
        if self.is_running:
            self.resume_core()
        super().__exit__(*reason)
        shutil.rmtree(self.directory, ignore_errors=True)

    @property
    def edge_pid(self) -> int:
        """The only edge."""
        return self.edge_pids[0]

    def pause_core(self) -> None:
        """The machine has two cores: while an edge is measured on one, the load has the other to itself."""
        os.kill(self.core_pid, signal.SIGSTOP)

    def resume_core(self) -> None:
        """Let the core go on."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.core_pid, signal.SIGCONT)

    def kill(self) -> None:
        """End at once, whatever waits in the spool."""
        for pid in (self.pid, self.core_pid, *self.edge_pids):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def backlog_bytes(self) -> int:
        """How much is spooled and not yet stored. The spool's own files tell, since asking the core for spans all the
        while would cost it a sixth of its core."""
        return sum(SpoolReader(spool).backlog_bytes() for spool in spools(self.data_dir / "spool"))

    def await_empty(self, within: float = 60.0) -> bool:
        """Wait until all is stored; whether it is, in time."""
        deadline = time.monotonic() + within
        while self.backlog_bytes():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True

    def stats(self) -> dict[str, Any]:
        """The project's counts over the default window."""
        answer = self.get("stats")
        answer.raise_for_status()
        data: dict[str, Any] = answer.json()["data"]
        return data


def temporary_directory() -> Path:
    """A new directory for what is measured."""
    return Path(tempfile.mkdtemp(prefix="to11-bench-", dir=os.environ.get("TO11_BENCH_DIR")))
