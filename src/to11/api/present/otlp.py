"""Stored spans as the OTLP messages they came in, spans grouped under their resource and scope."""

from collections.abc import Iterable

from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, ScopeSpans

from to11.model.search import StoredSpan


def resource_spans(spans: Iterable[StoredSpan]) -> list[ResourceSpans]:
    """One ResourceSpans per resource and one ScopeSpans per scope in it, in the order of their first spans.

    Resources and scopes are the same when they were sent the same, schema URL included.
    """
    resources: dict[tuple[bytes, str], ResourceSpans] = {}
    scopes: dict[tuple[bytes, str, bytes, str], ScopeSpans] = {}
    for stored in spans:
        resource_key = (stored.resource, stored.resource_schema_url)
        resource = resources.get(resource_key)
        if resource is None:
            resource = resources[resource_key] = ResourceSpans(schema_url=stored.resource_schema_url)
            resource.resource.MergeFromString(stored.resource)
        scope_key = (*resource_key, stored.scope, stored.scope_schema_url)
        scope = scopes.get(scope_key)
        if scope is None:
            scope = scopes[scope_key] = resource.scope_spans.add(schema_url=stored.scope_schema_url)
            if stored.scope:  # else it was sent without a scope
                scope.scope.MergeFromString(stored.scope)
        scope.spans.append(stored.span)
    return list(resources.values())
