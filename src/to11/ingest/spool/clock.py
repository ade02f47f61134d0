"""When a door took something: the wall clock, but never backwards.

Of two versions of a span the one received last is read, partitions and retention follow the time of receipt: a clock
that is set back must not let an older version win. So stamps go on at the pace of the monotonic clock from the latest
time that was seen, in this process or in any other edge's, before a restart too: a file beside the spools carries it as
its modification time.

A clock that is set back by more than `MAX_AHEAD_NS` had been wrong before, and is followed, unless it shows a time
before this program was written: then it is the one that is wrong.
"""

import os
import threading
import time
from contextlib import suppress
from pathlib import Path

from to11 import log

logger = log.get(__name__)

SECOND = 1_000_000_000
MAX_AHEAD_NS = 30 * 86_400 * SECOND
_TOLD_NS = 60 * SECOND
_WRITTEN_NS = 1_790_000_000 * SECOND


class ReceivedClock:
    """Stamps for one edge; `path` is shared by all. Safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._offset = time.time_ns() - time.monotonic_ns()
        self._last = 0
        self._shared = 0
        self._told = False
        self.share()

    def now_ns(self) -> int:
        """Nanoseconds since the epoch, each call more than the last."""
        with self._lock:
            self._follow(time.time_ns())
            self._last = max(time.monotonic_ns() + self._offset, self._last + 1)
            return self._last

    def share(self) -> None:
        """Tell the others how far time has come, or learn it from them; for each group that is written, and about every
        second."""
        try:
            known = self._path.stat().st_mtime_ns
        except OSError:
            known = 0
        with self._lock:
            self._follow(known)
            self._follow(time.time_ns())
            last = self._last
        if last <= self._shared or last <= known:
            return
        try:
            if not known:
                self._path.touch(mode=0o600)
            os.utime(self._path, ns=(last, last))
            self._shared = last
        except OSError as error:
            logger.warning("the time of receipt cannot be shared", cause=str(error))

    def _follow(self, seen: int) -> None:
        """Step forward to a time that was seen, if it is ahead, and back to the wall clock if that is far behind."""
        steady = time.monotonic_ns() + self._offset
        if seen > steady:
            self._offset += seen - steady
            return
        wall = time.time_ns()
        ahead = steady - wall
        if ahead > MAX_AHEAD_NS and wall > _WRITTEN_NS:
            logger.warning("the clock was set back very far and is followed", seconds=ahead // SECOND)
            self._offset -= ahead
            self._last, self._shared = wall, 0
            with suppress(OSError):
                self._path.unlink(missing_ok=True)
        elif (ahead > _TOLD_NS) != self._told:
            self._told = not self._told
            if self._told:
                logger.warning("the clock was set back, times of receipt go on from before", seconds=ahead // SECOND)
