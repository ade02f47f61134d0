"""What is known of a call so far; becomes a `model.call.Call` when it has ended."""

import os
from functools import lru_cache
from time import perf_counter_ns, time_ns
from typing import Final
from urllib.parse import urlsplit

from to11.gateway.asgi import Header, Scope
from to11.gateway.credentials import without_keys
from to11.gateway.endpoints import Endpoint
from to11.gateway.headers import value_of
from to11.gateway.incoming import Incoming
from to11.gateway.memory import Hold, Memory
from to11.gateway.upstream import UpstreamError
from to11.model.call import Attempt, Call, Ending
from to11.model.capture import Capture
from to11.model.errors import To11Error
from to11.model.ids import new_span_id, new_trace_id
from to11.record import encodings
from to11.wire import stream_end, trace_context

_NEW_TRACE_FLAGS: Final = trace_context.SAMPLED | trace_context.RANDOM_TRACE_ID
_ERROR: Final = 400
_LONGEST_DECODED: Final = 1024 * 1024
"""Bytes; a longer answer would take the event loop too long to decode, or to look through for a key."""
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_RECORDED_HEADERS: Final = {
    name: name.decode("ascii")
    for name in (
        b"content-type",
        b"content-encoding",
        b"x-request-id",
        b"request-id",
        b"apim-request-id",
        b"x-amzn-requestid",
    )
}


MAX_PIECES: Final = 8192
"""Of a stream whose times are kept; longer ones have one entry for all that came later."""


_LARGE_PIECE_BYTES: Final = 4096
_TAIL_BYTES: Final = 64 * 1024


class Tee:
    """The first bytes of a body, up to a limit, kept as the pieces they came in; small ones are put together, or each
    would take several times its size."""

    __slots__ = ("_hold", "_pieces", "_room", "_tail", "size", "truncated")

    def __init__(self, limit: int, hold: Hold) -> None:
        self._pieces: list[bytes | bytearray] = []
        self._tail: bytearray | None = None
        """The last piece, where it is one that grows."""
        self._room = limit
        self._hold = hold
        self.size = 0
        """Of all there was, kept or not."""
        self.truncated = False

    def add(self, data: bytes) -> None:
        """Take the next piece, where there is room for it."""
        size = len(data)
        tail = self._tail
        if tail is not None and size <= self._room and size < _LARGE_PIECE_BYTES and len(tail) < _TAIL_BYTES:
            if self._hold.copy(size):  # an event like those before it
                self.size += size
                self._room -= size
                tail += data
                return
            self._room = 0
        if data and not self.truncated and not self._hold.copy(min(len(data), self._room)):
            self._room = 0
        self.keep(data)

    def keep(self, data: bytes) -> None:
        """Take the next piece, for which room is held already."""
        self.size += len(data)
        if len(data) > self._room:
            data = data[: self._room]
            self.truncated = True
        if data:
            self._room -= len(data)
            self._append(data)

    def _append(self, data: bytes) -> None:
        if len(data) >= _LARGE_PIECE_BYTES or not self._pieces:
            self._tail = None
            self._pieces.append(data)
        elif self._tail is None or len(self._tail) >= _TAIL_BYTES:
            self._tail = bytearray(data)
            self._pieces.append(self._tail)
        else:
            self._tail += data

    @property
    def kept(self) -> int:
        """How many bytes were kept."""
        return sum(map(len, self._pieces))

    def bytes(self) -> bytes:
        """All that was kept."""
        first = self._pieces[0] if self._pieces else b""
        return first if len(self._pieces) <= 1 and not isinstance(first, bytearray) else b"".join(self._pieces)


class Pieces:
    """Where the pieces of a stream ended and when they came; from a limit on, the last entry moves along."""

    __slots__ = ("_first_ns", "ends", "times_ns")

    def __init__(self) -> None:
        self._first_ns = 0
        self.ends: list[int] = []
        self.times_ns: list[int] = []

    def add(self, end: int, at_ns: int) -> None:
        """The piece that came at `at_ns` goes up to the offset `end`."""
        if not self._first_ns:
            self._first_ns = at_ns
        if len(self.ends) >= MAX_PIECES:
            self.ends[-1], self.times_ns[-1] = end, at_ns - self._first_ns
        else:
            self.ends.append(end)
            self.times_ns.append(at_ns - self._first_ns)


