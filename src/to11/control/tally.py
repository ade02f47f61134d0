"""Uses and denials, counted in memory, so that neither traffic nor a flood fills the audit log.

The first of its kind is due at the next flush, so that the log is prompt; the next ones are counted and due once in a
window. What does not fit is counted together, without key and address.
"""

import threading
import time
from dataclasses import dataclass
from typing import NamedTuple

from to11.control.audit import MAX_ADDRESS, Action

WINDOW_SECONDS = 300.0
USE_CAPACITY = 10_000
DENIAL_CAPACITY = 256
"""At most so many kinds of denial are written in a window by one process, whatever is thrown at it."""


class Subject(NamedTuple):
    """What is counted together. Empty means that it is not known, or does not apply."""

    action: Action
    key_id: str = ""
    target: str = ""
    address: str = ""
    kind: str = ""
    reason: str = ""
    cause: str = ""

    def lumped(self) -> "Subject":
        """The same without what an attacker can vary."""
        return self._replace(key_id="", target="", address="")


@dataclass(frozen=True, slots=True)
class Counted:
    """How often something happened since it was last written down. Times are seconds since the epoch."""

    subject: Subject
    count: int
    first: float
    last: float


class _Counter:
    __slots__ = ("count", "due", "first", "last")

    def __init__(self) -> None:
        self.count = 0
        self.due = float("-inf")
        self.first = 0.0
        self.last = 0.0


class _Tally:
    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._counters: dict[Subject, _Counter] = {}

    def add(self, subject: Subject, count: int, first: float, last: float) -> None:
        counter = self._counters.get(subject)
        if counter is None:
            if len(self._counters) >= self._capacity:
                subject = subject.lumped()
            counter = self._counters.setdefault(subject, _Counter())
        counter.first = min(first, counter.first) if counter.count else first
        counter.last = max(last, counter.last)
        counter.count += count

    def due(self, now: float, *, all_of_it: bool) -> list[Counted]:
        found = []
        for subject, counter in list(self._counters.items()):
            if now < counter.due and not all_of_it:
                continue
            if not counter.count:
                del self._counters[subject]
                continue
            found.append(Counted(subject, counter.count, counter.first, counter.last))
            counter.count = 0
            counter.due = now + WINDOW_SECONDS
        return found


class AuditTally:
    """Counts; safe between threads, and cheap enough for every request."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._uses = _Tally(USE_CAPACITY)
        self._denials = _Tally(DENIAL_CAPACITY)

    def used(self, key_id: str, kind: str) -> None:
        """A key was used; `kind` says for what, for example `gateway`."""
        self._add(self._uses, Subject(Action.KEY_USED, key_id, key_id, kind=kind))

    def exchanged(self, key_id: str, project_id: str, address: str) -> None:
        """A key was exchanged for a token."""
        self._add(self._uses, Subject(Action.TOKEN_EXCHANGED, key_id, project_id, address[:MAX_ADDRESS]))

    def denied(self, reason: str, *, address: str, door: str, key_id: str | None = None, cause: str = "") -> None:
        """Someone was turned away at a door; `reason` is the error's code, `cause` what the caller is not told."""
        subject = Subject(Action.ACCESS_DENIED, key_id or "", key_id or "", address[:MAX_ADDRESS], door, reason, cause)
        self._add(self._denials, subject)

    def due(self, *, all_of_it: bool = False) -> list[Counted]:
        """What is to be written down now; it counts as written unless it is handed back to `restore`."""
        now = time.monotonic()
        with self._lock:
            return self._denials.due(now, all_of_it=all_of_it) + self._uses.due(now, all_of_it=all_of_it)

    def restore(self, counted: list[Counted]) -> None:
        """Take back what could not be written down."""
        with self._lock:
            for item in counted:
                tally = self._denials if item.subject.action is Action.ACCESS_DENIED else self._uses
                tally.add(item.subject, item.count, item.first, item.last)

    def _add(self, tally: _Tally, subject: Subject) -> None:
        now = time.time()
        with self._lock:
            tally.add(subject, 1, now, now)
