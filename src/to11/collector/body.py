"""Reading a request's body over ASGI, within limits."""

from collections.abc import Awaitable, Callable
from typing import Any

from to11.collector.budget import Hold
from to11.model.errors import TooLargeError

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]


class ClientGoneError(Exception):
    """The client hung up; there is no one left to answer."""


async def read(receive: Receive, declared: int | None, limit: int, hold: Hold) -> bytes:
    """The whole body. `declared` is its Content-Length, None when the client does not know it beforehand.

    A body that is declared too large is not read at all. Reading stops as soon as a limit is passed, and no faster
    than the server hands out chunks, so that its back-pressure reaches the client.
    Raises TooLargeError, UnavailableError (no room in the budget), ClientGoneError.
    """
    if declared is not None and declared > limit:
        raise _too_large(limit)
    chunks: list[bytes] = []
    size = 0
    while True:
        event = await receive()
        if event["type"] == "http.disconnect":
            raise ClientGoneError
        chunk: bytes = event.get("body", b"")
        size += len(chunk)
        if size > limit:
            raise _too_large(limit)
        hold.grow(len(chunk))
        chunks.append(chunk)
        if not event.get("more_body", False):
            return chunks[0] if len(chunks) == 1 else b"".join(chunks)


def _too_large(limit: int) -> TooLargeError:
    return TooLargeError(f"the request is larger than {limit} bytes")
