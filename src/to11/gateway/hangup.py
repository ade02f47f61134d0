"""Noticing that a caller hung up, whatever the gateway is waiting for."""

import asyncio
from types import TracebackType
from typing import Final, Self

from to11.gateway.asgi import Scope

GONE: Final = "to11.gone"
"""In a scope's `extensions`: a future that is done when the caller's connection is. ASGI itself tells it only to those
who ask for the request's next piece, which costs a task a call and cannot be done while a body is on its way."""


class CallerGoneError(Exception):
    """The caller closed the connection before its answer was complete."""


class HangUp:
    """A block of code, entered once, that is cancelled when the caller hangs up, and then raises CallerGoneError.

    A cancellation from elsewhere passes through as what it is.
    """

    __slots__ = ("_gone", "_left", "_over", "task")

    def __init__(self, scope: Scope) -> None:
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("a call runs in a task")
        self.task = task
        """The one that is cancelled: that which made this."""
        self._gone: asyncio.Future[None] = scope["extensions"][GONE]
        self._left = self._over = False

    def _cancel(self, _gone: asyncio.Future[None]) -> None:
        if not self._over:
            self._left = True
            self.task.cancel()

    def __enter__(self) -> Self:
        self._gone.add_done_callback(self._cancel)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._over = True
        self._gone.remove_done_callback(self._cancel)
        if self._left and isinstance(error, asyncio.CancelledError) and self.task.uncancel() == 0:
            raise CallerGoneError from None
