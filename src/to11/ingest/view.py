"""OTLP messages as Arrow arrays, by way of views: descriptors with OTLP's field numbers that stop where columns stop.

`ptars` decodes some ten times as fast as protobuf's Python objects can be touched. It is young, so it is trusted with
little: it sees only what protobuf itself has just written, no view is recursive (lists and maps within a value stay
bytes), and a panic of it is an error of the one batch.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import pyarrow as pa
from google.protobuf.descriptor_pb2 import FieldDescriptorProto as Field
from google.protobuf.descriptor_pb2 import FileDescriptorProto
from google.protobuf.descriptor_pool import DescriptorPool
from ptars import HandlerPool

_PACKAGE: Final = "to11.view"
_KINDS: Final = {
    "string": Field.TYPE_STRING,
    "bytes": Field.TYPE_BYTES,
    "bool": Field.TYPE_BOOL,
    "int64": Field.TYPE_INT64,
    "int32": Field.TYPE_INT32,
    "uint32": Field.TYPE_UINT32,
    "fixed32": Field.TYPE_FIXED32,
    "fixed64": Field.TYPE_FIXED64,
    "double": Field.TYPE_DOUBLE,
}
_VIEWS: Final[dict[str, tuple[tuple[int, str, str], ...]]] = {
    # Requests down to the bytes of their spans.
    "Request": ((1, "resource_spans", "*ResourceSpans"),),
    "ResourceSpans": ((2, "scope_spans", "*ScopeSpans"),),
    "ScopeSpans": ((2, "spans", "*bytes"),),
    # Spans, whole. An enum is open, so it is a number here.
    "Span": (
        (1, "trace_id", "bytes"),
        (2, "span_id", "bytes"),
        (3, "trace_state", "string"),
        (4, "parent_span_id", "bytes"),
        (5, "name", "string"),
        (6, "kind", "int32"),
        (7, "start_ns", "fixed64"),
        (8, "end_ns", "fixed64"),
        (9, "attributes", "*KeyValue"),
        (10, "dropped_attributes_count", "uint32"),
        (11, "events", "*Event"),
        (12, "dropped_events_count", "uint32"),
        (13, "links", "*Link"),
        (14, "dropped_links_count", "uint32"),
        (15, "status", "Status"),
        (16, "flags", "fixed32"),
    ),
    "Event": (
        (1, "time_ns", "fixed64"),
        (2, "name", "string"),
        (3, "attributes", "*KeyValue"),
        (4, "dropped_attributes_count", "uint32"),
    ),
    "Link": (
        (1, "trace_id", "bytes"),
        (2, "span_id", "bytes"),
        (3, "trace_state", "string"),
        (4, "attributes", "*KeyValue"),
        (5, "dropped_attributes_count", "uint32"),
        (6, "flags", "fixed32"),
    ),
    "Status": ((2, "message", "string"), (3, "code", "int32")),
    "KeyValue": ((1, "key", "string"), (2, "value", "AnyValue"), (3, "key_strindex", "int32")),
    "AnyValue": (
        (1, "string_value", "string"),
        (2, "bool_value", "bool"),
        (3, "int_value", "int64"),
        (4, "double_value", "double"),
        (5, "array_value", "bytes"),
        (6, "kvlist_value", "bytes"),
        (7, "bytes_value", "bytes"),
        (8, "string_value_strindex", "int32"),
    ),
}
_ONE_OF: Final = "AnyValue"


def spans_of(requests: Sequence[bytes]) -> pa.BinaryArray:
    """The bytes of every span of the requests, in order. Raises ValueError for what is no request."""
    with _panics():
        batch = _REQUESTS.list_to_record_batch(list(requests))
    return batch.column(0).flatten().field("scope_spans").flatten().field("spans").flatten()


def read(spans: pa.BinaryArray) -> pa.RecordBatch:
    """Spans as columns, one row each. Raises ValueError for what is no span."""
    with _panics():
        return _SPANS.array_to_record_batch(spans)


def write(spans: pa.RecordBatch) -> pa.BinaryArray:
    """The inverse of `read`, but for fields that the view does not know."""
    with _panics():
        return _SPANS.record_batch_to_array(spans)


def _file() -> FileDescriptorProto:
    file = FileDescriptorProto(name="to11/view.proto", package=_PACKAGE, syntax="proto3")
    for name, fields in _VIEWS.items():
        message = file.message_type.add(name=name)
        if name == _ONE_OF:
            message.oneof_decl.add(name="value")
        for number, field_name, kind in fields:
            field = message.field.add(name=field_name, number=number, label=Field.LABEL_OPTIONAL)
            if kind.startswith("*"):
                field.label = Field.LABEL_REPEATED
            kind = kind.lstrip("*")
            field.type = _KINDS.get(kind, Field.TYPE_MESSAGE)
            if kind not in _KINDS:
                field.type_name = f".{_PACKAGE}.{kind}"
            if name == _ONE_OF:
                field.oneof_index = 0
    return file


def _handlers() -> tuple[Any, Any]:
    pool = DescriptorPool()
    pool.Add(_file())
    file = pool.FindFileByName("to11/view.proto")
    handlers = HandlerPool([file])
    return tuple(handlers.get_for_message(file.message_types_by_name[name]) for name in ("Request", "Span"))


@contextmanager
def _panics() -> Iterator[None]:
    """A panic in Rust is no `Exception`: left alone it would end the thread."""
    try:
        yield
    except Exception:
        raise
    except BaseException as panic:
        if type(panic).__name__ == "PanicException":
            raise ValueError(f"cannot be laid out in columns: {panic}") from panic
        raise


_REQUESTS, _SPANS = _handlers()
