"""One socket to a provider: one exchange at a time, then back to the pool or closed."""

import asyncio
from collections.abc import Callable

from to11.gateway.upstream.deadline import Deadline
from to11.gateway.upstream.errors import Broken, StaleConnection, TimedOut, UpstreamError
from to11.gateway.upstream.reader import ResponseReader
from to11.gateway.upstream.request import SLICE, Header, Slices, Timeouts, Upload
from to11.gateway.upstream.response import Response

_UNWANTED = 400
"""From this status on, an answer that comes before the request is whole says that the rest is not wanted."""
_NO_TIMEOUTS = Timeouts(0.0, 0.0, 0.0)


class Connection(asyncio.Protocol):
    """Idle, or in an exchange. `released` and `lost` tell the owner that it is idle again, or gone.

    One deadline, whose meaning changes with what is waited for: the answer's head, its next bytes, the next request.
    It rests while the caller is the one who is slow.

    A large body goes out in a task of its own, which ends with the exchange: the answer may come before, and may be all
    that there is to say.
    """

    __slots__ = (
        "_closed",
        "_deadline",
        "_expires_at",
        "_loop",
        "_lost",
        "_phase",
        "_reader",
        "_received",
        "_released",
        "_response",
        "_reused",
        "_timeouts",
        "_transport",
        "_upload",
        "_uploaded",
        "_writable",
        "_write_paused",
    )

    def __init__(
        self,
        max_age: float,
        released: Callable[["Connection"], None],
        lost: Callable[["Connection"], None],
    ) -> None:
        """`max_age` in seconds: afterwards it finishes its exchange and is used no more."""
        self._released = released
        self._lost = lost
        self._loop = asyncio.get_running_loop()
        self._expires_at = self._loop.time() + max_age
        self._timeouts = _NO_TIMEOUTS
        self._deadline = Deadline(self._loop, self._expired)
        self._reader = ResponseReader(self)
        self._transport: asyncio.Transport | None = None
        self._response: Response | None = None
        self._phase = ""
        self._reused = self._received = self._uploaded = self._write_paused = self._closed = False
        self._writable: asyncio.Future[None] | None = None
        self._upload: asyncio.Task[None] | None = None

    @property
    def usable(self) -> bool:
        """Whether a request may be sent: open, and no exchange under way."""
        return self._response is None and self._is_open

    async def send(
        self, head: bytes, body: bytes | Upload, timeouts: Timeouts, *, bodiless: bool, reused: bool
    ) -> Response:
        """Send a request; returns when the answer's head came.

        Raises UpstreamError; StaleConnection when `reused` and the connection closed before a byte of an answer came.
        Raises what an upload's pieces raise. Cancelled, it closes the connection.
        """
        response = self._response = Response(self._loop, self)
        self._timeouts = timeouts
        self._reused, self._received, self._uploaded = reused, False, False
        self._reader.expect(bodiless=bodiless)
        try:
            self._write(head, body)
            await response.head()
        except BaseException:
            response.close()
            raise
        return response

    def _write(self, head: bytes, body: bytes | Upload) -> None:
        transport = self._transport
        if transport is None or not self._is_open:
            self._fail(Broken("the connection closed before the request was sent"))
        elif isinstance(body, bytes) and len(body) <= SLICE:
            transport.writelines((head, body) if body else (head,))
            self._uploaded = True
            self._await_bytes("first_byte", self._timeouts.first_byte)
        else:
            transport.write(head)
            upload = body if isinstance(body, Upload) else Upload(Slices(body), len(body), again=True)
            self._upload = self._loop.create_task(self._send_pieces(transport, upload), name="upstream-upload")

    async def _send_pieces(self, transport: asyncio.Transport, upload: Upload) -> None:
        """Write at the provider's pace. Its time runs while it does not read, not while the caller is slow."""
        sent = 0
        try:
            async for piece in upload.pieces:
                if not self._wanted:
                    return
                sent += len(piece)
                transport.writelines((b"%x\r\n" % len(piece), piece, b"\r\n") if upload.length is None else (piece,))
                await self._room()
            self._finish_upload(transport, upload, sent)
        except Exception as error:  # noqa: BLE001 (whatever it is, the one who waits for the answer is to know)
            self._upload = None
            self._fail(error)

    async def _room(self) -> None:
        while self._write_paused and self._wanted:
            self._await_bytes("idle", self._timeouts.idle)
            self._writable = self._loop.create_future()
            await self._writable
        if self._response is not None and self._response.head_ns:
            self._await_bytes("idle", self._timeouts.idle)
        else:
            self._deadline.clear()

    def _finish_upload(self, transport: asyncio.Transport, upload: Upload, sent: int) -> None:
        if upload.length is None:
            transport.write(b"0\r\n\r\n")
        elif sent != upload.length:
            raise Broken("the request is not as long as it was said to be")
        self._upload = None
        self._uploaded = True
        if self._response is not None and self._response.settled:
            self._await_bytes("idle", self._timeouts.idle)
        else:
            self._await_bytes("first_byte", self._timeouts.first_byte)

    @property
    def _wanted(self) -> bool:
        """Whether the rest of the request is of use to anyone."""
        return self._response is not None and self._response.status < _UNWANTED

    def _end_upload(self) -> None:
        upload, self._upload = self._upload, None
        if upload is not None:
            upload.cancel()

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
        self._await_bytes("idle", self._timeouts.idle)

    def abandon(self) -> None:
        """The answer is no longer wanted."""
        self._response = None
        self.close()

    # For the owner

    def keep(self, seconds: float) -> None:
        """Stay open for the next request, at most this long."""
        self._await_bytes("keepalive", min(seconds, self._expires_at - self._loop.time()))

    def close(self) -> None:
        """Close at once, without a farewell."""
        self._closed = True
        self._end_upload()
        if self._transport is not None:
            self._transport.abort()

    # From the reader

    def on_head(self, status: int, headers: list[Header]) -> None:
        """The answer's head came."""
        if self._response is not None:
            self._response.on_head(status, headers)
            self._await_bytes("idle", self._timeouts.idle)
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
            and self._loop.time() < self._expires_at
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
            self._await_bytes("idle", self._timeouts.idle)
        try:
            self._reader.feed(data)
        except Broken as error:
            self._fail(error)

    def connection_lost(self, exc: Exception | None) -> None:
        """The socket is closed, by whomever."""
        self._transport = None
        self._deadline.close()
        self._end_upload()
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
            seconds = self._timeouts.first_byte if first else self._timeouts.idle
            self._fail(TimedOut(self._phase, seconds))
        self.close()

    def _fail(self, error: Exception | None) -> None:
        response, self._response = self._response, None
        if response is not None and error is not None:
            response.on_error(error)
        self._release_writer()
        self.close()

    def _release_writer(self) -> None:
        if self._writable is not None and not self._writable.done():
            self._writable.set_result(None)
