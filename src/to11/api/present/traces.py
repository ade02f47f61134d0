"""Traces as the query API tells them."""

from to11.api.schemas import traces as schema
from to11.api.times import rfc3339
from to11.model.search import TraceSummary


def trace(summary: TraceSummary) -> schema.Trace:
    """A row of the trace list."""
    return schema.Trace(
        trace_id=summary.trace_id,
        name=summary.name,
        status=summary.status,
        start_time=rfc3339(summary.start_ns),
        duration_nano=summary.duration_ns,
        service_name=summary.service_name,
        span_count=summary.span_count,
        error_count=summary.error_count,
        services=list(summary.services),
        providers=list(summary.providers),
        models=list(summary.models),
        operations=list(summary.operations),
        environments=list(summary.environments),
        sessions=list(summary.sessions),
        users=list(summary.users),
        tool_calls=summary.tool_calls,
        input_tokens=summary.input_tokens,
        output_tokens=summary.output_tokens,
        cost=summary.cost,
    )
