"""Whose request is worked on next, fair between projects: on the event loop, and on threads beside it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import TypeVar

from to11.ingest.spool.fair import FairQueue
from to11.model.errors import UnavailableError

T = TypeVar("T")
_Turn = asyncio.Future[None]

WAIT_SECONDS = 5.0
"""How long a request waits for its turn. Behind it is a project's own backlog, and a client gives up after ten."""

_PASS_BYTES = 512 * 1024


class LoopTurns:
    """Work that is done on the event loop, at most about half a megabyte between two looks at the sockets.

    Up to that it is done at once. What is more than that waits for a later pass of the loop, and the projects share it.
    """

    def __init__(self) -> None:
        self._waiting: FairQueue[_Turn] = FairQueue()
        self._done = 0
        self._planned = False

    async def turn(self, project_id: str, size: int) -> None:
        """Wait until `size` bytes may be worked on."""
        if not self._waiting and self._done < _PASS_BYTES:
            self._begin(size)
            return
        turn: _Turn = asyncio.get_running_loop().create_future()
        self._waiting.push(project_id, size, turn)
        await turn

    def _begin(self, size: int) -> None:
        self._done += size
        if not self._planned:
            self._planned = True
            asyncio.get_running_loop().call_soon(self._next_pass)

    def _next_pass(self) -> None:
        self._done = 0
        self._planned = False
        while self._waiting and self._done < _PASS_BYTES:
            size, turn = self._waiting.pop_sized()
            if not turn.done():
                turn.set_result(None)
                self._begin(size)


class Lane:
    """One thread, given to one request at a time."""

    def __init__(self, name: str) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._waiting: FairQueue[_Turn] = FairQueue()
        self._taken = False

    @asynccontextmanager
    async def turn(self, project_id: str, size: int) -> AsyncIterator[None]:
        """Have the lane for as long as the block lasts. Raises UnavailableError where it cannot be had in time."""
        if self._taken:
            await self._wait(project_id, size)
        self._taken = True
        try:
            yield
        finally:
            self._pass_on()

    async def run(self, work: Callable[[], T]) -> T:
        """Do the work on the thread. When called off, it still returns only when the thread is free again."""
        future = asyncio.get_running_loop().run_in_executor(self._pool, work)
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            await asyncio.wait([future])
            if not future.cancelled():
                future.exception()  # seen: there is nobody left to tell
            raise

    def close(self) -> None:
        """Let running work end, drop what has not begun."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    async def _wait(self, project_id: str, size: int) -> None:
        turn: _Turn = asyncio.get_running_loop().create_future()
        self._waiting.push(project_id, size, turn)
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                await turn
        except BaseException as error:
            if turn.done() and not turn.cancelled():
                self._pass_on()  # given and called off at the same moment
            if isinstance(error, TimeoutError):
                raise UnavailableError("the collector has more to decode than it can; try again shortly") from error
            raise

    def _pass_on(self) -> None:
        while self._waiting:
            turn = self._waiting.pop()
            if not turn.done():
                turn.set_result(None)
                return
        self._taken = False
