"""What the collector answered each project, counted in memory until it is written down.

Bounded: while the database is down, minutes gather; when there are too many, what happens goes to an earlier minute of
its kind, and only where there is none is it lost, and counted as lost.
"""

import threading
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

MINUTE = 60
CAPACITY = 50_000
"""Different things counted at once by one process; some 20 MB when full."""
MAX_MESSAGE = 500


class Answer(StrEnum):
    """What became of a request, or of spans in it."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    REFUSED = "refused"


class Slot(NamedTuple):
    """What is counted together: a project's minute (its beginning, in seconds since the epoch), answer and reason."""

    project_id: str
    minute: int
    answer: Answer
    reason: str = ""


@dataclass(slots=True)
class Count:
    """How much of it, and what was said last. `last_at` is in seconds since the epoch."""

    requests: int = 0
    spans: int = 0
    bytes: int = 0
    message: str = ""
    last_at: float = 0.0

    def add(self, other: "Count") -> None:
        """Count both together."""
        self.requests += other.requests
        self.spans += other.spans
        self.bytes += other.bytes
        if other.last_at >= self.last_at:
            self.message, self.last_at = other.message, other.last_at


class IngestTally:
    """Counts; safe between threads, and cheap enough for every request."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._lock = threading.Lock()
        self._counts: dict[Slot, Count] = {}
        self._newest: dict[tuple[str, Answer, str], Slot] = {}
        self.lost = 0
        """Requests that are in no count."""

    def add(
        self, project_id: str, answer: Answer, *, reason: str = "", spans: int = 0, size: int = 0, message: str = ""
    ) -> None:
        """One more request with this answer, with so many spans and bytes."""
        now = time.time()
        slot = Slot(project_id, int(now) // MINUTE * MINUTE, answer, reason)
        with self._lock:
            count = self._counts.get(slot) or self._count(slot)
            if count is None:
                self.lost += 1
                return
            count.requests += 1
            count.spans += spans
            count.bytes += size
            count.last_at = now
            if message:
                count.message = message[:MAX_MESSAGE]

    def take(self) -> dict[Slot, Count]:
        """All that is counted, to be written down; hand it back to `restore` where that fails."""
        with self._lock:
            taken, self._counts, self._newest = self._counts, {}, {}
        return taken

    def restore(self, taken: dict[Slot, Count]) -> None:
        """Take back what could not be written down."""
        with self._lock:
            for slot, count in taken.items():
                kept = self._counts.get(slot) or self._count(slot)
                if kept is None:
                    self.lost += count.requests
                else:
                    kept.add(count)

    def _count(self, slot: Slot) -> Count | None:
        kind = (slot.project_id, slot.answer, slot.reason)
        if len(self._counts) < self._capacity:
            newest = self._newest.get(kind)
            if newest is None or newest.minute < slot.minute:
                self._newest[kind] = slot
            return self._counts.setdefault(slot, Count())
        earlier = self._newest.get(kind)
        return None if earlier is None else self._counts[earlier]
