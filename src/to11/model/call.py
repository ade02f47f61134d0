"""What the gateway writes down about one call: ids, times, status, chosen headers, the bytes both ways.

Nothing here is interpreted; `to11.record` makes spans of it. All times are nanoseconds since the epoch, taken as one
wall-clock reading plus monotonic differences, so that no duration is ever negative.
"""

from enum import StrEnum

import msgspec


class Ending(StrEnum):
    """How a call ended, seen from the caller."""

    COMPLETE = "complete"
    """The answer, whatever its status, was delivered whole; a stream through its last event, after which SDKs leave."""
    CLIENT_CLOSED = "client_closed"
    """The caller hung up before the answer was complete."""
    UPSTREAM_BROKEN = "upstream_broken"
    """The provider broke off in the middle of its answer."""
    UPSTREAM_FAILED = "upstream_failed"
    """No answer was had from the provider: unreachable, or timed out before its headers."""
    REFUSED = "refused"
    """The gateway itself refused (bad request, unknown provider) after the caller was authenticated."""


class Attempt(msgspec.Struct, frozen=True, gc=False):
    """One request to a provider."""

    span_id: str
    url: str
    """Scheme, host, port and path; never a query string."""
    address: str
    port: int
    start_ns: int
    end_ns: int
    status: int = 0
    """HTTP status, 0 when there was no answer."""
    error_type: str = ""
    """`error.type` when the attempt failed below HTTP, for example `timeout`, `connection_refused`."""


class Grouping(msgspec.Struct, frozen=True, gc=False):
    """What the caller's `x-to11-` headers say about the call. Absent is an empty string."""

    environment: str = ""
    user_id: str = ""
    session_id: str = ""
    conversation_id: str = ""
    prompt_slug: str = ""
    prompt_version: str = ""
    prompt_id: str = ""
    prompt_label: str = ""


class Context(msgspec.Struct, frozen=True, gc=False):
    """What the caller says the call is part of; `model.context` knows the words."""

    span_id: str
    operation: str
    details: dict[str, str] = {}
    """By what follows `x-to11-context-` in the header's name."""


class Call(msgspec.Struct, frozen=True, gc=False):
    """One call through the gateway, as it happened."""

    request_id: str
    trace_id: str
    parent_span_id: str
    """The caller's span, empty when the caller sent no `traceparent`."""
    trace_state: str
    trace_flags: int
    server_span_id: str
    genai_span_id: str
    start_ns: int
    end_ns: int
    method: str
    route: str
    """The endpoint, for example `/v1/chat/completions`, `/v1/responses/{response_id}`, `/openai/{path}`."""
    ending: Ending
    status: int
    """What the caller was answered; 0 when the caller was gone before the answer began."""
    scheme: str = "http"
    host: str = ""
    """The gateway's own name, from the Host header."""
    port: int = 0
    client_address: str = ""
    user_agent: str = ""
    http_version: str = "1.1"
    error_type: str = ""
    """`error.type` where the status does not tell it: `timeout`, `connection_refused`, `client_closed`, …"""
    error_message: str = ""
    provider: str = ""
    """`gen_ai.provider.name`, for example `openai`."""
    operation: str = "chat"
    """`gen_ai.operation.name` of the endpoint; empty for one that makes an HTTP span only."""
    model: str = ""
    """The model asked for, without a provider prefix."""
    stream: bool = False
    usage_asked: bool = False
    """The gateway asked for the usage chunk on the caller's behalf."""
    first_chunk_ns: int = 0
    """When the first byte of the answer's body came; 0 when none came."""
    grouping: Grouping = Grouping()
    context: Context | None = None
    path: str = ""
    """The path that was asked for, without its query; empty where it is the route."""
    request_size: int = 0
    """Bytes of the caller's body, recorded or not."""
    request_headers: dict[str, str] = {}
    """Chosen headers in lower case: content-type."""
    request_body: bytes = b""
    request_truncated: bool = False
    """The recorded copy stops at the setting's limit; what was forwarded was whole."""
    response_headers: dict[str, str] = {}
    """Chosen headers in lower case: content-type, content-encoding, the provider's request id."""
    response_size: int = 0
    """Bytes of the provider's body, recorded or not."""
    response_body: bytes = b""
    response_truncated: bool = False
    piece_ends: list[int] = []
    """Of a stream, where each piece that came from the provider ended: an offset into its body as it came."""
    piece_ns: list[int] = []
    """When each of these pieces came: nanoseconds since the first of them."""
    attempts: list[Attempt] = []
