"""Which headers go on to the provider, and which come back (RFC 9110 section 7.6.1). Pure."""

from typing import Final

from to11.gateway.asgi import Header

OURS: Final = b"x-to11-"

HOP_BY_HOP: Final = frozenset(
    {
        b"connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authentication-info",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    }
)

_REPLACED_IN_RESPONSE: Final = HOP_BY_HOP | {b"traceparent", b"tracestate"}
_BODILESS_STATUS: Final = frozenset({204, 304})


def connection_tokens(value: bytes) -> list[bytes]:
    """The header names that a Connection header lists, in lower case."""
    return [token.strip().lower() for token in value.split(b",")]


def without_named(headers: list[Header], connection: list[bytes]) -> list[Header]:
    """The headers but for those that Connection values name."""
    named = {token for value in connection for token in connection_tokens(value)}
    return [header for header in headers if header[0] not in named]


def with_identity(headers: list[Header]) -> list[Header]:
    """The headers, asking for an answer without content coding."""
    kept = [header for header in headers if header[0] != b"accept-encoding"]
    return [*kept, (b"accept-encoding", b"identity")]


def response_headers(status: int, headers: list[Header], ours: list[Header], *, resized: bool) -> list[Header]:
    """What the caller gets of a provider's headers (lower-case names, order and repetitions kept), then `ours`.

    `resized` when the body that goes out is not the one that came, so that its length is not known.
    """
    connection = [value for name, value in headers if name == b"connection"]
    kept = [header for header in headers if header[0] not in _REPLACED_IN_RESPONSE and not header[0].startswith(OURS)]
    if connection:
        kept = without_named(kept, connection)
    if resized or status in _BODILESS_STATUS:
        kept = [header for header in kept if header[0] != b"content-length"]
    kept += ours
    return kept


def value_of(headers: list[Header], name: bytes) -> bytes:
    """The first value of a header (lower-case name); empty when there is none."""
    return next((value for each, value in headers if each == name), b"")
