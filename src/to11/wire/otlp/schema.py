"""The trace messages' fields as OTLP/JSON writes them, read off the published descriptors.

So both directions know every field that the installed `opentelemetry-proto` knows, under its lowerCamelCase name, and
agree on which bytes are ids (hexadecimal) and which are base64.
"""

from enum import Enum, auto
from functools import cache
from typing import NamedTuple

from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor


class Kind(Enum):
    """How a field's value is written."""

    TEXT = auto()
    BOOLEAN = auto()
    INTEGER = auto()
    """32 bits: a JSON number."""
    LONG = auto()
    """64 bits: a decimal string."""
    DOUBLE = auto()
    OCTETS = auto()
    ID = auto()
    ENUM = auto()
    MESSAGE = auto()


class FieldSchema(NamedTuple):
    """One field: `name` in protobuf, `json_name` in JSON."""

    name: str
    json_name: str
    kind: Kind
    repeated: bool
    message: Descriptor | None
    enum: EnumDescriptor | None


_KINDS = {
    FieldDescriptor.TYPE_STRING: Kind.TEXT,
    FieldDescriptor.TYPE_BOOL: Kind.BOOLEAN,
    FieldDescriptor.TYPE_INT32: Kind.INTEGER,
    FieldDescriptor.TYPE_UINT32: Kind.INTEGER,
    FieldDescriptor.TYPE_FIXED32: Kind.INTEGER,
    FieldDescriptor.TYPE_INT64: Kind.LONG,
    FieldDescriptor.TYPE_FIXED64: Kind.LONG,
    FieldDescriptor.TYPE_DOUBLE: Kind.DOUBLE,
    FieldDescriptor.TYPE_BYTES: Kind.OCTETS,
    FieldDescriptor.TYPE_ENUM: Kind.ENUM,
    FieldDescriptor.TYPE_MESSAGE: Kind.MESSAGE,
}
_IDS = frozenset({"trace_id", "span_id", "parent_span_id"})


@cache
def fields_of(descriptor: Descriptor) -> tuple[FieldSchema, ...]:
    """The fields of a message, in the order of their declaration."""
    return tuple(
        FieldSchema(
            field.name,
            field.json_name,
            Kind.ID if field.name in _IDS else _KINDS[field.type],
            field.is_repeated,
            field.message_type,
            field.enum_type,
        )
        for field in descriptor.fields
    )
