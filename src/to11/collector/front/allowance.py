"""How many bytes of gRPC messages may be under way at once: announced by a client, not yet answered by the server.

gRPC's library reads every message whole, whatever else it holds. So a message is let through only when all of it has
room here. A part is kept for small messages, or a few large and slow ones would keep everybody out.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

_SMALL_PART = 64
"""A message up to this part of the limit is a small one: 1.5 MiB of 96."""
_CALL_BYTES = 32 * 1024
"""What a call costs besides its message: up to 16 KiB of metadata, and the library's own."""
_MAX_WAITING = 64
"""Each waiting connection holds what was last read of it, up to 256 KiB."""


@dataclass(eq=False, slots=True)
class Waiting:
    """One who waits for room; `go` is called once, when it was taken for him."""

    size: int
    go: Callable[[], None]


class Lane:
    """Room for one kind of message, given in the order in which it was asked for."""

    def __init__(self, limit: int) -> None:
        self.used = 0
        self._limit = limit
        self._serving = False
        self._queue: deque[Waiting] = deque()

    def take(self, size: int) -> bool:
        """Whether there was room. A lone message always has it; where others wait, there is none."""
        if self._queue or not self._fits(size):
            return False
        self.used += size
        return True

    def wait(self, size: int, go: Callable[[], None]) -> Waiting | None:
        """Wait in line; None where too many do."""
        if len(self._queue) >= _MAX_WAITING:
            return None
        waiting = Waiting(size, go)
        self._queue.append(waiting)
        return waiting

    def leave(self, waiting: Waiting) -> None:
        """Wait no longer; harmless for one who was served."""
        if waiting in self._queue:
            self._queue.remove(waiting)
            self._serve()

    def give(self, size: int) -> None:
        """Give room back."""
        self.used -= size
        self._serve()

    def _fits(self, size: int) -> bool:
        return not self.used or self.used + size <= self._limit

    def _serve(self) -> None:
        if self._serving:
            return  # whoever is served now has given something back: the loop below sees it
        self._serving = True
        while self._queue and self._fits(self._queue[0].size):
            waiting = self._queue.popleft()
            self.used += waiting.size
            waiting.go()
        self._serving = False


class Allowance:
    """All of it: one lane for large messages and one, a third, for small ones. Used on one event loop.

    Two thirds of `limit` are to hold the largest message that is taken.
    """

    def __init__(self, limit: int) -> None:
        self._small = limit // _SMALL_PART
        self._lanes = (Lane(limit // 3), Lane(limit - limit // 3))
        self._max_calls = max(1, limit // _CALL_BYTES)
        self.calls = 0

    @property
    def used(self) -> int:
        """Bytes that are taken."""
        return sum(lane.used for lane in self._lanes)

    def lane(self, size: int) -> Lane:
        """The lane for a message of this size."""
        return self._lanes[size > self._small]

    def begin(self) -> bool:
        """Count a call that begins; False, and not counted, where as many are open as may be."""
        if self.calls >= self._max_calls:
            return False
        self.calls += 1
        return True

    def end(self) -> None:
        """A call that was counted is over."""
        self.calls -= 1
