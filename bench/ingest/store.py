"""Spans stored and queryable: the core works off what was acknowledged while it stood still."""

import time
from dataclasses import dataclass

from bench import figures
from bench.ingest.spans import Size
from bench.processes import cpu_seconds, disk_bytes, forget_peak, peak_memory_mb
from bench.program import Program


@dataclass(frozen=True, slots=True)
class Stored:
    """What the core did. `cpu` is the core's, in seconds; `spans` is what a query counts at the end."""

    size: Size
    batch: int
    spans: int
    acknowledged: int
    seconds: float
    cpu: float
    peak_memory: float
    disk_bytes: int
    emptied: bool

    @property
    def rate(self) -> float:
        """Spans a second of wall clock."""
        return self.spans / self.seconds

    @property
    def rate_of_core(self) -> float:
        """Spans a second of the core's processor time."""
        return figures.ratio(self.spans, self.cpu)

    @property
    def bytes_per_span(self) -> float:
        """On disk just then; old parts that a merge has replaced may still be counted."""
        return figures.ratio(self.disk_bytes, self.spans)

    @property
    def lost(self) -> int:
        """Acknowledged and not there, once all is worked off."""
        return self.acknowledged - self.spans if self.emptied else 0


def measure(program: Program, size: Size, batch: int, acknowledged: int, *, seconds: float) -> Stored:
    """Let the core go on until the spool is empty or `seconds` are over, then count what can be queried."""
    forget_peak(program.core_pid)
    cpu = cpu_seconds(program.core_pid)
    program.resume_core()
    started = time.perf_counter()
    emptied = program.await_empty(seconds)
    took = time.perf_counter() - started
    used = cpu_seconds(program.core_pid) - cpu
    spans = int(program.stats()["spanCount"])
    if not emptied:  # it went on while it was counting
        took = time.perf_counter() - started
        used = cpu_seconds(program.core_pid) - cpu
    disk = disk_bytes(program.data_dir / "store")
    return Stored(size, batch, spans, acknowledged, took, used, peak_memory_mb(program.core_pid), disk, emptied=emptied)
