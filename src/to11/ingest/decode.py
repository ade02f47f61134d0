"""Spooled entries into columns: OTLP requests as they are, gateway calls by way of the spans that `record` makes.

Protobuf parses each request, binds it to its project and writes it anew; from there on everything is done to all spans
of a batch at once.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans

from to11 import log, record
from to11.ingest import view
from to11.ingest.attributes import Attributes
from to11.ingest.bind import bind_resource, overwrite
from to11.ingest.packing import pack
from to11.ingest.promote import promote
from to11.ingest.spool.format import Entry, EntryKind
from to11.ingest.texts import text_of
from to11.metrics.tally import Tally
from to11.model.genai import ENVIRONMENT, PROJECT_ID, PROVIDER, REQUEST_MODEL, SERVICE_NAME, USAGE_INPUT_TOKENS
from to11.record.policy import DEFAULT, Policy
from to11.store.columns import Events, Links, Origins, SpanColumns
from to11.wire import calls

Retention = Callable[[str], int]
"""Days that a project's spans are kept, by its id; 0 for as long as the deployment says."""

logger = log.get(__name__)

_PROJECT_ID: Final = PROJECT_ID.encode()
_MOST_TEXT: Final = 16 * 1024
_CUT_TEXT: Final = 1024
_OLDER_ENVIRONMENT: Final = "deployment.environment"
_LISTED: Final = frozenset({PROJECT_ID, SERVICE_NAME, ENVIRONMENT, _OLDER_ENVIRONMENT})
"""Attributes of a resource that lists show, so that they are the last to be left out."""


def decode(
    entries: list[Entry], policy: Policy = DEFAULT, tally: Tally | None = None, retention: Retention = lambda _: 0
) -> SpanColumns:
    """The spans of all entries as columns, in order; `tally` takes what the calls among them give to the GenAI
    histograms. Raises whatever an entry's bytes raise."""
    batch = Batch(policy, retention)
    for entry in entries:
        batch.add(_request(entry, policy, tally), entry.project_id, entry.received_ns)
    return batch.columns()


def warm_up() -> None:
    """Decode a span that nobody sent; takes most of a second. Arrow, and who keeps the prices, load more on first use,
    and no span should have to wait for that."""
    request = ExportTraceServiceRequest()
    span = request.resource_spans.add().scope_spans.add().spans.add()
    for key, value in ((PROVIDER, "openai"), (REQUEST_MODEL, "gpt-4o"), (USAGE_INPUT_TOKENS, "1")):
        span.attributes.add(key=key).value.string_value = value
    decode([Entry(EntryKind.OTLP, "", 0, request.SerializeToString())]).to_arrow()


def _request(entry: Entry, policy: Policy, tally: Tally | None) -> ExportTraceServiceRequest:
    if entry.kind is EntryKind.CALL:
        call = calls.decode(entry.payload)
        reading = record.read_inference(call)
        if tally is not None and reading is not None:
            tally.take(record.measurements(call, reading))
        return ExportTraceServiceRequest(resource_spans=[record.spans(call, policy, reading)])
    return ExportTraceServiceRequest.FromString(entry.payload)


