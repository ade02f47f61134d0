"""Bytes of a connection to heads, data and ends of answers (RFC 9112 sections 6 and 7). No I/O.

The parser (llhttp, strict) tells where messages begin and end; this decides what may be trusted. Anything odd is
`Broken` while an answer is being read, and after it means that the connection must not be used again.
"""

from typing import NoReturn, Protocol

import httptools

from to11.gateway.upstream.errors import Broken, broken_protocol
from to11.gateway.upstream.request import Header

MAX_HEAD_BYTES = 64 * 1024
"""Status line and headers, interim answers and trailers included. Real providers stay under 8 KiB."""

_IDLE, _HEAD, _BODY, _DONE = range(4)
_BODILESS_STATUS = frozenset({204, 304})
_SWITCHING_PROTOCOLS = 101
_MIN_FINAL_STATUS, _MAX_STATUS = 200, 599


class Sink(Protocol):
    """Who is told what was read, in this order: one head, any data, one end."""

    def on_head(self, status: int, headers: list[Header], /) -> None:
        """The final answer's status and headers, names in lower case."""

    def on_data(self, data: bytes, /) -> None:
        """A piece of the body, without its transfer coding."""

    def on_end(self, reusable: bool, /) -> None:
        """The answer is whole; `reusable` when another request may be sent on the connection."""


class ResponseReader:
    """Reads one answer after the other. `expect()` before each request, then `feed()` and at the end `eof()`."""

    __slots__ = (
        "_bodiless",
        "_chunked",
        "_fault",
        "_head_bytes",
        "_headers",
        "_interim",
        "_parser",
        "_progress",
        "_reusable",
        "_silent_bytes",
        "_sink",
        "_sized",
        "_state",
        "_worn",
    )

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._state = _IDLE
        self._parser = httptools.HttpResponseParser(self)
        self._worn = False
        self._bodiless = False
        self._headers: list[Header] = []
        self._head_bytes = self._silent_bytes = 0
        self._interim = self._sized = self._chunked = self._reusable = self._progress = False
        self._fault: Broken | None = None

    def expect(self, *, bodiless: bool = False) -> None:
        """A request was sent; `bodiless` when its answer has no body whatever it says (HEAD, CONNECT)."""
        if self._worn:
            self._parser = httptools.HttpResponseParser(self)
            self._worn = False
        self._begin(bodiless=bodiless)
        self._state = _HEAD

    def feed(self, data: bytes) -> None:
        """Take what came from the socket. Raises Broken for anything but a proper answer to what was asked."""
        if self._state == _IDLE:
            raise broken_protocol("unasked data")
        self._progress = False
        complaint: str | None = None
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            complaint = str(error)
        if self._state == _DONE:
            # Whatever follows a whole answer does not change it, but what comes next could not be trusted.
            self._end(reusable=self._reusable and complaint is None and self._fault is None)
            return
        if self._fault is None and complaint is not None:
            self._fault = broken_protocol(complaint)
        if not self._progress:
            self._silent_bytes = self._within_limit(self._silent_bytes + len(data))
        if self._fault is not None:
            raise self._fault

    def eof(self) -> None:
        """The provider closed. Ends a body that was to be read until then; raises Broken for one that is short."""
        if self._state == _BODY and not self._sized and not self._chunked:
            self._end(reusable=False)
        elif self._state == _BODY:
            raise Broken("the provider closed the connection in the middle of its answer")
        elif self._state == _HEAD:
            raise Broken("the provider closed the connection before it answered")

    def _begin(self, *, bodiless: bool) -> None:
        self._bodiless = bodiless
        self._headers = []
        self._head_bytes = 0
        self._silent_bytes = 0  # fed since the request without a head or data coming of it
        self._interim = self._sized = self._chunked = self._reusable = self._progress = False
        self._fault = None

    def _end(self, *, reusable: bool) -> None:
        self._state = _IDLE
        self._sink.on_end(reusable)

    def _refuse(self, reason: str) -> NoReturn:
        if self._fault is None:
            self._fault = broken_protocol(reason)
        raise self._fault

    def _within_limit(self, size: int) -> int:
        if size > MAX_HEAD_BYTES and self._fault is None:
            self._fault = broken_protocol(f"headers of more than {MAX_HEAD_BYTES} bytes")
        return size

    # What the parser calls back; an exception here ends its run.

    def on_message_begin(self) -> None:
        """A status line begins."""
        if self._state != _HEAD:
            self._refuse("data after the answer")

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header, or a trailer (which is dropped)."""
        self._head_bytes = self._within_limit(self._head_bytes + len(name) + len(value) + 4)
        if self._fault is not None:
            raise self._fault
        if self._state != _HEAD:
            return
        name = name.lower()
        if name == b"content-length":
            self._sized = True
        elif name == b"transfer-encoding":
            # No other coding was offered (no TE), and any combination is how answers get smuggled.
            if self._chunked or value.strip().lower() != b"chunked":
                self._refuse("a transfer coding other than chunked")
            self._chunked = True
        self._headers.append((name, value))

    def on_headers_complete(self) -> None:
        """The empty line after the headers."""
        status: int = self._parser.get_status_code()
        if status == _SWITCHING_PROTOCOLS:
            self._refuse("it switched protocols")
        if status < _MIN_FINAL_STATUS:
            self._interim = True
            return
        if status > _MAX_STATUS:
            self._refuse(f"status {status}")
        self._reusable = self._parser.should_keep_alive()
        self._progress = True
        self._sink.on_head(status, self._headers)
        if self._bodiless:
            self._worn = True  # this parser waits for a body that will not come
            self._state = _DONE
        else:
            self._state = _BODY
            self._sized = self._sized or status in _BODILESS_STATUS

    def on_body(self, data: bytes) -> None:
        """A piece of the body."""
        if self._state != _BODY:
            self._refuse("a body where none belongs")
        self._progress = True
        self._sink.on_data(data)

    def on_message_complete(self) -> None:
        """The last byte of an answer was read."""
        if self._interim:
            self._interim = False
            self._headers = []
            self._sized = self._chunked = False
        elif self._state == _BODY:
            self._state = _DONE