class Draft:
    """One call under way. Times are `perf_counter_ns` readings until `finish` puts them on the wall clock."""

    __slots__ = (
        "_endpoint",
        "_flags",
        "_incoming",
        "_parent_span_id",
        "_scope",
        "_started_ns",
        "_trace_state",
        "_wall_ns",
        "attempts",
        "capture",
        "ending",
        "error_message",
        "error_type",
        "first_chunk_ns",
        "genai_span_id",
        "hold",
        "model",
        "pieces",
        "project_id",
        "provider",
        "request",
        "request_id",
        "response",
        "response_headers",
        "sent_headers",
        "server_span_id",
        "status",
        "stream",
        "trace_id",
        "usage_asked",
    )

    def __init__(
        self, endpoint: Endpoint, scope: Scope, incoming: Incoming, max_recorded_bytes: int, memory: Memory
    ) -> None:
        self._wall_ns = time_ns()
        self._started_ns = perf_counter_ns()
        self._endpoint = endpoint
        self._scope = scope
        self._incoming = incoming
        self.project_id = ""
        self.capture = Capture.FULL
        self.request_id = "req_" + os.urandom(12).hex()
        self._join_trace(incoming)
        self.server_span_id = new_span_id()
        self.genai_span_id = new_span_id()
        self.provider = self.model = ""
        self.stream = self.usage_asked = False
        self.hold = Hold(memory)
        self.request = Tee(max_recorded_bytes, self.hold)
        self.response = Tee(max_recorded_bytes, self.hold)
        self.pieces: Pieces | None = None
        self.response_headers: dict[str, str] = {}
        self.sent_headers: list[Header] = []
        """To the provider, with the key in them."""
        self.first_chunk_ns = 0
        self.attempts: list[Attempt] = []
        self.status = 0
        self.ending = Ending.COMPLETE
        self.error_type = self.error_message = ""

    def _join_trace(self, incoming: Incoming) -> None:
        context = trace_context.extract(incoming.traceparent, incoming.tracestate) if incoming.traceparent else None
        if context is None:
            self.trace_id = new_trace_id()
            self._parent_span_id = self._trace_state = ""
            self._flags = _NEW_TRACE_FLAGS
        else:
            self.trace_id = context.trace_id
            self._parent_span_id = context.parent_span_id
            self._trace_state = context.trace_state
            self._flags = context.flags

    def trace_headers(self, span_id: str) -> list[Header]:
        """`traceparent` for a child of `span_id`, and `tracestate` where the caller sent one."""
        headers = [(b"traceparent", self._traceparent(span_id))]
        if self._trace_state:
            headers.append((b"tracestate", self._trace_state.encode("latin-1")))
        return headers

    def own_headers(self) -> list[Header]:
        """What the caller gets on every answer."""
        return [
            (b"x-to11-request-id", self.request_id.encode("ascii")),
            (b"traceparent", self._traceparent(self.server_span_id)),
        ]

    def _traceparent(self, span_id: str) -> bytes:
        return trace_context.format_traceparent(self.trace_id, span_id, self._flags).encode("ascii")

    def note_head(self, status: int, headers: list[Header]) -> None:
        """The provider's answer began, and so does the caller's."""
        self.status = status
        for name, value in headers:
            if name in _RECORDED_HEADERS:
                self.response_headers.setdefault(_RECORDED_HEADERS[name], value.decode("latin-1"))
        if self.stream or self.response_headers.get("content-type", "").startswith("text/event-stream"):
            self.pieces = Pieces()

    def note_piece(self, data: bytes, first_ns: int, at_ns: int) -> None:
        """A piece of the answer's body came; `first_ns` is when the first one did."""
        self.first_chunk_ns = first_ns
        self.response.add(data)
        if self.pieces is not None and data:
            self.pieces.add(self.response.size, at_ns)

    def note_attempt(
        self, span_id: str, url: str, address: tuple[str, int], started_ns: int, *, status: int, error_type: str
    ) -> None:
        """A request to a provider ended now; times are put on the wall clock."""
        self.attempts.append(
            Attempt(
                span_id=span_id,
                url=url,
                address=address[0],
                port=address[1],
                start_ns=self._wall(started_ns),
                end_ns=self._wall(perf_counter_ns()),
                status=status,
                error_type=error_type,
            )
        )

    def fail(self, ending: Ending, error: To11Error) -> None:
        """The call ends with an error of ours."""
        self.ending = ending
        self.error_type = error.error_type if isinstance(error, UpstreamError) else error.reason.lower()
        self.error_message = error.message

    def in_log(self, error: UpstreamError) -> dict[str, str]:
        """What an operator is told of a call that its provider failed."""
        return {
            "request_id": self.request_id,
            "provider": self.provider,
            "cause": error.message,
            "error_type": error.error_type,
        }

    def cut(self, ending: Ending, error_type: str, message: str) -> None:
        """The call ends before its time."""
        self.ending = ending
        self.error_type = error_type
        self.error_message = message

    def is_answered(self) -> bool:
        """Whether the caller has the whole of a stream, though its body has not ended."""
        if self.pieces is None or self.response.truncated:
            return False
        body = self.response.bytes()
        if coding := self.response_headers.get("content-encoding", ""):
            plain = encodings.decode(body, coding, _LONGEST_DECODED)
            body = b"" if plain is None or plain.truncated else plain.body
        return stream_end.is_over(body)

    def finish(self) -> Call:
        """The record of the call, ended now."""
        scope, incoming = self._scope, self._incoming
        scheme = scope.get("scheme", "http")
        # The gateway's name as the caller wrote it, else the address the call came to.
        host, port = _authority(incoming.host, _DEFAULT_PORTS.get(scheme, 0)) or scope.get("server") or ("", 0)
        client = scope.get("client")
        path = scope.get("raw_path", b"").decode("latin-1")
        content_type = value_of(incoming.forwarded, b"content-type")
        pieces = self.pieces
        return Call(
            request_id=self.request_id,
            trace_id=self.trace_id,
            parent_span_id=self._parent_span_id,
            trace_state=self._trace_state,
            trace_flags=self._flags,
            server_span_id=self.server_span_id,
            genai_span_id=self.genai_span_id,
            start_ns=self._wall_ns,
            end_ns=self._wall(perf_counter_ns()),
            method=scope["method"],
            route=self._endpoint.route,
            ending=self.ending,
            status=self.status,
            scheme=scheme,
            host=host,
            port=port or 0,
            client_address=client[0] if client else "",
            user_agent=incoming.user_agent,
            http_version=scope.get("http_version", "1.1"),
            error_type=self.error_type,
            error_message=self.error_message,
            provider=self.provider,
            operation=self._endpoint.operation,
            model=self.model,
            stream=self.stream,
            usage_asked=self.usage_asked,
            first_chunk_ns=self._wall(self.first_chunk_ns) if self.first_chunk_ns else 0,
            grouping=incoming.grouping(),
            path="" if path == self._endpoint.route else path,
            request_size=self.request.size,
            request_headers={"content-type": content_type.decode("latin-1")} if content_type else {},
            context=incoming.context,
            request_body=self.request.bytes(),
            request_truncated=self.request.truncated,
            response_headers=self.response_headers,
            response_size=self.response.size,
            response_body=self._answer(),
            response_truncated=self.response.truncated,
            piece_ends=[] if pieces is None else pieces.ends,
            piece_ns=[] if pieces is None else pieces.times_ns,
            attempts=self.attempts,
        )

    def _answer(self) -> bytes:
        """What was recorded of the answer; of an error's, without the key, which some repeat that refuse it."""
        body = self.response.bytes()
        if self.status < _ERROR or not body or len(body) > _LONGEST_DECODED:
            return body
        coding = self.response_headers.get("content-encoding", "")
        plain = encodings.decode(body, coding, _LONGEST_DECODED)
        if plain is None or plain.truncated:
            return body
        clean = without_keys(plain.body, self.sent_headers, self._scope.get("query_string", b""))
        if clean == plain.body:
            return body
        self.response_headers.pop("content-encoding", None)
        return clean

    def _wall(self, reading_ns: int) -> int:
        return self._wall_ns + reading_ns - self._started_ns


@lru_cache(maxsize=256)
def _authority(host: str, default_port: int) -> tuple[str, int] | None:
    """Name and port of a Host header; None when it is none."""
    try:
        parts = urlsplit(f"//{host}")
        port = parts.port or default_port
    except ValueError:
        return None
    return (parts.hostname, port) if parts.hostname else None
