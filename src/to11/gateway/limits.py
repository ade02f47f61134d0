"""How many calls a provider gets at once; the others wait in line, the first to come being the first to go."""

import asyncio
from collections import deque
from types import TracebackType
from typing import Final

from to11.gateway.providers import Provider
from to11.model.errors import RateLimitedError

BUSY: Final = "PROVIDER_BUSY"


class Limits:
    """The lines of all providers that have a limit; used on one event loop.

    `edges` processes share a provider's limit in equal parts, rounded down; each has at least one.
    """

    def __init__(self, *, edges: int = 1) -> None:
        self._edges = edges
        self._lines: dict[str, Line] = {}

    def line(self, provider: Provider) -> "Line | None":
        """Where to wait for a provider; None where there is no limit."""
        if provider.max_concurrent is None:
            return None
        line = self._lines.get(provider.name)
        if line is None:
            line = self._lines[provider.name] = Line(
                provider.name,
                max(1, provider.max_concurrent // self._edges),
                -(-provider.max_queued // self._edges),
                provider.queue_timeout,
            )
        return line


class Line:
    """One provider's line: `async with` it to be let through."""

    def __init__(self, name: str, limit: int, max_queued: int, seconds: float) -> None:
        self._name = name
        self.limit = limit
        self.max_queued = max_queued
        self._seconds = seconds
        self._waiting: deque[asyncio.Future[None]] = deque()
        self.running = 0

    @property
    def waiting(self) -> int:
        """How many calls are in line."""
        return len(self._waiting)

    async def __aenter__(self) -> None:
        """Raises RateLimitedError when the line is too long, or the wait."""
        if self.running < self.limit:
            self.running += 1
            return
        if len(self._waiting) >= self.max_queued:
            raise self._busy("and the line is full")
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            async with asyncio.timeout(self._seconds):
                await turn
        except BaseException as error:
            if turn.done() and not turn.cancelled():
                self._leave()  # let through and called off at the same moment
            elif turn in self._waiting:  # else it was passed over, having been called off
                self._waiting.remove(turn)
            if isinstance(error, TimeoutError):
                raise self._busy(f"and none of them ended within {self._seconds:g} s") from error
            raise

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None
    ) -> None:
        self._leave()

    def _leave(self) -> None:
        """The place goes to the next in line."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self.running -= 1

    def _busy(self, why: str) -> RateLimitedError:
        message = f"the gateway's own limit: {self.limit} calls to provider '{self._name}' are under way, {why}"
        return RateLimitedError(message, code=BUSY)
