"""Spans as append-only columns: what the drain's walk fills and the writer sends.

The walk appends to plain lists, several tens of values for each of some ten thousand spans a second, so a column is a
list and nothing else: bind its `append` once, outside the loop. What many spans share (resource and scope) is entered
once and named by its index.
"""

from collections.abc import Mapping, Sequence
from itertools import islice

import pyarrow as pa

from to11.store import arrow

KINDS = ("Unspecified", "Internal", "Server", "Client", "Producer", "Consumer")
"""Names of SpanKind by its number, as the OpenTelemetry Collector's ClickHouse exporter writes them."""

STATUS_CODES = ("Unset", "Ok", "Error")
"""Names of Status.StatusCode by its number."""

MAX_UINT32 = 2**32 - 1

_FIXED_BYTES_PER_SPAN = 400
"""Roughly what the columns of one span weigh without its texts."""


class SpanColumns:
    """Columns of spans, all of one length but where said.

    To add a span: `add_resource` and `add_scope` when they change, then append one value to each list of the second
    group, and to the flat lists of attributes, events and links followed by their `…_ends`. An `…_ends` list begins
    with 0 and is appended the flat list's new length after each owner. Attribute values are texts, each key of an
    owner once: strings as they are, all else as JSON. Not safe for use by several threads at once.
    """

    __slots__ = (
        "_measured",
        "_resource_ends",
        "_resource_keys",
        "_resource_project",
        "_resource_proto",
        "_resource_received",
        "_resource_schema_url",
        "_resource_service",
        "_resource_values",
        "_scope_name",
        "_scope_proto",
        "_scope_resource",
        "_scope_schema_url",
        "_scope_version",
        "_size",
        "attribute_ends",
        "attribute_keys",
        "attribute_values",
        "cache_read_tokens",
        "cache_write_tokens",
        "conversation_id",
        "cost",
        "elided_ends",
        "elided_keys",
        "end_ns",
        "environment",
        "error_type",
        "event_attribute_ends",
        "event_attribute_keys",
        "event_attribute_values",
        "event_ends",
        "event_name",
        "event_ns",
        "input_tokens",
        "kind",
        "link_attribute_ends",
        "link_attribute_keys",
        "link_attribute_values",
        "link_ends",
        "link_span_id",
        "link_trace_id",
        "link_trace_state",
        "name",
        "operation",
        "output_tokens",
        "parent_span_id",
        "proto",
        "provider",
        "reasoning_tokens",
        "request_model",
        "response_model",
        "scope",
        "session_id",
        "span_id",
        "start_ns",
        "status_code",
        "status_message",
        "time_to_first_chunk",
        "tool_calls",
        "trace_id",
        "trace_state",
        "user_id",
    )

    def __init__(self) -> None:
        self._resource_project: list[str] = []
        self._resource_received: list[int] = []
        self._resource_service: list[str] = []
        self._resource_proto: list[bytes] = []
        self._resource_schema_url: list[str] = []
        self._resource_keys: list[str] = []
        self._resource_values: list[str] = []
        self._resource_ends: list[int] = [0]
        self._scope_resource: list[int] = []
        self._scope_name: list[str] = []
        self._scope_version: list[str] = []
        self._scope_proto: list[bytes] = []
        self._scope_schema_url: list[str] = []

        self.scope: list[int] = []
        """What `add_scope` returned."""
        self.trace_id: list[bytes] = []
        """16 bytes, as in the protobuf."""
        self.span_id: list[bytes] = []
        """8 bytes, as in the protobuf."""
        self.parent_span_id: list[bytes] = []
        """8 bytes, or none for a root."""
        self.trace_state: list[str] = []
        self.name: list[str] = []
        self.kind: list[int] = []
        """SpanKind's number; an unknown one is read as unspecified."""
        self.start_ns: list[int] = []
        """Nanoseconds since the epoch, 0 to 2^64-1; the column is clamped to `arrow.MAX_NS`."""
        self.end_ns: list[int] = []
        """As `start_ns`; an end before the start makes a duration of 0."""
        self.status_code: list[int] = []
        """StatusCode's number; an unknown one is read as unset."""
        self.status_message: list[str] = []
        self.proto: list[bytes] = []
        """The serialized Span, long texts cut out by `elision`."""
        self.operation: list[str] = []
        """Promoted values, as in `model.search.GenAI`; empty or None where the span does not say."""
        self.provider: list[str] = []
        self.request_model: list[str] = []
        self.response_model: list[str] = []
        self.input_tokens: list[int | None] = []
        self.output_tokens: list[int | None] = []
        self.cache_read_tokens: list[int | None] = []
        self.cache_write_tokens: list[int | None] = []
        self.reasoning_tokens: list[int | None] = []
        self.cost: list[float | None] = []
        """US dollars."""
        self.time_to_first_chunk: list[float | None] = []
        """Seconds."""
        self.tool_calls: list[int] = []
        self.session_id: list[str] = []
        self.conversation_id: list[str] = []
        self.user_id: list[str] = []
        self.environment: list[str] = []
        self.error_type: list[str] = []

        self.elided_keys: list[str] = []
        """Flat: the keys whose values were cut out of `proto`; `attribute_values` holds them."""
        self.elided_ends: list[int] = [0]
        self.attribute_keys: list[str] = []
        """Flat: the span's attributes."""
        self.attribute_values: list[str] = []
        self.attribute_ends: list[int] = [0]
        self.event_ns: list[int] = []
        """One value per event, as `start_ns`."""
        self.event_name: list[str] = []
        self.event_ends: list[int] = [0]
        """One value per span: events so far."""
        self.event_attribute_keys: list[str] = []
        self.event_attribute_values: list[str] = []
        self.event_attribute_ends: list[int] = [0]
        """One value per event."""
        self.link_trace_id: list[bytes] = []
        """One value per link."""
        self.link_span_id: list[bytes] = []
        self.link_trace_state: list[str] = []
        self.link_ends: list[int] = [0]
        """One value per span: links so far."""
        self.link_attribute_keys: list[str] = []
        self.link_attribute_values: list[str] = []
        self.link_attribute_ends: list[int] = [0]
        """One value per link."""

        self._measured = (0, 0, 0, 0)
        self._size = 0

    def __len__(self) -> int:
        return len(self.scope)

    def add_resource(
        self,
        project_id: str,
        received_ns: int,
        *,
        service_name: str = "",
        proto: bytes = b"",
        schema_url: str = "",
        attributes: Mapping[str, str] | None = None,
    ) -> int:
        """Enter a resource and return its index. `received_ns` is when the spool took the request, nanoseconds since
        the epoch: of two spans with the same ids the one received last wins."""
        self._resource_project.append(project_id)
        self._resource_received.append(received_ns)
        self._resource_service.append(service_name)
        self._resource_proto.append(proto)
        self._resource_schema_url.append(schema_url)
        for key, value in (attributes or {}).items():
            self._resource_keys.append(key)
            self._resource_values.append(value)
        self._resource_ends.append(len(self._resource_keys))
        return len(self._resource_project) - 1

    def add_scope(
        self, resource: int, *, name: str = "", version: str = "", proto: bytes = b"", schema_url: str = ""
    ) -> int:
        """Enter an instrumentation scope of a resource and return its index, for `scope`."""
        self._scope_resource.append(resource)
        self._scope_name.append(name)
        self._scope_version.append(version)
        self._scope_proto.append(proto)
        self._scope_schema_url.append(schema_url)
        return len(self._scope_resource) - 1

    @property
    def size(self) -> int:
        """About how many bytes the spans weigh in memory; each call looks only at what came since the last."""
        spans, values, events, resources = self._measured
        self._measured = (
            len(self),
            len(self.attribute_values),
            len(self.event_attribute_values),
            len(self._resource_values),
        )
        self._size += _FIXED_BYTES_PER_SPAN * (len(self) - spans)
        for flat, seen in (
            (self.attribute_values, values),
            (self.event_attribute_values, events),
            (self._resource_values, resources),
            (self.proto, spans),
        ):
            self._size += _weight(flat, seen)
        return self._size

    def to_arrow(self) -> pa.Table:
        """The table to insert into `spans`, one row per span, columns named as there.

        Raises pyarrow.ArrowInvalid or ValueError when the lists do not fit together, which is a fault of the caller.
        """
        return pa.table({**self._shared(), **self._own(), **self._genai(), **self._nested()})

    def _shared(self) -> dict[str, pa.Array]:
        scope = pa.array(self.scope, type=pa.int32())
        resource = pa.array(self._scope_resource, type=pa.int32()).take(scope)
        attributes = arrow.maps(self._resource_ends, self._resource_keys, self._resource_values)
        return {
            "ProjectId": arrow.pick(resource, pa.array(self._resource_project, type=pa.string())),
            "ReceivedAt": arrow.times(self._resource_received).take(resource),
            "ServiceName": arrow.pick(resource, pa.array(self._resource_service, type=pa.string())),
            "ResourceAttributes": attributes.take(resource),
            "ResourceProto": arrow.pick(resource, pa.array(self._resource_proto, type=pa.binary())),
            "ResourceSchemaUrl": arrow.pick(resource, pa.array(self._resource_schema_url, type=pa.string())),
            "ScopeName": arrow.pick(scope, pa.array(self._scope_name, type=pa.string())),
            "ScopeVersion": arrow.pick(scope, pa.array(self._scope_version, type=pa.string())),
            "ScopeProto": arrow.pick(scope, pa.array(self._scope_proto, type=pa.binary())),
            "ScopeSchemaUrl": arrow.pick(scope, pa.array(self._scope_schema_url, type=pa.string())),
        }

    def _own(self) -> dict[str, pa.Array]:
        return {
            "Timestamp": arrow.times(self.start_ns),
            "TraceId": arrow.hexadecimal(self.trace_id),
            "SpanId": arrow.hexadecimal(self.span_id),
            "ParentSpanId": arrow.hexadecimal(self.parent_span_id),
            "TraceState": arrow.strings(self.trace_state),
            "SpanName": arrow.words(self.name),
            "SpanKind": arrow.names_of(self.kind, KINDS),
            "Duration": arrow.durations(self.start_ns, self.end_ns),
            "StatusCode": arrow.names_of(self.status_code, STATUS_CODES),
            "StatusMessage": arrow.strings(self.status_message),
            "SpanAttributes": arrow.maps(self.attribute_ends, self.attribute_keys, self.attribute_values),
            "SpanProto": pa.array(self.proto, type=pa.large_binary()),
            "ElidedKeys": arrow.lists(self.elided_ends, pa.array(self.elided_keys, type=pa.string())),
        }

    def _genai(self) -> dict[str, pa.Array]:
        tokens = {
            "InputTokens": self.input_tokens,
            "OutputTokens": self.output_tokens,
            "CacheReadTokens": self.cache_read_tokens,
            "CacheWriteTokens": self.cache_write_tokens,
            "ReasoningTokens": self.reasoning_tokens,
        }
        texts = {
            "Operation": self.operation,
            "Provider": self.provider,
            "RequestModel": self.request_model,
            "ResponseModel": self.response_model,
            "Environment": self.environment,
            "ErrorType": self.error_type,
        }
        return {
            **{name: arrow.words(values) for name, values in texts.items()},
            **{name: arrow.counts(values, pa.uint64(), arrow.MAX_COUNT) for name, values in tokens.items()},
            "Cost": arrow.numbers(self.cost),
            "TimeToFirstChunk": arrow.numbers(self.time_to_first_chunk),
            "ToolCalls": arrow.counts(self.tool_calls, pa.uint32(), MAX_UINT32).fill_null(0),
            "SessionId": arrow.strings(self.session_id),
            "ConversationId": arrow.strings(self.conversation_id),
            "UserId": arrow.strings(self.user_id),
        }

    def _nested(self) -> dict[str, pa.Array]:
        event_attributes = arrow.maps(self.event_attribute_ends, self.event_attribute_keys, self.event_attribute_values)
        link_attributes = arrow.maps(self.link_attribute_ends, self.link_attribute_keys, self.link_attribute_values)
        return {
            "Events.Timestamp": arrow.lists(self.event_ends, arrow.times(self.event_ns)),
            "Events.Name": arrow.lists(self.event_ends, pa.array(self.event_name, type=pa.string())),
            "Events.Attributes": arrow.lists(self.event_ends, event_attributes),
            "Links.TraceId": arrow.lists(self.link_ends, arrow.hexadecimal(self.link_trace_id)),
            "Links.SpanId": arrow.lists(self.link_ends, arrow.hexadecimal(self.link_span_id)),
            "Links.TraceState": arrow.lists(self.link_ends, pa.array(self.link_trace_state, type=pa.string())),
            "Links.Attributes": arrow.lists(self.link_ends, link_attributes),
        }


def _weight(texts: Sequence[str | bytes], seen: int) -> int:
    return sum(map(len, islice(texts, seen, None)))
