"""What is known of a call so far; becomes a `model.call.Call` when it has ended."""

import os
from functools import lru_cache
from time import perf_counter_ns, time_ns
from typing import Final
from urllib.parse import urlsplit

from to11.gateway.asgi import Header, Scope
from to11.gateway.endpoints import Endpoint
from to11.gateway.incoming import Incoming
from to11.gateway.upstream import UpstreamError
from to11.model.call import Attempt, Call, Ending
from to11.model.capture import Capture
from to11.model.errors import To11Error
from to11.model.ids import new_span_id, new_trace_id
from to11.wire import trace_context

_NEW_TRACE_FLAGS: Final = trace_context.SAMPLED | trace_context.RANDOM_TRACE_ID
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


class Tee:
    """The first bytes of a body, up to a limit, kept as the pieces they came in."""

    __slots__ = ("_pieces", "_room", "truncated")

    def __init__(self, limit: int) -> None:
        self._pieces: list[bytes] = []
        self._room = limit
        self.truncated = False

    def add(self, data: bytes) -> None:
        """Take the next piece."""
        if len(data) > self._room:
            data = data[: self._room]
            self.truncated = True
        if data:
            self._pieces.append(data)
            self._room -= len(data)

    def bytes(self) -> bytes:
        """All that was kept."""
        return self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)


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
        "model",
        "project_id",
        "provider",
        "request",
        "request_id",
        "response",
        "response_headers",
        "server_span_id",
        "status",
        "stream",
        "trace_id",
        "usage_asked",
    )

    def __init__(self, endpoint: Endpoint, scope: Scope, incoming: Incoming, max_recorded_bytes: int) -> None:
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
        self.request = Tee(max_recorded_bytes)
        self.response = Tee(max_recorded_bytes)
        self.response_headers: dict[str, str] = {}
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

    def cut(self, ending: Ending, error_type: str, message: str) -> None:
        """The call ends before its time."""
        self.ending = ending
        self.error_type = error_type
        self.error_message = message

    def finish(self) -> Call:
        """The record of the call, ended now."""
        scope, incoming = self._scope, self._incoming
        scheme = scope.get("scheme", "http")
        # The gateway's name as the caller wrote it, else the address the call came to.
        host, port = _authority(incoming.host, _DEFAULT_PORTS.get(scheme, 0)) or scope.get("server") or ("", 0)
        client = scope.get("client")
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
            context=incoming.context,
            request_body=self.request.bytes(),
            request_truncated=self.request.truncated,
            response_headers=self.response_headers,
            response_body=self.response.bytes(),
            response_truncated=self.response.truncated,
            attempts=self.attempts,
        )

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
