"""Long texts are kept once: cut out of a stored Span message, since the SpanAttributes column holds them too.

`elide` and `restore` are inverse, so that what is read back is what was sent.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from opentelemetry.proto.common.v1.common_pb2 import KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span

LIMIT: Final = 128
"""Longest text, in characters, that stays in the message."""


def elide(span: Span, limit: int = LIMIT) -> tuple[bytes, list[str]]:
    """The serialized span without its long texts, and the keys of those, in order; the message is left as it was.

    For who has not walked over the attributes anyway; the drain has, and calls `cut`.
    """
    copy = Span.FromString(span.SerializeToString())
    keys = cut(copy, [attribute for attribute in copy.attributes if len(attribute.value.string_value) > limit])
    return copy.SerializeToString(), keys


def cut(span: Span, long: Sequence[KeyValue], *, unique: bool = False) -> list[str]:
    """Empty the given string attributes of the span, but for those whose key another attribute has too; the keys of
    what was emptied, in order. `unique` says that it is known that no key is used twice."""
    uses = None if unique or not long else Counter(attribute.key for attribute in span.attributes)
    keys: list[str] = []
    for attribute in long:
        key = attribute.key
        if uses is None or uses[key] == 1:
            attribute.value.string_value = ""
            keys.append(key)
    return keys


def restore(span_bytes: bytes, elided_keys: Sequence[str], attributes: Mapping[str, str]) -> bytes:
    """The serialized span as it was before `elide`; `attributes` holds the text of every elided key.

    Raises KeyError when a text is missing, protobuf's DecodeError when the bytes are no Span.
    """
    if not elided_keys:
        return span_bytes
    span = Span.FromString(span_bytes)
    elided = set(elided_keys)
    for attribute in span.attributes:
        if attribute.key in elided:
            attribute.value.string_value = attributes[attribute.key]
    return span.SerializeToString()
