"""Request bodies: read whole within limits, or passed on piece by piece as the provider takes them."""

import asyncio
import io
from typing import Final

from to11.gateway.asgi import Header, Receive
from to11.gateway.draft import Draft
from to11.gateway.hangup import CallerGoneError
from to11.gateway.memory import FREE_BYTES
from to11.model.errors import InvalidRequestError, TooLargeError
from to11.settings import MIB, GatewaySettings
from to11.wire import multipart

PREFIX_BYTES: Final = 64 * 1024
"""How much of a form is looked through for its model."""
_STEP_BYTES: Final = MIB


def length_of(headers: list[Header]) -> int | None:
    """A body's length as its head tells it: 0 where there is no body, None where its end is told later."""
    length: int | None = 0
    for name, value in headers:
        if name == b"transfer-encoding":
            return None
        if name == b"content-length" and value.isdigit():
            length = int(value)
    return length


async def read_whole(receive: Receive, announced: int, draft: Draft, settings: GatewaySettings) -> bytes:
    """The whole body, in one copy; the draft gets what is recorded of it.

    Raises TooLargeError, before reading where the length is known, UnavailableError when there is no room for it, and
    CallerGoneError.
    """
    limit = settings.max_request_bytes
    _check(announced, limit)
    if announced > FREE_BYTES:
        await draft.hold.body(announced + _copied(announced, settings))
        body, more = await _next(receive, settings.body_timeout_seconds)
    else:
        message = await receive()  # without a timer: it is there mostly, and nothing is held for it
        if message["type"] != "http.request":
            raise CallerGoneError
        body, more = message.get("body", b""), message.get("more_body", False)
    if more:
        body = await _rest(receive, body, announced, draft, settings)
    _check(len(body), limit)
    if not draft.request.size:
        draft.request.keep(body)
    return body


async def _rest(receive: Receive, piece: bytes, announced: int, draft: Draft, settings: GatewaySettings) -> bytes:
    """All pieces in one buffer, which grows as they come and becomes the body without being copied."""
    buffer = io.BytesIO()
    apart = _copied(announced, settings) > 0
    more, size = True, 0
    while True:
        size += len(piece)
        _check(size, settings.max_request_bytes)
        if size > announced:
            await draft.hold.body(size + _STEP_BYTES + _copied(size, settings))
        buffer.write(piece)
        if apart:
            draft.request.keep(piece)
        if not more:
            return buffer.getvalue()
        piece, more = await _next(receive, settings.body_timeout_seconds)


def _copied(size: int, settings: GatewaySettings) -> int:
    """How much a recorded copy takes beside a body; one that is recorded whole is not copied."""
    return settings.max_recorded_bytes if size > settings.max_recorded_bytes else 0


def _check(size: int, limit: int) -> None:
    if size > limit:
        raise TooLargeError(f"the request body is larger than {limit} bytes")


async def _next(receive: Receive, seconds: float) -> tuple[bytes, bool]:
    """The next piece, and whether more will come. Raises InvalidRequestError when nothing comes in time."""
    try:
        async with asyncio.timeout(seconds):
            message = await receive()
    except TimeoutError as error:
        reason = f"the request body did not come: nothing for {seconds:g} seconds"
        raise InvalidRequestError(reason, code="REQUEST_TIMEOUT") from error
    if message["type"] != "http.request":
        raise CallerGoneError
    return message.get("body", b""), message.get("more_body", False)


class CallerBody:
    """A body on its way from the caller: an iterator of its pieces, each read when it is asked for.

    Raises TooLargeError, InvalidRequestError when the caller falls silent, and CallerGoneError.
    """

    def __init__(self, receive: Receive, length: int | None, draft: Draft, settings: GatewaySettings) -> None:
        """`length` as `length_of` tells it. Raises TooLargeError."""
        _check(length or 0, settings.max_upload_bytes)
        self._receive = receive
        self._draft = draft
        self._limit = settings.max_upload_bytes
        self._seconds = settings.body_timeout_seconds
        self._more = length != 0
        self._ahead = b""
        """Read already, and to be passed on first."""

    def __aiter__(self) -> "CallerBody":
        return self

    async def __anext__(self) -> bytes:
        piece, self._ahead = self._ahead, b""
        while not piece:
            if not self._more:
                raise StopAsyncIteration
            piece = await self._read()
        return piece

    async def form_prefix(self, content_type: str) -> bytes:
        """What comes of a form until its model is there, at most some 64 KiB; to be put back."""
        prefix, look_at = b"", 0
        while self._more and len(prefix) < PREFIX_BYTES:
            prefix += await self._read()
            if len(prefix) >= look_at and _has_model(prefix, content_type):
                break
            look_at = 2 * len(prefix)  # or looking would cost more with every byte of a slow caller
        return prefix

    @property
    def at_end(self) -> bool:
        """Whether all of it has been read."""
        return not self._more

    def put_back(self, prefix: bytes) -> None:
        """Pass this on first."""
        self._ahead = prefix

    async def _read(self) -> bytes:
        piece, self._more = await _next(self._receive, self._seconds)
        _check(self._draft.request.size + len(piece), self._limit)
        self._draft.request.add(piece)
        return piece


def _has_model(prefix: bytes, content_type: str) -> bool:
    return any(field.name == "model" and field.whole for field in multipart.fields(prefix, content_type))
