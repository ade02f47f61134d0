"""Sessions and figures as the query API tells them."""

from to11.api.schemas import traces as schema
from to11.api.times import rfc3339
from to11.model.search import SessionSummary, Stats, Tally, TraceFilter


def session(summary: SessionSummary) -> schema.Session:
    """A row of the session list."""
    return schema.Session(
        session_id=summary.session_id,
        start_time=rfc3339(summary.start_ns),
        last_time=rfc3339(summary.last_ns),
        trace_count=summary.trace_count,
        span_count=summary.span_count,
        error_count=summary.error_count,
        users=list(summary.users),
        models=list(summary.models),
        input_tokens=summary.input_tokens,
        output_tokens=summary.output_tokens,
        cost=summary.cost,
    )


def stats(found: Stats, asked: TraceFilter) -> schema.Stats:
    """The figures, with the window that they are of."""
    return schema.Stats(
        start_time=rfc3339(asked.start_ns),
        end_time=rfc3339(asked.end_ns),
        traces=_figures(found.traces),
        span_count=found.span_count,
        models=[
            schema.ModelFigures(provider=one.provider, model=one.model, calls=_figures(one.calls))
            for one in found.models
        ],
        bucket_duration_nano=found.bucket_ns,
        buckets=[schema.Bucket(start_time=rfc3339(one.start_ns), traces=_figures(one.traces)) for one in found.buckets],
    )


def _figures(tally: Tally) -> schema.Figures:
    return schema.Figures(
        count=tally.count,
        error_count=tally.error_count,
        input_tokens=tally.input_tokens,
        output_tokens=tally.output_tokens,
        cost=tally.cost,
        p50_duration_nano=tally.p50_duration_ns,
        p95_duration_nano=tally.p95_duration_ns,
    )
