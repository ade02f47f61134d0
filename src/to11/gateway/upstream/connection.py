"""One socket to a provider: one exchange at a time, then back to the pool or closed."""

import asyncio
from collections.abc import Callable

from to11.gateway.upstream.deadline import Deadline
from to11.gateway.upstream.errors import Broken, StaleConnection, TimedOut, UpstreamError
from to11.gateway.upstream.reader import ResponseReader
from to11.gateway.upstream.request import Header
from to11.gateway.upstream.response import Response
from to11.settings import GatewaySettings

_SLICE = 256 * 1024
"""How much of a large body is handed to the socket at a time."""


class Connection(asyncio.Protocol):
    """Idle, or in an exchange. `released` and `lost` tell the owner that it is idle again, or gone.

    One deadline, whose meaning changes with what is waited for: the answer's head, its next bytes, the next request.
    It rests while the caller is the one who is slow.
    """

    __slots__ = (
        "_closed",
        "_deadline",
        "_loop",
        "_lost",
        "_phase",
        "_reader",
        "_received",
        "_released",
        "_response",
        "_reused",
        "_settings",
        "_transport",
        "_uploaded",
        "_writable",
        "_write_paused",
    )

    def __init__(
        self,
        settings: GatewaySettings,
        released: Callable[["Connection"], None],
        lost: Callable[["Connection"], None],
    ) -> None:
        self._settings = settings
        self._released = released
        self._lost = lost
        self._loop = asyncio.get_running_loop()
        self._deadline = Deadline(self._loop, self._expired)
        self._reader = ResponseReader(self)
        self._transport: asyncio.Transport | None = None
        self._response: Response | None = None
        self._phase = ""
        self._reused = self._received = self._uploaded = self._write_paused = self._closed = False
        self._writable: asyncio.Future[None] | None = None

    @property
    def usable(self) -> bool:
        """Whether a request may be sent: open, and no exchange under way."""
        return self._response is None and self._is_open

    async def send(self, head: bytes, body: bytes, *, bodiless: bool, reused: bool) -> Response:
        """Send a request; returns when the answer's head came.

        Raises UpstreamError; StaleConnection when `reused` and the connection closed before a byte of an answer came.
        Cancelled, it closes the connection.
        """
        response = self._response = Response(self._loop, self)
        self._reused, self._received = reused, False
        self._reader.expect(bodiless=bodiless)
        try:
            await self._upload(head, body)
            await response.head()
        except BaseException:
            response.close()
            raise
        return response

    async def _upload(self, head: bytes, body: bytes) -> None:
        transport = self._transport
        if transport is None or not self._is_open:
            self._fail(Broken("the connection closed before the request was sent"))
            return
        self._uploaded = False
        self._await_bytes("idle", self._settings.idle_timeout_seconds)
        if len(body) <= _SLICE:
            transport.writelines((head, body) if body else (head,))
        else:
            transport.write(head)
            await self._upload_slices(transport, memoryview(body))
        if self._response is not None and not self._response.settled:
            self._uploaded = True
            self._await_bytes("first_byte", self._settings.first_byte_timeout_seconds)

    async def _upload_slices(self, transport: asyncio.Transport, body: memoryview) -> None:
        """Write at the provider's pace. An answer that comes early ends it: the rest is of no use to anyone."""
        for start in range(0, len(body), _SLICE):
            transport.write(body[start : start + _SLICE])
            while self._write_paused:
                if self._response is None or self._response.settled:
                    return
                self._writable = self._loop.create_future()
                await self._writable
            self._deadline.set(self._settings.idle_timeout_seconds)

    # For the response

    def pause(self) -> None:
        """The caller is slow: let the provider wait, without a time-out."""
        if self._transport is not None:
            self._transport.pause_reading()
        self._deadline.clear()

    def resume(self) -> None:
        """The caller has caught up."""
        if self._transport is not None:
            self._transport.resume_reading()
        self._await_bytes("idle", self._settings.idle_timeout_seconds)

    def abandon(self) -> None:
        """The answer is no longer wanted."""
        self._response = None
        self.close()

    # For the owner

    def keep(self, seconds: float) -> None:
        """Stay open for the next request, at most this long."""
        self._await_bytes("keepalive", seconds)

    def close(self) -> None:
        """Close at once, without a farewell."""
        self._closed = True
        if self._transport is not None:
            self._transport.abort()

    # From the reader

    def on_head(self, status: int, headers: list[Header]) -> None:
        """The answer's head came."""
        if self._response is not None:
            self._response.on_head(status, headers)
            self._await_bytes("idle", self._settings.idle_timeout_seconds)
        self._release_writer()

    def on_data(self, data: bytes) -> None:
        """A piece of the answer's body came."""
        if self._response is not None:
            self._response.on_data(data)

    def on_end(self, reusable: bool) -> None:
        """The answer is whole."""
        response, self._response = self._response, None
        transport = self._transport
        if response is not None:
            response.on_end()
        if (
            transport is not None
            and self._is_open
            and reusable
            and self._uploaded
            and not transport.get_write_buffer_size()
        ):
            transport.resume_reading()
            self._released(self)
        else:
            self.close()

    # From the socket

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The socket is open, TLS included."""
        self._transport = transport  # type: ignore[assignment]  # a stream's transport is a Transport

    def data_received(self, data: bytes) -> None:
        """Bytes came."""
        self._received = True
        if self._response is not None and self._response.head_ns:  # interim answers buy no time
            self._await_bytes("idle", self._settings.idle_timeout_seconds)
        try:
            self._reader.feed(data)
        except Broken as error:
            self._fail(error)

    def connection_lost(self, exc: Exception | None) -> None:
        """The socket is closed, by whomever."""
        self._transport = None
        self._deadline.close()
        self._lost(self)
        if self._response is not None:
            self._fail(self._farewell(exc))
        self._release_writer()

    def pause_writing(self) -> None:
        """The provider reads slower than we write."""
        self._write_paused = True

    def resume_writing(self) -> None:
        """The provider has caught up."""
        self._write_paused = False
        self._release_writer()

    def _farewell(self, exc: Exception | None) -> UpstreamError | None:
        """Why the answer is short; None when the close was its proper end."""
        if self._reused and not self._received:
            return StaleConnection("a kept connection turned out to be closed")
        if exc is not None:
            return Broken("the connection to the provider broke", "connection_reset")
        try:
            self._reader.eof()
        except Broken as error:
            return error
        return None

    @property
    def _is_open(self) -> bool:
        return not self._closed and self._transport is not None and not self._transport.is_closing()

    def _await_bytes(self, phase: str, seconds: float) -> None:
        self._phase = phase
        self._deadline.set(seconds)

    def _expired(self) -> None:
        if self._response is not None:
            first = self._phase == "first_byte"
            seconds = self._settings.first_byte_timeout_seconds if first else self._settings.idle_timeout_seconds
            self._fail(TimedOut(self._phase, seconds))
        self.close()

    def _fail(self, error: UpstreamError | None) -> None:
        response, self._response = self._response, None
        if response is not None and error is not None:
            response.on_error(error)
        self._release_writer()
        self.close()

    def _release_writer(self) -> None:
        if self._writable is not None and not self._writable.done():
            self._writable.set_result(None)
