"""What the kernel knows of a process: pins, processor time, memory."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")
_SCHED = 2
"""With a process's number above it, the clock of its processor time; what clock_getcpuclockid(3) gives."""


def pin(pid: int, core: int) -> None:
    """Keep all threads of a process, and those they will start, on one core."""
    for thread in Path(f"/proc/{pid}/task").iterdir():
        os.sched_setaffinity(int(thread.name), {core})


@contextmanager
def starting_on(core: int) -> Iterator[None]:
    """Processes that this thread starts within the block live on that core, and so do their children."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def cpu_seconds(pid: int) -> float:
    """User and system time of a process so far, threads that have ended included. Raises OSError when it is gone."""
    return time.clock_gettime(~pid << 3 | _SCHED)


def thread_cpu_seconds(pid: int) -> dict[tuple[int, str], float]:
    """The same by thread: its id and the name the kernel has for it."""
    found = {}
    for thread in Path(f"/proc/{pid}/task").iterdir():
        try:
            found[int(thread.name), (thread / "comm").read_text().strip()] = _ticks(thread / "stat") / _TICK
        except OSError:
            continue  # it has just ended
    return found


def _ticks(stat: Path) -> int:
    fields = stat.read_text().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


def memory_mb(pid: int) -> float:
    """Resident memory."""
    return _status_mb(pid, "VmRSS")


def forget_peak(pid: int) -> None:
    """From now on, `peak_memory_mb` is of what follows."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")


def peak_memory_mb(pid: int) -> float:
    """Most resident memory there ever was, or since `forget_peak`."""
    return _status_mb(pid, "VmHWM")


def _status_mb(pid: int, name: str) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) / 1024
    return 0.0


def family(pid: int) -> list[int]:
    """A process and all that come from it."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            for child in task.read_text().split():
                found += family(int(child))
        except OSError:
            continue
    return found


def disk_bytes(directory: Path) -> int:
    """What the files below take on disk."""
    total = 0
    for path in directory.rglob("*"):
        try:
            total += path.lstat().st_blocks * 512
        except OSError:
            continue  # a part that was merged away
    return total
