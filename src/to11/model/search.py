"""What a reader may ask of the span store, and the light rows it gets back."""

from dataclasses import dataclass
from enum import StrEnum

import msgspec
from opentelemetry.proto.trace.v1.trace_pb2 import Span


class TraceStatus(StrEnum):
    """A trace is an error when any of its spans is one."""

    OK = "ok"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class _Filter:
    """What traces and spans are filtered by alike; all that are given must hold. Times are nanoseconds since the epoch,
    start inclusive, end exclusive, compared with the start of the trace or span. `text` finds every one of its words,
    in any case, in names, attributes and messages."""

    start_ns: int
    end_ns: int
    status: TraceStatus | None = None
    """Of spans, `ERROR` is one whose status says so, `OK` any other."""
    providers: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    sessions: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    min_tokens: int | None = None
    max_tokens: int | None = None
    min_duration_ns: int | None = None
    max_duration_ns: int | None = None
    min_cost: float | None = None
    max_cost: float | None = None
    text: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    """Keys and values of attributes of the span or its resource. Compared are texts, as `ingest.texts` has them; what
    is a number is equal to the same number, however it is written."""


@dataclass(frozen=True, slots=True)
class TraceFilter(_Filter):
    """Filters on traces. A list matches when the trace has any of its values, and numbers are the trace's totals. Each
    word and each attribute is looked for in all spans of the trace."""

    tool_calls: bool | None = None
    """Whether any span of the trace calls a tool."""


@dataclass(frozen=True, slots=True)
class SpanFilter(_Filter):
    """Filters on spans, which must hold for the one span, its words and attributes as well."""

    name: str = ""
    """The span's whole name."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended: the last row's start time and id. The next page begins just after it. A span's id is its
    trace id followed by its span id; a session's start is that of its newest trace."""

    start_ns: int
    id: str


@dataclass(frozen=True, slots=True)
class TraceSummary:
    """One row of the trace list. Tokens and cost count every GenAI span but those that have a GenAI descendant of the
    same operation. None means that no span says; cost is in US dollars."""

    trace_id: str
    start_ns: int
    duration_ns: int
    status: TraceStatus
    name: str
    """The name of the root span; of the earliest span while the root has not come."""
    service_name: str
    span_count: int
    error_count: int
    services: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()
    sessions: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    tool_calls: int = 0
    input_tokens: int | None = None
    output_tokens: int | None = None
    cost: float | None = None


class GenAI(msgspec.Struct, frozen=True, gc=False):
    """The promoted GenAI values of a span; an empty string or None means that the span does not say."""

    operation: str = ""
    provider: str = ""
    request_model: str = ""
    response_model: str = ""
    input_tokens: int | None = None
    output_tokens: int | None = None
    cache_read_tokens: int | None = None
    cache_write_tokens: int | None = None
    reasoning_tokens: int | None = None
    cost: float | None = None
    time_to_first_chunk: float | None = None
    """Seconds."""
    tool_calls: int = 0
    session_id: str = ""
    conversation_id: str = ""
    user_id: str = ""
    environment: str = ""
    error_type: str = ""


class StoredSpan(msgspec.Struct, frozen=True):
    """One span as it is stored: the columns that lists need, and the protobuf messages as they were sent (but for
    `project.id`), from which everything else is read. `resource` and `scope`, which spans share, are
    serialized `opentelemetry.proto` Resource and InstrumentationScope."""

    project_id: str
    trace_id: str
    span_id: str
    parent_span_id: str
    name: str
    kind: str
    """`Internal`, `Server`, `Client`, `Producer`, `Consumer`, `Unspecified`."""
    service_name: str
    start_ns: int
    duration_ns: int
    status_code: str
    """`Unset`, `Ok`, `Error`."""
    status_message: str
    received_ns: int
    resource: bytes
    resource_schema_url: str
    scope: bytes
    scope_schema_url: str
    span: Span
    genai: GenAI = GenAI()


class SpanOutline(msgspec.Struct, frozen=True, gc=False):
    """What a waterfall draws of a span. Empty strings, zeros and None mean that the span does not say."""

    span_id: str
    parent_span_id: str
    name: str
    kind: str
    """As in `StoredSpan`."""
    service_name: str
    start_ns: int
    duration_ns: int
    status_code: str
    """As in `StoredSpan`."""
    operation: str
    provider: str
    model: str
    """The one that was asked for, else the one that answered."""
    input_tokens: int | None
    output_tokens: int | None
    cost: float | None
    time_to_first_chunk: float | None
    """Seconds."""
    tool_calls: int
    event_count: int
    link_count: int


@dataclass(frozen=True, slots=True)
class SessionSummary:
    """One row of the session list: the traces of one session id. Tokens and cost as in `TraceSummary`."""

    session_id: str
    start_ns: int
    """Start of its first trace."""
    last_ns: int
    """Start of its newest trace; the list is ordered by it."""
    trace_count: int
    span_count: int
    error_count: int
    """Traces with an error."""
    users: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    input_tokens: int | None = None
    output_tokens: int | None = None
    cost: float | None = None


@dataclass(frozen=True, slots=True)
class CallPlace:
    """A GenAI span that counts for totals: where it is, and about how many bytes it holds."""

    place: Cursor
    """As in a list of spans."""
    trace_id: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Tally:
    """Sums over traces, or over GenAI calls. Quantiles are of the durations, None where nothing was counted."""

    count: int = 0
    error_count: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost: float = 0.0
    p50_duration_ns: int | None = None
    p95_duration_ns: int | None = None


@dataclass(frozen=True, slots=True)
class ModelTally:
    """The GenAI calls of one model; those that count for the tree only are left out."""

    provider: str
    model: str
    calls: Tally


@dataclass(frozen=True, slots=True)
class BucketTally:
    """The traces that start within one stretch of time; empty stretches are left out."""

    start_ns: int
    traces: Tally


@dataclass(frozen=True, slots=True)
class Stats:
    """Figures over the traces that a filter finds."""

    traces: Tally
    span_count: int
    models: tuple[ModelTally, ...]
    """Most calls first."""
    bucket_ns: int
    """Width of a bucket."""
    buckets: tuple[BucketTally, ...]
    """Oldest first."""


@dataclass(frozen=True, slots=True)
class Histogram:
    """When the traces start that a filter finds."""

    bucket_ns: int
    """Width of a bucket; each starts at a multiple of it."""
    buckets: tuple["HistogramBucket", ...]
    """Oldest first; empty ones are left out."""


@dataclass(frozen=True, slots=True)
class HistogramBucket:
    """The traces that start within one stretch of time."""

    start_ns: int
    count: int
    error_count: int


@dataclass(frozen=True, slots=True)
class Facet:
    """A value, and how many of the traces have it."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """The values of the traces that a filter finds, those of most traces first, at most `store.overview.MAX_VALUES`
    of each kind."""

    services: tuple[Facet, ...] = ()
    providers: tuple[Facet, ...] = ()
    models: tuple[Facet, ...] = ()
    operations: tuple[Facet, ...] = ()
    environments: tuple[Facet, ...] = ()
