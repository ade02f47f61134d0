"""Spans as columns of Arrow arrays: what the drain decodes and the writer sends.

What many spans share (resource and scope) is entered once and named by its index.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from to11.store import arrow

KINDS = ("Unspecified", "Internal", "Server", "Client", "Producer", "Consumer")
"""Names of SpanKind by its number, as the OpenTelemetry Collector's ClickHouse exporter writes them."""

STATUS_CODES = ("Unset", "Ok", "Error")
"""Names of Status.StatusCode by its number."""


_STRING, _BINARY, _INT32, _UINT64 = pa.string(), pa.binary(), pa.int32(), pa.uint64()


class Origins:
    """Where spans come from: resources and their scopes, each entered once."""

    def __init__(self) -> None:
        self._project: list[str] = []
        self._received: list[int] = []
        self._retention: list[int] = []
        self._service: list[str] = []
        self._proto: list[bytes] = []
        self._schema_url: list[str] = []
        self._keys: list[str] = []
        self._values: list[str] = []
        self._ends: list[int] = [0]
        self._scope_resource: list[int] = []
        self._scope_name: list[str] = []
        self._scope_version: list[str] = []
        self._scope_proto: list[bytes] = []
        self._scope_schema_url: list[str] = []

    def add_resource(
        self,
        project_id: str,
        received_ns: int,
        *,
        retention_days: int = 0,
        service_name: str = "",
        proto: bytes = b"",
        schema_url: str = "",
        attributes: Mapping[str, str] | None = None,
    ) -> int:
        """Enter a resource and return its index. `received_ns` is when the spool took the request, nanoseconds since
        the epoch: of two spans with the same ids the one received last wins. `retention_days`, less than 2^16, is how
        long its spans are kept, 0 for as long as the deployment says."""
        self._project.append(project_id)
        self._received.append(received_ns)
        self._retention.append(retention_days)
        self._service.append(service_name)
        self._proto.append(proto)
        self._schema_url.append(schema_url)
        self._keys.extend(attributes or ())
        self._values.extend((attributes or {}).values())
        self._ends.append(len(self._keys))
        return len(self._project) - 1

    def add_scope(
        self, resource: int, *, name: str = "", version: str = "", proto: bytes = b"", schema_url: str = ""
    ) -> int:
        """Enter an instrumentation scope of a resource and return its index."""
        self._scope_resource.append(resource)
        self._scope_name.append(name)
        self._scope_version.append(version)
        self._scope_proto.append(proto)
        self._scope_schema_url.append(schema_url)
        return len(self._scope_resource) - 1

    def columns(self, scope: pa.Int32Array) -> dict[str, pa.Array]:
        """The columns of spans that have these scopes."""
        resource = pa.array(self._scope_resource, type=_INT32).take(scope)
        attributes = Pairs(
            pa.array(self._ends, type=_INT32),
            pa.array(self._keys, type=_STRING).dictionary_encode(),
            pa.array(self._values, type=_STRING),
        )
        return {
            "ProjectId": arrow.pick(resource, pa.array(self._project, type=_STRING)),
            "ReceivedAt": arrow.times(pa.array(self._received, type=_UINT64)).take(resource),
            "RetentionDays": pa.array(self._retention, type=pa.uint16()).take(resource),
            "ServiceName": arrow.pick(resource, pa.array(self._service, type=_STRING)),
            "ResourceAttributes": attributes.maps().take(resource),
            "ResourceProto": arrow.pick(resource, pa.array(self._proto, type=_BINARY)),
            "ResourceSchemaUrl": arrow.pick(resource, pa.array(self._schema_url, type=_STRING)),
            "ScopeName": arrow.pick(scope, pa.array(self._scope_name, type=_STRING)),
            "ScopeVersion": arrow.pick(scope, pa.array(self._scope_version, type=_STRING)),
            "ScopeProto": arrow.pick(scope, pa.array(self._scope_proto, type=_BINARY)),
            "ScopeSchemaUrl": arrow.pick(scope, pa.array(self._scope_schema_url, type=_STRING)),
        }


@dataclass(frozen=True, slots=True)
class Pairs:
    """Attributes as texts, those of owner i from `ends[i]` to `ends[i + 1]`, each key of an owner once."""

    ends: pa.Int32Array
    keys: pa.DictionaryArray
    values: pa.StringArray

    def maps(self) -> pa.MapArray:
        """One map per owner."""
        return pa.MapArray.from_arrays(self.ends, self.keys, self.values)


@dataclass(frozen=True, slots=True)
class Events:
    """Events, those of span i from `ends[i]` to `ends[i + 1]`."""

    ends: pa.Int32Array
    time_ns: pa.UInt64Array
    name: pa.StringArray
    attributes: Pairs

    def columns(self) -> dict[str, pa.Array]:
        """As the exporter names them."""
        of = pa.ListArray.from_arrays
        return {
            "Events.Timestamp": of(self.ends, arrow.times(self.time_ns)),
            "Events.Name": of(self.ends, self.name),
            "Events.Attributes": of(self.ends, self.attributes.maps()),
        }


