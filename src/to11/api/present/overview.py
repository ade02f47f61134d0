"""What a list of traces holds at a glance, as the query API tells it."""

from collections.abc import Iterable

from to11.api.schemas import overview as schema
from to11.api.times import rfc3339
from to11.model.search import Facet, Facets, Histogram, TraceFilter


def histogram(found: Histogram, asked: TraceFilter) -> schema.Histogram:
    """The counts, with the window that they are of."""
    return schema.Histogram(
        start_time=rfc3339(asked.start_ns),
        end_time=rfc3339(asked.end_ns),
        bucket_duration_nano=found.bucket_ns,
        buckets=[
            schema.HistogramBucket(start_time=rfc3339(one.start_ns), count=one.count, error_count=one.error_count)
            for one in found.buckets
        ],
    )


def facets(found: Facets) -> schema.Facets:
    """The values of each kind."""
    return schema.Facets(
        services=_values(found.services),
        providers=_values(found.providers),
        models=_values(found.models),
        operations=_values(found.operations),
        environments=_values(found.environments),
    )


def _values(found: Iterable[Facet]) -> list[schema.Facet]:
    return [schema.Facet(value=one.value, count=one.count) for one in found]
