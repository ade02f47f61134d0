"""What a list of traces holds at a glance: when they start, and which values they have."""

from typing import Final

from to11.model.search import Facet, Facets, Histogram, HistogramBucket, TraceFilter
from to11.store import sql
from to11.store.client import StoreClient
from to11.store.figures import width
from to11.store.traces import Traces

MAX_VALUES: Final = 100
"""Most values of each kind."""


def histogram(client: StoreClient, project_id: str, asked: TraceFilter, buckets: int) -> Histogram:
    """See `Reader.histogram`."""
    bucket = width(asked.start_ns, asked.end_ns, buckets)
    traces = Traces(client, project_id, asked)
    found = traces.all(sql.load("histogram_rows"), {"bucket": bucket}, doing="counting traces by time")
    return Histogram(bucket, tuple(HistogramBucket(row["Bucket"], row["Traces"], row["Errors"]) for row in found))


def facets(client: StoreClient, project_id: str, asked: TraceFilter) -> Facets:
    """See `Reader.facets`."""
    traces = Traces(client, project_id, asked)
    found: dict[str, list[Facet]] = {}
    for row in traces.all(sql.load("facet_rows"), {"most": MAX_VALUES}, doing="counting traces by value"):
        found.setdefault(row["Kind"], []).append(Facet(row["Value"], row["Traces"]))
    return Facets(**{kind: tuple(values) for kind, values in found.items()})
