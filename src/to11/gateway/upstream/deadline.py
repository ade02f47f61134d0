"""A time-out that is moved far more often than it fires."""

import asyncio
import math
from collections.abc import Callable


class Deadline:
    """Calls back once when the time set last has passed.

    Moving it later only stores a number: the timer that is armed already finds out when it fires. So a connection that
    is used thousands of times a second arms a timer now and then, not with every piece of data.
    """

    __slots__ = ("_armed_for", "_at", "_expired", "_handle", "_loop")

    def __init__(self, loop: asyncio.AbstractEventLoop, expired: Callable[[], None]) -> None:
        self._loop = loop
        self._expired = expired
        self._at = math.inf
        self._armed_for = math.inf
        self._handle: asyncio.TimerHandle | None = None

    def set(self, seconds: float) -> None:
        """Expire `seconds` from now, instead of when it would have."""
        self._at = at = self._loop.time() + seconds
        if at < self._armed_for:
            self._arm(at)

    def clear(self) -> None:
        """Do not expire."""
        self._at = math.inf

    def close(self) -> None:
        """Give the timer back; nothing is called any more."""
        self._at = self._armed_for = math.inf
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None

    def _arm(self, at: float) -> None:
        if self._handle is not None:
            self._handle.cancel()
        self._armed_for = at
        self._handle = self._loop.call_at(at, self._fire)

    def _fire(self) -> None:
        self._handle = None
        self._armed_for = math.inf
        if self._at == math.inf:
            return
        if self._loop.time() >= self._at - 0.001:  # the loop's clock ticks in milliseconds
            self._at = math.inf
            self._expired()
        else:
            self._arm(self._at)
