"""Spans stored and queryable: the core works off what was acknowledged while it stood still."""

import time
from dataclasses import dataclass
from http import HTTPStatus

import requests

from bench import figures
from bench.ingest.spans import Size
from bench.processes import cpu_seconds, disk_bytes, forget_peak, peak_memory_mb
from bench.program import Program

_LOOK_SECONDS = 0.02
_FIRST_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Stored:
    """What the core did. `cpu` is the core's, in seconds; `counted` is how many spans a query gave afterwards."""

    size: Size
    batch: int
    spans: int
    acknowledged: int
    counted: int | None
    seconds: float
    cpu: float
    peak_memory: float
    disk_bytes: int
    emptied: bool

    @property
    def rate(self) -> float:
        """Spans a second of wall clock."""
        return figures.ratio(self.spans, self.seconds)

    @property
    def rate_of_core(self) -> float:
        """Spans a second of the core's processor time."""
        return figures.ratio(self.spans, self.cpu)

    @property
    def bytes_per_span(self) -> float:
        """On disk just then; old parts that a merge has replaced may still be counted."""
        return figures.ratio(self.disk_bytes, self.spans if self.counted is None else self.counted)

    @property
    def lost(self) -> int | None:
        """Done with according to the drain, and not to be found; None when the store was too busy to count."""
        return None if self.counted is None else max(0, self.spans - self.counted)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the drain was when it last committed something."""

    left_bytes: int
    seconds: float
    cpu: float


def measure(program: Program, size: Size, batch: int, acknowledged: int, *, seconds: float, before: int = 0) -> Stored:
    """Let the core go on until the spool is empty or `seconds` are over, then count what can be queried.

    The spool holds nothing but the acknowledged spans, all of one size, so that its bytes tell how many are done with;
    they are looked at when the drain commits, which leaves no part of a batch out. `before` spans were stored before.
    """
    forget_peak(program.core_pid)
    whole = program.backlog_bytes()
    progress = follow(program, whole, seconds)
    emptied = not progress.left_bytes
    counted = _count(program, before)
    return Stored(
        size=size,
        batch=batch,
        spans=acknowledged if emptied else round(acknowledged * (1 - progress.left_bytes / whole)),
        acknowledged=acknowledged,
        counted=counted,
        seconds=progress.seconds,
        cpu=progress.cpu,
        peak_memory=peak_memory_mb(program.core_pid),
        disk_bytes=disk_bytes(program.data_dir / "store"),
        emptied=emptied,
    )


def _count(program: Program, before: int) -> int | None:
    """What a query finds beyond `before`; None when it takes longer than the API gives it."""
    try:
        return int(program.stats()["spanCount"]) - before
    except requests.HTTPError as error:
        if error.response.status_code != HTTPStatus.SERVICE_UNAVAILABLE:
            raise
        return None


def follow(program: Program, whole: int, seconds: float) -> Progress:
    """Let the core go on until the spool, `whole` bytes at first, is empty or `seconds` are over."""
    cpu = cpu_seconds(program.core_pid)
    program.resume_core()
    started = time.perf_counter()
    last = Progress(whole, 0.0, 0.0)
    while last.left_bytes:
        took = time.perf_counter() - started
        if took > (seconds if last.left_bytes < whole else max(seconds, _FIRST_SECONDS)):
            break
        time.sleep(_LOOK_SECONDS)
        left = program.backlog_bytes()
        if left != last.left_bytes:
            last = Progress(left, time.perf_counter() - started, cpu_seconds(program.core_pid) - cpu)
    return last
