"""The rows of the table `spans`, said plainly: slow, one span after the other, in protobuf's own objects.

What the drain makes of all spans of a batch at once must be equal to this.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any

import pyarrow as pa
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import InstrumentationScope, KeyValue
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from support.plain_promote import promote
from to11.ingest.bind import bind_resource, overwrite
from to11.ingest.decode import decode
from to11.ingest.spool.format import Entry
from to11.ingest.texts import text_of
from to11.model.genai import SERVICE_NAME
from to11.model.search import GenAI
from to11.store.arrow import MAX_COUNT, MAX_NS
from to11.store.columns import KINDS, STATUS_CODES

Row = dict[str, Any]


class PlainColumns:
    """Rows that the writer takes like any columns."""

    def __init__(self, rows: list[Row] | None = None) -> None:
        self.rows = rows if rows is not None else []

    def __len__(self) -> int:
        return len(self.rows)

    def to_arrow(self) -> pa.Table:
        schema = decode([]).to_arrow().schema
        fields = [pa.field(field.name, _undictionaried(field.type)) for field in schema]
        return pa.Table.from_pylist(self.rows, schema=pa.schema(fields))


def rows_of(entries: Iterable[Entry]) -> list[Row]:
    """The rows of OTLP entries."""
    rows: list[Row] = []
    for entry in entries:
        request = ExportTraceServiceRequest.FromString(entry.payload)
        for resource_spans in request.resource_spans:
            bind_resource(resource_spans.resource, entry.project_id)
            texts = bounded(texts_of(resource_spans.resource.attributes))
            for scope_spans in resource_spans.scope_spans:
                origin = origin_of(
                    resource_spans.resource,
                    texts,
                    scope_spans.scope if scope_spans.HasField("scope") else None,
                    (resource_spans.schema_url, scope_spans.schema_url),
                    entry,
                )
                for span in scope_spans.spans:
                    overwrite(span.attributes, entry.project_id)
                    said = texts_of(span.attributes)
                    genai = promote(said, texts, span.start_time_unix_nano)
                    rows.append({**origin, **span_row(span, said), **genai_row(genai)})
    return rows


def bounded(texts: dict[str, str]) -> dict[str, str]:
    """A resource's attributes in columns: of more than 16 KiB in all, values are cut to 1 KiB, and those that find no
    room behind the four that lists show, in their order, are left out."""
    if sum(len(key) + len(text) for key, text in texts.items()) <= 16_384:
        return texts
    shown = ("project.id", "service.name", "deployment.environment.name", "deployment.environment")
    order = [key for key in texts if key in shown] + [key for key in texts if key not in shown]
    room, kept = 16_384, []
    for key in order:
        room -= len(key) + len(texts[key][:1024])
        if room < 0:
            break
        kept.append(key)
    return {key: texts[key][:1024] for key in texts if key in kept}


def texts_of(attributes: Iterable[KeyValue]) -> dict[str, str]:
    return {attribute.key: text_of(attribute.value) for attribute in attributes}


def origin_of(
    resource: Resource,
    texts: Mapping[str, str],
    scope: InstrumentationScope | None,
    schema_urls: tuple[str, str],
    entry: Entry,
) -> Row:
    return {
        "ProjectId": entry.project_id,
        "ReceivedAt": min(entry.received_ns, MAX_NS),
        "RetentionDays": 0,
        "ServiceName": texts.get(SERVICE_NAME, ""),
        "ResourceAttributes": list(texts.items()),
        "ResourceProto": resource.SerializeToString(),
        "ResourceSchemaUrl": schema_urls[0],
        "ScopeName": scope.name if scope else "",
        "ScopeVersion": scope.version if scope else "",
        "ScopeProto": scope.SerializeToString() if scope else b"",
        "ScopeSchemaUrl": schema_urls[1],
    }


def span_row(span: Span, texts: Mapping[str, str]) -> Row:
    start, end = min(span.start_time_unix_nano, MAX_NS), min(span.end_time_unix_nano, MAX_NS)
    proto, keys = elide(span)
    return {
        "Timestamp": start,
        "TraceId": span.trace_id.hex(),
        "SpanId": span.span_id.hex(),
        "ParentSpanId": span.parent_span_id.hex(),
        "TraceState": span.trace_state,
        "SpanName": span.name,
        "SpanKind": KINDS[span.kind] if 0 <= span.kind < len(KINDS) else KINDS[0],
        "Duration": max(end - start, 0),
        "StatusCode": STATUS_CODES[span.status.code] if 0 <= span.status.code < len(STATUS_CODES) else STATUS_CODES[0],
        "StatusMessage": span.status.message,
        "SpanAttributes": list(texts.items()),
        "SpanProto": proto,
        "ElidedKeys": keys,
        "Events.Timestamp": [min(event.time_unix_nano, MAX_NS) for event in span.events],
        "Events.Name": [event.name for event in span.events],
        "Events.Attributes": [list(texts_of(event.attributes).items()) for event in span.events],
        "Links.TraceId": [link.trace_id.hex() for link in span.links],
        "Links.SpanId": [link.span_id.hex() for link in span.links],
        "Links.TraceState": [link.trace_state for link in span.links],
        "Links.Attributes": [list(texts_of(link.attributes).items()) for link in span.links],
    }


def genai_row(genai: GenAI) -> Row:
    def count(number: int | None) -> int | None:
        return number if number is not None and 0 <= number <= MAX_COUNT else None

    def finite(number: float | None) -> float | None:
        return number if number is not None and math.isfinite(number) else None

    return {
        "Operation": genai.operation,
        "Provider": genai.provider,
        "RequestModel": genai.request_model,
        "ResponseModel": genai.response_model,
        "InputTokens": count(genai.input_tokens),
        "OutputTokens": count(genai.output_tokens),
        "CacheReadTokens": count(genai.cache_read_tokens),
        "CacheWriteTokens": count(genai.cache_write_tokens),
        "ReasoningTokens": count(genai.reasoning_tokens),
        "Cost": finite(genai.cost),
        "TimeToFirstChunk": finite(genai.time_to_first_chunk),
        "ToolCalls": genai.tool_calls,
        "SessionId": genai.session_id,
        "ConversationId": genai.conversation_id,
        "UserId": genai.user_id,
        "Environment": genai.environment,
        "ErrorType": genai.error_type,
    }


def elide(span: Span) -> tuple[bytes, list[str]]:
    """The message to store and the keys that were cut out of it; the span is left as it was."""
    data = span.SerializeToString()
    copy = Span.FromString(data)
    if _has_unknown(span) or any(not attribute.ByteSize() for attribute in span.attributes):
        return data, []
    uses = Counter(attribute.key for attribute in span.attributes)
    keys: list[str] = []
    for attribute in copy.attributes:
        if attribute.value.HasField("string_value") and uses[attribute.key] == 1:
            keys.append(attribute.key)
            attribute.Clear()
    copy.trace_id = copy.span_id = copy.parent_span_id = b""
    return copy.SerializeToString(), keys


def _has_unknown(span: Span) -> bool:
    """Whether the message has fields from the future, other than within lists and maps, which are kept anyway."""
    copy = Span.FromString(span.SerializeToString())
    lists = [copy.attributes]
    lists += [event.attributes for event in copy.events]
    lists += [link.attributes for link in copy.links]
    for attribute in chain.from_iterable(lists):
        if attribute.value.WhichOneof("value") in {"array_value", "kvlist_value"}:
            attribute.value.bool_value = True
    size = copy.ByteSize()
    copy.DiscardUnknownFields()
    return copy.ByteSize() != size


def _undictionaried(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_dictionary(kind):
        return kind.value_type
    if pa.types.is_map(kind):
        return pa.map_(_undictionaried(kind.key_type), _undictionaried(kind.item_type))
    return pa.list_(_undictionaried(kind.value_type)) if pa.types.is_list(kind) else kind
