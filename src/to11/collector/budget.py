"""How many bytes of requests are held at once: being read, waiting to be decoded, waiting for the disk.

What does not fit waits a moment, and is then told to the client as retryable, so that a burst is spread out instead of
filling the memory. Two rules make it fair between projects, for any number of them and whatever they send:

- A project may hold at most `SHARE` times what is left free. So one alone may hold four fifths, and there is always
  room for a newcomer; those who then hold too much get no more until it is given back, and n projects that want all
  they can get come to hold the same, `SHARE / (1 + SHARE * n)` of the whole each.
- Of the projects that wait for room, the one that holds the least is served first, and its own requests in order.
  While a request does not fit, none behind it is let in before it but one that is small.
"""

import asyncio
from collections import deque
from types import TracebackType

from to11.model.errors import UnavailableError

SHARE = 4
WAIT_SECONDS = 1.5
"""How long a request waits for room: short enough to leave a client time for another try within its ten seconds."""

SMALL_BYTES = 1024 * 1024


class Budget:
    """Counts bytes of all requests in flight; used on one event loop."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._held: dict[str, int] = {}
        self._waiting: dict[str, deque[tuple[int, asyncio.Future[None]]]] = {}
        self._queued = 0
        self.used = 0

    def hold(self, project_id: str) -> "Hold":
        """A share for one request, to be grown as it comes in and released by leaving the `with` block."""
        return Hold(self, project_id)

    def take(self, project_id: str, size: int) -> bool:
        """Take `size` more bytes where they fit and nobody has to be let in first. A lone request always fits."""
        if not self._fits(project_id, size) or (size > SMALL_BYTES and self._waiting):
            return False
        self._add(project_id, size)
        return True

    async def wait(self, project_id: str, size: int) -> None:
        """Take `size` more bytes as soon as there is room. Raises UnavailableError where there is none in time."""
        if size <= 0 or (project_id not in self._waiting and self.take(project_id, size)):
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        entry = (size, turn)
        self._waiting.setdefault(project_id, deque()).append(entry)
        self._queued += size
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                await turn
        except BaseException as error:
            if turn.done() and not turn.cancelled():
                self.give(project_id, size)  # let in and called off at the same moment
            else:
                self._leave(project_id, entry)
            if isinstance(error, TimeoutError):
                raise no_room() from error
            raise
        finally:
            self._queued -= size

    async def wait_if_small(self, project_id: str, size: int) -> None:
        """Take bytes that are in memory already, and so can wait only if they are few. Raises UnavailableError."""
        few = size <= SMALL_BYTES and self._queued + size <= self.limit // 16
        if few:
            await self.wait(project_id, size)
        elif not self.take(project_id, size):
            raise no_room()

    def give(self, project_id: str, size: int) -> None:
        """Give bytes back, and let in who waited for them."""
        self._add(project_id, -size)
        self._let_in()

    def _add(self, project_id: str, size: int) -> None:
        self.used += size
        held = self._held.get(project_id, 0) + size
        if held:
            self._held[project_id] = held
        else:
            self._held.pop(project_id, None)

    def _fits(self, project_id: str, size: int) -> bool:
        free = self.limit - self.used - size
        return not self.used or self._held.get(project_id, 0) + size <= SHARE * free

    def _leave(self, project_id: str, entry: tuple[int, asyncio.Future[None]]) -> None:
        waiting = self._waiting.get(project_id)
        if waiting is not None and entry in waiting:
            waiting.remove(entry)
            if not waiting:
                del self._waiting[project_id]
        self._let_in()

    def _let_in(self) -> None:
        blocked = False
        for project_id in sorted(self._waiting, key=lambda project_id: self._held.get(project_id, 0)):
            waiting = self._waiting[project_id]
            while waiting:
                size, turn = waiting[0]
                if not self._fits(project_id, size) or (blocked and size > SMALL_BYTES):
                    blocked = True
                    break
                waiting.popleft()
                if not turn.done():
                    self._add(project_id, size)
                    turn.set_result(None)
            if not waiting:
                del self._waiting[project_id]


class Hold:
    """One request's share of the budget."""

    def __init__(self, budget: Budget, project_id: str) -> None:
        self._budget = budget
        self._project_id = project_id
        self.size = 0

    async def take(self, size: int) -> None:
        """Hold `size` more bytes, which are there already. Raises UnavailableError where they do not fit."""
        await self._budget.wait_if_small(self._project_id, size)
        self.size += size

    async def grow(self, size: int) -> None:
        """Hold `size` more bytes, which are still to come. Raises UnavailableError where there is no room in time."""
        await self._budget.wait(self._project_id, size)
        self.size += size

    def resize(self, size: int) -> bool:
        """Hold `size` bytes from now on; False, and nothing changed, where that is more and does not fit."""
        if size > self.size and not self._budget.take(self._project_id, size - self.size):
            return False
        if size < self.size:
            self._budget.give(self._project_id, self.size - size)
        self.size = size
        return True

    def __enter__(self) -> "Hold":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.resize(0)


def no_room() -> UnavailableError:
    """The refusal of a request for which there is no room."""
    return UnavailableError("the collector holds as many requests as it can; try again shortly")
