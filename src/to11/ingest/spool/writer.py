"""The edge's side of the spool: one thread commits what the event loop hands over, in groups.

`append` returns when its group is on disk. `offer` never waits: a gateway call matters more than its record. While a
group is being written the next one gathers, so the disk's speed sets the size of a group. What is offered gathers for a
moment before the thread is woken, unless someone appends: nobody waits for it, and a thread woken for each of thousands
of calls a second would cost the event loop more than the calls' records do.

Groups are gathered fairly (`fair`), and an entry too large to share a group has one of its own: what a project hands
over is written next but one, however much of another's is waiting. Nor may one project fill the queue or the disk.
"""

import asyncio
import shutil
import threading
import time
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from to11 import log
from to11.ingest.spool import format as layout
from to11.ingest.spool.clock import ReceivedClock
from to11.ingest.spool.fair import FairQueue
from to11.ingest.spool.format import EntryKind
from to11.ingest.spool.lock import DirectoryLock
from to11.ingest.spool.segment import SegmentWriter
from to11.model.errors import UnavailableError
from to11.settings import SpoolSettings

logger = log.get(__name__)

_SYNC_SECONDS = 0.5
_USAGE_SECONDS = 1.0
_GROUP_BYTES = 16 * 1024 * 1024
_OVERHEAD = 64
_GATHER_SECONDS = 0.005
_GATHER_BYTES = 1024 * 1024
_SHARE = 4
"""A project may have this many times as much waiting, and on disk, as is left free: four fifths when it is alone, and
none finds all the room taken."""


class _Item(NamedTuple):
    kind: EntryKind
    project_id: str
    received_ns: int
    payload: bytes
    done: asyncio.Future[None] | None


