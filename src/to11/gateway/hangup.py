"""Noticing that a caller hung up, while the gateway waits for someone else."""

import asyncio
from types import TracebackType
from typing import Self

from to11.gateway.asgi import Receive


class CallerGoneError(Exception):
    """The caller closed the connection before its answer was complete."""


class HangUp:
    """A block of code that is cancelled when the caller hangs up, and then raises CallerGoneError.

    One task watches for the whole call, not one per chunk. The request's body must have been read before. A
    cancellation from elsewhere passes through as what it is.
    """

    __slots__ = ("_gone", "_over", "_task", "_watcher")

    def __init__(self, receive: Receive) -> None:
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("a call runs in a task")
        self._task = task
        self._gone = self._over = False
        self._watcher = task.get_loop().create_task(self._watch(receive), name="gateway-hang-up")

    async def _watch(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        if not self._over:  # servers also say "disconnect" after a complete answer
            self._gone = True
            self._task.cancel()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._over = True
        self._watcher.cancel()
        if self._gone and isinstance(error, asyncio.CancelledError) and self._task.uncancel() == 0:
            raise CallerGoneError from None
