"""An HTTP request's body has to keep coming, and to come to an end.

A body that does not is answered with an error that clients retry, as a slow network may be better tomorrow: 408, which
would say what happened, is final to clients of OTLP.
"""

import asyncio

from to11.collector.body import Message, Receive
from to11.model.errors import UnavailableError


def punctual(receive: Receive, *, silence_seconds: float, request_seconds: float) -> Receive:
    """`receive` for one request, from now on. Raises UnavailableError after that much silence, or that much time."""
    now = asyncio.get_running_loop().time
    end = now() + request_seconds

    async def within() -> Message:
        try:
            async with asyncio.timeout_at(min(end, now() + silence_seconds)):
                return await receive()
        except TimeoutError as error:
            raise UnavailableError("the request's body came too slowly") from error

    return within
