"""OTLP/JSON into messages (specification: OTLP/HTTP, JSON Protobuf Encoding).

A walk of our own, because protobuf's JSON parser reads ids as base64, takes snake_case names and fails the whole
request for one bad value. Ids are hexadecimal in any case; keys are lowerCamelCase, all others are ignored; 64-bit
integers come as strings or numbers; enums are integers, and their names are tolerated; `null` is the default value.
Of several values in one AnyValue, and of a key given twice, the last holds. A lone surrogate becomes U+FFFD.

The document is opened level by level and every span decoded by itself: memory stays near the size of the body, other
threads get their turn between spans, and what cannot be converted costs the spans it belongs to, not the batch.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import msgspec
from google.protobuf.descriptor import Descriptor
from google.protobuf.message import Message
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, ScopeSpans, Span

from to11.wire.otlp import crowd, large_text, scalars
from to11.wire.otlp.envelopes import Envelopes
from to11.wire.otlp.faults import MAX_NESTING, Fault, Reason, Tally, identity_fault
from to11.wire.otlp.framing import delimited
from to11.wire.otlp.json_levels import Object, children, document, members_of
from to11.wire.otlp.schema import FieldSchema, Kind, fields_of

_Setter = Callable[[Message, Any, int], None]

# How deep below the request these lie; what is in them lies one deeper.
_RESOURCE_SPANS_DEPTH, _SCOPE_SPANS_DEPTH, _SPAN_DEPTH = 1, 2, 3

_RESOURCE_SPANS, _SCOPE_SPANS, _SPANS = 1, 2, 2  # field numbers

_LARGE_SPAN_BYTES = 1024 * 1024


def decode(data: bytes) -> tuple[ExportTraceServiceRequest, Tally]:
    """The request with its good spans, and the account of all of them. Raises as `convert` does."""
    payload, tally = convert(data)
    return ExportTraceServiceRequest.FromString(payload), tally


def convert(data: bytes) -> tuple[bytes, Tally]:
    """The request with its good spans, serialized, and the account of all of them.

    Raises InvalidRequestError where the document is not JSON or not built as a request is.
    """
    walk = _Walk()
    for raw in children(document(data), "resourceSpans"):
        walk.resource_spans(raw)
    return walk.written.payload(), walk.tally


class _Walk:
    """One document being walked; every span is written out as soon as it is read."""

    def __init__(self) -> None:
        self.tally = Tally()
        self.written = Envelopes()
        self._count = crowd.Count(crowd.MAX_ITEMS // 2)  # the shortest good span is longer in JSON

    def resource_spans(self, raw: msgspec.Raw) -> None:
        self._count.one()
        members = members_of(raw, ResourceSpans.DESCRIPTOR, "resourceSpans")
        head, tail, fault = _shell(ResourceSpans(), members, _RESOURCE_SPANS_DEPTH)
        with self.written.envelope(_RESOURCE_SPANS):
            self.written.write(head)
            for child in children(members, "scopeSpans"):
                self._scope_spans(child, fault)
            self.written.write(tail)

    def _scope_spans(self, raw: msgspec.Raw, outer: Fault | None) -> None:
        self._count.one()
        members = members_of(raw, ScopeSpans.DESCRIPTOR, "scopeSpans")
        head, tail, fault = _shell(ScopeSpans(), members, _SCOPE_SPANS_DEPTH)
        with self.written.envelope(_SCOPE_SPANS):
            self.written.write(head)
            for child in children(members, "spans"):
                self._span(child, outer or fault)
            self.written.write(tail)

    def _span(self, raw: msgspec.Raw, outer: Fault | None) -> None:
        self._count.one()
        span = Span()
        if fault := outer or _span_fault(raw, span):
            self.tally.reject(span.name, fault)
            return
        self.tally.accepted += 1
        if span.ByteSize() <= _LARGE_SPAN_BYTES:
            self.written.write(delimited(_SPANS, span.SerializeToString()))
            return
        with self.written.envelope(_SPANS):
            self.written.write(span.SerializeToString())


def _shell(message: ResourceSpans | ScopeSpans, members: Object, depth: int) -> tuple[bytes, bytes, Fault | None]:
    """A message without its children: what is written before them and behind, and what is wrong with it."""
    fault = _fill_shell(message, members, depth)
    tail = type(message)(schema_url=message.schema_url)
    message.ClearField("schema_url")
    return message.SerializeToString(), tail.SerializeToString(), fault


def _fill_shell(message: Message, members: Object, depth: int) -> Fault | None:
    known: dict[str, object] = {}
    try:
        for key in _setters(message):
            if raw := members.get(key):
                if crowd.crowded_json(raw):
                    return Fault(crowd.CROWDED.reason, f"{key}: {crowd.CROWDED.words}")
                known[key] = large_text.decode(raw)
        _fill(message, known, depth)
    except _UNFIT as error:
        return _fault_of(error)
    return None


def _span_fault(raw: msgspec.Raw, span: Span) -> Fault | None:
    """Fill a span; what is wrong with it, None when nothing is."""
    return _fill_raw(span, raw, _SPAN_DEPTH) or identity_fault(span.trace_id, span.span_id, span.parent_span_id)


class _MisfitError(ValueError):
    """A value that does not fit, with the reason where that is not `INVALID_VALUE`."""

    def __init__(self, words: str, reason: Reason) -> None:
        super().__init__(words)
        self.reason = reason


_OF_IDS = {
    "traceId": Reason.INVALID_TRACE_ID,
    "spanId": Reason.INVALID_SPAN_ID,
    "parentSpanId": Reason.INVALID_PARENT_SPAN_ID,
}
_UNFIT = (RecursionError, msgspec.MsgspecError, ValueError)


def _fill_raw(message: Message, raw: msgspec.Raw, depth: int) -> Fault | None:
    if crowd.crowded_json(raw):
        return crowd.CROWDED
    try:
        _fill(message, large_text.decode(raw), depth)
    except _UNFIT as error:
        return _fault_of(error)
    return None


def _fault_of(error: Exception) -> Fault:
    match error:
        case RecursionError():
            return Fault(Reason.NESTED_TOO_DEEPLY, "values are nested too deeply")
        case UnicodeDecodeError():
            return Fault(Reason.INVALID_UTF8, str(error))
        case msgspec.MsgspecError():
            return Fault(Reason.MALFORMED, str(error))
        case _:
            return Fault(_reason_of(error), str(error))


def _reason_of(error: Exception) -> Reason:
    return error.reason if isinstance(error, _MisfitError) else Reason.INVALID_VALUE


def _fill(message: Message, value: object, depth: int) -> None:
    """Set the fields of `message`, which lies `depth` below the request. Raises ValueError."""
    if not isinstance(value, dict):
        raise ValueError("not an object")  # noqa: TRY004  one kind of error for every misfit
    if depth > MAX_NESTING:
        raise _MisfitError("nested too deeply", Reason.NESTED_TOO_DEEPLY)
    setters = _setters(message)
    for key, item in value.items():
        setter = setters.get(key)
        if setter is None or item is None:
            continue
        try:
            setter(message, item, depth)
        except (ValueError, TypeError) as error:
            of_id = _OF_IDS.get(key) if depth == _SPAN_DEPTH else None
            raise _MisfitError(f"{key}: {error}", of_id or _reason_of(error)) from error


def _setters(message: Message) -> Mapping[str, _Setter]:
    return _setters_of(message.DESCRIPTOR)


# Children that are walked one by one, above.
_WALKED = frozenset({"resourceSpans", "scopeSpans", "spans"})


@cache
def _setters_of(descriptor: Descriptor) -> Mapping[str, _Setter]:
    return {field.json_name: _setter(field) for field in fields_of(descriptor) if field.json_name not in _WALKED}


def _setter(field: FieldSchema) -> _Setter:
    if field.kind is Kind.MESSAGE:
        return _message_list(field.name) if field.repeated else _message(field.name)
    convert = _enum(field) if field.kind is Kind.ENUM else _CONVERT[field.kind]
    return _scalar_list(field.name, convert) if field.repeated else _scalar(field.name, convert)


def _scalar(name: str, convert: Callable[[object], object]) -> _Setter:
    def put(message: Message, value: object, depth: int) -> None:  # noqa: ARG001  one signature for all setters
        setattr(message, name, convert(value))

    return put


def _scalar_list(name: str, convert: Callable[[object], object]) -> _Setter:
    def put(message: Message, value: object, depth: int) -> None:  # noqa: ARG001  one signature for all setters
        getattr(message, name).extend([convert(item) for item in _items(value)])

    return put


def _message(name: str) -> _Setter:
    def put(message: Message, value: object, depth: int) -> None:
        child = getattr(message, name)
        child.SetInParent()  # an empty object is there, too
        _fill(child, value, depth + 1)

    return put


def _message_list(name: str) -> _Setter:
    def put(message: Message, value: object, depth: int) -> None:
        children = getattr(message, name)
        for item in _items(value):
            _fill(children.add(), {} if item is None else item, depth + 1)

    return put


def _enum(field: FieldSchema) -> Callable[[object], int]:
    values = {} if field.enum is None else {value.name: value.number for value in field.enum.values}

    def convert(value: object) -> int:
        return values[value] if isinstance(value, str) and value in values else scalars.integer(value)

    return convert


_CONVERT: Mapping[Kind, Callable[[object], object]] = {
    Kind.TEXT: scalars.text,
    Kind.BOOLEAN: scalars.boolean,
    Kind.INTEGER: scalars.integer,
    Kind.LONG: scalars.integer,
    Kind.DOUBLE: scalars.double,
    Kind.OCTETS: scalars.octets,
    Kind.ID: scalars.hex_id,
}


def _items(value: object) -> list[object]:
    if isinstance(value, list):
        return value
    raise ValueError("not an array")
