"""The ASGI types this door speaks, and answers that the gateway gives itself."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

Header = tuple[bytes, bytes]
Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Write = Callable[[bytes], bool]

WRITE: Final = "to11.write"
"""In a scope's `extensions`, where the server offers it: writes a piece of the body of an answer whose head is out and
says nothing of its length. At once or not at all: False when the caller is slow, so that the piece has to be sent the
usual way, which waits. A stream's event costs a quarter less so, and does not wait for its task's turn."""

JOINED: Final = "to11.joined"
"""In an `http.response.start`: that a message with body follows at once, so that a server may write both together."""


async def answer(send: Send, status: int, body: bytes, headers: list[Header]) -> None:
    """Send a whole JSON answer."""
    head: list[Header] = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode("ascii")),
        *headers,
    ]
    await send({"type": "http.response.start", "status": status, "headers": head, JOINED: bool(body)})
    await send({"type": "http.response.body", "body": body, "more_body": False})
