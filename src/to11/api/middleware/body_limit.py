"""No request body beyond the limit, told by its declared length or while it streams in."""

import asyncio
from contextlib import suppress

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from to11.api import errors
from to11.model.errors import TooLargeError

LINGER_BYTES = 16 * 1024 * 1024
LINGER_SECONDS = 2.0


class BodyLimit:
    """Refuses a body longer than `max_bytes`; `refuse` forms the answer, 413 where nothing else is said.

    A client that is still sending when the connection closes gets a reset and may never read the answer (RFC 9112
    section 9.6), so what it still sends is read and thrown away, for a short while, before the answer is finished.
    """

    def __init__(self, app: ASGIApp, max_bytes: int, refuse: errors.Refuse = errors.refuse) -> None:
        self.app = app
        self.max_bytes = max_bytes
        self.refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = _Limited(receive, send, self.max_bytes)
        if _declared_length(scope) > self.max_bytes:
            request.exceeded = True
        else:
            await self.app(scope, request.receive, request.send)
        if request.exceeded and not request.started:
            await self.refuse(scope["path"], _too_large(self.max_bytes))(scope, request.receive, request.finish)


class _Limited:
    """One request's events, counted."""

    def __init__(self, receive: Receive, send: Send, max_bytes: int) -> None:
        self._receive = receive
        self._send = send
        self._max_bytes = max_bytes
        self._seen = 0
        self._ended = False
        self.exceeded = False
        self.started = False

    async def receive(self) -> Message:
        message = await self._receive()
        self._ended = message["type"] == "http.disconnect" or not message.get("more_body", False)
        self._seen += len(message.get("body", b""))
        if self._seen > self._max_bytes:
            self.exceeded = True
            # FastAPI turns anything but an HTTPException into a 400 while it reads a body.
            raise HTTPException(413)
        return message

    async def send(self, message: Message) -> None:
        """What the application says; not what it makes of a body that it could not read, unless it began before."""
        if not self.exceeded:
            self.started = True
            await self._send(message)
        elif self.started:
            await self.finish(message)

    async def finish(self, message: Message) -> None:
        """The same, of an answer after which the connection is closed."""
        if message["type"] == "http.response.start":
            await self._send({**message, "headers": [*message.get("headers", []), (b"connection", b"close")]})
        elif message.get("more_body", False):
            await self._send(message)
        else:
            await self._send({**message, "more_body": True})
            await self._drain()
            await self._send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _drain(self) -> None:
        left = LINGER_BYTES
        with suppress(TimeoutError):
            async with asyncio.timeout(LINGER_SECONDS):
                while left > 0 and not self._ended:
                    message = await self._receive()
                    self._ended = message["type"] == "http.disconnect" or not message.get("more_body", False)
                    left -= len(message.get("body", b""))


def _declared_length(scope: Scope) -> int:
    declared = Headers(scope=scope).get("content-length", "")
    return int(declared) if declared.isascii() and declared.isdigit() else 0


def _too_large(max_bytes: int) -> TooLargeError:
    return TooLargeError(f"the body is longer than {max_bytes} bytes", details={"maxBytes": max_bytes})
