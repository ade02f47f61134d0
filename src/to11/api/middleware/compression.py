"""Long answers are compressed for clients that take that: a trace of 100,000 spans is 27 MB of JSON, or 4.

Short ones are not, for they gain nothing; among them are all that hold a secret. Streams are left as they are.
"""

import gzip
import sys
from collections.abc import Callable
from functools import partial
from typing import Final

from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from to11.api.codings import taken

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_CODINGS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "zstd": partial(zstd.compress, level=1),
    "gzip": partial(gzip.compress, compresslevel=1, mtime=0),
}
"""The one that is sent rather than those after it first. The lowest level: what is saved beyond it costs more time than
the network takes for it."""


class Compression:
    """Compresses answers of `min_bytes` and more, in a thread."""

    def __init__(self, app: ASGIApp, min_bytes: int) -> None:
        self.app = app
        self.min_bytes = min_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        choices = taken(Headers(scope=scope), _CODINGS)
        coding = next((one for one in _CODINGS if one in choices), None)
        await self.app(scope, receive, _Answer(send, coding, self.min_bytes).send)


class _Answer:
    """One answer's events. Its head waits for the body, which says whether it is long."""

    def __init__(self, send: Send, coding: str | None, min_bytes: int) -> None:
        self._send = send
        self._coding = coding
        self._min_bytes = min_bytes
        self._start: Message | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        start, self._start = self._start, None
        if start is not None:
            body = message.get("body", b"")
            headers = MutableHeaders(scope=start)
            if len(body) >= self._min_bytes and not message.get("more_body") and "content-encoding" not in headers:
                headers.add_vary_header("Accept-Encoding")
                if self._coding is not None:
                    body = await to_thread.run_sync(_CODINGS[self._coding], body)
                    headers["Content-Encoding"] = self._coding
                    headers["Content-Length"] = str(len(body))
                    message = {**message, "body": body}
            await self._send(start)
        await self._send(message)
