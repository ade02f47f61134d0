"""A real to11 whose processes are pinned to a core, watched and paused."""

import os
import shutil
import signal
import tempfile
from pathlib import Path
from typing import Any, Self

from support.program import Program as Started

MEASURED_CORE = 0
OTHER_CORE = 1


class Program(Started):
    """`to11 serve` in a temporary directory (below `TO11_BENCH_DIR`, if set), for the length of a `with` block."""

    def __init__(self, **settings: str) -> None:
        parent = os.environ.get("TO11_BENCH_DIR")
        super().__init__(Path(tempfile.mkdtemp(prefix="to11-bench-", dir=parent)), **settings)
        self.environ["TO11_LOG__LEVEL"] = "warning"

    def __enter__(self) -> Self:
        super().__enter__()
        for pid in (self.edge_pid, self.core_pid):
            _pin(pid, MEASURED_CORE)
        return self

    def __exit__(self, *reason: object) -> None:
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
        os.kill(self.core_pid, signal.SIGCONT)

    def stats(self) -> dict[str, Any]:
        """The project's counts over the default window."""
        answer = self.get("stats")
        answer.raise_for_status()
        data: dict[str, Any] = answer.json()["data"]
        return data


def memory_mb(pid: int) -> float:
    """Resident memory."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def cpu_seconds(pid: int) -> float:
    """User and system time so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _pin(pid: int, core: int) -> None:
    for thread in Path(f"/proc/{pid}/task").iterdir():
        os.sched_setaffinity(int(thread.name), {core})
