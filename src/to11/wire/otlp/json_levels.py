"""A JSON document opened level by level, what is deeper left as text: memory stays near the size of the body."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

import msgspec
from google.protobuf.descriptor import Descriptor
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from to11.model.errors import InvalidRequestError
from to11.wire.otlp import surrogates
from to11.wire.otlp.schema import fields_of

Object = Mapping[str, msgspec.Raw]

_UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
_OBJECT: msgspec.json.Decoder[dict[str, msgspec.Raw]] = msgspec.json.Decoder(dict[str, msgspec.Raw])
_LIST: msgspec.json.Decoder[list[msgspec.Raw] | None] = msgspec.json.Decoder(list[msgspec.Raw] | None)
_ANY: msgspec.json.Decoder[msgspec.Raw] = msgspec.json.Decoder(msgspec.Raw)
_TRAILING = re.compile(r"trailing characters \(byte (\d+)\)")
_WHOLE_BYTES = 1024 * 1024
"""Of a longer object only known members are read, and a longer array item by item: either could take many times its
size."""


def document(data: bytes) -> Object:
    """The request's members. Raises InvalidRequestError where it is no JSON object."""
    descriptor = ExportTraceServiceRequest.DESCRIPTOR
    try:
        return members_of(data, descriptor, "the request")
    except InvalidRequestError:
        mended = surrogates.mend(data)
        if mended == data:
            raise
    return members_of(mended, descriptor, "the request")


def members_of(data: bytes | msgspec.Raw, descriptor: Descriptor, what: str) -> Object:
    """The members of an object, their values still text. Raises InvalidRequestError where it is none."""
    try:
        if len(memoryview(data)) <= _WHOLE_BYTES:
            return _OBJECT.decode(data)
        return {key: raw for key, raw in msgspec.structs.asdict(_known(descriptor).decode(data)).items() if raw}
    except _UNREADABLE as error:
        raise _not_json(what, error) from error


@cache
def _known(descriptor: Descriptor) -> msgspec.json.Decoder[msgspec.Struct]:
    """Reads the known members of an object and no others."""
    fields = [(field.json_name, msgspec.Raw, msgspec.Raw()) for field in fields_of(descriptor)]
    return msgspec.json.Decoder(msgspec.defstruct(descriptor.name, fields))


def children(members: Object, key: str) -> Iterator[msgspec.Raw]:
    """The items of a member that is an array, still text; none where it is absent. Raises InvalidRequestError."""
    raw = members.get(key)
    if raw is None:
        return
    view = memoryview(raw)
    if len(view) > _WHOLE_BYTES and bytes(view[:1]) == b"[":
        yield from _items_of(view, key)
    else:
        try:
            yield from _LIST.decode(raw) or []
        except _UNREADABLE as error:
            raise _not_json(key, error) from error


def _items_of(array: memoryview, key: str) -> Iterator[msgspec.Raw]:
    """The items of a well-formed array, one after the other."""
    at, follows = 1, ord(",")
    while follows == ord(","):
        end = _end_of_item(array, at)
        if end is None:
            if at == 1 and bytes(array[1:]).strip() == b"]":
                return  # empty, for all its length
            raise _not_json(key, ValueError("an array cannot be taken apart"))
        yield msgspec.Raw(array[at:end])
        at, follows = end + 1, array[end]


def _end_of_item(array: memoryview, at: int) -> int | None:
    """Where the comma or bracket behind an item stands: the reader names it, as it expects nothing there."""
    try:
        _ANY.decode(array[at:])
    except msgspec.DecodeError as error:
        if found := _TRAILING.search(str(error)):
            end = at + int(found[1]) - 1
            return end if array[end] in b",]" else None
    return None


def _not_json(what: str, error: Exception) -> InvalidRequestError:
    return InvalidRequestError(f"the request is not OTLP/JSON: {what}: {error}")
