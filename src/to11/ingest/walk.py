"""The walk: every attribute of every span is looked at once, here, on its way from protobuf into columns.

This is the drain's hot path. Protobuf's Python objects are costly to touch, so a value is read once and kept in a
local.
"""

from collections.abc import Iterable

from opentelemetry.proto.common.v1.common_pb2 import KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, Span

from to11.ingest.bind import bind_resource, overwrite
from to11.ingest.promote import promote
from to11.ingest.texts import text_of
from to11.model.genai import PROJECT_ID, SERVICE_NAME
from to11.store.columns import SpanColumns
from to11.store.elision import LIMIT, cut


class Walk:
    """Appends spans to `columns`."""

    def __init__(self, columns: SpanColumns) -> None:
        self._columns = columns

    def add(self, resource_spans: ResourceSpans, project_id: str, received_ns: int) -> None:
        """Bind the spans to the project and append them. The message is changed and must not be used again."""
        resource = resource_spans.resource
        bind_resource(resource, project_id)
        resource_attributes = _texts(resource.attributes)
        resource_index = self._columns.add_resource(
            project_id,
            received_ns,
            service_name=resource_attributes.get(SERVICE_NAME, ""),
            proto=resource.SerializeToString(),
            schema_url=resource_spans.schema_url,
            attributes=resource_attributes,
        )
        for scope_spans in resource_spans.scope_spans:
            scope = scope_spans.scope
            scope_index = self._columns.add_scope(
                resource_index,
                name=scope.name,
                version=scope.version,
                proto=scope.SerializeToString() if scope_spans.HasField("scope") else b"",
                schema_url=scope_spans.schema_url,
            )
            for span in scope_spans.spans:
                self._span(span, scope_index, project_id, resource_attributes)

    def _span(self, span: Span, scope_index: int, project_id: str, resource: dict[str, str]) -> None:
        columns = self._columns
        start_ns = span.start_time_unix_nano
        columns.scope.append(scope_index)
        columns.trace_id.append(span.trace_id)
        columns.span_id.append(span.span_id)
        columns.parent_span_id.append(span.parent_span_id)
        columns.trace_state.append(span.trace_state)
        columns.name.append(span.name)
        columns.kind.append(span.kind)
        columns.start_ns.append(start_ns)
        columns.end_ns.append(span.end_time_unix_nano)
        status = span.status
        columns.status_code.append(status.code)
        columns.status_message.append(status.message)
        self._attributes(span, project_id, resource, start_ns)
        if span.events:
            self._events(span)
        columns.event_ends.append(len(columns.event_ns))
        if span.links:
            self._links(span)
        columns.link_ends.append(len(columns.link_span_id))

    def _attributes(self, span: Span, project_id: str, resource: dict[str, str], start_ns: int) -> None:
        columns = self._columns
        attributes: dict[str, str] = {}
        long_ones: list[KeyValue] = []
        for attribute in span.attributes:
            text = attribute.value.string_value
            if not text:
                text = text_of(attribute.value)
            elif len(text) > LIMIT:
                long_ones.append(attribute)
            attributes[attribute.key] = text
        if PROJECT_ID in attributes:
            overwrite(span.attributes, project_id)
            attributes[PROJECT_ID] = project_id
        self._promote(attributes, resource, start_ns)
        if long_ones:
            columns.elided_keys += cut(span, long_ones, unique=len(attributes) == len(span.attributes))
        columns.elided_ends.append(len(columns.elided_keys))
        columns.proto.append(span.SerializeToString())
        _append(attributes, columns.attribute_keys, columns.attribute_values, columns.attribute_ends)

    def _promote(self, attributes: dict[str, str], resource: dict[str, str], start_ns: int) -> None:
        columns = self._columns
        genai = promote(attributes, resource, start_ns)
        columns.operation.append(genai.operation)
        columns.provider.append(genai.provider)
        columns.request_model.append(genai.request_model)
        columns.response_model.append(genai.response_model)
        columns.session_id.append(genai.session_id)
        columns.conversation_id.append(genai.conversation_id)
        columns.user_id.append(genai.user_id)
        columns.environment.append(genai.environment)
        columns.error_type.append(genai.error_type)
        columns.input_tokens.append(genai.input_tokens)
        columns.output_tokens.append(genai.output_tokens)
        columns.cache_read_tokens.append(genai.cache_read_tokens)
        columns.cache_write_tokens.append(genai.cache_write_tokens)
        columns.reasoning_tokens.append(genai.reasoning_tokens)
        columns.cost.append(genai.cost)
        columns.time_to_first_chunk.append(genai.time_to_first_chunk)
        columns.tool_calls.append(genai.tool_calls)

    def _events(self, span: Span) -> None:
        columns = self._columns
        for event in span.events:
            columns.event_ns.append(event.time_unix_nano)
            columns.event_name.append(event.name)
            _append(
                _texts(event.attributes),
                columns.event_attribute_keys,
                columns.event_attribute_values,
                columns.event_attribute_ends,
            )

    def _links(self, span: Span) -> None:
        columns = self._columns
        for link in span.links:
            columns.link_trace_id.append(link.trace_id)
            columns.link_span_id.append(link.span_id)
            columns.link_trace_state.append(link.trace_state)
            _append(
                _texts(link.attributes),
                columns.link_attribute_keys,
                columns.link_attribute_values,
                columns.link_attribute_ends,
            )


def _texts(attributes: Iterable[KeyValue]) -> dict[str, str]:
    return {attribute.key: attribute.value.string_value or text_of(attribute.value) for attribute in attributes}


def _append(texts: dict[str, str], keys: list[str], values: list[str], ends: list[int]) -> None:
    """One owner's attributes to the flat columns of its kind."""
    keys.extend(texts)
    values.extend(texts.values())
    ends.append(len(keys))
