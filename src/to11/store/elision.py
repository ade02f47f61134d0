"""Long texts are kept once: cut out of a stored Span message, since the SpanAttributes column holds them too.

`elide` and `restore` are inverse, so that what is read back is what was sent.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from opentelemetry.proto.trace.v1.trace_pb2 import Span

LIMIT: Final = 128
"""Longest text, in bytes of UTF-8, that stays in the message."""


def elide(span: Span, limit: int = LIMIT) -> tuple[bytes, list[str]]:
    """The serialized span with its long string attributes emptied, and the keys of those, in order.

    An attribute is cut when its text takes more than `limit` bytes and no other attribute of the span has its key.
    The message itself is left as it was.
    """
    long = [
        attribute
        for attribute in span.attributes
        if attribute.value.HasField("string_value") and _exceeds(attribute.value.string_value, limit)
    ]
    if not long:
        return span.SerializeToString(), []
    uses = Counter(attribute.key for attribute in span.attributes)
    cut = [(attribute, attribute.value.string_value) for attribute in long if uses[attribute.key] == 1]
    for attribute, _ in cut:
        attribute.value.string_value = ""
    data = span.SerializeToString()
    for attribute, text in cut:
        attribute.value.string_value = text
    return data, [attribute.key for attribute, _ in cut]


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


def _exceeds(text: str, limit: int) -> bool:
    return len(text) > limit or (4 * len(text) > limit and len(text.encode()) > limit)
