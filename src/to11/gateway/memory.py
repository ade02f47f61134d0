"""How many bytes of bodies are held at once: requests that are read whole, and recorded copies of running calls.

A request that finds no room waits for its turn, and is told to try again when it does not come. A recorded copy never
waits: what does not fit is not recorded, and copies leave half of the room to requests.
"""

import asyncio
from collections import deque
from typing import Final

from to11.model.errors import UnavailableError
from to11.settings import MIB

FREE_BYTES: Final = 64 * 1024
"""Bodies up to here are not counted: there are too many of them, and they are gone too soon."""

_SMALL_BYTES: Final = MIB
"""Up to here a request goes before larger ones that wait."""
_STEP_BYTES: Final = MIB // 4
"""What a growing copy takes at a time."""
_WAIT_SECONDS: Final = 5.0


class Memory:
    """The room of one edge; used on one event loop."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._waiting: deque[tuple[int, asyncio.Future[None]]] = deque()
        self.used = 0

    async def take(self, size: int) -> None:
        """Take room in turn; a lone request always fits. Raises UnavailableError when there is none in time."""
        if self._fits(size) and (size <= _SMALL_BYTES or not self._waiting):
            self.used += size
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        entry = (size, turn)
        self._waiting.append(entry)
        try:
            async with asyncio.timeout(_WAIT_SECONDS):
                await turn
        except BaseException as error:
            if turn.done() and not turn.cancelled():
                self.give(size)  # let in and called off at the same moment
            elif entry in self._waiting:  # else it was passed over, having been called off
                self._waiting.remove(entry)
                self._let_in()
            if isinstance(error, TimeoutError):
                raise UnavailableError(
                    "the gateway holds as many large requests as it can; try again shortly", retry_after=_WAIT_SECONDS
                ) from error
            raise

    def take_for_copy(self, size: int) -> bool:
        """Take room for a recorded copy; False when there is none."""
        if self.used + size > self._limit // 2:
            return False
        self.used += size
        return True

    def give(self, size: int) -> None:
        """Give room back, and let in who waited for it."""
        self.used -= size
        self._let_in()

    def _fits(self, size: int) -> bool:
        return not self.used or self.used + size <= self._limit

    def _let_in(self) -> None:
        blocked = False
        for entry in list(self._waiting):
            size, turn = entry
            if not self._fits(size) or (blocked and size > _SMALL_BYTES):
                blocked = True
            else:
                self._waiting.remove(entry)
                if not turn.done():
                    self.used += size
                    turn.set_result(None)


class Hold:
    """What one call holds of it. To be released when the call is recorded."""

    __slots__ = ("_body", "_copied", "_copies", "_memory")

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._body = 0
        self._copies = self._copied = 0

    async def body(self, size: int) -> None:
        """Hold a body of this size; more than before, or nothing changes. Raises UnavailableError."""
        if size > self._body and size > FREE_BYTES:
            more = size - self._body
            await self._memory.take(more)
            self._body += more

    def edited(self, size: int) -> None:
        """Hold a second body that was made of the first; it is there, and so there is nothing to wait for."""
        self._memory.used += size
        self._body += size

    def copy(self, size: int) -> bool:
        """Whether there is room for so much more of recorded copies; it is held then."""
        copied = self._copied + size
        missing = copied - self._copies - FREE_BYTES
        if missing > 0:
            more = -(-missing // _STEP_BYTES) * _STEP_BYTES
            if not self._memory.take_for_copy(more):
                return False
            self._copies += more
        self._copied = copied
        return True

    def keep(self, size: int) -> None:
        """No more than this is left of the body."""
        if size < self._body:
            self._memory.give(self._body - size)
            self._body = size

    def release(self) -> None:
        """Nothing is held any more."""
        held, self._body, self._copies = self._body + self._copies, 0, 0
        if held:
            self._memory.give(held)
