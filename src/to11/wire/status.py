"""`google.rpc.Status`: how gRPC and OTLP/HTTP tell what went wrong (specification: OTLP/HTTP Response, Failures).

Codes are those of `google.rpc.Code`, which are gRPC's.
"""

from collections.abc import Iterable

import msgspec
from google.protobuf import json_format
from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import Message
from google.rpc.error_details_pb2 import BadRequest, RetryInfo
from google.rpc.status_pb2 import Status

_NANOS = 1_000_000_000


def build(code: int, message: str, details: Iterable[Message] = ()) -> Status:
    """A status; each detail is packed as `Any`."""
    status = Status(code=code, message=message)
    for detail in details:
        status.details.add().Pack(detail)
    return status


def bad_request(description: str, *, field: str = "") -> BadRequest:
    """A detail for an invalid request: what is wrong, and with which field, where one can be named."""
    return BadRequest(field_violations=[BadRequest.FieldViolation(field=field, description=description)])


def retry_info(seconds: float) -> RetryInfo:
    """A detail for a retryable failure: the least time to wait, in seconds."""
    whole, nanos = divmod(round(seconds * _NANOS), _NANOS)
    return RetryInfo(retry_delay=Duration(seconds=whole, nanos=nanos))


def to_protobuf(status: Status) -> bytes:
    """The status in protobuf."""
    return status.SerializeToString()


def to_json(status: Status) -> bytes:
    """The status in the proto3 JSON mapping; details carry their `@type`.

    Raises TypeError for a detail whose message type is not loaded.
    """
    return msgspec.json.encode(json_format.MessageToDict(status))
