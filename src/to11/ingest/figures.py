"""What the drain tells of itself: what waits, what was stored, what went wrong.

Written by the drain, read by whoever is asked, each from a thread of its own.
"""

import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from to11.ingest.spool.format import MAGIC, Entry, segment_name, segments
from to11.ingest.spool.reader import SpoolReader, spools
from to11.metrics import definitions
from to11.metrics.definitions import Definition
from to11.metrics.genai import GenaiMeters
from to11.metrics.meters import Meters
from to11.metrics.tally import Tally

NS = 1_000_000_000


class Backlog(NamedTuple):
    """One spool at this moment: bytes not yet stored, the age of the oldest of them, and how far what is stored lies
    behind what is spooled; seconds."""

    spool: str
    bytes: int
    age: float
    lag: float


class DrainFigures:
    """Counts for the drain; without meters for itself alone."""

    def __init__(self, meters: Meters | None = None, genai: GenaiMeters | None = None) -> None:
        self._meters = meters or Meters(None, "drain", max_projects=1)
        self._genai = genai or GenaiMeters(None, "drain", max_series=1)
        self._measured = Tally()
        self._lock = threading.Lock()
        self._oldest: dict[str, int] = {}
        self._newest: dict[str, int] = {}
        for kind in ("retryable", "permanent"):
            self._count(definitions.STORE_ERRORS, 0, kind)  # shown from the start, so that the first one is an increase
        self._count(definitions.STORED_SPANS, 0)

    def read(self, spool: str, entries: Sequence[Entry]) -> None:
        """These entries were read, and wait to be stored."""
        if entries:
            self._oldest[spool] = entries[0].received_ns

    def done(self, spool: str, entries: Sequence[Entry]) -> None:
        """These entries are stored or set aside."""
        self._oldest.pop(spool, None)
        if entries:
            self._newest[spool] = entries[-1].received_ns

    def wrote(self, spans: int) -> None:
        """So many spans are in the store."""
        self._count(definitions.STORED_SPANS, spans)

    def begin(self) -> None:
        """A batch begins; what an earlier one had stored and did not commit comes again with it."""
        self._measured.clear()

    def stored(self, measured: Tally) -> None:
        """Calls that gave this are in the store."""
        self._measured.merge(measured)

    def committed(self) -> None:
        """What is stored will not come again: now it counts."""
        self._genai.count(self._measured)
        self._measured.clear()

    def failed(self, kind: str) -> None:
        """The store refused a write: `retryable` or `permanent`."""
        self._count(definitions.STORE_ERRORS, 1, kind)

    def backlogs(self, root: Path) -> Iterator[Backlog]:
        """Every spool below `root`. Raises OSError when a file cannot be read."""
        now = time.time_ns()
        for path in spools(root):
            yield self._backlog(path, now)

    def _backlog(self, path: Path, now: int) -> Backlog:
        size = _size(path)
        if not size:
            return Backlog(path.name, 0, 0.0, 0.0)
        # What has not even been read can be no older than what was stored last.
        last = self._newest.get(path.name, 0)
        oldest = self._oldest.get(path.name) or last or now
        newest = _written_ns(path)
        return Backlog(path.name, size, _seconds(now - oldest), _seconds(newest - (last or oldest)))

    def _count(self, definition: Definition, amount: int, *labels: str) -> None:
        with self._lock:
            self._meters.counter(definition, *labels).add(amount)


def _size(path: Path) -> int:
    try:
        return SpoolReader(path).backlog_bytes()
    except FileNotFoundError:
        return 0  # the drain was faster


def _written_ns(path: Path) -> int:
    """When the newest entry was written: the last segment's time of change."""
    for number in reversed(segments(path)):
        try:
            status = (path / segment_name(number)).stat()
        except FileNotFoundError:
            continue
        if status.st_size > len(MAGIC):
            return status.st_mtime_ns
    return 0


def _seconds(ns: int) -> float:
    return max(0, ns) / NS