class Batch:
    """Requests that become columns together."""

    def __init__(self, policy: Policy = DEFAULT, retention: Retention = lambda _: 0) -> None:
        self._policy = policy
        self._retention = retention
        self._origins = Origins()
        self._requests: list[bytes] = []
        self._scopes: list[int] = []
        self._counts: list[int] = []
        self._environments: list[str] = []
        self._bound: dict[tuple[str, bytes], tuple[bytes, dict[str, str]]] = {}

    def add(self, request: ExportTraceServiceRequest, project_id: str, received_ns: int) -> None:
        """Bind the spans to the project and take them in. The message is changed and must not be used again."""
        mentions = 0
        for resource_spans in request.resource_spans:
            data = resource_spans.resource.SerializeToString()
            mentions += data.count(_PROJECT_ID)
            self._resource(resource_spans, data, project_id, received_ns)
        data = request.SerializeToString()
        if data.count(_PROJECT_ID) > mentions and _overwrite(request, project_id):
            data = request.SerializeToString()
        self._requests.append(data)

    def _resource(self, resource_spans: ResourceSpans, data: bytes, project_id: str, received_ns: int) -> None:
        bound = self._bound.get((project_id, data))
        if bound is None:
            bound = self._bound[project_id, data] = _bind(data, project_id)
        proto, attributes = bound
        resource = self._origins.add_resource(
            project_id,
            received_ns,
            retention_days=self._retention(project_id),
            service_name=attributes.get(SERVICE_NAME, ""),
            proto=proto,
            schema_url=resource_spans.schema_url,
            attributes=attributes,
        )
        for scope_spans in resource_spans.scope_spans:
            scope = scope_spans.scope
            index = self._origins.add_scope(
                resource,
                name=scope.name,
                version=scope.version,
                proto=scope.SerializeToString() if scope_spans.HasField("scope") else b"",
                schema_url=scope_spans.schema_url,
            )
            self._scopes.append(index)
            self._counts.append(len(scope_spans.spans))
            self._environments.append(attributes.get(ENVIRONMENT) or attributes.get(_OLDER_ENVIRONMENT) or "")

    def columns(self) -> SpanColumns:
        """The spans of all requests, in order. Raises ValueError for what cannot be laid out."""
        raw = view.spans_of(self._requests)
        spans = view.read(raw)
        scope = pa.array(np.repeat(self._scopes, self._counts), type=pa.int32())
        _tell_of_references(spans.column("attributes").values)
        sent = Attributes.of(spans.column("attributes"))
        attributes = sent.unique()
        proto, elided = pack(raw, spans, sent)
        status = spans.column("status")
        return SpanColumns(
            origins=self._origins,
            scope=scope,
            trace_id=spans.column("trace_id"),
            span_id=spans.column("span_id"),
            parent_span_id=spans.column("parent_span_id"),
            trace_state=spans.column("trace_state"),
            name=spans.column("name"),
            kind=spans.column("kind"),
            start_ns=spans.column("start_ns"),
            end_ns=spans.column("end_ns"),
            status_code=_or_empty(status, "code", 0),
            status_message=_or_empty(status, "message", ""),
            proto=proto,
            elided=elided,
            attributes=attributes.pairs(),
            events=_events(spans.column("events")),
            links=_links(spans.column("links")),
            genai=promote(
                attributes,
                pa.array(self._environments, type=pa.string()).take(scope),
                spans.column("start_ns"),
                self._policy.prices,
            ),
        )


def _bind(data: bytes, project_id: str) -> tuple[bytes, dict[str, str]]:
    """A resource bound to the project, and its attributes as texts."""
    resource = Resource.FromString(data)
    bind_resource(resource, project_id)
    texts = {attribute.key: text_of(attribute.value) for attribute in resource.attributes}
    return resource.SerializeToString(), _within_bounds(texts)


def _within_bounds(attributes: dict[str, str]) -> dict[str, str]:
    """What columns hold of a resource's attributes. They say it again for every span, so of more than `_MOST_TEXT`
    long values are cut and the last attributes left out; as OTLP all of it comes back."""
    if sum(map(len, attributes)) + sum(map(len, attributes.values())) <= _MOST_TEXT:
        return attributes
    left = _MOST_TEXT
    kept: set[str] = set()
    for key in sorted(attributes, key=_LISTED.__contains__, reverse=True):
        left -= len(key) + min(len(attributes[key]), _CUT_TEXT)
        if left < 0:
            break
        kept.add(key)
    return {key: text[:_CUT_TEXT] for key, text in attributes.items() if key in kept}


def _overwrite(request: ExportTraceServiceRequest, project_id: str) -> int:
    return sum(
        overwrite(span.attributes, project_id)
        for resource_spans in request.resource_spans
        for scope_spans in resource_spans.scope_spans
        for span in scope_spans.spans
    )


def _events(lists: pa.ListArray) -> Events:
    items = lists.values
    attributes = Attributes.of(items.field("attributes")).unique()
    return Events(lists.offsets, items.field("time_ns"), items.field("name"), attributes.pairs())


def _links(lists: pa.ListArray) -> Links:
    items = lists.values
    attributes = Attributes.of(items.field("attributes")).unique()
    ids = items.field("trace_id"), items.field("span_id")
    return Links(lists.offsets, *ids, items.field("trace_state"), attributes.pairs())


def _tell_of_references(attributes: pa.StructArray) -> None:
    """Keys and values that stand in a string table: traces have none, so that they read as absent (common.proto)."""
    values = attributes.field("value").field("string_value_strindex")
    found = len(values) - values.null_count + np.count_nonzero(attributes.field("key_strindex").to_numpy())
    if found:
        logger.warning("attributes refer to a string table, which traces do not have", references=int(found))


def _or_empty(status: pa.StructArray, name: str, empty: int | str) -> pa.Array:
    """A field of a message that a span may lack."""
    return pc.fill_null(pc.struct_field(status, name), empty)
