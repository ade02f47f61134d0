"""What the holder of a request sees of its answer: a head, then pieces of the body as they come."""

import asyncio
from collections.abc import Callable
from time import perf_counter_ns
from typing import Protocol

from to11.gateway.upstream.request import Header

HIGH_WATER = 64 * 1024
"""Bytes that may wait for a slow reader before the provider is made to wait."""


class Flow(Protocol):
    """The connection that an answer comes from, as the answer sees it."""

    def pause(self) -> None:
        """Stop reading: the reader is slow."""

    def resume(self) -> None:
        """Read on."""

    def abandon(self) -> None:
        """Close at once: nobody waits for the rest."""


class Response:
    """One answer, read by one task. Times are `perf_counter_ns` readings, 0 while it has not happened.

    Always `close()` it: before its end that closes the connection at once, so that the provider stops working.
    """

    __slots__ = (
        "_buffered",
        "_chunks",
        "_ended",
        "_error",
        "_flow",
        "_loop",
        "_paused",
        "_pour",
        "_waiter",
        "ended_ns",
        "first_data_ns",
        "head_ns",
        "headers",
        "last_data_ns",
        "status",
    )

    def __init__(self, loop: asyncio.AbstractEventLoop, flow: Flow) -> None:
        self.status = 0
        self.headers: list[Header] = []
        self.head_ns = 0
        self.first_data_ns = 0
        self.last_data_ns = 0
        self.ended_ns = 0
        self._loop = loop
        self._flow: Flow | None = flow
        self._chunks: list[bytes] = []
        self._buffered = 0
        self._paused = False
        self._ended = False
        self._error: Exception | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._pour: Callable[[bytes], bool] | None = None

    # For the reader

    async def head(self) -> None:
        """Return when `status` and `headers` are there. Raises UpstreamError when they will not be, and what the
        request's own body raised."""
        while not self.head_ns:
            if self._error is not None:
                raise self._error
            await self._wait()

    async def read(self) -> bytes:
        """The bytes that came since the last read, at least one; b"" at the end.

        Raises UpstreamError when the answer broke off, after everything that had come was read.
        """
        while not self._chunks:
            if self._error is not None:
                raise self._error
            if self._ended:
                return b""
            await self._wait()
        return self._take()

    async def pour(self, take: Callable[[bytes], bool]) -> None:
        """Give `take` each piece in the very callback that it comes in, until it says False or the answer is over.

        It has had the piece then; `read()` gives what comes next. Raises what `take` raises.
        """
        if self._chunks or self._ended:
            return
        self._pour = take
        try:
            await self._wait()
        finally:
            self._pour = None

    @property
    def waits(self) -> bool:
        """Whether `read()` has something to give at once."""
        return bool(self._chunks)

    @property
    def at_end(self) -> bool:
        """Whether the answer is whole and all of it was read, so that the next `read()` gives b"" at once."""
        return self._ended and not self._chunks and self._error is None

    @property
    def settled(self) -> bool:
        """Whether a head came or none will come."""
        return self.head_ns != 0 or self._error is not None

    def close(self) -> None:
        """Let go. What has not been read is lost."""
        flow, self._flow = self._flow, None
        self._chunks.clear()
        if flow is not None:
            flow.abandon()

    def _take(self) -> bytes:
        chunks = self._chunks
        data = chunks[0] if len(chunks) == 1 else b"".join(chunks)
        chunks.clear()
        self._buffered = 0
        if self._paused:
            self._paused = False
            if self._flow is not None:
                self._flow.resume()
        return data

    async def _wait(self) -> None:
        self._waiter = waiter = self._loop.create_future()
        try:
            await waiter
        finally:
            self._waiter = None

    # For the connection

    def on_head(self, status: int, headers: list[Header]) -> None:
        """The head came."""
        self.status = status
        self.headers = headers
        self.head_ns = perf_counter_ns()
        self._wake()

    def on_data(self, data: bytes) -> None:
        """A piece of the body came."""
        self.last_data_ns = perf_counter_ns()
        if not self.first_data_ns:
            self.first_data_ns = self.last_data_ns
        if self._pour is not None:
            try:
                if self._pour(data):
                    return
            except Exception as error:  # noqa: BLE001 (for the one who reads, not for the connection)
                self._wake(error)
            self._pour = None
            self._wake()
            return
        self._chunks.append(data)
        self._buffered += len(data)
        if self._buffered > HIGH_WATER and not self._paused and self._flow is not None:
            self._paused = True
            self._flow.pause()
        self._wake()

    def on_end(self) -> None:
        """The answer is whole; the connection is no longer this answer's."""
        self._flow = None
        self._ended = True
        self.ended_ns = perf_counter_ns()
        self._wake()

    def on_error(self, error: Exception) -> None:
        """The answer will never be whole."""
        self._flow = None
        if not self._ended:
            self._ended = True
            self._error = error
            self.ended_ns = perf_counter_ns()
        self._wake()

    def _wake(self, error: Exception | None = None) -> None:
        waiter = self._waiter
        if waiter is None or waiter.done():
            return
        if error is None:
            waiter.set_result(None)
        else:
            waiter.set_exception(error)
