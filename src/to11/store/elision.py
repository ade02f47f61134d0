"""What of a span other columns hold is not kept a second time in its stored message.

In `SpanProto` a span has no trace id, span id and parent span id, and where an attribute with a string value stood
there is an attribute without key and value. `ElidedKeys` names these in order; their texts are in `SpanAttributes`.
Attributes whose key comes twice are left as they are, and so is the whole message when it has something that columns do
not show.
"""

from collections.abc import Mapping, Sequence

from opentelemetry.proto.trace.v1.trace_pb2 import Span


def restore(
    span_bytes: bytes,
    ids: tuple[str, str, str],
    elided_keys: Sequence[str],
    attributes: Mapping[str, str],
) -> Span:
    """The span as it was sent. `ids` are those of the trace, the span and its parent in hex; `attributes`
    holds the text of every elided key.

    Raises KeyError when a text is missing, ValueError when there are fewer places than keys, protobuf's DecodeError
    when the bytes are no Span.
    """
    span = Span.FromString(span_bytes)
    span.trace_id, span.span_id, span.parent_span_id = map(bytes.fromhex, ids)
    if elided_keys:
        places = (attribute for attribute in span.attributes if not attribute.key and not attribute.ByteSize())
        for key, attribute in zip(elided_keys, list(places), strict=True):
            attribute.key = key
            attribute.value.string_value = attributes[key]
    return span
