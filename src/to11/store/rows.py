"""Rows of the store as the values that readers get."""

from to11.model.search import GenAI, SessionSummary, StoredSpan, Tally, TraceStatus, TraceSummary
from to11.store.client import Row
from to11.store.elision import restore


def summary(row: Row) -> TraceSummary:
    """A row of `trace_rows.sql`."""
    return TraceSummary(
        trace_id=row["TraceId"],
        start_ns=row["Start"],
        duration_ns=row["TraceDuration"],
        status=TraceStatus.ERROR if row["ErrorCount"] else TraceStatus.OK,
        name=row["Name"],
        service_name=row["Service"],
        span_count=row["SpanCount"],
        error_count=row["ErrorCount"],
        services=tuple(row["Services"]),
        providers=tuple(row["Providers"]),
        models=tuple(row["Models"]),
        operations=tuple(row["Operations"]),
        environments=tuple(row["Environments"]),
        sessions=tuple(row["Sessions"]),
        users=tuple(row["Users"]),
        tool_calls=row["ToolCallCount"],
        input_tokens=row["TraceInputTokens"],
        output_tokens=row["TraceOutputTokens"],
        cost=row["TraceCost"],
    )


def span(project_id: str, row: Row) -> StoredSpan:
    """A row of `span_rows.sql`, its long texts put back."""
    return StoredSpan(
        project_id=project_id,
        trace_id=row["TraceId"],
        span_id=row["SpanId"],
        parent_span_id=row["ParentSpanId"],
        name=row["SpanName"],
        kind=row["SpanKind"],
        service_name=row["ServiceName"],
        start_ns=row["Start"],
        duration_ns=row["Duration"],
        status_code=row["StatusCode"],
        status_message=row["StatusMessage"],
        received_ns=row["Received"],
        resource=row["ResourceProto"],
        resource_schema_url=row["ResourceSchemaUrl"],
        scope=row["ScopeProto"],
        scope_schema_url=row["ScopeSchemaUrl"],
        span=restore(
            row["SpanProto"],
            (row["TraceId"], row["SpanId"], row["ParentSpanId"]),
            row["ElidedKeys"],
            row["SpanAttributes"],
        ),
        genai=_genai(row),
    )


def session(row: Row) -> SessionSummary:
    """A row of `session_rows.sql`."""
    return SessionSummary(
        session_id=row["SessionId"],
        start_ns=row["First"],
        last_ns=row["Last"],
        trace_count=row["TraceCount"],
        span_count=row["Spans"],
        error_count=row["Errors"],
        users=tuple(row["SessionUsers"]),
        models=tuple(row["SessionModels"]),
        input_tokens=row["SessionInputTokens"],
        output_tokens=row["SessionOutputTokens"],
        cost=row["SessionCost"],
    )


def tally(row: Row, count: str) -> Tally:
    """The sums in a row of `stats_traces.sql` or `stats_models.sql`; `count` names the column that counts."""
    p50, p95 = row["Quantiles"] if row[count] else (None, None)
    return Tally(
        count=row[count],
        error_count=row["Errors"],
        input_tokens=row["InTokens"] or 0,
        output_tokens=row["OutTokens"] or 0,
        cost=row["Costs"] or 0.0,
        p50_duration_ns=None if p50 is None else round(p50),
        p95_duration_ns=None if p95 is None else round(p95),
    )


def _genai(row: Row) -> GenAI:
    return GenAI(
        operation=row["Operation"],
        provider=row["Provider"],
        request_model=row["RequestModel"],
        response_model=row["ResponseModel"],
        input_tokens=row["InputTokens"],
        output_tokens=row["OutputTokens"],
        cache_read_tokens=row["CacheReadTokens"],
        cache_write_tokens=row["CacheWriteTokens"],
        reasoning_tokens=row["ReasoningTokens"],
        cost=row["Cost"],
        time_to_first_chunk=row["TimeToFirstChunk"],
        tool_calls=row["ToolCalls"],
        session_id=row["SessionId"],
        conversation_id=row["ConversationId"],
        user_id=row["UserId"],
        environment=row["Environment"],
        error_type=row["ErrorType"],
    )