class Spool:
    """One edge process's spool in `directory`. Made and used on one event loop.

    Raises ConflictError when another process owns the directory, OSError when it cannot be made.
    """

    def __init__(self, directory: Path, settings: SpoolSettings) -> None:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._directory = directory
        self._settings = settings
        self._lock = DirectoryLock(directory).acquire()
        self._segment = SegmentWriter(directory, settings.segment_bytes)
        self._queue: FairQueue[_Item] = FairQueue()
        self._handed_over = threading.Condition()  # guards the queue, `_due` and `_last`
        self._due = self._last = False
        self._carried: _Item | None = None
        self._loop = asyncio.get_running_loop()
        self._waker: asyncio.TimerHandle | None = None
        self._pending = 0
        self._pending_of: defaultdict[str, int] = defaultdict(int)
        self._clock = ReceivedClock(directory.parent / "received")
        self._used, self._free = self._measure()
        self._written_of: dict[str, float] = {}  # what is on disk, about, by project
        self._failing: str = ""
        self._closed = False
        self.dropped = 0
        self._thread = threading.Thread(target=self._run, name=f"spool-{directory.name}", daemon=True)
        self._thread.start()

    @property
    def failing(self) -> str:
        """Why the last write failed; empty while all is well."""
        return self._failing

    async def append(self, kind: EntryKind, project_id: str, payload: bytes) -> None:
        """Hand over an entry and wait until it is on disk.

        Raises UnavailableError when the spool is full, too much is waiting, or the disk fails.
        """
        if refusal := self._refusal(project_id, len(payload)):
            raise UnavailableError(refusal)
        done: asyncio.Future[None] = self._loop.create_future()
        self._put(kind, project_id, payload, done)
        await done

    def offer(self, kind: EntryKind, project_id: str, payload: bytes) -> bool:
        """Hand over an entry without waiting; False when it had to be dropped."""
        if refusal := self._refusal(project_id, len(payload)):
            if self.dropped == 0 or self.dropped % 1000 == 0:
                logger.error("record of a call dropped", cause=refusal, dropped=self.dropped + 1)
            self.dropped += 1
            return False
        self._put(kind, project_id, payload, None)
        return True

    async def close(self) -> None:
        """Write what was handed over, sync, and let go of the directory; may be called twice."""
        if self._closed:
            return
        self._closed = True
        if self._waker is not None:
            self._waker.cancel()
        with self._handed_over:
            self._last = True
            self._handed_over.notify()
        await asyncio.to_thread(self._thread.join)
        self._lock.release()

    def _refusal(self, project_id: str, size: int) -> str:
        if self._closed:
            return "the spool is closed"
        free = self._settings.max_pending_bytes - self._pending - size
        if free < 0 or (self._pending and self._pending_of.get(project_id, 0) + size > _SHARE * free):
            return "too much is waiting for the disk"
        free = self._settings.max_bytes - self._used - self._pending - size
        if free < 0 or (self._used and self._written_of.get(project_id, 0) + size > _SHARE * free):
            return "the spool is full"
        if self._free - self._pending - size < self._settings.min_free_bytes:
            return "the disk is nearly full"
        return ""

    def _put(self, kind: EntryKind, project_id: str, payload: bytes, done: asyncio.Future[None] | None) -> None:
        size = len(payload) + _OVERHEAD
        self._pending += size
        self._pending_of[project_id] += size
        item = _Item(kind, project_id, self._clock.now_ns(), payload, done)
        with self._handed_over:
            self._queue.push(project_id, size, item)
        if done is not None or self._pending > _GATHER_BYTES:
            self._wake()
        elif self._waker is None:
            self._waker = self._loop.call_later(_GATHER_SECONDS, self._time_is_up)

    def _time_is_up(self) -> None:
        self._waker = None
        self._wake()

    def _wake(self) -> None:
        with self._handed_over:
            self._due = True
            self._handed_over.notify()

    def _measure(self) -> tuple[int, int]:
        """Bytes in the spool, and bytes left on its disk."""
        total = 0
        for path in self._directory.glob("*.log"):
            try:
                total += path.stat().st_size
            except FileNotFoundError:
                continue  # the drain was faster
        return total, shutil.disk_usage(self._directory).free

    # The thread from here on.

    def _run(self) -> None:
        synced_at = measured_at = time.monotonic()
        while True:
            group, last = self._gather()
            if group:
                self._commit(group)
            now = time.monotonic()
            if now - measured_at >= _USAGE_SECONDS:
                (self._used, self._free), measured_at = self._measure(), now
                self._written_of = self._left_of()
                self._clock.share()
            if last or now - synced_at >= _SYNC_SECONDS:
                self._sync(last=last)
                synced_at = now
            if last:
                return

    def _gather(self) -> tuple[list[_Item], bool]:
        """The next group, and whether it is the last."""
        with self._handed_over:
            if not self._due and self._carried is None and not self._last:
                self._handed_over.wait(_SYNC_SECONDS)
            self._due = False
            group: list[_Item] = []
            size = 0
            while item := self._next():
                if group and size + len(item.payload) > _GROUP_BYTES:
                    self._carried = item
                    return group, False
                group.append(item)
                size += len(item.payload)
            return group, self._last

    def _next(self) -> _Item | None:
        item, self._carried = self._carried, None
        return item or (self._queue.pop() if self._queue else None)

    def _commit(self, group: list[_Item]) -> None:
        buffers: list[bytes] = []
        for item in group:
            buffers.extend(layout.encode(item.kind, item.project_id, item.received_ns, item.payload))
        size = sum(map(len, buffers))
        failure = ""
        try:
            self._segment.write(buffers, size, sync=any(item.done is not None for item in group))
        except OSError as error:
            failure = f"the spool cannot be written: {error.strerror or error}"
            logger.error("spool write failed", directory=str(self._directory), cause=str(error), entries=len(group))
        else:
            self._used += size
            self._free -= size
            self._clock.share()
            for item in group:
                self._written_of[item.project_id] = self._written_of.get(item.project_id, 0) + len(item.payload)
        self._failing = failure
        try:
            self._loop.call_soon_threadsafe(self._settle, group, failure)
        except RuntimeError:
            logger.warning("event loop gone before its entries were acknowledged", entries=len(group))

    def _left_of(self) -> dict[str, float]:
        """What is on disk by project, as if the drain had taken of each in proportion."""
        written = sum(self._written_of.values())
        left = min(1.0, self._used / written) if written else 1.0
        return {project_id: size * left for project_id, size in self._written_of.items() if size * left >= 1}

    def _sync(self, *, last: bool) -> None:
        try:
            self._segment.close() if last else self._segment.sync()
        except OSError as error:
            self._failing = f"the spool cannot be synced: {error.strerror or error}"
            logger.error("spool sync failed", directory=str(self._directory), cause=str(error))

    # Back on the event loop.

    def _settle(self, group: list[_Item], failure: str) -> None:
        for item in group:
            self._release(item)
            if item.done is None:
                self.dropped += bool(failure)
            elif not item.done.done():
                if failure:
                    item.done.set_exception(UnavailableError(failure))
                else:
                    item.done.set_result(None)

    def _release(self, item: _Item) -> None:
        size = len(item.payload) + _OVERHEAD
        self._pending -= size
        self._pending_of[item.project_id] -= size
        if not self._pending_of[item.project_id]:
            del self._pending_of[item.project_id]
