"""THE table: what an error is on the wire, over HTTP and over gRPC (specification: Failures, Retryable Response Codes).

OTLP clients retry only 429, 502, 503 and 504, and over gRPC mainly UNAVAILABLE. So whatever may pass is told as one of
those, with a delay short enough not to use up a client's ten seconds; RESOURCE_EXHAUSTED means "never" and comes
without a delay.
"""

import math
from collections.abc import Mapping
from typing import NamedTuple

import grpc
from google.protobuf.message import Message
from google.rpc.status_pb2 import Status

from to11.collector.decompress import ACCEPTED
from to11.model.errors import (
    ConflictError,
    InvalidRequestError,
    NotFoundError,
    PermanentError,
    PermissionDeniedError,
    RateLimitedError,
    RetryableError,
    To11Error,
    TooLargeError,
    UnauthenticatedError,
    UnsupportedMediaTypeError,
)
from to11.wire import status as rpc_status

MIN_RETRY_SECONDS = 1.0  # some clients take 0 for "at once"
MAX_RETRY_SECONDS = 5.0
_MAX_MESSAGE_BYTES = 1024
"""gRPC carries it in its trailers, percent-encoded and twice more in the details, and clients take 8 KiB of those."""


class MethodNotAllowedError(PermanentError):
    """The path is known, but not with this method. `allowed` is the Allow header's value."""

    code = "METHOD_NOT_ALLOWED"

    def __init__(self, message: str, *, allowed: str) -> None:
        super().__init__(message)
        self.allowed = allowed


class _Row(NamedTuple):
    http: int
    grpc: grpc.StatusCode


_INTERNAL = _Row(500, grpc.StatusCode.INTERNAL)
_TABLE: Mapping[type[To11Error], _Row] = {
    InvalidRequestError: _Row(400, grpc.StatusCode.INVALID_ARGUMENT),
    UnauthenticatedError: _Row(401, grpc.StatusCode.UNAUTHENTICATED),
    PermissionDeniedError: _Row(403, grpc.StatusCode.PERMISSION_DENIED),
    NotFoundError: _Row(404, grpc.StatusCode.NOT_FOUND),
    MethodNotAllowedError: _Row(405, grpc.StatusCode.UNIMPLEMENTED),
    ConflictError: _Row(409, grpc.StatusCode.FAILED_PRECONDITION),
    TooLargeError: _Row(413, grpc.StatusCode.RESOURCE_EXHAUSTED),
    UnsupportedMediaTypeError: _Row(415, grpc.StatusCode.INVALID_ARGUMENT),
    RateLimitedError: _Row(429, grpc.StatusCode.UNAVAILABLE),
    RetryableError: _Row(503, grpc.StatusCode.UNAVAILABLE),
    To11Error: _INTERNAL,
}


class Refusal(NamedTuple):
    """An error as it goes out. `headers` are HTTP's; `retry_seconds` is None for what must not be retried."""

    http_status: int
    grpc_code: grpc.StatusCode
    status: Status
    headers: tuple[tuple[bytes, bytes], ...]
    retry_seconds: float | None

    def trailing_metadata(self) -> tuple[tuple[str, bytes], ...]:
        """gRPC's trailers: the status with its details, and the delay once more under the key where
        opentelemetry-python looks for it."""
        trailers = [("grpc-status-details-bin", rpc_status.to_protobuf(self.status))]
        if self.retry_seconds is not None:
            trailers.append(("google.rpc.retryinfo-bin", rpc_status.retry_info(self.retry_seconds).SerializeToString()))
        return tuple(trailers)


def refusal(error: Exception) -> Refusal:
    """What to answer to an error; one that is not ours is an internal error that tells nothing."""
    row = next((_TABLE[kind] for kind in type(error).__mro__ if kind in _TABLE), _INTERNAL)
    message = _cut(error.message) if isinstance(error, To11Error) else "internal error"
    retry_seconds = _retry_seconds(error)
    status = rpc_status.build(row.grpc.value[0], message, _details(error, message, retry_seconds))
    return Refusal(row.http, row.grpc, status, _headers(error, retry_seconds), retry_seconds)


def _cut(message: str) -> str:
    return message.encode("utf-8", "replace")[:_MAX_MESSAGE_BYTES].decode("utf-8", "ignore")


def _retry_seconds(error: Exception) -> float | None:
    if isinstance(error, RetryableError):
        return min(max(error.retry_after, MIN_RETRY_SECONDS), MAX_RETRY_SECONDS)
    return None


def _details(error: Exception, message: str, retry_seconds: float | None) -> list[Message]:
    if retry_seconds is not None:
        return [rpc_status.retry_info(retry_seconds)]
    if isinstance(error, InvalidRequestError):
        return [rpc_status.bad_request(message)]
    return []


def _headers(error: Exception, retry_seconds: float | None) -> tuple[tuple[bytes, bytes], ...]:
    if retry_seconds is not None:
        return ((b"retry-after", b"%d" % math.ceil(retry_seconds)),)
    match error:
        case UnauthenticatedError():
            return ((b"www-authenticate", b"Bearer"),)
        case MethodNotAllowedError():
            return ((b"allow", error.allowed.encode("ascii")),)
        case UnsupportedMediaTypeError():
            return ((b"accept-encoding", ACCEPTED.encode("ascii")),)
        case _:
            return ()