@dataclass(frozen=True, slots=True)
class Links:
    """Links, those of span i from `ends[i]` to `ends[i + 1]`."""

    ends: pa.Int32Array
    trace_id: pa.BinaryArray
    span_id: pa.BinaryArray
    trace_state: pa.StringArray
    attributes: Pairs

    def columns(self) -> dict[str, pa.Array]:
        """As the exporter names them."""
        of = pa.ListArray.from_arrays
        return {
            "Links.TraceId": of(self.ends, arrow.hexadecimal(self.trace_id)),
            "Links.SpanId": of(self.ends, arrow.hexadecimal(self.span_id)),
            "Links.TraceState": of(self.ends, self.trace_state),
            "Links.Attributes": of(self.ends, self.attributes.maps()),
        }


@dataclass(frozen=True, slots=True)
class GenAIColumns:
    """Promoted values, as in `model.search.GenAI`; empty or null where the span does not say."""

    operation: pa.StringArray
    provider: pa.StringArray
    request_model: pa.StringArray
    response_model: pa.StringArray
    input_tokens: pa.UInt64Array
    output_tokens: pa.UInt64Array
    cache_read_tokens: pa.UInt64Array
    cache_write_tokens: pa.UInt64Array
    reasoning_tokens: pa.UInt64Array
    cost: pa.DoubleArray
    """US dollars, finite."""
    time_to_first_chunk: pa.DoubleArray
    """Seconds, finite."""
    tool_calls: pa.UInt32Array
    session_id: pa.StringArray
    conversation_id: pa.StringArray
    user_id: pa.StringArray
    environment: pa.StringArray
    error_type: pa.StringArray

    def columns(self) -> dict[str, pa.Array]:
        """As the table names them."""
        return {
            "Operation": arrow.words(self.operation),
            "Provider": arrow.words(self.provider),
            "RequestModel": arrow.words(self.request_model),
            "ResponseModel": arrow.words(self.response_model),
            "Environment": arrow.words(self.environment),
            "ErrorType": arrow.words(self.error_type),
            "InputTokens": arrow.counts(self.input_tokens),
            "OutputTokens": arrow.counts(self.output_tokens),
            "CacheReadTokens": arrow.counts(self.cache_read_tokens),
            "CacheWriteTokens": arrow.counts(self.cache_write_tokens),
            "ReasoningTokens": arrow.counts(self.reasoning_tokens),
            "Cost": self.cost,
            "TimeToFirstChunk": self.time_to_first_chunk,
            "ToolCalls": self.tool_calls,
            "SessionId": self.session_id,
            "ConversationId": self.conversation_id,
            "UserId": self.user_id,
        }


@dataclass(frozen=True, slots=True)
class SpanColumns:
    """Columns of spans, all of one length."""

    origins: Origins
    scope: pa.Int32Array
    """What `Origins.add_scope` returned."""
    trace_id: pa.BinaryArray
    """Ids are raw bytes, as in the protobuf; empty for the parent of a root."""
    span_id: pa.BinaryArray
    parent_span_id: pa.BinaryArray
    trace_state: pa.StringArray
    name: pa.StringArray
    kind: pa.Int32Array
    """SpanKind's number; an unknown one is read as unspecified."""
    start_ns: pa.UInt64Array
    """Nanoseconds since the epoch, 0 to 2^64-1; the column is clamped to `arrow.MAX_NS`."""
    end_ns: pa.UInt64Array
    """As `start_ns`; an end before the start makes a duration of 0."""
    status_code: pa.Int32Array
    """StatusCode's number; an unknown one is read as unset."""
    status_message: pa.StringArray
    proto: pa.BinaryArray
    """The serialized Span without what other columns hold; see `elision`."""
    elided: pa.ListArray
    """The keys of the attributes that were cut out of `proto`."""
    attributes: Pairs
    events: Events
    links: Links
    genai: GenAIColumns

    def __len__(self) -> int:
        return len(self.scope)

    def to_arrow(self) -> pa.Table:
        """The table to insert into `spans`, one row per span, columns named as there.

        Raises pyarrow.ArrowInvalid or ValueError when the columns do not fit together, which is a fault of the caller.
        """
        own = {
            "Timestamp": arrow.times(self.start_ns),
            "TraceId": arrow.hexadecimal(self.trace_id),
            "SpanId": arrow.hexadecimal(self.span_id),
            "ParentSpanId": arrow.hexadecimal(self.parent_span_id),
            "TraceState": self.trace_state,
            "SpanName": arrow.words(self.name),
            "SpanKind": arrow.names_of(self.kind, KINDS),
            "Duration": arrow.durations(self.start_ns, self.end_ns),
            "StatusCode": arrow.names_of(self.status_code, STATUS_CODES),
            "StatusMessage": self.status_message,
            "SpanAttributes": self.attributes.maps(),
            "SpanProto": self.proto,
            "ElidedKeys": self.elided,
        }
        shared = self.origins.columns(self.scope)
        return pa.table({**shared, **own, **self.genai.columns(), **self.events.columns(), **self.links.columns()})
