"""Reading a request's body over ASGI, within limits."""

import io
from collections.abc import Awaitable, Callable
from typing import Any

from to11.collector.budget import Hold
from to11.model.errors import TooLargeError

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]

_FIRST_BYTES = 64 * 1024


class ClientGoneError(Exception):
    """The client hung up; there is no one left to answer."""


async def read(receive: Receive, declared: int | None, limit: int, hold: Hold) -> bytes:
    """The whole body. `declared` is its Content-Length, None when the client does not know it beforehand.

    A body that is declared too large is not read at all. Room for a declared body is taken as a whole, for another
    step by step, each as large as all before. Reading stops as soon as a limit is passed, and no faster than the server
    hands out chunks, so that its back-pressure reaches the client.
    Raises TooLargeError, UnavailableError (no room in the budget), ClientGoneError.
    """
    if declared is not None:
        if declared > limit:
            raise _too_large(limit)
        await hold.grow(declared)
    whole = io.BytesIO()
    while True:
        event = await receive()
        if event["type"] == "http.disconnect":
            raise ClientGoneError
        chunk: bytes = event.get("body", b"")
        more = event.get("more_body", False)
        size = whole.tell() + len(chunk)
        if size > limit:
            raise _too_large(limit)
        if size > hold.size:
            await hold.grow(min(limit, max(size, 2 * hold.size, _FIRST_BYTES)) - hold.size)
        if not more and not whole.tell():
            return chunk
        whole.write(chunk)
        if not more:
            return whole.getvalue()  # its own buffer, cut to size: nothing is copied


def _too_large(limit: int) -> TooLargeError:
    return TooLargeError(f"the request is larger than {limit} bytes")
